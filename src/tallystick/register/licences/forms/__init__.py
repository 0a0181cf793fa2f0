"""Forms of the app `licences`."""
