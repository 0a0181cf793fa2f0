"""What the steps, inputs and values of a verdict are called for people; an agreement's own stand by their names."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tallystick.model.words import exact, plain

_QUESTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "withheld_from_audience": "Is anything that may decide it withheld from this audience?",
        "status_contested": "Is it contested whether the party is bound?",
        "signed_only": "Did it sign and no more?",
        "provisional_only": "Does it apply other articles provisionally, and no more?",
        "withdrawn": "Has it withdrawn?",
        "not_yet_in_force": "Has it consented without the agreement being in force for it yet?",
        "left_before_due": "Was it no longer bound on the day this was due?",
        "received": "Is a report on record?",
        "received_in_time": "Did the report come in time?",
        "received_late": "Did the report come after the last day?",
        "day_of_receipt_unknown": "Is a report on record whose day of receipt is not?",
        "left_to_the_report": "Is there no report whose day could be compared?",
        "due_later": "Is it due only after the day of the assessment?",
        "not_received": "Does a complete list, as of the day it was due or later, lack the report?",
        "no_complete_list": "Is there no such list?",
        "completed": "Was completion declared?",
        "declared_none": "Was it declared that there is nothing to which the duty applies?",
        "existence_unknown": "Is it unknown whether there is anything to which the duty applies?",
        "not_completed": "Does a complete list, as of the deadline or later, lack a completion?",
        "found_after_completion": "Was something found anew after completion was declared, and not done since?",
        "day_of_completion_unknown": "Was completion declared only after the day it was due?",
        "declared_none_since": "Is the latest word that there is nothing left, without a completion?",
        "found_after_deadline": "Was it found only after the deadline?",
        "extensions_incomplete": "Does the day stated lie further than the extensions on record can reach?",
        "no_figure": "Is there no figure on record?",
        "exceeds": "Is it sure enough that the limit and the tolerance are exceeded?",
        "no_excess_shown": (
            "Is a significant excess improbable enough, with the party's own return in hand and the period over?"
        ),
        "figures_do_not_settle": "Do the figures leave it open?",
    }
)
"""By the reason that a step gives where it holds."""

_PLACE: Final = re.compile(r"\{\w+\}")
"""Where a sentence has a day or figure filled in."""

_AGAIN: Final[Mapping[str, str]] = MappingProxyType(
    {"status_contested": "Was a suspension, whose effect is contested, declared before this was due?"}
)
"""Where one reason is asked for a second time."""

INPUTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "on": "day of the assessment",
        "shut": "something that may decide it is withheld from this audience",
        "filed": "a report is on record",
        "filed_on": "the first came on",
        "listed_on": "complete list as of",
        "exists_on": "there is something to which the duty applies, said on",
        "none_on": "there is nothing to which the duty applies, said on",
        "found_on": "last said to be there on",
        "extended_to": "deadline extended to",
        "extensions": "extensions on record",
        "furthest_on": "the day to which so many extensions reach at the most",
        "done_on": "completion first declared on",
        "completed_on": "completion declared on",
        "figures": "figures on record",
        "declared": "the party's own return covers what is counted",
        "over": "limit with its tolerance",
        "over_low": "probability that limit and tolerance are exceeded, at least",
        "over_high": "probability that limit and tolerance are exceeded, at most",
        "significant": "limit with the excess that would matter",
        "significant_low": "probability of a significant excess, at least",
        "significant_high": "probability of a significant excess, at most",
        "alpha": "doubt accepted where an excess is said",
        "beta": "doubt accepted where none is said",
        "last_day": "last day that counts as in time",
        "days_late": "days after the day it was due",
        "first_deadline": "deadline before any extension",
        "first_year": "first year to report on",
    }
)
"""Inputs and intermediate values, by the name of their column."""

IN_THE_HEAD: Final = frozenset(
    {"party", "period_start", "period_end", "year", "bound", "act", "notice", "since", "until", "due_on"}
    | {"on", "shut", "filings", "milestones", "cells"}
)
"""Inputs that a trace says elsewhere: the party, its status, the period and the day above, the evidence below."""


def question(reason: str, sentence: str = "", *, again: bool = False) -> str:
    """Ask what a step asks, by the reason it gives; an agreement's own by its sentence, where that is at hand."""
    if again and reason in _AGAIN:
        return _AGAIN[reason]
    own = f"“{plain(reason)}”" if sentence == "" else f"“{_PLACE.sub('…', sentence).rstrip('.')}”"
    return _QUESTIONS.get(reason, f"Does this hold: {own}?")


def answer(*, holds: bool | None) -> str:
    """Say how a step was answered: in three values, since what is not known is neither yes nor no."""
    return "cannot be told" if holds is None else "yes" if holds else "no"


_CHANCES: Final = frozenset(f"{name}_{end}" for name in ("over", "significant") for end in ("low", "high"))
_SMALLEST: Final = 0.0001
"""Four decimals show on which side of a threshold a probability lies, and claim no more."""


def _chance(content: float) -> str:
    if 0 < content < _SMALLEST:
        return f"under {_SMALLEST}"
    if 1 - _SMALLEST < content < 1:
        return f"over {1 - _SMALLEST}"
    return exact(round(content, 4))


def value(name: str, content: object) -> str:
    """Write an input or a value; what is not on record is said to be so."""
    if content is None:
        return "nothing on record"
    if isinstance(content, bool):
        return answer(holds=content)
    if name in _CHANCES and isinstance(content, float):
        return _chance(content)
    is_year = name == "year" or name.endswith("_year")
    return exact(content) if isinstance(content, int | float) and not is_year else str(content)
