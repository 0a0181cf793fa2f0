"""Make, fill and open cases; the bundled one too."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Final

from tallystick.claims import falling, ledger, store
from tallystick.claims.handling import checked
from tallystick.engine import local
from tallystick.errors import CaseError, UsageError
from tallystick.model.case import Case
from tallystick.model.claim import NONE, Reading
from tallystick.model.document import Entry
from tallystick.model.words import plural
from tallystick.pipeline.order import AS_IT_STANDS, Setting, Tables, assess, write
from tallystick.progress import Step
from tallystick.reports.description import DESCRIPTION, read_description
from tallystick.sources import read as sources

DEMO_CASE: Final = "un_register_2010_2016_pairs"
DEMO_OUT: Final = "tallystick-demo"
_log = logging.getLogger(__name__)
_READABLE: Final = frozenset({".csv", ".tsv", ".xlsx", ".parquet", ".json", ".html", ".htm"})


def new(folder: Path, title: str | None = None) -> None:
    """Lay out an empty case in a folder."""
    store.new_case(folder, folder.name if title is None else title)


def add(folder: Path, paths: Sequence[Path], entry: Entry) -> list[tuple[Path, Reading]]:
    """Read files, all of them first, and keep them in a case; nothing is kept if one cannot be read.

    Raises:
        UnreadableError: if a file cannot be read; the case is as it was.
        CaseError: if the folder is not a case, or nothing answers to `entry.replaces`.
        UsageError: if lines of what `entry.replaces` names would fall away, and nobody says that they are to.
    """
    store.open_case(folder)
    checked(entry.handling)
    older = None if entry.replaces is None else ledger.find_document(folder, entry.replaces)
    names = store.hand_names(folder)
    found = [
        (path, sources.recognise(path) if entry.source is None else entry.source) for path in _files(paths)
    ]
    read = [(path, source, sources.read(path, source, names=names)) for path, source in found]
    if older is not None and not entry.is_whole:
        _refuse_to_drop(folder, older, [reading for _, _, reading in read])
    for path, source, reading in read:
        entered = replace(entry, source=source, replaces=older)
        ledger.keep(folder, path, entered, has_claims=len(reading.claims) > 0)
    return [(path, reading) for path, _, reading in read]


def _refuse_to_drop(folder: Path, older: str, newer: Sequence[Reading]) -> None:
    """Refuse a correction that holds a few lines of a return: the others would go with it unseen."""
    row = next(
        one for one in ledger.read_rows(folder / ledger.REGISTER, ledger.COLUMNS) if one["sha256"] == older
    )
    before = sources.read(folder / row["file"], row["source"], names=store.hand_names(folder))
    lost = falling.named(falling.falling_away(before, newer))
    if len(lost) > 0:
        shown = "; ".join(lost[:_MOST_LOST]) + ("; …" if len(lost) > _MOST_LOST else "")
        raise UsageError(
            f"a correction replaces the whole of a return, and {plural(len(lost), 'flow')} of {row['name']} would fall "
            f"away: {shown}. Nothing was kept. Put those lines into the file too; if they are no longer declared, say "
            "--whole"
        )


_MOST_LOST: Final = 10
"""Flows named in a refusal: what a person compares at a glance; the number says how many there are."""


def other_versions(folder: Path, paths: Sequence[Path]) -> dict[Path, str]:
    """Name, for each file that may correct one, the document of other content that the case has under its name."""
    store.open_case(folder)
    found = ((path, ledger.other_version(folder, path)) for path in _files(paths))
    return {path: sha256 for path, sha256 in found if sha256 is not None}


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


def settle_name(folder: Path, name: str, party: str, *, by: str, on: date, why: str = NONE) -> None:
    """Settle for a case which party a name means."""
    store.open_case(folder)
    store.settle_name(folder, name, party, by=by, on=on, why=why)


def load(
    where: Path | None, setting: Setting = AS_IT_STANDS, *, step: Step = lambda _: None
) -> tuple[Case, Tables]:
    """Get an assessment to ask about: a case is assessed, a folder of outputs is read.

    Without a folder: the case in the current folder, else the demonstration's outputs beside it, else the
    bundled case. A bundled case answers to its bare name too. Outputs were made for one audience and stay so.

    Raises:
        CaseError: if the folder is neither.
        UsageError: if another audience is asked of outputs.
    """
    folder = _nearest_assessment() if where is None else where
    if where is not None and not where.exists() and str(where) == DEMO_CASE:
        folder = bundled_case()
    if (folder / "case.toml").is_file():
        case, tables = assess(folder, setting, step=step)
        _tell_of_another_day(case)
        return case, tables
    if setting.audience is not None:
        raise UsageError(
            f"{folder} holds outputs made for one audience; name the case itself to choose another"
        )
    if (folder / DESCRIPTION).is_file():
        return read_description(folder), local.read(folder)
    raise CaseError(
        f"{folder} is neither a case (case.toml) nor the outputs of one ({DESCRIPTION}); name one with --case"
    )


def _tell_of_another_day(case: Case) -> None:
    """Say where a case is asked as of another day than its outputs stand: clocks and verdicts go by it."""
    out = case.folder / "out"
    if not (out / DESCRIPTION).is_file():
        return
    written = read_description(out).assessed_on
    if written is not None and written != case.assessed_on:
        _log.warning(
            "tallystick: this speaks as of %s; the outputs in %s stand as of %s. To ask of those: --case %s; "
            "to keep to a day: assessed_on in case.toml",
            case.assessed_on,
            out,
            written,
            out,
        )


def _nearest_assessment() -> Path:
    for folder in (Path(), Path(DEMO_OUT)):
        if (folder / "case.toml").is_file() or (folder / DESCRIPTION).is_file():
            return folder
    return bundled_case()


def bundled_case() -> Path:
    """Give the folder of the bundled case."""
    return Path(str(resources.files("tallystick.cases").joinpath(DEMO_CASE)))


def demo(out: Path, step: Step = lambda _: None) -> tuple[Tables, Path]:
    """Assess the bundled case and write it out."""
    case, tables = assess(bundled_case(), step=step)
    return tables, write(case, tables, out, step)
