"""An invented ban: no more large calibre artillery from abroad."""
