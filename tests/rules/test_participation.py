"""Who is bound on a day, by which act: the depositary's own cases, and invented ones that no state is asked to bear."""

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tallystick.errors import AgreementError, UsageError
from tallystick.model.agreement import Joining, Participation
from tallystick.rules import load
from tallystick.rules.participation import spells, status_on
from tests.rules.invented import Texts, act, answers, judged, pact, record

CONSENT = act(Joining.RATIFICATION, "2005-01-01")


def standing(agreement: str, party: str, on: date) -> dict[str, Any]:
    (row,) = status_on(load.agreement(agreement), on, party)
    return row


def told(at: Path, *acts: Participation) -> list[tuple[str, str, str | None, str]]:
    one = with_acts(at, *acts)
    return [
        (s.bound, str(s.since), None if s.until is None else str(s.until), s.act.value) for s in spells(one)
    ]


def with_acts(at: Path, *acts: Participation) -> load.Agreement:
    def text(day: date | None) -> str:
        return "" if day is None else str(day)

    lines = [
        f"{a.party},{a.act},{a.acted_on},{text(a.in_force_on)},{text(a.ends_on)},{a.articles},{a.contested},-,{a.source}"
        for a in acts
    ]
    return pact(at, Texts(acts=lines))


def test_lithuania_is_bound_by_the_arms_trade_treaty_from_the_day_it_entered_into_force() -> None:
    before, after = (standing("att", "LTU", date(2014, 12, day)) for day in (23, 24))
    assert (before["bound"], after["bound"]) == (False, True)
    assert after["since"] == date(2014, 12, 24)
    assert after["acted_on"] == date(2014, 12, 18)


def test_poland_is_still_bound_while_its_withdrawal_runs() -> None:
    row = standing("ottawa", "Poland", date(2026, 2, 1))
    assert (row["bound"], row["act"], row["acted_on"]) == (True, "withdrawal", date(2025, 8, 20))
    assert row["until"] == date(2026, 2, 20)
    assert "withdrawal notified on 2025-08-20, not bound from 2026-02-20" in row["basis"]
    assert standing("ottawa", "POL", date(2026, 2, 20))["bound"] is False


@pytest.mark.parametrize(("day", "bound"), [(9, True), (10, False), (11, False)])
def test_finland_is_bound_until_its_withdrawal_takes_effect(day: int, bound: bool) -> None:  # noqa: FBT001
    assert standing("ottawa", "FIN", date(2026, 1, day))["bound"] is bound


def test_before_notice_is_given_nobody_knows_of_an_end() -> None:
    row = standing("ottawa", "FIN", date(2025, 7, 9))
    assert (row["bound"], row["until"], row["act"]) == (True, None, "accession")
    assert standing("ottawa", "FIN", date(2025, 7, 10))["until"] == date(2026, 1, 10)


def test_a_declared_suspension_is_contested_with_each_view() -> None:
    before, since = (standing("ottawa", "UKR", date(2025, 7, day)) for day in (17, 18))
    assert (before["bound"], since["bound"]) == (True, "contested")
    assert "Twenty-Second Meeting of the States Parties" in since["basis"]
    assert "Ukraine" in since["basis"]


def test_one_more_protocol_is_no_second_consent() -> None:
    row = standing("ccw", "FRA", date(2020, 1, 1))
    assert (row["bound"], row["since"]) == (True, date(1988, 9, 4))


def test_an_unknown_party_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"nearest: .*Finland"):
        status_on(load.agreement("att"), date(2020, 1, 1), "Finlund")


def test_a_party_that_never_acted_is_not_bound_and_says_so() -> None:
    row = standing("att", "PRK", date(2020, 1, 1))
    assert (row["bound"], row["basis"]) == (False, "no act by then on record")


def test_signature_then_consent_then_force_make_three_spells(tmp_path: Path) -> None:
    signed = act(Joining.SIGNATURE, "2004-01-01")
    assert told(tmp_path, signed, CONSENT) == [
        ("false", "2004-01-01", "2005-01-01", "signature"),
        ("false", "2005-01-01", "2005-07-01", "ratification"),
        ("true", "2005-07-01", None, "ratification"),
    ]


def test_a_succession_binds_from_the_day_that_is_stated(tmp_path: Path) -> None:
    heir = act(Joining.SUCCESSION, "2006-10-23", in_force_on=date(2006, 6, 3))
    assert told(tmp_path, heir) == [("true", "2006-06-03", None, "succession")]


def test_a_succession_never_binds_before_the_agreement_is_in_force(tmp_path: Path) -> None:
    heir = act(Joining.SUCCESSION, "2006-10-23", in_force_on=date(1995, 6, 3))
    assert told(tmp_path, heir) == [("true", "2001-01-01", None, "succession")]


def test_a_party_may_leave_and_come_back(tmp_path: Path) -> None:
    left = act(Joining.WITHDRAWAL, "2010-01-01")
    back = act(Joining.ACCESSION, "2015-01-01")
    assert told(tmp_path, CONSENT, left, back)[1:] == [
        ("true", "2005-07-01", "2010-07-01", "ratification"),
        ("false", "2010-07-01", "2015-07-01", "withdrawal"),
        ("true", "2015-07-01", None, "accession"),
    ]


def test_a_withdrawal_held_back_by_a_conflict_leaves_the_party_bound(tmp_path: Path) -> None:
    one = with_acts(
        tmp_path, CONSENT, act(Joining.CONFLICT, "2010-05-01"), act(Joining.WITHDRAWAL, "2010-01-01")
    )
    (row,) = status_on(one, date(2020, 1, 1), "SWE")
    assert (row["bound"], row["until"]) == (True, None)
    assert "held back while it is engaged in an armed conflict" in str(row["basis"])


def test_a_suspension_cuts_a_spell_and_its_end_restores_it(tmp_path: Path) -> None:
    pause = act(Joining.SUSPENSION, "2010-03-01", ends_on=date(2012, 1, 1), contested="it: yes | they: no")
    again = act(Joining.SUSPENSION, "2020-03-01", contested="it: yes | they: no")
    assert told(tmp_path, CONSENT, pause, again) == [
        ("false", "2005-01-01", "2005-07-01", "ratification"),
        ("true", "2005-07-01", "2010-03-01", "ratification"),
        ("contested", "2010-03-01", "2012-01-01", "suspension"),
        ("true", "2012-01-01", "2020-03-01", "ratification"),
        ("contested", "2020-03-01", None, "suspension"),
    ]


def test_a_disputed_consent_is_contested_from_its_first_day(tmp_path: Path) -> None:
    disputed = act(Joining.ACCESSION, "2005-01-01", contested="it: a state | they: not one")
    assert told(tmp_path, disputed)[-1] == ("contested", "2005-07-01", None, "accession")


def test_a_disputed_withdrawal_is_contested_from_the_day_it_would_take_effect(tmp_path: Path) -> None:
    left = act(Joining.WITHDRAWAL, "2010-01-01", contested="it: gone | they: still bound")
    assert told(tmp_path, CONSENT, left)[1:] == [
        ("true", "2005-07-01", "2010-07-01", "ratification"),
        ("contested", "2010-07-01", None, "withdrawal"),
    ]


def test_a_report_that_falls_due_during_a_suspension_is_not_judged(tmp_path: Path) -> None:
    pause = act(Joining.SUSPENSION, "2011-03-01", contested="it: yes | they: no")
    verdicts = judged(with_acts(tmp_path, CONSENT, pause), record(), date(2013, 1, 1))
    assert answers(verdicts)[2009] == ("not_assessable", "no_complete_list")
    assert {answers(verdicts)[year] for year in (2010, 2011, 2012)} == {
        ("not_assessable", "status_contested")
    }
    assert answers(verdicts, "conduct") == {2005: ("not_assessable", "status_contested")}


def test_provisional_application_brings_its_articles_and_never_a_report(tmp_path: Path) -> None:
    early = act(Joining.PROVISIONAL, "2004-01-01")
    verdicts = judged(with_acts(tmp_path, early), record(), date(2010, 1, 1))
    assert answers(verdicts) == {2010: ("not_bound", "provisional_only")}
    assert answers(verdicts, "conduct") == {2004: ("not_assessable", "out_of_sight")}


def test_a_report_due_after_a_withdrawal_is_not_owed(tmp_path: Path) -> None:
    left = act(Joining.WITHDRAWAL, "2010-08-01")
    one = with_acts(tmp_path, CONSENT, left)
    assert answers(judged(one, record(), date(2011, 6, 1))) == {
        **dict.fromkeys(range(2005, 2010), ("not_assessable", "no_complete_list")),
        2010: ("not_bound", "left_before_due"),
        2011: ("not_bound", "left_before_due"),
    }
    # and before the notice nobody knew
    assert answers(judged(one, record(), date(2010, 7, 31)))[2010] == ("not_due", "due_later")


@pytest.mark.parametrize(
    ("acts", "words"),
    [
        ((CONSENT, act(Joining.ACCESSION, "2007-01-01")), "line 3: accession by SWE on 2007-01-01"),
        ((act(Joining.WITHDRAWAL, "2007-01-01"),), "line 2: .*it is not bound then"),
        ((act(Joining.SUSPENSION, "2007-01-01", contested="x"),), "line 2: .*it is not bound then"),
        ((CONSENT, act(Joining.SUSPENSION, "2007-01-01")), "line 3, column 'contested'.*cites no view"),
        (
            (act(Joining.ADDRESSED, "2002-01-01"), act(Joining.ADDRESSED, "2003-01-01")),
            "line 3: addressed .*already asked on 2002-01-01",
        ),
    ],
)
def test_acts_that_cannot_all_be_so_are_refused_with_their_line(
    tmp_path: Path, acts: tuple[Participation, ...], words: str
) -> None:
    one = with_acts(tmp_path, *acts)
    with pytest.raises(AgreementError, match=words):
        list(spells(one))


def test_provisional_application_needs_a_clause_that_allows_it(tmp_path: Path) -> None:
    texts = Texts(acts=["SWE,provisional_application,2004-01-01,,,-,-,-,invented"])
    closed = pact(tmp_path, Texts(terms=texts.terms.split("[provisional")[0], acts=texts.acts))
    with pytest.raises(AgreementError, match=r"no \[provisional_application\]"):
        list(spells(closed))


@pytest.mark.parametrize("name", load.names())
def test_spells_of_one_party_never_overlap(name: str) -> None:
    by_party: dict[str, list[tuple[date, date | None]]] = {}
    for spell in spells(load.agreement(name)):
        assert spell.until is None or spell.since < spell.until, spell
        by_party.setdefault(spell.party, []).append((spell.since, spell.until))
    if load.agreement(name).terms.kind == "voluntary":
        return  # who is only asked may be asked twice over
    for party, spans in by_party.items():
        ordered = sorted(spans, key=lambda span: span[0])
        for (_, until), (since, _) in pairwise(ordered):
            assert until is not None, party
            assert until <= since, party
