"""The trace of a cell or a claim: from the sentence down to the original cells of the original documents."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from tallystick.model.cause import WORDS
from tallystick.model.claim import Role
from tallystick.model.record import Record, Row
from tallystick.model.stated import differs, is_own_estimate
from tallystick.model.words import FITS, HOW_MATCHED, exact, number, party, probability, span
from tallystick.reports import readings, reliance, sureness
from tallystick.reports.subject import Kind, find_subject
from tallystick.reports.written import judgement, section


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything behind one cell, as data; `lines` writes it for a terminal."""

    cell: Row
    fact: Row
    differs: str
    """What either side states, without causes."""
    sentence: str
    ask: str
    matches: Sequence[Row]
    causes: Sequence[Row]
    alternatives: Sequence[Row]
    """Other readings of the gap that fit nearly as well."""
    reliability: Sequence[Mapping[str, str]]
    """What is known of how far each side's figures can be relied on: who, and what."""
    remarks: Sequence[str]
    """What to know before the fact is used."""
    claims: Sequence[Row]
    judgements: Sequence[Row]
    filings: Sequence[Row]
    """What either side is known to have filed for this period."""
    earlier: Sequence[Row]
    """Claims about this cell in filings that were replaced."""

    def as_json(self) -> str:
        """Write the trace as JSON, dates as ISO text."""
        content = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(content, ensure_ascii=False, indent=2, default=str)

    def lines(self) -> Iterable[str]:
        """Write the trace for people."""
        yield self.cell["cell_id"]
        yield f"  {FITS[self.fact['halves']].label}. {self.sentence}"
        yield from (f"  {remark}" for remark in self.remarks)
        yield f"  Estimate from these claims alone: {sureness.held(self.fact)}"
        yield from (f"    {line}" for line in self._sure() if line != "")
        if self.ask != "":
            yield f"  Ask: {self.ask}"
        yield from section("Laid line by line", (_match(row) for row in self.matches))
        yield from section("Causes", (_cause(row) for row in self.causes))
        other = readings.readings(self.alternatives, {})
        yield from section("Or else", (readings.reading_line(one) for one in other))
        told = (f"{one['who']}: {one['told']}" for one in self.reliability)
        yield from section("How far the figures of each side can be relied on", told)
        yield from section(
            "Claims and their original cells", (line for row in self.claims for line in _claim(row))
        )
        yield from section(
            "Earlier versions, replaced", (line for row in self.earlier for line in _claim(row))
        )
        yield from section("Filings", (_filing(row) for row in self.filings))
        yield from section("Contests, replies and notes", map(judgement, self.judgements))
        yield "  A gap is a lead, not a finding of fault."

    def _sure(self) -> tuple[str, ...]:
        weights = ((row["role"], row["claimant"], row["weight"]) for row in self.claims)
        return (
            sureness.weighed(weights),
            sureness.copied(self.fact),
            sureness.ordinary(self.fact),
            sureness.unexplained(self.fact),
        )


def trace(tables: Mapping[str, pl.DataFrame], wanted: str) -> Trace:
    """Trace a cell by its identifier or an unambiguous part of it, or the cell of a claim.

    Raises:
        UnknownIdError: if nothing answers; with the nearest identifiers.
        AmbiguousIdError: if several cells answer; lists them.
    """
    record = Record.of(tables)
    cells = {row["cell_id"]: row for row in record.rows("cell")}
    cell_id = find_subject(record, wanted, (Kind.CELL,)).name
    gap = record.gaps.get(cell_id)
    claims = claims_of(record, cell_id)
    return Trace(
        cell=cells[cell_id],
        fact=record.facts[cell_id],
        differs=differs(record, cells[cell_id]),
        sentence=differs(record, cells[cell_id]) if gap is None else gap["sentence"],
        ask="" if gap is None else gap["ask"],
        matches=record.matches.get(cell_id, ()),
        causes=record.causes.get(cell_id, ()),
        alternatives=[row for row in record.rows("alternative") if row["cell_id"] == cell_id],
        reliability=_reliability(record, cells[cell_id], claims),
        remarks=[row["sentence"] for row in record.rows("remark") if row["cell_id"] == cell_id],
        claims=claims,
        judgements=[row for about in (cell_id, f"gap.{cell_id}") for row in record.judgements.get(about, ())],
        filings=_filings(record, cells[cell_id]),
        earlier=_earlier(record, cells[cell_id]),
    )


def claims_of(record: Record, cell_id: str) -> list[Row]:
    """List the claims about a cell with their weights and where each stands."""
    return [_with_sightings(record, use) for use in record.uses.get(cell_id, ())]


_SIDES: Final = {"from": ("exports", "any"), "to": ("imports", "holdings", "any")}
_SAME: Final = ("act", "from_party", "to_party", "category", "period_start", "period_end", "unit")


def _filings(record: Record, cell: Row) -> list[Row]:
    return [
        row
        for side, directions in _SIDES.items()
        for row in record.filings.get(cell[f"{side}_party"], ())
        if row["direction"] in directions
        and row["period_start"] <= cell["period_start"]
        and row["period_end"] >= cell["period_end"]
    ]


def _earlier(record: Record, cell: Row) -> list[Row]:
    replaced = {row["filing_id"] for row in record.rows("filing") if row["superseded_by"] != "-"}
    return [
        _with_sightings(record, {"claim_id": claim["claim_id"], "weight": 0.0})
        for claim in record.rows("claim")
        if claim["filing_id"] in replaced and all(claim[name] == cell[name] for name in _SAME)
    ]


def _with_sightings(record: Record, use: Row) -> Row:
    claim = record.claims[use["claim_id"]]
    seen = [
        {
            "document": record.documents[row["document"]]["name"],
            "sha256": row["document"],
            "locator": row["locator"],
            "recorded_on": row["recorded_on"],
            "original": json.loads(row["original"]),
        }
        for row in record.sightings.get(use["claim_id"], ())
    ]
    return {**claim, "weight": use["weight"], "sightings": seen}


def _reliability(record: Record, cell: Row, claims: Iterable[Row]) -> list[Mapping[str, str]]:
    observers = [claim["claimant"] for claim in claims if claim["role"] == "observer"]
    known = reliance.of_cell(reliance.reliances(record), cell, observers)
    return [{"who": one.who, "told": one.told} for one in known]


def _match(row: Row) -> str:
    sides = [_named(row[f"{side}_designation"]) for side in ("from", "to") if row[f"{side}_claim"] != "-"]
    detail = "" if row["detail"] == "-" else f" ({row['detail']})"
    return f"{number(row['quantity'])}  {' = '.join(sides)}: {HOW_MATCHED[row['how']]}{detail}"


def _named(designation: str) -> str:
    return "no designation" if designation == "-" else designation


def _cause(row: Row) -> str:
    sibling = "" if row["sibling"] == "-" else f", counterpart in {row['sibling']}"
    odds = probability(row["probability"])
    part = f"{number(row['quantity'])} in the {row['side']}'s half"
    return f"{part}: {WORDS[row['cause']]}, {odds}{sibling}; {row['detail']}"


def _claim(row: Row) -> Iterable[str]:
    figure = row["quantity_kind"]
    if row["quantity_low"] is not None:
        figure = span(row["quantity_low"], row["quantity_high"], exact)
    goods = "" if row["designation"] == "-" else f", {row['designation']}"
    read = ", an estimate, taken as this range" if is_own_estimate(row) else ""
    yield f"{party(row['claimant'])} as {row['role']}: {figure} {row['unit']}{goods}{read}"
    yield f"  claim {row['claim_id'][:12]}, weight {row['weight']:.2f}{_unheard(row)}"
    for seen in row["sightings"]:
        yield f"  {seen['document']}, {seen['locator']} (SHA-256 {seen['sha256'][:12]}…)"
        fields = "; ".join(
            f"{name}={value}" for name, value in seen["original"].items() if value not in {"", "-"}
        )
        yield f"    {fields or 'withheld from this audience'}"


def _unheard(row: Row) -> str:
    """Say why an observer may weigh nothing: the table of uses does not keep which of these it was."""
    if row["role"] != Role.OBSERVER or row["weight"] > 0:
        return ""
    return (
        ": no witness of its own here; it was made from these returns, repeats another's figure, gives none, or tells "
        "of goods made in the recipient's own country"
    )


def _filing(row: Row) -> str:
    replaced = "" if row["superseded_by"] == "-" else f", replaced by {row['superseded_by']}"
    stated = "" if row["stated"] else " (implied by its lines)"
    content = row["content"].replace("_", " ")
    return f"{party(row['claimant'])}, {row['direction']}: {content}{stated} [{row['filing_id']}]{replaced}"
