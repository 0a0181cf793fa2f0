"""An invented embargo: nothing for Sembrak."""
