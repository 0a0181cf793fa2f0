"""Every table, declared once: Parquet schemas, the reference pages and the checks are made from here."""

from typing import Final

from tallystick.model.tables.claims import (
    CLAIM,
    COMPLETE_LIST,
    DOCUMENT,
    FILING,
    ISSUE,
    JUDGEMENT,
    MILESTONE,
    PARTICIPATION,
    SIGHTING,
)
from tallystick.model.tables.column import Column, Kind, Table
from tallystick.model.tables.facts import (
    ALTERNATIVE,
    CELL,
    EXPLAINED,
    FACT,
    FACT_CLAIM,
    MATCH,
    PREDICTION,
    RELIABILITY,
    REMARK,
    REPEAT,
)
from tallystick.model.tables.findings import FINDING, FINDING_EVENT, GAP
from tallystick.model.tables.rules import (
    CLOCK,
    COVERAGE,
    COVERAGE_LINE,
    OBLIGATION,
    PARAMETER,
    STATUS,
    VERDICT,
    VERDICT_CHANGE,
)

__all__ = [
    "ALTERNATIVE",
    "CELL",
    "CLAIM",
    "CLOCK",
    "COMPLETE_LIST",
    "COVERAGE",
    "COVERAGE_LINE",
    "DOCUMENT",
    "EXPLAINED",
    "FACT",
    "FACT_CLAIM",
    "FILING",
    "FINDING",
    "FINDING_EVENT",
    "GAP",
    "ISSUE",
    "JUDGEMENT",
    "MATCH",
    "MILESTONE",
    "OBLIGATION",
    "PARAMETER",
    "PARTICIPATION",
    "PREDICTION",
    "RELIABILITY",
    "REMARK",
    "REPEAT",
    "SIGHTING",
    "STATUS",
    "TABLES",
    "VERDICT",
    "VERDICT_CHANGE",
    "Column",
    "Kind",
    "Table",
]

TABLES: Final = {
    table.name: table
    for table in (
        CLAIM,
        SIGHTING,
        DOCUMENT,
        FILING,
        COMPLETE_LIST,
        PARTICIPATION,
        MILESTONE,
        ISSUE,
        CELL,
        MATCH,
        EXPLAINED,
        ALTERNATIVE,
        REPEAT,
        FACT,
        FACT_CLAIM,
        RELIABILITY,
        PREDICTION,
        REMARK,
        GAP,
        STATUS,
        OBLIGATION,
        PARAMETER,
        VERDICT,
        VERDICT_CHANGE,
        COVERAGE,
        COVERAGE_LINE,
        CLOCK,
        FINDING,
        FINDING_EVENT,
        JUDGEMENT,
    )
}
"""All tables by name, in the order of the pipeline."""
