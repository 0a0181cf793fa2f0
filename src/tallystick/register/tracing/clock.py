"""Days: how long each step of a trace may take, by a dated table of parameters."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from tallystick.errors import UnreadableError, near_misses
from tallystick.register.folder import own_folder

BUNDLED: Final = Path(__file__).with_name("clocks.toml")
OWN: Final = "trace_clocks.toml"
"""The file of a register's folder that stands in place of the bundled one."""
STEPS: Final = frozenset({"acknowledge", "answer", "question", "reply"})


@dataclass(frozen=True, slots=True)
class Clock:
    """The times that hold from a day on, in days, each with where it comes from."""

    valid_from: date
    days: dict[str, int]
    source: dict[str, str]


def clock_on(day: date) -> Clock:
    """Give the times that hold for a clock begun on a day.

    Raises:
        UnreadableError: the file of times is damaged, or holds none for that day.
    """
    own = own_folder().path / OWN
    file = own if own.is_file() else BUNDLED
    # read anew when the file changes, and not on every page
    held = [clock for clock in _read(file, file.stat().st_mtime_ns) if clock.valid_from <= day]
    if len(held) == 0:
        raise UnreadableError(
            file, f"no times hold on {day}", remedy="Let the first table begin before the first request."
        )
    return held[-1]


def due(step: str, begun: date) -> date:
    """Give the day on which a step that began on a day is due."""
    return begun + timedelta(days=clock_on(begun).days[step])


@cache
def _read(file: Path, _changed_at: int) -> tuple[Clock, ...]:
    try:
        clocks = [_clock(one, file) for one in tomllib.loads(file.read_text("utf-8"))["clock"]]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableError(
            file, f"it is no table of times: {error}", remedy=f"Compare it with {BUNDLED.name}."
        ) from error
    return tuple(sorted(clocks, key=lambda clock: clock.valid_from))


def _clock(said: dict[str, Any], file: Path) -> Clock:
    days: dict[str, int] = said["days"]
    source: dict[str, str] = said["source"]
    for name in sorted({*days, *source} - STEPS):
        raise UnreadableError(file, f"no step is called {name!r}", remedy=near_misses(name, STEPS))
    for name in sorted(STEPS):
        if not isinstance(days.get(name), int) or days[name] < 1:
            raise UnreadableError(file, f"the step {name!r} has no time", remedy="Give it days, from 1.")
        if source.get(name, "") == "":
            raise UnreadableError(
                file, f"the time of {name!r} names no source", remedy="Say where it comes from."
            )
    return Clock(said["valid_from"], days, source)
