"""A licence is used up to what it allows and no further; refused uses are kept; customs and deliveries lie beside."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tallystick.register.items.checking import Happened
from tallystick.register.items.models import Event, EventKind, Item
from tallystick.register.items.record import decide
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.beside import leads_of_use, seen_by_customs
from tallystick.register.licences.leaving import leave
from tallystick.register.licences.left import Left, left_of, state_on
from tallystick.register.licences.licensing import act_on
from tallystick.register.licences.models import (
    CustomsRow,
    Kind,
    Licence,
    LicenceState,
    LicenceVerb,
    Unit,
    Use,
    Verification,
)
from tallystick.register.licences.use import (
    Said,
    UseRefusedError,
    Wanted,
    check_use,
    keep_attempt,
    record_use,
)
from tallystick.register.licences.use_refused import Refused, Why, why_refused
from tests.register.conftest import SmallState
from tests.register.licence_case import FIRST, Goods, issued


def today() -> date:
    return timezone.localdate()


def use(licence: Licence, quantity: int, unit: str = Unit.ITEMS, corrects: Use | None = None) -> Use:
    with operation("forwarder", "use licence") as done:
        return record_use(done, licence, Wanted(quantity, unit, line=1), Said(today(), "B/L 1", corrects))


def left(licence: Licence) -> int:
    return left_of(licence)[0].left


def acts(licence: Licence, verb: LicenceVerb) -> None:
    with operation(FIRST, f"{verb} licence") as done:
        act_on(done, licence, verb, on=today(), reason="new information")


def going(licence: Licence) -> Happened:
    return Happened(
        EventKind.EXPORTED, today(), party="QMO", details={"licence": licence.number}, reference="B/L 1"
    )


def test_uses_add_up_and_the_one_beyond_is_refused_with_a_sentence(small: SmallState) -> None:
    licence = issued(small)
    use(licence, 7)
    with pytest.raises(UseRefusedError) as told:
        use(licence, 4)
    assert str(told.value) == f"Line 1 of licence {licence.number} has 3 left; 4 were to be used."
    use(licence, 3)
    assert left(licence) == 0
    assert state_on(licence, today(), left_of(licence)) == LicenceState.EXHAUSTED


def test_a_refused_attempt_is_kept_as_a_lead_and_counts_nothing(small: SmallState) -> None:
    licence = issued(small)
    wanted, said = Wanted(11, Unit.ITEMS, line=1), Said(today())
    with pytest.raises(UseRefusedError) as told, operation("forwarder", "use licence") as done:
        record_use(done, licence, wanted, said)
    with operation("forwarder", "refuse use of licence") as done:
        keep_attempt(done, told.value, wanted, said)
    assert left(licence) == 10
    assert leads_of_use(licence, left_of(licence), seen_by_customs(licence), today()) == [
        "Attempts at a use were refused: 1."
    ]


def test_why_an_attempt_was_refused_is_said_in_the_language_of_who_reads_it(small: SmallState) -> None:
    """It was kept by somebody who works in English: the unit and the states are said in French too."""
    licence = issued(small)
    wanted, said = Wanted(1, Unit.ROUNDS, line=1), Said(today())
    with pytest.raises(UseRefusedError) as told, operation("forwarder", "use licence") as done:
        record_use(done, licence, wanted, said)
    with operation("forwarder", "refuse use of licence") as done:
        keep_attempt(done, told.value, wanted, said)
    kept = Use.objects.get(licence=licence, is_refused=True)
    assert why_refused(kept) == kept.refused_because == told.value.sentence
    with translation.override("fr"):
        assert why_refused(kept).endswith("est comptée en objets, et non en cartouches.")
        other = Refused(Why.OTHER_ORIGIN, {"number": "L", "allowed": ["ESP", "DEU"], "party": "GRC"})
        assert "Espagne (ESP), Allemagne (DEU)" in str(other)


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"why": "later", "values": {}},
        {"why": "too_many", "values": {}},
        {"why": "too_many", "values": []},
    ],
)
def test_a_reason_that_this_version_does_not_know_is_shown_as_it_was_said_then(
    kept: dict[str, object],
) -> None:
    assert why_refused(Use(refused_because="Said then.", refused_as=kept)) == "Said then."


def test_every_reason_of_a_refusal_has_a_sentence() -> None:
    names = {
        "number",
        "near",
        "numbers",
        "until",
        "day",
        "from",
        "goods",
        "line",
        "left",
        "wanted",
        "allowed",
        "party",
    }
    values = dict.fromkeys(names, "1") | {"unit": Unit.ITEMS, "given": Unit.ROUNDS}
    sentences = {str(Refused(why, values)) for why in Why}
    assert len(sentences) == len(Why)


def test_a_use_in_another_unit_is_refused(small: SmallState) -> None:
    with pytest.raises(UseRefusedError, match="counts items, not rounds"):
        use(issued(small), 1, Unit.ROUNDS)


def test_a_use_outside_the_validity_is_refused(small: SmallState) -> None:
    licence = issued(small)
    Licence.objects.filter(pk=licence.pk).update(
        valid_from=today() - timedelta(days=9), valid_until=today() - timedelta(days=1)
    )
    with pytest.raises(UseRefusedError, match="is after it"):
        check_use(licence.number, [Wanted(1, Unit.ITEMS, 1)], today())
    check_use(licence.number, [Wanted(1, Unit.ITEMS, 1)], today() - timedelta(days=1))
    with pytest.raises(UseRefusedError, match="is before it"):
        check_use(licence.number, [Wanted(1, Unit.ITEMS, 1)], today() - timedelta(days=10))
    with pytest.raises(UseRefusedError, match="has not come yet"):
        check_use(licence.number, [Wanted(1, Unit.ITEMS, 1)], today() + timedelta(days=1))


def test_a_suspended_or_revoked_licence_cannot_be_used_and_a_reinstated_one_can(small: SmallState) -> None:
    licence = issued(small)
    acts(licence, LicenceVerb.SUSPEND)
    with pytest.raises(UseRefusedError, match="was suspended"):
        use(licence, 1)
    acts(licence, LicenceVerb.REINSTATE)
    use(licence, 1)
    acts(licence, LicenceVerb.REVOKE)
    with pytest.raises(UseRefusedError, match="was revoked"):
        use(licence, 1)
    assert licence.standing == LicenceState.REVOKED


def test_a_number_keyed_wrongly_is_answered_with_the_nearest(small: SmallState) -> None:
    licence = issued(small)
    with pytest.raises(UseRefusedError, match=f"Nearest: {licence.number}"):
        check_use(licence.number[:-1] + "x", [Wanted(1, Unit.ITEMS, 1)], today())


def test_goods_that_fit_no_line_are_refused(small: SmallState) -> None:
    licence = issued(small)
    with pytest.raises(UseRefusedError, match=r"No line of licence .* covers LW4"):
        check_use(licence.number, [Wanted(1, Unit.ITEMS, category="LW4")], today())
    with pytest.raises(UseRefusedError, match="covers SA3 Other R1"):
        check_use(licence.number, [Wanted(1, Unit.ITEMS, category="SA3", make="Other", model="R1")], today())
    fits = [Wanted(5, Unit.ITEMS, category="SA3", make="INVENTED", model="r1")]
    assert check_use(licence.number, fits * 2, today())[0].place == 1
    with pytest.raises(UseRefusedError, match="has 10 left; 15 were"):
        check_use(licence.number, fits * 3, today())


def test_a_correction_stands_for_the_use_it_corrects(small: SmallState) -> None:
    licence = issued(small)
    wrong = use(licence, 9)
    use(licence, 2, corrects=wrong)
    assert left(licence) == 8
    with pytest.raises(UseRefusedError, match="corrected already"):
        use(licence, 2, corrects=wrong)
    assert left(licence) == 8


def test_a_correction_that_would_exceed_the_licence_changes_nothing(small: SmallState) -> None:
    licence = issued(small)
    wrong = use(licence, 9)
    with pytest.raises(UseRefusedError, match="has 10 left; 11"):
        use(licence, 11, corrects=wrong)
    assert left(licence) == 1


def test_exported_items_count_at_once_and_come_back_if_the_second_person_refuses(small: SmallState) -> None:
    licence = issued(small, goods=Goods(quantity=1))
    line = licence.lines.get()
    rifle = Item.objects.get(pk=small.rifle.pk)
    with operation("keeper", "export items") as done:
        leave(done, [rifle], going(licence), place=line.place)
    assert left(licence) == 0
    event = Event.objects.get(item=rifle, kind="exported")
    assert (event.details, event.party) == ({"licence": licence.number}, "QMO")
    with operation("approver", "refuse event") as done:
        decide(done, event, accepts=False, reason="wrong crate")
    assert left(licence) == 1


def test_an_item_that_waits_to_leave_does_not_leave_twice(small: SmallState) -> None:
    licence = issued(small)
    rifle = Item.objects.get(pk=small.rifle.pk)
    with operation("keeper", "export items") as done:
        leave(done, [rifle], going(licence), place=1)
    with pytest.raises(UseRefusedError, match="waits already"), operation("keeper", "export items") as done:
        leave(done, [rifle], going(licence), place=1)


def test_an_import_licence_lets_nothing_out(small: SmallState) -> None:
    licence = issued(small, Kind.IMPORT)
    with (
        pytest.raises(UseRefusedError, match="licence to import"),
        operation("keeper", "export items") as done,
    ):
        leave(done, [small.rifle], going(licence), place=1)


def test_an_item_that_does_not_fit_the_line_chosen_does_not_leave_under_it(small: SmallState) -> None:
    licence = issued(small, goods=Goods(category="SA1", model="P1"))
    with pytest.raises(UseRefusedError, match="No line"), operation("keeper", "export items") as done:
        leave(done, [small.rifle], going(licence), place=1)


def test_customs_rows_are_laid_beside_the_uses(small: SmallState) -> None:
    licence = issued(small)
    use(licence, 5)
    day, early = today(), date(2001, 1, 1)
    rows = [(1, 5, Unit.ITEMS, day), (1, 7, Unit.ITEMS, day), (1, 3, Unit.KG, day), (0, 1, Unit.ITEMS, early)]
    said = []
    for number, (line, quantity, unit, passed_on) in enumerate(rows):
        with operation("officer", "enter customs row") as done:
            done.save(
                CustomsRow(
                    licence=licence, line=licence.lines.get() if line == 1 else None, declaration=f"D{number}",
                    passed_on=passed_on, quantity=quantity, unit=unit, entered_by="officer",
                )
            )  # fmt: skip
        said.append(leads_of_use(licence, left_of(licence), seen_by_customs(licence), today()))
    assert said[0] == []
    assert said[1] == ["Line 1: customs saw 12, the licence allows 10."]
    assert said[2][1:] == ["Declaration D2 counts in another unit than its line."]
    assert set(said[3]) - set(said[2]) == {
        "Declaration D3 fits no line.",
        "Declaration D3: 2001-01-01 lies outside the licence's validity.",
    }


def test_a_delivery_confirmed_with_another_number_or_not_in_time_is_a_lead(small: SmallState) -> None:
    licence = issued(small)
    day = today() - timedelta(days=2)
    with operation("officer", "ask for delivery verification") as done:
        row = done.save(
            Verification(
                licence=licence, line=licence.lines.get(), asked_on=day, asked_of="authority", due_on=day, delivered=5
            )
        )  # fmt: skip
    assert row.difference is None
    assert leads_of_use(licence, left_of(licence), seen_by_customs(licence), today()) == [
        f"Line 1: the delivery was to be verified by {day}."
    ]
    with operation("officer", "delivery verified") as done:
        row.received_on, row.confirmed = today(), 4
        done.save(row)
    assert row.difference == -1
    assert leads_of_use(licence, left_of(licence), seen_by_customs(licence), today()) == [
        "Line 1: 5 were said to be delivered, 4 were confirmed."
    ]


@pytest.mark.slow  # each try is a transaction
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 12), max_size=6))
def test_whatever_is_tried_no_more_is_used_than_allowed(small: SmallState, tries: list[int]) -> None:
    licence = Licence.objects.order_by("number").last() or issued(small)
    before = left(licence)
    taken = 0
    for quantity in tries:
        try:
            use(licence, quantity)
        except UseRefusedError:
            assert taken + quantity > before
        else:
            taken += quantity
    assert left_of(licence) == [Left(licence.lines.get(), 10 - before + taken)]
    assert left(licence) >= 0
