"""What one administrator, or somebody with the database open, cannot do alone and unseen."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from tallystick.register.access import checks as of_access
from tallystick.register.access.deciding import SECOND_PERSON, decides_from
from tallystick.register.access.models import Role, User
from tallystick.register.access.permissions import Reach, reach
from tallystick.register.access.users import (
    CHANGE,
    CHANGE_OWN,
    MAKE,
    RESET,
    change_user,
    reset_password,
    stamp,
    tell,
)
from tallystick.register.folder import own_folder
from tallystick.register.items import checks as of_items
from tallystick.register.items.models import Decision, Event, EventKind, Likely
from tallystick.register.items.record import Happened, decide, happen, register
from tallystick.register.ledger import checks as of_ledger
from tallystick.register.ledger.guards import lift_guards, put_guards
from tallystick.register.ledger.models import Origin
from tallystick.register.ledger.operation import operation
from tallystick.register.offered import offered
from tests.register.conftest import SmallState, rifle_of
from tests.register.walk import reachable, standing

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

Browser = Callable[[Role], Client]
People = dict[Role, User]
NEW = "quite new words 99"


@pytest.fixture
def told(people: People) -> People:
    """Return people whom the chain knows, made long enough ago to decide."""
    with operation("setter", CHANGE_OWN) as done:
        for user in people.values():
            tell(done, user)
    return people


@pytest.fixture
def lost(small: SmallState) -> Event:
    """Return a loss that waits for a second person."""
    with operation("keeper", "enter lost") as done:
        details = {"circumstances": "not found"}
        return happen(done, small.rifle, Happened(EventKind.LOST, date(2024, 3, 1), details=details))


def accept(browser: Client, event: Event) -> str:
    return browser.post(reverse("decide_event", args=[event.pk]), {"answer": "accept"}).headers["Location"]


def test_who_was_reset_by_somebody_else_decides_a_day_later(
    told: People, lost: Event, signed_in: Browser, settings: Settings
) -> None:
    approver = told[Role.APPROVER]
    with operation("administrator", RESET) as done:
        reset_password(done, approver)
    approver.must_change_password = False
    approver.save()
    assert accept(signed_in(Role.APPROVER), lost) == reverse("home")
    assert Decision.objects.count() == 0
    assert decides_from(approver, timezone.now() + timedelta(hours=25)) is None
    folder = own_folder()
    settings.FOLDER = replace(folder, settings=replace(folder.settings, decides_after_hours=0))
    assert accept(signed_in(Role.APPROVER), lost) == reverse("to_decide")


def test_the_wait_holds_for_every_word_of_a_second_person(
    told: People, small: SmallState, signed_in: Browser
) -> None:
    """Countersigning, closing a count, filing a return: others rest on them as on a decision."""
    with operation("administrator", CHANGE) as done:
        for role in (Role.APPROVER, Role.AUTHORITY):
            tell(done, told[role])
    tried = set()
    for address in reachable():
        name, action = address.page or ("", "")
        if action not in SECOND_PERSON:
            continue
        role = Role.APPROVER if reach(Role.APPROVER, name, action) is not Reach.NONE else Role.AUTHORITY
        with standing(address, small) as path:
            answer = signed_in(role).post(path, {})
        assert (answer.status_code, answer.headers.get("Location")) == (302, reverse("home")), path
        tried.add(action)
    assert tried == SECOND_PERSON


def test_before_the_buttons_an_approver_reads_from_when_on_they_may_decide(
    told: People, lost: Event, signed_in: Browser, settings: Settings
) -> None:
    with operation("administrator", CHANGE) as done:
        tell(done, told[Role.APPROVER])
    browser, listed = signed_in(Role.APPROVER), reverse("to_decide")
    event, together = reverse("decide_event", args=[lost.pk]), f"{reverse('decide_chosen')}?event={lost.pk}"
    for address in (reverse("home"), listed, event, together):
        assert "You may decide from " in browser.get(address).content.decode()
    button = 'name="answer"'
    assert button not in browser.get(event).content.decode()
    assert button not in browser.get(together).content.decode()
    folder = own_folder()
    settings.FOLDER = replace(folder, settings=replace(folder.settings, decides_after_hours=0))
    for address in (event, together):
        assert button in browser.get(address).content.decode()
        assert "You may decide from " not in browser.get(address).content.decode()


def test_somebody_made_lately_waits_and_others_do_not(told: People, lost: Event, signed_in: Browser) -> None:
    with operation("administrator", MAKE) as done:
        tell(done, told[Role.OPERATOR])
    assert decides_from(told[Role.OPERATOR], timezone.now()) is not None
    assert accept(signed_in(Role.APPROVER), lost) == reverse("to_decide")


def test_an_old_form_does_not_bring_a_dismissed_user_back(told: People, signed_in: Browser) -> None:
    person = told[Role.OPERATOR]
    form = {"full_name": "x", "role": "operator", "language": "en", "seen": stamp(person)}
    path = reverse("change_user", args=[person.pk])
    assert stamp(person) in signed_in(Role.ADMINISTRATOR).get(path).content.decode()
    assert signed_in(Role.ADMINISTRATOR).post(path, form).status_code == 302
    answer = signed_in(Role.ADMINISTRATOR).post(path, form | {"is_active": "on"})
    assert "after you opened it" in answer.content.decode()
    assert not User.objects.get(pk=person.pk).is_active


def test_a_change_of_role_does_not_bring_back_an_older_password(told: People) -> None:
    stale = User.objects.get(pk=told[Role.OPERATOR].pk)
    with operation("administrator", RESET) as done:
        reset_password(done, told[Role.OPERATOR])
    with operation("administrator", CHANGE) as done:
        change_user(done, stale, [], [])
    assert User.objects.get(pk=stale.pk).must_change_password
    assert list(of_access.breaks()) == []


def test_a_new_password_of_a_user_dismissed_meanwhile_is_refused(
    told: People, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, person = signed_in(Role.OPERATOR), told[Role.OPERATOR]

    def dismissing(*args: object, **named: object) -> object:
        User.objects.filter(pk=person.pk).update(is_active=False, role=Role.INSPECTOR)
        return operation(*args, **named)  # type: ignore[arg-type]  # as the page calls it

    monkeypatch.setattr("tallystick.register.form_page.operation", dismissing)
    given = {"old_password": "a password of tests", "new_password1": NEW, "new_password2": NEW}
    assert browser.post(reverse("password"), given).status_code == 200
    stands = User.objects.get(pk=person.pk)
    assert (stands.is_active, stands.role, stands.check_password(NEW)) == (False, Role.INSPECTOR, False)


def test_an_own_new_password_fits_the_chain_and_one_put_into_the_database_does_not(
    told: People, signed_in: Browser
) -> None:
    given = {"old_password": "a password of tests", "new_password1": NEW, "new_password2": NEW}
    assert signed_in(Role.APPROVER).post(reverse("password"), given).status_code == 302
    assert list(of_access.breaks()) == []
    User.objects.filter(pk=told[Role.APPROVER].pk).update(password=make_password("another"))
    assert list(of_access.breaks()) == [
        "access.user approver: password_sha256 is not what the last entry about this user says"
    ]


def test_signing_in_writes_no_password_anew(told: People) -> None:
    before = make_password(NEW, salt="ab")  # a salt so short that Django would hash anew
    person = told[Role.OPERATOR]
    User.objects.filter(pk=person.pk).update(password=before)
    assert User.objects.get(pk=person.pk).check_password(NEW)
    assert User.objects.get(pk=person.pk).password == before


@pytest.fixture
def unguarded() -> Iterator[None]:
    """Take the guards away while a test changes tables."""
    lift_guards()
    yield
    put_guards()


def test_a_guard_that_was_dropped_or_changed_is_missed(small: SmallState, unguarded: None) -> None:  # noqa: ARG001
    lacking = list(of_ledger.breaks())
    assert "the database lacks the guard items_event_no_delete" in " ".join(lacking)
    put_guards()
    assert list(of_ledger.breaks()) == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER items_event_no_delete")
            cursor.execute(
                "CREATE TRIGGER items_event_no_delete BEFORE DELETE ON items_event BEGIN SELECT 1; END"
            )
        assert len(list(of_ledger.breaks())) == 1
        lift_guards()


def test_the_key_of_a_site_that_was_swapped_is_found(small: SmallState) -> None:  # noqa: ARG001  # an origin
    other = Origin.objects.create(name="South", public_key="1" * 64)
    assert "no entry accepted it" in next(of_ledger.breaks())
    with operation("administrator", "accept site") as done:
        done.tell("ledger.origin", str(other.pk), {"name": "South", "public_key": "1" * 64})
    assert list(of_ledger.breaks()) == []
    Origin.objects.filter(pk=other.pk).update(public_key="2" * 64)
    assert "the name or key of South is not what was accepted" in next(of_ledger.breaks())


def test_a_likely_pair_that_was_closed_or_removed_in_the_database_is_found(small: SmallState) -> None:
    with operation("setter", "register item") as done:
        first = Happened(EventKind.REGISTERED, date(2024, 1, 11), store=small.armoury)
        register(done, *rifle_of(small.army, "AB1234"), first)
    assert list(of_items.breaks()) == []
    Likely.objects.update(is_open=False)
    assert "it stands as settled, and the judgements say open" in next(of_items.breaks())
    Likely.objects.all().delete()
    assert "they bear one mark, and do not stand as likely one" in next(of_items.breaks())


def test_a_decision_of_whoever_entered_it_or_of_another_than_its_entry_is_found(lost: Event) -> None:
    with operation("approver", "accept event") as done:
        decision = decide(done, lost, accepts=True)
    assert list(of_items.breaks()) == []
    lift_guards()
    Decision.objects.filter(pk=decision.pk).update(decided_by="keeper")
    put_guards()
    assert [sentence.split(": ")[1] for sentence in of_items.breaks()] == [
        "keeper decided on what keeper had entered",
        "it names keeper, and its entry is of approver",
    ]


def test_every_module_of_checks_is_asked_by_its_one_function() -> None:
    asked = offered("checks")
    names = [f"{app.name}.checks" for app in apps.get_app_configs() if "tallystick" in app.name]
    assert {module.__name__ for module in asked} == {name for name in names if find_spec(name) is not None}
    for module in asked:
        assert public(module) == ["breaks"], f"{module.__name__} has one public function, `breaks`"
    assert import_module("tallystick.register.licences.checks") in asked


def public(module: ModuleType) -> list[str]:
    own = [name for name, one in vars(module).items() if getattr(one, "__module__", "") == module.__name__]
    return [name for name in own if not name.startswith("_")]
