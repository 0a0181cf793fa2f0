"""The steps of this room in their order: choose, join, check, say who is bound, judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from tallystick.errors import CaseError
from tallystick.rules import amend
from tallystick.rules.clock import Span
from tallystick.rules.join import check_milestones, evidenced, unread, with_acts
from tallystick.rules.law import law
from tallystick.rules.load import Agreement, meant, shelf
from tallystick.rules.overlap import overlaps
from tallystick.rules.participation import statuses, with_shelf
from tallystick.rules.run import judge

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """By which agreements to judge, as of which day, from which year on."""

    on: date | None = None
    """The day of the assessment; null: the last day of which the record speaks."""
    agreements: tuple[str, ...] = ()
    """Folders of the shelf; empty: those about which the tables hold anything."""
    first_year: int | None = None
    last_year: int | None = None
    """Later years than that of the day are laid out too, as not due."""
    folders: tuple[Path, ...] = ()
    """Folders of agreements that stand beside the shelf."""


def chosen(tables: Tables, question: Question) -> list[Agreement]:
    """Choose the agreements to judge by, with the acts that the tables record besides the shelf's own.

    Raises:
        UsageError: for an agreement that is not known; with the nearest names.
        AgreementError: if a folder is not sound, or acts contradict each other.
    """
    every = shelf(question.folders)
    joined = with_acts(every.values(), tables["participation"])
    check_milestones(joined, tables["milestone"])
    wanted = {meant(name, list(every)) for name in question.agreements}
    if len(wanted) == 0:
        return evidenced(joined, tables)
    return [one for one in joined if one.name in wanted]


def last_day(tables: Tables, agreements: Sequence[Agreement]) -> date:
    """Find the last day of which the record speaks: filings, lists, documents, and what is known of participation.

    Raises:
        CaseError: if nothing on record bears a day.
    """
    spoken = [("filing", "filed_on"), ("complete_list", "as_of"), ("document", "added_on")]
    days: list[date] = [
        day for table, column in spoken if table in tables for day in tables[table][column].drop_nulls()
    ]
    days += [one.terms.participation_as_of for one in agreements]
    if len(days) == 0:
        raise CaseError(
            "nothing on record bears a day; say as of which to judge: assessed_on in case.toml, or --on"
        )
    return max(days)


def verdicts(tables: Tables, question: Question) -> tuple[date, dict[str, pl.DataFrame]]:
    """Judge: returns the day, and every table this room makes.

    Those are participation, status, obligation, parameter, clock, verdict, coverage and coverage_line.

    Args:
        tables: participation and milestone; filing, complete_list, cell and fact as evidence.
        question: by which agreements, as of which day.

    Raises:
        UsageError: for an agreement that is not known; with the nearest names.
        AgreementError: if a folder is not sound, acts contradict each other, or a rule raises.
        CaseError: for extensions that cannot all be so, and if neither the question nor the record has a day.
    """
    agreements = chosen(tables, question)
    on = question.on if question.on is not None else last_day(tables, agreements)
    made = {
        "participation": with_shelf(tables["participation"], agreements),
        "status": statuses(agreements),
        **law(agreements),
    }
    if "issue" in tables:
        made["issue"] = pl.concat([tables["issue"], unread(shelf(question.folders).values(), tables)])
    made["verdict"] = judge(agreements, {**tables, **made}, _span(question, on))
    made |= overlaps(agreements, {**tables, **made})
    return on, made


def _span(question: Question, on: date) -> Span:
    return Span(on=on, first_year=question.first_year, last_year=question.last_year)


def supposed(tables: Tables, question: Question, path: Path) -> tuple[str, dict[str, pl.DataFrame]]:
    """Judge by a what-if; returns its title, and tables verdict (as supposed) and verdict_change.

    Args:
        tables: those of an assessment, with table verdict by the law as it stands.
        question: the question that assessment answered, its day included.
        path: the what-if file.

    Raises:
        AgreementError: if the file is not sound; names the line.
        UsageError: for an agreement, party or parameter that is not known; with the nearest names.
    """
    amendment = amend.read(path)
    agreements = amend.amended(chosen(tables, question), amendment)
    on = question.on if question.on is not None else last_day(tables, agreements)
    tables = {**tables, "status": statuses(agreements)}
    verdict = judge(agreements, tables, _span(question, on))
    return amendment.title, {"verdict": verdict, "verdict_change": amend.changes(tables["verdict"], verdict)}
