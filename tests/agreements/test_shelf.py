"""Every agreement on the shelf: its cases come out and show every verdict, and everything names its source."""

import pytest

from tallystick.model.agreement import CONSENTS, Joining
from tallystick.rules import load
from tallystick.rules.check import cases, check, uncovered
from tallystick.rules.participation import spells, status_on
from tallystick.rules.run import prepare

NAMES = load.names()
EXPECTED = {
    *("att", "ottawa", "ccm", "ccw", "ccw_art1", "ccw_p2a", "ccw_p4", "ccw_p5"),
    *("un_register", "un_milex", "cwc", "ctbt", "tpnw", "enmod"),
}


def test_the_shelf_holds_what_it_should() -> None:
    assert set(NAMES) >= EXPECTED


@pytest.mark.parametrize("name", NAMES)
def test_every_case_comes_out_as_a_lawyer_expects(name: str) -> None:
    one = load.agreement(name)
    assert [outcome for outcome in check(one) if not outcome.passed] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_verdict_a_rule_can_give_is_shown_by_a_case(name: str) -> None:
    one = load.agreement(name)
    assert sum(len(found) for found in cases(one).values()) >= len(one.obligations)
    assert uncovered(one) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_value_names_its_article_and_source(name: str) -> None:
    for parameter in load.agreement(name).parameters.values():
        assert parameter.what.strip() != ""
        for value in parameter.values:
            assert value.article.strip() != "", parameter.name
            assert value.source.strip() not in {"", "-"}, parameter.name
            # no article can be named only where practice is followed or a resolution has no such number
            assert value.article != "-" or value.unconfirmed or "resolution" not in value.source, (
                parameter.name
            )


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_says_what_it_asks_and_is_short(name: str) -> None:
    for rule in prepare(load.agreement(name)):
        asks = rule.obligation.asks
        assert asks.endswith("."), rule.obligation.name
        assert 20 < len(asks) < 260, rule.obligation.name
        assert rule.obligation.article != "", rule.obligation.name
        for reason in rule.ruling.reasons():
            assert rule.agreement.reasons[reason].endswith("."), reason


@pytest.mark.parametrize("name", NAMES)
def test_every_act_is_known_by_the_day_the_folder_names(name: str) -> None:
    one = load.agreement(name)
    assert len(one.acts) > 0
    assert max(act.acted_on for act in one.acts) <= one.terms.participation_as_of
    assert all(act.source not in {"", "-"} for act in one.acts)
    rows = status_on(one, one.terms.participation_as_of)
    assert {row["party"] for row in rows} == {act.party for act in one.acts}


@pytest.mark.parametrize("name", NAMES)
def test_who_consented_is_bound_once_the_agreement_is_in_force(name: str) -> None:
    one = load.agreement(name)
    joined = {act.party for act in one.acts if act.act in CONSENTS or act.act is Joining.ADDRESSED}
    bound = {spell.party for spell in spells(one) if spell.bound != "false"}
    assert bound == (joined if one.terms.entry_into_force.in_force_on is not None else set())


@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_never_brought_in_by_provisional_application(name: str) -> None:
    for rule in load.agreement(name).obligations:
        assert rule.reports == "-" or len(rule.articles) == 0, rule.name
