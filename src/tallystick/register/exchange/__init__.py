"""Ledgers in and out, bundles between sites, backups."""
