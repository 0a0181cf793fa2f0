"""Write values in the one form that is hashed. The form is frozen: version 1 stays readable for ever."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

FORMAT: Final = "tallystick-log-1"
"""The name of the form. A change of any rule below gets a new name, and the old one is checked by the old rules."""

Json = Any
"""Text, whole numbers, true, false, null, and lists and objects of these; no floats."""


def plain(value: object) -> Json:  # noqa: PLR0911  # one kind of value a line
    """Put a value in terms of JSON without floats: instants in UTC to the microsecond, decimals and dates as text.

    Raises:
        TypeError: the value is of a kind that has no form here.
    """
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    raise TypeError(f"{type(value).__name__} has no form in {FORMAT}: {value!r}")


def _decimal(value: Decimal) -> str:
    # 5, 5.0 and 5.00 are one number, however a database gives it back
    return format(value.normalize(), "f")


def canonical(value: object) -> str:
    """Write a value as JSON: keys in order, no spaces, characters as they are."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    """Give the hash of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
