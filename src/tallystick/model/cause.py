"""Innocent causes of a gap (DESIGN §6.2), in the words people read."""

from typing import Final

WORDS: Final = {
    "different_goods": "different goods in one cell",
    "year_end": "counted in the year before or after",
    "category": "counted in another category",
    "unit_of_count": "launchers counted by one side, missiles by the other",
    "authorisation": "authorisation against delivery",
    "transit": "another state of origin or an intermediate place",
    "repeated_return": "a return that repeats the year before",
    "repeated_line": "a line given twice in one return",
    "revision": "an earlier version of the return gave the other half's figure",
    "demilitarised_or_collector": "demilitarised, museum, collector or training goods",
    "loan_repair_or_return": "loan, repair or return",
}
"""Every cause this version looks for."""

NOT_LOOKED_FOR: Final = (
    "title against movement",
    "own forces abroad",
    "kits",
    "reporting thresholds",
)
"""Causes of DESIGN §6.2 for which a return carries no trace; a clarification has to ask."""

SHORT: Final = {
    "different_goods": "other goods",
    "year_end": "other year",
    "category": "other category",
    "unit_of_count": "launchers or missiles",
    "authorisation": "authorisation",
    "transit": "origin or transit",
    "repeated_return": "repeated return",
    "repeated_line": "repeated line",
    "revision": "revision",
    "demilitarised_or_collector": "demilitarised or museum goods",
    "loan_repair_or_return": "loan or repair",
}
"""The same in a word or two, for lists."""

LIKELY: Final = 0.5
"""Only a cause likelier than not takes anything off the remainder; the others are offered beside it."""

ONE_SIDED: Final = frozenset({"different_goods", "unit_of_count"})
"""Causes that leave a line in one half without a counterpart in the other: no conflict, and still a question."""

REPEATS: Final = "does this line repeat the return of the year before?"
LICENSED: Final = "how much of what was licensed was delivered, and when?"
"""What is asked of the party that can tell; a letter asks the same with the line that it may be."""
