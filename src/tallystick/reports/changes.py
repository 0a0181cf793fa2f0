"""What an answer changed: one cell or verdict before and after, in words."""

from collections.abc import Iterator, Mapping
from typing import Final

import polars as pl

from tallystick.model.claim import NONE
from tallystick.model.record import Row
from tallystick.model.words import FITS, number, odds, party, plain, plural, said, span, verdict_said
from tallystick.reports import sureness
from tallystick.reports.subject import Kind, Subject

Tables = Mapping[str, pl.DataFrame]
UNCHANGED: Final = (
    "Nothing: the figures, the verdict and its reason are the same with the answer as without it."
)
"""What is said where an answer changed nothing."""


def change_lines(before: Tables, after: Tables, subject: Subject) -> Iterator[str]:
    """Say what changed about a cell or verdict between two assessments.

    Args:
        before: tables of the assessment without the documents that replies attached.
        after: tables of the assessment with them.
        subject: the cell or verdict, as `finding_trace.subject_of` or `find_subject` names it.
    """
    told = list(
        _cell(before, after, subject) if subject.kind is Kind.CELL else _verdict(before, after, subject)
    )
    yield from told if len(told) > 0 else (UNCHANGED,)


def what_if_lines(title: str, tables: Tables) -> Iterator[str]:
    """Say which verdicts a what-if changes.

    Args:
        title: what it supposes.
        tables: `verdict`, by the law as it stands, and `verdict_change`.
    """
    changes = tables["verdict_change"]
    verb = "changes" if changes.height == 1 else "change"
    yield f"What if: {title}. {plural(changes.height, 'verdict')} of {tables['verdict'].height} {verb}:"
    for row in changes.iter_rows(named=True):
        yield f"  {row['verdict_id']}: {_side(row, 'before')} -> {_side(row, 'after')}"


def _side(row: Row, side: str) -> str:
    if row[f"verdict_{side}"] == NONE:
        return "no such duty"
    due = row[f"due_on_{side}"]
    words = [plain(row[f"verdict_{side}"]), plain(row[f"reason_{side}"])]
    return ", ".join(words + ([f"due {due}"] if due is not None else []))


def _row(tables: Tables, table: str, column: str, name: str) -> Row | None:
    frame = tables.get(table)
    found = [] if frame is None else frame.filter(pl.col(column) == name).to_dicts()
    return found[0] if len(found) > 0 else None


def _cell(before: Tables, after: Tables, subject: Subject) -> Iterator[str]:
    old, new = (_row(tables, "cell", "cell_id", subject.name) for tables in (before, after))
    if old is None or new is None:
        yield from _appeared(old, new, "claim about this flow")
        return
    for side, name in (("from", new["from_party"]), ("to", new["to_party"])):
        yield from _moved(f"{party(name)}'s half", _half(old, side), _half(new, side))
    yield from _moved("Observers", _half(old, "observer"), _half(new, "observer"))
    was, now = (_row(tables, "fact", "cell_id", subject.name) for tables in (before, after))
    if was is None or now is None:
        return
    yield from _moved("How the halves stand", _fit(was), _fit(now))
    yield from _moved("Estimate", _held(was), _held(now))
    yield from _moved("Left without a likely cause", _left(was), _left(now))


def _half(cell: Row, side: str) -> str:
    return said(cell[f"{side}_state"], cell[f"{side}_low"], cell[f"{side}_high"])


def _fit(fact: Row) -> str:
    return FITS[fact["halves"]].label.lower()


def _held(fact: Row) -> str:
    if fact["estimate"] is None:
        return "no figure" if fact["low"] is None else sureness.bounded(fact)
    return f"{number(fact['estimate'])} (90 % range {span(fact['low'], fact['high'])})"


def _left(fact: Row) -> str:
    return "nothing to explain" if fact["remainder"] is None else number(fact["remainder"])


def _verdict(before: Tables, after: Tables, subject: Subject) -> Iterator[str]:
    was, now = (_row(tables, "verdict", "verdict_id", subject.name) for tables in (before, after))
    if was is None or now is None:
        yield from _appeared(was, now, "such duty")
        return
    # in quotation marks, since these are sentences with commas of their own
    yield from _moved("Verdict", *(f"“{verdict_said(row['verdict'], row['reason'])}”" for row in (was, now)))
    yield from _moved("Reason", *(f"“{row['sentence'].rstrip('.')}”" for row in (was, now)))
    yield from _moved("Due", *(_day(row) for row in (was, now)))
    yield from _moved(
        "Probability that limit and tolerance are exceeded", *(_odds(row) for row in (was, now))
    )
    yield from _added(was["evidence"], now["evidence"])


def _day(row: Row) -> str:
    return "no day set" if row["due_on"] is None else str(row["due_on"])


def _odds(row: Row) -> str:
    said_so = odds(row["p_breach_low"], row["p_breach_high"])
    return "none computed" if said_so == "" else said_so


def _added(was: str, now: str) -> Iterator[str]:
    old, new = (set(names.split()) - {NONE} for names in (was, now))
    yield from (f"Evidence now on record: {name}." for name in sorted(new - old))
    yield from (f"Evidence no longer used: {name}." for name in sorted(old - new))


def _moved(what: str, was: str, now: str) -> Iterator[str]:
    if was != now:
        yield f"{what}: {was} before, {now} now."


def _appeared(old: Row | None, new: Row | None, what: str) -> Iterator[str]:
    if old is not None:
        yield f"There is no {what} on record any more."
    elif new is not None:
        yield f"There was no {what} on record before."
