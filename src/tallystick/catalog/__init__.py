"""The shelf of sources: a package each, with what it is, its reader, a sample and what the sample says."""
