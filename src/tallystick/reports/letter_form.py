"""What every draft letter is: heading, a table of what is on record, questions, a reply-by date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tallystick.engine.local import write_text
from tallystick.errors import UsageError


@dataclass(frozen=True, slots=True)
class Letter:
    """A draft: heading, paragraphs, and a table of what is on record."""

    subject: str
    to: tuple[str, ...]
    on: date
    reply_by: date
    opening: str
    halves: Sequence[tuple[str, str, str]]
    """What is on record, by `heads`."""
    sentence: str
    questions: Sequence[str]
    closing: str
    via: str = ""
    """Through whom the agreement has question and answer go; empty where it names nobody."""
    heads: tuple[str, str, str] = ("Party", "Says", "Lines and where they stand")

    @property
    def heading(self) -> str:
        """Write who, when, to whom and by when."""
        through = "" if self.via == "" else f"\nThrough: {self.via}"
        return (
            f"From: [sender]\nDate: {self.on}\nTo: {'; '.join(self.to)}{through}\n"
            f"Subject: {self.subject}\nReply by: {self.reply_by}"
        )

    def text(self) -> str:
        """Write the draft as plain text."""
        table = "\n".join(
            f"  {who}: {said}" + (f"\n    {where}" if where != "" else "") for who, said, where in self.halves
        )
        questions = "\n".join(
            f"  {place}. {question}" for place, question in enumerate(self.questions, start=1)
        )
        return (
            f"DRAFT — for review before sending\n\n{self.heading}\n\n{self.opening}\n\n{table}\n\n"
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


def _save_docx(letter: Letter, target: Path) -> None:
    # python-docx costs a quarter of a second to load, and only this function needs it
    from docx import Document  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    document = Document()
    document.core_properties.author = ""
    document.sections[0].page_width, document.sections[0].page_height = Mm(210), Mm(297)
    document.add_paragraph("DRAFT — for review before sending")
    document.add_heading(letter.subject, level=1)
    document.add_paragraph(letter.heading)
    document.add_paragraph(letter.opening)
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, head in zip(table.rows[0].cells, letter.heads, strict=True):
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
