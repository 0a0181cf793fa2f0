"""The Convention on Certain Conventional Weapons, with its Protocols I to III."""
