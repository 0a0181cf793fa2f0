"""The invented agreements of the scenarios."""
