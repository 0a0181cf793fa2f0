"""Play the scenarios of the shelf: lay one out as a case, assess it, and mark what was raised."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tallystick.claims.ledger import read_rows, write_bytes
from tallystick.engine.local import frame
from tallystick.errors import CaseError, UnreadableError, UsageError, ValueRefusedError, near_misses
from tallystick.model.case import Case
from tallystick.model.document import Addition, Entry
from tallystick.model.finding import Step
from tallystick.model.record import Record
from tallystick.model.tables import FINDING, FINDING_EVENT
from tallystick.pipeline.cases import add, new
from tallystick.pipeline.order import Setting, Tables, assess, write
from tallystick.progress import Step as Progress
from tallystick.reports.subject import Kind, find_subject
from tallystick.worlds.mark import Answer, answers_of, mark, names_of, unborne, untold
from tallystick.worlds.mark import Mark as Mark
from tallystick.worlds.scenario import Scenario as Scenario
from tallystick.worlds.scenario import read_scenario

SHELF: Final = "tallystick.scenarios"
"""A name, not an import: nobody knows what stands on shelves."""
EXERCISE_OUT: Final = "tallystick-exercise"
ANSWERS: Final = "answers.csv"
_SOURCE: Final = "tally"
"""What an analyst writes is a tally file; a scenario holds nothing else."""
_COLUMNS: Final = ("about", "step", "why")
_INVENTED: Final = "This is an exercise: every party, figure and name in it is invented."
_HELD_BACK: Final = (
    "The software's own findings are held back: which of these lines call for a step is the question."
)
"""Stands on the page in place of findings: that there is none would be false."""


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario laid out as a case and assessed."""

    scenario: Scenario
    folder: Path
    page: Path
    tables: Tables


def scenarios() -> list[Scenario]:
    """Read every scenario of the shelf, sorted by name."""
    return [read_scenario(folder) for folder in sorted(_folders())]


def _folders() -> Iterable[Path]:
    shelf = Path(str(resources.files(SHELF)))
    return (one.parent for one in shelf.glob("*/scenario.toml"))


def find_scenario(name: str) -> Scenario:
    """Read one scenario of the shelf.

    Raises:
        UsageError: with the nearest names, if none is called so.
    """
    folders = {one.name: one for one in _folders()}
    folder = folders.get(name.casefold().replace("-", "_"))
    if folder is None:
        told = [f"no exercise is called {name!r}.", near_misses(name, folders)]
        known = f"Known: {', '.join(sorted(folders))}."
        raise UsageError(" ".join(part for part in (*told, known) if part != ""))
    return read_scenario(folder)


def play(scenario: Scenario, folder: Path, *, step: Progress = lambda _: None) -> Played:
    """Lay a scenario out as a case and assess it; the page is written without the software's own findings.

    A folder that already holds this scenario is assessed as it stands, answers and judgements included.

    Raises:
        CaseError: if the folder holds something else.
    """
    if not _holds(folder, scenario):
        if folder.exists() and any(folder.iterdir()):
            raise CaseError(
                f"{folder} holds something else than the exercise {scenario.name}; name another folder with --out"
            )
        step("lay out")
        _lay_out(scenario, folder)
    setting = Setting(folders=tuple(folder / one.name for one in scenario.agreements))
    case, tables = assess(folder, setting, step=step)
    return Played(scenario, folder, _write(case, tables, folder / "out", step), tables)


def _write(case: Case, tables: Tables, out: Path, step: Progress) -> Path:
    shown = tables | {one.name: frame(one, []) for one in (FINDING, FINDING_EVENT)}
    return write(replace(case, notes=(_INVENTED, *case.notes)), shown, out, step, no_finding=_HELD_BACK)


def _holds(folder: Path, scenario: Scenario) -> bool:
    own, laid = scenario.folder / "case.toml", folder / "case.toml"
    return laid.is_file() and laid.read_bytes() == own.read_bytes() and (folder / ANSWERS).is_file()


def _lay_out(scenario: Scenario, folder: Path) -> None:
    new(folder)
    write_bytes(folder / "case.toml", (scenario.folder / "case.toml").read_bytes())
    for one in scenario.agreements:
        shutil.copytree(one, folder / one.name, ignore=shutil.ignore_patterns("__*__*"))
    entry = Entry(
        addition=Addition(added_on=scenario.told.added_on, added_by="-"), source=_SOURCE, origin="an exercise"
    )
    add(folder, scenario.files, entry)
    write_bytes(folder / ANSWERS, (",".join(_COLUMNS) + "\n").encode())


def mark_answers(scenario: Scenario, path: Path) -> list[Mark]:
    """Mark the answers of a CSV file with `about`, `step` and `why`; each `about` is an identifier or part of one.

    Raises:
        UnreadableError: if the file is not such a table, or a step is none; names the line.
        UnknownIdError: if nothing in the scenario is called so.
        AmbiguousIdError: if several things answer.
    """
    rows = read_rows(path, _COLUMNS)
    tables = assessed_afresh(scenario)
    record = Record.of(tables)
    return mark(scenario.told, [_answer(path, number, row, record) for number, row in enumerate(rows, 2)])


def _answer(path: Path, number: int, row: dict[str, str], record: Record) -> Answer:
    written = row["step"].strip().casefold()
    if written not in set(Step):
        remedy = near_misses(written, list(Step)) or f"Steps are: {', '.join(Step)}."
        raise UnreadableError(path, f"{row['step']!r} is no step", line=number, column="step", remedy=remedy)
    subject = find_subject(record, row["about"].strip())
    about = subject.name.partition(".")[2] if subject.kind is Kind.FINDING else subject.name
    return Answer(about, Step(written))


def mark_findings(scenario: Scenario) -> list[Mark]:
    """Mark the software's own findings by what an analyst is marked by.

    Raises:
        ValueRefusedError: if the scenario speaks of what its record does not have or does not bear out.
    """
    tables = assessed_afresh(scenario)
    wrong = [f"nothing is called {about}" for about in untold(scenario.told, names_of(tables))]
    wrong += unborne(scenario.told, tables)
    if len(wrong) > 0:
        raise ValueRefusedError(
            f"the scenario {scenario.name} and its record differ: {'; '.join(wrong)}. Correct its scenario.toml"
        )
    return mark(scenario.told, answers_of(tables["finding"]))


def assessed_afresh(scenario: Scenario) -> Tables:
    """Assess a scenario as it stands on the shelf, whatever was done since in a folder where it was laid out."""
    with TemporaryDirectory() as place:
        folder = Path(place) / scenario.name
        _lay_out(scenario, folder)
        setting = Setting(folders=tuple(folder / one.name for one in scenario.agreements))
        return assess(folder, setting)[1]
