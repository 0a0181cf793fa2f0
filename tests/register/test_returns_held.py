"""What was held on a day is one rule: SQL over all items, and the events of one item up to that day, say the same."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tallystick.register.items.history import counting, histories
from tallystick.register.items.models import Decision, Event, EventKind, Item
from tallystick.register.items.standing import settle, standing
from tallystick.register.returns.counting import held
from tallystick.register.returns.instruments import PARTS, Instrument
from tallystick.register.returns.period import Years
from tests.register.conftest import SmallState

pytestmark = pytest.mark.django_db

START = datetime(2025, 1, 1, tzinfo=UTC)
KINDS = (
    EventKind.ISSUED,
    EventKind.IMPORTED,
    EventKind.EXPORTED,
    EventKind.LOST,
    EventKind.FOUND,
    EventKind.WITHDRAWN,
)
Drawn = tuple[EventKind, int | None, bool | None]
"""Its kind, which of the events before it corrects, and what was decided."""
PART = next(part for part in PARTS[Instrument.ECOWAS] if part.name == "held")


def laid(item: Item, drawn: list[Drawn], days: list[int]) -> None:
    """Register an item and lay events into its history, each on a day of its own."""
    made: list[Event] = []
    decided: list[Decision] = []
    for number, (kind, before, is_accepted) in enumerate([(EventKind.REGISTERED, None, None), *drawn]):
        # only a registration corrects the registration
        some = made[:1] if kind == EventKind.REGISTERED else made[1:]
        corrects = None if before is None or len(some) == 0 else some[before % len(some)]
        event = Event(
            pk=uuid5(item.pk, str(number)), item=item, kind=kind, entry=1,
            happened_on=date(2023, 12, 1) + timedelta(days=10 * days[number]), entered_by="clerk", corrects=corrects,
            entered_at=START + timedelta(seconds=number),
        )  # fmt: skip
        made.append(event)
        if is_accepted is not None:
            decision = Decision(event=event, is_accepted=is_accepted, decided_by="approver", decided_at=START)
            decision.entry = 1
            decided.append(decision)
    Event.objects.bulk_create(made)
    Decision.objects.bulk_create(decided)
    settle(item)


def was_held(item: Item, day: date) -> bool:
    """Say from the item's own events whether it was in hand on a day."""
    counts = counting(histories([item.pk])[item.pk])
    by_then = [event for event in counts if event.happened_on <= day]
    return len(by_then) > 0 and standing(1, by_then).state in PART.states


drawn_event = st.tuples(
    st.sampled_from(KINDS), st.none() | st.integers(0, 5), st.sampled_from([None, True, False])
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(
    drawn=[(EventKind.IMPORTED, None, None)], days=[4, 1, 0, 0, 0, 0]
)  # imported first, registered next year
@example(drawn=[(EventKind.EXPORTED, None, True), (EventKind.IMPORTED, None, None)], days=[0, 1, 4, 0, 0, 0])
@example(
    drawn=[(EventKind.REGISTERED, 0, None)], days=[0, 5, 0, 0, 0, 0]
)  # the day of registration put right
@given(drawn=st.lists(drawn_event, max_size=5), days=st.permutations(range(6)))
def test_what_was_held_on_the_last_day_is_what_the_events_up_to_it_say(
    small: SmallState, drawn: list[Drawn], days: list[int]
) -> None:
    item = Item(pk=UUID(int=10_000 + Item.objects.count()), number=f"T{Item.objects.count()}", category="SA3")
    item.service, item.kind, item.entry = small.army, "small_arm", 1
    Item.objects.bulk_create([item])
    laid(item, drawn, days)
    found = [one.pk for rows in held(PART, Years(2023, 2023)) for one in rows.filter(pk=item.pk)]
    assert found == [item.pk] * was_held(item, date(2023, 12, 31))
