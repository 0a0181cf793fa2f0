"""The amendment of 2001 to Article 1 of the Convention on Certain Conventional Weapons."""
