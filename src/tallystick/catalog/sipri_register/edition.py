"""Which edition of the register a file is: the lines above its header say when it was made and of what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from tallystick.model.claim import Issue
from tallystick.model.party import normalise

INSTRUMENT: Final = "sipri_register"

_GENERATED: Final = re.compile(r"^Data generated:\s*(\d{1,2}) (\w{3})\w* (\d{4})\b")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SELECTED: Final = re.compile(
    r"^Transfers of (.+?) from (.+?)\s+to (.+?)\s*\. Deals with deliveries made for "
)
_EVERYTHING: Final = ("major conventional arms", "All countries", "All countries")


@dataclass(frozen=True, slots=True)
class Edition:
    """When a file was generated, and which goods, suppliers and recipients were asked for; null where not said."""

    generated: date | None
    selected: tuple[str, ...] | None

    def filing_id(self, year: int) -> str:
        """Name what this edition says of one year: two editions are two filings."""
        day = "edition_not_stated" if self.generated is None else str(self.generated)
        part = "" if self.selected is None or self.is_whole() else f"/{'_'.join(map(_word, self.selected))}"
        return f"{INSTRUMENT}/{day}{part}/{year}"

    def is_whole(self) -> bool:
        """Whether nothing was left out: a part of the register, however new, replaces no earlier edition."""
        return self.selected == _EVERYTHING

    def filed_on(self) -> date | None:
        """Give the day by which a later edition supersedes an earlier one; null where it must not."""
        return self.generated if self.is_whole() else None

    def issues(self) -> list[Issue]:
        """Tell what cannot be known of the edition."""
        if self.generated is not None and self.selected is not None:
            return []
        return [
            Issue(
                rule="edition_not_stated",
                field="edition",
                value="",
                message="The lines above the header do not say when this file was generated, or of what it is a "
                "selection. It supersedes no earlier edition; keep the file as SIPRI's site gives it.",
                locator="whole file",
            )
        ]


def edition_of(preamble: Sequence[str]) -> Edition:
    """Read the lines above the header."""
    generated = next((found for line in preamble if (found := _GENERATED.match(line)) is not None), None)
    selected = next((found for line in preamble if (found := _SELECTED.match(line)) is not None), None)
    return Edition(
        None if generated is None else _day(generated),
        None if selected is None else tuple(" ".join(part.split()) for part in selected.groups()),
    )


def _day(found: re.Match[str]) -> date | None:
    """Read a day; null for one that no calendar has."""
    try:
        return date(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))
    except ValueError:
        return None


def _word(text: str) -> str:
    return normalise(text).replace(" ", "_")
