"""How long each step of a trace may take, by a dated table of parameters."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from tallystick.errors import UnreadableError, near_misses
from tallystick.model.party import is_code
from tallystick.register.dated import DatedTables
from tallystick.register.folder import own_folder

BUNDLED: Final = Path(__file__).with_name("clocks.toml")
OWN: Final = "trace_clocks.toml"
"""The file of a register's folder that stands in place of the bundled one."""
STEPS: Final = frozenset({"acknowledge", "answer", "question", "reply"})
SOURCES: Final = (
    _("a proposal; the Instrument asks for a reasonable time"),
    _("the practice of Conflict Armament Research, 28 days; no law"),
    _("the practice of Conflict Armament Research, 28 days for the right of reply; no law"),
    _("as for answers"),
    _("a proposal; Article 19 of the ECOWAS Convention asks for a reasonable time"),
    _("Article 19 of the ECOWAS Convention, one month from receipt; not yet confirmed against its text"),
)
"""Where the bundled times come from, to be said in the reader's language; a register's own stand as it wrote them."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The times that hold from a day on, each with where it comes from."""

    valid_from: date
    parties: frozenset[str]
    """Between which states they hold; empty for all."""
    days: dict[str, int]
    months: dict[str, int]
    """Of the steps that have no days."""
    source: dict[str, str]

    def ends(self, step: str, begun: date) -> date:
        """Give the day on which a step that began on a day is due."""
        if step in self.days:
            return begun + timedelta(days=self.days[step])
        return _months_later(begun, self.months[step])


def clock_on(day: date, other: str = "") -> Clock:
    """Give the times that hold for a clock begun on a day, with another state where it is about one.

    Raises:
        UnreadableError: the file of times is damaged, or holds none for that day.
    """
    both = {own_folder().settings.party, other}
    held = TABLES.on(day, lambda one: len(one.parties) == 0 or both <= one.parties)
    return max(held, key=lambda one: (len(one.parties) > 0, one.valid_from))


def due(step: str, begun: date, other: str = "") -> date:
    """Give the day on which a step that began on a day is due, with another state where it is about one."""
    return clock_on(begun, other).ends(step, begun)


def _months_later(begun: date, months: int) -> date:
    year, month = divmod(begun.year * 12 + begun.month - 1 + months, 12)
    # of a month without that day, the last one
    return date(year, month + 1, min(begun.day, monthrange(year, month + 1)[1]))


def _clock(said: dict[str, Any], file: Path) -> Clock:
    days: dict[str, Any] = said["days"]
    months: dict[str, Any] = said.get("months", {})
    source: dict[str, str] = said["source"]
    for name in sorted({*days, *months, *source} - STEPS):
        raise UnreadableError(file, f"no step is called {name!r}", remedy=near_misses(name, STEPS))
    for name in sorted(STEPS):
        given = [of[name] for of in (days, months) if name in of]
        if len(given) != 1 or not isinstance(given[0], int) or given[0] < 1:
            raise UnreadableError(
                file, f"the step {name!r} has no time", remedy="Give it days, or else months, from 1."
            )
        if source.get(name, "") == "":
            raise UnreadableError(
                file, f"the time of {name!r} names no source", remedy="Say where it comes from."
            )
    return Clock(said["valid_from"], _parties(said.get("parties", []), file), days, months, source)


def _parties(said: list[str], file: Path) -> frozenset[str]:
    for code in said:
        if not is_code(code):
            raise UnreadableError(
                file, f"no state has the code {code!r}", remedy="Codes are of three letters: GHA."
            )
    return frozenset(said)


TABLES: Final = DatedTables(BUNDLED, OWN, _clock, first="request")
