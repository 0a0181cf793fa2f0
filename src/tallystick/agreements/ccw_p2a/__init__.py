"""Protocol II on mines, as amended in 1996, to the Convention on Certain Conventional Weapons."""
