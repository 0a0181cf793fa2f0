"""A draft clarification request about one cell: both halves, the question, a reply-by date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import polars as pl

from tallystick.engine.local import write_text
from tallystick.errors import UsageError
from tallystick.model.case import Case
from tallystick.model.cause import NOT_LOOKED_FOR, WORDS
from tallystick.reports.record import Row
from tallystick.reports.why import Trace, trace
from tallystick.reports.words import party, period, said


@dataclass(frozen=True, slots=True)
class Letter:
    """A draft: heading, paragraphs, and a table of both halves."""

    subject: str
    to: tuple[str, ...]
    on: date
    reply_by: date
    opening: str
    halves: Sequence[tuple[str, str, str]]
    """Party, what it says, in which document."""
    sentence: str
    questions: Sequence[str]
    closing: str

    def text(self) -> str:
        """Write the draft as plain text."""
        table = "\n".join(f"  {who}: {figure}\n    {where}" for who, figure, where in self.halves)
        questions = "\n".join(
            f"  {place}. {question}" for place, question in enumerate(self.questions, start=1)
        )
        return (
            f"DRAFT — for review before sending\n\nFrom: [sender]\nDate: {self.on}\nTo: {'; '.join(self.to)}\n"
            f"Subject: {self.subject}\nReply by: {self.reply_by}\n\n{self.opening}\n\n{table}\n\n"
            f"{self.sentence}\n\nWe would be grateful for an answer to the following:\n\n"
            f"{questions}\n\n{self.closing}\n"
        )

    def save(self, target: Path) -> None:
        """Write the draft to a .txt or .docx file.

        Raises:
            UsageError: for any other ending.
        """
        if target.suffix == ".txt":
            write_text(self.text(), target)
        elif target.suffix == ".docx":
            _save_docx(self, target)
        else:
            raise UsageError(f"a letter can be written as .txt or .docx, not as {target.suffix!r}")


def draft(tables: Mapping[str, pl.DataFrame], case: Case, wanted: str, *, on: date, days: int) -> Letter:
    """Draft a clarification request about a cell.

    Args:
        tables: an assessment's tables.
        case: the case, for its title and contact.
        wanted: the cell's identifier, or an unambiguous part of it.
        on: the date of the letter.
        days: days until the reply-by date; 28 is the term that tracing and right-of-reply practice gives.

    Raises:
        UnknownIdError: if no cell is called so.
        UsageError: if the halves fit, so that there is nothing to ask.
    """
    found = trace(tables, wanted)
    if found.ask == "":
        raise UsageError(f"there is nothing to ask about {found.cell['cell_id']}: {found.sentence}")
    cell = found.cell
    when = period(cell["period_start"], cell["period_end"])
    flow = f"{party(cell['from_party'])} to {party(cell['to_party'])}, {when}"
    return Letter(
        subject=f"Request for clarification: {cell['category'].replace('_', ' ')}, {flow}",
        to=tuple(party(cell[side]) for side in ("from_party", "to_party") if cell[side] != "-"),
        on=on,
        reply_by=on + timedelta(days=days),
        opening=(
            f"In laying together what was declared ({case.title}), we found a record on which your "
            "knowledge is needed. It is a question about records and not a finding of fault: differences of this "
            "kind most often have an innocent cause."
        ),
        halves=[_half(found, side) for side in ("from", "to") if cell[f"{side}_party"] != "-"]
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
    possible = sorted({WORDS[row["cause"]] for row in found.causes})
    if len(possible) == 0:
        return found.differs
    return f"{found.differs} From the record alone, this may be a matter of: {'; '.join(possible)}."


_ROLES: Final = {"from": ("exporter",), "to": ("importer", "holder")}


def _half(found: Trace, side: str) -> tuple[str, str, str]:
    cell = found.cell
    role = "exporter" if side == "from" else "importer" if cell["from_party"] != "-" else "holder"
    lines = "; ".join(_line(claim) for claim in found.claims if claim["role"] in _ROLES[side])
    figure = said(cell[f"{side}_state"], cell[f"{side}_low"], cell[f"{side}_high"])
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


def _save_docx(letter: Letter, target: Path) -> None:
    # python-docx costs a quarter of a second to load, and only this function needs it
    from docx import Document  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    document = Document()
    document.core_properties.author = ""
    document.sections[0].page_width, document.sections[0].page_height = Mm(210), Mm(297)
    document.add_paragraph("DRAFT — for review before sending")
    document.add_heading(letter.subject, level=1)
    document.add_paragraph(
        f"From: [sender]\nDate: {letter.on}\nTo: {'; '.join(letter.to)}\nReply by: {letter.reply_by}"
    )
    document.add_paragraph(letter.opening)
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, head in zip(table.rows[0].cells, ("Party", "Says", "Lines and where they stand"), strict=True):
        cell.text = head
    for row in letter.halves:
        for cell, content in zip(table.add_row().cells, row, strict=True):
            cell.text = content
    document.add_paragraph(letter.sentence)
    document.add_paragraph("We would be grateful for an answer to the following:")
    for question in letter.questions:
        document.add_paragraph(question, style="List Number")
    document.add_paragraph(letter.closing)
    target.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(target))
