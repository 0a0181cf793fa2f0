"""Two invented agreements and what is on record of them, with every mark that a verdict can have."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from tests.findings.rows import Tables, table

ON: Final = date(2024, 6, 1)
"""The day of the invented assessment; see `case` in conftest.py."""
RUS_IND: Final = "transfer.RUS.IND.missiles.2014.items"
USA_AUS: Final = "transfer.USA.AUS.missiles.2015.items"

Rows = Iterable[dict[str, Any]]


def _status(
    party: str, bound: str, since: date, act: str = "ratification", *, until: date | None = None, **more: Any
) -> dict[str, Any]:
    return {
        "agreement": "mines",
        "party": party,
        "bound": bound,
        "since": since,
        "until": until,
        "act": act,
        "acted_on": since,
        "basis": f"{act} on {since}",
    } | more


_STATUS: Final = (
    _status("DEU", "true", date(2019, 1, 1)),
    _status("NGA", "true", date(2022, 1, 1), until=date(2024, 9, 1), notice="withdrawal"),
    _status("NGA", "false", date(2024, 9, 1), "withdrawal", basis="not bound from 2024-09-01 (Art. 20)"),
    _status("KEN", "true", date(2021, 1, 1)),
    _status("IND", "true", date(2023, 1, 1)),
    _status(
        "RUS",
        "contested",
        date(2023, 1, 1),
        "suspension",
        basis="declared it. Contested: one view | <another>",
    ),
    _status("USA", "false", date(2019, 1, 1), "signature"),
    _status("POL", "false", date(2022, 1, 1), "withdrawal"),
    _status("AUS", "false", date(2024, 5, 1), until=date(2024, 11, 1)),
    _status("AUS", "true", date(2024, 11, 1)),
    _status("GBR", "true", date(2021, 1, 1), "addressed", agreement="register"),
)


def _verdict(
    rule: str, party: str, year: int, verdict: str, reason: str, due_on: date | None = None, **more: Any
) -> dict[str, Any]:
    agreement = more.get("agreement", "mines")
    return {
        "verdict_id": f"{agreement}.{rule}.{party}.{year}",
        "agreement": agreement,
        "rule": rule,
        "force": "binding",
        "party": party,
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "verdict": verdict,
        "reason": reason,
        "sentence": f"Said of {reason}.",
        "due_on": due_on,
        "trace": json.dumps({"inputs": {"party": party, "parameter.report_due": 430}}),
    } | more


def _years(party: str, first: int, *told: tuple[str, str], rule: str = "yearly_report", **more: Any) -> Rows:
    for year, (verdict, reason) in enumerate(told, start=first):
        yield _verdict(rule, party, year, verdict, reason, date(year + 1, 4, 30), **more)


_IN: Final = ("met", "received")
_OUT: Final = ("breached", "not_received")
_NO_LIST: Final = ("not_assessable", "no_complete_list")
_TO_COME: Final = ("not_due", "due_later")
_VERDICTS: Final = (
    *_years("DEU", 2019, _IN, _OUT, _OUT, _IN, _IN, _TO_COME, evidence="mines_report/2023/DEU/any"),
    *_years("NGA", 2022, _NO_LIST, _OUT, _TO_COME),
    *_years("KEN", 2021, _IN, _IN, _IN, _TO_COME),
    *_years("IND", 2023, _NO_LIST, _TO_COME),
    *_years("POL", 2019, _IN, _IN, _IN),
    _verdict("yearly_report", "POL", 2024, "not_bound", "withdrawn", date(2025, 4, 30)),
    _verdict("yearly_report", "USA", 2024, "not_bound", "signed_only", date(2025, 4, 30)),
    _verdict("yearly_report", "RUS", 2023, "not_assessable", "status_contested", date(2024, 4, 30)),
    *_years("DEU", 2023, ("breached", "received_late"), _TO_COME, rule="yearly_report_in_time"),
    _verdict("clearance", "DEU", 2019, "met", "completed", evidence="completed:2020-02-01"),
    _verdict("clearance", "NGA", 2022, "not_due", "due_later", date(2025, 3, 1)),
    _verdict("clearance", "KEN", 2021, "not_assessable", "existence_unknown"),
    _verdict(
        "prohibition", "DEU", 2019, "not_assessable", "unseen", sentence="Nothing held here can show it."
    ),
    _verdict(
        "prohibition", "KEN", 2021, "not_assessable", "unseen", sentence="Nothing held here can show it."
    ),
    *_years(
        "GBR",
        2021,
        ("followed", "received"),
        ("not_recorded", "not_received"),
        rule="yearly_return",
        agreement="register",
        force="voluntary",
    ),
)


def _obligation(rule: str, article: str, **more: Any) -> dict[str, Any]:
    return {
        "agreement": "mines",
        "rule": rule,
        "article": article,
        "asks": f"Do what {article} asks.",
        "force": "binding",
        "each_year": False,
        "reports": "-",
        "version": "0123456789ab",
        "source": "Invented Treaty Series, vol. 1",
        "unconfirmed": "Whether it may be suspended.",
    } | more


_OBLIGATIONS: Final = (
    _obligation("prohibition", "1"),
    _obligation("clearance", "5", reports="mines_clearance"),
    _obligation("yearly_report", "13(2)", each_year=True, reports="mines_report"),
    _obligation("yearly_report_in_time", "13(2)", each_year=True, reports="mines_report"),
    _obligation(
        "yearly_return",
        "para. 9",
        agreement="register",
        force="voluntary",
        each_year=True,
        reports="register",
    ),
)


def _value(since: date, written: str, **more: Any) -> dict[str, Any]:
    return {
        "agreement": "mines",
        "parameter": "report_due",
        "since": since,
        "value": 430.0,
        "written": written,
        "unit": "month_day",
        "what": "day by which the report is due",
        "article": "13(2)",
        "source": "Invented Treaty Series, vol. 1",
        "unconfirmed": False,
    } | more


def _finding(finding_id: str, place: int, severity: str, sentence: str, **more: Any) -> dict[str, Any]:
    kind, _, about = finding_id.partition(".")
    return {
        "place": place,
        "finding_id": finding_id,
        "kind": kind,
        "about": about,
        "severity": severity,
        "step": "clarify",
        "agreement": "mines" if kind == "verdict" else "-",
        "rule": about.split(".")[1] if kind == "verdict" else "-",
        "sentence": sentence,
        "ask": "Whoever it concerns: is the record right?",
        "evidence": "The report itself.",
        "opened_on": date(2024, 5, 1),
        "channel": "the user's own",
        "reply_state": "open",
        "judgements": 0,
    } | more


def _missing(party: str, name: str, year: int, place: int) -> dict[str, Any]:
    return _finding(
        f"verdict.mines.yearly_report.{party}.{year}",
        place,
        "low",
        f"{name}, the Mines Convention, 13(2) (yearly report), {year}. Not recorded as received.",
        parties=party,
        ask=f"{name}: was a report made?",
    )


_FINDINGS: Final = (
    _finding(f"gap.{RUS_IND}", 1, "high", "Missiles: 7859 against 168.", parties="RUS IND"),
    _finding(
        f"gap.{USA_AUS}",
        2,
        "medium",
        "Missiles: 12 against nothing.",
        parties="USA AUS",
        reply_state="asked",
        asked_on=date(2024, 5, 20),
        reply_due_on=date(2024, 6, 17),
    ),
    _finding(
        "verdict.mines.clearance.KEN.2021",
        3,
        "medium",
        "Kenya, the Mines Convention, 5 (clearance). Not recorded as completed.",
        parties="KEN",
        step="assist",
        opened_on=date(2024, 3, 1),
        reply_state="overdue",
        asked_on=date(2024, 4, 1),
        reply_due_on=date(2024, 4, 29),
        channel="the Secretary-General of the United Nations (Art. 8(2))",
    ),
    _missing("DEU", "Germany", 2020, 4),
    _missing("DEU", "Germany", 2021, 5),
    _missing("NGA", "Nigeria", 2023, 6),
    _missing("KEN", "Kenya", 2022, 7),
    _finding(
        "gap.transfer.GBR.NGA.warships.2015.items", 8, "low", "Warships: 1 against nothing.", parties="NGA"
    ),
    _finding(
        "verdict.mines.prohibition.unseen", 9, "note", "The Mines Convention, 1: not assessed.", step="watch"
    ),
    _finding(
        "verdict.mines.yearly_report.POL.2020",
        10,
        "low",
        "Poland: said to be wrong.",
        parties="POL",
        reply_state="settled",
    ),
    _finding(
        "verdict.mines.yearly_report.POL.2019",
        11,
        "note",
        "No longer raised.",
        parties="-",
        reply_state="closed",
    ),
)


def _event(finding_id: str, place: int, what: str, on: date, **more: Any) -> dict[str, Any]:
    return {
        "finding_id": finding_id,
        "place": place,
        "what": what,
        "on": on,
        "by": "A. Clerk",
        "text": what,
    } | more


_EVENTS: Final = (
    _event(f"gap.{USA_AUS}", 1, "opened", date(2024, 5, 1), by="-"),
    _event(f"gap.{USA_AUS}", 2, "asked", date(2024, 5, 20), text="Letter 7 & its annex."),
    _event("verdict.mines.clearance.KEN.2021", 1, "opened", date(2024, 3, 1), by="-"),
    _event("verdict.mines.clearance.KEN.2021", 2, "asked", date(2024, 4, 1), text="Letter 3."),
    _event("verdict.mines.yearly_report.POL.2020", 1, "opened", date(2021, 5, 1), by="-"),
    _event("verdict.mines.yearly_report.POL.2020", 2, "settled", date(2024, 2, 1), evidence="note 9"),
)


def promised() -> Tables:
    """Make the tables that judging adds to an assessment."""
    return {
        "status": table("status", *_STATUS),
        "participation": table(
            "participation",
            *(
                {"agreement": "mines", "party": party, "source": "Depositary, as at 2024-05-31"}
                for party in "ABC"
            ),
            {"agreement": "register", "party": "GBR", "source": "A resolution"},
        ),
        "obligation": table("obligation", *_OBLIGATIONS),
        "parameter": table(
            "parameter",
            _value(date(2019, 1, 1), "04-30"),
            _value(date(2022, 1, 1), "05-31", source="practice", unconfirmed=True),
        ),
        "clock": table(
            "clock",
            {
                "agreement": "mines",
                "title": "the Mines Convention",
                "days": 28,
                "channel": "the Secretary-General of the United Nations",
                "article": "Art. 8(2)",
            },
            {"agreement": "register", "title": "the Register"},
        ),
        "verdict": table("verdict", *_VERDICTS),
        "finding": table("finding", *_FINDINGS),
        "finding_event": table("finding_event", *_EVENTS),
    }
