"""Which events count, as SQL over many items: the rule of `history.counting`, for figures that no item is read for."""

from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from tallystick.register.items.happenings import HAPPENINGS
from tallystick.register.items.models import Decision, Event, EventKind

SECOND: Final = tuple(kind.value for kind, happening in HAPPENINGS.items() if happening.second_person)
"""Kinds that count only once a second person has accepted them."""
_NOTHING: Final = UUID(int=0)
_ALWAYS: Final = 2**63 - 1
"""Above every entry: the most that the column takes."""

# Only corrections are walked, and they are few: the list is made once, not for every event. "Above nothing" finds them
# by their index, where SQLite reads the whole table for "is not null". `UNION` ends even a chain that bites its tail.
_PASSED: Final = """
WITH RECURSIVE chain(pk, link) AS (
    SELECT id, corrects_id FROM {event} WHERE corrects_id > %(nothing)s AND entry <= %(as_of)s
    UNION
    SELECT chain.pk, before.corrects_id FROM chain JOIN {event} before ON before.id = chain.link
    WHERE before.corrects_id IS NOT NULL AND before.entry <= %(as_of)s
),
asking(pk) AS (
    SELECT chain.pk FROM chain JOIN {event} before ON before.id = chain.link
    WHERE before.kind IN ({second}) AND before.entry <= %(as_of)s
),
agreed(pk, corrected, entered_at, step) AS (
    SELECT event.id, event.corrects_id, event.entered_at, event.step
    FROM {event} event LEFT JOIN {decision} decision ON decision.event_id = event.id AND decision.entry <= %(as_of)s
    WHERE event.corrects_id > %(nothing)s AND event.entry <= %(as_of)s AND (
        decision.is_accepted OR (event.kind NOT IN ({second}) AND event.id NOT IN (SELECT pk FROM asking))
    )
)
SELECT link FROM chain WHERE pk IN (SELECT pk FROM agreed)
UNION
SELECT pk FROM chain WHERE pk NOT IN (SELECT pk FROM agreed)
UNION
SELECT one.pk FROM agreed one JOIN agreed other ON one.corrected = other.corrected
WHERE (one.entered_at, one.step, one.pk) < (other.entered_at, other.step, other.pk)
"""


def counted(
    events: QuerySet[Event], *, as_of: int | None = None, kinds: tuple[EventKind, ...] | None = None
) -> QuerySet[Event]:
    """Keep the events that count: agreed where they or what they correct ask for it, and not corrected in their turn.

    Args:
        events: of any items.
        as_of: only what the chain knew up to this entry; None for all it knows.
        kinds: the only kinds among the events, where they are known: the query is the shorter.
    """
    if as_of is not None:
        events = events.filter(entry__lte=as_of)
    if kinds is None:
        events = events.exclude(kind=EventKind.WITHDRAWN)
    return events.filter(_agreed(as_of, kinds)).exclude(pk__in=_passed(as_of))


def _agreed(as_of: int | None, kinds: tuple[EventKind, ...] | None) -> Q:
    # by the event's own kind; corrections that need a second person for what they correct are among the passed
    accepted = Q(decision__is_accepted=True)
    if as_of is not None:
        accepted &= Q(decision__entry__lte=as_of)
    if kinds is not None and set(kinds) <= set(SECOND):
        return accepted
    if kinds is not None and set(kinds).isdisjoint(SECOND):
        return Q()
    return ~Q(kind__in=SECOND) | accepted


def _passed(as_of: int | None) -> RawSQL:
    """Name what a counting correction replaces, corrections that do not count, and those that a later one outdoes."""
    quoted = ", ".join(f"'{kind}'" for kind in SECOND)
    sql = _PASSED.format(event=Event._meta.db_table, decision=Decision._meta.db_table, second=quoted)
    given = {
        "nothing": Event._meta.pk.get_db_prep_value(_NOTHING, connection),
        "as_of": _ALWAYS if as_of is None else as_of,
    }
    return RawSQL(*_by_place(sql, given))  # noqa: S611  # names of tables and kinds, nothing a person typed


def _by_place(sql: str, given: dict[str, object]) -> tuple[str, list[object]]:
    # within a query that Django puts together, parameters go by their place
    parts = sql.replace("%(", ")s").split(")s")
    return "%s".join(parts[::2]), [given[name] for name in parts[1::2]]
