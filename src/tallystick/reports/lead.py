"""The lead sentence of each gap: what differs, which innocent causes account for it, what is left, whom to ask."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import polars as pl

from tallystick.engine.local import frame
from tallystick.model.category import category_label
from tallystick.model.cause import SHORT, WORDS
from tallystick.model.tables import GAP
from tallystick.reports.record import Record, Row
from tallystick.reports.words import number, party, period, said

_FIT: Final = frozenset({"agreed", "nil_both"})
_MOST_WORDS: Final = 3
"""Designations named in a sentence; the rest stand in the lines below it."""

_SILENT: Final = {
    "silent": "{party} filed its {direction} for {period}, without such a line",
    "not_held": "{party} filed for {period}, but its {direction} are not held here",
    "no_filing": "{party} is not on the complete list of filings for {period}",
    "no_record": "whether {party} filed for {period} is not known here",
    "withheld": "{party} withholds its figure",
    "unknown": "{party} does not declare a figure",
    "nil": "{party} says none",
}


def gaps(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Make table `gap` from an assessment's tables: every cell whose halves do not simply fit."""
    record = Record.of(tables)
    cells = {row["cell_id"]: row for row in record.rows("cell")}
    rows = (_gap(record, cells, fact) for fact in record.rows("fact") if fact["halves"] not in _FIT)
    return frame(GAP, rows)


def _gap(record: Record, cells: Mapping[str, Row], fact: Row) -> dict[str, object]:
    cell = cells[fact["cell_id"]]
    causes = record.causes.get(fact["cell_id"], ())
    found = _found(causes)
    lone = cell["from_low"] if cell["from_low"] is not None else cell["to_low"]
    return {
        "cell_id": fact["cell_id"],
        "halves": fact["halves"],
        "gap": lone if fact["gap"] is None else fact["gap"],
        "explained": fact["explained"],
        "remainder": fact["remainder"],
        "causes": "; ".join(f"{WORDS[cause]}: {number(quantity)}" for cause, quantity in found.items()) or "-",
        "tried": "; ".join(SHORT.values()),
        "sentence": " ".join(_sentences(record, cells, cell, fact, causes)),
        "ask": ask(cell, fact),
    }


def _sentences(
    record: Record, cells: Mapping[str, Row], cell: Row, fact: Row, causes: Sequence[Row]
) -> Iterable[str]:
    yield differs(record, cell)
    yield from _accounts(cells, cell, causes)
    if fact["halves"] == "withheld_one":
        return
    left = fact["remainder"]
    if left == 0:
        return
    tried = "looked for: " + ", ".join(word for cause, word in SHORT.items() if cause not in _found(causes))
    if fact["gap"] is None:
        yield f"No cause was found why {number(left)} stands in one half only ({tried})."
    else:
        yield f"For {number(left)} of the difference no cause was found ({tried})."


def differs(record: Record, cell: Row) -> str:
    """Say what either side states about a cell, in one sentence."""
    goods, when = category_label(cell["category"]).lower(), period(cell["period_start"], cell["period_end"])
    halves = {"from": (party(cell["from_party"]), "exports"), "to": (party(cell["to_party"]), "imports")}
    words = _designations(record, cell)
    flow = f"{goods} from {halves['from'][0]} to {halves['to'][0]} in {when}"
    parts = []
    for side, (name, direction) in halves.items():
        state = cell[f"{side}_state"]
        if state == "reported":
            figure = said(state, cell[f"{side}_low"], cell[f"{side}_high"])
            parts.append(f"{name} reports {figure}{words[side]}")
        else:
            parts.append(_SILENT[state].format(party=name, direction=direction, period=when))
    return f"{flow[0].upper()}{flow[1:]}: {'; '.join(parts)}."


def _designations(record: Record, cell: Row) -> Mapping[str, str]:
    named: dict[str, list[str]] = defaultdict(list)
    for use in record.uses.get(cell["cell_id"], ()):
        claim = record.claims[use["claim_id"]]
        side = "from" if claim["role"] == "exporter" else "to"
        if claim["designation"] != "-" and claim["designation"] not in named[side]:
            named[side].append(claim["designation"])
    return defaultdict(str, {side: f" ({_listed(sorted(words))})" for side, words in named.items()})


def _listed(words: Sequence[str]) -> str:
    more = len(words) - _MOST_WORDS
    return "; ".join(words[:_MOST_WORDS]) + (f"; and {more} more" if more > 0 else "")


def _accounts(cells: Mapping[str, Row], cell: Row, causes: Sequence[Row]) -> Iterable[str]:
    for row in causes:
        name = party(cell["from_party"] if row["side"] == "exporter" else cell["to_party"])
        amount, odds = number(row["quantity"]), f"{100 * row['probability']:.0f} %"
        if row["cause"] == "different_goods":
            yield f"{amount} in {name}'s half are other goods ({row['detail']}): a line of its own that the other half does not record."
        elif row["sibling"] in cells:
            where = _elsewhere(cell, cells[row["sibling"]])
            yield f"{amount} in {name}'s half may be {WORDS[row['cause']]}{where} ({odds}; {row['detail']})."
        else:
            yield f"{amount} in {name}'s half: {WORDS[row['cause']]} ({odds}; {row['detail']})."


def _elsewhere(cell: Row, sibling: Row) -> str:
    if sibling["period_start"] != cell["period_start"]:
        return f", in {period(sibling['period_start'], sibling['period_end'])}"
    if sibling["category"] != cell["category"]:
        return f", {category_label(sibling['category']).lower()}"
    if sibling["act"] != cell["act"]:
        return f", as {sibling['act']}"
    return f", {party(sibling['from_party'])} to {party(sibling['to_party'])}"


def _found(causes: Sequence[Row]) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in causes:
        found[row["cause"]] = found.get(row["cause"], 0.0) + row["quantity"]
    return found


def ask(cell: Row, fact: Row) -> str:
    """Say whom to ask what; first whether it could, before whether it would."""
    exporter, importer = party(cell["from_party"]), party(cell["to_party"])
    if fact["halves"] in {"exporter_only", "importer_only"}:
        silent, name = ("to", importer) if fact["halves"] == "exporter_only" else ("from", exporter)
        return _ask_silent(cell[f"{silent}_state"], name, exporter if silent == "to" else importer)
    if fact["halves"] == "withheld_one":
        closed = [name for side, name in (("from", exporter), ("to", importer)) if cell[f"{side}_state"] in {"withheld", "unknown"}]
        return f"{' and '.join(closed)}: can a range, or the number with limited handling, be given?"
    if fact["remainder"] == 0:
        return f"{exporter} and {importer}: please confirm the causes above."
    return (
        f"{exporter} and {importer}: by which date, category, unit of count and definition was each figure made, "
        f"and which is to stand?"
    )


def _ask_silent(state: str, silent: str, spoke: str) -> str:
    match state:
        case "silent":
            return f"{silent}: was this received, and under which year and category was it counted? {spoke}: on which date was it delivered?"
        case "not_held":
            return f"Obtain {silent}'s return first: it was filed and is not held here."
        case "no_filing":
            return f"{silent}: is help with records or reporting wanted? The line itself can be confirmed by {spoke}."
        case _:
            return f"Find out whether {silent} filed; then ask {silent} whether this was received or sent."
