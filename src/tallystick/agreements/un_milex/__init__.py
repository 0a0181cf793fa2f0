"""The United Nations Report on Military Expenditures, as asked of all Member States."""
