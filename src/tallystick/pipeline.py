"""The order of the rooms; the only place that knows it.

read → keep → pair → match → explain → weigh → estimate → report. Each step is a function of tables.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Final

import polars as pl

from tallystick.claims import judgement as judgements
from tallystick.claims import ledger, store
from tallystick.claims.collect import collect
from tallystick.claims.handling import checked, for_audience, shut_judgements
from tallystick.claims.key import Read
from tallystick.engine import local
from tallystick.errors import CaseError, UsageError
from tallystick.facts.reconcile import reconcile
from tallystick.model.case import Case
from tallystick.model.claim import NONE, Reading
from tallystick.model.document import Entry
from tallystick.model.judgement import Judgement
from tallystick.progress import Step
from tallystick.reports import lead, letter, why
from tallystick.reports.description import DESCRIPTION, describe, read_description
from tallystick.sources import read as sources

Tables = dict[str, pl.DataFrame]
DEMO_CASE: Final = "un_register_2010_2016_pairs"
DEMO_OUT: Final = "tallystick-demo"
_READABLE: Final = frozenset({".csv", ".tsv", ".xlsx", ".parquet", ".json"})


def new(folder: Path, title: str | None = None) -> None:
    """Lay out an empty case in a folder."""
    store.new_case(folder, folder.name if title is None else title)


def add(folder: Path, paths: Sequence[Path], entry: Entry) -> list[tuple[Path, Reading]]:
    """Read files, all of them first, and keep them in a case; nothing is kept if one cannot be read.

    Raises:
        UnreadableError: if a file cannot be read; the case is as it was.
        CaseError: if the folder is not a case, or nothing answers to `entry.replaces`.
    """
    store.open_case(folder)
    checked(entry.handling)
    older = None if entry.replaces is None else ledger.find_document(folder, entry.replaces)
    names = store.hand_names(folder)
    found = [
        (path, sources.recognise(path) if entry.source is None else entry.source) for path in _files(paths)
    ]
    read = [(path, source, sources.read(path, source, names=names)) for path, source in found]
    for path, source, reading in read:
        entered = replace(entry, source=source, replaces=older)
        ledger.keep(folder, path, entered, has_claims=len(reading.claims) > 0)
    return [(path, reading) for path, _, reading in read]


def _files(paths: Iterable[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file or folder {path}")
        inside = sorted(one for one in path.rglob("*") if one.is_file() and not one.name.startswith("."))
        strange = [one.name for one in inside if one.suffix.lower() not in _READABLE]
        if len(strange) > 0:
            raise UsageError(
                f"{path} holds files that no source reads: {', '.join(strange)}. "
                f"Readable are {', '.join(sorted(_READABLE))}; move the others out or add files one by one"
            )
        files += inside if path.is_dir() else [path]
    if len(files) == 0:
        raise UsageError(f"nothing to add in {', '.join(map(str, paths))}")
    return files


def assess(folder: Path, *, audience: str | None = None, step: Step = lambda _: None) -> tuple[Case, Tables]:
    """Assess a case for an audience: read, keep, pair, match, explain, weigh, estimate, say."""
    case = store.open_case(folder)
    if audience is not None:
        case = replace(case, audience=audience)
    checked(case.audience)
    step("read")
    tables = for_audience(_read(case), case.audience)
    tables |= reconcile(tables, step)
    tables["judgement"] = shut_judgements(judgements.judgements(folder), tables["fact_claim"])
    step("report")
    tables["gap"] = lead.gaps(tables)
    return case, tables


def read_case(folder: Path) -> Tables:
    """Read a case's documents into claims, filings and issues, before any step and for nobody's eyes in particular."""
    return _read(store.open_case(folder))


def _read(case: Case) -> Tables:
    names = store.hand_names(case.folder)
    readings: list[Read] = [
        (document, sources.read(document.path, document.source, names=names))
        for document in ledger.documents(case.folder)
    ]
    if len(readings) == 0:
        raise CaseError(
            f"{case.folder} holds no documents yet; add some with `tallystick add {case.folder} FILE…`"
        )
    return collect(readings, case.complete_lists)


def write(case: Case, tables: Mapping[str, pl.DataFrame], out: Path, step: Step = lambda _: None) -> Path:
    """Write every table that has rows, and the page; returns the page's path."""
    step("write tables")
    local.write(tables, out)
    local.write_text(describe(case), out / DESCRIPTION)
    step("write page")
    # templates cost a tenth of a second to load, and only this step needs them
    from tallystick.reports import page  # noqa: PLC0415

    target = out / "report.html"
    local.write_text(page.render(tables, case), target)
    return target


def demo(out: Path, step: Step = lambda _: None) -> tuple[Tables, Path]:
    """Assess the bundled case and write it out."""
    case, tables = assess(bundled_case(), step=step)
    return tables, write(case, tables, out, step)


def load(
    where: Path | None, *, audience: str | None = None, step: Step = lambda _: None
) -> tuple[Case, Tables]:
    """Get an assessment to ask about: a case is assessed, a folder of outputs is read.

    Without a folder: the case in the current folder, else the demonstration's outputs beside it, else the
    bundled case. A bundled case answers to its bare name too. Outputs were made for one audience and stay so.
    """
    folder = _nearest_assessment() if where is None else where
    if where is not None and not where.exists() and str(where) == DEMO_CASE:
        folder = bundled_case()
    if (folder / "case.toml").is_file():
        return assess(folder, audience=audience, step=step)
    if audience is not None:
        raise UsageError(
            f"{folder} holds outputs made for one audience; name the case itself to choose another"
        )
    if (folder / DESCRIPTION).is_file():
        return read_description(folder), local.read(folder)
    raise CaseError(
        f"{folder} is neither a case (case.toml) nor the outputs of one ({DESCRIPTION}); name one with --case"
    )


def _nearest_assessment() -> Path:
    for folder in (Path(), Path(DEMO_OUT)):
        if (folder / "case.toml").is_file() or (folder / DESCRIPTION).is_file():
            return folder
    return bundled_case()


def explain(
    where: Path | None, wanted: str, *, audience: str | None = None, step: Step = lambda _: None
) -> why.Trace:
    """Trace a cell or claim of an assessment."""
    _, tables = load(where, audience=audience, step=step)
    return why.trace(tables, wanted)


def draft(
    where: Path | None, wanted: str, *, on: date, days: int, audience: str | None = None
) -> letter.Letter:
    """Draft a clarification request about a cell."""
    case, tables = load(where, audience=audience)
    return letter.draft(tables, case, wanted, on=on, days=days)


def settle_name(folder: Path, name: str, party: str, *, by: str, on: date, why: str = NONE) -> None:
    """Settle for a case which party a name means."""
    store.open_case(folder)
    store.settle_name(folder, name, party, by=by, on=on, why=why)


def contest(folder: Path, judgement: Judgement) -> str:
    """Put a contest, reply or note beside the cell it is about; returns the cell's identifier."""
    _, tables = assess(folder)
    about = str(why.trace(tables, judgement.about).cell["cell_id"])
    judgements.judge(folder, replace(judgement, about=about))
    return about


def bundled_case() -> Path:
    """Give the folder of the bundled case."""
    return Path(str(resources.files("tallystick.cases").joinpath(DEMO_CASE)))
