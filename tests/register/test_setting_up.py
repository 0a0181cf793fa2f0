"""A new register says what it lacks, who sees to it and where; nothing is overdue before it can be known."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role, User
from tallystick.register.folder import own_folder
from tallystick.register.ledger.models import Origin
from tallystick.register.ledger.operation import operation
from tallystick.register.returns.models import Profile
from tallystick.register.setting_up import steps
from tallystick.register.tracing.models import OUR_CONTACT, PointOfContact
from tests.register.conftest import SmallState

Browser = Callable[[Role], Client]


def browser_of(role: Role) -> Client:
    """A browser in which the only user there is has signed in."""
    user = User.objects.create_user(role.value.replace("_", "-"), full_name="Awa Example", role=role)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def lacking() -> list[str]:
    """The titles of the steps that are left."""
    return [str(step.title) for step in steps() if not step.is_done]


@pytest.mark.usefixtures("own")
def test_a_fresh_register_lacks_every_step_and_names_the_roles_nobody_has() -> None:
    page = browser_of(Role.ADMINISTRATOR).get(reverse("set_up")).content.decode()
    assert "7 steps are left." in page
    assert "Nobody yet: national authority, approver, operator." in page
    assert len(lacking()) == 7


@pytest.mark.usefixtures("people")
def test_each_step_is_done_by_what_it_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert lacking() == ["Profile for questionnaires", "National point of contact", "Key for backups"]
    with operation("setter", "set up") as done:
        profile = done.save(Profile(armed_forces=["army", "police"]))
    assert "Profile for questionnaires" in lacking(), "a profile in which nothing was said is none"
    with operation("setter", "set up") as done:
        profile.authority, profile.att_since = "Office of Arms", date(2016, 3, 1)
        done.save(profile)
        done.save(PointOfContact(pk=OUR_CONTACT, office="Office of Arms"))
    step = next(step for step in steps() if step.title == "Profile for questionnaires")
    assert (step.is_done, step.lacking) == (False, "Not said yet: ECOWAS Convention.")
    with operation("setter", "set up") as done:
        profile.ecowas_not_bound = True
        done.save(profile)
    assert lacking() == ["Key for backups"]
    folder = own_folder()
    with_key = replace(folder, settings=replace(folder.settings, backup_recipients=("age1example",)))
    monkeypatch.setattr(settings, "FOLDER", with_key)
    assert lacking() == []


@pytest.mark.usefixtures("people")
def test_a_role_that_only_a_dismissed_user_has_is_lacking() -> None:
    User.objects.filter(role=Role.APPROVER).update(is_active=False)
    assert "Users" in lacking()


def test_a_step_is_linked_for_those_who_do_it_and_names_their_roles_for_the_others(
    signed_in: Browser,
) -> None:
    store, user = f'href="{reverse("store_add")}"', f'href="{reverse("add_user")}"'
    administrator = signed_in(Role.ADMINISTRATOR).get(reverse("set_up")).content.decode()
    assert (user in administrator, store in administrator) == (True, False)
    assert "Who does it: store keeper, national authority" in administrator
    authority = signed_in(Role.AUTHORITY).get(reverse("set_up")).content.decode()
    assert (user in authority, store in authority) == (False, True)


def test_the_first_page_leads_there_until_all_is_done_and_the_menu_always(
    signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = f'<li><a href="{reverse("set_up")}">Set up the register</a>'
    assert signed_in(Role.ADMINISTRATOR).get(reverse("home")).content.decode().count(link) == 2
    assert link not in signed_in(Role.APPROVER).get(reverse("home")).content.decode()
    monkeypatch.setattr("tallystick.register.setting_up.steps", tuple)
    assert signed_in(Role.ADMINISTRATOR).get(reverse("home")).content.decode().count(link) == 1


def test_no_report_is_overdue_before_a_profile_says_that_a_treaty_binds(signed_in: Browser) -> None:
    def overdue() -> list[bool]:
        lines = signed_in(Role.AUTHORITY).get(reverse("home")).context["waiting"]
        return [line.is_overdue for line in lines if line.address == reverse("returns")]

    assert overdue() == []
    with operation("setter", "set up") as done:
        profile = done.save(Profile())
    assert overdue() == [], "a profile in which nothing was said"
    profile.authority = "Office of Arms"
    with operation("setter", "set up") as done:
        done.save(profile)
    assert overdue() == [False], "the reports that every state is asked for"
    profile.att_since = date(2015, 1, 1)
    with operation("setter", "edit profile") as done:
        done.save(profile)
    assert overdue() == [True, False]


def test_an_empty_list_of_services_says_why_and_where_to_go(own: Origin) -> None:  # noqa: ARG001  # its register
    page = browser_of(Role.AUTHORITY).get(reverse("register_item")).content.decode()
    assert "There is nothing to choose from yet." in page
    assert f'<a href="{reverse("service_add")}">Add a service</a>' in page


def test_an_empty_list_names_who_fills_it_to_those_who_may_not(own: Origin) -> None:  # noqa: ARG001  # as above
    page = browser_of(Role.OPERATOR).get(reverse("register_item")).content.decode()
    assert "Who does it: national authority, administrator" in page
    assert reverse("service_add") not in page


@pytest.mark.usefixtures("small")
def test_a_person_without_a_service_of_their_own_is_told_so() -> None:
    page = browser_of(Role.OPERATOR).get(reverse("register_item")).content.decode()
    assert "None of them is within your reach" in page
    assert "There is nothing to choose from yet." not in page


def test_nothing_is_said_of_a_list_that_holds_something(signed_in: Browser, small: SmallState) -> None:
    page = signed_in(Role.OPERATOR).get(reverse("register_item")).content.decode()
    assert str(small.army) in page
    assert 'class="help lack"' not in page
