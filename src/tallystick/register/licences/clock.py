"""Working days: how long each step of a case may take, by a dated table of parameters."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from tallystick.errors import UnreadableError, near_misses
from tallystick.register.dated import DatedTables

BUNDLED: Final = Path(__file__).with_name("clocks.toml")
OWN: Final = "licence_clocks.toml"
"""The file of a register's folder that stands in place of the bundled one."""
_STEPS: Final = frozenset(
    {
        "submitted", "under_review", "returned", "recommended", "countersigned_1", "countersigned_2", "appealed",
        "verification", "chaser",
    }
)  # fmt: skip
_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Clock:
    """The times that hold from a day on."""

    valid_from: date
    weekend: frozenset[int]
    holidays: frozenset[date]
    working_days: dict[str, int]

    def is_working(self, day: date) -> bool:
        """Whether offices are open on that day."""
        return day.isoweekday() not in self.weekend and day not in self.holidays

    def after(self, day: date, working_days: int) -> date:
        """Give the day that comes so many working days after another."""
        left = working_days
        while left > 0:
            day += timedelta(days=1)
            left -= self.is_working(day)
        return day

    def between(self, first: date, last: date) -> int:
        """Count the working days after `first`, up to and with `last`; 0 where it is not later."""
        return sum(self.is_working(first + timedelta(days=one + 1)) for one in range((last - first).days))


def clock_on(day: date) -> Clock:
    """Give the times that hold for a step begun on a day.

    Raises:
        UnreadableError: the file of times is damaged, or holds none for that day.
    """
    return TABLES.on(day)[-1]


def due(step: str, begun: date) -> date:
    """Give the day on which a step that began on a day is due."""
    clock = clock_on(begun)
    return clock.after(begun, clock.working_days[step])


def _clock(said: dict[str, Any], file: Path) -> Clock:
    days: dict[str, int] = said["working_days"]
    unknown, missing = sorted(set(days) - _STEPS), sorted(_STEPS - set(days))
    if len(unknown) > 0:
        raise UnreadableError(
            file, f"no step is called {unknown[0]!r}", remedy=near_misses(unknown[0], _STEPS)
        )
    if len(missing) > 0:
        raise UnreadableError(file, f"the step {missing[0]!r} has no time", remedy="Give it a whole number.")
    weekend = frozenset(said["weekend"])
    if len(weekend & set(range(1, _WEEK + 1))) == _WEEK:
        raise UnreadableError(file, "every day is a day of rest", remedy="Leave at least one working day.")
    if min(days.values()) < 1:
        raise UnreadableError(file, "a time is no whole number of working days above nought")
    return Clock(said["valid_from"], weekend, frozenset(said["holidays"]), days)


TABLES: Final = DatedTables(BUNDLED, OWN, _clock, first="case")
