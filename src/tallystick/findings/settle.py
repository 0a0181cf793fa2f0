"""The right of reply: what people asked, answered, contested and settled, joined to the findings it is about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from tallystick.engine.local import frame
from tallystick.findings.history import History, due, standing
from tallystick.findings.lead import Lead
from tallystick.model.claim import NONE
from tallystick.model.finding import DAYS_TO_ANSWER, OWN_CHANNEL, WHAT_OF, ReplyState, Severity, Step
from tallystick.model.record import Record, Row
from tallystick.model.tables import FINDING, FINDING_EVENT

_KINDS = ("gap", "verdict")
_CLOSED = (
    "No longer raised: as the record stands on {on}, nothing is left to ask. What was said of it is kept."
)


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a party has to answer, and through whom."""

    days: int
    channel: str


def settle(
    found: pl.DataFrame, tables: Mapping[str, pl.DataFrame], *, on: date, days: int = DAYS_TO_ANSWER
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Join judgements to findings; returns table `finding`, not yet ranked, and table `finding_event`.

    A finding that is no longer raised and about which somebody spoke stays, as `closed`.

    Args:
        found: table `finding` as `leads` makes it.
        tables: `judgement`; `clock`, where agreements have their own; `cell` and `verdict`, to know what old
            judgements are about.
        on: the day of the assessment; only clocks go by it, no judgement is left out for its day.
        days: days to answer where no agreement sets them.
    """
    record = Record.of(tables)
    clocks = {row["agreement"]: _clock(row, days) for row in record.rows("clock")}
    own = Clock(days, OWN_CHANNEL)
    raised = {row["finding_id"]: row for row in found.iter_rows(named=True)}
    said = _by_finding(record.rows("judgement"), raised, tables)
    rows = [
        *raised.values(),
        *(_closed(name, history, on) for name, history in said.items() if name not in raised),
    ]
    settled = [
        _answered(row, said.get(row["finding_id"], History(())), clocks.get(row["agreement"], own), on)
        for row in rows
    ]
    events = (
        event
        for row in settled
        for event in _events(
            row, said.get(row["finding_id"], History(())), on, is_closed=row["finding_id"] not in raised
        )
    )
    return frame(FINDING, settled), frame(FINDING_EVENT, events)


def _clock(row: Row, days: int) -> Clock:
    channel = OWN_CHANNEL if row["channel"] == NONE else row["channel"]
    cited = "" if row["article"] == NONE else f" ({row['article']})"
    return Clock(days if row["days"] is None else row["days"], f"{channel}{cited}")


def _by_finding(
    judgements: Iterable[Row], raised: Mapping[str, Row], tables: Mapping[str, pl.DataFrame]
) -> dict[str, History]:
    """Group judgements by the finding they are about; those about claims and names are about none."""
    names: dict[str, str] = {name: f"{kind}.{name}" for kind, name in _subjects(tables)}
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in standing(judgements):
        about = names.get(row["about"], str(row["about"]))
        if about in raised or about.partition(".")[0] in _KINDS:
            groups[about].append(row)
    return {name: History.of(rows) for name, rows in sorted(groups.items())}


def _subjects(tables: Mapping[str, pl.DataFrame]) -> Iterable[tuple[str, str]]:
    """List what old judgements, which name no finding, may be about."""
    for kind, table, column in (("gap", "cell", "cell_id"), ("verdict", "verdict", "verdict_id")):
        if table in tables:
            yield from ((kind, name) for name in tables[table][column].to_list())


def _closed(name: str, history: History, on: date) -> Row:
    kind, _, about = name.partition(".")
    return Lead(
        kind=kind,
        about=about,
        # its clock and channel stay those under which it was asked
        agreement=about.partition(".")[0] if kind == "verdict" else NONE,
        severity=Severity.NOTE,
        step=Step.WATCH,
        sentence=_CLOSED.format(on=on),
        ask="Nobody.",
        evidence="Nothing.",
        opened_on=history.judgements[0]["on"],
    ).row() | {"reply_state": ReplyState.CLOSED.value}


def _answered(row: Row, history: History, clock: Clock, on: date) -> Row:
    asked_on = history.asked_on()
    due_on = due(asked_on, clock.days)
    is_closed = row["reply_state"] == ReplyState.CLOSED
    state = history.state(on, due_on)
    if is_closed and state is not ReplyState.SETTLED:
        state = ReplyState.CLOSED
    said_on = min((one["on"] for one in history.judgements), default=row["opened_on"])
    return {
        **row,
        # evidence that came with an answer does not make a question younger than its asking
        "opened_on": min(row["opened_on"], said_on),
        "asked_on": asked_on,
        "reply_due_on": due_on,
        "channel": clock.channel,
        "reply_state": state.value,
        "judgements": len(history.judgements),
    }


def _events(row: Row, history: History, on: date, *, is_closed: bool) -> Iterable[Row]:
    told: list[tuple[date, str, str, str, str]] = []
    if not is_closed:
        told.append((row["opened_on"], "opened", NONE, row["sentence"], NONE))
    told += [
        (one["on"], WHAT_OF[one["kind"]], one["by"], one["text"], one["evidence"])
        for one in history.judgements
    ]
    if is_closed:
        told.append((on, "closed", NONE, row["sentence"], NONE))
    names: Sequence[str] = ("on", "what", "by", "text", "evidence")
    for place, event in enumerate(told, start=1):
        yield {"finding_id": row["finding_id"], "place": place, **dict(zip(names, event, strict=True))}
