"""Protocol IV on blinding laser weapons to the Convention on Certain Conventional Weapons."""
