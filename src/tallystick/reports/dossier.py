"""One party's section: what it said, what others said of it, what it filed. Parties are never ranked."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.model import words
from tallystick.model.claim import NONE
from tallystick.model.record import Record, Row, is_named
from tallystick.reports.laid import Laid, anchor

_DIRECTIONS: Final = {
    "exports": "Exports return",
    "imports": "Imports return",
    "holdings": "Holdings return",
    "procurement": "Procurement return",
    "observations": "Observations",
    "any": "Return",
}
"""How each direction of table `filing` is headed."""


@dataclass(frozen=True, slots=True)
class FiledYear:
    """What one party filed for one year in one direction."""

    word: str
    text: str


@dataclass(frozen=True, slots=True)
class FiledLine:
    """One direction over the years."""

    label: str
    years: Sequence[FiledYear]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One counterpart and category over the years: the cells both speak of, by year."""

    direction: str
    counterpart: str
    category: str
    years: Sequence[Sequence[Laid]]

    def is_open(self) -> bool:
        """Whether the page lays any of its flows open."""
        return any(cell.is_open for cells in self.years for cell in cells)


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is on record of one party."""

    party: str
    name: str
    anchor: str
    said: str
    said_of_it: str
    stands: str
    filed: Sequence[FiledLine]
    superseded: int
    repeats: Sequence[str]
    """Returns that say again what the year before said, in a sentence each."""
    ledger: Sequence[LedgerLine]
    not_opened: int
    """Lines of the ledger of which the page lays no flow open, and which are left out."""


def open_dossiers(record: Record, laid: Sequence[Laid], years: range) -> list[Dossier]:
    """Open a section for each party that speaks or is spoken of, by name."""
    cells: defaultdict[str, list[Laid]] = defaultdict(list)
    for one in laid:
        for party in dict.fromkeys(one.pair):
            if is_named(party):
                cells[party].append(one)
    known = set(cells) | {row["claimant"] for row in record.rows("claim") if is_named(row["claimant"])}
    claims = _claims_about(record.rows("claim"))
    dossiers = [
        _dossier(party, record, cells.get(party, []), claims.get(party, []), years) for party in known
    ]
    return sorted(dossiers, key=lambda one: (one.name, one.party))


def _claims_about(claims: Iterable[Row]) -> Mapping[str, Sequence[Row]]:
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in claims:
        for party in {row["claimant"], row["from_party"], row["to_party"]}:
            groups[party].append(row)
    return groups


def _dossier(
    party: str, record: Record, cells: Sequence[Laid], claims: Sequence[Row], years: range
) -> Dossier:
    filings = record.filings.get(party, ())
    in_force = [row for row in filings if row["superseded_by"] == NONE]
    lines = _ledger(party, cells, years)
    ledger = [line for line in lines if line.is_open()]
    return Dossier(
        party=party,
        name=words.party(party),
        anchor=anchor("p", party),
        said=_said(claims, party),
        said_of_it=_said_of_it(claims, party),
        stands=_stands(cells),
        filed=_filed(in_force, record.rows("complete_list"), years),
        superseded=len(filings) - len(in_force),
        repeats=[_repeat(row) for row in record.rows("repeat") if row["claimant"] == party],
        ledger=ledger,
        not_opened=len(lines) - len(ledger),
    )


def _said(claims: Sequence[Row], party: str) -> str:
    roles = Counter(row["role"] for row in claims if row["claimant"] == party)
    if len(roles) == 0:
        return "No statement of its own is on record here."
    parts = [f"{words.plural(count, 'line')} as {role}" for role, count in sorted(roles.items())]
    return f"It gave {' and '.join(parts)}."


def _said_of_it(claims: Sequence[Row], party: str) -> str:
    others = [row for row in claims if row["claimant"] != party and is_named(row["claimant"])]
    sent = sum(row["from_party"] == party for row in others)
    received = sum(row["to_party"] == party for row in others)
    if len(others) == 0:
        return "No other party speaks of it here."
    speakers = len({row["claimant"] for row in others})
    return (
        f"{words.plural(speakers, 'other party', 'other parties')} gave {words.plural(sent, 'line')} on its exports "
        f"and {words.plural(received, 'line')} on its imports."
    )


def _stands(cells: Sequence[Laid]) -> str:
    counts = Counter(cell.halves for cell in cells)
    return f"{words.plural(len(cells), 'flow')}: {words.tallied(counts)}" if len(cells) > 0 else "no flow"


def _filed(filings: Sequence[Row], complete: Sequence[Row], years: range) -> list[FiledLine]:
    directions = [word for word in _DIRECTIONS if any(row["direction"] == word for row in filings)]
    if len(directions) == 0:
        return [FiledLine("Return", [_silent_year(complete, year) for year in years])]
    return [
        FiledLine(_DIRECTIONS[word], [_filed_year(word, filings, complete, year) for year in years])
        for word in directions
    ]


def _covers(row: Row, year: int) -> bool:
    return bool(row["period_start"].year <= year <= row["period_end"].year)


def _filed_year(direction: str, filings: Sequence[Row], complete: Sequence[Row], year: int) -> FiledYear:
    filed = [row for row in filings if _covers(row, year)]
    contents = {row["content"] for row in filed if row["direction"] == direction}
    for content, text in words.CONTENTS.items():
        if content in contents:
            return FiledYear(content, text)
    return FiledYear("other", "other returns only") if len(filed) > 0 else _silent_year(complete, year)


def _silent_year(complete: Sequence[Row], year: int) -> FiledYear:
    if any(_covers(row, year) for row in complete):
        return FiledYear("no_filing", "none on the complete list")
    return FiledYear("no_record", "nothing known")


def _repeat(row: Row) -> str:
    when = words.period(row["period_start"], row["period_end"])
    return (
        f"Of the {words.plural(row['lines'], 'line')} of its return for {when}, {words.number(row['repeated'])} "
        "stand in the return of the year before in the same words and number."
    )


def _ledger(party: str, cells: Sequence[Laid], years: range) -> list[LedgerLine]:
    lines: defaultdict[tuple[str, str, str], list[Laid]] = defaultdict(list)
    for cell in cells:
        source, target = cell.pair
        direction, other = ("to", target) if source == party else ("from", source)
        # what has one side only comes from nobody: its act says what it is
        named = (direction, words.party(other)) if cell.is_between else (words.plain(cell.cell["act"]), "")
        lines[*named, cell.category].append(cell)
    return [
        LedgerLine(
            direction, other, category, [[cell for cell in group if cell.year == year] for year in years]
        )
        for (direction, other, category), group in sorted(
            lines.items(), key=lambda item: _exports_first(item[0])
        )
    ]


def _exports_first(key: tuple[str, str, str]) -> tuple[bool, str, str]:
    return (key[0] != "to", key[1], key[2])
