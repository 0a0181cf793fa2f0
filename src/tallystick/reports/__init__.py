"""Say it: sentences, traces, letters, charts and the page, from tables."""
