"""The grid of a status page: each cell is one act, its code explained by the column's own heading."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from tallystick.catalog.un_treaty_status.days import DAY, parse_day
from tallystick.errors import ValueRefusedError
from tallystick.model.agreement import Joining
from tallystick.phrase import listed, quoted, says
from tallystick.sources.document import fold

_ACTS: Final = MappingProxyType(
    {
        "Signature": Joining.SIGNATURE,
        "Succession to signature": Joining.SIGNATURE,
        "Provisional application": Joining.PROVISIONAL,
        "Ratification": Joining.RATIFICATION,
        "Acceptance": Joining.ACCEPTANCE,
        "Approval": Joining.APPROVAL,
        "Accession": Joining.ACCESSION,
        "Succession": Joining.SUCCESSION,
        "Consent to be bound": Joining.CONSENT,
    }
)
"""What a heading calls an act; `Provisional application under article 23` is a provisional application too."""

_NAMED: Final = re.compile(
    r"^(?P<name>.+?)(?: under (?P<clause>article \d+))?(?:\((?P<code>[A-Za-z]{1,2})\))?$"
)
_CELL: Final = re.compile(rf"^(?P<open>\[)? ?(?P<day>{DAY}) ?(?P<code>[A-Za-z]{{0,2}}) ?(?P<close>\])?$")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code stands for in one column."""

    act: Joining
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell that says something."""

    act: Joining
    day: date
    remark: str
    in_brackets: bool
    """In brackets stands what no longer has effect."""


def meanings_of(heading: str) -> dict[str, Meaning]:
    """Read a column's heading, `Approval(AA), Accession(a), Ratification`: code → meaning, `""` for no code.

    Names that are not known are left out, so that a cell with their code is refused.
    """
    found: dict[str, Meaning] = {}
    for part in heading.split(", "):
        match = _NAMED.match(part.strip())
        if match is not None and match["name"] in _ACTS:
            remark = "succession to signature" if match["name"] == "Succession to signature" else ""
            if match["clause"] is not None:
                remark = f"under {match['clause']}"
            found[match["code"] or ""] = Meaning(_ACTS[match["name"]], remark)
    return found


def columns_of(headings: tuple[str, ...]) -> dict[str, Mapping[str, Meaning]]:
    """Read the headings of all columns that hold acts, by folded name."""
    read = {fold(heading): meanings_of(heading) for heading in headings}
    return {key: meanings for key, meanings in read.items() if len(meanings) > 0}


def parse_entry(text: str, meanings: Mapping[str, Meaning]) -> Entry:
    """Read one cell: `29 Jul 2020 a`, `[12 May 2004 a]`.

    Raises:
        ValueRefusedError: for a code the heading does not explain, half a bracket, and anything but a day.
    """
    match = _CELL.match(text)
    if match is None or (match["open"] is None) != (match["close"] is None):
        raise ValueRefusedError(
            says("%(text)s is not a day with its code, such as 29 Jul 2020 a", text=quoted(text[:40]))
        )
    if match["code"] not in meanings:
        raise ValueRefusedError(
            says(
                "code %(code)s is not explained by the heading of this column; it explains %(known)s",
                code=quoted(match["code"]),
                known=listed(map(quoted, sorted(meanings))),
            )
        )
    meaning = meanings[match["code"]]
    return Entry(meaning.act, parse_day(match["day"]), meaning.remark, match["open"] is not None)
