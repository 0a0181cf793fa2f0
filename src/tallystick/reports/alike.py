"""Findings that say the same of many parties, told once: what they share as one sentence, what differs by party."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.model import words
from tallystick.model.record import Row

_YEAR: Final = re.compile(r"\d{4}$")
_EDGES: Final = " .,;:"


@dataclass(frozen=True, slots=True)
class Item:
    """One party, with what its own findings say."""

    party: str
    name: str
    anchor: str
    """Where its row stands; empty where it has none."""
    differs: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Several findings in one piece."""

    severity: str
    step: str
    sentence: str
    """What they share; an ellipsis stands for what differs."""
    ask: str
    evidence: str
    channel: str
    pattern: str
    """Their identifiers, with PARTY and YEAR for what differs."""
    count: int
    items: Sequence[Item]
    others: Sequence[Item]
    """Parties of which the case does not speak."""


Key = tuple[str, ...]


def key_of(row: Row) -> Key | None:
    """Say with which others a finding can be told in one piece, or none: it is told by itself."""
    name = words.party(row["parties"])
    if row["kind"] != "verdict" or " " in row["parties"] or not row["sentence"].startswith(f"{name}, "):
        return None
    ask = row["ask"].removeprefix(f"{name}: ")
    if name in ask:
        return None
    return (row["severity"], row["step"], row["agreement"], row["rule"], ask, row["evidence"], row["channel"])


def tell(
    key: Key,
    rows: Sequence[Row],
    spoken_of: Iterable[str],
    lines: Mapping[tuple[str, str], str],
) -> Alike:
    """Tell findings of one key in one piece.

    Args:
        key: what `key_of` gives for each of them.
        rows: rows of table `finding`.
        spoken_of: the parties of the case; empty: all are.
        lines: where the row of a party stands, by agreement and party.
    """
    own = set(spoken_of)
    said = [row["sentence"].removeprefix(f"{words.party(row['parties'])}, ").split(" ") for row in rows]
    head, tail = shared(said)
    differs: defaultdict[str, list[str]] = defaultdict(list)
    for row, tokens in zip(rows, said, strict=True):
        differs[row["parties"]].append(" ".join(tokens[head : len(tokens) - tail]).strip(_EDGES))
    items = [
        Item(party, words.party(party), lines.get((key[2], party), ""), _listed(texts))
        for party, texts in differs.items()
    ]
    items.sort(key=lambda one: (one.name, one.party))
    first = said[0]
    hole = ["…"] if any(one.differs != "" for one in items) else []
    sentence = words.capitalised(" ".join([*first[:head], *hole, *first[len(first) - tail :]]))
    return Alike(
        severity=key[0],
        step=key[1],
        sentence=sentence,
        ask=words.capitalised(key[4]),
        evidence=key[5],
        channel=key[6],
        pattern=_pattern(rows[0]),
        count=len(rows),
        items=[one for one in items if len(own) == 0 or one.party in own],
        others=[one for one in items if len(own) > 0 and one.party not in own],
    )


def _listed(texts: Sequence[str]) -> str:
    """List what differs; years as spans."""
    if len(texts) > 0 and all(_YEAR.fullmatch(text) is not None for text in texts):
        return words.years(map(int, texts))
    return ", ".join(text for text in texts if text != "")


def shared(said: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Count the words that sentences share at their beginning and at their end, never the same word twice."""
    shortest = min(map(len, said))
    head = next((at for at in range(shortest) if len({tokens[at] for tokens in said}) > 1), shortest)
    room = shortest - head
    tail = next((at for at in range(room) if len({tokens[-1 - at] for tokens in said}) > 1), room)
    return head, tail


def _pattern(row: Row) -> str:
    parts = ["PARTY" if part == row["parties"] else part for part in row["finding_id"].split(".")]
    return _YEAR.sub("YEAR", ".".join(parts))
