"""The years that a return is about."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Years:
    """Whole calendar years, both included."""

    first: int
    last: int

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.first, 1, 1)

    @property
    def end(self) -> date:
        """The last day."""
        return date(self.last, 12, 31)

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"
