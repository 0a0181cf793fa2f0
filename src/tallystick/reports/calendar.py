"""What falls due, day by day: lines for a terminal and an iCalendar file of reminders (RFC 5545)."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final

import polars as pl

from tallystick.errors import UsageError
from tallystick.model.agreement import Verdict, parameters_among
from tallystick.model.claim import NONE
from tallystick.model.record import Record, Row
from tallystick.model.words import article, capitalised, party, plain, plural

if TYPE_CHECKING:
    from icalendar import Event

Tables = Mapping[str, pl.DataFrame]
_MOST_NAMED: Final = 6
"""Parties named in a line; beyond that their number says more."""
_REMIND: Final = timedelta(days=30)
"""Before the day: long enough to put a return together, or to ask for help with it."""
_REMINDER: Final = (
    "A reminder, worked out from the record as it stood on {on}; the agreement's own text decides."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing that falls due on one day, and for whom; `parties` by code, sorted."""

    due_on: date
    agreement: str
    title: str
    article: str
    asks: str
    force: str
    years: tuple[int, ...]
    """Calendar years it is about; empty for a duty that falls due once."""
    rules: tuple[str, ...]
    """Rules whose deadline it is: that there is a report, and that it comes in time, are one day's work."""
    parties: tuple[str, ...]
    verdict_ids: tuple[str, ...]
    source: str
    unconfirmed: tuple[str, ...]
    """What the day rests on and no source confirms; empty where all of it was read."""

    @property
    def duty(self) -> str:
        """Name it: `Arms Trade Treaty, Art. 13(3): annual report for 2025`."""
        return f"{self.cited}: {self.named}"

    @property
    def named(self) -> str:
        """Name it by its rule: `annual report for 2025`."""
        about = "" if len(self.years) == 0 else f" for {', '.join(map(str, self.years))}"
        return f"{plain(self.rules[0])}{about}"

    @property
    def cited(self) -> str:
        """Name the agreement and the article."""
        return self.title if self.article == NONE else f"{self.title}, {article(self.article)}"

    @property
    def who(self) -> str:
        """Name the parties, or say how many they are."""
        if len(self.parties) > _MOST_NAMED:
            return plural(len(self.parties), "party", "parties")
        return ", ".join(sorted(party(code) for code in self.parties))


def due(tables: Tables, on: date, parties: Sequence[str] = (), until: date | None = None) -> list[Due]:
    """List what falls due, by day, agreement and article.

    Args:
        tables: `verdict`, `obligation`, `parameter`, `clock` of an assessment.
        on: the day of the assessment; what was due before it is left out.
        parties: only theirs, by code; empty for everybody's.
        until: the last day listed; null for all that is known.
    """
    frame = tables.get("verdict")
    if frame is None:
        return []
    wanted = (
        (pl.col("verdict") == Verdict.NOT_DUE) & (pl.col("reason") == "due_later") & (pl.col("due_on") >= on)
    )
    if len(parties) > 0:
        wanted &= pl.col("party").is_in(list(parties))
    if until is not None:
        wanted &= pl.col("due_on") <= until
    # only the columns a reminder needs: a trace is read once for each day, not once for each party
    rows = frame.filter(wanted).sort("due_on", "agreement", "rule", "party").to_dicts()
    laws = _Laws.of(Record.of(tables))
    groups = groupby(sorted(rows, key=laws.key), key=laws.key)
    return [laws.due(list(group)) for _, group in groups]


@dataclass(frozen=True, slots=True)
class _Laws:
    """What the tables say of agreements, obligations and parameters."""

    titles: Mapping[str, str]
    obligations: Mapping[tuple[str, str], Row]
    parameters: Sequence[Row]

    @classmethod
    def of(cls, record: Record) -> "_Laws":
        return cls(
            {row["agreement"]: _as_title(row["title"]) for row in record.rows("clock")},
            {(row["agreement"], row["rule"]): row for row in record.rows("obligation")},
            record.rows("parameter"),
        )

    def key(self, row: Row) -> tuple[date, str, str]:
        """Join rules about one instrument's report: that there is one and that it comes in time fall due together."""
        obligation = self._obligation(row)
        reports = row["rule"] if obligation["reports"] == NONE else obligation["reports"]
        return row["due_on"], row["agreement"], reports

    def due(self, rows: Sequence[Row]) -> Due:
        """Put the verdicts of one day and duty together."""
        first = rows[0]
        obligation = self._obligation(first)
        return Due(
            due_on=first["due_on"],
            agreement=first["agreement"],
            title=self.titles.get(first["agreement"], first["agreement"]),
            article=obligation["article"],
            asks=obligation["asks"],
            force=first["force"],
            rules=tuple(dict.fromkeys(row["rule"] for row in rows)),
            parties=tuple(sorted({row["party"] for row in rows})),
            verdict_ids=tuple(sorted(row["verdict_id"] for row in rows)),
            source=obligation["source"],
            years=tuple(sorted({row["period_start"].year for row in rows}))
            if obligation["each_year"]
            else (),
            unconfirmed=tuple(self._unconfirmed(first, each_year=obligation["each_year"])),
        )

    def _obligation(self, row: Row) -> Row:
        try:
            return self.obligations[row["agreement"], row["rule"]]
        except KeyError:
            raise UsageError(
                f"table obligation does not have rule {row['rule']!r} of {row['agreement']!r}, which table verdict "
                "judges by; assess the case again"
            ) from None

    def _unconfirmed(self, row: Row, *, each_year: bool) -> Iterator[str]:
        """Say which of the values that the day was worked out from no source confirms, as they stood for the period."""
        asked = set(parameters_among(json.loads(row["trace"])["inputs"]))
        at = row["period_end"] if each_year else row["period_start"]
        held = {
            one["parameter"]: one
            for one in sorted(self.parameters, key=lambda one: one["since"])
            if one["agreement"] == row["agreement"] and one["since"] <= at
        }
        for name in sorted(asked & set(held)):
            if held[name]["unconfirmed"]:
                cited = article(held[name]["article"])
                yield f"{held[name]['what']}{'' if cited == '' else f' ({cited})'}"


def _as_title(text: str) -> str:
    """Turn a title as it stands in a sentence into one that begins a line."""
    return capitalised(text.removeprefix("the "))


def lines(rows: Iterable[Due]) -> Iterator[str]:
    """Write what falls due for a terminal, each day once."""
    empty = True
    for day, group in groupby(rows, key=lambda row: row.due_on):
        empty = False
        yield str(day)
        for row in group:
            yield f"  {row.duty} ({row.force}). {row.who}."
            yield f"    {row.asks}"
            if len(row.unconfirmed) > 0:
                yield f"    Unconfirmed: {'; '.join(row.unconfirmed)}."
    if empty:
        yield "Nothing that is known falls due."


def icalendar(rows: Iterable[Due], on: date, *, name: str, is_filtered: bool = False) -> bytes:
    """Write reminders as an iCalendar file: one all-day event a duty and day, with an alarm 30 days before.

    The same rows and day give the same bytes.

    Args:
        rows: what `due` lists.
        on: the day of the assessment, which stamps the events.
        name: what the calendar is called.
        is_filtered: whether `rows` are those of chosen parties, so that their events do not replace everybody's.
    """
    # icalendar costs a tenth of a second to load, and only this function needs it
    from icalendar import Calendar  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", "-//Tallystick//What falls due//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    for row in rows:
        calendar.add_component(_event(row, on, is_filtered=is_filtered))
    return bytes(calendar.to_ical())


def _event(row: Due, on: date, *, is_filtered: bool) -> "Event":
    from icalendar import Alarm, Event  # noqa: PLC0415

    event, alarm = Event(), Alarm()
    summary = f"Due: {row.duty} ({row.who})"
    event.add("uid", uid(row, is_filtered=is_filtered))
    event.add("dtstamp", datetime.combine(on, time(), tzinfo=UTC))
    event.add("dtstart", row.due_on)
    event.add("dtend", row.due_on + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", "\n".join(_described(row, on)))
    event.add("categories", [row.agreement])
    event.add("transp", "TRANSPARENT")
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -_REMIND)
    event.add_component(alarm)
    return event


def uid(row: Due, *, is_filtered: bool = False) -> str:
    """Name an event so that a later file moves it and does not double it: by its verdict where it has just one.

    A party's own event goes by its verdict, so that an extension moves it; one for all parties by its duty and day.
    """
    if is_filtered and len(row.parties) == 1:
        return f"{row.verdict_ids[0]}@tallystick"
    whose = f".{'-'.join(row.parties)}" if is_filtered else ""
    return f"{row.agreement}.{row.rules[0]}.{row.due_on}{whose}@tallystick"


def _described(row: Due, on: date) -> Iterator[str]:
    yield row.asks
    yield f"{row.cited} ({row.force}). {row.source}."
    yield f"For: {', '.join(sorted(party(code) for code in row.parties))}."
    if len(row.unconfirmed) > 0:
        yield (
            f"Rests on what no source confirms: {'; '.join(row.unconfirmed)}. Check it before you rely on the day."
        )
    yield _REMINDER.format(on=on)
    yield f"Trace: tallystick why {row.verdict_ids[0]}"
