"""What an answer changed, in words: figures, remainder, verdict and reason, and nothing else."""

from typing import Any

from tallystick.reports.changes import change_lines
from tallystick.reports.subject import Kind, Subject
from tests.findings.rows import Tables, answer, table
from tests.laws.tallies import assessed, document, exported, imported
from tests.reports.judged import CHAD

CELL = Subject(Kind.CELL, "transfer.SWE.FIN.battle_tanks.2020.items")
SENT, GOT = exported("SWE", "FIN", "12"), imported("SWE", "FIN", "9")


def told(before: Tables, after: Tables, subject: Subject = CELL) -> list[str]:
    return list(change_lines(before, after, subject))


def verdict(*args: Any, **more: Any) -> Tables:
    return {"verdict": table("verdict", answer(*args, **more))}


def test_a_corrected_half_is_told_with_what_followed_from_it() -> None:
    written = told(assessed(document(SENT, GOT)), assessed(document(SENT, imported("SWE", "FIN", "12"))))
    assert "Finland's half: 9 before, 12 now." in written
    assert "How the halves stand: halves differ before, halves agree now." in written
    assert "Left without a likely cause: 3 before, 0 now." in written
    assert any(line.startswith("Estimate: ") for line in written)
    assert not any("Sweden's half" in line for line in written)


def test_a_half_that_was_silent_is_told_by_its_state() -> None:
    written = told(assessed(document(SENT)), assessed(document(SENT, GOT)))
    assert "Finland's half: nothing known of a filing before, 9 now." in written
    assert "Left without a likely cause: nothing to explain before, 3 now." in written


def test_where_nothing_changed_that_is_said() -> None:
    tables = assessed(document(SENT, GOT))
    assert told(tables, tables) == [
        "Nothing: the figures, the verdict and its reason are the same with the answer as without it."
    ]


def test_a_flow_that_nobody_spoke_of_before_is_told() -> None:
    assert told({}, assessed(document(SENT))) == ["There was no claim about this flow on record before."]
    assert told(assessed(document(SENT)), {}) == ["There is no claim about this flow on record any more."]


def test_a_changed_verdict_is_told_with_its_reason_and_evidence() -> None:
    before = verdict("breached", "not_received", sentence="The list does not have it.")
    after = verdict("met", "received", sentence="A report is on record.", evidence="att_annual/2019/TCD")
    assert told(before, after, Subject(Kind.VERDICT, CHAD)) == [
        "Verdict: “Not recorded as received” before, “Recorded as received” now.",
        "Reason: “The list does not have it” before, “A report is on record” now.",
        "Evidence now on record: att_annual/2019/TCD.",
    ]


def test_a_moved_day_and_other_odds_are_told() -> None:
    before = verdict(
        "undetermined", "figures_do_not_settle", p_breach_low=0.25, p_breach_high=0.5, due_on=None
    )
    after = verdict("undetermined", "figures_do_not_settle")
    assert told(before, after, Subject(Kind.VERDICT, CHAD)) == [
        "Due: no day set before, 2020-05-31 now.",
        "Probability that limit and tolerance are exceeded: 25\u202f% to 50\u202f% before, none computed now.",
    ]


def test_a_duty_that_came_or_went_is_told() -> None:
    after = verdict("met", "received")
    assert told({}, after, Subject(Kind.VERDICT, CHAD)) == ["There was no such duty on record before."]
    assert told(after, {}, Subject(Kind.VERDICT, CHAD)) == ["There is no such duty on record any more."]
