"""Two bodies that ask for the same transfers: who told which, and why a line stands in one and not in the other."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tallystick.errors import AgreementError
from tallystick.rules import load
from tallystick.rules.overlap import COLUMNS, likenesses, overlaps
from tests.findings.rows import Tables, answer, table
from tests.rules.invented import Texts, pact

YEAR = {"period_start": date(2014, 1, 1), "period_end": date(2014, 12, 31)}
PAIR = [load.agreement("att"), load.agreement("un_register")]


def verdict(agreement: str, word: str) -> dict[str, Any]:
    rule = {"att": "annual_report", "un_register": "annual_return"}[agreement]
    return answer(word, "-", "SWE", 2014, agreement=agreement, rule=rule)


def claim(instrument: str, **more: Any) -> dict[str, Any]:
    return {
        "claim_id": f"{instrument} claim",
        "claimant": "SWE",
        "role": "exporter",
        "instrument": instrument,
        "from_party": "SWE",
        "to_party": "FIN",
        "category": "battle_tanks",
        **YEAR,
    } | more


def filing(instrument: str, **more: Any) -> dict[str, Any]:
    return {
        "filing_id": f"{instrument} filing",
        "claimant": "SWE",
        "instrument": instrument,
        "direction": "any",
        "content": "lines",
        **YEAR,
    } | more


def tables(**given: list[dict[str, Any]]) -> Tables:
    bound = {"agreement": "att", "party": "SWE", "bound": "true", "since": date(2014, 12, 24), "until": None}
    held = {"verdict": [], "claim": [], "filing": [], "status": [bound]} | given
    return {name: table(name, *rows) for name, rows in held.items()}


@pytest.mark.parametrize(
    ("att", "register", "heard"),
    [
        ("met", "followed", "both"),
        ("met", "not_recorded", "one"),
        ("breached", "followed", "other"),
        ("breached", "not_recorded", "neither"),
        ("met", "not_assessable", "cannot_be_told"),
        ("not_assessable", "followed", "cannot_be_told"),
        ("not_due", "followed", "cannot_be_told"),
        (None, "followed", "cannot_be_told"),
        ("not_assessable", "not_assessable", None),
    ],
)
def test_who_has_heard_of_a_party_and_year(att: str | None, register: str, heard: str | None) -> None:
    said = [verdict("att", att)] if att is not None else []
    coverage = overlaps(PAIR, tables(verdict=[*said, verdict("un_register", register)]))["coverage"]
    assert coverage["heard"].to_list() == ([] if heard is None else [heard])


@pytest.mark.parametrize(
    ("filings", "why"),
    [
        ([filing("att_annual")], "no_such_line"),
        ([filing("att_annual", content="nil")], "no_such_line"),
        ([filing("att_annual", content="not_held")], "not_held"),
        ([filing("att_annual", content="withheld")], "withheld"),
        ([], "no_filing"),
        # on imports alone, or on another year: it says nothing of this export
        ([filing("att_annual", direction="imports")], "no_filing"),
        ([filing("att_annual", direction="exports")], "no_such_line"),
        ([filing("att_annual", period_start=date(2014, 7, 1))], "no_filing"),
    ],
)
def test_why_a_line_stands_in_one_return_and_not_in_the_other(
    filings: list[dict[str, Any]], why: str
) -> None:
    lines = overlaps(PAIR, tables(claim=[claim("un_register")], filing=filings))["coverage_line"]
    (row,) = lines.iter_rows(named=True)
    assert (row["reported_to"], row["not_in"], row["why"]) == ("un_register", "att_annual", why)
    assert row["claims"] == "un_register claim"
    assert row["own_category"] != "-"


def test_nothing_is_missing_where_nothing_was_asked() -> None:
    lines = overlaps(PAIR, tables(claim=[claim("un_register")], status=[]))["coverage_line"]
    assert lines["why"].to_list() == ["not_bound"]


def test_a_line_in_both_returns_is_no_line_of_the_list() -> None:
    both = [claim("un_register"), claim("att_annual")]
    assert overlaps(PAIR, tables(claim=both))["coverage_line"].height == 0
    apart = [claim("un_register"), claim("att_annual", to_party="NOR")]
    lines = overlaps(PAIR, tables(claim=apart))["coverage_line"]
    assert set(zip(lines["not_in"], lines["to_party"], strict=True)) == {
        ("att_annual", "FIN"),
        ("un_register", "NOR"),
    }


def test_categories_that_no_text_likens_are_left_out() -> None:
    small = claim("un_register", category="small_arms_of_another_text")
    assert overlaps(PAIR, tables(claim=[small]))["coverage_line"].height == 0


def test_the_arms_trade_treaty_freezes_the_registers_categories_at_its_own_entry_into_force() -> None:
    found = likenesses(PAIR[0])
    assert {like.other for like in found} >= {"un_register"}
    frozen = {like.own for like in found if like.as_of == date(2014, 12, 24)}
    # what the Register named later stands apart, with the day from which it did
    assert frozen == {like.own for like in found if like.other == "un_register"}
    assert all(like.as_of >= date(2014, 12, 24) for like in found)
    assert all(like.article != "" and like.source != "" for like in found)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "a,un_register,I,battle_tanks,2014-02-30,same,5(3),x,-",
            "line 2: .*(day is out of range|must be in range)",
        ),
        (
            "a,un_register,I,battle_tanks,2014-12-24,alike,5(3),x,-",
            "line 2: 'alike' is no relation; write same",
        ),
        ("a,un_register,I", "line 2"),
    ],
)
def test_a_line_of_categories_that_cannot_be_read_is_named(tmp_path: Path, line: str, words: str) -> None:
    one = pact(tmp_path, Texts(others={"categories.csv": f"{','.join(COLUMNS)}\n{line}\n"}))
    with pytest.raises(AgreementError, match=rf"categories\.csv, {words}"):
        likenesses(one)


def test_categories_without_a_yearly_report_are_refused(tmp_path: Path) -> None:
    line = "a,un_register,I,battle_tanks,2014-12-24,same,5(3),x,-"
    rules = Texts().rules.replace(', reports="pact_report"', "")
    one = pact(tmp_path, Texts(rules=rules, others={"categories.csv": f"{','.join(COLUMNS)}\n{line}\n"}))
    with pytest.raises(AgreementError, match="has no yearly report"):
        overlaps([one, PAIR[1]], tables())
