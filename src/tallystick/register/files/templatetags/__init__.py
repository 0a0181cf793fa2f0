"""What templates say about kept files."""
