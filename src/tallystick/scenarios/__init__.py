"""Shelf of named worlds, each with the findings expected of it."""
