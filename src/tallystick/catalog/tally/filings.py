"""Filing files: each line is one act of reporting."""

from dataclasses import dataclass
from typing import Final

from tallystick.catalog.tally.goods import goods_of
from tallystick.model.claim import CONTENTS, DIRECTIONS, NONE, VISIBILITIES, Basis, Filing
from tallystick.model.period import Period
from tallystick.phrase import marked, quoted, says
from tallystick.sources.intake import Intake
from tallystick.sources.layout import Layout
from tallystick.sources.strict import Record
from tallystick.sources.words import one_of, parse_day, parse_period, word_of

FILING_LAYOUT: Final = Layout(
    marked("filing file"),
    ("claimant", "instrument", "period", "direction", "content"),
    ("filing", "categories", "basis", "visibility", "filed_on", "supersedes"),
)

_PARSE_BASIS: Final = word_of(Basis)
_PARSE_DIRECTION: Final = one_of(DIRECTIONS)
_PARSE_CONTENT: Final = one_of(CONTENTS)
_PARSE_VISIBILITY: Final = one_of(VISIBILITIES)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What every filing says: who, under what, for when, which part, with what in it."""

    claimant: str
    instrument: str
    period: Period
    direction: str
    content: str


def read_filings(intake: Intake) -> None:
    """Read every line of a filing file into a filing; a line that repeats another adds nothing."""
    seen: dict[str, Filing] = {}
    for record in intake.records():
        filing = _filing(intake, record)
        if filing is None:
            continue
        if seen.setdefault(filing.filing_id, filing) != filing:
            intake.refuse(
                record,
                "filing",
                says(
                    "the filing %(filing)s stands here and above with different content;"
                    " give a corrected return a filing of its own, and write the old one under supersedes",
                    filing=quoted(filing.filing_id),
                ),
            )
    intake.reading.filings.extend(seen.values())


def _filing(intake: Intake, record: Record) -> Filing | None:
    before = len(intake.problems)
    scope = _scope(intake, record)
    basis = intake.take_optional(record, "basis", _PARSE_BASIS)
    visibility = intake.take_optional(record, "visibility", _PARSE_VISIBILITY)
    filed_on = intake.take_optional(record, "filed_on", parse_day)
    written_id = record.pop_optional("filing")
    categories = record.pop_optional("categories")
    supersedes = record.pop_optional("supersedes")
    if scope is None or len(intake.problems) > before:
        return None
    return Filing(
        filing_id=_derived_id(scope) if written_id == NONE else written_id,
        claimant=scope.claimant,
        instrument=scope.instrument,
        period=scope.period,
        direction=scope.direction,
        content=scope.content,
        categories=_categories(intake, record, categories, scope.instrument),
        basis=Basis.UNSTATED if basis is None else basis,
        visibility="public" if visibility is None else visibility,
        filed_on=filed_on,
        supersedes=supersedes,
    )


def _scope(intake: Intake, record: Record) -> _Scope | None:
    period = intake.take(record, "period", parse_period)
    claimant = intake.claimant(record, "claimant", None if period is None else period.end)
    instrument = intake.take(record, "instrument", str)
    direction = intake.take(record, "direction", _PARSE_DIRECTION)
    content = intake.take(record, "content", _PARSE_CONTENT)
    if period is None or claimant is None or instrument is None or direction is None or content is None:
        return None
    return _Scope(claimant, instrument, period, direction, content)


def _derived_id(scope: _Scope) -> str:
    return f"{scope.instrument}/{scope.period}/{scope.claimant}/{scope.direction}"


def _categories(intake: Intake, record: Record, text: str, instrument: str) -> str:
    """Map a list of categories, separated by spaces, commas or semicolons; `-` where all are covered."""
    if text == NONE:
        return NONE
    written = text.replace(",", " ").replace(";", " ").split()
    if intake.given.any_party:
        return " ".join(sorted(set(written)))
    return " ".join(
        sorted({goods_of(intake, record, "categories", word, instrument).category for word in written})
    )
