"""The lead sentence of each gap: what differs, which innocent causes account for it, what is left, whom to ask."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import polars as pl

from tallystick.engine.local import frame
from tallystick.findings.observed import is_denied, is_no_flow, observations, says_none
from tallystick.model.cause import LICENSED, LIKELY, ONE_SIDED, REPEATS, SHORT, WORDS
from tallystick.model.claim import NONE
from tallystick.model.counterpart import counted_elsewhere
from tallystick.model.record import Record, Row
from tallystick.model.stated import (
    designations,
    differs,
    has_lines,
    is_shut,
    is_told_twice,
    possessive,
    under_unsettled_names,
)
from tallystick.model.tables import GAP
from tallystick.model.words import number, party, period, plain

_FIT: Final = frozenset({"agreed", "nil_both"})
_GIVEN_OTHERWISE: Final = {"other_span": " for this span of time", "other_unit": " in this unit"}


def gaps(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Make table `gap` from an assessment's tables: every cell whose halves do not simply fit."""
    record = Record.of(tables)
    cells = {row["cell_id"]: row for row in record.rows("cell")}
    rows = (
        _gap(record, cells, fact)
        for fact in record.rows("fact")
        if _is_gap(record, cells[fact["cell_id"]], fact["halves"])
    )
    return frame(GAP, rows)


def _is_gap(record: Record, cell: Row, halves: str) -> bool:
    """Whether there is something to ask.

    Not of what is no flow between two parties, nor where halves fit, nor where the only one that speaks says none and
    no observer says otherwise, nor of a licence alone: the other side keeps no half of it.
    """
    if is_no_flow(cell):
        return False
    if is_denied(record, cell):
        return True
    if halves not in {"exporter_only", "importer_only"}:
        return halves not in _FIT
    return cell["act"] == "transfer" and "nil" not in {cell["from_state"], cell["to_state"]}


def _gap(record: Record, cells: Mapping[str, Row], fact: Row) -> dict[str, object]:
    cell = cells[fact["cell_id"]]
    causes = record.causes.get(fact["cell_id"], ())
    found = _found(causes)
    return {
        **{name: fact[name] for name in ("cell_id", "halves", "gap", "explained", "one_sided", "remainder")},
        "causes": "; ".join(f"{WORDS[cause]}: {number(quantity)}" for cause, quantity in found.items())
        or "-",
        "tried": "; ".join(SHORT[cause] for cause in tried(record, cell)),
        "sentence": " ".join(_sentences(record, cells, cell, fact, causes)),
        "ask": ask(record, cell, fact),
    }


def tried(record: Record, cell: Row) -> Sequence[str]:
    """List the causes that could be looked for: not other goods where nobody names any, nor licences where none are."""
    spoken = {"from", "to"} if cell["from_low"] is not None and cell["to_low"] is not None else set()
    missing: set[str] = set()
    if len(spoken) == 0 or len(designations(record, cell)) == 0:
        missing |= ONE_SIDED
    if not record.has_licences:
        missing.add("authorisation")
    if not record.has_revisions:
        missing.add("revision")
    return [cause for cause in SHORT if cause not in missing]


def _sentences(
    record: Record, cells: Mapping[str, Row], cell: Row, fact: Row, causes: Sequence[Row]
) -> Iterable[str]:
    yield differs(record, cell)
    yield from _accounts(cells, cell, causes)
    left = fact["remainder"]
    if is_denied(record, cell):
        return
    if fact["halves"] in {"exporter_only", "importer_only"} and left is None and len(causes) == 0:
        states = {cell["from_state"], cell["to_state"]}
        so = next((words for state, words in _GIVEN_OTHERWISE.items() if state in states), "")
        yield f"The other half is not on record here{so}, so there is nothing to lay this one against."
    elif left is not None and left > 0:
        offered = _found(causes)
        looked = ", ".join(SHORT[cause] for cause in tried(record, cell) if cause not in offered)
        what = f"For {number(left)}" if fact["gap"] is None else f"For {number(left)} of the difference"
        unsure = any(row["probability"] <= LIKELY for row in causes)
        beside = " beside what is offered above, too unsure to take off," if unsure else ""
        yield f"{what}{beside} no likely cause was found (looked for: {looked})."


def _accounts(cells: Mapping[str, Row], cell: Row, causes: Sequence[Row]) -> Iterable[str]:
    for row in causes:
        name, other = party(cell["from_party"]), party(cell["to_party"])
        if row["side"] != "exporter":
            name, other = other, name
        part = f"{number(row['quantity'])} in {possessive(name)} half"
        odds = f"({100 * row['probability']:.0f} %; {row['detail']})"
        if row["cause"] == "different_goods":
            verb = "is" if row["quantity"] == 1 else "are"
            yield f"{part} {verb} other goods {odds}, which the other half does not record."
        elif row["cause"] == "repeated_return":
            yield f"{part} may repeat the return of the year before {odds}."
        elif row["sibling"] in cells:
            yield f"{part} may be what {counted_elsewhere(other, cell, cells[row['sibling']])} {odds}."
        else:
            yield f"{part}: {WORDS[row['cause']]} {odds}."


def _found(causes: Iterable[Row]) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in causes:
        found[row["cause"]] = found.get(row["cause"], 0.0) + row["quantity"]
    return found


def ask(record: Record, cell: Row, fact: Row) -> str:
    """Say whom to ask what; first whether it could, before whether it would."""
    if is_denied(record, cell):
        return _ask_denied(record, cell)
    match fact["halves"]:
        case "observer_only" | "holder_only":
            named = [party(cell[side]) for side in ("from_party", "to_party") if cell[side] != NONE]
            return f"{' and '.join(named)}: is this so, and where is it recorded?"
        case "exporter_only":
            return _ask_silent(record, cell, "to", ("received", "delivered"))
        case "importer_only":
            return _ask_silent(record, cell, "from", ("sent", "received"))
        case "withheld_one":
            return _ask_withheld(record, cell)
        case _:
            return _ask_both(record, cell, fact)


def _ask_denied(record: Record, cell: Row) -> str:
    denying = " and ".join(party(cell[f"{side}_party"]) for side in says_none(cell))
    seen = " and ".join(sorted({party(claim["claimant"]) for claim in observations(record, cell)}))
    return (
        f"{denying}: is what {seen} observed recorded under another date, category, partner or definition? "
        f"{seen}: on what does the figure rest?"
    )


def _ask_both(record: Record, cell: Row, fact: Row) -> str:
    exporter, importer = party(cell["from_party"]), party(cell["to_party"])
    unsettled = [party(cell[f"{side}_party"]) for side in ("from", "to") if is_told_twice(record, cell, side)]
    if len(unsettled) > 0:
        return f"{' and '.join(unsettled)}: more than one return speaks of this; which is to stand?"
    if (fact["remainder"] or 0) > 0:
        return (
            f"{exporter} and {importer}: by which date, category, unit of count and definition was each figure "
            "made, and which is to stand?"
        )
    causes = record.causes.get(fact["cell_id"], ())
    return _ask_confirm(exporter, importer, {row["side"] for row in causes if row["cause"] in ONE_SIDED})


def _ask_withheld(record: Record, cell: Row) -> str:
    if is_shut(record, cell):
        return "Nobody: what is missing here is withheld from this audience, not by the party."
    closed = [
        party(cell[f"{side}_party"])
        for side in ("from", "to")
        if cell[f"{side}_state"] in {"withheld", "unknown"}
    ]
    return f"{' and '.join(closed)}: can a range, or the number with limited handling, be given?"


def _ask_confirm(exporter: str, importer: str, sides: set[str]) -> str:
    asked = [f"{exporter} and {importer}: please confirm the causes above."]
    if "exporter" in sides:
        asked.append(f"{importer}: were the goods that only {exporter} records received?")
    if "importer" in sides:
        asked.append(f"{exporter}: were the goods that only {importer} records sent?")
    return " ".join(asked if len(sides) == 0 else asked[1:])


def _ask_silent(record: Record, cell: Row, side: str, verbs: tuple[str, str]) -> str:
    silent = party(cell[f"{side}_party"])
    if len(under_unsettled_names(record, cell, side)) > 0:
        return f"Settle the name in {possessive(silent)} return first (`tallystick name`), then ask {silent}."
    causes = {row["cause"] for row in record.causes.get(cell["cell_id"], ())}
    if "authorisation" in causes:
        return f"{party(cell['from_party'])}: {LICENSED}"
    asked = _ask_by_state(record, cell, side, verbs)
    if "repeated_return" not in causes:
        return asked
    spoke = party(cell["from_party" if side == "to" else "to_party"])
    return f"{spoke}: {REPEATS} {asked}"


def _ask_by_state(record: Record, cell: Row, side: str, verbs: tuple[str, str]) -> str:
    silent, spoke = party(cell[f"{side}_party"]), party(cell["from_party" if side == "to" else "to_party"])
    ours, theirs = verbs
    match cell[f"{side}_state"]:
        case "silent":
            return (
                f"{silent}: was this {ours}, and under which year and category was it counted? "
                f"{spoke}: on which date was it {theirs}?"
            )
        case "other_span" | "other_unit":
            when, unit = period(cell["period_start"], cell["period_end"]), plain(cell["unit"])
            return f"{silent}: what is its figure for {when}, in {unit}?"
        case "not_held":
            return f"Obtain {possessive(silent)} return first: it was filed and is not held here."
        case "no_filing":
            return (
                f"{silent}: was this {ours}, and is help with records or reporting wanted? {spoke}: on which date was "
                f"it {theirs}?"
            )
        case _ if has_lines(record, cell, side):
            filed = f"{silent}: are the lines held the whole return?"
            return f"{filed} Was this {ours}, and under which year and category was it counted?"
        case _:
            return f"Find out whether {silent} filed; then ask {silent} whether this was {ours}."
