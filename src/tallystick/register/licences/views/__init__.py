"""Pages of the app `licences`."""
