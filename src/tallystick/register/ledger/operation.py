"""The one way to change a recorded row: an operation, which appends one entry to the chain with all it wrote."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol, TypeVar

from django.db import connection, transaction
from django.utils import timezone

from tallystick.register.ledger.canonical import Json, canonical
from tallystick.register.ledger.models import GENESIS, Entry, Origin, Recorded
from tallystick.register.ledger.once import refuse_again, use_up

_LOCK: Final = 0x74616C6C79
"""The number of PostgreSQL's advisory lock: the bytes of "tally". One operation at a time appends to the chain."""
_BATCH: Final = 2_000
"""Rows written by one statement: SQLite takes 32,766 values at most."""


Row = TypeVar("Row", bound=Recorded)


class Actor(Protocol):
    """Who does something: a user of the register."""

    def get_username(self) -> str:
        """Give the name that stands in the chain."""
        ...


class EditedMeanwhileError(Exception):
    """Somebody else changed the row after it was opened for editing; nothing was written."""

    def __init__(self, row: Recorded, seen: int) -> None:
        """Keep which row it is, and which entry the editor had seen."""
        self.row = row
        self.seen = seen
        super().__init__(
            f"{row.row_kind()} {row.pk} was changed by entry {row.entry} after entry {seen} was opened"
        )


@dataclass(slots=True)
class Operation:
    """What is being done; rows given to `save` stand in its entry."""

    actor: str
    verb: str
    document: str
    note: str
    number: int
    place: int
    origin: Origin
    previous: str
    at: datetime
    rows: list[dict[str, Json]] = field(default_factory=list)
    _index: dict[tuple[str, str], dict[str, Json]] = field(default_factory=dict)

    def save(self, row: Row, *, seen: int | None = None) -> Row:
        """Write one row, new or changed.

        Args:
            row: the row.
            seen: the entry that the editor saw the row at; None takes the entry that the row was read at.

        Raises:
            EditedMeanwhileError: another operation changed the row since then.
        """
        is_new = row._state.adding
        if not is_new:
            self._refuse_stale(row, row.entry if seen is None else seen)
        told = self._index.get((row.row_kind(), str(row.pk)))
        if told is None:
            self._tell(row, "" if is_new else _hash_of(row.entry))
        else:
            # written before in this operation: the chain keeps how it leaves it
            told["is"] = row.content()
        row.entry = self.number
        if is_new:
            row.save(operation=self, force_insert=True)
        else:
            # derived columns may have been settled since the row was read
            row.save(operation=self, update_fields=[*row.content_columns(), "entry"])
        return row

    def save_all(self, rows: Iterable[Recorded]) -> None:
        """Write new rows of one kind at once: some hundred times as fast as one by one."""
        fresh = list(rows)
        if len(fresh) == 0:
            return
        for row in fresh:
            self._tell(row, "")
            row.entry = self.number
        type(fresh[0])._base_manager.bulk_create(fresh, batch_size=_BATCH)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Write some rows, all or none: where anything is raised inside, the operation goes on as if it never was."""
        before = [(told, told["is"]) for told in self.rows]
        try:
            with transaction.atomic():
                yield
        except Exception:
            for told, content in before:
                told["is"] = content
            self.rows[:] = [told for told, _ in before]
            self._index.clear()
            self._index.update({(told["row"], told["id"]): told for told in self.rows})
            raise

    def tell(self, kind: str, name: str, content: dict[str, Json]) -> None:
        """Put something in the entry that is no recorded row: a user's role, an export, a backup."""
        self.rows.append({"row": kind, "id": name, "was": "", "is": content})

    def _tell(self, row: Recorded, was: str) -> None:
        kind, key = row.row_kind(), str(row.pk)
        told = {"row": kind, "id": key, "was": was, "is": row.content()}
        self.rows.append(told)
        self._index[kind, key] = told

    @staticmethod
    def _refuse_stale(row: Recorded, seen: int) -> None:
        stands = type(row)._base_manager.values_list("entry", flat=True).get(pk=row.pk)
        if stands != seen:
            row.entry = stands
            raise EditedMeanwhileError(row, seen)

    def entry(self) -> Entry:
        """Give the entry, sealed."""
        made = Entry(
            number=self.number,
            origin=self.origin,
            place=self.place,
            entered_at=self.at,
            actor=self.actor,
            verb=self.verb,
            document=self.document,
            note=self.note,
            rows=canonical(self.rows),
            previous=self.previous,
        )
        made.sha256 = made.sealed()
        return made


@contextmanager
def operation(actor: Actor | str, verb: str, *, document: str = "", note: str = "") -> Iterator[Operation]:
    """Do something and append one entry to the chain, both or neither.

    Args:
        actor: who does it: a user, or the name of a command.
        verb: what is done, in a word or two: `register item`. It is kept, so it is English in every language.
        document: on what document it rests.
        note: what the person says about it.

    Yields:
        the operation; `save` and `save_all` write rows. Nothing written is an operation that leaves no entry.

    Raises:
        SentBeforeError, SentOtherwiseError: the page that asks it was sent before, and was done (`once`).
    """
    name = actor if isinstance(actor, str) else actor.get_username()
    with transaction.atomic():
        lock()
        last = Entry.objects.select_related("origin").defer("rows").order_by("-number").first()
        own, place, previous = _head(last)
        number = 1 if last is None else last.number + 1
        done = Operation(name, verb, document, note, number, place + 1, own, previous, timezone.now())
        refuse_again()
        yield done
        if len(done.rows) > 0:
            use_up()
            if last is not None and done.at < last.entered_at:
                done.tell("ledger.clock", "behind", {"stood_at": done.at})
            done.entry().save(force_insert=True)


def lock(number: int = _LOCK) -> None:
    """Hold a chain until the transaction ends; SQLite holds the database from the transaction's beginning.

    Args:
        number: of PostgreSQL's advisory lock; that of the entries if not given.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def own_origin() -> Origin:
    """Give this register's own origin, made when the register was.

    Raises:
        Origin.DoesNotExist: the database was never set up by `tallystick register init`.
    """
    return Origin.objects.get(is_own=True)


def _head(last: Entry | None) -> tuple[Origin, int, str]:
    """Give this register's origin, and place and hash of the last entry of its own chain."""
    # mostly the last entry of all is its own, and one question answers everything
    if last is not None and last.origin.is_own:
        return last.origin, last.place, last.sha256
    own = own_origin()
    head = Entry.objects.filter(origin=own).order_by("-place").values_list("place", "sha256").first()
    return (own, 0, GENESIS) if head is None else (own, *head)


def _hash_of(number: int) -> str:
    return Entry.objects.values_list("sha256", flat=True).get(number=number)


def is_clock_behind(now: datetime) -> bool:
    """Whether the computer's clock stands before the last entry: it was set back, or its battery is empty."""
    last = Entry.objects.order_by("-number").values_list("entered_at", flat=True).first()
    return last is not None and now < last
