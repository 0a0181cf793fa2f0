"""Leads from verdicts: a few one by one, the many that share one answer as one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from tallystick.findings.assistance import Requests, asked_help, requests
from tallystick.findings.duty import Duties
from tallystick.findings.evidence import verdict_evidence
from tallystick.findings.figures import with_limits
from tallystick.findings.gap_leads import recorded_on
from tallystick.findings.grounds import GROUNDS, SILENT, SOON, UNSAID, ground_of
from tallystick.findings.lead import IsJudged, Lead
from tallystick.findings.verdict_words import Wording
from tallystick.model.agreement import Verdict
from tallystick.model.claim import NONE
from tallystick.model.finding import Step
from tallystick.model.record import Record, Row


def verdict_leads(record: Record, verdicts: pl.DataFrame, is_judged: IsJudged, on: date) -> Iterable[Lead]:
    """Make leads of verdicts.

    Args:
        record: the other tables; `claim`, `clock` and `obligation` give requests for help, titles and articles.
        verdicts: table `verdict`.
        is_judged: whether somebody said something about a verdict.
        on: the day of the assessment.
    """
    helped = requests(record)
    cells = {row["cell_id"]: row for row in record.rows("cell")}
    wording = Wording(Duties(record), on)
    joined: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in _in_question(verdicts, is_judged, on).iter_rows(named=True):
        ground = ground_of(row)
        if ground == "excess" and _is_others_word(cells, row):
            ground = "excess_by_others"
        if ground is not None and len(GROUNDS[ground].joined_by) > 0:
            joined[ground, _name(row, GROUNDS[ground].joined_by)].append(row)
        if is_judged("verdict", row["verdict_id"]) and (ground is None or len(GROUNDS[ground].joined_by) > 0):
            ground = "spoken_of"
        if ground is not None and len(GROUNDS[ground].joined_by) == 0:
            yield _lead(record, ground, row["verdict_id"], [row], wording, helped)
    for (ground, about), rows in joined.items():
        yield _lead(record, ground, about, rows, wording, helped)


def _is_others_word(cells: Mapping[str, Row], verdict: Row) -> bool:
    """Whether the largest figure of an excess is another party's alone: neither the party's own nor seen by anybody."""
    told = [cells[name] for name in verdict["evidence"].split() if name in cells]
    if len(told) == 0:
        return False
    top = max(told, key=lambda cell: max(cell[f"{side}_low"] or 0.0 for side in ("from", "to", "observer")))
    own = "to" if top["to_party"] == verdict["party"] else "from"
    return "reported" not in {top[f"{own}_state"], top["observer_state"]}


def _in_question(verdicts: pl.DataFrame, is_judged: IsJudged, on: date) -> pl.DataFrame:
    """Leave out, before any row is looked at, the most of them: what is met, said elsewhere, or due much later."""
    unsaid = pl.col("reason").is_in(sorted(UNSAID))
    spoken = [name for name in verdicts.filter(unsaid)["verdict_id"] if is_judged("verdict", name)]
    soon = pl.col("due_on").is_between(on, on + SOON).fill_null(value=False)
    is_later = (pl.col("verdict") == Verdict.NOT_DUE) & ~soon & (pl.col("reason") != "status_contested")
    chosen = verdicts.filter(~pl.col("verdict").is_in([one.value for one in SILENT]) & ~is_later).filter(
        ~unsaid | pl.col("verdict_id").is_in(spoken)
    )
    return with_limits(chosen).drop("trace").sort("verdict_id")


def _name(row: Row, columns: Sequence[str]) -> str:
    return ".".join(str(row[column]) for column in columns)


def _lead(
    record: Record, ground: str, about: str, rows: Sequence[Row], wording: Wording, helped: Requests
) -> Lead:
    first, known = rows[0], GROUNDS[ground]
    asked = asked_help(helped, first["party"], wording.duties.instruments(first)) if known.is_helped else ()
    evidence = list(dict.fromkeys(one for row in rows for one in row["evidence"].split() if one != NONE))
    return Lead(
        kind="verdict",
        about=about,
        severity=known.severity,
        step=Step.ASSIST if len(asked) > 0 else known.step,
        agreement=first["agreement"],
        rule=first["rule"] if "rule" in (known.joined_by or ("rule",)) else NONE,
        parties=_parties(ground, rows),
        sentence=wording.sentence(ground, rows),
        ask=wording.ask(ground, rows, asked),
        evidence=verdict_evidence(first["reason"]),
        claims=[*(claim["claim_id"] for claim in asked), *evidence],
        opened_on=min(_opened_on(record, ground, rows, wording.on), wording.on),
    )


def _parties(ground: str, rows: Sequence[Row]) -> list[str]:
    if ground == "not_assessed":
        return []
    named = (row[side] for row in rows for side in ("party", "counterpart"))
    return list(dict.fromkeys(party for party in named if party != NONE))


def _opened_on(record: Record, ground: str, rows: Sequence[Row], on: date) -> date:
    """Give the day the evidence was recorded, else the day the duty fell due, and never a day to come."""
    if ground == "contested":
        since = (row["since"] for row in record.rows("status") if _is_contested(row, rows[0]))
        return min(since, default=on)
    due = [row["due_on"] for row in rows if row["due_on"] is not None and row["due_on"] <= on]
    cells = (cell for row in rows for cell in row["evidence"].split())
    uses = (use["claim_id"] for cell in cells for use in record.uses.get(cell, ()))
    return recorded_on(record, uses, min(due, default=on))


def _is_contested(status: Row, verdict: Row) -> bool:
    same = all(status[name] == verdict[name] for name in ("agreement", "party"))
    return same and status["bound"] == "contested"
