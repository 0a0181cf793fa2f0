"""The Treaty on the Prohibition of Nuclear Weapons."""
