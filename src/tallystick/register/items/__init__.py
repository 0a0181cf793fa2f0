"""Weapons, parts and lots of ammunition; their marks; what happened to them.

An item's state is never typed: `standing` derives it from the `events` that count. A correction is a new event.
"""
