"""An invented limit on battle tanks, with yearly returns."""
