"""Reconcile a record that is too large to be kept claim by claim: by columns, on any engine.

All cells by the closed form, small counts as the whole numbers they are, the largest gaps line by line; what was left
out for the size of the record is said in table `remark`.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import narwhals as nw
import polars as pl

from tallystick.engine.engine import Engine, Frame, alike
from tallystick.engine.local import conform, frame
from tallystick.facts import closed, mirror, remarks
from tallystick.facts.amount import Trust
from tallystick.facts.estimate import Complete
from tallystick.facts.pair import FLOW
from tallystick.facts.predict import predict
from tallystick.facts.reconcile import laid_beside
from tallystick.facts.screen import screen
from tallystick.facts.trust import complete_by, completed, reliabilities, trust
from tallystick.model.claim import NONE
from tallystick.model.quantity import counted_units
from tallystick.model.tables import CELL, FACT, RELIABILITY, REMARK
from tallystick.pipeline.record import Record
from tallystick.progress import Step
from tallystick.sources.describe import derivations

Row = dict[str, object]
Known = tuple[Trust, Complete]
"""What was fitted on the whole record."""

FEWEST_LAID: Final = 1_000
"""Flows laid line by line in any large record: about a third of a second's work."""
MOST_LAID: Final = 5_000
"""Flows laid line by line in the largest: more than anybody reads; the work is capped, and the cap is said."""
MOST_COUNTED: Final = 5_000
"""Different statements on small counts that are worked out as whole numbers, at three milliseconds each. Those that
most cells make go first, so that few cells are left to the closed form."""
_MANY_PAIRS: Final = 10_000
"""Pairs, and cases of what their halves give."""
_DRAWS: Final = 48
"""Draws that the coefficients of so many pairs are averaged over: with their many cells draws hardly differ."""
_PAIRS: Final = 20_000
"""Pairs of parties whose coefficients are worked out at a time: some fifty megabytes at so few draws, and long enough
that two threads do not wait for each other."""


def by_columns(
    record: Record, cells: Frame, out: Path, step: Step, *, predicts: bool
) -> tuple[dict[str, int], dict[str, pl.DataFrame]]:
    """Reconcile a large record; write tables `cell` and `fact`, and give the others, which are small.

    Args:
        record: what was said.
        cells: its cells.
        out: the folder for the tables.
        step: called with the name of each step as it begins.
        predicts: also make table `prediction`.

    Returns:
        rows written by table, and the tables that are not written yet.
    """
    # writing is one core's work, and so is much of the rest
    with ThreadPoolExecutor(max_workers=1) as beside:
        cell = beside.submit(record.engine.write, CELL, cells, lambda rows: rows, out)
        facts, made = _with_facts(record, cells, out, step, predicts=predicts)
    return {"cell": cell.result(), "fact": facts}, made


def _with_facts(
    record: Record, cells: Frame, out: Path, step: Step, *, predicts: bool
) -> tuple[int, dict[str, pl.DataFrame]]:
    """Write table `fact` of cells, and make the small tables."""
    engine = record.engine
    step("weigh")
    with ThreadPoolExecutor(max_workers=2) as beside:
        # to choose what is laid takes no reliability, and to estimate takes nothing that was laid
        choosing = beside.submit(_chosen, record, cells)
        pairing = beside.submit(engine.fetch, mirror.pairs(cells))
        doubles = engine.fetch(mirror.doubles(cells))
        fitted = trust(mirror.sample(doubles), mirror.UNSEEN)
        complete = completed(asked(engine, cells))
        known = fitted, complete_by(complete)
        step("explain")
        pairs = pairing.result().sort(closed.KEY)
        coming = beside.map(partial(closed.of_pairs, _lean(known, pairs), complete=known[1]), _lots(pairs))
        small = _laid(choosing.result(), known)
        estimated = _Estimated.of(engine, cells, known, pairs, pl.concat(coming))
    step("estimate")
    if "fact" in small:
        estimated = estimated.over_laid(engine, small.pop("cell"), small.pop("fact"))
    with ThreadPoolExecutor(max_workers=1) as beside:
        facts = beside.submit(engine.write, FACT, cells, estimated.by_columns, out, estimated.rows)
        told = [*_told(record, cells, estimated), *estimated.remarks]
        written = facts.result()
    step("remark")
    rows = reliabilities(fitted, complete, doubles, mirror.UNSEEN)
    kept = [small["remark"]] if "remark" in small else []
    small |= {"reliability": frame(RELIABILITY, rows), "remark": pl.concat([frame(REMARK, told), *kept])}
    if predicts:
        step("predict")
        small["prediction"] = predict(doubles, known[1])
    return written, small


def _lean(known: Known, pairs: pl.DataFrame) -> Trust:
    return known[0].thinned(_DRAWS) if pairs.height > _MANY_PAIRS else known[0]


def _lots(pairs: pl.DataFrame) -> list[pl.DataFrame]:
    """Divide pairs of parties: each takes as many numbers as there are draws, many times over."""
    return list(pairs.iter_slices(_PAIRS))


def asked(engine: Engine, cells: Frame) -> pl.DataFrame:
    """Count what each claimant was asked and gave, in order."""
    return engine.fetch(mirror.asked(cells)).sort(*mirror.MEASURE, "role", "claimant")


@dataclass(frozen=True, slots=True)
class _Estimated:
    """All that makes facts of cells."""

    coefficients: Frame
    counts: Frame | None
    """What small counts say."""
    rows: pl.DataFrame
    """Whole rows of table `fact` that the closed form does not give, in order."""
    remarks: list[Row]

    @classmethod
    def of(
        cls, engine: Engine, cells: Frame, known: Known, pairs: pl.DataFrame, coefficients: pl.DataFrame
    ) -> "_Estimated":
        counts, told = _counted(engine, cells, pairs, known)
        apart = mirror.singly(engine.fetch(mirror.inexact(cells)), *known)
        return cls(engine.bring(coefficients), counts, apart, told)

    def over_laid(self, engine: Engine, cells: pl.DataFrame, standing: pl.DataFrame) -> "_Estimated":
        """Put what laying found of some cells beside the estimates of them."""
        overlaid = mirror.overlaid(self.of_few(engine, engine.bring(cells)), standing)
        rest = self.rows.join(overlaid, on="cell_id", how="anti")
        return replace(self, rows=conform(FACT, pl.concat([overlaid, rest])))

    def by_columns(self, cells: Frame) -> Frame:
        """Make the facts that the closed form gives; `rows` stand in place of some."""
        return mirror.facts(cells, self.coefficients, self.counts)

    def of_few(self, engine: Engine, cells: Frame) -> pl.DataFrame:
        """Make the facts of a few cells."""
        return mirror.replaced(engine.fetch(self.by_columns(cells)), self.rows)


def _counted(
    engine: Engine, cells: Frame, pairs: pl.DataFrame, known: Known
) -> tuple[Frame | None, list[Row]]:
    """Work out what most cells say of small counts, and say of how many others it was not done."""
    units = [unit for unit, is_counted in counted_units().items() if is_counted]
    if not pairs["unit"].is_in(units).any():
        return None, []
    said = mirror.statements(cells)
    total = engine.fetch(said.select(nw.col("cells").sum()))[0, 0] or 0
    most = engine.fetch(said.top_k(MOST_COUNTED, by=["cells", *mirror.STATED]))
    left = total - most["cells"].sum()
    remark = (
        f"{left:,} of {total:,} flows with a small count were estimated as amounts and rounded, and not worked out as "
        "whole numbers: there are too many different statements on them. What most flows say was taken first."
    )
    told: list[Row] = [] if left == 0 else [{"cell_id": NONE, "kind": "work_capped", "sentence": remark}]
    counts = mirror.counted(most.sort(mirror.STATED), *known)
    return (engine.bring(counts) if counts.height > 0 else None), told


def _told(record: Record, cells: Frame, estimated: _Estimated) -> Iterator[Row]:
    """Remark on the record as a whole, and on what is remarkable about any of its cells."""
    engine = record.engine
    counts = engine.fetch(remarks.counted(cells)).row(0, named=True)
    claimants: list[str] = []
    if counts["both"] == 0:
        # only a record of one side alone is asked who speaks in it
        claimants = sorted(
            engine.fetch(record.claims.select("claimant").unique())["claimant"].cast(pl.String)
        )
    yield from remarks.of_record(counts, counts["cells"], claimants)
    yield from remarks.unweighed(counts)
    suspects = engine.fetch(remarks.suspect(cells))
    if suspects.height > 0:
        own = engine.bring(suspects.select(CELL.column_names()))
        yield from remarks.of_cells(suspects, estimated.of_few(engine, own))
    yield from _disputed(record, cells, estimated)


def _disputed(record: Record, cells: Frame, estimated: _Estimated) -> Iterator[Row]:
    """Remark on statements of one side that differ, in as many flows as are laid line by line at most."""
    engine, found = record.engine, remarks.disputed(cells)
    total = int(engine.fetch(found.select(nw.len()))[0, 0])
    if total == 0:
        return
    wanted = engine.fetch(found.top_k(MOST_LAID, by=["claims", *FLOW]).select(*CELL.column_names()))
    own = engine.bring(wanted)
    yield from remarks.of_claims(_claims_of(record, wanted), estimated.of_few(engine, own))
    if total > wanted.height:
        sentence = (
            f"In {total - wanted.height:,} of {total:,} flows of several claims and no single figure it was not looked "
            "whether statements of one side differ. Those of most claims were taken first."
        )
        yield {"cell_id": NONE, "kind": "work_capped", "sentence": sentence}


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The largest gaps, to be laid line by line."""

    gaps: int
    """How many there are in all."""
    cells: pl.DataFrame
    tables: dict[str, pl.DataFrame]
    """What was claimed of them."""


def _chosen(record: Record, cells: Frame) -> _Chosen | None:
    """Choose the largest gaps, and fetch what was claimed of them; null where nothing differs."""
    engine, gaps = record.engine, mirror.gaps(cells)
    measures = engine.fetch(gaps.group_by(*mirror.MEASURE).agg(nw.len().alias("gaps"))).sort(mirror.MEASURE)
    if measures.height == 0:
        return None
    cap = _cap(int(engine.fetch(cells.select(nw.len()))[0, 0]))
    each = -(-cap // 2 // measures.height)
    largest = [
        engine.fetch(
            gaps.filter(nw.col("act") == act, nw.col("unit") == unit).top_k(each, by=["size", *FLOW])
        )
        for act, unit, _ in measures.iter_rows()
    ]
    wanted = pl.concat(largest)
    around = engine.fetch(mirror.near(cells, engine.bring(wanted.select(FLOW))))
    chosen = conform(CELL, screen(around, cap).cells)
    tables = record.gathered.tables_of(_claims_of(record, chosen))
    return _Chosen(int(measures["gaps"].sum()), chosen, tables)


def _laid(chosen: _Chosen | None, known: Known) -> dict[str, pl.DataFrame]:
    """Lay the largest gaps line by line, and say how many were not."""
    if chosen is None:
        return {}
    made = laid_beside(chosen.cells, chosen.tables["claim"], chosen.tables, derivations(), known)
    laid = mirror.gaps(nw.from_native(chosen.cells.lazy())).collect().shape[0]
    return {**made, "cell": chosen.cells, "remark": _capped(chosen.gaps, laid, made["remark"])}


def _claims_of(record: Record, cells: pl.DataFrame) -> pl.DataFrame:
    """Fetch the claims about some cells."""
    # one look at the category spares most claims a look at all that makes a cell
    near = record.claims.filter(nw.col("category").is_in(cells["category"].unique().to_list()))
    own = record.engine.bring(cells.select(FLOW))
    return record.engine.fetch(near.join(alike(near, own, FLOW), on=list(FLOW), how="semi"))


def _cap(cells: int) -> int:
    """Lay one cell in two thousand: laying costs some hundred times as much as estimating."""
    return min(max(cells // 2_000, FEWEST_LAID), MOST_LAID)


def _capped(gaps: int, laid: int, told: pl.DataFrame) -> pl.DataFrame:
    """Keep what was said of single cells; what was said of all of them was said of those that were laid."""
    kept = told.filter(pl.col("cell_id") != NONE).to_dicts()
    if gaps > laid:
        sentence = (
            f"{gaps - laid:,} of {gaps:,} flows whose halves differ, or that one half alone gives, were not laid "
            "line by line: no causes were looked for in them. The largest of each act and unit were taken first."
        )
        kept.append({"cell_id": NONE, "kind": "work_capped", "sentence": sentence})
    return frame(REMARK, kept)
