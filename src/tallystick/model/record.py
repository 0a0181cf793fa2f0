"""The tables of one assessment, indexed the way a reader opens them: by cell, by claim, by party."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tallystick.model.claim import NONE, SIDE_OF, UNRESOLVED
from tallystick.model.tables import TABLES

if TYPE_CHECKING:  # the model names tables and computes none
    import polars as pl

Row = Mapping[str, Any]
"""One row of a table, by column."""


@dataclass(frozen=True)
class Record:
    """Every table as rows; one that is not there has no rows, which is what its absence means."""

    frames: "Mapping[str, pl.DataFrame]"
    _made: dict[str, Sequence[Row]] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, frames: "Mapping[str, pl.DataFrame]") -> "Record":
        """Take the frames of an assessment."""
        return cls(frames)

    def rows(self, table: str) -> Sequence[Row]:
        """Give all rows of one table, in the order its declaration gives; made when first asked for."""
        if table not in self._made:
            self._made[table] = _rows(self.frames.get(table), TABLES[table].sorted_by)
        return self._made[table]

    @cached_property
    def facts(self) -> Mapping[str, Row]:
        """Each cell's fact."""
        return {row["cell_id"]: row for row in self.rows("fact")}

    @cached_property
    def gaps(self) -> Mapping[str, Row]:
        """Each gap, by its cell."""
        return {row["cell_id"]: row for row in self.rows("gap")}

    @cached_property
    def claims(self) -> Mapping[str, Row]:
        """Each claim, by its identifier."""
        return {row["claim_id"]: row for row in self.rows("claim")}

    @cached_property
    def documents(self) -> Mapping[str, Row]:
        """Each document, by its hash."""
        return {row["sha256"]: row for row in self.rows("document")}

    @cached_property
    def matches(self) -> Mapping[str, Sequence[Row]]:
        """How each cell's lines were laid together."""
        return _by(self.rows("match"), "cell_id")

    @cached_property
    def causes(self) -> Mapping[str, Sequence[Row]]:
        """What was found to account for each cell's gap."""
        return _by(self.rows("explained"), "cell_id")

    @cached_property
    def uses(self) -> Mapping[str, Sequence[Row]]:
        """Which claims speak of each cell, and with what weight."""
        return _by(self.rows("fact_claim"), "cell_id")

    @cached_property
    def sightings(self) -> Mapping[str, Sequence[Row]]:
        """Where each claim was read."""
        return _by(self.rows("sighting"), "claim_id")

    @cached_property
    def judgements(self) -> Mapping[str, Sequence[Row]]:
        """What people decided, by what it is about."""
        return _by(self.rows("judgement"), "about")

    @cached_property
    def filings(self) -> Mapping[str, Sequence[Row]]:
        """What each party filed."""
        return _by(self.rows("filing"), "claimant")

    @cached_property
    def obligations(self) -> Mapping[tuple[str, str], Row]:
        """What each rule asks, by agreement and rule."""
        return {(row["agreement"], row["rule"]): row for row in self.rows("obligation")}

    @cached_property
    def clocks(self) -> Mapping[str, Row]:
        """Each agreement's title and right of reply."""
        return {row["agreement"]: row for row in self.rows("clock")}

    def title(self, agreement: str) -> str:
        """Name an agreement as it stands in a sentence; one of which no title is on record stands by its code."""
        known = self.clocks.get(agreement)
        return agreement if known is None else str(known["title"])

    @cached_property
    def has_licences(self) -> bool:
        """Whether any claim speaks of an authorisation."""
        return any(row["act"] == "authorisation" for row in self.rows("claim"))

    @cached_property
    def has_revisions(self) -> bool:
        """Whether any filing was replaced by another."""
        return any(row["superseded_by"] != NONE for row in self.rows("filing"))

    @cached_property
    def heard(self) -> frozenset[tuple[object, ...]]:
        """Who has lines here on which side, of which act and period."""
        keys = ("claimant", "act", "period_start", "period_end")
        return frozenset(
            (SIDE_OF.get(row["role"], NONE), *(row[key] for key in keys)) for row in self.rows("claim")
        )

    @cached_property
    def apart(self) -> Sequence[Row]:
        """Claims that are kept but not laid: a name or a reporter is not settled."""
        return [row for row in self.rows("claim") if _is_apart(row)]


def _rows(frame: "pl.DataFrame | None", sorted_by: Sequence[str]) -> Sequence[Row]:
    if frame is None or frame.height == 0:
        return ()
    return frame.sort(*sorted_by, maintain_order=True).to_dicts()


def _by(rows: Sequence[Row], column: str) -> Mapping[str, Sequence[Row]]:
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return dict(groups)


def _is_apart(claim: Row) -> bool:
    parties = (claim["claimant"], claim["from_party"], claim["to_party"])
    return claim["evidence_grade"] == "unsettled" or any(party.startswith(UNRESOLVED) for party in parties)


def is_named(party: str) -> bool:
    """Whether a code stands for somebody: neither `-` nor a name that no vocabulary knows."""
    return party != NONE and not party.startswith(UNRESOLVED)


def count_by(rows: Sequence[Row], key: Callable[[Row], str]) -> dict[str, int]:
    """Count rows by a word each of them gives."""
    counts: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        counts[key(row)] += 1
    return dict(counts)
