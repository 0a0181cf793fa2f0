"""The Arms Trade Treaty."""
