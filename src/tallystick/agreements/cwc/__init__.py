"""The Chemical Weapons Convention."""
