"""A licence is granted in part: what was countersigned is granted, the rest is refused with its reason."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tallystick.register.access.models import Role, User
from tallystick.register.ledger.operation import operation
from tallystick.register.ledger.verify import breaks
from tallystick.register.licences.checks import breaks as derived_breaks
from tallystick.register.licences.derived import settled
from tallystick.register.licences.entering import put_line
from tallystick.register.licences.left import left_of
from tallystick.register.licences.licensing import Terms, grant, refuse
from tallystick.register.licences.models import (
    Application,
    CaseLine,
    Licence,
    Reduction,
    Refusal,
    Unit,
    Verb,
)
from tallystick.register.licences.reducing import Part, recommend, reduced
from tallystick.register.licences.refusals import alike
from tallystick.register.licences.use import Said, UseRefusedError, Wanted, record_use
from tallystick.register.returns.authorised import granted as authorised
from tallystick.register.returns.instruments import Instrument, part_of
from tallystick.register.returns.period import Years
from tests.register.conftest import SmallState
from tests.register.licence_case import (
    APPLICANT,
    FIRST,
    OFFICER,
    SECOND,
    assess,
    confirmed,
    documented,
    does,
    drafted,
    ready,
    signed,
    taken_up,
)

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

Browser = Callable[[Role], Client]
WHY = "The posts hold twenty guards."


def two_lines(small: SmallState) -> Application:
    """Bring a case of ten rifles and four machine guns to where a grant can be recommended."""
    case = drafted(small)
    guns = CaseLine(
        category="LW2", description="machine guns", quantity=4, unit=Unit.ITEMS, value=Decimal(1001), currency="USD"
    )  # fmt: skip
    with operation(APPLICANT, "enter line of application") as done:
        put_line(done, case, guns, seen=None)
    does(case, APPLICANT, Verb.SUBMIT)
    assess(taken_up(case))
    confirmed(documented(case))
    return case


def recommends(case: Application, *quantities: int, why: str = WHY) -> None:
    wanted = [Part(line, quantity, why) for line, quantity in zip(case.lines.all(), quantities, strict=True)]
    with operation(OFFICER, "recommend") as done:
        recommend(done, case, wanted, "in part")


def grants(case: Application) -> Licence:
    does(case, FIRST, Verb.COUNTERSIGN_1)
    does(case, SECOND, Verb.COUNTERSIGN_2)
    today = timezone.localdate()
    with operation(OFFICER, "grant licence") as done:
        return grant(done, case, Terms(today, today + timedelta(days=90)))


def in_part(small: SmallState, *quantities: int) -> Licence:
    case = two_lines(small)
    recommends(case, *quantities)
    return grants(case)


def test_a_licence_allows_what_was_granted_and_its_lines_keep_their_numbers(small: SmallState) -> None:
    licence = in_part(small, 0, 3)
    line = licence.lines.get()
    assert (line.place, line.quantity) == (2, 3)
    assert line.case_line == licence.application.lines.get(place=2)
    assert line.value == Decimal("750.75")
    case = Application.objects.get(pk=licence.application_id)
    assert case.is_in_part
    assert [str(one) for one in reduced(case)] == [
        f"Line 1. rifles: 0 of 10 items. {WHY}",
        f"Line 2. machine guns: 3 of 4 items. {WHY}",
    ]
    assert list(breaks()) == []


def test_a_licence_granted_whole_is_not_said_to_be_in_part(small: SmallState) -> None:
    licence = in_part(small, 10, 4)
    assert not Application.objects.get(pk=licence.application_id).is_in_part
    assert not Reduction.objects.exists()
    assert not Refusal.objects.exists()


def test_use_is_counted_against_what_was_granted(small: SmallState) -> None:
    licence = in_part(small, 6, 4)

    def use(quantity: int) -> None:
        with operation("forwarder", "use licence") as done:
            record_use(done, licence, Wanted(quantity, Unit.ITEMS, line=1), Said(timezone.localdate()))

    use(5)
    with pytest.raises(UseRefusedError, match="has 1 left; 2 were"):
        use(2)
    assert [one.left for one in left_of(licence)] == [1, 4]


def test_a_refused_line_cannot_be_used(small: SmallState) -> None:
    licence = in_part(small, 10, 0)
    with pytest.raises(UseRefusedError, match="No line"), operation("forwarder", "use licence") as done:
        record_use(done, licence, Wanted(1, Unit.ITEMS, line=2), Said(timezone.localdate()))


def test_the_return_counts_as_authorised_what_was_granted(small: SmallState) -> None:
    year = in_part(small, 6, 0).issued_on.year
    part = part_of(Instrument.ATT_ANNUAL, "exports")
    assert part is not None
    assert [(one.which["category"], one.quantity) for one in authorised(part, Years(year, year))] == [
        ("SA3", 6)
    ]


def test_a_refused_line_is_kept_as_a_refusal_and_consulted_by_the_next_like_case(small: SmallState) -> None:
    licence = in_part(small, 10, 0)
    kept = Refusal.objects.get()
    assert kept.application == licence.application
    assert (kept.line and kept.line.place, kept.category, kept.goods, kept.grounds) == (
        2,
        "LW2",
        "machine guns",
        WHY,
    )
    again = ready(small)
    assert [one.refusal for one in alike(again)] == [kept]
    with pytest.raises(ValidationError, match="were not consulted: 1"):
        recommends(again, 10)


def test_a_lesser_quantity_alone_is_no_refusal(small: SmallState) -> None:
    in_part(small, 10, 3)
    assert not Refusal.objects.exists()


@pytest.mark.parametrize(
    ("quantities", "why", "said"),
    [
        ((11, 4), WHY, "Line 1: between 0 and 10 can be granted."),
        ((10, -1), WHY, "Line 2: between 0 and 4 can be granted."),
        ((10, 3), " ", "Line 2: say why less is granted than was applied for."),
        ((0, 0), WHY, "Nothing would be granted: recommend to refuse."),
    ],
)
def test_a_recommendation_in_part_is_between_nothing_and_all_and_says_why(
    small: SmallState, quantities: tuple[int, int], why: str, said: str
) -> None:
    case = two_lines(small)
    with pytest.raises(ValidationError) as told:
        recommends(case, *quantities, why=why)
    assert told.value.messages == [said]
    assert not Reduction.objects.exists()


def test_what_is_sent_back_is_recommended_anew_and_the_later_quantities_are_granted(
    small: SmallState,
) -> None:
    case = two_lines(small)
    recommends(case, 5, 0)
    does(case, FIRST, Verb.SEND_BACK, reason="four guns were agreed")
    assert reduced(case) == []
    recommends(case, 5, 4)
    assert [(one.place, one.quantity) for one in grants(case).lines.all()] == [(1, 5), (2, 4)]
    assert not Refusal.objects.exists()


def test_a_refusal_that_an_appeal_overturned_is_withdrawn(small: SmallState) -> None:
    case = signed(two_lines(small), "refuse")
    with operation(OFFICER, "refuse case") as done:
        refuse(done, case, "risk of diversion")
    does(case, APPLICANT, Verb.APPEAL, reason="the store has a fence now")
    does(case, "other-officer", Verb.TAKE_UP)
    with operation("other-officer", "recommend") as done:
        recommend(done, case, [Part(case.lines.get(place=2), 0, WHY)], "in part")
    grants(case)
    assert [(one.line and one.line.place, one.is_withdrawn) for one in Refusal.objects.order_by("entry")] == [
        (None, True),
        (2, False),
    ]


def test_that_a_case_was_granted_in_part_is_derived_and_checked(small: SmallState) -> None:
    licence = in_part(small, 6, 4)
    Application.objects.filter(pk=licence.application_id).update(is_in_part=False)
    assert len(list(derived_breaks())) == 1
    settled({"licences.reduction": [Reduction.objects.get().pk]})
    assert list(derived_breaks()) == []


def test_the_pages_ask_line_by_line_and_say_what_was_granted_in_part(
    small: SmallState, signed_in: Browser, people: dict[Role, User]
) -> None:
    case = two_lines(small)
    officer = signed_in(Role.AUTHORITY)
    does(case, people[Role.AUTHORITY].username, Verb.TAKE_UP)
    address = reverse("case_recommend", args=[case.pk])
    assert 'name="line-2-granted" value="4"' in officer.get(address).content.decode()
    given = {"recommends": "grant", "reason": "-", "line-1-granted": 10, "line-2-granted": 0}
    assert "This is needed here." in officer.post(address, given).content.decode()
    assert officer.post(address, given | {"line-2-granted": 5}).status_code == 200
    assert officer.post(address, given | {"line-2-why": WHY}).status_code == 302
    there = reverse("case", args=[case.pk])
    sentence = f"Line 2. machine guns: 0 of 4 items. {WHY}"
    assert sentence in officer.get(there).content.decode()
    applicant = signed_in(Role.OPERATOR)
    assert sentence not in applicant.get(there).content.decode(), (
        "a recommendation is not the applicant's to see"
    )
    licence = grants(case)
    for name, args in (("case", [case.pk]), ("licence", [licence.pk])):
        page = applicant.get(reverse(name, args=args)).content.decode()
        assert sentence in page
        assert "granted in part" in page
    for name in ("licences", "issued_licences"):
        assert "granted in part" in applicant.get(reverse(name)).content.decode()


def test_a_refusal_is_recommended_without_a_word_on_the_lines(
    small: SmallState, signed_in: Browser, people: dict[Role, User]
) -> None:
    case = two_lines(small)
    does(case, people[Role.AUTHORITY].username, Verb.TAKE_UP)
    address = reverse("case_recommend", args=[case.pk])
    given = {"recommends": "refuse", "reason": "an embargo"}
    assert signed_in(Role.AUTHORITY).post(address, given).status_code == 302
