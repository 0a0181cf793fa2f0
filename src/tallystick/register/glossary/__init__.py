"""The terms of the field in the five languages of the register: one file a language, the same keys in each."""
