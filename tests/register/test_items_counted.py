"""What counts is one rule: SQL over many items and the events of one item, read one by one, name the same events."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tallystick.register.items.counted import counted
from tallystick.register.items.history import counting, histories
from tallystick.register.items.models import Decision, Event, EventKind, Item
from tests.conftest import EXAMPLES
from tests.register.conftest import SmallState

START = datetime(2025, 1, 1, tzinfo=UTC)
KINDS = (EventKind.MOVED, EventKind.ISSUED, EventKind.EXPORTED, EventKind.LOST, EventKind.WITHDRAWN)
Drawn = tuple[EventKind, int | None, bool | None, int]
"""Its kind, which of the events before it corrects, what was decided, and in which second it was entered.

The decision came so many entries later.
"""


def laid(item: Item, drawn: list[Drawn]) -> None:
    """Lay events into an item's history as they may have come from any site, in the entries 1001, 1002 and so on."""
    made: list[Event] = []
    decided = []
    for number, (kind, before, is_accepted, second) in enumerate(drawn, 1):
        corrects = None if before is None or len(made) == 0 else made[before % len(made)]
        event = Event(
            pk=uuid5(item.pk, f"{second}-{number}"), item=item, kind=kind, happened_on=date(2025, 1, 1),
            entered_at=START + timedelta(seconds=second), entered_by="clerk", corrects=corrects, entry=1000 + number,
        )  # fmt: skip
        made.append(event)
        if is_accepted is not None:
            decided.append(
                Decision(
                    event=event, is_accepted=is_accepted, decided_by="approver", decided_at=START,
                    entry=1000 + number + second,
                )
            )  # fmt: skip
    Event.objects.bulk_create(made)
    Decision.objects.bulk_create(decided)


def fresh(small: SmallState, number: int) -> Item:
    """Give an item without a history, so that each try has its own."""
    row = Item(pk=UUID(int=10_000 + number), number=f"T{number}", service=small.army, kind="small_arm")
    Item.objects.bulk_create([row])
    return row


event = st.tuples(
    st.sampled_from(KINDS),
    st.none() | st.integers(0, 7),
    st.sampled_from([None, True, False]),
    st.integers(0, 3),
)


@settings(
    max_examples=EXAMPLES // 2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(drawn=[(EventKind.EXPORTED, None, True, 0), (EventKind.MOVED, 0, True, 3)], upto=2)  # accepted later
@given(drawn=st.lists(event, min_size=1, max_size=8), upto=st.integers(0, 8))
def test_sql_and_the_history_of_an_item_name_the_same_events(
    small: SmallState, drawn: list[Drawn], upto: int
) -> None:
    item = fresh(small, Item.objects.count())
    laid(item, drawn)
    history = histories([item.pk])[item.pk]
    said = {one.pk for one in counting(history)}
    assert set(counted(item.events.all()).values_list("pk", flat=True)) == said
    assert set(counted(item.events.all(), as_of=2000).values_list("pk", flat=True)) == said
    early = set(Event.objects.filter(item=item, entry__lte=1000 + upto).values_list("pk", flat=True))
    late = set(
        Decision.objects.filter(event__in=early, entry__gt=1000 + upto).values_list("event", flat=True)
    )
    known = [one._replace(is_accepted=None) if one.pk in late else one for one in history if one.pk in early]
    then = {one.pk for one in counting(known)}
    assert set(counted(item.events.all(), as_of=1000 + upto).values_list("pk", flat=True)) == then


@pytest.mark.parametrize("kind", [EventKind.EXPORTED, EventKind.MOVED])
def test_a_query_of_one_kind_counts_as_a_query_of_all(small: SmallState, kind: EventKind) -> None:
    item = fresh(small, 0)
    laid(
        item,
        [(kind, None, True, 0), (kind, 0, None, 1), (kind, 1, True, 2), (EventKind.WITHDRAWN, 2, None, 3)],
    )
    one_kind = counted(item.events.filter(kind=kind), kinds=(kind,))
    assert set(one_kind) == set(counted(item.events.all()))
