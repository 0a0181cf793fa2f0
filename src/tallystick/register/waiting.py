"""What an app says that waits for a person; each that has any offers `waiting(request)` in its `waiting.py`."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the first page: something waits for this person."""

    title: Any
    """What waits, without its number: "Losses and exports to decide"."""
    address: str
    """The page that lists it, as `reverse` gives it."""
    count: int
    is_overdue: bool = False
