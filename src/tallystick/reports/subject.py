"""What an identifier means: a cell, a verdict or a finding, by its whole name or an unambiguous part of it."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches
from enum import StrEnum
from typing import Final, NamedTuple

from tallystick.errors import AmbiguousIdError, UnknownIdError
from tallystick.model.record import Record

_SHORTEST: Final = 6
"""Fewer characters of an identifier fit too many claims to be meant."""
_NEAR: Final = 5
"""Near misses that an error names."""
_LIKE: Final = 0.6
"""How like each other two words must be for one to be a slip of the other."""
_SAME, _SLIP = 3, 2
"""Two words that are the same outweigh one slip, and one does not."""


class Kind(StrEnum):
    """What can be traced."""

    CELL = "cell"
    VERDICT = "verdict"
    FINDING = "finding"


class Subject(NamedTuple):
    """One thing that can be traced, by its whole identifier."""

    kind: Kind
    name: str


_COLUMNS: Final = {Kind.CELL: "cell_id", Kind.VERDICT: "verdict_id", Kind.FINDING: "finding_id"}


def find_subject(record: Record, wanted: str, kinds: Sequence[Kind] = tuple(Kind)) -> Subject:
    """Find what is meant by a whole identifier, its beginning or middle, or the beginning of a claim's.

    Parts are whole words between points: `KEN.2019`, and not `EN.2019`. A finding whose cell or verdict answers too is
    meant only where the words begin with `gap.` or `verdict.`, since the trace of either leads to the other.

    Args:
        record: the tables of an assessment; `cell`, `verdict`, `finding`, and `fact_claim` for claims.
        wanted: the words that somebody wrote.
        kinds: what may be meant; by default anything that can be traced.

    Raises:
        UnknownIdError: if nothing answers; with the nearest identifiers.
        AmbiguousIdError: if several things answer; lists them.
    """
    names = {kind: _names(record, kind) for kind in kinds}
    for kind in kinds:
        if wanted in names[kind]:
            return Subject(kind, wanted)
    # a finding on several verdicts bears their common words, which are part of each verdict's name too
    joined = f"{Kind.VERDICT}.{wanted}"
    if joined in names.get(Kind.FINDING, ()):
        return Subject(Kind.FINDING, joined)
    found = [Subject(kind, name) for kind in kinds for name in _inside(kind, wanted, names[kind])]
    if len(found) != 1 and Kind.CELL in kinds:
        found = _of_claim(record, wanted) or found
    if len(found) == 0:
        raise UnknownIdError(wanted, near(wanted, _offered(names)))
    if len(found) > 1:
        raise AmbiguousIdError(wanted, [one.name for one in found])
    return found[0]


def _names(record: Record, kind: Kind) -> dict[str, None]:
    """Name everything of one kind, sorted; from the frame itself, since most rows are never looked at."""
    frame = record.frames.get(kind.value)
    return {} if frame is None else dict.fromkeys(frame[_COLUMNS[kind]].sort())


def _inside(kind: Kind, wanted: str, names: Iterable[str]) -> list[str]:
    if kind is not Kind.FINDING:
        return [name for name in names if f".{wanted}." in f".{name}."]
    head, _, rest = wanted.partition(".")
    return [
        name for name in names if name.startswith(f"{head}.") and f".{rest}." in f".{name.partition('.')[2]}."
    ]


def _offered(names: Mapping[Kind, Mapping[str, None]]) -> Iterable[str]:
    """Offer each name once: a finding only where neither a cell nor a verdict has the rest of its name."""
    for kind, found in names.items():
        yield from (
            name
            for name in found
            if kind is not Kind.FINDING
            or not any(name.partition(".")[2] in others for others in names.values())
        )


def _of_claim(record: Record, wanted: str) -> list[Subject]:
    if len(wanted) < _SHORTEST:
        return []
    uses = (use for rows in record.uses.values() for use in rows)
    cells = {use["cell_id"] for use in uses if use["claim_id"].startswith(wanted)}
    return [Subject(Kind.CELL, cell) for cell in cells] if len(cells) == 1 else []


def near(wanted: str, names: Iterable[str]) -> list[str]:
    """List the names that share most words with what was written; slips of the pen count for less."""
    every = list(names)
    known = sorted({part for name in every for part in name.split(".")})
    meant = [
        (part, frozenset(get_close_matches(part, known, n=3, cutoff=_LIKE))) for part in wanted.split(".")
    ]
    scores = {name: _score(meant, frozenset(name.split("."))) for name in every}
    best = max(scores.values(), default=0)
    shared = [name for name in every if scores[name] > max(0, best - _SAME)]
    order = {name: (-scores[name], -SequenceMatcher(None, wanted, name).ratio(), name) for name in shared}
    return sorted(shared, key=order.__getitem__)[:_NEAR]


def _score(meant: Iterable[tuple[str, frozenset[str]]], parts: frozenset[str]) -> int:
    return sum(_SAME if word in parts else _SLIP * (not like.isdisjoint(parts)) for word, like in meant)
