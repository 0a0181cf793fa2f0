"""What stands in the database below one test after another, since hundreds of tests begin with the same."""

from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from copy import deepcopy
from typing import Any

from django.db import connection, transaction


class Ground:
    """Parts that are made once, each in a transaction that those of the tests are nested in.

    A part is made with what was made before it, and is undone before the first test that does without it.
    """

    def __init__(self, parts: Mapping[str, Callable[..., Any]]) -> None:
        self._parts = parts
        self._made: dict[str, Any] = {}
        self._opened: list[ExitStack] = []
        """Of the parts that outlast their test, lowest first."""
        self._blocker: Any = None

    def lay(self, fixtures: Collection[str], blocker: Any) -> None:
        """Make the parts that a test names among its fixtures and that do not stand yet."""
        self._blocker = blocker
        with blocker.unblock():
            # a test that is marked to have the database is in its own transaction already: all ends with it
            is_below = len(connection.atomic_blocks) == len(self._opened)
            for name in self._wanted(fixtures)[len(self._made) :]:
                if is_below:
                    self._opened.append(_undone_at_last())
                self._made[name] = self._parts[name](*self._made.values())

    def part(self, name: str) -> Any:
        """Give a part as it was made, whatever a test before did to what it was given."""
        return deepcopy(self._made[name])

    def keep(self, fixtures: Collection[str]) -> None:
        """Undo the parts that the next test does not name among its fixtures."""
        kept = self._wanted(fixtures)[: len(self._opened)]
        self._made = {name: self._made[name] for name in kept}
        if len(self._opened) > len(kept):
            with self._blocker.unblock():
                while len(self._opened) > len(kept):
                    self._opened.pop().close()

    def _wanted(self, fixtures: Collection[str]) -> list[str]:
        named = [name in fixtures for name in self._parts]
        return list(self._parts)[: [*named, False].index(False)]


def _undone_at_last() -> ExitStack:
    opened = ExitStack()
    opened.enter_context(transaction.atomic())
    opened.callback(transaction.set_rollback, rollback=True)
    return opened
