"""Strict reading: every field of a row is used, ignored by name, or reported."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tallystick.errors import ValueRefusedError
from tallystick.model.claim import NONE, Issue
from tallystick.sources.document import Row
from tallystick.sources.words import BLANK

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Record:
    """A row whose fields are taken out one by one, by folded column name."""

    __slots__ = ("_left", "_said", "row")

    def __init__(self, row: Row, keys: tuple[str, ...], given: Mapping[str, str] = _NOTHING) -> None:
        """Wrap a row; `given` fills columns that are absent or blank.

        `keys` are the folded column names in the order of the row's fields.
        """
        self.row = row
        self._left = {key: value.strip() for key, value in zip(keys, row.fields.values(), strict=True)}
        for key, value in given.items():
            if self._left.get(key, "") == "":
                self._left[key] = value
        self._said = dict(self._left)

    def pop(self, name: str) -> str:
        """Take a field that must say something.

        Raises:
            ValueRefusedError: if it is absent or blank.
        """
        value = self._left.pop(name, "")
        if value == "":
            raise ValueRefusedError(BLANK)
        return value

    def pop_optional(self, name: str) -> str:
        """Take a field that may say nothing; `-` where it is absent or blank."""
        value = self._left.pop(name, "")
        return NONE if value == "" else value

    def written(self, name: str) -> str:
        """Look at a field, taken already or not; empty where it is absent or blank."""
        return self._said.get(name, "")

    def ignore(self, *names: str) -> None:
        """Leave fields unused, on purpose and by name; they stay among the raw fields."""
        for name in names:
            self._left.pop(name, None)

    def audit(self) -> list[Issue]:
        """Report each field that says something and was neither used nor ignored."""
        return [
            Issue(
                rule="unused_field",
                field=name,
                value=value,
                message=f"Nothing uses the column {name!r}; it is kept among the raw fields of each line.",
                locator=self.row.locator,
                original=self.row.fields,
            )
            for name, value in self._left.items()
            if value != ""
        ]
