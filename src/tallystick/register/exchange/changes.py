"""What a line that says something new changes: edits of the item, new marks, or events. Nothing is guessed."""

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.exchange.fields import DESCRIBING, FIELDS, HAPPENING, STATES
from tallystick.register.exchange.foreseen import details_of, faults_of_change
from tallystick.register.exchange.models import ImportedRow
from tallystick.register.exchange.reading import Line, mark_of, mark_text
from tallystick.register.files.models import Document
from tallystick.register.items.models import EventKind, Item, Mark, State
from tallystick.register.items.record import Happened, add_mark, describe, happen
from tallystick.register.ledger.canonical import Json, plain
from tallystick.register.ledger.operation import Operation

_FIXED: Final = ("quantity", "happened_on", "reference")
"""Fields of the registration itself, which only a correction changes."""
_AWAY: Final = frozenset({State.ISSUED, State.ENTRUSTED, State.SEIZED})


def changes_of(row: ImportedRow, line: Line) -> tuple[list[str], list[str]]:
    """Compare what a line says with what it said.

    Returns:
        sentences of what is new, and of what stands against it.
    """
    changes, faults = [], []
    names = [name for name in FIELDS if row.said.get(name, "") != line.said.get(name, "")]
    for name in names:
        about = {"field": FIELDS[name].title, "was": row.said.get(name, ""), "now": line.said.get(name, "")}
        changes.append(_("%(field)s: “%(was)s” is now “%(now)s”") % about)
        if name in _FIXED:
            faults.append(
                _("%(field)s belongs to the registration. Correct it on the page of the item.") % about
            )
        elif name in DESCRIBING and not _follows(row, line, name):
            about["here"] = str(getattr(row.item, name) or "")
            faults.append(
                _("%(field)s was changed to “%(here)s” in the register meanwhile. Decide there.") % about
            )
    happens = len({*names} & {*HAPPENING}) > 0
    if happens and len(faults) == 0:
        faults.extend(_against_event(row, line, names))
    if len(faults) == 0:
        event = _event(row.item, line) if happens else None
        faults.extend(faults_of_change(row.item, line, event, today=timezone.localdate()))
    return changes, faults


def held_of(item: Item) -> dict[str, Json]:
    """Give what the register holds in the columns that a line can fill."""
    columns = {name: Item._meta.get_field(name) for name in DESCRIBING}
    return {name: plain(getattr(item, column.attname)) for name, column in columns.items()}  # type: ignore[union-attr]  # columns


def _follows(row: ImportedRow, line: Line, name: str) -> bool:
    """Whether the register still holds what the ledger gave it, or already holds what the line says now."""
    there, now = held_of(row.item)[name], line.values.get(name)
    return there in (row.held.get(name), plain(getattr(now, "pk", now)))


def _against_event(row: ImportedRow, line: Line, names: list[str]) -> list[str]:
    stands = State(row.item.state)
    if stands not in {State.IN_STORE, State.REGISTERED, *_AWAY}:
        return [
            _("The item stands as “%(state)s”. Enter by hand what happened.")
            % {"state": row.item.get_state_display()}
        ]
    if {*names} & {*HAPPENING} <= {"since", "circumstances", "place", "offence"}:
        return [_("The day or the circumstances alone are new. Correct the event on the page of the item.")]
    if "since" not in line.values or "since" not in names:
        return [_("It says no new day for “%(field)s”.") % {"field": FIELDS["since"].title}]
    return [] if _event(row.item, line) is not None else [_("No event leads from here to what it says.")]


def _event(item: Item, line: Line) -> Happened | None:
    """Find the event that leads from where an item stands to what a line says; None where there is none."""
    state = line.values.get("state", State.IN_STORE if "store" in line.values else State.REGISTERED)
    on, store, kind = line.values["since"], line.values.get("store"), STATES[state]
    if kind is not None:
        brought = store if kind == EventKind.SEIZED else None
        return Happened(
            kind, on, store=brought, holder=line.values.get("holder", ""), details=details_of(line)
        )
    if state != State.IN_STORE or store is None:
        return None
    return Happened(EventKind.RETURNED if State(item.state) in _AWAY else EventKind.MOVED, on, store=store)


def change(done: Operation, row: ImportedRow, line: Line, document: Document) -> None:
    """Let one line change its item.

    Raises:
        ValidationError: what it says cannot have happened.
    """
    names = [name for name in FIELDS if row.said.get(name, "") != line.said.get(name, "")]
    item = row.item
    if len({*names} & {*DESCRIBING}) > 0:
        for name in DESCRIBING:
            if name in names:
                empty = Item._meta.get_field(name).get_default()  # type: ignore[union-attr]  # a column
                setattr(item, name, line.values.get(name, empty))
        describe(done, item)
    for name in names:
        if FIELDS[name].mark is not None:
            _remark(done, item, name, row.said.get(name, ""), line)
    if len({*names} & {*HAPPENING}) > 0:
        event = _event(item, line)
        if event is not None:
            happen(done, item, _on_document(event, document, line))
    row.said, row.sha256, row.held, row.document = line.said, line.sha256, held_of(item), document
    done.save(row)


def _on_document(event: Happened, document: Document, line: Line) -> Happened:
    return Happened(
        event.kind,
        event.on,
        store=event.store,
        holder=event.holder,
        details=event.details,
        document=document,
        reference=line.values.get("reference", ""),
    )


def _remark(done: Operation, item: Item, name: str, was: str, line: Line) -> None:
    # the word itself stands as a mark where an earlier version took it in as one
    texts = {was, mark_text(was) or was}
    old = Mark.objects.filter(item=item, kind=FIELDS[name].mark, text__in=texts, is_withdrawn=False).first()
    if old is not None:
        old.is_withdrawn = True
        done.save(old)
    if name in line.values:
        add_mark(done, item, mark_of(name, line.values[name]))
