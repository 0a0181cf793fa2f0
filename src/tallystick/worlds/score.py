"""How well an assessment saw through a world: false leads, gaps raised without cause, coverage, what was found.

A **false lead** is a finding about a party that broke no promise and whose next step is more than a clarification:
neither `clarify` nor `assist` nor `watch`. An **urgent question** is a finding about such a party that stays with a
clarification but is ranked above `low`. A **gap raised without cause** is a finding about a gap of which the
assessment leaves something unexplained although an honest habit, and nothing else, made it. They are counted apart.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from tallystick.model.claim import NONE
from tallystick.model.finding import Severity, Step
from tallystick.worlds.known import Known
from tallystick.worlds.rate import Rate
from tallystick.worlds.violate import Planted

Tables = Mapping[str, pl.DataFrame]
Row = Mapping[str, Any]

_ASKS_LITTLE: Final = frozenset({Step.CLARIFY.value, Step.ASSIST.value, Step.WATCH.value})
_URGENT: Final = frozenset({Severity.HIGH.value, Severity.MEDIUM.value})
_UNTOUCHED: Final = "no habit"
"""A gap that no habit made: the machinery would have invented it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One assessment against the truth."""

    false_leads: tuple[str, ...]
    urgent: tuple[str, ...]
    without_cause: tuple[str, ...]
    """Findings, by name."""
    honest: Rate
    """Honest parties about which a false lead was raised, of all honest parties."""
    asked_urgently: Rate
    measured: Rate
    """Verdicts on a limit that gave a false lead, of all in which a figure told something of an honest party."""
    near: Rate
    """Honest parties with a false lead, of those whom the record puts near a limit in some year: most never come near,
    and a share of all would speak of them."""
    doubles: Rate
    """Cells with two figures whose gap was raised without cause, of all such cells."""
    agreed: Rate
    """Cells with two figures that agree, of all such cells."""
    habits: Mapping[str, int]
    """Gaps raised without cause, by the habits that made them."""
    coverage: Mapping[str, Rate]
    """90 % ranges that hold the truth, of all ranges, by how the halves stand."""


@dataclass(frozen=True, slots=True)
class Found:
    """Whether a planted violation was found: raised at all, asked urgently, or beyond a clarification."""

    planted: Planted
    visible: bool
    """Whether anybody but the violator gave a figure for it: without one, nothing could be found."""
    raised: bool
    urgent: bool
    beyond: bool


def score(tables: Tables, known: Known) -> Score:
    """Score an assessment; findings about violators, or about what was planted, are none of the false ones."""
    findings = list(_of_honest(tables["finding"].iter_rows(named=True), known))
    false = [row for row in findings if row["step"] not in _ASKS_LITTLE]
    urgent = [row for row in findings if row["step"] in _ASKS_LITTLE and row["severity"] in _URGENT]
    unexplained = _unexplained(tables, findings)
    parties = frozenset(tables["status"]["party"]) - known.violators()
    doubles = _double_cells(tables)
    return Score(
        false_leads=_names(false),
        urgent=_names(urgent),
        without_cause=_names(unexplained),
        honest=Rate(len(_named(false) & parties), len(parties)),
        asked_urgently=Rate(len(_named(urgent) & parties), len(parties)),
        measured=_measured(tables, false, known),
        near=_near(tables, false, parties),
        doubles=Rate(len({row["about"] for row in unexplained} & doubles.keys()), len(doubles)),
        agreed=Rate(sum(halves == "agreed" for halves in doubles.values()), len(doubles)),
        habits=_by_habit(unexplained, known),
        coverage=_coverage(tables, known),
    )


def detect(planted: Sequence[Planted], tables: Tables, twin: Tables) -> tuple[Found, ...]:
    """Say which planted violations were found: findings about them that the honest twin does not have as pressing."""
    before = {row["about"]: row for row in twin["finding"].iter_rows(named=True)}
    return tuple(_found(one, tables, before) for one in planted)


def _found(one: Planted, tables: Tables, before: Mapping[str, Row]) -> Found:
    about = {*one.cells, *one.verdicts}
    about_it = tables["finding"].filter(pl.col("about").is_in(sorted(about)))
    rows = [row for row in about_it.iter_rows(named=True) if _is_new(row, before)]
    return Found(
        one,
        visible=_is_visible(one, tables),
        raised=len(rows) > 0,
        urgent=any(row["severity"] in _URGENT for row in rows),
        beyond=any(row["step"] not in _ASKS_LITTLE for row in rows),
    )


def _is_visible(one: Planted, tables: Tables) -> bool:
    cells = tables["cell"].filter(pl.col("cell_id").is_in(one.cells))
    others = [
        (pl.col(f"{side}_party") != one.party) & (pl.col(f"{side}_state") == "reported")
        for side in ("from", "to")
    ]
    return cells.filter(pl.any_horizontal(*others, pl.col("observer_state") == "reported")).height > 0


def _is_new(row: Row, before: Mapping[str, Row]) -> bool:
    """Whether the twin has no such finding, or a less pressing one."""
    old = before.get(row["about"])
    return old is None or _pressing(row) < _pressing(old)


def _pressing(row: Row) -> tuple[int, bool]:
    return list(Severity).index(Severity(row["severity"])), row["step"] in _ASKS_LITTLE


def _of_honest(rows: Iterable[Row], known: Known) -> Iterable[Row]:
    violators = known.violators()
    planted = {name for one in known.planted for name in (*one.cells, *one.verdicts)}
    return (
        row for row in rows if row["about"] not in planted and violators.isdisjoint(row["parties"].split())
    )


def _unexplained(tables: Tables, findings: Iterable[Row]) -> list[Row]:
    left = dict(tables["fact"].select("cell_id", "remainder").iter_rows())
    return [row for row in findings if row["kind"] == "gap" and (left.get(row["about"]) or 0.0) > 0]


def _double_cells(tables: Tables) -> dict[str, str]:
    both = pl.col("from_state").eq("reported") & pl.col("to_state").eq("reported")
    cells = tables["cell"].filter(both).select("cell_id")
    return dict(tables["fact"].join(cells, on="cell_id").select("cell_id", "halves").iter_rows())


def _measured(tables: Tables, false: Iterable[Row], known: Known) -> Rate:
    # bounds of 0 and 1 say nothing, and would make the share look small
    told = (pl.col("p_breach_low") > 0) | (pl.col("p_breach_high") < 1)
    judged = tables["verdict"].filter(told)
    names = set(judged.filter(~pl.col("party").is_in(sorted(known.violators())))["verdict_id"])
    return Rate(len(names & {row["about"] for row in false}), len(names))


def _near(tables: Tables, false: Iterable[Row], honest: frozenset[str]) -> Rate:
    bounds = tables["verdict"].filter(pl.col("p_breach_high") >= _POSSIBLE, pl.col("p_breach_high") < 1)
    near = honest & frozenset(bounds["party"])
    return Rate(len(near & _named(false)), len(near))


_POSSIBLE: Final = 0.05
"""From this chance of an excess on, at its upper bound, a party is near a limit: the doubt that the pact accepts."""


def _by_habit(unexplained: Iterable[Row], known: Known) -> dict[str, int]:
    made = (" + ".join(known.habits.get(row["about"], (_UNTOUCHED,))) for row in unexplained)
    return dict(sorted(Counter(made).items()))


def _coverage(tables: Tables, known: Known) -> dict[str, Rate]:
    cells = tables["cell"].filter(pl.col("act").is_in(["transfer", "holding"])).select("cell_id")
    # a bound alone is no range that should hold nine in ten
    is_range = pl.col("low").is_not_null() & pl.col("high").is_not_null()
    facts = tables["fact"].join(cells, on="cell_id").filter(is_range)
    found: dict[str, Rate] = {}
    for row in facts.sort("cell_id").iter_rows(named=True):
        is_in = row["low"] <= known.figures.get(row["cell_id"], 0.0) <= row["high"]
        found[row["halves"]] = found.get(row["halves"], Rate(0, 0)) + Rate(int(is_in), 1)
    return dict(sorted(found.items()))


def _names(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(sorted(row["finding_id"] for row in rows))


def _named(rows: Iterable[Row]) -> frozenset[str]:
    return frozenset(party for row in rows for party in row["parties"].split() if party != NONE)
