"""Dated tables of times: of the register's own file where it has one, else of the bundled one."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from tallystick.errors import UnreadableError
from tallystick.register.folder import own_folder


class Times(Protocol):
    """One table: what holds from a day on."""

    @property
    def valid_from(self) -> date:
        """The first day on which it holds."""
        ...


Table = TypeVar("Table", bound=Times)
Reader = Callable[[dict[str, Any], Path], Table]
"""Makes a table of what a file says of it; the file is named where that is wrong."""


@dataclass(frozen=True, slots=True)
class DatedTables(Generic[Table]):
    """The tables of one file."""

    bundled: Path
    own: str
    """The name of the file of a register's folder that stands in place of the bundled one."""
    read: Reader[Table]
    first: str
    """Before what the first of them has to begin."""

    def on(self, day: date, where: Callable[[Table], bool] = lambda _table: True) -> Sequence[Table]:
        """Give the tables that hold on a day, the one that began last at the end.

        Args:
            day: the day.
            where: which of them are asked for.

        Raises:
            UnreadableError: the file is damaged, or holds none for that day.
        """
        own = own_folder().path / self.own
        file = own if own.is_file() else self.bundled
        # read anew when the file changes, and not on every page
        about = file.stat()
        known: tuple[Table, ...] = _kept(self, file, about.st_mtime_ns, about.st_size)
        held = [table for table in known if table.valid_from <= day and where(table)]
        if len(held) == 0:
            remedy = f"Let the first table begin before the first {self.first}."
            raise UnreadableError(file, f"no times hold on {day}", remedy=remedy)
        return held

    def tables_in(self, file: Path) -> tuple[Table, ...]:
        """Read the tables of a file, in the order in which they begin.

        Raises:
            UnreadableError: it is no such file, or something in it is wrong.
        """
        try:
            found = [self.read(one, file) for one in tomllib.loads(file.read_text("utf-8"))["clock"]]
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
            raise UnreadableError(
                file, f"it is no table of times: {error}", remedy=f"Compare it with {self.bundled.name}."
            ) from error
        return tuple(sorted(found, key=lambda table: table.valid_from))


@cache
def _kept(tables: DatedTables[Any], file: Path, _changed_at: int, _size: int) -> tuple[Any, ...]:
    return tables.tables_in(file)
