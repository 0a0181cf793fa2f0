"""Which verdicts become leads, alone or together, and what is never said of a missing report."""

from datetime import date
from typing import Any

import pytest

from tallystick.findings.leads import leads
from tests.findings.rows import ON, Tables, answer, clock, said, table

EXCESS: dict[str, Any] = {"p_breach_low": 0.97, "p_breach_high": 0.99}


def found(*answers: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    tables: Tables = {"verdict": table("verdict", *answers), "clock": clock(), **more}
    return leads(tables, on=ON).to_dicts()


def one(*answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    (row,) = found(*answers, **more)
    return row


def asking(claimant: str = "TCD", instrument: str = "att", **more: Any) -> Any:
    row = {
        "claim_id": "c1",
        "act": "request",
        "claimant": claimant,
        "to_party": claimant,
        "instrument": instrument,
        "designation": "training of record keepers",
        "period_start": date(2024, 1, 1),
        "period_end": date(2024, 12, 31),
        "evidence_grade": "declared",
    }
    return table("claim", row | more)


@pytest.mark.parametrize(
    ("verdict", "reason", "more", "severity", "step"),
    [
        ("breached", "exceeds", EXCESS, "high", "inspect"),
        (
            "undetermined",
            "figures_do_not_settle",
            {"p_breach_low": 0.6, "p_breach_high": 0.9},
            "low",
            "clarify",
        ),
        (
            "undetermined",
            "figures_do_not_settle",
            {"p_breach_low": 0.0, "p_breach_high": 1.0},
            "note",
            "clarify",
        ),
        ("breached", "not_completed", {}, "medium", "clarify"),
        ("breached", "not_received", {}, "low", "clarify"),
        ("breached", "received_late", {}, "note", "clarify"),
        ("not_recorded", "not_received", {"force": "voluntary"}, "note", "clarify"),
        ("not_bound", "status_contested", {}, None, None),
        ("not_assessable", "status_contested", {}, "note", "watch"),
        ("not_assessable", "no_complete_list", {}, "note", "clarify"),
        ("not_due", "due_later", {"due_on": date(2026, 5, 30)}, "note", "watch"),
    ],
)
def test_severity_and_step_follow_from_the_verdict(
    verdict: str, reason: str, more: dict[str, Any], severity: str | None, step: str | None
) -> None:
    rows = found(answer(verdict, reason, **more))
    assert [(row["severity"], row["step"]) for row in rows] == (
        [] if severity is None else [(severity, step)]
    )


@pytest.mark.parametrize(
    ("verdict", "reason", "more"),
    [
        ("met", "received", {}),
        ("followed", "received", {}),
        ("not_bound", "not_yet_in_force", {}),
        ("not_recorded", "received_late", {"force": "voluntary"}),
        ("not_assessable", "left_to_the_report", {}),
        ("undetermined", "figures_do_not_settle", {"p_breach_low": 0.0, "p_breach_high": 0.2}),
        ("not_due", "due_later", {"due_on": date(2026, 5, 31)}),
        ("not_due", "due_later", {"due_on": date(2026, 2, 28)}),
        ("not_due", "declared_none", {"due_on": None}),
    ],
)
def test_what_leaves_nothing_to_do_is_no_lead(verdict: str, reason: str, more: dict[str, Any]) -> None:
    assert found(answer(verdict, reason, **more)) == []


@pytest.mark.parametrize("reason", ["not_received", "received_late"])
@pytest.mark.parametrize("verdict", ["breached", "not_recorded", "undetermined", "not_assessable"])
def test_a_missing_or_late_report_is_never_more_than_low_and_never_inspected(
    verdict: str, reason: str
) -> None:
    for row in found(answer(verdict, reason, **EXCESS) if verdict == "breached" else answer(verdict, reason)):
        assert row["severity"] in {"low", "note"}
        assert row["step"] in {"clarify", "assist"}


def test_missing_reports_of_a_party_are_one_lead_so_that_it_is_written_to_once() -> None:
    (row,) = found(
        answer("breached", "not_received", year=2018), answer("breached", "not_received", year=2019)
    )
    assert row["finding_id"] == "verdict.att.annual_report.TCD"
    assert row["sentence"] == (
        "Chad, the Arms Trade Treaty (annual report): not recorded as received for 2018–2019. "
        "Complete lists of those years do not have them."
    )


def test_a_breach_has_its_own_lead_named_by_its_verdict() -> None:
    rows = found(
        answer("breached", "not_completed", year=2018), answer("breached", "not_completed", year=2019)
    )
    assert [row["finding_id"] for row in rows] == [
        "verdict.att.annual_report.TCD.2018",
        "verdict.att.annual_report.TCD.2019",
    ]
    assert rows[0]["parties"] == "TCD"
    assert rows[0]["sentence"].startswith("Chad, the Arms Trade Treaty (annual report), 2018. Said in words.")


def test_the_article_is_named_where_it_is_known() -> None:
    duty = table("obligation", {"agreement": "att", "rule": "annual_report", "article": "13(3)"})
    row = one(answer("breached", "not_received"), obligation=duty)
    assert "the Arms Trade Treaty, Art. 13(3) (annual report)" in row["sentence"]


def test_what_one_list_would_answer_is_one_lead_that_asks_no_party() -> None:
    answers = [
        answer("not_assessable", "no_complete_list", party, year)
        for party in ("TCD", "MLI", "NER")
        for year in (2016, 2017, 2019)
    ]
    row = one(*answers)
    assert row["finding_id"] == "verdict.att.annual_report.no_complete_list"
    assert row["parties"] == "-"
    for words in ("no complete list", "2016–2017, 2019", "2026-03-01", "9 reports of 3 parties"):
        assert words in row["sentence"]
    assert "Whoever receives the reports" in row["ask"]


def test_a_party_is_written_to_once_about_what_it_never_promised() -> None:
    answers = [
        answer("not_recorded", "not_received", year=year, force="voluntary") for year in (2001, 2002, 2005)
    ]
    row = one(*answers, answer("followed", "received", year=2003, force="voluntary"))
    assert row["finding_id"] == "verdict.att.annual_report.TCD"
    assert "2001–2002, 2005" in row["sentence"]
    assert "not an obligation" in row["sentence"]


def test_a_contested_status_is_one_lead_for_all_its_rules_since_it_is_contested() -> None:
    rules = ("annual_report", "initial_report")
    stretches = [
        {"agreement": "ottawa", "party": party, "bound": bound, "since": date(2025, month, 1)}
        for party, bound, month in (("UKR", "true", 1), ("UKR", "contested", 7), ("TCD", "contested", 3))
    ]
    answers = [
        answer("not_assessable", "status_contested", "UKR", rule=rule, agreement="ottawa") for rule in rules
    ]
    row = one(*answers, status=table("status", *stretches))
    assert (row["finding_id"], row["rule"]) == ("verdict.ottawa.UKR.status_contested", "-")
    assert (row["ask"], row["opened_on"]) == ("Nobody yet.", date(2025, 7, 1))


def test_what_falls_due_on_one_day_is_one_lead_that_names_each_duty_once() -> None:
    rules = ("annual_report", "annual_report_in_time")
    duties = table("obligation", *({"agreement": "att", "rule": rule, "article": "13(3)"} for rule in rules))
    answers = [
        answer("not_due", "due_later", party, 2025, rule=rule, due_on=date(2026, 5, 30))
        for party in ("TCD", "MLI")
        for rule in rules
    ]
    row = one(*answers, obligation=duties)
    assert (row["finding_id"], row["rule"], row["parties"]) == ("verdict.att.2026-05-30", "-", "MLI TCD")
    assert row["sentence"] == "The Arms Trade Treaty: due on 2026-05-30 from 2 parties: annual report."


def test_what_the_text_leaves_open_is_one_lead_that_names_its_parties() -> None:
    answers = [
        answer("undetermined", "within_grace", party, sentence="Within grace.") for party in ("TCD", "MLI")
    ]
    row = one(*answers)
    assert (row["finding_id"], row["severity"]) == ("verdict.att.annual_report.within_grace", "note")
    assert row["parties"] == "MLI TCD"
    assert "undetermined for 2 parties as of 2026-03-01. Within grace." in row["sentence"]


def test_what_cannot_be_judged_says_why_in_the_rules_own_words_where_they_are_the_same_for_all() -> None:
    answers = [
        answer("not_assessable", "kept_at_home", party, sentence="Kept at home.") for party in ("TCD", "MLI")
    ]
    assert one(*answers)["sentence"].endswith("not assessed for 2 parties as of 2026-03-01. Kept at home.")
    other = answer("not_assessable", "kept_at_home", "NER", sentence="Kept at home since 2004.")
    assert one(*answers, other)["sentence"].endswith(
        "not assessed for 3 parties as of 2026-03-01. Kept at home."
    )


@pytest.mark.parametrize("instrument", ["att", "-", "att_annual"])
def test_help_that_a_party_asked_for_goes_before_any_question(instrument: str) -> None:
    duty = table("obligation", {"agreement": "att", "rule": "annual_report", "reports": "att_annual"})
    row = one(answer("breached", "not_received"), claim=asking(instrument=instrument), obligation=duty)
    assert (row["severity"], row["step"]) == ("low", "assist")
    assert row["ask"].startswith(
        "Offer Chad the help that it asked for first: training of record keepers (2024)."
    )
    assert row["claims"] == "c1"


@pytest.mark.parametrize(
    "claims",
    [
        asking("MLI"),
        asking(instrument="ottawa"),
        asking(to_party="MLI"),
        asking(act="holding"),
    ],
    ids=["another party", "another agreement", "for somebody else", "another act"],
)
def test_help_is_not_proposed_where_the_party_did_not_ask_for_it(claims: Any) -> None:
    assert one(answer("breached", "not_received"), claim=claims)["step"] == "clarify"


def test_a_request_that_was_replaced_no_longer_stands() -> None:
    filing = table("filing", {"filing_id": "f1", "superseded_by": "f2"})
    row = one(answer("breached", "not_received"), claim=asking(filing_id="f1"), filing=filing)
    assert row["step"] == "clarify"


def test_help_does_not_stand_in_for_a_count() -> None:
    assert one(answer("breached", "exceeds", **EXCESS), claim=asking())["step"] == "inspect"


def test_a_lead_is_opened_when_its_duty_fell_due() -> None:
    assert one(answer("breached", "not_received", year=2018))["opened_on"] == date(2019, 5, 31)
    assert one(answer("not_due", "due_later", due_on=date(2026, 5, 30)))["opened_on"] == ON


def test_a_verdict_somebody_speaks_of_is_a_lead_of_its_own_beside_the_joint_one() -> None:
    answers = [answer("not_recorded", "not_received", year=year, force="voluntary") for year in (2001, 2002)]
    judged = table("judgement", said("contest", "verdict.att.annual_report.TCD.2001", 1))
    rows = found(*answers, judgement=judged)
    assert {row["finding_id"] for row in rows} == {
        "verdict.att.annual_report.TCD.2001",
        "verdict.att.annual_report.TCD",
    }


def test_a_reason_of_an_agreements_own_points_to_the_trace() -> None:
    assert "mines still lie there" in one(answer("breached", "mines_still_lie_there"))["evidence"]
    assert "trace" in one(answer("breached", "mines_still_lie_there"))["evidence"]


def test_figures_too_wide_to_tell_single_no_party_out() -> None:
    wide: dict[str, Any] = {"p_breach_low": 0.0, "p_breach_high": 1.0, "due_on": None}
    answers = [answer("undetermined", "figures_do_not_settle", party, **wide) for party in ("TCD", "MLI")]
    row = one(*answers)
    assert (row["severity"], row["parties"]) == ("note", "MLI TCD")
    assert "unit of count" in row["ask"]


@pytest.mark.parametrize(
    ("states", "severity", "step"),
    [
        ({"to_state": "reported"}, "high", "inspect"),
        ({"to_state": "no_record"}, "medium", "clarify"),
        ({"to_state": "no_record", "observer_state": "reported"}, "high", "inspect"),
    ],
)
def test_the_word_of_others_alone_is_asked_about_before_anybody_is_visited(
    states: dict[str, str], severity: str, step: str
) -> None:
    said_by = {"from_state": "reported", "from_low": 900.0, "observer_state": "no_record"}
    parties = {"from_party": "MLI", "to_party": "TCD"}
    small = {"cell_id": "c1", "to_state": "reported", "from_state": "no_record", "to_low": 1.0, **parties}
    cells = table("cell", small, {"cell_id": "c2", **parties, **said_by, **states})
    row = one(answer("breached", "exceeds", evidence="c1 c2", **EXCESS), cell=cells, gap=table("gap"))
    assert (row["severity"], row["step"]) == (severity, step)
    assert ("word of others alone" in row["sentence"]) == (severity == "medium")
    assert ("visit" in row["ask"]) == (step == "inspect")


def test_what_passes_a_voluntary_limit_is_not_called_a_report() -> None:
    row = one(answer("not_recorded", "exceeds", force="political", sentence="It exceeds.", **EXCESS))
    assert row["severity"] == "note"
    assert "It exceeds. It is not an obligation in law." in row["sentence"]
    assert "report" not in row["ask"]


def test_odds_say_of_what_they_are() -> None:
    row = one(answer("breached", "exceeds", **EXCESS))
    assert (
        "Probability that limit and tolerance are exceeded, on the record as it stands: 97" in row["sentence"]
    )


def test_no_sentence_accuses() -> None:
    answers = [
        answer("breached", "not_received", year=2010),
        answer("breached", "received_late", year=2011),
        answer("breached", "not_completed", year=2012, sentence="Not recorded as completed."),
        answer("not_recorded", "not_received", year=2013, rule="other", force="voluntary"),
        answer("not_assessable", "no_complete_list", year=2014),
        answer("breached", "exceeds", year=2015, **EXCESS),
    ]
    rows = found(*answers)
    assert len(rows) == 6
    for row in rows:
        text = f"{row['sentence']} {row['ask']} {row['evidence']}".casefold()
        assert [
            word for word in ("violat", "breach", "fail", "illegal", "conceal", "guilty") if word in text
        ] == []
