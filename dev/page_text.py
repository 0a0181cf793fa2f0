"""Markdown as the reference pages need it: a head that says who made it, and tables."""

from collections.abc import Iterable, Sequence

Rows = Iterable[Sequence[str]]


def page_head(title: str, made_from: str) -> str:
    """Write a page's title and what it is made from."""
    return f"# {title}\n\n<!-- Made by `make docs`; do not change it here. -->\nMade from {made_from}.\n"


def as_table(columns: Sequence[str], rows: Rows) -> str:
    """Write a table; a bar in a cell is escaped."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)
