"""Everything the command line and the library ask for; no other module calls a room."""
