"""A draft request about one flow: both halves, the question, a reply-by date."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import polars as pl

from tallystick.errors import UsageError
from tallystick.model.case import Case
from tallystick.model.category import category_inline
from tallystick.model.cause import LICENSED, NOT_LOOKED_FOR, REPEATS
from tallystick.model.record import Record
from tallystick.model.stated import has_lines, is_told_twice
from tallystick.model.words import party, period, said
from tallystick.reports.letter_form import Letter
from tallystick.reports.letter_lines import ROLES, figure, line
from tallystick.reports.offered import Offer, offers, other_offers
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
    cell, first, others = found.cell, offers(record, found), other_offers(record, found)
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
        + _observed(found)
        + _beside([*first, *others])
        + _earlier(found, [*first, *others]),
        sentence=_plain(found, first, others),
        questions=_questions(record, found, [*first, *others]),
        closing=(
            "Whatever you answer will be kept beside the record and shown with it"
            + (f". Please write to {case.contact}." if case.contact != "" else ".")
            + f" Reference: {cell['cell_id']}."
        ),
    )


def _plain(found: Trace, first: Sequence[Offer], others: Sequence[Offer]) -> str:
    """Say what differs and what may account for it, without the odds of the trace."""
    told = [*(one.sentence() for one in first), *(f"or else {one.sentence()}" for one in others)]
    if len(told) == 0:
        return found.differs
    return f"{found.differs} From the record alone: {'; '.join(told).removeprefix('or else ')}."


def _half(record: Record, found: Trace, side: str) -> tuple[str, str, str]:
    cell = found.cell
    role = "exporter" if side == "from" else "importer" if cell["from_party"] != "-" else "holder"
    lines = "; ".join(line(claim) for claim in found.claims if claim["role"] in ROLES[side])
    figure = said(cell[f"{side}_state"], cell[f"{side}_low"], cell[f"{side}_high"])
    if cell[f"{side}_state"] == "no_record" and has_lines(record, cell, side):
        figure = "no such line among those held"
    return (f"{party(cell[f'{side}_party'])} (as {role})", figure, lines or "no line on record")


def _observed(found: Trace) -> list[tuple[str, str, str]]:
    seen = [claim for claim in found.claims if claim["role"] == "observer"]
    return [(f"{party(claim['claimant'])} (observing)", figure(claim), line(claim)) for claim in seen]


def _beside(told: Sequence[Offer]) -> list[tuple[str, str, str]]:
    """Set out the halves of other flows in which a quantity of this one may stand, each once."""
    found = {one.counterpart.half(): None for one in told if one.counterpart is not None}
    return list(found)


def _earlier(found: Trace, told: Sequence[Offer]) -> list[tuple[str, str, str]]:
    """Set out the lines of replaced returns where one of them gave the other half's figure."""
    if not any(one.cause == "revision" for one in told):
        return []
    return [
        (
            f"{party(claim['claimant'])} (as {claim['role']}), earlier version, replaced",
            figure(claim),
            line(claim),
        )
        for claim in found.earlier
    ]


def _questions(record: Record, found: Trace, told: Sequence[Offer]) -> list[str]:
    """Put what is to be asked first, then what helps to answer it."""
    asked = list(dict.fromkeys([*(one.question() for one in told), *_general(record, found, told)]))
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


def _general(record: Record, found: Trace, told: Sequence[Offer]) -> Iterator[str]:
    """Give the question of the gap as far as those about its causes do not ask it already."""
    left = found.ask
    for one in told:
        left = left.removeprefix(f"{one.own}: {REPEATS} ")
    is_asked = left.endswith(LICENSED) or _is_accounted(record, found)
    if len(told) == 0 or not is_asked:
        yield left


def _is_accounted(record: Record, found: Trace) -> bool:
    """Whether both halves give one figure each and likely causes account for all between them."""
    is_single = not any(is_told_twice(record, found.cell, side) for side in ROLES)
    return found.fact["gap"] is not None and (found.fact["remainder"] or 0) == 0 and is_single
