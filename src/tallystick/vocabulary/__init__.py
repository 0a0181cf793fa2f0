"""The shelf of parties, names, areas, places, categories and units: data files only."""
