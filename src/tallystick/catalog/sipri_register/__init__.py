"""SIPRI's trade register: deliveries of major conventional arms as an observer follows them."""
