"""An invented treaty: no more than five hundred battle tanks."""
