"""Reconcile files of any size that are no case: gather, pair, weigh, estimate, write tables.

A record of few claims is reconciled claim by claim, as a case is. A large one is reconciled by columns.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import narwhals as nw
import polars as pl

from tallystick.engine import engine as engines
from tallystick.engine.engine import Engine, Frame
from tallystick.engine.local import conform, frame, schema, write_parquet
from tallystick.errors import UnreadableError
from tallystick.facts import closed, mirror
from tallystick.facts.amount import Trust
from tallystick.facts.estimate import Complete
from tallystick.facts.pair import FLOW, WITNESS, named, pair_lazy, period_word, usable_lazy
from tallystick.facts.predict import predict
from tallystick.facts.reconcile import laid_out, reconcile
from tallystick.facts.screen import screen
from tallystick.facts.silence import Returns
from tallystick.facts.trust import complete_by, completed, reliabilities, trust
from tallystick.model.claim import NONE
from tallystick.model.tables import CELL, FACT, RELIABILITY, REMARK, TABLES
from tallystick.pipeline.gathered import Gathered, Remark, gather
from tallystick.progress import Step

Written = dict[str, int]
"""Rows by table."""
Found = dict[str, str | int]
"""What was counted, and how many there are."""

FEW: Final = 20_000
"""Claims that are laid line by line within some ten seconds, and fit into any memory."""

FEWEST_LAID: Final = 1_000
"""Flows laid line by line in any large record: about a second's work."""
MOST_LAID: Final = 5_000
"""Flows laid line by line in the largest: more than anybody reads; the work is capped, and the cap is said."""
_PAIRS: Final = 4_000
"""Pairs of parties whose coefficients are worked out at a time: some fifty megabytes."""
_SHOWN: Final = 5
"""Remarks that an error repeats."""

_TOKENS: Final = ("act", "from_party", "to_party", "category", "period", "unit")
"""What the id of a cell is made of, in its order."""
_CODED: Final = ("act", "from_party", "to_party", "category", "unit", *WITNESS)
OUTPUTS: Final = (
    "cell",
    "match",
    "explained",
    "alternative",
    "repeat",
    "fact",
    "fact_claim",
    "reliability",
    "prediction",
    "remark",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """How files are reconciled."""

    any_party: bool = False
    """Take codes of parties and categories as they stand."""
    engine: str = "local"
    predicts: bool = False
    """Also predict each half of every cell that has both."""
    few: int = FEW
    """Up to so many claims, claim by claim."""


AS_USUAL: Final = Mirror()


def reconcile_files(
    files: Sequence[Path], out: Path, asked: Mirror = AS_USUAL, step: Step = lambda _: None
) -> list[Found]:
    """Reconcile what files say and write the tables into a folder; returns what was found.

    Args:
        files: tally files, or files of any source of the catalog.
        out: the folder; tables of an earlier run are replaced or taken away.
        asked: how.
        step: called with the name of each step as it begins.

    Raises:
        UnreadableError: if a file cannot be read, or none of its claims can be laid; nothing is written then.
        UsageError: for an engine that is not known or not installed.
    """
    engine = engines.start(asked.engine)
    step("read")
    gathered = gather(files, engine, any_party=asked.any_party)
    claims, by_line = gathered.claims(engine)
    filings = engine.bring(by_line["filing"]) if by_line["filing"].height > 0 else None
    usable = usable_lazy(claims, filings)
    count = _count(engine, usable)
    if count == 0:
        raise _nothing(files, gathered)
    if count <= asked.few:
        written = _claim_by_claim(gathered, engine, out, asked, step)
    else:
        returns = None if filings is None else Returns(filings, engine.bring(by_line["complete_list"]))
        written = _by_columns(gathered, engine, (usable, returns), out, asked, step)
    _take_away(out, written)
    return found_in(out, count)


def _claim_by_claim(gathered: Gathered, engine: Engine, out: Path, asked: Mirror, step: Step) -> Written:
    tables = gathered.tables(engine)
    made = reconcile(tables, step)
    if asked.predicts:
        step("predict")
        cells = engine.bring(made["cell"])
        complete = completed(_asked(engine, cells))
        made["prediction"] = predict(engine.fetch(mirror.doubles(cells)), complete_by(complete))
    made["remark"] = _remarks(gathered.remarks, made.get("remark"))
    step("write")
    return {name: write_parquet(TABLES[name], data, out) for name, data in made.items() if name in OUTPUTS}


def _by_columns(
    gathered: Gathered,
    engine: Engine,
    said: tuple[Frame, Returns | None],
    out: Path,
    asked: Mirror,
    step: Step,
) -> Written:
    step("pair")
    bare = _cells(engine, *said)
    cells = named(bare)
    step("weigh")
    doubles = engine.fetch(mirror.doubles(cells))
    fitted = trust(mirror.sample(doubles), mirror.UNSEEN)
    complete = completed(_asked(engine, cells))
    shares = complete_by(complete)
    step("explain")
    laid = _laid(gathered, engine, said[0], bare)
    step("estimate")
    pairs = engine.fetch(mirror.pairs(cells)).sort(closed.PAIR)
    # a few at a time: each pair takes as many numbers as there are draws, many times over
    parts = [closed.of_pairs(fitted, some, shares) for some in pairs.iter_slices(_PAIRS)]
    coefficients = engine.bring(pl.concat(parts))
    apart = _apart(engine, cells, coefficients, laid.get("fact"), (fitted, shares))
    others = engine.bring(apart) if apart.height > 0 else None
    # writing is one core's work, so that two tables are written as fast as one
    with ThreadPoolExecutor() as pool:
        cell = pool.submit(engine.write, CELL, cells, lambda rows: rows, out)
        fact = pool.submit(
            engine.write, FACT, cells, lambda rows: mirror.facts(rows, coefficients, others), out
        )
    written = {"cell": cell.result(), "fact": fact.result()}
    step("write")
    rows = list(reliabilities(fitted, complete, doubles, mirror.UNSEEN))
    small = {name: laid[name] for name in laid if name not in {"fact", "cell", "reliability", "fact_claim"}}
    small["reliability"] = frame(RELIABILITY, rows)
    small["remark"] = _remarks(gathered.remarks, laid.get("remark"))
    if asked.predicts:
        step("predict")
        small["prediction"] = predict(doubles, shares)
    return written | _write(small, out)


def _apart(
    engine: Engine,
    cells: Frame,
    coefficients: Frame,
    laid: pl.DataFrame | None,
    known: tuple[Trust, Complete],
) -> pl.DataFrame:
    """Make the facts that the closed form does not give: of ranges, and of flows laid line by line."""
    apart = mirror.singly(engine.fetch(mirror.inexact(cells)), *known)
    if laid is None:
        return apart
    own = cells.join(engine.bring(laid.select("cell_id")), on="cell_id", how="semi")
    estimated = engine.fetch(mirror.facts(own, coefficients, engine.bring(apart)))
    overlaid = mirror.overlaid(estimated, laid)
    return pl.concat([overlaid, apart.join(overlaid, on="cell_id", how="anti")])


def _cells(engine: Engine, usable: Frame, returns: Returns | None) -> Frame:
    """Pair, and hold the cells in the order of their ids."""
    # what was filed is looked up by words, so that only a record without filings can do without them
    coded = engine.coded(usable, _CODED) if returns is None else usable
    cells = pair_lazy(coded, returns).with_columns(period=period_word())
    return engine.kept(cells, _TOKENS)


def _laid(gathered: Gathered, engine: Engine, usable: Frame, cells: Frame) -> dict[str, pl.DataFrame]:
    """Lay the largest gaps line by line, and say how many were not."""
    gaps = mirror.gaps(cells)
    measures = engine.fetch(gaps.group_by(*mirror.MEASURE).agg(nw.len().alias("gaps"))).sort(mirror.MEASURE)
    if measures.height == 0:
        return {}
    cap = _cap(_count(engine, cells))
    each = -(-cap // 2 // measures.height)
    largest = [
        engine.fetch(
            gaps.filter(nw.col("act") == act, nw.col("unit") == unit).top_k(each, by=["size", *FLOW])
        )
        for act, unit, _ in measures.iter_rows()
    ]
    wanted = pl.concat(largest)
    around = engine.fetch(named(mirror.near(cells, engine.bring(wanted.select(FLOW)))))
    chosen = screen(around, cap).cells
    claims = engine.fetch(usable.join(engine.bring(chosen.select(FLOW)), on=list(FLOW), how="semi"))
    tables = gathered.tables_of(claims)
    made = laid_out(conform(CELL, chosen), tables["claim"], tables, lambda _: None, {})
    laid = mirror.gaps(nw.from_native(chosen.lazy())).collect().shape[0]
    return {**made, "remark": _capped(int(measures["gaps"].sum()), laid, made.get("remark"))}


def _cap(cells: int) -> int:
    """Lay one cell in two thousand: laying costs some hundred times as much as estimating."""
    return min(max(cells // 2_000, FEWEST_LAID), MOST_LAID)


def _capped(gaps: int, laid: int, remarks: pl.DataFrame | None) -> pl.DataFrame:
    kept = [] if remarks is None else remarks.filter(pl.col("kind") != "work_capped").to_dicts()
    if gaps > laid:
        sentence = (
            f"{gaps - laid:,} of {gaps:,} flows whose halves differ, or that one half alone gives, were not laid "
            "line by line: no causes were looked for in them. The largest of each act and unit were taken first."
        )
        kept.append({"cell_id": NONE, "kind": "work_capped", "sentence": sentence})
    return frame(REMARK, kept)


def _asked(engine: Engine, cells: Frame) -> pl.DataFrame:
    return engine.fetch(mirror.asked(cells)).sort(*mirror.MEASURE, "role", "claimant")


def _remarks(gathered: Sequence[Remark], made: pl.DataFrame | None) -> pl.DataFrame:
    rows = [{"cell_id": NONE, "kind": kind, "sentence": sentence} for kind, sentence in gathered]
    return frame(REMARK, [*rows, *([] if made is None else made.to_dicts())])


def _write(tables: Mapping[str, pl.DataFrame], out: Path) -> Written:
    return {name: write_parquet(TABLES[name], data, out) for name, data in tables.items() if name in OUTPUTS}


def _take_away(out: Path, written: Written) -> None:
    """Leave nothing of an earlier run that this one did not write."""
    for name in set(OUTPUTS) - set(written):
        (out / f"{name}.parquet").unlink(missing_ok=True)


def _count(engine: Engine, rows: Frame) -> int:
    return int(engine.fetch(rows.select(nw.len()))[0, 0])


def _nothing(files: Sequence[Path], gathered: Gathered) -> UnreadableError:
    told = " ".join(sentence for _, sentence in gathered.remarks[:_SHOWN])
    return UnreadableError(
        files[0], "holds no claim that could be laid", remedy=told or "Every line is withheld from pairing."
    )


def found_in(out: Path, claims: int) -> list[Found]:
    """Count what the tables of a folder hold, in the order in which people ask for it."""
    halves = _counts(out, "fact", "halves")
    estimable = _counts(out, "reliability", "estimable")
    remarks = _counts(out, "remark", "kind")
    open_gaps = _rows(out, "fact").filter(pl.col("remainder") > 0).select(pl.len()).collect().item()
    return [
        {"what": "claims laid", "number": claims},
        {"what": "cells", "number": sum(halves.values())},
        *({"what": f"cells {word}", "number": number} for word, number in sorted(halves.items())),
        {"what": "cells with a remainder that no likely cause explains", "number": open_gaps},
        {"what": "causes found", "number": sum(_counts(out, "explained", "cause").values())},
        {"what": "claimants in a role", "number": sum(estimable.values())},
        {"what": "claimants whose reliability can be estimated", "number": estimable.get("true", 0)},
        *({"what": f"remarks: {word}", "number": number} for word, number in sorted(remarks.items())),
    ]


def _rows(out: Path, table: str) -> pl.LazyFrame:
    target = out / f"{table}.parquet"
    # a cluster writes a table as a folder of parts
    if target.is_dir():
        return pl.scan_parquet(target / "*.parquet")
    return pl.scan_parquet(target) if target.exists() else pl.LazyFrame(schema=schema(TABLES[table]))


def _counts(out: Path, table: str, column: str) -> dict[str, int]:
    counted = _rows(out, table).group_by(pl.col(column).cast(pl.String)).agg(pl.len()).collect()
    return {str(word): int(number) for word, number in counted.iter_rows()}
