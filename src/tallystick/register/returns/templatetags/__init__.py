"""Words that templates of returns use."""
