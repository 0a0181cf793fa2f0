"""The invented agreements by which simulated worlds are judged; who takes part is written with each world."""
