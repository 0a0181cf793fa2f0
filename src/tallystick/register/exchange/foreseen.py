"""Say before anything is written what taking in a line would refuse: the same rules, of rows that nobody keeps."""

from collections.abc import Iterator
from copy import copy
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.exchange.fields import DESCRIBING, STATES
from tallystick.register.exchange.reading import Line, item_of
from tallystick.register.files.models import Document
from tallystick.register.items.checking import Happened, check_fit, faults_in
from tallystick.register.items.history import Told, told
from tallystick.register.items.models import COUNTED, Event, EventKind, Item, ItemKind, State
from tallystick.register.items.record import check


def registration(line: Line, document: Document | None = None) -> Happened:
    """Give the registration that a line tells of."""
    is_seized = line.values.get("state") == State.SEIZED  # its store is where it was brought by the seizure
    return Happened(
        EventKind.REGISTERED,
        line.values["happened_on"],
        store=None if is_seized else line.values.get("store"),
        document=document,
        reference=line.values.get("reference", ""),
    )


def afterwards(line: Line, document: Document | None = None) -> Iterator[Happened]:
    """Give what happened after the registration, by what a line says."""
    kind = STATES[line.values.get("state", State.REGISTERED)]
    if kind is not None:
        yield Happened(
            kind,
            line.values["since"],
            store=line.values.get("store") if kind == EventKind.SEIZED else None,
            holder=line.values.get("holder", ""),
            details=details_of(line),
            document=document,
        )


def details_of(line: Line) -> dict[str, str]:
    """Give what a line says of its event beyond the columns that every event has."""
    return {name: line.values[name] for name in ("circumstances", "place", "offence") if name in line.values}


def faults_of_new(line: Line, *, today: date) -> list[str]:
    """Say why a line cannot become an item."""
    item, _marks = item_of(line)
    history: list[Told] = []
    for step, happened in enumerate([registration(line), *afterwards(line)]):
        faults = list(faults_in(item, happened, today=today).values())
        if len(faults) > 0:
            return faults
        event = told(_event(item, happened, step))
        try:
            check_fit(item, history, event)
        except ValidationError as error:
            return list(error.messages)
        # what waits for a second person does not count yet, and nothing follows it in one line
        history.append(event)
    return []


def _event(item: Item, happened: Happened, step: int) -> Event:
    return Event(
        item=item,
        kind=happened.kind,
        happened_on=happened.on,
        entered_at=timezone.now(),
        step=step,
        store=happened.store,
        quantity=happened.quantity,
    )


def faults_of_change(item: Item, line: Line, event: Happened | None, *, today: date) -> list[str]:
    """Say why a line cannot change its item: by a description that it must not have, or an event that cannot be."""
    if (ItemKind(item.kind) in COUNTED) != (ItemKind(line.values["kind"]) in COUNTED):
        return [_("Each weapon is registered by itself: only parts and ammunition are counted.")]
    if event is None:
        return []
    described = copy(item)
    for name in DESCRIBING:
        if name in line.values:
            setattr(described, name, line.values[name])
    try:
        check(described, event, today=today)
    except ValidationError as error:
        return list(error.messages)
    return []
