"""Ask whether goods may leave the country.

Items know of no licence. Whoever keeps licences says, by `decided_by`, what they allow.
"""

from collections.abc import Sequence
from typing import Final, Protocol

from django.core.exceptions import ImproperlyConfigured

from tallystick.register.access.models import User
from tallystick.register.items.checking import Happened
from tallystick.register.items.models import Event, EventKind, Item
from tallystick.register.items.record import happen_all
from tallystick.register.ledger.operation import Operation


class LeaveRefusedError(Exception):
    """Goods may not cross the border; the message is a sentence for people."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)

    @property
    def is_kept(self) -> bool:
        """Whether `keep_refused` keeps the attempt: a page then must not say that nothing was saved."""
        return False

    @property
    def told(self) -> str:
        """What a person is told: the sentence, and what became of the attempt."""
        return self.sentence


class Decides(Protocol):
    """What the app that keeps licences offers."""

    def leave(self, done: Operation, items: Sequence[Item], happened: Happened) -> list[Event]:
        """Enter an export of items under the licence it names.

        Raises:
            LeaveRefusedError: the licence does not allow it.
            ValidationError: as `happen_all`.
        """
        ...

    def arrive(
        self, done: Operation, items: Sequence[Item], happened: Happened, *, first_step: int = 0
    ) -> list[Event]:
        """Enter an import of items, under the licence it names where it names one.

        Raises:
            LeaveRefusedError: the licence does not allow it.
            ValidationError: as `happen_all`.
        """
        ...

    def check_arrival(self, actor: User, items: Sequence[Item], happened: Happened) -> None:
        """Refuse an import that the licence it names would not allow, before anything is written.

        Raises:
            LeaveRefusedError: as `arrive`.
        """
        ...

    def keep_refused(
        self, actor: User, error: LeaveRefusedError, items: Sequence[Item], happened: Happened
    ) -> None:
        """Keep the attempt at an export or import that was refused, in an operation of its own."""
        ...


_deciding: Final[list[Decides]] = []


def decided_by(decides: Decides) -> None:
    """Let a module be asked from now on; an app calls this when it is ready."""
    _deciding[:] = [decides]


def _decides() -> Decides:
    if len(_deciding) == 0:
        raise ImproperlyConfigured(
            "no app decides whether goods may leave, so none may: install the app of licences"
        )
    return _deciding[0]


def let_happen(done: Operation, rows: Sequence[tuple[Item, Happened]], *, first_step: int = 0) -> list[Event]:
    """Let one kind of thing happen to items; an export or import happens under the licence it names.

    Raises:
        LeaveRefusedError: of what its licence does not allow. Keep the attempt with `keep_refused`.
        ValidationError: as `happen_all`.
    """
    if len(rows) == 0:
        return []
    happened, items = rows[0][1], [item for item, _happened in rows]
    if happened.kind == EventKind.EXPORTED:
        return _decides().leave(done, items, happened)
    if happened.kind == EventKind.IMPORTED:
        return _decides().arrive(done, items, happened, first_step=first_step)
    return happen_all(done, rows, first_step=first_step)


def check_arrival(actor: User, items: Sequence[Item], happened: Happened) -> None:
    """Refuse an import that the licence it names would not allow, before anything is written.

    Raises:
        LeaveRefusedError: of what its licence does not allow.
    """
    _decides().check_arrival(actor, items, happened)


def keep_refused(actor: User, error: LeaveRefusedError, items: Sequence[Item], happened: Happened) -> None:
    """Keep the attempt at an export or import that was refused, in an operation of its own."""
    _decides().keep_refused(actor, error, items, happened)
