"""Which return is due when: a dated table, and what the shelf of agreements holds."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, Final

from tallystick.register.returns.instruments import Instrument
from tallystick.register.returns.models import Filing, Profile, State
from tallystick.register.returns.period import Years

SHOWN_YEARS: Final = 3
"""Years back that the list shows returns never begun for: older ones are a matter for the archive."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When returns under one instrument are due."""

    instrument: Instrument
    every: int
    """Years one return is about; 0 for one that falls due once."""
    from_year: int
    day: str
    """Month and day of the year after, such as `05-31`; empty where no text sets one."""
    years_after: int
    """Of a return that falls due once: years after being bound."""
    first_days: tuple[tuple[date, bool], ...]
    """From which day on which the state became bound, whether that day is the first of those years, so that they end
    the day before the anniversary. In order."""
    bound: str
    """Of which treaty the profile says since when it binds, as `att`; empty where every state is asked."""
    last_year_is: str
    article: str
    source: str
    is_unconfirmed: bool

    @property
    def is_voluntary(self) -> bool:
        """Whether no treaty obliges: every state is asked, and a return that is not made is never late."""
        return self.bound == ""


class DueState(StrEnum):
    """How a return that is asked for stands: late, past its day, not begun, or as its latest version does."""

    LATE = "late"
    PASSED = "passed"
    """Its day has passed, and no treaty obliges to it."""
    NOT_BEGUN = "not_begun"
    WORKING = State.WORKING.value
    SUBMITTED = State.SUBMITTED.value
    ACKNOWLEDGED = State.ACKNOWLEDGED.value


@dataclass(frozen=True, slots=True)
class Due:
    """One return that is due, was filed, or can be begun."""

    rule: Rule
    years: Years
    due_on: date | None
    """None where no text sets a day."""
    filing: Filing | None
    """The latest version."""
    standing: DueState
    """`not_begun`, `late`, `passed`, or the state of the filing; a working one past its day is one of the two too."""
    is_contested: bool = False
    """Whether states differ on whether it is due: it is then never late."""


@cache
def rules() -> tuple[Rule, ...]:
    """Read the table, and the days that the shelf of agreements holds."""
    text = resources.files("tallystick.register.returns").joinpath("due.toml").read_text("utf-8")
    return tuple(_rule(Instrument(name), said) for name, said in tomllib.loads(text).items())


def _rule(instrument: Instrument, said: Mapping[str, Any]) -> Rule:
    found = _of_shelf(said["agreement"], said["parameter"])[-1] if "agreement" in said else {}
    first_days = _of_shelf(said["agreement"], said["first_day"]) if "first_day" in said else []
    value = found.get("value", 0)
    is_once = said["every"] == 0
    return Rule(
        instrument=instrument,
        every=said["every"],
        from_year=said.get("from_year", 0),
        day=said.get("day", "")
        if "agreement" not in said or is_once
        else f"{int(value) // 100:02}-{int(value) % 100:02}",
        years_after=int(value) if is_once else 0,
        first_days=tuple((row["since"], int(row["value"]) == 1) for row in first_days),
        bound=said.get("bound", ""),
        last_year_is=said.get("last_year_is", ""),
        article=said["article"],
        source=said.get("source", found.get("source", "")),
        is_unconfirmed=said.get("unconfirmed", found.get("unconfirmed", False)),
    )


def _of_shelf(agreement: str, parameter: str) -> list[dict[str, Any]]:
    """Read the values of a parameter of an agreement, each with the day from which it holds, in their order."""
    # the shelf costs a quarter of a second to load, and only this needs it
    import polars as pl  # noqa: PLC0415

    from tallystick.pipeline.promises import obligations  # noqa: PLC0415

    rows = obligations(agreement)["parameter"].filter(pl.col("parameter") == parameter)
    return rows.sort("since").to_dicts()


@dataclass(frozen=True, slots=True)
class Bond:
    """Since when and until when a treaty binds the state, as the profile has it."""

    since: date | None = None
    until: date | None = None
    """The first day on which it does not; None while it does."""
    contested: str = ""
    """Where it is contested whether it binds: who says what."""

    def ends_before(self, years: Years) -> bool:
        """Whether the state was free of it before the last day of a period, and nobody holds otherwise."""
        return self.until is not None and self.until <= years.end and self.contested == ""

    def is_contested(self, years: Years) -> bool:
        """Whether it is contested that it binds in a period."""
        return self.contested != "" and (self.until is None or self.until <= years.end)


def _bond(rule: Rule, profile: Profile | None) -> Bond:
    if rule.bound == "" or profile is None:
        return Bond()
    return Bond(*(getattr(profile, f"{rule.bound}_{name}") for name in ("since", "until", "contested")))


def due(today: date, profile: Profile | None) -> list[Due]:
    """List the returns of the last years, with how each stands: those due first."""
    latest = _latest()
    found: list[Due] = []
    for rule in rules():
        bond = _bond(rule, profile)
        if rule.bound != "" and bond.since is None:
            continue
        found += [_due(rule, years, bond, latest, today) for years in _asked(rule, bond, today)]
    known = {(one.rule.instrument, one.years) for one in found}
    by_name = {rule.instrument: rule for rule in rules()}
    others = [(by_name[Instrument(name)], years) for name, years in latest if (name, years) not in known]
    found += [_due(rule, years, _bond(rule, profile), latest, today) for rule, years in others]
    return sorted(found, key=lambda one: (-one.years.last, one.due_on or date.max, one.rule.instrument))


def _is_owed(rule: Rule, years: Years, bond: Bond) -> bool:
    """Whether a return is asked for: of every state, or by a treaty of which it is said that it binds in its period."""
    if rule.bound == "":
        return True
    if bond.since is None or bond.ends_before(years):
        return False
    if rule.every == 0:
        return years.first == bond.since.year
    return years.last >= _first_whole_year(bond.since)


def _first_whole_year(since: date) -> int:
    # the first whole calendar year of being bound is the first to be reported on
    return since.year + (since > date(since.year, 1, 1))


def _latest() -> dict[tuple[str, Years], Filing]:
    """Find the latest version of every return."""
    kept = Filing.objects.defer("frozen", "marks", "line_remarks").order_by("version")
    return {(one.instrument, one.years): one for one in kept}


def _asked(rule: Rule, bond: Bond, today: date) -> Iterator[Years]:
    """Give the periods a return is asked about, of the last years; none that ended when it no longer bound."""
    since = bond.since
    if rule.every == 0:
        if since is not None:
            yield Years(since.year, since.year)
        return
    last = today.year - 1
    first = max(rule.from_year, last - SHOWN_YEARS + 1, 0 if since is None else _first_whole_year(since))
    for year in range(first, last + 1):
        if rule.last_year_is == "odd" and year % 2 == 0:
            continue
        years = Years(year - rule.every + 1, year)
        if not bond.ends_before(years):
            yield years


def due_on(rule: Rule, years: Years, since: date | None) -> date | None:
    """Compute the day a return is due; None where no text sets one."""
    if rule.every == 0:
        if since is None:
            return None
        anniversary = since + timedelta(days=1) if (since.month, since.day) == (2, 29) else since
        day = anniversary.replace(year=since.year + rule.years_after)
        return day - timedelta(days=1) if _is_first(rule, since) else day
    if rule.day == "":
        return None
    month, day_of_month = (int(part) for part in rule.day.split("-"))
    return date(years.last + 1, month, day_of_month)


def _is_first(rule: Rule, since: date) -> bool:
    """Whether the day of being bound is the first of the years after it."""
    return next((is_first for day, is_first in reversed(rule.first_days) if day <= since), False)


def _due(
    rule: Rule, years: Years, bond: Bond, latest: Mapping[tuple[str, Years], Filing], today: date
) -> Due:
    filing = latest.get((rule.instrument, years))
    # what no treaty asks of the state may be filed all the same, and is never late
    day = due_on(rule, years, bond.since) if _is_owed(rule, years, bond) else None
    is_contested = bond.is_contested(years)
    is_done = filing is not None and (filing.state != State.WORKING or filing.version > 1)
    if not is_done and not is_contested and day is not None and day < today:
        standing = DueState.PASSED if rule.is_voluntary else DueState.LATE
    else:
        standing = DueState.NOT_BEGUN if filing is None else DueState(filing.state)
    return Due(rule, years, day, filing, standing, is_contested)
