"""Every table, declared once: Parquet schemas, the reference pages and the checks are made from here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    DAY = "day"
    YES_NO = "yes or no"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; a key column is never null (`-` stands for none)."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    key: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, its columns, and the columns its rows are sorted by."""

    name: str
    one_row_is: str
    columns: tuple[Column, ...]
    sorted_by: tuple[str, ...]

    def column_names(self) -> list[str]:
        """Name the columns in their order."""
        return [column.name for column in self.columns]


def _text(name: str, meaning: str, *, key: bool = False) -> Column:
    return Column(name, Kind.TEXT, meaning, key=key)


def _key(name: str, meaning: str) -> Column:
    return _text(name, meaning, key=True)


def _number(name: str, meaning: str, unit: str = "the cell's unit") -> Column:
    return Column(name, Kind.NUMBER, meaning, unit)


def _day(name: str, meaning: str, *, key: bool = False) -> Column:
    return Column(name, Kind.DAY, meaning, key=key)


_FLOW: Final = (
    _key(
        "act", "transfer, authorisation, refusal, holding, production, destruction, loss, seizure, inspection"
    ),
    _key("from_party", "the exporter, or `-`; `?Name` where the name is not known yet"),
    _key("to_party", "the importer, or the holder; `?Name` where the name is not known yet"),
    _key("category", "category of the vocabulary, or as the source wrote it"),
    _day("period_start", "first day of the period", key=True),
    _day("period_end", "last day of the period", key=True),
)

CLAIM: Final = Table(
    "claim",
    "what one source says about one thing",
    (
        _key("claim_id", "SHA-256 over the length-framed content, the filing and the line"),
        _key("filing_id", "the filing it stands in"),
        _key("instrument", "for which instrument it was said"),
        _key("claimant", "who says it; `?` where the document does not say"),
        _key("role", "exporter, importer, holder, observer, or unsettled"),
        *_FLOW,
        _key("origin_party", "state of origin, if not the exporter"),
        _key("via", "intermediate place"),
        _key("end_user", "end user as stated"),
        _key("consignee", "consignee as stated"),
        _key("intermediary", "broker or other intermediary as stated"),
        _key("carrier", "carrier as stated"),
        _key("scheme", "the classification the source uses"),
        _key("scheme_code", "the category as that classification writes it"),
        _key("designation", "what the goods are called"),
        _key("quantity_kind", "exact, interval, at_least, below, nil, withheld, unknown"),
        _number("quantity_low", "least amount consistent with the claim; null where none is given", "`unit`"),
        _number(
            "quantity_high", "greatest amount consistent with the claim; null where none is given", "`unit`"
        ),
        _key("unit", "unit of the quantity"),
        _key("basis", "delivered, shipped, customs, licensed, ordered, or `-` where unstated"),
        _key("condition", "new, used, demilitarised, …, as stated"),
        Column("line", Kind.WHOLE, "the n-th identical statement within one filing", key=True),
        _key("handling", "public, parties_only, restricted, or group:NAME"),
        _key("evidence_grade", "declared, inferred (who spoke was inferred), unsettled (never scored)"),
    ),
    ("claim_id",),
)

SIGHTING: Final = Table(
    "sighting",
    "one place where a claim was read",
    (
        _key("claim_id", "the claim"),
        _key("document", "SHA-256 of the document"),
        _key("locator", "line, row or sheet and row"),
        _key("original", "the raw fields, as JSON"),
        _day("recorded_on", "when the document was added", key=True),
        _key("recorded_by", "who added it"),
    ),
    ("claim_id", "document", "locator", "recorded_on", "recorded_by"),
)

DOCUMENT: Final = Table(
    "document",
    "one file kept",
    (
        _key("sha256", "its name: SHA-256 of its bytes"),
        _key("source", "which source reads it; a folder of the catalog"),
        _key("name", "its file name"),
        Column("bytes", Kind.WHOLE, "its size; 0 where it is withheld from this audience", "bytes", key=True),
        _day("added_on", "when it was first added", key=True),
        _key("handling", "public, parties_only, restricted, or group:NAME"),
        _key("origin", "where the document comes from, as the case states it"),
    ),
    ("sha256",),
)

FILING: Final = Table(
    "filing",
    "one act of reporting",
    (
        _key("filing_id", "the filing"),
        _key("claimant", "who filed"),
        _key("instrument", "under which instrument"),
        _day("period_start", "first day it speaks of", key=True),
        _day("period_end", "last day it speaks of", key=True),
        _key("direction", "exports, imports, holdings, procurement, observations, any"),
        _key("categories", "categories it covers, space-separated; `-` for all the instrument asks"),
        _key("basis", "delivered, shipped, customs, licensed, ordered, or `-`"),
        _key("content", "lines, nil, withheld, or not_held (filed, but we do not hold it)"),
        _key("visibility", "public or parties_only"),
        _day("filed_on", "when it was filed; null where the source does not say"),
        _key("supersedes", "the filing it replaces"),
        _key("superseded_by", "the filing that replaces it; `-` where it stands"),
        Column(
            "stated",
            Kind.YES_NO,
            "whether a source says that it was filed; if not, lines imply it and it tells of no silence",
            key=True,
        ),
    ),
    ("filing_id",),
)

COMPLETE_LIST: Final = Table(
    "complete_list",
    "a source's word that all filings of an instrument for a period are known",
    (
        _key("instrument", "under which instrument"),
        _day("period_start", "first day", key=True),
        _day("period_end", "last day", key=True),
        _day("as_of", "as of which day", key=True),
        _key("source", "who says so"),
    ),
    ("instrument", "period_start", "period_end", "as_of"),
)

ISSUE: Final = Table(
    "issue",
    "something a reader could not map; the row is kept",
    (
        _key("document", "SHA-256 of the document"),
        _key("locator", "line, row or sheet and row"),
        _key("rule", "what kind of trouble"),
        _key("field", "which field"),
        _key("value", "what stands there"),
        _key("message", "what it means and what to do"),
        _key("original", "the raw fields, as JSON"),
    ),
    ("document", "locator", "rule", "field"),
)

CELL: Final = Table(
    "cell",
    "the claims about one flow or holding",
    (
        _key("cell_id", "act.from.to.category.period.unit"),
        *_FLOW,
        _key("unit", "unit of the quantities"),
        _key(
            "from_state",
            "what the exporter's side says: reported, nil, withheld, unknown, silent, not_held, no_filing, no_record",
        ),
        _number("from_low", "least amount consistent with the exporter's half; null where it gave no figure"),
        _number(
            "from_high",
            "greatest amount consistent with the exporter's half; null where unbounded or no figure",
        ),
        _key("to_state", "what the importer's (or holder's) side says; same words"),
        _number("to_low", "least amount consistent with the importer's half; null where it gave no figure"),
        _number(
            "to_high",
            "greatest amount consistent with the importer's half; null where unbounded or no figure",
        ),
        _key("observer_state", "reported, nil, withheld, unknown, or no_record"),
        _number("observer_low", "least amount consistent with all observers"),
        _number("observer_high", "greatest amount consistent with all observers"),
        Column("claims", Kind.WHOLE, "number of claims in force", "claims", key=True),
    ),
    ("cell_id",),
)

MATCH: Final = Table(
    "match",
    "one line of a half, or a part of it, and its counterpart if there is one",
    (
        _key("cell_id", "the cell"),
        _key("from_claim", "the exporter's claim, or `-`"),
        _key("to_claim", "the importer's claim, or `-`"),
        _key("from_designation", "the exporter's words for this part"),
        _key("to_designation", "the importer's words for this part"),
        _number("quantity", "amount matched, or left over on the side that is named"),
        _key(
            "how",
            "designation, quantity; exporter_line, importer_line (no counterpart); "
            "exporter_more, importer_more (left over in that half)",
        ),
        _key("detail", "which tokens agreed or differed"),
    ),
    ("cell_id", "how", "from_claim", "to_claim", "from_designation", "to_designation"),
)

EXPLAINED: Final = Table(
    "explained",
    "one quantity accounted for by one cause",
    (
        _key("cell_id", "the cell whose gap is explained"),
        _key("sibling", "the cell where the counterpart stands, or `-`"),
        _key("cause", "one of the causes of DESIGN §6.2"),
        _key("side", "whose figure it takes from: exporter or importer"),
        _number("quantity", "amount accounted for"),
        _number("probability", "that this cause accounts for it, as far as the record shows", "probability"),
        _key("detail", "what was compared"),
    ),
    ("cell_id", "cause", "sibling", "side", "detail", "probability"),
)

REPEAT: Final = Table(
    "repeat",
    "one return that says again what the return of the year before said",
    (
        _key("claimant", "whose return"),
        _key("instrument", "under which instrument"),
        _day("period_start", "first day of the later return", key=True),
        _day("period_end", "last day of the later return", key=True),
        Column("lines", Kind.WHOLE, "lines in the later return", "lines", key=True),
        Column(
            "repeated",
            Kind.WHOLE,
            "lines that stand in the earlier return too, in the same words and number",
            "lines",
            key=True,
        ),
    ),
    ("claimant", "instrument", "period_start"),
)

FACT: Final = Table(
    "fact",
    "what we hold to be so about a cell",
    (
        _key("cell_id", "the cell"),
        _number("low", "lower end of the 90 % range; 0 where it may not have happened at all"),
        _number("estimate", "middle of the range; null where no side gave a figure"),
        _number("high", "upper end of the 90 % range"),
        _number("p_happened", "probability that anything happened at all", "probability"),
        _key("family", "lognormal; range (only its ends and middle are held); point; none (no figure)"),
        _number("log_mean", "mean of the logarithm, given that it happened", "log of the unit"),
        _number("log_sd", "standard deviation of the logarithm", "log of the unit"),
        _number("p_zero", "probability of zero", "probability"),
        _key(
            "halves",
            "agreed, explained, conflicting, exporter_only, importer_only, "
            "observer_only, holder_only, withheld_one, nil_both",
        ),
        _number("gap", "difference between the halves; null unless both gave a figure"),
        _number("explained", "part of the gap, or of the lone figure, for which a likely cause was found"),
        _number("one_sided", "quantity in lines of other goods, which stand in one half only"),
        _number(
            "remainder",
            "part of the gap, or of the lone figure, that no likely cause explains; null where the other half is not "
            "on record, so that there is nothing to explain",
        ),
    ),
    ("cell_id",),
)

FACT_CLAIM: Final = Table(
    "fact_claim",
    "one claim used for one fact",
    (
        _key("cell_id", "the fact"),
        _key("claim_id", "the claim"),
        _number("weight", "its share in the estimate; 0 where it was read but not weighed", "share"),
    ),
    ("cell_id", "claim_id"),
)

GAP: Final = Table(
    "gap",
    "one cell whose halves do not fit, in a sentence",
    (
        _key("cell_id", "the cell"),
        _key("halves", "how the halves stand"),
        _number("gap", "difference between the halves; null unless both gave a figure"),
        _number("explained", "part for which a likely cause was found"),
        _number("one_sided", "quantity in lines of other goods, which stand in one half only"),
        _number(
            "remainder", "part that no likely cause explains; null where the other half is not on record"
        ),
        _key("causes", "causes found, with their quantities"),
        _key("tried", "innocent causes looked for"),
        _key("sentence", "what differs, and what was tried"),
        _key("ask", "whom to ask what"),
    ),
    ("cell_id",),
)

JUDGEMENT: Final = Table(
    "judgement",
    "what a person decided, contested or replied",
    (
        _key("judgement_id", "SHA-256 over its content"),
        _key("about", "cell, claim or name"),
        _key("kind", "contest, reply, note"),
        _key("text", "in that person's words"),
        _key("by", "who"),
        _day("on", "when", key=True),
        _key("evidence", "document or address, or `-`"),
        _key("supersedes", "the judgement it replaces, or `-`"),
    ),
    ("about", "on", "judgement_id"),
)

TABLES: Final = {
    table.name: table
    for table in (
        CLAIM,
        SIGHTING,
        DOCUMENT,
        FILING,
        COMPLETE_LIST,
        ISSUE,
        CELL,
        MATCH,
        EXPLAINED,
        REPEAT,
        FACT,
        FACT_CLAIM,
        GAP,
        JUDGEMENT,
    )
}
"""All tables by name, in the order of the pipeline."""
