"""Counting what is there, and settling the differences."""
