"""An invented pact: a return each year, by the end of April."""
