"""One invented year of judged duties, in small tables, for whatever speaks of verdicts."""

import json
from datetime import date
from typing import Any, Final

from tests.findings.rows import Tables, answer, clock, table

CHAD: Final = "att.annual_report.TCD.2019"
ON: Final = date(2026, 3, 1)
DUE: Final = date(2026, 5, 31)


def told(**more: Any) -> str:
    """Make the part of a trace that table `verdict` holds."""
    return json.dumps(
        {
            "inputs": {
                "act": "ratification",
                "bound": "true",
                "filed": False,
                "listed_on": "2024-01-01",
                "on": str(ON),
                "parameter.annual_report_due": 531,
                "until": None,
            }
            | more,
            "values": {"due_on": "2020-05-31"},
            "steps": {"0 status_contested": False, "1 received": False, "2 not_received": True},
        }
    )


def full(**more: Any) -> dict[str, Any]:
    """Make the full trace of Chad's annual report on 2019, as the room of rules gives it."""
    return {
        "verdict_id": CHAD,
        "verdict": "breached",
        "reason": "not_received",
        "sentence": "Not recorded as received: the complete list as of 2024-01-01 does not have it.",
        "agreement": "att",
        "title": "Arms Trade Treaty",
        "rule": "annual_report",
        "article": "13(3)",
        "asks": "Report by 31 May on the exports and imports of the year before.",
        "force": "binding",
        "version": "0123456789ab",
        "source": "United Nations, Treaty Series, vol. 3013",
        "party": "TCD",
        "period": ["2019-01-01", "2019-12-31"],
        "due_on": "2020-05-31",
        "p_breach": [None, None],
        "q_breach": None,
        "parameters": [
            {
                "name": "annual_report_due",
                "what": "day by which it is due",
                "value": "05-31",
                "since": "2014-12-24",
                "article": "13(3)",
                "source": "the Treaty",
                "unconfirmed": False,
            }
        ],
        **json.loads(told()),
        "evidence": [],
        "unconfirmed": [],
    } | more


def duties(**more: Any) -> Any:
    """Make the table of obligations: a report, its being in time, and one with an end."""
    row = {
        "agreement": "att",
        "article": "13(3)",
        "asks": "Report by 31 May on the exports and imports of the year before.",
        "force": "binding",
        "reports": "att_annual",
        "version": "0123456789ab",
        "source": "United Nations, Treaty Series, vol. 3013",
    }
    clearance = {
        "agreement": "ottawa",
        "rule": "clearance",
        "article": "5(1)",
        "asks": "Clear all mined areas within ten years.",
        "each_year": False,
        "reports": "-",
        "source": "the Convention",
    }
    return table(
        "obligation",
        row | {"rule": "annual_report"} | more,
        row | {"rule": "annual_report_in_time", "asks": "Make it by 31 May."},
        row | clearance,
    )


def status() -> Any:
    """Make Chad's status: signed, then bound."""
    row = {"agreement": "att", "party": "TCD", "bound": "true", "act": "ratification"}
    return table(
        "status",
        row | {"bound": "false", "act": "signature", "since": date(2013, 6, 3), "until": date(2015, 6, 23)},
        row
        | {"since": date(2015, 6, 23), "basis": "ratification on 2015-03-25; in force for it (Art. 22(2))"},
    )


def parameter(since: date = date(2014, 12, 24), **more: Any) -> dict[str, Any]:
    """Make a dated value of the day the annual report is due."""
    row = {
        "agreement": "att",
        "parameter": "annual_report_due",
        "since": since,
        "what": "day by which it is due",
        "article": "13(3)",
        "unconfirmed": False,
    }
    return row | more


def later(
    party: str, *, rule: str = "annual_report", due_on: date | None = DUE, **more: Any
) -> dict[str, Any]:
    """Make a verdict on the report on 2025, which is due later."""
    row = answer("not_due", "due_later", party, 2025, rule=rule, due_on=due_on, trace=told())
    return row | {"verdict_id": f"{row['agreement']}.{rule}.{party}.2025"} | more


def judged(*verdicts: dict[str, Any], **more: Any) -> Tables:
    """Make the tables of an assessment with these verdicts."""
    return {
        "verdict": table("verdict", *({"trace": told()} | row for row in verdicts)),
        "obligation": duties(),
        "clock": clock(),
        "status": status(),
        "parameter": table("parameter", parameter()),
        **more,
    }
