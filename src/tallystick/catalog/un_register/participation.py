"""Which state took part in the Register for which year: filed, but the content is not held here."""

import json
import re
from typing import Final

from tallystick.errors import ValueRefusedError
from tallystick.model.claim import Filing, Issue
from tallystick.model.period import Period
from tallystick.phrase import marked, quoted, says
from tallystick.sources.intake import Intake
from tallystick.sources.layout import Layout
from tallystick.sources.table import CELL_CHARACTERS

YEARS_LAYOUT: Final = Layout(marked("UN Register participation list"), ("country", "years"))
COUNTRIES_LAYOUT: Final = Layout(marked("UN Register list of states"), ("country",))

_YEAR: Final = re.compile(r"^\d{4}$")


def read_participation(intake: Intake) -> None:
    """Read one filing a state and year, content `not_held`; a state may have no year at all."""
    seen: set[str] = set()
    for record in intake.records():
        name = intake.take(record, "country", str)
        years = intake.take(record, "years", _years, CELL_CHARACTERS)
        if name is None or years is None:
            continue
        for period in years:
            claimant = intake.party(record, "country", name, period.end)
            filing = Filing(
                filing_id=f"un_register/{period}/{claimant}",
                claimant=claimant,
                instrument="un_register",
                period=period,
                direction="any",
                content="not_held",
            )
            if filing.filing_id in seen:
                twice = says(
                    "%(claimant)s stands twice for %(period)s", claimant=claimant, period=str(period)
                )
                intake.refuse(record, "years", twice)
            seen.add(filing.filing_id)
            intake.reading.filings.append(filing)


def read_countries(intake: Intake) -> None:
    """Take nothing from the mere list of states, and say so."""
    for record in intake.records():
        record.ignore("country")
    intake.reading.issues.append(
        Issue(
            rule="nothing_to_take",
            field="country",
            value="",
            message="This is the Register's list of states. It does not say who filed: nothing is taken.",
            locator="whole file",
        )
    )


def _years(text: str) -> list[Period]:
    """Read the list of years, each an object `{"year": 2003}`."""
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError):
        listed = None
    if not isinstance(listed, list) or any(_not_a_year(entry) for entry in listed):
        raise ValueRefusedError(
            says('%(text)s is not a list of years such as [{"year": 2003}]', text=quoted(text[:60]))
        )
    return [Period.parse(year) for year in sorted(str(entry["year"]) for entry in listed)]


def _not_a_year(entry: object) -> bool:
    return not isinstance(entry, dict) or set(entry) != {"year"} or _YEAR.match(str(entry["year"])) is None
