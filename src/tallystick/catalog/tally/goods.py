"""Map what a file writes as category: a code or label of the vocabulary, or an instrument's own code."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from tallystick.model.category import as_code, categories, find_category, scheme_of, schemes
from tallystick.model.claim import NONE, Issue
from tallystick.sources.intake import Intake
from tallystick.sources.strict import Record

_SHORTEST_LIKENESS: Final = 0.5
"""Below half alike, a suggestion confuses more than it helps."""


@dataclass(frozen=True, slots=True)
class Goods:
    """A category, with the classification and code it was written in."""

    category: str
    scheme: str = NONE
    scheme_code: str = NONE


def goods_of(intake: Intake, record: Record, column: str, text: str, instrument: str) -> Goods:
    """Look a category up; an unknown one is kept as written, and reported once a file."""
    found = find_category(text)
    if found is not None:
        return Goods(found)
    wanted = scheme_of(instrument)
    for (scheme, code), category in schemes().items():
        if scheme == wanted and code.casefold() == text.casefold():
            return Goods(category, scheme, code)
    intake.report_once(_unknown(record, column, text, instrument))
    return Goods(text)


def _unknown(record: Record, column: str, text: str, instrument: str) -> Issue:
    codes = [code for scheme, code in schemes() if scheme == scheme_of(instrument)]
    known = [*categories(), *codes]
    near = get_close_matches(text.casefold(), known, n=3, cutoff=_SHORTEST_LIKENESS)
    hint = as_code(text)
    if hint == "":
        hint = f"Nearest: {', '.join(near)}. " if len(near) > 0 else f"Known: {', '.join(known)}. "
    return Issue(
        rule="unknown_category",
        field=column,
        value=text,
        message=f"No category is called {text!r}. {hint}The line is kept under the category as written.",
        locator=record.row.locator,
        original=record.row.fields,
    )
