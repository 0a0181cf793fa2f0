"""A draft request about one flow: both halves, the question, a reply-by date."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import polars as pl

from tallystick.errors import UsageError
from tallystick.model.case import Case
from tallystick.model.category import category_inline
from tallystick.model.cause import NOT_LOOKED_FOR, WORDS
from tallystick.model.record import Record, Row
from tallystick.model.stated import has_lines
from tallystick.model.words import party, period, said
from tallystick.reports.letter_form import Letter
from tallystick.reports.readings import UNEXPLAINED
from tallystick.reports.why import Trace, trace


def cell_letter(
    tables: Mapping[str, pl.DataFrame], case: Case, cell_id: str, *, on: date, days: int
) -> Letter:
    """Draft a request for clarification of a cell.

    Args:
        tables: an assessment's tables.
        case: the case, for its title and contact.
        cell_id: the cell.
        on: the date of the letter.
        days: days until the reply-by date; 28 is the term that tracing and right-of-reply practice gives.

    Raises:
        UnknownIdError: if no cell is called so; with the nearest identifiers.
        UsageError: if the halves fit, so that there is nothing to ask.
    """
    record, found = Record.of(tables), trace(tables, cell_id)
    if found.ask == "":
        raise UsageError(f"there is nothing to ask about {found.cell['cell_id']}: {found.sentence}")
    cell = found.cell
    when = period(cell["period_start"], cell["period_end"])
    flow = f"{party(cell['from_party'])} to {party(cell['to_party'])}, {when}"
    return Letter(
        subject=f"Request for clarification: {category_inline(cell['category'])}, {flow}",
        to=tuple(party(cell[side]) for side in ("from_party", "to_party") if cell[side] != "-"),
        on=on,
        reply_by=on + timedelta(days=days),
        opening=(
            f"In laying together what was declared ({case.title}), we found a record on which your "
            "knowledge is needed. It is a question about records and not a finding of fault: differences of this "
            "kind most often have an innocent cause."
        ),
        halves=[_half(record, found, side) for side in ("from", "to") if cell[f"{side}_party"] != "-"]
        + _observed(found),
        sentence=_plain(found),
        questions=_questions(found),
        closing=(
            "Whatever you answer will be kept beside the record and shown with it"
            + (f". Please write to {case.contact}." if case.contact != "" else ".")
            + f" Reference: {cell['cell_id']}."
        ),
    )


def _plain(found: Trace) -> str:
    """Say what differs and which causes may account for it, without the odds and words of the trace."""
    readings = (*found.causes, *found.alternatives)
    possible = sorted({WORDS[row["cause"]] for row in readings if row["cause"] != UNEXPLAINED})
    if len(possible) == 0:
        return found.differs
    return f"{found.differs} From the record alone, this may be a matter of: {'; '.join(possible)}."


_ROLES: Final = {"from": ("exporter",), "to": ("importer", "holder")}


def _half(record: Record, found: Trace, side: str) -> tuple[str, str, str]:
    cell = found.cell
    role = "exporter" if side == "from" else "importer" if cell["from_party"] != "-" else "holder"
    lines = "; ".join(_line(claim) for claim in found.claims if claim["role"] in _ROLES[side])
    figure = said(cell[f"{side}_state"], cell[f"{side}_low"], cell[f"{side}_high"])
    if cell[f"{side}_state"] == "no_record" and has_lines(record, cell, side):
        figure = "no such line among those held"
    return (f"{party(cell[f'{side}_party'])} (as {role})", figure, lines or "no line on record")


def _observed(found: Trace) -> list[tuple[str, str, str]]:
    seen = [claim for claim in found.claims if claim["role"] == "observer"]
    return [(f"{party(claim['claimant'])} (observing)", _figure(claim), _line(claim)) for claim in seen]


def _figure(claim: Row) -> str:
    if claim["quantity_low"] is None:
        return str(claim["quantity_kind"])
    return said("reported", claim["quantity_low"], claim["quantity_high"])


def _line(claim: Row) -> str:
    seen = claim["sightings"][0]
    goods = "" if claim["designation"] == "-" else f" × {claim['designation']}"
    return f"{_figure(claim)}{goods} ({seen['document']}, {seen['locator']})"


def _questions(found: Trace) -> list[str]:
    """Put what is to be asked first, then what helps to answer it."""
    asked = [found.ask]
    if found.fact["halves"] in {"conflicting", "explained"}:
        asked.append(
            "On which date and basis (licence, shipment, customs, delivery, transfer of title) was it counted?"
        )
    asked.append(
        "In which category, unit of count and national definition is it recorded, and what is it called?"
    )
    asked.append(f"May any of these play a part: {', '.join(NOT_LOOKED_FOR)}?")
    asked.append("Does the record stand as declared, or is a correction foreseen?")
    return asked
