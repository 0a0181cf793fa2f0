"""How figures, states and fits are written for people: one wording, the same on every page and line."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from tallystick.model.claim import NONE, UNRESOLVED
from tallystick.model.party import party_name, spoken_names
from tallystick.model.period import Period

THIN_SPACE: Final = "\u202f"
"""Between thousands: commas and points mean different things in different countries."""

EN_DASH: Final = "\u2013"
"""Between the ends of a span."""

_WHOLE_FROM: Final = 10
"""An estimate above this has no tenths worth reading."""
_ONE_PER_CENT: Final = 0.01
"""Nearer to never or to certain than this, a rounded figure would say too much."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How halves stand, in the words people read."""

    label: str
    meaning: str


FITS: Final[Mapping[str, Fit]] = MappingProxyType(
    {
        "conflicting": Fit(
            "Halves differ", "both sides speak; for a part of the difference no likely cause was found"
        ),
        "explained": Fit(
            "Gap explained",
            "both sides speak; likely causes, or lines of other goods, account for the difference",
        ),
        "withheld_one": Fit("One half withheld", "one side says there is a figure and does not give it"),
        "exporter_only": Fit("Exporter's half only", "the importer's half is not on record here"),
        "importer_only": Fit("Importer's half only", "the exporter's half is not on record here"),
        "observer_only": Fit("Observer's word only", "neither side's half is on record here"),
        "holder_only": Fit("Holder's word only", "one party speaks of what it holds"),
        "agreed": Fit("Halves agree", "both sides give the same figure"),
        "nil_both": Fit("Both say none", "both sides declare that there was nothing"),
    }
)
"""By the word of table `fact`, from what asks for attention to what does not."""

STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "reported": "reported",
        "nil": "says none",
        "withheld": "withheld",
        "unknown": "not declared",
        "silent": "filed, no such line",
        "other_span": "gives it for another span of time",
        "other_unit": "gives it in another unit",
        "not_held": "filed, but not held here",
        "no_filing": "no filing on a complete list",
        "no_record": "nothing known of a filing",
    }
)
"""What a side says, by the word of table `cell`."""

SILENCES: Final = ("silent", "other_span", "other_unit", "not_held", "no_filing", "no_record")
"""The ways in which nothing is on record of a cell; none of them is a nil."""

CONTENTS: Final[Mapping[str, str]] = MappingProxyType(
    {"lines": "lines", "nil": "nil", "withheld": "withheld", "not_held": "not held here"}
)
"""What a filing holds, in a word."""

HOW_MATCHED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "designation": "same goods",
        "quantity": "set against each other by quantity alone",
        "exporter_line": "exporter's line, no counterpart",
        "importer_line": "importer's line, no counterpart",
        "exporter_more": "left over in the exporter's half",
        "importer_more": "left over in the importer's half",
    }
)
"""How two lines were laid together, by the word of table `match`."""


def number(value: float | None) -> str:
    """Write a computed figure, with thin spaces between thousands; an absent one as a dash."""
    if value is None:
        return "—"
    is_whole = abs(value) >= _WHOLE_FROM or value == round(value)
    return exact(round(value) if is_whole else round(value, 1))


def exact(value: float | None) -> str:
    """Write a declared figure with every digit it was given."""
    return "—" if value is None else f"{value:,.15g}".replace(",", THIN_SPACE)


def span(low: float | None, high: float | None, write: Callable[[float], str] = number) -> str:
    """Write a quantity by its bounds: `12`, `10-20`, `at least 5`, `0 or more`, `at most 100`."""
    if low is None:
        return "—" if high is None else f"at most {write(high)}"
    if high is None:
        return f"at least {write(low)}" if low > 0 else f"{write(low)} or more"
    return write(low) if low == high else f"{write(low)}{EN_DASH}{write(high)}"


def said(state: str, low: float | None, high: float | None) -> str:
    """Write what one side says: its figure, or in words why there is none."""
    if state == "reported":
        return span(low, high, exact)
    return STATES.get(state, state)


def share(part: int, whole: int) -> str:
    """Write a part of a whole in per cent; of nothing there is no share."""
    return "—" if whole == 0 else probability(part / whole)


def probability(value: float | None) -> str:
    """Write a probability in per cent, never as certainty it does not have."""
    if value is None:
        return "—"
    if 0 < value < _ONE_PER_CENT:
        return f"under 1{THIN_SPACE}%"
    if 1 - _ONE_PER_CENT < value < 1:
        return f"over 99{THIN_SPACE}%"
    return f"{100 * value:.0f}{THIN_SPACE}%"


NOT_ESTIMABLE: Final = "not estimable"
"""Where a claimant's own record is too short to tell anything of its figures."""


def offset(log: float) -> str:
    """Write a difference of logarithms as what it adds or takes: `+42 %`, `−20 %`."""
    percent = round(100 * math.expm1(log))
    sign = "+" if percent > 0 else "−" if percent < 0 else ""
    return f"{sign}{exact(abs(percent))}{THIN_SPACE}%"


def factor(log: float) -> str:
    """Write a difference of logarithms as a factor with two digits: `1.5`."""
    value = math.exp(log)
    return f"{value:.1f}" if value < _WHOLE_FROM else number(value)


def odds(low: float | None, high: float | None) -> str:
    """Write a probability by its bounds: `12 %`, `3 % to 12 %`; nothing where none was computed."""
    if low is None or high is None:
        return ""
    return probability(low) if low == high else f"{probability(low)} to {probability(high)}"


def period(start: date, end: date) -> str:
    """Write a period as people do: `2014`, `2014-H1`, `2014-Q1`, `2014-03`, a day, or a span of days."""
    return Period(start, end).short()


def party(code: str) -> str:
    """Name a party; one that no vocabulary knows stands as it was written."""
    if code == NONE:
        return "no party named"
    if code == UNRESOLVED:
        return "not stated"
    if code.startswith(UNRESOLVED):
        return f"“{code[1:]}” (not known)"
    return spoken_names().get(code, party_name(code))


def capitalised(text: str) -> str:
    """Begin a sentence or a line with a text: only its first letter changes."""
    return text[:1].upper() + text[1:]


def plain(word: str) -> str:
    """Write a word of a table for people: `year_end_shift` as `year end shift`."""
    return word.replace("_", " ")


def tallied(counts: Mapping[str, int]) -> str:
    """Write how many flows stand how: `halves differ 2, gap explained 1`."""
    return ", ".join(
        f"{fit.label.lower()} {counts[word]}" for word, fit in FITS.items() if counts.get(word, 0) > 0
    )


def plural(count: int, one: str, many: str = "") -> str:
    """Write a count with its noun: `1 line`, `2 lines`."""
    noun = one if count == 1 else (many if many != "" else f"{one}s")
    return f"{number(count)} {noun}"


VERDICT_SAID: Final[Mapping[str, str]] = MappingProxyType(
    {
        "met": "Met, as the record stands",
        "followed": "Followed, as the record stands",
        "breached": "Not met, as the record stands",
        "not_recorded": "Not on record",
        "undetermined": "Not settled by the record",
        "not_assessable": "Cannot be assessed",
        "not_due": "Not due",
        "not_bound": "Not bound",
    }
)
"""What people read for a verdict, by the word of table `verdict`: what is on record, and no judgement of a party."""

_REASON_SAID: Final[Mapping[str, str]] = MappingProxyType(
    {
        "received": "Recorded as received",
        "received_in_time": "Recorded as received in time",
        "received_late": "Recorded as received after the day it was due",
        "not_received": "Not recorded as received",
        "completed": "Declared completed",
        "not_completed": "Not recorded as completed",
        "due_later": "Not due yet",
        "declared_none": "Declared not to apply",
        "status_contested": "Cannot be assessed: whether the party is bound is contested",
    }
)
"""Where the reason says it more exactly than the verdict."""

NOTHING_ASKED: Final = "Nothing on record asks for a person's time."
"""Stands where there is no finding."""

ORGANS: Final = "Whether a party complied is for the agreement's own organs to say."
"""Stands below whatever says that something is not on record."""


def verdict_said(verdict: str, reason: str) -> str:
    """Say a verdict in the words people read, by its reason where that is more exact."""
    return _REASON_SAID.get(reason, VERDICT_SAID[verdict])


_NUMBERED: Final = re.compile(r"\d|[IVXLC]+\b")
"""How an article's number begins: with a digit, or as the Roman numeral that some treaties use."""


def article(text: str) -> str:
    """Cite an article, `Art. 13(3)`; a paragraph of a resolution stands as it was written, and `-` is nothing."""
    if text == NONE:
        return ""
    return f"Art. {text}" if _NUMBERED.match(text) is not None else text


def years(values: Iterable[int]) -> str:
    """List years, neighbours joined: `1994–1998, 2003`."""
    spans: list[list[int]] = []
    for year in sorted(set(values)):
        if len(spans) > 0 and spans[-1][1] == year - 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(str(first) if first == last else f"{first}{EN_DASH}{last}" for first, last in spans)
