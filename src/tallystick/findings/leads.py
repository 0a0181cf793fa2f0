"""One list of leads from gaps and verdicts, before anybody has answered."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from tallystick.engine.local import frame
from tallystick.findings.gap_leads import gap_leads
from tallystick.findings.verdict_leads import verdict_leads
from tallystick.model.record import Record
from tallystick.model.tables import FINDING, VERDICT


def leads(tables: Mapping[str, pl.DataFrame], *, on: date) -> pl.DataFrame:
    """Make table `finding` from gaps and verdicts: open, unranked, and asked of nobody yet.

    Args:
        tables: `cell`, `gap`, `fact_claim`, `sighting`, `claim` for gaps; `verdict`, `obligation`, `clock` for
            verdicts, where there are any; `judgement`, since what somebody speaks of is a lead too.
        on: the day of the assessment.
    """
    record = Record.of(tables)
    about = {row["about"] for row in record.rows("judgement")}

    def is_judged(kind: str, name: str) -> bool:
        return name in about or f"{kind}.{name}" in about

    found = list(gap_leads(record, is_judged, on))
    verdicts = tables.get(VERDICT.name)
    if verdicts is not None:
        found += verdict_leads(record, verdicts, is_judged, on)
    return frame(FINDING, (lead.row() for lead in found))
