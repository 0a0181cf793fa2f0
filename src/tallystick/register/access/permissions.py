"""Read `permissions.csv`: what each role may do on each page, and how far it reaches."""

import csv
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from tallystick.errors import UnreadableError
from tallystick.register.access.models import Role

TABLE: Final = Path(__file__).with_name("permissions.csv")


class Reach(StrEnum):
    """How far a permission reaches."""

    ANY = "any"
    OWN = "own"
    """Records of the person's own services and sites."""
    NONE = "-"


Cell = tuple[str, str]
"""A page and an action on it."""


@cache
def permissions() -> dict[Cell, dict[Role, Reach]]:
    """Read the table.

    Returns:
        for each page and action, the reach of each role, in the order of the file.

    Raises:
        UnreadableError: a column is no role, a cell no reach, or a line stands twice.
    """
    found: dict[Cell, dict[Role, Reach]] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            cell = (row.pop("page"), row.pop("action"))
            if cell in found:
                raise UnreadableError(TABLE, f"{cell[0]} {cell[1]} stands twice", line=number)
            try:
                found[cell] = {Role(name): Reach(value) for name, value in row.items()}
            except ValueError as error:
                raise UnreadableError(TABLE, str(error), line=number) from error
            missing = [role for role in Role if role not in found[cell]]
            if len(missing) > 0:
                raise UnreadableError(TABLE, f"no column for {missing[0]}", line=number)
    return found


def reach(role: str, page: str, action: str) -> Reach:
    """Say how far a role reaches on a page.

    Raises:
        KeyError: the table has no such page and action; a view names only what stands there.
    """
    return permissions()[page, action][Role(role)]


def roles_of(page: str, action: str) -> list[Role]:
    """Name the roles that may do something on a page, in the order of the table."""
    return [role for role, cell in permissions()[page, action].items() if cell is not Reach.NONE]


def permission_rows() -> list[tuple[str, ...]]:
    """Give the table for the reference page: a heading, then page, action and the reach of each role."""
    heading = ("page", "action", *(role.value for role in Role))
    return [heading] + [
        (*cell, *(cells[role].value for role in Role)) for cell, cells in permissions().items()
    ]
