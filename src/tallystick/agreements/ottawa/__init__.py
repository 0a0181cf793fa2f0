"""The Anti-Personnel Mine Ban Convention, done at Oslo and signed at Ottawa in 1997."""
