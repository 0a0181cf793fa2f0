"""An invented treaty in a folder, and small records about it: every test changes what it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl

from tallystick.model.agreement import Joining, Participation
from tallystick.rules import load, participation, run
from tallystick.rules.clock import Span
from tests.findings.rows import Tables, table

NAME: Final = "pact"
TERMS: Final = """\
name = "pact"
title = "An Invented Pact"
short = "the invented pact"
kind = "treaty"
force = "binding"
about = "Something is asked."
depositary = "Nobody"
source = "invented"
adopted_on = 2000-01-01
participation_as_of = 2026-01-01

[entry_into_force]
article = "10(1)"
in_force_on = 2001-01-01
threshold_on = 2000-06-15
deposits = 2

[joining]
article = "10(2)"
by = "months"
count = 6
after = "threshold"

[withdrawal]
article = "11"
by = "months"
count = 6
waits_for_conflict = true

[provisional_application]
article = "12"
articles = ["1"]
"""
PARAMETERS: Final = """\
[report_due]
what = "day of the following year"
unit = "month_day"

[[report_due.value]]
since = 2000-01-01
value = "04-30"
article = "7"
source = "invented"

[[report_due.value]]
since = 2010-01-01
value = "05-31"
article = "7 as amended"
source = "invented"
"""
RULES: Final = '''\
"""What the invented pact asks."""

from tallystick.rules.obligation import Duty, Ruling, not_assessable, obligation, ALWAYS

REASONS = {"out_of_sight": "It cannot be seen."}


@obligation(article="1", provisional=("1",))
def conduct(_: Duty) -> Ruling:
    """Do no harm."""
    return Ruling((not_assessable(ALWAYS, "out_of_sight"),))


@obligation(article="7", each_year=True, reports="pact_report")
def report(duty: Duty) -> Ruling:
    """Report each year."""
    return duty.report(duty.day(duty.year + 1, duty.parameter("report_due")))


@obligation(article="7", each_year=True, reports="pact_report")
def report_in_time(duty: Duty) -> Ruling:
    """Report in time."""
    return duty.report_in_time(duty.day(duty.year + 1, duty.parameter("report_due")))
'''
HEADER: Final = ",".join(load.ACT_COLUMNS)


@dataclass(frozen=True)
class Texts:
    """What the files of the folder say."""

    terms: str = TERMS
    parameters: str = PARAMETERS
    rules: str = RULES
    acts: Sequence[str] = ("SWE,ratification,2000-06-15,,,-,-,-,invented",)
    others: Mapping[str, str] = field(default_factory=dict)


def folder(at: Path, texts: Texts | None = None) -> Path:
    """Write the folder."""
    said = Texts() if texts is None else texts
    place = at / NAME
    place.mkdir()
    files = {
        "agreement.toml": said.terms,
        "parameters.toml": said.parameters,
        "rules.py": said.rules,
        "participation.csv": "\n".join([HEADER, *said.acts, ""]),
        **said.others,
    }
    for name, text in files.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(text, "utf-8")
    return place


def pact(at: Path, texts: Texts | None = None) -> load.Agreement:
    """Write the folder and read it."""
    return load.read(folder(at, texts))


def act(kind: Joining, acted_on: str, party: str = "SWE", **more: Any) -> Participation:
    """Make one act towards the pact."""
    return Participation(
        agreement=NAME,
        party=party,
        act=kind,
        acted_on=date.fromisoformat(acted_on),
        **{"source": "invented", **more},
    )


def judged(one: load.Agreement, tables: Tables, on: date) -> pl.DataFrame:
    """Judge by one agreement."""
    return run.judge([one], {**tables, "status": participation.statuses([one])}, Span(on=on))


def answers(verdicts: pl.DataFrame, rule: str = "report") -> dict[int, tuple[str, str]]:
    """Give verdict and reason by year."""
    rows = verdicts.filter(pl.col("rule") == rule).iter_rows(named=True)
    return {row["period_start"].year: (row["verdict"], row["reason"]) for row in rows}


def returned(year: int, number: int = 0, **more: Any) -> dict[str, Any]:
    """Make a filing for a year."""
    return {
        "filing_id": f"f{year}.{number}",
        "claimant": "SWE",
        "instrument": "pact_report",
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "direction": "any",
        "content": "lines",
        "visibility": "public",
    } | more


def listed(first: int, last: int, as_of: date) -> dict[str, Any]:
    """Make a complete list of some years."""
    return {
        "instrument": "pact_report",
        "period_start": date(first, 1, 1),
        "period_end": date(last, 12, 31),
        "as_of": as_of,
        "source": "invented",
    }


def record(filings: Sequence[dict[str, Any]] = (), lists: Sequence[dict[str, Any]] = ()) -> Tables:
    """Make the tables filing and complete_list."""
    return {"filing": table("filing", *filings), "complete_list": table("complete_list", *lists)}
