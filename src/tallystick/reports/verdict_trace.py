"""The trace of a verdict: what was asked of whom, by which text, on what evidence, and which step decided."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tallystick.model.agreement import PARAMETER, Joining, Verdict
from tallystick.model.claim import NONE
from tallystick.model.record import Record, Row
from tallystick.model.words import (
    CONTENTS,
    FITS,
    ORGANS,
    article,
    number,
    odds,
    party,
    period,
    plain,
    plural,
    probability,
    span,
    verdict_said,
)
from tallystick.reports.asked import IN_THE_HEAD, INPUTS, answer, question, value
from tallystick.reports.written import judgement, section, span_of

_MOST_PLACES: Final = 3
"""Places named of one filing; its claims name all of them."""
_UNCONFIRMED: Final = " (unconfirmed: no source could be read for it)"


@dataclass(frozen=True, slots=True)
class VerdictTrace:
    """Everything behind one verdict.

    `trace` is what `rules.trace.full` gives; `record` are the tables of the assessment.
    """

    trace: Mapping[str, Any]
    record: Record

    def as_json(self) -> str:
        """Write the full trace as JSON, with the status, evidence and judgements as they stand on record."""
        content = {
            **self.trace,
            "decided_by": decided_by(self.trace),
            "status": status_of(self.trace, self.record),
            "on_record": [row for row in _rows_of(self.trace, self.record) if row is not None],
            "judgements": said_of(self.trace, self.record),
        }
        return json.dumps(content, ensure_ascii=False, indent=2, default=str)

    def lines(self) -> Iterable[str]:
        """Write the trace for people."""
        return verdict_lines(self.trace, self.record)


def verdict_lines(trace: Mapping[str, Any], record: Record) -> Iterator[str]:
    """Write the trace of a verdict for people.

    Args:
        trace: what `rules.trace.full` gives.
        record: the tables of the assessment; `clock`, `status`, `filing`, `milestone`, `cell` and `complete_list` say
            what the trace only names.
    """
    yield trace["verdict_id"]
    yield f"  {headline(trace)}"
    yield from (f"  {line}" for line in _duty(trace, record))
    yield from section("Parameters, as they stood for this period", map(_parameter, trace["parameters"]))
    yield from section("Judged on", _inputs(trace, record))
    yield from section("Asked in this order, until one answer decided", _steps(trace))
    yield from section("Evidence", _evidence(trace, record))
    yield from section("Probability", _odds(trace))
    yield from section("Contests, replies and notes", map(judgement, said_of(trace, record)))
    yield from section("Law", _law(trace, record))
    yield f"  {ORGANS}"


def headline(trace: Mapping[str, Any]) -> str:
    """Say the verdict and its reason in a sentence or two."""
    said, sentence = verdict_said(trace["verdict"], trace["reason"]), trace["sentence"]
    return sentence if sentence.startswith(said) else f"{said}. {sentence}"


def _duty(trace: Mapping[str, Any], record: Record) -> Iterator[str]:
    cited = article(trace["article"])
    # a treaty's full title fills a line, and stands in its primary source
    title = record.title(trace["agreement"]) if trace["agreement"] in record.clocks else trace["title"]
    place = title if cited == "" else f"{title}, {cited}"
    yield f"Asked: {trace['asks']}"
    yield f"By: {place} ({trace['force']})"
    yield f"Party: {party(trace['party'])}; {_bound(status_of(trace, record), trace['inputs'])}"
    yield f"Period: {_period(trace)}. {_due(trace)}{_assessed(trace)}"
    yield from _lead(trace, record)


def _period(trace: Mapping[str, Any]) -> str:
    start, end = (date.fromisoformat(day) for day in trace["period"])
    return span_of(start, end)


def _due(trace: Mapping[str, Any]) -> str:
    """Say when it is due; not of one whom it does not bind, for whom the day means nothing."""
    if trace["verdict"] == Verdict.NOT_BOUND:
        return "Nothing is due from it."
    return "No day is set." if trace["due_on"] is None else f"Due: {trace['due_on']}."


def _assessed(trace: Mapping[str, Any]) -> str:
    on = trace["inputs"].get("on")
    return "" if on is None else f" Assessed as of {on}."


def _lead(trace: Mapping[str, Any], record: Record) -> Iterator[str]:
    """Point to the finding made of this verdict alone."""
    for row in record.rows("finding"):
        if row["finding_id"] == f"verdict.{trace['verdict_id']}":
            yield f"Lead: {row['finding_id']}, {row['reply_state']}. Ask: {row['ask']}"


def status_of(trace: Mapping[str, Any], record: Record) -> Row | None:
    """Find the stretch of the party's status by which it was judged; null where table `status` does not have it."""
    told, end = trace["inputs"], date.fromisoformat(trace["period"][1])
    until = None if told.get("until") is None else date.fromisoformat(told["until"])
    mine = [
        row
        for row in record.rows("status")
        if (row["agreement"], row["party"]) == (trace["agreement"], trace["party"])
        and (row["act"], row["until"]) == (told.get("act"), until)
        and row["since"] <= end
    ]
    return mine[-1] if len(mine) > 0 else None


_ADDRESSED: Final = "asked of it since {since}, and no duty in law"
"""A resolution asks; nothing was consented to."""
_BOUND: Final = {
    "true": "bound since {since}",
    "false": "not bound",
    "contested": "whether it is bound is contested since {since}",
}


def _bound(status: Row | None, inputs: Mapping[str, Any]) -> str:
    if status is None:
        return f"status not on record here (judged as bound: {inputs.get('bound', 'not asked')})"
    ends = "" if status["until"] is None else f", until {status['until']} (first day after)"
    said = _ADDRESSED if status["act"] == Joining.ADDRESSED else _BOUND[status["bound"]]
    return f"{said.format(since=status['since'])}{ends}: {status['basis']}"


def _parameter(row: Mapping[str, Any]) -> str:
    if row["value"] is None:
        return f"{plain(row['name'])}: none yet for this period; {row['what']}"
    cited = " ".join(part for part in (article(row["article"]), f"[{row['source']}]") if part != "")
    mark = _UNCONFIRMED if row["unconfirmed"] else ""
    return f"{plain(row['name'])}: {row['value']}, from {row['since']}; {row['what']}; {cited}{mark}"


def _inputs(trace: Mapping[str, Any], record: Record) -> Iterator[str]:
    shown = {**trace["inputs"], **{name: one for name, one in trace["values"].items() if one is not None}}
    for name, content in shown.items():
        if name not in IN_THE_HEAD and not name.startswith(PARAMETER):
            source = _list_source(trace, record) if name == "listed_on" else ""
            yield f"{INPUTS.get(name, plain(name))}: {value(name, content)}{source}"


def _list_source(trace: Mapping[str, Any], record: Record) -> str:
    instrument = obligation_of(trace, record).get("reports", NONE)
    start = date.fromisoformat(trace["period"][0])
    sources = {
        row["source"]
        for row in record.rows("complete_list")
        if (row["instrument"], str(row["as_of"])) == (instrument, trace["inputs"]["listed_on"])
        and row["period_start"] <= start <= row["period_end"]
    }
    return f" ({'; '.join(sorted(sources))})" if len(sources) > 0 else ""


def obligation_of(trace: Mapping[str, Any], record: Record) -> Row:
    """Give the row of table `obligation` by which a verdict was judged; empty where it is not on record."""
    return record.obligations.get((trace["agreement"], trace["rule"]), {})


def decided_by(trace: Mapping[str, Any]) -> str | None:
    """Name the step that decided: the first that holds or cannot be told; null where none does."""
    return next((name for name, holds in trace["steps"].items() if holds is not False), None)


def _steps(trace: Mapping[str, Any]) -> Iterator[str]:
    last, seen = decided_by(trace), set[str]()
    for place, (name, holds) in enumerate(trace["steps"].items(), start=1):
        reason = name.partition(" ")[2]
        said = question(reason, trace.get("reasons", {}).get(reason, ""), again=reason in seen)
        seen.add(reason)
        if name == last:
            yield f"{place}. {said} {answer(holds=holds)}: this decided"
            return
        yield f"{place}. {said} {answer(holds=holds)}"
    yield "No step held, so that it cannot be told."


def _evidence(trace: Mapping[str, Any], record: Record) -> Iterator[str]:
    if len(trace["evidence"]) == 0:
        yield "none on record: no filing, milestone or figure"
        return
    found = dict(zip(trace["evidence"], _rows_of(trace, record), strict=True))
    for name, row in found.items():
        if row is None:
            yield f"{name}: named by the verdict; not among the tables here"
        elif "filing_id" in row:
            yield from _filing(record, row)
        elif "happened_on" in row:
            yield _milestone(row)
        else:
            yield _cell(record, row)


def _rows_of(trace: Mapping[str, Any], record: Record) -> list[Row | None]:
    """Give the filing, milestone or cell that each piece of evidence names."""
    key = (trace["agreement"], trace["party"])
    named: dict[str, Row] = {row["cell_id"]: row for row in record.rows("cell")}
    named |= {row["filing_id"]: row for row in record.rows("filing")}
    named |= {
        f"{row['kind']}:{row['happened_on']}": row
        for row in record.rows("milestone")
        if (row["agreement"], row["party"]) == key
    }
    return [named.get(name) for name in trace["evidence"]]


def _filing(record: Record, row: Row) -> Iterator[str]:
    day = "day of receipt not on record" if row["filed_on"] is None else f"received on {row['filed_on']}"
    replaced = "" if row["superseded_by"] == NONE else f", replaced by {row['superseded_by']}"
    content = CONTENTS.get(row["content"], row["content"])
    said = f"{party(row['claimant'])}, {period(row['period_start'], row['period_end'])}, {row['direction']}"
    yield f"filing {row['filing_id']}: {said}; {content}; {day}{replaced}"
    places = _places(record, row["filing_id"])
    yield from (f"  {place}" for place in places[:_MOST_PLACES])
    if len(places) > _MOST_PLACES:
        yield f"  and {plural(len(places) - _MOST_PLACES, 'other place')}"


def _places(record: Record, filing_id: str) -> list[str]:
    claims = [row["claim_id"] for row in record.rows("claim") if row["filing_id"] == filing_id]
    seen = (sighting for claim in claims for sighting in record.sightings.get(claim, ()))
    return sorted({f"{record.documents[one['document']]['name']}, {one['locator']}" for one in seen})


def _milestone(row: Row) -> str:
    until = "" if row["until"] is None else f", until {row['until']}"
    return f"{plain(row['kind'])}, {row['happened_on']}{until}: {party(row['said_by'])} [{row['source']}]"


def _cell(record: Record, row: Row) -> str:
    fact = record.facts.get(row["cell_id"])
    if fact is None:
        return f"cell {row['cell_id']}: no figure is held"
    figure = f"{number(fact['estimate'])}, 90 % range {span(fact['low'], fact['high'])}"
    return f"cell {row['cell_id']}: {FITS[fact['halves']].label.lower()}; {figure}; trace it with `tallystick why`"


def _odds(trace: Mapping[str, Any]) -> Iterator[str]:
    said = odds(*trace["p_breach"])
    if said == "":
        return
    yield (
        f"that limit and tolerance are exceeded: {said}. The bounds hold however the errors of the "
        "figures hang together."
    )
    if trace["q_breach"] is not None:
        yield (
            f"expected share of false ones among all verdicts at least as sure of it: {probability(trace['q_breach'])}"
        )


def said_of(trace: Mapping[str, Any], record: Record) -> Sequence[Row]:
    """Give what people said about a verdict or the finding made of it."""
    names = (trace["verdict_id"], f"verdict.{trace['verdict_id']}")
    return [row for name in names for row in record.judgements.get(name, ())]


def _law(trace: Mapping[str, Any], record: Record) -> Iterator[str]:
    yield f"primary source: {trace['source']}"
    judged_by = obligation_of(trace, record).get("version", trace["version"])
    yield f"judged by version {judged_by} of {trace['agreement']}"
    if judged_by != trace["version"]:
        yield (
            f"the shelf holds version {trace['version']} now, from which article, parameters and source above are "
            "taken; assess again to judge by it"
        )
    yield from (f"unconfirmed: {one}" for one in trace["unconfirmed"])
