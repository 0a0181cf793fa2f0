"""Decisions of which one alone can stand, and corrections in a circle, which no bundle may bring into a record."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db import connection

from tallystick.errors import UsageError
from tallystick.phrase import says
from tallystick.register.exchange.clashes import DECISION, is_unfit, rank
from tallystick.register.exchange.models import Conflict, ConflictKind, Settlement
from tallystick.register.exchange.rows import insert_raw, value_of
from tallystick.register.items.models import Decision, Event
from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.guards import lift_guards, put_guards
from tallystick.register.ledger.models import Entry, Recorded
from tallystick.register.ledger.versions import told


def refuse_circles(model: type[Recorded], made: Sequence[Recorded]) -> None:
    """Refuse events that correct what is not here, or each other.

    Raises:
        UsageError: there is one.
    """
    if model is not Event:
        return
    corrects: dict[UUID, UUID | None] = {row.pk: row.corrects_id for row in made if isinstance(row, Event)}
    outside = {pk for pk in corrects.values() if pk is not None} - set(corrects)
    missing = outside - set(Event.objects.in_bulk(outside))
    for first, corrected in corrects.items():
        seen, at = set[UUID](), corrected
        while at is not None and at in corrects and at not in seen:
            seen.add(at)
            at = corrects[at]
        if at in seen or at in missing:
            raise UsageError(
                says(
                    "%(row)s corrects an event that is not here, or in the end itself.",
                    row=f"items.event {first}",
                ),
                says("Nothing was taken in."),
            )


def take_out(row: Recorded) -> None:
    """Take a row out of its table; it stays in the chain. Where the table has a guard, it is away for this alone."""
    rows = type(row)._base_manager.filter(pk=row.pk)
    if not getattr(row, "APPEND_ONLY", False):
        rows._raw_delete(using=connection.alias)
        return
    lift_guards()
    rows._raw_delete(using=connection.alias)
    put_guards()


def rival_of(conflict: Conflict) -> Decision | None:
    """Give the decision that stands in the place of one that waits; None where either is none, or it never counts."""
    if conflict.kind != ConflictKind.ASIDE or conflict.about_kind != DECISION:
        return None
    entry, row = told(DECISION, conflict.about_id, conflict.versions[0])
    if is_unfit(Decision, row["is"], entry.actor):
        return None
    return Decision.objects.filter(event=row["is"]["event_id"]).first()


def stand_anew(model: type[Recorded], settled: UUID) -> set[UUID]:
    """Let the decision stand that counts after a settlement.

    Args:
        model: the kind of row; only decisions can change places.
        settled: the decision that was settled against.

    Returns:
        the ids of the decisions that changed places.
    """
    if model is not Decision:
        return set()
    aside = list(_aside())
    known = [*Decision.objects.filter(pk=settled), *aside]
    event = next((one.event_id for one in known if one.pk == settled), None)
    stands = Decision.objects.filter(event=event).first()
    if stands is None:
        return set()
    best = min(
        [stands, *(one for one in aside if one.event_id == event)],
        key=lambda one: rank(Decision, one.pk, one.content()),
    )
    if best.pk == stands.pk:
        return set()
    take_out(stands)
    insert_raw(Decision, [best])
    Conflict.objects.filter(kind=ConflictKind.ASIDE, about_kind=DECISION, about_id=str(best.pk)).delete()
    return {best.pk, stands.pk}


def _aside() -> Iterator[Decision]:
    """Give the decisions that wait or were settled against, as the chain tells them."""
    about = {"about_kind": DECISION}
    waiting = Conflict.objects.filter(kind=ConflictKind.ASIDE, **about).values_list("about_id", "versions")
    settled = Settlement.objects.filter(about=ConflictKind.ASIDE, **about)
    for key, name in {*_named(waiting), *_named(settled.values_list("about_id", "left_versions"))}:
        entry, row = told(DECISION, key, name)
        if not is_unfit(Decision, row["is"], entry.actor):
            yield _decision(key, row["is"], entry)


def _named(rows: Iterable[tuple[str, list[str]]]) -> Iterator[tuple[str, str]]:
    return ((key, names[0]) for key, names in rows if len(names) > 0)


def _decision(key: str, content: dict[str, Json], entry: Entry) -> Decision:
    columns = {name: value_of(Decision, name, said) for name, said in content.items()}
    return Decision(id=UUID(key), entry=entry.number, **columns)
