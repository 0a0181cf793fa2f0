"""Write a filing as the project's own files: a tally file and a filing file, as `tallystick add` reads them."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from tallystick.register.folder import own_folder
from tallystick.register.items.models import EventKind
from tallystick.register.returns.figures import Figure
from tallystick.register.returns.goods import tally_category
from tallystick.register.returns.instruments import PARTS
from tallystick.register.returns.lines import WITHHELD, Line, Table, for_audience
from tallystick.register.returns.models import Basis, Emptiness, Filing
from tallystick.register.returns.part import Counted, Goods, Part

TALLY_COLUMNS: Final = (
    "claimant", "role", "from", "to", "category", "period", "quantity", "unit",
    "act", "instrument", "filing", "origin", "basis", "designation", "handling",
)  # fmt: skip
FILING_COLUMNS: Final = (
    "claimant", "instrument", "period", "direction", "content",
    "filing", "categories", "basis", "visibility", "filed_on", "supersedes",
)  # fmt: skip

_ACTS: Final = {
    EventKind.DESTROYED: "destruction",
    EventKind.LOST: "loss",
    EventKind.STOLEN: "loss",
    EventKind.SEIZED: "seizure",
}
"""Acts of events that are no transfer; a kind that is not here is no claim.

Marking is none, and what was found or willingly surrendered was not seized: the tally file has no word for either.
"""
_NO_WORDS: Final = "-"


def tally(filing: Filing, tables: Iterable[Table], audience: str | None) -> str:
    """Write the lines that an audience may have as a tally file; None: all of them, for the authority's own eyes.

    A part that was declared nil stands in the filing file; what is withheld stands in neither.
    """
    rows = [
        row | ({"handling": ""} if audience is None else {})
        for table in tables
        for line in (table.lines if audience is None else for_audience(table.lines, audience))
        if (row := _claim(filing, table.part, line)) is not None
    ]
    return _csv(TALLY_COLUMNS, rows)


def unclaimed(instrument: str) -> list[Part]:
    """Name the parts of a return of which no line stands in its tally file."""
    return [part for part in PARTS[instrument] if not _is_claimed(part)]


def _is_claimed(part: Part) -> bool:
    if part.counted is Counted.ANSWERS or part.goods is Goods.AMMUNITION or part.fate is not None:
        return False
    return len(part.kinds) == 0 or part.role != "" or any(kind in _ACTS for kind in part.kinds)


def filings(filing: Filing, tables: Iterable[Table], *, is_alone: bool = False) -> str:
    """Write the acts of reporting as a filing file: one line a direction, nil where a person declared it.

    Args:
        filing: the return.
        tables: its parts.
        is_alone: leave out which filing it supersedes, where that one will not lie beside it.
    """
    earlier = None if is_alone else filing.supersedes
    rows = [
        {
            "claimant": _own(),
            "instrument": filing.instrument,
            "period": _period(filing),
            "direction": table.part.direction,
            "content": content,
            "filing": filing_id(filing, table.part),
            "categories": _categories(filing, table.part),
            "basis": _basis(filing, table.part),
            "visibility": filing.visibility,
            "filed_on": "" if filing.filed_on is None else filing.filed_on.isoformat(),
            "supersedes": "" if earlier is None else filing_id(earlier, table.part),
        }
        for table in tables
        if (content := _content(table)) is not None
    ]
    return _csv(FILING_COLUMNS, rows)


def filing_id(filing: Filing, part: Part) -> str:
    """Name one part of one version of a return, as both files do."""
    return f"{filing.instrument}/{_period(filing)}/{_own()}/{part.name}/v{filing.version}"


def _content(table: Table) -> str | None:
    """Say what a part's filing holds; None for a part that is no act of reporting, or was left out."""
    if table.part.direction == "" or table.said == Emptiness.LEFT_OUT:
        return None
    if len(table.lines) == 0:
        return "nil" if table.said == Emptiness.NIL else None
    return "withheld" if all(line.mark == WITHHELD for line in table.lines) else "lines"


def _claim(filing: Filing, part: Part, line: Line) -> dict[str, str] | None:
    figure = line.figure
    act = _act(part, figure)
    if act is None or figure.quantity is None:
        return None
    return {
        "claimant": _own(),
        "role": part.role or "holder",
        **_ends(part, figure),
        "category": tally_category(figure.category, part.goods),
        "period": _period(filing),
        "quantity": str(figure.quantity) if figure.quantity > 0 else "nil",
        "unit": figure.unit,
        "act": act,
        "instrument": filing.instrument,
        "filing": filing_id(filing, part),
        "origin": figure.origin,
        "basis": "" if figure.basis == _NO_WORDS else figure.basis,
        "designation": figure.designation,
        "handling": line.mark,
    }


def _act(part: Part, figure: Figure) -> str | None:
    """Name the act that a line claims; None for what is no claim of its own, or of goods the vocabulary lacks."""
    if not _is_claimed(part):
        return None
    if part.role in {"exporter", "importer"}:
        return "authorisation" if figure.basis == "licensed" else "transfer"
    if part.counted is Counted.HELD:
        return "holding"
    if part.counted is Counted.MADE:
        return "production"
    return _ACTS.get(EventKind(figure.kind)) if figure.kind != "" else None


def _ends(part: Part, figure: Figure) -> dict[str, str]:
    if part.role == "exporter":
        return {"from": _own(), "to": figure.party}
    if part.role == "importer":
        return {"from": figure.party, "to": _own()}
    return {"from": _NO_WORDS, "to": _own()}


def _categories(filing: Filing, part: Part) -> str:
    """Name the categories a part covers where one direction of the return is cut in two."""
    if filing.instrument != "un_register":
        return ""
    return "small_arms light_weapons" if part.name.startswith("small_") else "I II III IV V VI VII.a VII.b"


def _basis(filing: Filing, part: Part) -> str:
    if part.direction not in {"exports", "imports"}:
        return ""
    # a return counted by category has lines of both, each with its own
    return {Basis.AUTHORISED: "licensed", Basis.ACTUAL: "delivered"}.get(Basis(filing.basis), "")


def _period(filing: Filing) -> str:
    if filing.year_from == filing.year_to:
        return str(filing.year_to)
    return f"{filing.years.start}/{filing.years.end}"


def _own() -> str:
    return own_folder().settings.party


def _csv(columns: tuple[str, ...], rows: list[dict[str, str]]) -> str:
    written = io.StringIO()
    # "\r\n" is what the standard of CSV has, and what old spreadsheets ask for
    writer = csv.DictWriter(written, columns)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()
