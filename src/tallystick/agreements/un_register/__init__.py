"""The United Nations Register of Conventional Arms, as asked of all Member States."""
