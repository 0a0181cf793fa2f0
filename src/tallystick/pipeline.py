"""The order of the rooms; the only place that knows it.

read → keep → pair → match → explain → weigh → estimate → judge → find → report. Each step is a function of tables.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
from tallystick.findings import findings, gap
from tallystick.model.case import Case
from tallystick.model.claim import NONE, Reading
from tallystick.model.document import Entry
from tallystick.model.judgement import Judgement
from tallystick.model.record import Record
from tallystick.progress import Step
from tallystick.reports import calendar, letter, shelf, why
from tallystick.reports.changes import change_lines
from tallystick.reports.description import DESCRIPTION, describe, read_description
from tallystick.reports.finding_trace import Traced, finding_trace, subject_of
from tallystick.reports.subject import Kind, Subject, find_subject
from tallystick.reports.verdict_trace import VerdictTrace
from tallystick.rules import load as rules
from tallystick.rules import verdicts
from tallystick.rules.check import Outcome, uncovered
from tallystick.rules.check import check as check_rules
from tallystick.rules.join import with_acts
from tallystick.rules.participation import party_code, status_on
from tallystick.rules.run import clocks, obligations, parameters
from tallystick.rules.terms import Terms
from tallystick.rules.trace import full
from tallystick.sources import read as sources

Tables = dict[str, pl.DataFrame]
DEMO_CASE: Final = "un_register_2010_2016_pairs"
DEMO_OUT: Final = "tallystick-demo"
_READABLE: Final = frozenset({".csv", ".tsv", ".xlsx", ".parquet", ".json", ".html", ".htm"})


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a case is assessed where that differs from its `case.toml`."""

    audience: str | None = None
    on: date | None = None
    """The day of the assessment."""
    folders: tuple[Path, ...] = ()
    """Folders of agreements that stand beside the shelf."""


AS_IT_STANDS: Final = Setting()


def assess(
    folder: Path, setting: Setting = AS_IT_STANDS, *, step: Step = lambda _: None
) -> tuple[Case, Tables]:
    """Assess a case: read, keep, pair, match, explain, weigh, estimate, judge, find."""
    case = _opened(folder, setting)
    step("read")
    tables = for_audience(_read(case), case.audience)
    return _assessed(case, tables, setting, step)


def _opened(folder: Path, setting: Setting) -> Case:
    case = store.open_case(folder)
    if setting.audience is not None:
        case = replace(case, audience=setting.audience)
    if setting.on is not None:
        case = replace(case, assessed_on=setting.on)
    checked(case.audience)
    return case


def _assessed(case: Case, tables: Tables, setting: Setting, step: Step) -> tuple[Case, Tables]:
    tables = tables | reconcile(tables, step)
    step("judge")
    on, judged = verdicts.verdicts(tables, _question(case, setting))
    tables |= judged
    said = judgements.judgements(case.folder)
    tables["judgement"] = shut_judgements(said, tables["fact_claim"], tables["verdict"])
    step("find")
    tables["gap"] = gap.gaps(tables)
    tables |= findings.findings(tables, on=on, days=case.reply_days)
    return replace(case, assessed_on=on), tables


def _question(case: Case, setting: Setting) -> verdicts.Question:
    return verdicts.Question(
        on=case.assessed_on,
        agreements=case.agreements,
        first_year=case.judged_from,
        folders=setting.folders,
    )


def suppose(case: Case, tables: Tables, path: Path, setting: Setting = AS_IT_STANDS) -> tuple[str, Tables]:
    """Judge an assessed case by a what-if; returns what it supposes, and the tables with what would change."""
    title, made = verdicts.supposed(tables, _question(case, setting), path)
    return title, {**tables, "verdict_change": made["verdict_change"]}


def read_case(folder: Path) -> Tables:
    """Read a case's documents into claims, filings and issues, before any step and for nobody's eyes in particular."""
    return _read(store.open_case(folder))


def _read(case: Case, without: Container[str] = ()) -> Tables:
    names = store.hand_names(case.folder)
    readings: list[Read] = [
        (document, sources.read(document.path, document.source, names=names))
        for document in ledger.documents(case.folder)
        if document.sha256 not in without
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
    where: Path | None, setting: Setting = AS_IT_STANDS, *, step: Step = lambda _: None
) -> tuple[Case, Tables]:
    """Get an assessment to ask about: a case is assessed, a folder of outputs is read.

    Without a folder: the case in the current folder, else the demonstration's outputs beside it, else the
    bundled case. A bundled case answers to its bare name too. Outputs were made for one audience and stay so.
    """
    folder = _nearest_assessment() if where is None else where
    if where is not None and not where.exists() and str(where) == DEMO_CASE:
        folder = bundled_case()
    if (folder / "case.toml").is_file():
        return assess(folder, setting, step=step)
    if setting.audience is not None:
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
    bare = for_audience(_read(case, without=known), case.audience)
    _, before = _assessed(case, bare, setting, lambda _: None)
    return _difference(before, tables, finding_id)


def _difference(before: Tables, after: Tables, finding_id: str) -> list[str]:
    """Say what changed about the one thing a finding is about, in whichever assessment it stands."""
    abouts = [subject_of(Record.of(tables), finding_id) for tables in (before, after)]
    subject = next((about for about in abouts if about is not None), None)
    return [] if subject is None else list(change_lines(before, after, subject))


def draft(
    where: Path | None, wanted: str, setting: Setting = AS_IT_STANDS, *, on: date, days: int | None = None
) -> letter.Letter:
    """Draft a clarification request about a cell."""
    case, tables = load(where, setting)
    return letter.draft(tables, case, wanted, on=on, days=case.reply_days if days is None else days)


def settle_name(folder: Path, name: str, party: str, *, by: str, on: date, why: str = NONE) -> None:
    """Settle for a case which party a name means."""
    store.open_case(folder)
    store.settle_name(folder, name, party, by=by, on=on, why=why)


def contest(folder: Path, judgement: Judgement, setting: Setting = AS_IT_STANDS) -> str:
    """Put a judgement beside the finding, cell or verdict it is about; returns its whole identifier."""
    _, tables = assess(folder, setting)
    about = _subject(tables, judgement.about)
    judgements.judge(folder, replace(judgement, about=about))
    return about


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
    added = add(folder, files, replace(entry, origin=f"reply to {about}")) if len(files) > 0 else []
    hashes = " ".join(sorted({ledger.digest(path) for path, _ in added}))
    judgements.judge(folder, replace(judgement, about=about, evidence=hashes or judgement.evidence))
    _, after = assess(folder, setting)
    name = about if about.startswith("verdict.") else _finding_name(before, about)
    return about, _difference(before, after, name)


def _finding_name(tables: Tables, about: str) -> str:
    is_cell = tables["cell"].filter(pl.col("cell_id") == about).height > 0
    return f"gap.{about}" if is_cell else f"verdict.{about}"


def status(
    agreement: str,
    on: date,
    *,
    party: str | None = None,
    where: Path | None = None,
    folders: tuple[Path, ...] = (),
) -> tuple[Terms, list[dict[str, object]]]:
    """Say who is bound by an agreement on a day, by the shelf and, where a case is named, by its documents too.

    Returns:
        The agreement's terms, and rows party, bound (true, false, "contested"), since, until, act, acted_on, articles,
        basis.
    """
    every = rules.shelf(folders)
    one = every[rules.known(agreement, list(every))]
    if where is not None:
        tables = _read(store.open_case(where))
        joined = with_acts(every.values(), tables["participation"])
        one = next(each for each in joined if each.name == one.name)
    return one.terms, status_on(one, on, party)


def status_lines(
    terms: Terms, rows: Sequence[Mapping[str, object]], on: date, *, single: bool, width: int | None
) -> Iterable[str]:
    """Write who is bound for a terminal; a single party in a paragraph."""
    from tallystick.reports import status as said  # noqa: PLC0415  only this needs it

    known_on = terms.participation_as_of
    if single:
        return said.party_lines(rows[0], terms.short, on, known_on)
    return said.status_lines(rows, terms.short, on, known_on, width=width)


@dataclass(frozen=True, slots=True)
class Checked:
    """How an agreement's rules did on the cases of its own folder."""

    name: str
    outcomes: list[Outcome]
    uncovered: list[tuple[str, str]]
    """Rule and verdict that it can give, and that no case shows."""

    def is_sound(self) -> bool:
        """Whether every case came out as expected and every verdict is shown by one."""
        return len(self.uncovered) == 0 and all(outcome.passed for outcome in self.outcomes)


def agreement_names(agreement: str | None, folders: tuple[Path, ...]) -> list[str]:
    """Name the agreement asked for, the folders given, or all of the shelf."""
    every = rules.shelf(folders)
    if agreement is not None:
        return [rules.known(agreement, list(every))]
    return [folder.name for folder in folders] or list(every)


def check(name: str, folders: tuple[Path, ...]) -> Checked:
    """Try an agreement's rules on the cases of its own folder."""
    one = rules.shelf(folders)[name]
    return Checked(name, check_rules(one), uncovered(one))


def agreements(folders: tuple[Path, ...], agreement: str | None) -> Tables:
    """Give the shelf, or one agreement of it, as tables obligation, parameter and clock."""
    every = rules.shelf(folders)
    chosen = every.values() if agreement is None else [every[rules.known(agreement, list(every))]]
    return {
        "obligation": obligations(chosen),
        "parameter": parameters(chosen),
        "clock": clocks(chosen),
    }


def agreement_lines(tables: Tables, *, whole: bool) -> Iterable[str]:
    """Write the shelf, or the whole of one agreement, for a terminal."""
    return shelf.shelf_lines(tables, whole=whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Of what a calendar is made."""

    where: Path | None = None
    agreements: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    on: date
    until: date
    folders: tuple[Path, ...] = ()


def due(asked: Ahead) -> list[calendar.Due]:
    """List what falls due from a day on, by the shelf and, where a case is named, by its record too."""
    tables = collect([], ()) if asked.where is None else _read(store.open_case(asked.where))
    every = rules.shelf(asked.folders)
    question = verdicts.Question(
        on=asked.on,
        agreements=asked.agreements or tuple(every),
        first_year=asked.on.year - 1,
        last_year=asked.until.year,
        folders=asked.folders,
    )
    _, made = verdicts.verdicts(tables, question)
    parties = [party_code(party) for party in asked.parties]
    return calendar.due(made, asked.on, parties, asked.until)


def due_lines(rows: Iterable[calendar.Due]) -> Iterable[str]:
    """Write what falls due for a terminal."""
    return calendar.lines(rows)


def save_calendar(rows: Iterable[calendar.Due], asked: Ahead, path: Path) -> None:
    """Write what falls due as an iCalendar file."""
    name = "What falls due" if len(asked.parties) == 0 else f"What falls due: {', '.join(asked.parties)}"
    content = calendar.icalendar(rows, asked.on, name=name, is_filtered=len(asked.parties) > 0)
    local.write_text(content.decode(), path)


def bundled_case() -> Path:
    """Give the folder of the bundled case."""
    return Path(str(resources.files("tallystick.cases").joinpath(DEMO_CASE)))
