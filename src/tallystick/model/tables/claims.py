"""What was said, by whom, in which document, and who took part."""

from typing import Final

from tallystick.model.tables.column import FLOW, Column, Kind, Table, day, key, number

CLAIM: Final = Table(
    "claim",
    "what one source says about one thing",
    (
        key("claim_id", "SHA-256 over the length-framed content, the filing and the line"),
        key("filing_id", "the filing it stands in"),
        key("instrument", "for which instrument it was said"),
        key("claimant", "who says it; `?` where the document does not say"),
        key("role", "exporter, importer, holder, observer, or unsettled"),
        *FLOW,
        key("origin_party", "state of origin, if not the exporter"),
        key("via", "intermediate place"),
        key("end_user", "end user as stated"),
        key("consignee", "consignee as stated"),
        key("intermediary", "broker or other intermediary as stated"),
        key("carrier", "carrier as stated"),
        key("scheme", "the classification the source uses"),
        key("scheme_code", "the category as that classification writes it"),
        key("designation", "what the goods are called"),
        key("quantity_kind", "exact, interval, at_least, below, nil, withheld, unknown"),
        number("quantity_low", "least amount consistent with the claim; null where none is given", "`unit`"),
        number(
            "quantity_high", "greatest amount consistent with the claim; null where none is given", "`unit`"
        ),
        key("unit", "unit of the quantity"),
        key("basis", "delivered, shipped, customs, licensed, ordered, or `-` where unstated"),
        key("condition", "new, used, demilitarised, …, as stated"),
        Column("line", Kind.WHOLE, "the n-th identical statement within one filing", key=True),
        key("handling", "public, parties_only, restricted, or group:NAME"),
        key(
            "evidence_grade",
            "declared, estimated (by the publisher), inferred (who spoke was inferred), unsettled (never scored)",
        ),
    ),
    ("claim_id",),
)

SIGHTING: Final = Table(
    "sighting",
    "one place where a claim was read",
    (
        key("claim_id", "the claim"),
        key("document", "SHA-256 of the document"),
        key("locator", "line, row or sheet and row"),
        key("original", "the raw fields, as JSON"),
        day("recorded_on", "when the document was added", key=True),
        key("recorded_by", "who added it"),
    ),
    ("claim_id", "document", "locator", "recorded_on", "recorded_by"),
)

DOCUMENT: Final = Table(
    "document",
    "one file kept",
    (
        key("sha256", "its name: SHA-256 of its bytes"),
        key("source", "which source reads it; a folder of the catalog"),
        key("name", "its file name"),
        Column("bytes", Kind.WHOLE, "its size; 0 where it is withheld from this audience", "bytes", key=True),
        day("added_on", "when it was first added", key=True),
        key("handling", "public, parties_only, restricted, or group:NAME"),
        key("origin", "where the document comes from, as the case states it"),
    ),
    ("sha256",),
)

FILING: Final = Table(
    "filing",
    "one act of reporting",
    (
        key("filing_id", "the filing"),
        key("claimant", "who filed"),
        key("instrument", "under which instrument"),
        day("period_start", "first day it speaks of", key=True),
        day("period_end", "last day it speaks of", key=True),
        key("direction", "exports, imports, holdings, procurement, observations, any"),
        key("categories", "categories it covers, space-separated; `-` for all the instrument asks"),
        key("basis", "delivered, shipped, customs, licensed, ordered, or `-`"),
        key("content", "lines, nil, withheld, or not_held (filed, but we do not hold it)"),
        key("visibility", "public or parties_only"),
        day("filed_on", "when it was filed; null where the source does not say"),
        key("supersedes", "the filing it replaces"),
        key("superseded_by", "the filing that replaces it; `-` where it stands"),
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
        key("instrument", "under which instrument"),
        day("period_start", "first day", key=True),
        day("period_end", "last day", key=True),
        day("as_of", "as of which day", key=True),
        key("source", "who says so"),
    ),
    ("instrument", "period_start", "period_end", "as_of"),
)

PARTICIPATION: Final = Table(
    "participation",
    "one act of joining or leaving an agreement",
    (
        key("agreement", "the agreement; a folder of the shelf"),
        key("party", "who acted; `?Name` where the name is not known yet"),
        key(
            "act",
            "signature, ratification, acceptance, approval, accession, succession, consent, "
            "provisional_application, addressed, withdrawal, suspension, armed_conflict; "
            "withheld where this audience may not know it",
        ),
        day("acted_on", "the day of the act; null only where the act is withheld"),
        day(
            "in_force_on",
            "the day it takes effect, where the source states it; null where a clause computes it",
        ),
        day("ends_on", "the day it ceases to have effect, where the source states it"),
        key("articles", "articles it covers, space-separated; `-` for the whole agreement"),
        key("contested", "each view of a disputed act, with who holds it; `-` where nobody disputes it"),
        key("note", "what else the source says of it"),
        key("source", "who records it"),
        key("document", "SHA-256 of the document; `-` for the shelf's own record"),
    ),
    ("agreement", "party", "acted_on", "act", "document"),
)

MILESTONE: Final = Table(
    "milestone",
    "one thing that starts, moves or stops the clock of an obligation",
    (
        key("agreement", "the agreement; a folder of the shelf"),
        key("rule", "the obligation it bears on"),
        key("party", "whose obligation; `?Name` where the name is not known yet"),
        key(
            "kind",
            "exists, none, extension, completed; withheld where this audience may not know it",
        ),
        day("happened_on", "when it happened or was said; null only where it is withheld"),
        day("until", "for an extension: the new deadline"),
        key("said_by", "who says so"),
        key("source", "where it says so"),
        key("handling", "public, parties_only, restricted, or group:NAME"),
        key("document", "SHA-256 of the document; `-` for the shelf's own record"),
    ),
    ("agreement", "rule", "party", "happened_on", "kind", "document"),
)

ISSUE: Final = Table(
    "issue",
    "something a reader could not map; the row is kept",
    (
        key("document", "SHA-256 of the document"),
        key("locator", "line, row or sheet and row"),
        key("rule", "what kind of trouble"),
        key("field", "which field"),
        key("value", "what stands there"),
        key("message", "what it means and what to do"),
        key("original", "the raw fields, as JSON"),
    ),
    ("document", "locator", "rule", "field"),
)

JUDGEMENT: Final = Table(
    "judgement",
    "what a person decided, contested, asked or replied",
    (
        key("judgement_id", "SHA-256 over its content"),
        key("about", "finding, cell, claim or name"),
        key(
            "kind",
            "contest, reply, note, settle (closes a finding, with the reason), request (a letter was sent: "
            "the reply clock runs)",
        ),
        key("text", "in that person's words"),
        key("by", "who"),
        day("on", "when", key=True),
        key("evidence", "document or address, or `-`"),
        key("supersedes", "the judgement it replaces, or `-`"),
    ),
    ("about", "on", "judgement_id"),
)
