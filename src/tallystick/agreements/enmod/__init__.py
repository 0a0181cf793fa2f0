"""The Environmental Modification Convention."""
