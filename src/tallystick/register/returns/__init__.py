"""What is reported to each body, from the same rows."""
