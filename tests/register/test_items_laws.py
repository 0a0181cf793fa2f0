"""Laws of standing: the order of entering, corrections, and that nothing is below nothing."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.register.items.checking import objections
from tallystick.register.items.happenings import HAPPENINGS
from tallystick.register.items.history import Told, counting
from tallystick.register.items.models import EventKind, State
from tallystick.register.items.standing import Standing, columns, standing

ITEM = UUID(int=1)
STORES = [UUID(int=100), UUID(int=101)]
START = datetime(2024, 1, 1, tzinfo=UTC)
KINDS = [kind for kind in EventKind if kind not in {EventKind.REGISTERED, EventKind.WITHDRAWN}]


def at(number: int, kind: EventKind, *, day: int, **columns: object) -> Told:
    """Give an event entered in the minute of its number."""
    plain = Told(
        pk=UUID(int=1000 + number),
        item_id=ITEM,
        kind=kind,
        happened_on=date(2024, 1, 1) + timedelta(days=day),
        entered_at=START + timedelta(minutes=number),
        step=0,
        store_id=STORES[number % 2],
        holder=f"unit {number}",
        quantity=None,
        corrects_id=None,
        is_accepted=True if HAPPENINGS[kind].second_person else None,
    )
    return plain._replace(**columns)  # type: ignore[arg-type]  # columns as a case needs them


def stands(quantity: int, history: list[Told]) -> Standing:
    return standing(quantity, counting(history))


def where(quantity: int, history: list[Told]) -> tuple[object, ...]:
    return columns(quantity, history)[:2]


@st.composite
def lives(draw: st.DrawFn) -> tuple[int, list[Told]]:
    """Draw a lot and what happened to it, possible or not: one event a day, entered in any order."""
    quantity = draw(st.integers(1, 5))
    drawn = draw(st.lists(st.tuples(st.sampled_from(KINDS), st.none() | st.integers(1, 6)), max_size=7))
    events = [at(0, EventKind.REGISTERED, day=0)]
    events += [at(n, kind, day=n, quantity=some) for n, (kind, some) in enumerate(drawn, 1)]
    return quantity, events


@given(lives(), st.randoms(use_true_random=False))
def test_any_order_of_entering_the_same_events_gives_the_same_standing(
    life: tuple[int, list[Told]], random: Random
) -> None:
    quantity, events = life
    shuffled = list(events)
    random.shuffle(shuffled)
    late = [event._replace(entered_at=START + timedelta(days=n)) for n, event in enumerate(shuffled)]
    assert stands(quantity, late) == stands(quantity, events)


@given(lives())
def test_what_remains_is_never_below_nothing_nor_above_what_was_registered(
    life: tuple[int, list[Told]],
) -> None:
    quantity, events = life
    for n in range(len(events) + 1):
        present = stands(quantity, events[:n])
        assert min(present.remaining, present.missing, present.abroad) >= 0
        assert present.remaining + present.missing + present.abroad <= quantity


@given(lives(), st.integers(1, 7), st.sampled_from(KINDS), st.integers(0, 8))
def test_a_correction_of_an_event_equals_the_corrected_event_alone(
    life: tuple[int, list[Told]], which: int, kind: EventKind, day: int
) -> None:
    quantity, events = life
    wrong = events[which % len(events)]
    if wrong.kind == EventKind.REGISTERED:
        kind = EventKind.REGISTERED
    right = at(50, kind, day=day, is_accepted=True)._replace(
        entered_at=START + timedelta(days=90), corrects_id=wrong.pk
    )
    alone = right._replace(corrects_id=None)
    if right.happened_on == wrong.happened_on:
        alone = alone._replace(entered_at=wrong.entered_at, step=wrong.step)
    others = [event for event in events if event.pk != wrong.pk]
    assert stands(quantity, [*events, right]) == stands(quantity, [*others, alone])


@given(lives())
@settings(max_examples=200)
def test_events_without_an_objection_end_where_their_kinds_lead(life: tuple[int, list[Told]]) -> None:
    quantity, events = life
    if len(list(objections(quantity, counting(events)))) > 0:
        return
    present = stands(quantity, events)
    assert (present.remaining == 0) <= (present.state not in {State.IN_STORE, State.ISSUED, State.REGISTERED})
    assert (present.state in {State.ISSUED, State.ENTRUSTED}) == (present.holder != "")


def test_of_two_corrections_of_one_event_the_one_entered_last_counts() -> None:
    life = [
        at(0, EventKind.REGISTERED, day=0),
        at(1, EventKind.ISSUED, day=1),
        at(2, EventKind.ISSUED, day=5, corrects_id=UUID(int=1001)),
        at(3, EventKind.ISSUED, day=1, corrects_id=UUID(int=1001)),
    ]
    assert stands(1, life).holder == "unit 3"


def test_a_correction_of_a_correction_replaces_both_even_while_the_first_waits_to_be_accepted() -> None:
    life = [
        at(0, EventKind.REGISTERED, day=0),
        at(1, EventKind.LOST, day=1),
        at(2, EventKind.STOLEN, day=1, corrects_id=UUID(int=1001), is_accepted=None),
        at(3, EventKind.MOVED, day=1, corrects_id=UUID(int=1002), is_accepted=True),
    ]
    assert [event.kind for event in counting(life)] == [EventKind.REGISTERED, EventKind.MOVED]


def test_nobody_undoes_an_accepted_loss_alone() -> None:
    life = [
        at(0, EventKind.REGISTERED, day=0),
        at(1, EventKind.LOST, day=1),
        at(2, EventKind.WITHDRAWN, day=1, corrects_id=UUID(int=1001), is_accepted=None),
    ]
    assert stands(1, life).state == State.LOST
    accepted = [*life[:2], life[2]._replace(is_accepted=True)]
    assert stands(1, accepted).state == State.IN_STORE


def test_a_correction_on_the_same_day_keeps_the_place_of_what_it_corrects() -> None:
    life = [
        at(0, EventKind.REGISTERED, day=0),
        at(1, EventKind.ISSUED, day=1),
        at(2, EventKind.RETURNED, day=1),
        at(9, EventKind.ISSUED, day=1, corrects_id=UUID(int=1001)),
    ]
    assert stands(1, life).state == State.IN_STORE


def test_a_part_of_a_lot_that_was_lost_is_found_while_the_rest_lies_in_its_store() -> None:
    life = [
        at(0, EventKind.REGISTERED, day=0),
        at(1, EventKind.LOST, day=1, quantity=100),
        at(2, EventKind.FOUND, day=2, quantity=40),
    ]
    assert where(1000, life) == (State.IN_STORE, STORES[0])
    assert (stands(1000, life).remaining, stands(1000, life).missing) == (940, 60)
    assert list(objections(1000, counting(life))) == []


def test_a_lot_lost_whole_comes_back_whole() -> None:
    life = [at(0, EventKind.REGISTERED, day=0), at(1, EventKind.LOST, day=1), at(2, EventKind.FOUND, day=2)]
    assert stands(1000, life).remaining == 1000


def test_a_lot_used_up_is_used_up_and_in_no_store() -> None:
    life = [at(0, EventKind.REGISTERED, day=0), at(1, EventKind.EXPENDED, day=1, quantity=10)]
    assert where(10, life) == (State.EXPENDED, None)


def test_evidence_moved_to_another_store_stays_evidence() -> None:
    life = [at(0, EventKind.REGISTERED, day=0), at(1, EventKind.SEIZED, day=1), at(2, EventKind.MOVED, day=2)]
    assert (stands(1, life).state, stands(1, life).store_id) == (State.SEIZED, STORES[0])


def test_a_weapon_that_the_register_knew_nothing_of_is_registered_and_then_found_surrendered_or_seized() -> (
    None
):
    for kind, leads_to in (
        (EventKind.FOUND, State.IN_STORE),
        (EventKind.SURRENDERED, State.IN_STORE),
        (EventKind.SEIZED, State.SEIZED),
    ):
        life = [at(0, EventKind.REGISTERED, day=0, store_id=None), at(1, kind, day=0)]
        assert list(objections(1, counting(life))) == []
        assert where(1, life) == (leads_to, STORES[1])


def test_what_was_issued_entrusted_lost_stolen_written_off_or_exported_can_be_surrendered_and_is_here_again() -> (
    None
):
    away = (EventKind.ISSUED, EventKind.ENTRUSTED, EventKind.LOST, EventKind.STOLEN, EventKind.WRITTEN_OFF)
    for kind in (*away, EventKind.EXPORTED):
        life = [at(0, EventKind.REGISTERED, day=0), at(1, kind, day=1), at(2, EventKind.SURRENDERED, day=2)]
        assert list(objections(10, counting(life))) == []
        present = stands(10, life)
        assert (present.state, present.remaining, present.holder) == (State.IN_STORE, 10, "")
        assert (present.missing, present.abroad) == (0, 0)


def test_what_lies_in_a_store_can_be_neither_found_nor_surrendered() -> None:
    for kind in (EventKind.FOUND, EventKind.SURRENDERED):
        life = [at(0, EventKind.REGISTERED, day=0), at(1, kind, day=1)]
        assert [one.about for one in objections(1, counting(life))] == ["kind"]


def test_the_missing_part_of_a_lot_is_handed_over_while_the_rest_lies_in_its_store() -> None:
    life = [
        at(0, EventKind.REGISTERED, day=0),
        at(1, EventKind.STOLEN, day=1, quantity=100),
        at(2, EventKind.SURRENDERED, day=2, quantity=30),
    ]
    assert list(objections(1000, counting(life))) == []
    assert (stands(1000, life).remaining, stands(1000, life).missing) == (930, 70)
    more = [*life, at(3, EventKind.SURRENDERED, day=3, quantity=71)]
    assert [one.about for one in objections(1000, counting(more))] == ["quantity"]


def test_of_a_lot_that_was_lost_in_part_and_exported_for_the_rest_what_is_found_was_lost() -> None:
    life = [
        at(0, EventKind.REGISTERED, day=0),
        at(1, EventKind.LOST, day=1, quantity=40),
        at(2, EventKind.EXPORTED, day=2),
        at(3, EventKind.FOUND, day=3, quantity=40),
    ]
    assert list(objections(100, counting(life))) == []
    present = stands(100, life)
    assert (present.remaining, present.missing, present.abroad) == (40, 0, 60)


def test_a_weapon_that_was_written_off_can_be_seized() -> None:
    life = [
        at(0, EventKind.REGISTERED, day=0),
        at(1, EventKind.WRITTEN_OFF, day=1),
        at(2, EventKind.SEIZED, day=2),
    ]
    assert list(objections(1, counting(life))) == []
    assert stands(1, life).remaining == 1


def test_a_weapon_is_seized_on_one_day_registered_on_a_later_one_and_stays_evidence() -> None:
    life = [at(0, EventKind.SEIZED, day=0), at(1, EventKind.REGISTERED, day=9)]
    assert list(objections(1, counting(life))) == []
    assert where(1, life) == (State.SEIZED, STORES[1])
    lost = [at(0, EventKind.LOST, day=0), at(1, EventKind.REGISTERED, day=9)]
    assert [one.about for one in objections(1, counting(lost))] == ["happened_on"]


def test_a_lot_of_which_a_part_is_missing_is_seized_as_it_lies_there_and_the_part_stays_missing() -> None:
    life = [
        at(0, EventKind.REGISTERED, day=0),
        at(1, EventKind.LOST, day=1, quantity=40),
        at(2, EventKind.SEIZED, day=2),
    ]
    present = stands(100, life)
    assert (present.state, present.remaining, present.missing) == (State.SEIZED, 60, 40)
