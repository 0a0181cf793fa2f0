"""Requests in and out, by marks that are half read."""
