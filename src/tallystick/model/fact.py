"""What a side of a cell may be found to say, in the words of table `cell`."""

from typing import Final

FALSE_SHARE: Final = 1 / 21
"""Mean of Beta(1, 20): of twenty lines about one stands in the wrong cell. METHODS 1.6 puts the share of lines that are
false altogether at a fiftieth; lines entered under another year or category are commoner than that. Two halves cannot
teach it, so that a line which nobody confirms happened with 20/21 whatever the record."""

SPOKEN: Final = frozenset({"reported", "nil", "withheld", "unknown"})
"""States of a side that says something, if only that it will not say."""

NO_FIGURE: Final = frozenset({"withheld", "unknown"})
"""States of a side that speaks and gives no figure."""

UNHEARD: Final = frozenset({"other_span", "other_unit", "not_held", "no_filing", "no_record"})
"""States of a side of which nothing is in hand, so that there is nothing to lay the other half against."""

HEARD: Final = frozenset({"reported", "nil", "silent"})
"""States of a side whose return is in hand, so that what it leaves out says something."""
