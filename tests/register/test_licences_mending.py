"""A line of a licence on paper is mended by two persons; uses made stay, and attempts are tried again."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tallystick.register.access.models import Role, User
from tallystick.register.items.models import EventKind, Item
from tallystick.register.items.record import Happened
from tallystick.register.ledger.operation import operation
from tallystick.register.ledger.verify import breaks
from tallystick.register.licences.beside import leads_of_use
from tallystick.register.licences.leaving import keep_refused, leave
from tallystick.register.licences.left import left_of
from tallystick.register.licences.mending import (
    Because,
    changes,
    decide_correction,
    enter_correction,
    held_anew,
    widenings,
)
from tallystick.register.licences.models import Kind, Licence, LineCorrection, Unit, Use, Verb
from tallystick.register.licences.on_paper import confirm_paper
from tallystick.register.licences.use import Said, UseRefusedError, Wanted, keep_attempt, record_use
from tests.register.conftest import SmallState
from tests.register.licence_case import APPLICANT, OFFICER, SECOND, Goods, does, issued, on_paper

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

Browser = Callable[[Role], Client]
DAY = date(2024, 6, 1)


def of_paper(small: SmallState, **goods: Any) -> Licence:  # columns of one line
    """Give a licence on paper of 2024 as it was confirmed, perhaps with a slip in its goods."""
    first, last = date(2024, 1, 1), date(2024, 12, 31)
    case = on_paper(small, "12/2024", issued_on=first, valid_from=first, valid_until=last)
    with operation(APPLICANT, "enter line of application") as done:
        line = case.lines.get()
        for name, value in goods.items():
            setattr(line, name, value)
        done.save(line)
    does(case, APPLICANT, Verb.SUBMIT)
    with operation(SECOND, "record case") as done:
        return confirm_paper(done, case)


def enters(licence: Licence, actor: str = OFFICER, **told: object) -> LineCorrection:
    """Let somebody enter what the line is by the paper."""
    line = licence.lines.get()
    with operation(actor, "correct line of paper licence") as done:
        return enter_correction(done, line, told, Because("misread"), seen=line.entry)


def decides(one: LineCorrection, actor: str = SECOND, *, is_accepted: bool = True, note: str = "") -> None:
    """Let somebody decide about it."""
    with operation(actor, "decide on correction of line") as done:
        decide_correction(done, one, is_accepted=is_accepted, note=note)


def rifle_leaves(small: SmallState) -> None:
    """Let the rifle of the army leave under the paper; kept as an attempt where it is refused."""
    happened = Happened(
        EventKind.EXPORTED, DAY, party="QMO", reference="CN-1", details={"licence": "12/2024"}
    )
    items = [Item.objects.get(pk=small.rifle.pk)]
    try:
        with operation("keeper", "enter exported") as done:
            leave(done, items, happened)
    except UseRefusedError as error:
        keep_refused(User(username="keeper"), error, items, happened)


def leads(licence: Licence) -> list[str]:
    """What the page of a licence says is to be clarified."""
    return leads_of_use(Licence.objects.get(pk=licence.pk), left_of(licence), {}, DAY)


def test_a_wrong_category_is_mended_by_two_and_the_attempt_of_items_is_made_good(small: SmallState) -> None:
    licence = of_paper(small, category="rifles")
    rifle_leaves(small)
    rifle_leaves(small)
    assert leads(licence) == ["Attempts at a use were refused: 2."]
    one = enters(licence, category="SA3")
    assert licence.lines.get().category == "rifles", "until a second person confirms it nothing changes"
    decides(one)
    line = licence.lines.get()
    assert line.case_line is not None
    assert (line.category, line.case_line.category) == ("SA3", "SA3")
    assert [(str(one.title), one.was, one.becomes) for one in changes(one)] == [("category", "rifles", "SA3")]
    rifle_leaves(small)
    assert leads(licence) == []
    assert left_of(licence)[0].left == 9
    counted = Use.objects.get(is_refused=False)
    assert counted.tries == Use.objects.filter(is_refused=True).order_by("entered_at").first()
    assert list(breaks()) == []


def test_whoever_entered_a_correction_or_the_paper_does_not_confirm_it(small: SmallState) -> None:
    licence = of_paper(small)
    one = enters(licence, quantity=8)
    for actor in (OFFICER, APPLICANT):
        with pytest.raises(ValidationError, match="cannot countersign"):
            decides(one, actor)
    decides(one)
    assert licence.lines.get().quantity == 8
    with pytest.raises(ValidationError, match="decided already"):
        decides(one)


def test_a_refused_correction_changes_nothing_and_says_why(small: SmallState) -> None:
    licence = of_paper(small)
    one = enters(licence, quantity=8)
    with pytest.raises(ValidationError, match="Say why"):
        decides(one, is_accepted=False)
    decides(one, is_accepted=False, note="the paper says ten")
    assert licence.lines.get().quantity == 10
    enters(licence, quantity=9)


def test_a_correction_is_of_paper_changes_something_and_waits_alone(small: SmallState) -> None:
    licence = of_paper(small)
    with pytest.raises(ValidationError, match="Nothing would change"):
        enters(licence, quantity=10)
    with pytest.raises(ValidationError, match="at least one"):
        enters(licence, quantity=0)
    enters(licence, quantity=8)
    with pytest.raises(ValidationError, match="waits already"):
        enters(licence, quantity=7)
    with pytest.raises(ValidationError, match="any other licence is amended"):
        enters(issued(small), quantity=8)


def test_a_line_changed_meanwhile_is_looked_at_again(small: SmallState) -> None:
    licence = of_paper(small)
    one = enters(licence, quantity=8)
    line = licence.lines.get()
    with operation(OFFICER, "change paper licence") as done:
        line.quantity = 6
        done.save(line)
    with pytest.raises(ValidationError, match="was changed meanwhile"):
        decides(one)
    decides(one, is_accepted=False, note="it was mended otherwise")
    stale = pytest.raises(ValidationError, match="was changed meanwhile")
    with stale, operation(OFFICER, "correct line of paper licence") as done:
        enter_correction(done, line, {"quantity": 5}, Because("misread"), seen=line.entry - 1)


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ({"quantity": 20}, ["The paper itself says 20 items, and not 10 items."]),
        ({"unit": Unit.KG}, ["The paper itself says 10 kilograms, and not 10 items."]),
        ({"quantity": 8, "category": "SA1"}, []),
    ],
)
def test_what_would_allow_more_or_count_otherwise_is_asked_once_more(
    small: SmallState, told: dict[str, Any], asked: list[str]
) -> None:
    assert [one.sentence for one in widenings(enters(of_paper(small), **told))] == asked


def test_uses_already_made_stay_and_are_held_against_the_mended_line(small: SmallState) -> None:
    licence = of_paper(small)
    rifle_leaves(small)
    with operation("keeper", "use licence") as done:
        record_use(done, licence, Wanted(4, Unit.ITEMS, 1), Said(DAY))
    number = small.rifle.number
    one = enters(licence, quantity=3, category="SA1", unit=Unit.LOTS)
    told = [
        "Line 1: 5 are recorded as used, the licence allows 3.",
        "Line 1 counts lots; the use of 2024-06-01 counts 1 item.",
        f"Line 1 does not cover {number}, which was used under it on 2024-06-01.",
        "Line 1 counts lots; the use of 2024-06-01 counts 4 items.",
    ]
    assert held_anew(one) == told
    assert leads(licence) == [], "nothing is mended yet"
    decides(one)
    assert leads(licence) == told
    assert left_of(licence)[0].used == 5


def test_the_pages_mend_a_line_and_ask_the_approver_to_look_at_the_paper_again(
    small: SmallState, signed_in: Browser
) -> None:
    licence = of_paper(small)
    line, officer, approver = licence.lines.get(), signed_in(Role.AUTHORITY), signed_in(Role.APPROVER)
    address = reverse("mend_line", args=[line.pk])
    assert address in officer.get(reverse("licence", args=[licence.pk])).content.decode()
    given = {
        "category": "SA3", "description": "rifles", "make": "Invented", "model": "R1", "quantity": 100,
        "unit": "items", "reason": "a nought was left out", "seen": line.entry,
    }  # fmt: skip
    assert officer.get(address).status_code == 200
    assert officer.post(address, given).status_code == 302
    one = LineCorrection.objects.get()
    assert (one.was, one.becomes) == ({"quantity": 10}, {"quantity": 100})
    assert "Corrections of licences on paper to confirm" in approver.get(reverse("home")).content.decode()
    there = reverse("decide_mending", args=[one.pk])
    assert there in approver.get(reverse("licence", args=[licence.pk])).content.decode()
    assert "The paper itself says 100 items" in approver.get(there).content.decode()
    assert approver.post(there, {"verdict": "accept"}).status_code == 200
    assert licence.lines.get().quantity == 10
    tick = [doubt.key for doubt in widenings(one)]
    assert approver.post(there, {"verdict": "accept", "is_so": tick}).status_code == 302
    assert licence.lines.get().quantity == 100
    assert "a nought was left out" in officer.get(reverse("licence", args=[licence.pk])).content.decode()
    assert approver.get(there).status_code == 200, "what was decided can be read again"


def test_an_attempt_entered_by_hand_is_tried_again_from_its_line(
    small: SmallState, signed_in: Browser
) -> None:
    licence = of_paper(small, unit=Unit.KG)
    officer, wanted = signed_in(Role.AUTHORITY), Wanted(3, Unit.ITEMS, 1)
    with pytest.raises(UseRefusedError) as refused, operation(OFFICER, "use licence") as done:
        record_use(done, licence, wanted, Said(DAY, "CN-2"))
    with operation(OFFICER, "refuse use of licence") as done:
        attempt = keep_attempt(done, refused.value, wanted, Said(DAY, "CN-2"))
    assert attempt is not None
    page, address = reverse("licence", args=[licence.pk]), reverse("try_again", args=[attempt.pk])
    assert address in officer.get(page).content.decode()
    given = {
        "line": licence.lines.get().pk,
        "quantity": 3,
        "unit": "items",
        "used_on": DAY,
        "reference": "CN-2",
    }
    shown = officer.get(address).content.decode()
    assert 'value="CN-2"' in shown
    assert "counts kilograms, not items" in officer.post(address, given).content.decode()
    decides(enters(licence, unit=Unit.ITEMS))
    assert officer.post(address, given).status_code == 302
    assert leads(licence) == []
    assert address not in officer.get(page).content.decode()
    assert officer.post(address, given).status_code == 200
    assert Use.objects.filter(is_refused=False).count() == 1, "it is made good once"


def test_an_attempt_of_items_is_not_made_good_by_hand(small: SmallState) -> None:
    licence = of_paper(small, category="rifles")
    rifle_leaves(small)
    decides(enters(licence, category="SA3"))
    said = Said(DAY, "CN-1", tries=Use.objects.get())
    with pytest.raises(UseRefusedError, match="entered again"), operation(OFFICER, "use licence") as done:
        record_use(done, licence, Wanted(1, Unit.ITEMS, 1), said)


def test_a_consignment_registered_once_its_line_is_right_makes_its_attempts_good(
    small: SmallState, signed_in: Browser
) -> None:
    licence = issued(small, Kind.IMPORT, Goods(quantity=2))
    given = {
        "kind": "small_arm", "category": "SA3", "make": "Invented", "model": "R1", "calibre": "7.62 × 39 mm",
        "service": small.army.pk, "serials": "N1\nN2\nN3", "store": small.armoury.pk,
        "happened_on": timezone.localdate(), "party": "QMA", "licence": licence.number, "reference": "B/L 1",
        "keep": "1", "handling": "public", "condition": "good", "origin": "unknown",
    }  # fmt: skip
    browser, address = signed_in(Role.AUTHORITY), reverse("register_consignment")
    for _time in range(2):
        assert browser.post(address, given).status_code == 200
    assert leads(licence) == ["Attempts at a use were refused: 2."]
    page = browser.get(reverse("licence", args=[licence.pk])).content.decode()
    assert page.count("To try again, enter the items once more.") == 2
    with operation(OFFICER, "change paper licence") as done:
        line = licence.lines.get()
        line.quantity = 6
        done.save(line)
    assert browser.post(address, given).status_code == 302
    assert leads(licence) == []
    assert browser.post(address, given | {"serials": "N4\nN5\nN6"}).status_code == 302
    assert [one.tries is None for one in Use.objects.filter(is_refused=False)] == [False, True]
