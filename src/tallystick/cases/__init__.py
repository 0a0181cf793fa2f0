"""SHELF of bundled cases: one folder a case."""
