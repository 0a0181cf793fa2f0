"""A licence on paper that was entered with a line missing, or with wrong days, is mended by two persons."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.ledger.operation import operation
from tallystick.register.ledger.verify import breaks
from tallystick.register.licences.left import left_of
from tallystick.register.licences.licensing import act_on
from tallystick.register.licences.mending import (
    MENDED,
    Because,
    changes,
    enter_missing_line,
    enter_terms,
    held_anew,
    widenings,
)
from tallystick.register.licences.models import Licence, LicenceVerb, LineCorrection, Unit, Use
from tallystick.register.licences.use import Said, UseRefusedError, Wanted, record_use
from tests.register.conftest import SmallState
from tests.register.licence_case import APPLICANT, OFFICER, SECOND, issued, on_paper
from tests.register.test_licences_mending import DAY, decides, leads, of_paper, rifle_leaves

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

Browser = Callable[[Role], Client]
LINE = {
    **dict.fromkeys(MENDED, ""), "category": "SA3", "description": "rifles", "make": "Invented", "model": "R1",
    "quantity": 5, "unit": Unit.ITEMS, "value": None,
}  # fmt: skip


def lacks(licence: Licence, actor: str = OFFICER, **told: object) -> LineCorrection:
    """Let somebody enter a line that the paper has."""
    with operation(actor, "correct paper licence") as done:
        return enter_missing_line(done, licence, LINE | told, Because("the second page was not read"))


def says(licence: Licence, actor: str = OFFICER, **told: object) -> LineCorrection:
    """Let somebody enter what the paper says of itself."""
    seen = licence.application.paper.entry
    with operation(actor, "correct paper licence") as done:
        return enter_terms(done, licence, told, Because("misread"), seen=seen)


def use(licence: Licence, day: date) -> Use:
    """Use one of the first line."""
    with operation("keeper", "use licence") as done:
        return record_use(done, licence, Wanted(1, Unit.ITEMS, 1), Said(day))


def again(licence: Licence) -> Licence:
    """Read a licence anew."""
    return Licence.objects.get(pk=licence.pk)


def test_a_missing_line_is_added_by_two_and_the_attempt_that_lacked_it_is_made_good(
    small: SmallState,
) -> None:
    licence = of_paper(small, category="SA1", description="pistols")
    rifle_leaves(small)
    assert leads(licence) == ["Attempts at a use were refused: 1."]
    one = lacks(licence)
    assert licence.lines.count() == 1, "until a second person confirms it nothing is added"
    assert [doubt.sentence for doubt in widenings(one)] == [
        "The paper itself has this line: 5 items, SA3 rifles."
    ]
    with pytest.raises(ValidationError, match="cannot countersign"):
        decides(one, APPLICANT)
    decides(one)
    added = licence.lines.get(place=2)
    assert added.case_line is not None
    assert (added.quantity, added.case_line.description, added.case_line.place) == (5, "rifles", 2)
    rifle_leaves(small)
    assert leads(again(licence)) == []
    assert [row.left for row in left_of(again(licence))] == [10, 4]
    assert list(breaks()) == []


def test_a_missing_line_is_of_paper_counts_something_and_says_why(small: SmallState) -> None:
    with pytest.raises(ValidationError, match="any other licence is amended"):
        lacks(issued(small))
    licence = of_paper(small)
    with pytest.raises(ValidationError, match="at least one"):
        lacks(licence, quantity=0)
    with pytest.raises(ValidationError, match="Say why"), operation(OFFICER, "correct paper licence") as done:
        enter_missing_line(done, licence, LINE, Because(" "))
    decides(lacks(licence), is_accepted=False, note="the paper ends there")
    assert licence.lines.count() == 1


def test_wrong_days_are_mended_by_two_on_the_paper_and_on_the_licence(small: SmallState) -> None:
    licence = of_paper(small)
    late = date(2025, 3, 1)
    with pytest.raises(UseRefusedError, match="was valid until 2024-12-31"):
        use(licence, late)
    one = says(licence, issued_on=date(2023, 12, 20), valid_until=date(2025, 6, 30), number="12/2023")
    assert [(str(change.title), change.was, change.becomes) for change in changes(one)] == [
        ("number on the paper", "12/2024", "12/2023"),
        ("issued on", "2024-01-01", "2023-12-20"),
        ("valid until", "2024-12-31", "2025-06-30"),
    ]
    asked = "The paper itself says 2024-01-01 – 2025-06-30, and not 2024-01-01 – 2024-12-31."
    assert [doubt.sentence for doubt in widenings(one)] == [asked]
    assert again(licence).valid_until == date(2024, 12, 31)
    decides(one)
    mended = again(licence)
    paper = mended.application.paper
    assert (mended.issued_on, mended.valid_until) == (date(2023, 12, 20), date(2025, 6, 30))
    assert (paper.number, paper.issued_on, paper.valid_until) == (
        "12/2023",
        mended.issued_on,
        mended.valid_until,
    )
    use(mended, late)
    assert list(breaks()) == []


def test_uses_already_made_are_held_against_the_mended_days(small: SmallState) -> None:
    licence = of_paper(small)
    use(licence, DAY)
    use(licence, date(2024, 2, 1))
    one = says(licence, valid_until=date(2024, 3, 1))
    told = ["The use of 2024-06-01 lies outside the licence's validity."]
    assert (list(widenings(one)), held_anew(one), leads(licence)) == ([], told, [])
    decides(one)
    assert told[0] in leads(licence)


def test_days_that_do_not_fit_or_would_change_nothing_are_refused(small: SmallState) -> None:
    licence = of_paper(small)
    first, other = date(2024, 1, 1), "13/2024"
    on_paper(small, other, issued_on=first, valid_from=first, valid_until=DAY)
    for told, why in (
        ({"valid_until": date(2023, 12, 31)}, "end before it begins"),
        ({"issued_on": date(2999, 1, 1)}, "not come"),
        ({"number": other}, "is of this paper already"),
        ({"valid_until": date(2024, 12, 31)}, "Nothing would change"),
    ):
        with pytest.raises(ValidationError, match=why):
            says(licence, **told)
    says(licence, valid_until=DAY)
    with pytest.raises(ValidationError, match="waits already"):
        says(licence, valid_until=date(2024, 7, 1))
    with pytest.raises(ValidationError, match="any other licence is amended"):
        enter_other(small)


def enter_other(small: SmallState) -> None:
    """Try to mend the days of a licence that was granted here."""
    with operation(OFFICER, "correct paper licence") as done:
        enter_terms(done, issued(small), {"valid_until": DAY}, Because("misread"), seen=1)


def test_days_changed_meanwhile_are_looked_at_again(small: SmallState) -> None:
    licence = of_paper(small)
    one, paper = says(licence, valid_until=DAY), licence.application.paper
    seen = paper.entry
    with operation(OFFICER, "change paper licence") as done:
        paper.valid_until = date(2024, 8, 1)
        done.save(paper)
    with pytest.raises(ValidationError, match="changed meanwhile"):
        decides(one)
    decides(one, is_accepted=False, note="it was mended otherwise")
    stale = pytest.raises(ValidationError, match="changed meanwhile")
    with stale, operation(OFFICER, "correct paper licence") as done:
        enter_terms(done, licence, {"valid_until": DAY}, Because("misread"), seen=seen)


def test_a_licence_whose_day_of_issue_was_too_late_can_be_taken_back_before_it(small: SmallState) -> None:
    licence = of_paper(small)
    decides(says(licence, issued_on=date(2023, 1, 1), valid_from=date(2023, 1, 1)))
    with operation(SECOND, "revoke licence") as done:
        act_on(done, again(licence), LicenceVerb.REVOKE, on=date(2023, 6, 1), reason="as the file says")
    assert again(licence).standing == "revoked"


def test_the_pages_add_a_line_and_mend_the_days_once_the_approver_has_looked_at_the_paper(
    small: SmallState, signed_in: Browser
) -> None:
    licence = of_paper(small)
    officer, approver = signed_in(Role.AUTHORITY), signed_in(Role.APPROVER)
    page = officer.get(reverse("licence", args=[licence.pk])).content.decode()
    paper = licence.application.paper
    days = {
        "number": "12/2024", "issued_on": "2024-01-01", "valid_from": "2024-01-01", "valid_until": "2025-01-31",
        "provisos": "", "reason": "the stamp was misread", "seen": paper.entry,
    }  # fmt: skip
    goods = {name: value for name, value in LINE.items() if value is not None}
    for name, given in (
        ("add_missing_line", goods | {"reason": "the second page"}),
        ("mend_terms", days),
    ):
        address = reverse(name, args=[licence.pk])
        assert address in page
        assert officer.get(address).status_code == 200
        assert officer.post(address, given).status_code == 302
    assert approver.get(reverse("licence", args=[licence.pk])).status_code == 200
    for one in LineCorrection.objects.all():
        accepted(approver, one)
    assert again(licence).valid_until == date(2025, 1, 31)
    assert licence.lines.count() == 2
    page = officer.get(reverse("licence", args=[licence.pk])).content.decode()
    assert "the stamp was misread" in page
    assert "the second page" in page


def accepted(approver: Client, one: LineCorrection) -> None:
    """Accept a correction, at first without and then with the tick that it allows more."""
    there: Any = reverse("decide_mending", args=[one.pk])
    tick = [doubt.key for doubt in widenings(one)]
    assert approver.get(there).status_code == 200
    assert approver.post(there, {"verdict": "accept"}).status_code == 200
    assert approver.post(there, {"verdict": "accept", "is_so": tick}).status_code == 302
    assert approver.get(there).status_code == 200, "what was decided can be read again"
