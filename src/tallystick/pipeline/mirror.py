"""Reconcile files of any size that are no case: gather, pair, weigh, estimate, write tables.

A record of few claims is reconciled claim by claim, as a case is. A large one is reconciled by columns. The rooms that
weigh and explain take longer to load than a million claims to read, and load while these are read and paired.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

import narwhals as nw
import polars as pl

from tallystick.engine import engine as engines
from tallystick.engine.engine import Engine, Frame
from tallystick.engine.local import frame, write_parquet
from tallystick.errors import UnreadableError
from tallystick.facts.pair import usable_lazy
from tallystick.facts.silence import Returns
from tallystick.model.claim import NONE
from tallystick.model.tables import REMARK, TABLES
from tallystick.pipeline.found import Found, found_in
from tallystick.pipeline.gathered import Gathered, Remark, gather
from tallystick.pipeline.record import Record
from tallystick.progress import Step

_HEAVY: Final = "tallystick.pipeline.at_scale"
"""Brings the rooms that weigh and explain, with numpy and scipy."""

Written = dict[str, int]
"""Rows by table."""
FEW: Final = 30_000
"""Claims that are laid line by line within a quarter of a minute, and fit into any memory, as SIPRI's register does."""

_SHOWN: Final = 5
"""Remarks that an error repeats."""

OUTPUTS: Final = (
    "claim",
    "sighting",
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
    with ThreadPoolExecutor(max_workers=1) as beside:
        beside.submit(import_module, _HEAVY)
        step("read")
        gathered = gather(files, engine, any_party=asked.any_party)
        record, claims = _record(gathered, engine)
        if claims == 0:
            raise _nothing(files, gathered)
        cells = _cells(record, step) if claims > asked.few else None
    # by now numpy and the rest have loaded
    if cells is None:
        written = _claim_by_claim(record, out, asked, step)
    else:
        written = _by_columns(record, cells, out, asked, step)
    _take_away(out, written)
    return found_in(out, claims)


def _record(gathered: Gathered, engine: Engine) -> tuple[Record, int]:
    """Leave out what must not be paired, and count what is left."""
    claims, by_line = gathered.claims(engine)
    filings = engine.bring(by_line["filing"]) if by_line["filing"].height > 0 else None
    usable = usable_lazy(claims, filings, resolved=gathered.is_resolved())
    returns = None if filings is None else Returns(filings, engine.bring(by_line["complete_list"]))
    count = int(engine.fetch(usable.select(nw.len()))[0, 0])
    return Record(engine, gathered, usable, returns), count


def _cells(record: Record, step: Step) -> Frame:
    step("pair")
    return record.cells()


def _claim_by_claim(record: Record, out: Path, asked: Mirror, step: Step) -> Written:
    from tallystick.pipeline.by_claim import by_claim  # noqa: PLC0415

    made = by_claim(record.gathered, record.engine, step, predicts=asked.predicts)
    made["remark"] = _remarks(record.gathered.remarks, made["remark"])
    step("write")
    return _write(made, out)


def _by_columns(record: Record, cells: Frame, out: Path, asked: Mirror, step: Step) -> Written:
    from tallystick.pipeline.at_scale import by_columns  # noqa: PLC0415

    written, made = by_columns(record, cells, out, step, predicts=asked.predicts)
    made["remark"] = _remarks(record.gathered.remarks, made["remark"])
    step("write")
    return written | _write(made, out)


def _remarks(gathered: Sequence[Remark], made: pl.DataFrame) -> pl.DataFrame:
    rows = [{"cell_id": NONE, "kind": kind, "sentence": sentence} for kind, sentence in gathered]
    return pl.concat([frame(REMARK, rows), made])


def _write(tables: Mapping[str, pl.DataFrame], out: Path) -> Written:
    return {name: write_parquet(TABLES[name], data, out) for name, data in tables.items() if name in OUTPUTS}


def _take_away(out: Path, written: Written) -> None:
    """Leave nothing of an earlier run that this one did not write."""
    for name in set(OUTPUTS) - set(written):
        (out / f"{name}.parquet").unlink(missing_ok=True)


def _nothing(files: Sequence[Path], gathered: Gathered) -> UnreadableError:
    told = " ".join(sentence for _, sentence in gathered.remarks[:_SHOWN])
    return UnreadableError(
        files[0], "holds no claim that could be laid", remedy=told or "Every line is withheld from pairing."
    )
