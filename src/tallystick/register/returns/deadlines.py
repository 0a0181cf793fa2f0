"""Which return is due when: a dated table, and what the shelf of agreements holds."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
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
    bound_since: str
    """The column of the profile without which nothing is due; empty where every state is asked."""
    last_year_is: str
    article: str
    source: str
    is_unconfirmed: bool


@dataclass(frozen=True, slots=True)
class Due:
    """One return that is due, was filed, or can be begun."""

    rule: Rule
    years: Years
    due_on: date | None
    """None where no text sets a day."""
    filing: Filing | None
    """The latest version."""
    standing: str
    """`not_begun`, `late`, or the state of the filing; a working one past its day is `late` too."""


@cache
def rules() -> tuple[Rule, ...]:
    """Read the table, and the days that the shelf of agreements holds."""
    text = resources.files("tallystick.register.returns").joinpath("due.toml").read_text("utf-8")
    return tuple(_rule(Instrument(name), said) for name, said in tomllib.loads(text).items())


def _rule(instrument: Instrument, said: Mapping[str, Any]) -> Rule:
    found = _of_shelf(said["agreement"], said["parameter"]) if "agreement" in said else {}
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
        bound_since=said.get("bound_since", ""),
        last_year_is=said.get("last_year_is", ""),
        article=said["article"],
        source=said.get("source", found.get("source", "")),
        is_unconfirmed=said.get("unconfirmed", found.get("unconfirmed", False)),
    )


def _of_shelf(agreement: str, parameter: str) -> dict[str, Any]:
    """Read the latest value of a parameter of an agreement."""
    # the shelf costs a quarter of a second to load, and only this needs it
    import polars as pl  # noqa: PLC0415

    from tallystick.pipeline import obligations  # noqa: PLC0415

    rows = obligations(agreement)["parameter"].filter(pl.col("parameter") == parameter)
    return rows.sort("since").row(-1, named=True)


def due(today: date, profile: Profile | None) -> list[Due]:
    """List the returns of the last years, with how each stands: those due first."""
    latest = _latest()
    found: list[Due] = []
    for rule in rules():
        since = _bound_since(rule, profile)
        if rule.bound_since != "" and since is None:
            continue
        found += [_due(rule, years, since, latest, today) for years in _asked(rule, since, today)]
    known = {(one.rule.instrument, one.years) for one in found}
    by_name = {rule.instrument: rule for rule in rules()}
    found += [
        _due(by_name[Instrument(name)], years, None, latest, today)
        for name, years in latest
        if (name, years) not in known
    ]
    return sorted(found, key=lambda one: (-one.years.last, one.due_on or date.max, one.rule.instrument))


def _latest() -> dict[tuple[str, Years], Filing]:
    """Find the latest version of every return."""
    kept = Filing.objects.defer("frozen", "marks", "line_remarks").order_by("version")
    return {(one.instrument, one.years): one for one in kept}


def _bound_since(rule: Rule, profile: Profile | None) -> date | None:
    return None if rule.bound_since == "" or profile is None else getattr(profile, rule.bound_since)


def _asked(rule: Rule, since: date | None, today: date) -> Iterator[Years]:
    """Give the periods a return is asked about, of the last years."""
    if rule.every == 0:
        if since is not None:
            yield Years(since.year, since.year)
        return
    last = today.year - 1
    # the first whole calendar year of being bound is the first to be reported on
    first = max(
        rule.from_year,
        last - SHOWN_YEARS + 1,
        0 if since is None else since.year + (since > date(since.year, 1, 1)),
    )
    for year in range(first, last + 1):
        if rule.last_year_is == "odd" and year % 2 == 0:
            continue
        yield Years(year - rule.every + 1, year)


def due_on(rule: Rule, years: Years, since: date | None) -> date | None:
    """Compute the day a return is due; None where no text sets one."""
    if rule.every == 0:
        if since is None:
            return None
        anniversary = since + timedelta(days=1) if (since.month, since.day) == (2, 29) else since
        return anniversary.replace(year=since.year + rule.years_after)
    if rule.day == "":
        return None
    month, day = (int(part) for part in rule.day.split("-"))
    return date(years.last + 1, month, day)


def _due(
    rule: Rule, years: Years, since: date | None, latest: Mapping[tuple[str, Years], Filing], today: date
) -> Due:
    filing = latest.get((rule.instrument, years))
    day = due_on(rule, years, since)
    is_done = filing is not None and (filing.state != State.WORKING or filing.version > 1)
    if not is_done and day is not None and day < today:
        standing = "late"
    else:
        standing = "not_begun" if filing is None else filing.state
    return Due(rule, years, day, filing, standing)
