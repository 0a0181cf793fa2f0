"""Ask about an assessment, and say something about it: trace, letter, contest, reply."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from tallystick.claims import judgement as judgements
from tallystick.claims import ledger
from tallystick.claims.handling import for_audience
from tallystick.errors import UsageError
from tallystick.model.case import Case
from tallystick.model.claim import NONE
from tallystick.model.document import Entry
from tallystick.model.judgement import Judgement
from tallystick.model.record import Record, Row
from tallystick.pipeline.cases import add, load
from tallystick.pipeline.order import AS_IT_STANDS, Setting, Tables, assess, assessed, read
from tallystick.progress import Step
from tallystick.reports import letter, why
from tallystick.reports.changes import UNCHANGED, change_lines
from tallystick.reports.finding_trace import Traced, finding_trace, joined_verdicts, subject_of
from tallystick.reports.subject import Kind, Subject, find_subject
from tallystick.reports.verdict_trace import VerdictTrace
from tallystick.rules import load as rules
from tallystick.rules.trace import full

_NAMED: Final = 12
"""Characters by which a judgement is named where it must be told from others."""


def explain(
    where: Path | None, wanted: str, setting: Setting = AS_IT_STANDS, *, step: Step = lambda _: None
) -> Traced:
    """Trace a cell, claim, verdict or finding of an assessment; a finding with what its answers changed."""
    case, tables = load(where, setting, step=step)
    record = Record.of(tables)
    subject = find_subject(record, wanted)
    if subject.kind is not Kind.FINDING:
        return _traced(tables, record, subject, setting)
    about = subject_of(record, subject.name)
    trace = None if about is None else _traced(tables, record, about, setting)
    return finding_trace(record, subject.name, trace, _changes(case, tables, record, subject.name, setting))


def _traced(tables: Tables, record: Record, subject: Subject, setting: Setting) -> Traced:
    if subject.kind is Kind.CELL:
        return why.trace(tables, subject.name)
    row = tables["verdict"].filter(pl.col("verdict_id") == subject.name).row(0, named=True)
    every = rules.shelf(setting.folders)
    if row["agreement"] not in every:
        raise UsageError(
            f"{subject.name} was judged by {row['agreement']!r}, which is not on the shelf; "
            "name its folder with --folder"
        )
    one = every[row["agreement"]]
    return VerdictTrace(full(one, row), record)


def _changes(case: Case, tables: Tables, record: Record, finding_id: str, setting: Setting) -> list[str]:
    """Say what the documents that replies attached have changed: the case is judged once more without them."""
    events = [row for row in record.rows("finding_event") if row["finding_id"] == finding_id]
    attached = {name for row in events if row["what"] == "replied" for name in row["evidence"].split()}
    known = attached & set(tables["document"]["sha256"])
    if len(known) == 0 or not (case.folder / "case.toml").is_file():
        return []
    bare = for_audience(read(case, without=known), case.audience)
    _, before = assessed(case, bare, setting, lambda _: None)
    return _difference(before, tables, finding_id)


def _difference(before: Tables, after: Tables, finding_id: str) -> list[str]:
    """Say what changed about the one thing a finding is about, or about each verdict that it puts together."""
    abouts = [subject_of(Record.of(tables), finding_id) for tables in (before, after)]
    subject = next((about for about in abouts if about is not None), None)
    if subject is not None:
        return list(change_lines(before, after, subject))
    record = Record.of(before)
    found = [row for row in record.rows("finding") if row["finding_id"] == finding_id]
    joined = [verdict["verdict_id"] for row in found for verdict in joined_verdicts(record, row)]
    return [
        f"{name}: {line}"
        for name in joined
        for line in change_lines(before, after, Subject(Kind.VERDICT, name))
        if line != UNCHANGED
    ]


def draft(
    where: Path | None, wanted: str, setting: Setting = AS_IT_STANDS, *, on: date, days: int | None = None
) -> letter.Letter:
    """Draft a clarification request about a cell."""
    case, tables = load(where, setting)
    return letter.draft(tables, case, wanted, on=on, days=case.reply_days if days is None else days)


def contest(folder: Path, judgement: Judgement, setting: Setting = AS_IT_STANDS) -> str:
    """Put a judgement beside the finding, cell or verdict it is about; returns its whole identifier."""
    _, tables = assess(folder, setting)
    about = _subject(tables, judgement.about)
    judgements.judge(folder, _placed(folder, judgement, about))
    return about


def _placed(folder: Path, judgement: Judgement, about: str) -> Judgement:
    """Put a judgement beside what it is about, and name in full the one that it replaces.

    Raises:
        UsageError: if it replaces none that stands beside the same thing; names those that do.
    """
    if judgement.supersedes == NONE:
        return replace(judgement, about=about)
    said = judgements.judgements(folder).iter_rows(named=True)
    beside = [row for row in said if _bare(row["about"]) == _bare(about)]
    meant = [row["judgement_id"] for row in beside if row["judgement_id"].startswith(judgement.supersedes)]
    if len(meant) != 1:
        raise UsageError(_not_replaced(judgement.supersedes, about, beside))
    return replace(judgement, about=about, supersedes=meant[0])


def _bare(about: str) -> str:
    """Leave out the kind of finding: a contest may stand beside the cell, and a reply beside its gap."""
    return about.removeprefix("verdict.").removeprefix("gap.")


def _not_replaced(wanted: str, about: str, beside: Sequence[Row]) -> str:
    if len(beside) == 0:
        return f"{wanted!r} replaces nothing: nobody has said anything beside {about} yet; leave out --supersedes"
    said = "; ".join(
        f"{row['judgement_id'][:_NAMED]} ({row['on']}, {row['kind']}, {row['by']})" for row in beside
    )
    return (
        f"{wanted!r} names none or several of what was said beside {about}. "
        f"Write the first characters of one: {said}"
    )


def _subject(tables: Tables, wanted: str) -> str:
    """Name what a judgement is about: a cell by itself, so that it shows wherever the cell does, or a finding."""
    record = Record.of(tables)
    kind, name = find_subject(record, wanted)
    about = subject_of(record, name) if kind is Kind.FINDING else None
    return about.name if about is not None and about.kind is Kind.CELL else name


def reply(
    folder: Path,
    judgement: Judgement,
    files: Sequence[Path],
    entry: Entry,
    setting: Setting = AS_IT_STANDS,
) -> tuple[str, list[str]]:
    """Attach an answer to a finding: its files become claims; returns the finding, and in words what changed.

    The answer is kept as a judgement whose evidence names the files, so that the same comparison can be made later.
    """
    _, before = assess(folder, setting)
    about = _subject(before, judgement.about)
    placed = _placed(folder, judgement, about)
    added = add(folder, files, replace(entry, origin=f"reply to {about}")) if len(files) > 0 else []
    hashes = " ".join(sorted({ledger.digest(path) for path, _ in added}))
    judgements.judge(folder, replace(placed, evidence=hashes or judgement.evidence))
    _, after = assess(folder, setting)
    name = about if about.startswith("verdict.") else _finding_name(before, about)
    changes = [*_difference(before, after, name), *_arisen(before, after), *_ended(before, after, name)]
    return about, changes if len(changes) > 0 else [UNCHANGED]


def _arisen(before: Tables, after: Tables) -> list[str]:
    """Name the findings that an answer has raised elsewhere, so that none arises unseen."""
    known = set(before["finding"]["finding_id"])
    rows = after["finding"].filter(~pl.col("finding_id").is_in(known)).iter_rows(named=True)
    return [f"New elsewhere ({row['severity']}): {row['finding_id']}. {row['sentence']}" for row in rows]


def _ended(before: Tables, after: Tables, name: str) -> list[str]:
    """Name the other findings that an answer has ended, so that none goes unseen."""
    left = {name, *after["finding"]["finding_id"]}
    rows = before["finding"].filter(~pl.col("finding_id").is_in(left)).iter_rows(named=True)
    return [f"No longer raised elsewhere ({row['severity']}): {row['finding_id']}." for row in rows]


def _finding_name(tables: Tables, about: str) -> str:
    is_cell = tables["cell"].filter(pl.col("cell_id") == about).height > 0
    return f"gap.{about}" if is_cell else f"verdict.{about}"
