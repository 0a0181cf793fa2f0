"""The steps of this room in their order: raise, settle, rank."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from tallystick.findings.leads import leads
from tallystick.findings.rank import rank
from tallystick.findings.settle import settle
from tallystick.model.finding import DAYS_TO_ANSWER


def findings(
    tables: Mapping[str, pl.DataFrame], *, on: date, days: int = DAYS_TO_ANSWER
) -> dict[str, pl.DataFrame]:
    """Make tables `finding` and `finding_event` from gaps, verdicts and what people said about them.

    Args:
        tables: those that `leads` and `settle` name.
        on: the day of the assessment.
        days: days to answer where no agreement sets them.
    """
    found, events = settle(leads(tables, on=on), tables, on=on, days=days)
    return {"finding": rank(found), "finding_event": events}
