"""The nouns: claim, filing, quantity, party, category, period, fact, tables. Frozen; no I/O but the vocabulary."""
