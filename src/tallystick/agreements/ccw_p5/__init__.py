"""Protocol V on explosive remnants of war to the Convention on Certain Conventional Weapons."""
