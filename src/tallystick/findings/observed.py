"""When an observer's word alone is worth a question to a party: beside a return that says otherwise, or while few."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from tallystick.model.category import categories
from tallystick.model.claim import LOCAL_PRODUCTION, NONE, Act, Role
from tallystick.model.record import Record, Row, is_named

MOST_ASKED: Final = 20
"""So many flows of which one observer alone speaks can be asked about one by one. Beyond it the observer's record is a
yearbook laid beside an empty page: whole tables of questions to parties of which no return is in hand."""

_TRADED: Final = frozenset({Act.TRANSFER, Act.AUTHORISATION, Act.REFUSAL})
_DIRECTIONS: Final = {"from": "exports", "to": "imports"}
_SIDES: Final = ("from", "to")


def is_no_flow(cell: Row) -> bool:
    """Whether a cell is no flow between two parties of which both keep a half: its partner is an area, or itself."""
    parties = (cell["from_party"], cell["to_party"])
    return parties[0] == parties[1] or any(party.startswith("area:") for party in parties)


def says_none(cell: Row) -> list[str]:
    """List the sides that say none, if no side gives a figure."""
    if "reported" in {cell[f"{side}_state"] for side in _SIDES}:
        return []
    return [side for side in _SIDES if cell[f"{side}_state"] == "nil"]


def is_denied(record: Record, cell: Row) -> bool:
    """Whether a side says none of what an observer gives a figure for."""
    if len(says_none(cell)) == 0 or (cell["observer_low"] or 0.0) == 0:
        return False
    return any((claim["quantity_low"] or 0.0) > 0 for claim in _abroad(record, cell))


def _abroad(record: Record, cell: Row) -> list[Row]:
    """Leave out what was made in the recipient's own country: it crossed no border, and no return need have it."""
    return [claim for claim in observations(record, cell) if LOCAL_PRODUCTION not in claim["condition"]]


def observations(record: Record, cell: Row) -> list[Row]:
    """List the claims of observers about a cell."""
    claims = (record.claims[use["claim_id"]] for use in record.uses.get(cell["cell_id"], ()))
    return [claim for claim in claims if claim["role"] == Role.OBSERVER]


def crowds(record: Record, cells: Iterable[Row]) -> frozenset[str]:
    """Name the observers who speak alone of more flows than could be asked about; `cells` are those flows."""
    alone = Counter(name for cell in cells for name in _names(record, cell))
    return frozenset(name for name, count in alone.items() if count > MOST_ASKED)


def is_asked(record: Record, cell: Row, crowded: frozenset[str]) -> bool:
    """Whether an observer's word alone is a question: a return in hand leaves it out, or the observer says little."""
    if not _names(record, cell) <= crowded:
        return True
    return has_return(record, cell) and len(_abroad(record, cell)) > 0


def _names(record: Record, cell: Row) -> set[str]:
    return {claim["claimant"] for claim in observations(record, cell)}


def has_return(record: Record, cell: Row) -> bool:
    """Whether a return that either side is stated to have filed is in hand and covers a cell."""
    return any(
        _covers(filing, cell, _DIRECTIONS[side] if cell["act"] in _TRADED else "holdings")
        for side in _SIDES
        if is_named(cell[f"{side}_party"])
        for filing in record.filings.get(cell[f"{side}_party"], ())
    )


def _covers(filing: Row, cell: Row, direction: str) -> bool:
    return (
        filing["superseded_by"] == NONE
        and filing["stated"]
        and filing["content"] in {"lines", "nil"}
        and filing["direction"] in {direction, "any"}
        and filing["period_start"] <= cell["period_start"]
        and cell["period_end"] <= filing["period_end"]
        and _is_asked_for(filing, cell)
    )


def _is_asked_for(filing: Row, cell: Row) -> bool:
    """Whether a return would have the cell's goods: a category of the observer's own stands in nobody's return."""
    if filing["categories"] == NONE:
        return cell["category"] in categories()
    return cell["category"] in filing["categories"].split()
