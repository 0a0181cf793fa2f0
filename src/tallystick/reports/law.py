"""What one obligation asks, by which dated values, and what of it could not be read in a source."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from tallystick.model import words
from tallystick.model.agreement import parameters_among
from tallystick.model.claim import NONE
from tallystick.model.record import Record, Row
from tallystick.reports.laid import anchor

_NUMBERS: Final = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Law:
    """One obligation, as a reader needs it beside its verdicts."""

    agreement: str
    rule: str
    article: str
    label: str
    asks: str
    force: str
    each_year: bool
    reports: str
    parameters: Sequence[Row]
    """Every dated value it goes by, in the order of name and date."""

    @property
    def anchor(self) -> str:
        """Where the page says what it asks."""
        return anchor("law", f"{self.agreement}.{self.rule}")

    @property
    def is_unconfirmed(self) -> bool:
        """Whether a value it goes by could not be read in a source."""
        return any(row["unconfirmed"] for row in self.parameters)

    def values_at(self, day: date) -> str:
        """Write the values that held on a day, where more than one has held over time; the law names the rest."""
        held: dict[str, list[Row]] = defaultdict(list)
        for row in self.parameters:
            held[row["parameter"]].append(row)
        dated = {
            name: [row for row in rows if row["since"] <= day] for name, rows in held.items() if len(rows) > 1
        }
        return "; ".join(
            f"{words.plain(name)} {rows[-1]['written']}{' (unconfirmed)' if rows[-1]['unconfirmed'] else ''}"
            for name, rows in dated.items()
            if len(rows) > 0
        )


def laws(record: Record, verdicts: pl.DataFrame) -> Mapping[str, Sequence[Law]]:
    """Put the obligations of each agreement in the order of their articles.

    Args:
        record: the tables of an assessment; needs `obligation` and `parameter`.
        verdicts: table `verdict`, whose traces say which values a rule goes by.
    """
    named = _named(verdicts)
    held: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in record.rows("parameter"):
        held[row["agreement"], row["parameter"]].append(row)
    found: defaultdict[str, list[Law]] = defaultdict(list)
    for row in record.rows("obligation"):
        names = named.get((row["agreement"], row["rule"]), ())
        found[row["agreement"]].append(
            _law(row, [one for name in names for one in held[row["agreement"], name]])
        )
    return {
        name: sorted(group, key=lambda one: (_natural(one.article), one.rule))
        for name, group in found.items()
    }


def _law(row: Row, parameters: Sequence[Row]) -> Law:
    return Law(
        agreement=row["agreement"],
        rule=row["rule"],
        article=words.article(row["article"]),
        label=words.plain(row["rule"]),
        asks=row["asks"],
        force=row["force"],
        each_year=row["each_year"],
        reports="" if row["reports"] == NONE else words.plain(row["reports"]),
        parameters=parameters,
    )


def _named(verdicts: pl.DataFrame) -> Mapping[tuple[str, str], Sequence[str]]:
    """Name the parameters of each rule; one trace tells, since all of a rule's traces have the same inputs."""
    first = verdicts.group_by("agreement", "rule").agg(pl.col("trace").sort_by("verdict_id").first())
    return {
        (row["agreement"], row["rule"]): _parameters_in(row["trace"]) for row in first.iter_rows(named=True)
    }


def _parameters_in(trace: str) -> list[str]:
    return sorted(parameters_among(json.loads(trace)["inputs"]))


def _natural(article: str) -> list[tuple[int, int | str]]:
    """Order articles as people count: 4 before 13, 13(1) before 13(3)."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in _NUMBERS.split(article) if part != ""]
