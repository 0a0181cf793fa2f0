"""Plan what rows of another site's entry change here: nothing is read but through `Here`, and nothing is written.

a row that is new                     is put, unless another has its place or it never counts
a row made from what stands here      is written over it
a row made beside what stands here    is weighed against it, and laid before a person
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol
from uuid import UUID

from tallystick.errors import UsageError
from tallystick.phrase import says
from tallystick.register.exchange.clashes import is_renamed, uniques
from tallystick.register.exchange.models import ConflictKind
from tallystick.register.exchange.steps import (
    LeaveAside,
    Overwrite,
    Put,
    Rename,
    StandAnew,
    Step,
    Unwait,
    Wait,
    Why,
)
from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.models import Recorded
from tallystick.register.ledger.versions import Version, differs, open_versions

Values = tuple[Any, ...]
"""What a row has in unique columns."""
Rank = tuple[bool, bool, UUID]
_LETTERS: Final = "ghijklmnopqrstuv"
"""Sixteen letters for sixteen digits: a longer name keeps the digits, and so the check digit, of the first."""


class Here(Protocol):
    """What a plan asks of the record that it is made for."""

    def aside(self, kind: str) -> Collection[str]:
        """Name the rows of a kind that wait aside."""
        ...

    def same(self, rows: Sequence[Recorded], columns: tuple[str, ...]) -> Mapping[Values, Recorded]:
        """Find the rows that have the same in unique columns as any of these, by what they have there."""
        ...

    def is_unfit(self, row: Recorded, actor: str) -> bool:
        """Whether a decision never counts."""
        ...

    def rank(self, row: Recorded) -> Rank:
        """Order rows of which one alone can stand: the least stands."""
        ...

    def version(self, row: Recorded) -> str:
        """Name the version of a row: the hash of the entry that wrote it as it is."""
        ...

    def waiting(self, kind: ConflictKind, about_kind: str, about_id: str) -> tuple[str, ...] | None:
        """Name the versions of a row that wait for a person; None where it does not wait."""
        ...

    def left(self, kind: str, key: str) -> Collection[str]:
        """Name the versions of a row that people settled against."""
        ...

    def lines(self, kind: str, key: str, names: Iterable[str]) -> Mapping[str, Version]:
        """Follow versions of a row back to the first.

        Raises:
            LookupError: one was made from an entry that is not here.
        """
        ...

    def told(self, kind: str, key: str, version: str) -> tuple[int, Mapping[str, Json]]:
        """Give the number of an entry, and what it says of a row."""
        ...

    def read(self, row: Recorded, content: Mapping[str, Json]) -> Recorded:
        """Give a copy of a row with another content."""
        ...


def planned_new(rows: Sequence[Recorded], actor: str, here: Here) -> list[Step]:
    """Plan rows of one kind and one entry that are not in their table.

    Args:
        rows: as the entry says them.
        actor: who made the entry.
        here: the record.
    """
    if len(rows) == 0:
        return []
    model = type(rows[0])
    waiting = here.aside(model.row_kind())
    plan = _Room(here)
    left = [row for row in rows if str(row.pk) not in waiting]
    unfit = {row.pk: row for row in left if here.is_unfit(row, actor)}
    plan.steps += [LeaveAside(row, here.version(row), is_here=False, why=Why.UNFIT) for row in unfit.values()]
    left = [row for row in left if row.pk not in unfit]
    for columns in uniques(model):
        left = plan.with_room(left, columns)
    return [*plan.steps, *map(Put, left)]


@dataclass(slots=True)
class _Room:
    """Finds room for rows beside those that have the same in unique columns."""

    here: Here
    steps: list[Step] = field(default_factory=list)
    _out: set[UUID] = field(default_factory=set)
    """Rows of the table that an earlier step takes out."""

    def with_room(self, rows: list[Recorded], columns: tuple[str, ...]) -> list[Recorded]:
        """Plan for those that clash; give the rows that are put."""
        kept = []
        taken = self.here.same(rows, columns)
        for row in rows:
            values = values_of(row, columns)
            other = None if values is None else taken.get(values)
            if other is None or other.pk == row.pk or other.pk in self._out:
                kept.append(row)
            elif is_renamed(type(row), columns):
                self.steps.append(_renamed(row, other, columns[0], is_here=False))
                kept.append(row)
            elif self._stands(row, other):
                kept.append(row)
        return kept

    def _stands(self, row: Recorded, other: Recorded) -> bool:
        is_first = self.here.rank(row) < self.here.rank(other)
        loser = other if is_first else row
        self.steps.append(LeaveAside(loser, self.here.version(loser), is_here=is_first, why=Why.EXCLUDED))
        if is_first:
            self._out.add(other.pk)
        return is_first


def planned_edit(
    row: Recorded, was: str, content: Mapping[str, Json], number: int, version: str, here: Here
) -> list[Step]:
    """Plan a row of an entry that is in its table.

    Args:
        row: as it stands.
        was: the version that the entry's was made from.
        content: what the entry says.
        number: of the entry.
        version: the entry's hash.
        here: the record.

    Raises:
        UsageError: such rows are never changed, or what the entry's version was made from is not here.
    """
    kind, key = row.row_kind(), str(row.pk)
    if getattr(row, "APPEND_ONLY", False):
        raise UsageError(
            says("%(row)s is never changed, and the bundle changes it.", row=f"{kind} {key}"),
            says("Nothing was taken in."),
        )
    waits = here.waiting(ConflictKind.EDITED, kind, key)
    if was == here.version(row) and waits is None:
        return _overwritten(row, content, number, Why.FOLLOWS, here)
    return _weighed(row, (version, *(waits or ())), here)


def planned_settlement(said: Mapping[str, Json], row: Recorded | None, here: Here) -> list[Step]:
    """Plan what follows from a settlement of another site.

    Args:
        said: the content of the settlement.
        row: the row that it is about, as it stands; None where it is in no table.
        here: the record.

    Raises:
        UsageError: a version that it is about was made from what is not here.
    """
    about, kind, key = ConflictKind(said["about"]), said["about_kind"], said["about_id"]
    if about is ConflictKind.EDITED:
        return [] if row is None else _weighed(row, here.waiting(about, kind, key) or (), here)
    steps: list[Step] = [Unwait(about, kind, key, Why.SETTLED)]
    return [*steps, StandAnew(kind, key)] if about is ConflictKind.ASIDE else steps


def _weighed(row: Recorded, others: Iterable[str], here: Here) -> list[Step]:
    """Find which version stands, and lay the others before a person."""
    kind, key, present = row.row_kind(), str(row.pk), here.version(row)
    settled = here.left(kind, key)
    try:
        versions = here.lines(kind, key, [present, *others, *sorted(settled)])
    except LookupError as error:
        raise UsageError(
            says(
                "%(row)s was made from an entry that is not here: ask for a bundle of everything",
                row=f"{kind} {key}",
            )
        ) from error
    opened = open_versions(versions, settled)
    steps: list[Step] = []
    if opened[0].name != present:
        number, content = here.told(kind, key, opened[0].name)
        steps = _overwritten(row, content, number, Why.STANDS, here)
    if len(opened) == 1:
        return [*steps, Unwait(ConflictKind.EDITED, kind, key, Why.ONE_LEFT)]
    names = tuple(one.name for one in opened)
    return [*steps, Wait(ConflictKind.EDITED, kind, key, names, differs(opened, versions))]


def _overwritten(row: Recorded, content: Mapping[str, Json], number: int, why: Why, here: Here) -> list[Step]:
    renames: list[Rename] = []
    said = dict(content)
    then = here.read(row, content)
    for columns in uniques(type(row)):
        values = values_of(then, columns)
        other = None if values is None else here.same([then], columns).get(values)
        if other is None or other.pk == row.pk or not is_renamed(type(row), columns):
            continue
        step = _renamed(then, other, columns[0], is_here=True)
        renames.append(step)
        if step.row is then:
            said[step.column] = step.name
    # first the other's name gives way: the database refuses the same name twice, be it for a moment
    first = [step for step in renames if step.row is not then]
    own = [Rename(row, step.column, step.name, is_here=True) for step in renames if step.row is then]
    return [*first, Overwrite(row, said, number, why), *own]


def _renamed(row: Recorded, other: Recorded, column: str, *, is_here: bool) -> Rename:
    """Give the one of the greater id a longer name; the other is in its table."""
    if row.pk > other.pk:
        return Rename(row, column, longer(row, column), is_here=is_here)
    return Rename(other, column, longer(other, column), is_here=True)


def longer(row: Recorded, column: str) -> str:
    """Lengthen a name by letters made from the row's id: every site makes the same."""
    most: Any = type(row)._meta.get_field(column)
    letters = "".join(_LETTERS[int(digit, 16)] for digit in row.pk.hex[:8])
    return f"{getattr(row, column)[: most.max_length - len(letters) - 1]}-{letters}"


def values_of(row: Recorded, columns: tuple[str, ...]) -> Values | None:
    """Give what a row has in columns; None where one is empty: it clashes with nothing."""
    values = tuple(getattr(row, name) for name in columns)
    return None if None in values else values
