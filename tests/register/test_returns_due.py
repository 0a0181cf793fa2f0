"""Which return is due when follows the dated table, and since and until when a treaty binds."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tallystick.register.access.models import Role
from tallystick.register.ledger.operation import operation
from tallystick.register.returns import deadlines
from tallystick.register.returns.forms import BeginForm
from tallystick.register.returns.instruments import Instrument
from tallystick.register.returns.models import Binding, Profile
from tallystick.register.returns.period import Years
from tallystick.register.returns.profiles import not_said
from tallystick.register.returns.versions import begin

Browser = Callable[[Role], Client]


@pytest.mark.usefixtures("small")
def test_returns_are_due_on_the_days_that_the_shelf_of_agreements_has() -> None:
    profile = Profile(att_since=date(2023, 3, 1))
    listed = {(one.rule.instrument, one.years.last): one for one in deadlines.due(date(2025, 6, 2), profile)}
    assert listed[Instrument.ATT_ANNUAL, 2024].due_on == date(2025, 5, 31)
    assert listed[Instrument.ATT_ANNUAL, 2024].standing == "late"
    assert (Instrument.ATT_ANNUAL, 2023) not in listed, "bound for a part of that year only"
    assert listed[Instrument.ATT_INITIAL, 2023].due_on == date(2024, 3, 1)
    asked = listed[Instrument.UN_REGISTER, 2024]
    assert (asked.due_on, asked.standing) == (date(2025, 5, 31), "passed"), "no treaty obliges to it"
    assert (listed[Instrument.POA, 2023].due_on, listed[Instrument.POA, 2023].standing) == (None, "not_begun")
    assert not any(name == Instrument.ECOWAS for name, _year in listed), "not bound, so nothing is due"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "profile",
    [
        None,
        Profile(authority="Office of Arms"),
        Profile(att_not_bound=True),
        Profile(att_since=date(2024, 1, 2)),
        Profile(att_since=date(2016, 3, 1), att_until=date(2020, 1, 1)),
    ],
    ids=("no profile", "not said", "not bound", "bound later", "no longer bound"),
)
def test_a_return_begun_that_no_treaty_is_said_to_ask_for_is_never_late(profile: Profile | None) -> None:
    with operation("officer", "begin return") as done:
        begin(done, Instrument.ATT_ANNUAL, Years(2024, 2024))
    [one] = _due(profile, Instrument.ATT_ANNUAL)[-1:]
    assert (one.years.last, one.due_on, one.standing) == (2024, None, "working")


@pytest.mark.usefixtures("small")
def test_a_return_of_long_ago_that_was_asked_for_and_begun_stays_late() -> None:
    with operation("officer", "begin return") as done:
        begin(done, Instrument.ATT_ANNUAL, Years(2019, 2019))
    late = _due(Profile(att_since=date(2016, 3, 1)), Instrument.ATT_ANNUAL)[-1]
    assert (late.years.last, late.due_on, late.standing) == (2019, date(2020, 5, 31), "late")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("since", "due_on"),
    [
        (date(2014, 12, 24), date(2015, 12, 23)),
        (date(2014, 12, 25), date(2015, 12, 25)),
        (date(2024, 2, 29), date(2025, 3, 1)),
    ],
)
def test_the_first_parties_had_a_day_less_for_their_initial_report(since: date, due_on: date) -> None:
    rule = next(one for one in deadlines.rules() if one.instrument == Instrument.ATT_INITIAL)
    assert deadlines.due_on(rule, Years(since.year, since.year), since) == due_on


@pytest.mark.usefixtures("small")
def test_nothing_is_due_for_years_in_which_a_treaty_no_longer_bound() -> None:
    profile = Profile(att_since=date(2016, 3, 1), att_until=date(2024, 6, 1))
    asked = {one.years.last for one in _due(profile, Instrument.ATT_ANNUAL)}
    assert asked == {2023}


@pytest.mark.usefixtures("small")
def test_a_return_whose_duty_is_contested_is_listed_and_never_late() -> None:
    profile = Profile(
        ecowas_since=date(2010, 1, 1),
        ecowas_until=date(2024, 1, 29),
        ecowas_contested="The state says it left; the depositary has recorded nothing.",
        att_since=date(2016, 3, 1),
        att_contested="Invented.",
    )
    asked = {one.years.last: one.is_contested for one in _due(profile, Instrument.ECOWAS)}
    assert asked == {2023: False, 2024: True, 2025: True}
    assert {(one.standing, one.is_contested) for one in _due(profile, Instrument.ATT_ANNUAL)} == {
        ("not_begun", True)
    }


def test_a_return_on_a_year_that_has_not_begun_is_refused() -> None:
    year = timezone.localdate().year
    forms = [BeginForm({"instrument": Instrument.ATT_ANNUAL, "year": asked}) for asked in (year, year + 1)]
    assert [form.errors.get("year") for form in forms] == [None, ["This year has not begun."]]


@pytest.mark.usefixtures("small")
def test_the_profile_keeps_which_services_are_armed_forces_and_refuses_an_end_before_the_beginning(
    signed_in: Browser,
) -> None:
    browser = signed_in(Role.AUTHORITY)
    given = {
        "armed_forces": ["army", "gendarmerie"], "att_binds": "bound", "att_since": "2016-03-01",
        "att_until": "2016-02-01",
    }  # fmt: skip
    address = reverse("returns_profile")
    assert "cannot end before it began" in browser.post(address, {"seen": 0, **given}).content.decode()
    assert (
        browser.post(address, {"seen": 0, **given, "att_until": "", "antique_until": 1890}).status_code == 302
    )
    profile = Profile.objects.get()
    assert (profile.armed_forces, profile.antique_until) == (["army", "gendarmerie"], 1890)
    late = browser.post(address, {"seen": profile.entry, "antique_until": 1900})
    assert "1899" in late.content.decode()


def test_each_treaty_is_bound_since_a_day_not_bound_or_not_said_and_the_list_shows_which(
    signed_in: Browser,
) -> None:
    browser, address = signed_in(Role.AUTHORITY), reverse("returns_profile")
    assert browser.post(address, {"att_binds": "not_bound"}).status_code == 302
    profile = Profile.objects.get()
    assert (profile.att_binds, profile.ecowas_binds) == (Binding.NOT_BOUND, Binding.NOT_SAID)
    page = browser.get(reverse("returns")).content.decode()
    assert "<dt>Arms Trade Treaty</dt><dd>not bound</dd>" in page
    assert '<dt>ECOWAS Convention</dt><dd><span class="tag warning">not said yet</span></dd>' in page
    assert not any(one.rule.bound for one in deadlines.due(timezone.localdate(), profile))
    given = {"seen": profile.entry, "att_binds": "bound", "att_since": "2016-03-01"}
    assert browser.post(address, given).status_code == 302
    profile = Profile.objects.get()
    assert (profile.att_binds, profile.att_not_bound) == (Binding.BOUND, False)
    assert "bound since a day: 2016-03-01" in browser.get(reverse("returns")).content.decode()
    shown = browser.get(address).content.decode()
    assert re.search(r'value="bound"[^>]* checked', shown)
    assert re.search(r'value="not_said"[^>]* checked', shown)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"att_binds": "bound"}, "Say since which day it binds."),
        ({"att_binds": "not_bound", "att_since": "2016-03-01"}, "goes with “bound since a day” alone"),
        ({"att_since": "2016-03-01"}, "goes with “bound since a day” alone"),
    ],
)
def test_an_answer_and_a_day_that_do_not_go_together_are_refused(
    signed_in: Browser, given: dict[str, str], told: str
) -> None:
    assert told in signed_in(Role.AUTHORITY).post(reverse("returns_profile"), given).content.decode()
    assert not Profile.objects.exists()


@pytest.mark.usefixtures("small")
def test_a_profile_kept_before_the_answer_was_asked_is_bound_by_its_day_and_says_nothing_without_one() -> (
    None
):
    kept = Profile(att_since=date(2016, 3, 1))
    assert (kept.att_binds, kept.ecowas_binds) == (Binding.BOUND, Binding.NOT_SAID)
    assert [str(one) for one in not_said(kept)] == ["ECOWAS Convention"]


def _due(profile: Profile | None, instrument: Instrument) -> list[deadlines.Due]:
    return [one for one in deadlines.due(date(2026, 6, 2), profile) if one.rule.instrument == instrument]
