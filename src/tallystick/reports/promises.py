"""What was promised: each agreement with who is bound, what it asks, what falls due, and party by obligation."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Final

from tallystick.errors import CaseError
from tallystick.model import words
from tallystick.model.case import Case
from tallystick.model.claim import NONE
from tallystick.model.record import Record, Row, is_named
from tallystick.reports.ahead import Coming, coming
from tallystick.reports.laid import Laid, anchor
from tallystick.reports.law import Law, laws
from tallystick.reports.marks import MARKS, Mark
from tallystick.reports.matrix import Answer, Column, Matrix, answers, column, lay_out
from tallystick.reports.standing import Standing, standing

_NEXT_SHOWN: Final = 3
"""Days to come told with each agreement; the calendar has all of them."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One agreement on the day of the assessment."""

    agreement: str
    anchor: str
    title: str
    forces: Sequence[str]
    source: str
    version: str
    unconfirmed: Sequence[str]
    """What of it could not be read in a source, each in words."""
    clock: str
    """Days and channel of its own right of reply; empty where it has none."""
    standing: Standing
    columns: Sequence[Column]
    """Every obligation, in the order of the articles."""
    matrix: Matrix
    next: Sequence[Coming]


@dataclass(frozen=True, slots=True)
class Promises:
    """Every agreement judged, and why there is none where there is none."""

    promises: Sequence[Promise]
    why_none: str
    coming: Sequence[Coming]
    marks: Sequence[Mark]
    lines: Mapping[tuple[str, str], str]
    """Where a party's row stands, by agreement and party."""


def open_promises(record: Record, case: Case, laid: Sequence[Laid]) -> Promises:
    """Open a section for each agreement that the case is judged by.

    Args:
        record: the tables of an assessment; `status`, `participation`, `obligation`, `parameter`, `clock`, `verdict`.
        case: which agreements it names, and the day of the assessment.
        laid: the flows, whose parties come first.

    Raises:
        CaseError: if there are verdicts and nobody says on which day they were given.
    """
    verdicts = record.frames.get("verdict")
    if verdicts is None or verdicts.height == 0:
        return Promises([], _why_none(record, case), [], [], {})
    if case.assessed_on is None:
        raise CaseError(f"{case.folder} holds verdicts, but not the day on which they stand; assess it again")
    on = case.assessed_on
    ahead = coming(record, on)
    spoken_of = parties_of(record, laid)
    found, asked = answers(verdicts, on), laws(record, verdicts)
    promises = [
        _promise(record, name, on, _columns(asked[name], found), spoken_of, ahead)
        for name in sorted(verdicts["agreement"].unique())
    ]
    lines = {
        (one.agreement, line.party): line.anchor
        for one in promises
        for line in (*one.matrix.lines, *one.matrix.others)
    }
    # first those under which the record tells of a party of the case: of the others there is little to read
    promises.sort(key=lambda one: (len(one.matrix.lines) == 0, one.title))
    return Promises(promises, "", ahead, list(MARKS.values()), lines)


def _why_none(record: Record, case: Case) -> str:
    if len(record.rows("obligation")) > 0:
        return "The agreements of this case ask nothing of anybody in the periods judged."
    if len(case.agreements) > 0:
        return f"The case names {', '.join(case.agreements)}, and no verdict came with it; assess it again."
    return (
        "The case names no agreement, and holds no filing, list of filings or act of joining of one that is on the "
        "shelf. `tallystick agreements` lists them; write one under `agreements` in case.toml."
    )


def parties_of(record: Record, laid: Sequence[Laid]) -> AbstractSet[str]:
    """Name the parties of a case: those its flows and claims speak of, else those that filed."""
    spoken = {party for cell in laid for party in cell.pair}
    spoken |= {row["claimant"] for row in record.rows("claim")}
    filed = {row["claimant"] for row in record.rows("filing")}
    return {party for party in (spoken if len(spoken) > 0 else filed) if is_named(party)}


def _columns(asked: Sequence[Law], found: Mapping[tuple[str, str], Mapping[str, Answer]]) -> list[Column]:
    keyed = [(law, found.get((law.agreement, law.rule))) for law in asked]
    return [column(law, given) for law, given in keyed if given is not None]


def _promise(
    record: Record,
    name: str,
    on: date,
    columns: Sequence[Column],
    spoken_of: AbstractSet[str],
    ahead: Sequence[Coming],
) -> Promise:
    rows = _of(record, "obligation", name)
    clock = record.clocks[name]
    mine = [one for one in ahead if one.agreement == name and one.is_duty]
    return Promise(
        agreement=name,
        anchor=anchor("a", name),
        title=words.capitalised(clock["title"]),
        forces=sorted({row["force"] for row in rows}),
        source=rows[0]["source"],
        version=rows[0]["version"],
        unconfirmed=_unconfirmed(record, name, rows),
        clock=_clock(clock),
        standing=standing(_of(record, "status", name), _of(record, "participation", name), on),
        columns=columns,
        matrix=lay_out(name, columns, spoken_of),
        next=mine[:_NEXT_SHOWN],
    )


def _of(record: Record, table: str, agreement: str) -> list[Row]:
    return [row for row in record.rows(table) if row["agreement"] == agreement]


def _unconfirmed(record: Record, name: str, rows: Sequence[Row]) -> list[str]:
    told = [row["unconfirmed"] for row in rows if row["unconfirmed"] != NONE]
    values = [
        f"{row['what']}: {row['written']} ({row['source']})"
        for row in _of(record, "parameter", name)
        if row["unconfirmed"]
    ]
    return list(dict.fromkeys([*told, *values]))


def _clock(row: Row) -> str:
    if row["days"] is None:
        return ""
    return f"{row['days']} days, {row['channel']} ({row['article']})"
