"""The order of the rooms; the only place that knows it.

read → keep → pair → match → explain → weigh → estimate → judge → find → report. Each step is a function of tables.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from tallystick.claims import judgement as judgements
from tallystick.claims import ledger, store
from tallystick.claims.collect import collect
from tallystick.claims.handling import checked, for_audience, shut_judgements
from tallystick.claims.key import Read
from tallystick.engine import local
from tallystick.errors import CaseError
from tallystick.facts.reconcile import reconcile
from tallystick.findings import findings, gap
from tallystick.model.case import Case
from tallystick.model.words import NOTHING_ASKED
from tallystick.progress import Step
from tallystick.reports.changes import what_if_lines as what_if_lines
from tallystick.reports.description import DESCRIPTION, describe
from tallystick.rules import verdicts
from tallystick.sources import read as sources
from tallystick.sources.describe import derivations

Tables = dict[str, pl.DataFrame]


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
    return assessed(case, for_audience(read(case), case.audience), setting, step)


def _opened(folder: Path, setting: Setting) -> Case:
    case = store.open_case(folder)
    if setting.audience is not None:
        case = replace(case, audience=setting.audience)
    if setting.on is not None:
        case = replace(case, assessed_on=setting.on)
    checked(case.audience)
    return case


def assessed(case: Case, tables: Tables, setting: Setting, step: Step) -> tuple[Case, Tables]:
    """Assess what was read, all of it or a part; returns the case with its day, and every table."""
    tables = tables | reconcile(tables, step, derivations())
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
    return read(store.open_case(folder))


def read_for(folder: Path, audience: str | None) -> Tables:
    """Read a case's documents as an audience may see them; null: the case's own."""
    case = _opened(folder, Setting(audience=audience))
    return for_audience(read(case), case.audience)


def read(case: Case, without: Container[str] = ()) -> Tables:
    """Read a case's documents, save those of the hashes named.

    Raises:
        CaseError: if no document is left.
    """
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


def write(
    case: Case,
    tables: Mapping[str, pl.DataFrame],
    out: Path,
    step: Step = lambda _: None,
    *,
    no_finding: str = NOTHING_ASKED,
) -> Path:
    """Write every table that has rows, and the page, which says `no_finding` where none is; returns its path."""
    step("write tables")
    local.write(tables, out)
    local.write_text(describe(case), out / DESCRIPTION)
    step("write page")
    # templates cost a tenth of a second to load, and only this step needs them
    from tallystick.reports import page  # noqa: PLC0415

    target = out / "report.html"
    local.write_text(page.render(tables, case, no_finding=no_finding), target)
    return target
