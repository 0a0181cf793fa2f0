"""What the sides state about one cell, in a sentence, and by which words; free of causes and of figures computed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from tallystick.model.category import category_inline
from tallystick.model.claim import NONE, SIDE_OF, UNRESOLVED, Grade
from tallystick.model.quantity import QuantityKind
from tallystick.model.record import Record, Row
from tallystick.model.words import party, period, said

SHUT: Final = "withheld-"
"""How a claim is named that this audience may not see."""
_MOST_WORDS: Final = 3
"""Designations named in a sentence; the rest stand in the lines below it."""

_SILENT: Final = {
    "silent": "{party} filed its {direction} for {period}, without such a line",
    "other_span": "{party} gives its {direction} of these goods for another span of time than {period}",
    "other_unit": "{party} gives its {direction} of these goods for {period} in another unit",
    "not_held": "{party} filed for {period}, but its {direction} are not held here",
    "no_filing": "{party} is not on the list of filings for {period}, which is taken as complete",
    "no_record": "whether {party} filed for {period} is not known here",
    "withheld": "{party} withholds its figure",
    "unknown": "{party} does not declare a figure",
    "nil": "{party} says none",
}


def differs(record: Record, cell: Row) -> str:
    """Say what either side states about a cell, in one sentence."""
    goods, when = category_inline(cell["category"]), period(cell["period_start"], cell["period_end"])
    halves = {"from": (party(cell["from_party"]), "exports"), "to": (party(cell["to_party"]), "imports")}
    flow = f"{goods} from {halves['from'][0]} to {halves['to'][0]} in {when}"
    if cell["from_party"] == NONE:
        flow = f"{goods}, {cell['act']}, {halves['to'][0]} in {when}"
        halves = {"to": (party(cell["to_party"]), "holdings")}
    words = designations(record, cell)
    parts = [_says(record, cell, side, (*half, when), words[side]) for side, half in halves.items()]
    if cell["observer_low"] is not None:
        seen = said("reported", cell["observer_low"], cell["observer_high"])
        parts.append(f"{_observers(record, cell)} {seen}{words['observer']}")
    return f"{flow[0].upper()}{flow[1:]}: {'; '.join(parts)}."


def _says(record: Record, cell: Row, side: str, half: tuple[str, str, str], words: str) -> str:
    name, direction, when = half
    state = cell[f"{side}_state"]
    if state == "reported":
        return f"{name} reports {said(state, cell[f'{side}_low'], cell[f'{side}_high'])}{words}"
    if state == "withheld" and is_shut(record, cell):
        return f"what {name} says is withheld from this audience"
    unsettled = under_unsettled_names(record, cell, side)
    if state not in {"nil", "unknown", "withheld"} and len(unsettled) > 0:
        quoted = ", ".join(f"“{one}”" for one in unsettled)
        return f"{possessive(name)} return names {quoted}, which is not settled and may be meant"
    if state == "no_record" and has_lines(record, cell, side):
        return (
            f"lines of {possessive(name)} {direction} for {when} are held; "
            "whether they are its whole return is not stated"
        )
    return _SILENT[state].format(party=name, direction=direction, period=when)


def _observers(record: Record, cell: Row) -> str:
    claims = (record.claims[use["claim_id"]] for use in record.uses.get(cell["cell_id"], ()))
    seen = [claim for claim in claims if claim["role"] == "observer"]
    names = sorted({party(claim["claimant"]) for claim in seen})
    verb = "reports" if len(names) == 1 else "report"
    if any(is_own_estimate(claim) for claim in seen):
        verb = "gives an estimate, taken here as" if len(names) == 1 else "give estimates, taken here as"
    return f"{' and '.join(names)}, observing, {verb}"


def is_own_estimate(claim: Row) -> bool:
    """Whether a claimant estimated its own figure, so that the range that stands here is how that is read."""
    return bool(
        claim["evidence_grade"] == Grade.ESTIMATED and claim["quantity_kind"] == QuantityKind.INTERVAL
    )


def designations(record: Record, cell: Row) -> Mapping[str, str]:
    """Give what each side and the observers call the goods, in brackets; empty where nobody names any."""
    named: dict[str, list[str]] = defaultdict(list)
    for use in record.uses.get(cell["cell_id"], ()):
        claim = record.claims[use["claim_id"]]
        side = SIDE_OF.get(claim["role"], "observer")
        if claim["designation"] != "-" and claim["designation"] not in named[side]:
            named[side].append(claim["designation"])
    return defaultdict(str, {side: f" ({_listed(sorted(words))})" for side, words in named.items()})


def _listed(words: Sequence[str]) -> str:
    more = len(words) - _MOST_WORDS
    return "; ".join(words[:_MOST_WORDS]) + (f"; and {more} more" if more > 0 else "")


def is_shut(record: Record, cell: Row) -> bool:
    """Whether a claim about a cell is withheld from this audience."""
    return any(use["claim_id"].startswith(SHUT) for use in record.uses.get(cell["cell_id"], ()))


def is_told_twice(record: Record, cell: Row, side: str) -> bool:
    """Whether one side's figures come from several filings that differ."""
    claims = [record.claims[use["claim_id"]] for use in record.uses.get(cell["cell_id"], ())]
    filings = {claim["filing_id"] for claim in claims if SIDE_OF.get(claim["role"]) == side}
    return len(filings) > 1 and cell[f"{side}_low"] != cell[f"{side}_high"]


def under_unsettled_names(record: Record, cell: Row, side: str) -> list[str]:
    """List unsettled names in one side's own return about this category and period: one of them may be meant."""
    role, other = ("exporter", "to_party") if side == "from" else ("importer", "from_party")
    same = ("act", "category", "period_start", "period_end")
    return sorted(
        {
            claim[other][1:]
            for claim in record.apart
            if claim["claimant"] == cell[f"{side}_party"]
            and claim["role"] == role
            and claim[other].startswith(UNRESOLVED)
            and all(claim[name] == cell[name] for name in same)
        }
    )


def has_lines(record: Record, cell: Row, side: str) -> bool:
    """Whether other lines of one side are held, in the same role, of the same act and for the same period."""
    key = (cell[f"{side}_party"], cell["act"], cell["period_start"], cell["period_end"])
    return (side, *key) in record.heard


def wanted(requests: Iterable[Row]) -> list[str]:
    """Say what claims of act `request` ask for and when, each once: `training (2019)`."""
    said = (f"{_goods(row)} ({period(row['period_start'], row['period_end'])})" for row in requests)
    return list(dict.fromkeys(said))


def _goods(claim: Row) -> str:
    if claim["designation"] != NONE:
        return str(claim["designation"])
    return category_inline(claim["category"])


def possessive(name: str) -> str:
    """Write whose: Germany's, the United States'."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"
