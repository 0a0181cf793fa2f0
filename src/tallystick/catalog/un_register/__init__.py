"""The United Nations Register of Conventional Arms: returns on exports and imports, and who took part."""
