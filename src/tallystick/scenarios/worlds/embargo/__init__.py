"""An invented embargo on one state."""
