"""Agreements, one package each: what was promised, by whom, and how it is checked."""
