"""What nobody reported, from how the lists of those who did report overlap: always a band, never a total.

Whether lists miss the same things cannot be seen in the lists, so that equal fits give totals arbitrarily far apart
(METHODS 1.7). Arms lists depend on each other by design: SIPRI reads the Register, and both sides of a covert deal stay
silent. Each line of the band therefore names the assumption it rests on.
"""

from tallystick.facts.unseen.assumptions import band
from tallystick.facts.unseen.closed_form import (
    Total,
    chao,
    chapman,
    dependent,
    lincoln_petersen,
    no_highest_order,
)
from tallystick.facts.unseen.loglinear import Fit, all_pairs, best_pairs, fit, stepwise
from tallystick.facts.unseen.reporters import Recall, recall
from tallystick.facts.unseen.table import Histories, count_histories, histories

__all__ = [
    "Fit",
    "Histories",
    "Recall",
    "Total",
    "all_pairs",
    "band",
    "best_pairs",
    "chao",
    "chapman",
    "count_histories",
    "dependent",
    "fit",
    "histories",
    "lincoln_petersen",
    "no_highest_order",
    "recall",
    "stepwise",
]
