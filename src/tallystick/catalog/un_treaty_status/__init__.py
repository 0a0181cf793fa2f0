"""Status pages of the United Nations Treaty Collection: who signed, consented and withdrew, and when."""
