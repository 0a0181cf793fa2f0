"""Who is bound by an agreement on a day, in counts and by name; parties stand by name, never ranked."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from tallystick.model import words
from tallystick.model.agreement import CONSENTS, Joining
from tallystick.model.record import Row

_SOURCES_NAMED: Final = 3
"""More would bury the one that nearly all acts come from; every act names its own in participation.csv."""
_ADDRESSED: Final = "asked, without having consented to anything"
_BOUND: Final = "bound"
_CONTESTED: Final = "contested whether bound"
_UNBOUND: Final = (
    (Joining.SIGNATURE.value, "signed, and not bound by that alone"),
    (Joining.PROVISIONAL.value, "applying some articles provisionally, and not bound otherwise"),
    (Joining.WITHDRAWAL.value, "withdrawn"),
)
_WAITING: Final = "consented, and not in force for it yet"


@dataclass(frozen=True, slots=True)
class Group:
    """Parties of one status on the day."""

    label: str
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """The status of everybody on the day of the assessment."""

    groups: Sequence[Group]
    contested: Sequence[tuple[str, Sequence[str]]]
    """Party, and the act that is disputed with each view of it."""
    changes: Sequence[tuple[date, str]]
    """Days to come on which a status changes, with what changes."""
    sources: Sequence[str]


def standing(statuses: Iterable[Row], acts: Sequence[Row], on: date) -> Standing:
    """Say who is bound on a day.

    Args:
        statuses: rows of table `status` of one agreement.
        acts: rows of table `participation` of the same one, for their sources.
        on: the day.
    """
    every = list(statuses)
    current = [row for row in every if row["since"] <= on and (row["until"] is None or row["until"] > on)]
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for row in current:
        groups[_label(row)].append(words.party(row["party"]))
    order = (_BOUND, _ADDRESSED, _CONTESTED, _WAITING, *(label for _, label in _UNBOUND))
    return Standing(
        [Group(label, sorted(groups[label])) for label in order if label in groups],
        sorted((words.party(row["party"]), _views(row)) for row in current if row["bound"] == "contested"),
        sorted(
            (row["since"], f"{words.party(row['party'])}: {row['basis']}")
            for row in every
            if row["since"] > on
        ),
        _sources(acts),
    )


def _label(row: Row) -> str:
    if row["bound"] == "contested":
        return _CONTESTED
    if row["bound"] == "true":
        return _ADDRESSED if row["act"] == Joining.ADDRESSED else _BOUND
    return _WAITING if row["act"] in CONSENTS else dict(_UNBOUND).get(row["act"], words.plain(row["act"]))


def _views(row: Row) -> list[str]:
    """Part the act from the views, which stand between bars."""
    act, contested, views = str(row["basis"]).partition(" Contested: ")
    return [act + (" Contested:" if contested != "" else ""), *filter(None, views.split(" | "))]


def _sources(acts: Sequence[Row]) -> list[str]:
    tally = Counter(row["source"] for row in acts)
    rows = sorted(tally.items(), key=lambda item: (-item[1], item[0]))
    named = [f"{source} ({words.plural(count, 'act')})" for source, count in rows[:_SOURCES_NAMED]]
    rest = len(rows) - _SOURCES_NAMED
    return named if rest <= 0 else [*named, f"{words.plural(rest, 'other source')}, in participation.csv"]
