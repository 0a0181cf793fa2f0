"""The project's own tally files and filing files."""
