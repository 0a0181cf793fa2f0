"""Documents and pictures, kept byte for byte under the hash of their bytes, and checked by content at the door."""
