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
    parquet_only: tuple[str, ...] = ()
    """Columns left out of the CSV, since they would make it too large for a spreadsheet."""

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
        "act",
        "transfer, authorisation, refusal, holding, production, destruction, loss, seizure, inspection, "
        "request (asks for help; never laid into a cell)",
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
        _key(
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

PARTICIPATION: Final = Table(
    "participation",
    "one act of joining or leaving an agreement",
    (
        _key("agreement", "the agreement; a folder of the shelf"),
        _key("party", "who acted; `?Name` where the name is not known yet"),
        _key(
            "act",
            "signature, ratification, acceptance, approval, accession, succession, consent, "
            "provisional_application, addressed, withdrawal, suspension, armed_conflict; "
            "withheld where this audience may not know it",
        ),
        _day("acted_on", "the day of the act; null only where the act is withheld"),
        _day(
            "in_force_on",
            "the day it takes effect, where the source states it; null where a clause computes it",
        ),
        _day("ends_on", "the day it ceases to have effect, where the source states it"),
        _key("articles", "articles it covers, space-separated; `-` for the whole agreement"),
        _key("contested", "each view of a disputed act, with who holds it; `-` where nobody disputes it"),
        _key("note", "what else the source says of it"),
        _key("source", "who records it"),
        _key("document", "SHA-256 of the document; `-` for the shelf's own record"),
    ),
    ("agreement", "party", "acted_on", "act", "document"),
)

MILESTONE: Final = Table(
    "milestone",
    "one thing that starts, moves or stops the clock of an obligation",
    (
        _key("agreement", "the agreement; a folder of the shelf"),
        _key("rule", "the obligation it bears on"),
        _key("party", "whose obligation; `?Name` where the name is not known yet"),
        _key(
            "kind",
            "exists, none, extension, completed; withheld where this audience may not know it",
        ),
        _day("happened_on", "when it happened or was said; null only where it is withheld"),
        _day("until", "for an extension: the new deadline"),
        _key("said_by", "who says so"),
        _key("source", "where it says so"),
        _key("handling", "public, parties_only, restricted, or group:NAME"),
        _key("document", "SHA-256 of the document; `-` for the shelf's own record"),
    ),
    ("agreement", "rule", "party", "happened_on", "kind", "document"),
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

STATUS: Final = Table(
    "status",
    "a stretch of time in which one party's status under one agreement does not change",
    (
        _key("agreement", "folder of the shelf of agreements"),
        _key("party", "the party"),
        _key("bound", "true, false, or contested"),
        _day("since", "first day", key=True),
        _day("until", "first day after it; null where it lasts, as far as is known"),
        _key("act", "the act by which it is so"),
        _day("acted_on", "the day of that act", key=True),
        _key("articles", "articles applied provisionally; `-` for the whole agreement or none"),
        _key("notice", "withdrawal or suspension on record that ends or disputes it, or `-`"),
        _day("notice_on", "the day of that notice"),
        _key("basis", "in words: the act, the article, the views where it is contested"),
    ),
    ("agreement", "party", "since"),
)

OBLIGATION: Final = Table(
    "obligation",
    "one thing one article asks, and the rule that checks it",
    (
        _key("agreement", "folder of the shelf of agreements"),
        _key("rule", "name of its rule"),
        _key("article", "article and paragraph"),
        _key("asks", "what it asks, in our own words"),
        _key("force", "binding, political or voluntary"),
        Column("each_year", Kind.YES_NO, "whether it recurs every calendar year", key=True),
        _key("reports", "the instrument whose filings are its evidence, or `-`"),
        _key("version", "hash of the terms, parameters and rules by which it was judged"),
        _key("source", "primary source of the agreement's text"),
        _key("unconfirmed", "what of it could not be read in a source, or `-`"),
    ),
    ("agreement", "rule"),
)

PARAMETER: Final = Table(
    "parameter",
    "one dated value of an agreement",
    (
        _key("agreement", "folder of the shelf of agreements"),
        _key("parameter", "its name"),
        _day("since", "for periods from this day on", key=True),
        _number("value", "the value; a day of the year as month times 100 plus day", "`unit`"),
        _key("written", "the value as parameters.toml writes it"),
        _key("unit", "whole, number or month_day"),
        _key("what", "what it is"),
        _key("article", "the article that says so"),
        _key("source", "where that was read"),
        Column("unconfirmed", Kind.YES_NO, "whether no source could be read", key=True),
    ),
    ("agreement", "parameter", "since"),
)

VERDICT: Final = Table(
    "verdict",
    "the answer of one rule for one party and period",
    (
        _key("verdict_id", "agreement.rule.party.year"),
        _key("agreement", "folder of the shelf of agreements"),
        _key("rule", "name of the rule"),
        _key("force", "binding, political or voluntary"),
        _key("party", "whose duty"),
        _key("counterpart", "towards whom, or `-`"),
        _day("period_start", "first day it speaks of", key=True),
        _day("period_end", "last day it speaks of", key=True),
        _key(
            "verdict",
            "met, breached, undetermined (binding); followed, not_recorded (political, voluntary); "
            "not_assessable, not_due, not_bound (all)",
        ),
        _key("reason", "short code of the step that decided"),
        _key("sentence", "the reason in words"),
        _number(
            "p_breach_low",
            "lower bound of the probability of breach; null where none is computed",
            "probability",
        ),
        _number("p_breach_high", "upper bound of the probability of breach", "probability"),
        _number(
            "q_breach",
            "expected share of false ones among all verdicts at least as sure of breach",
            "share",
        ),
        _day("due_on", "the day it is due; null where it has no clock"),
        _key("evidence", "filings, milestones and cells it rests on, space-separated"),
        _key("trace", "inputs, values and the step that decided, as JSON; in the Parquet file alone"),
    ),
    ("agreement", "rule", "party", "period_start"),
    parquet_only=("trace",),
)

VERDICT_CHANGE: Final = Table(
    "verdict_change",
    "one verdict that a what-if would change",
    (
        _key("verdict_id", "the verdict"),
        _key("agreement", "folder of the shelf of agreements"),
        _key("rule", "name of the rule"),
        _key("party", "whose duty"),
        _key("verdict_before", "by the law as it stands; `-` where there is no such duty"),
        _key("verdict_after", "by the law as supposed; `-` where there is no such duty"),
        _key("reason_before", "its reason"),
        _key("reason_after", "its reason"),
        _day("due_on_before", "the day it is due by the law as it stands"),
        _day("due_on_after", "the day it is due by the law as supposed"),
    ),
    ("verdict_id",),
)

COVERAGE: Final = Table(
    "coverage",
    "one party and year, as two bodies that ask for the same transfers have heard of it",
    (
        _key("party", "whose reports"),
        _day("period_start", "first day", key=True),
        _day("period_end", "last day", key=True),
        _key("agreement", "the agreement whose categories are laid on the other's"),
        _key("other", "the other agreement"),
        _key("verdict", "how the report under the agreement stands; `-` where nothing is asked of the party"),
        _key(
            "other_verdict", "how the report under the other stands; `-` where nothing is asked of the party"
        ),
        _key("heard", "both, one, other, neither, or cannot_be_told"),
    ),
    ("agreement", "other", "party", "period_start"),
)

COVERAGE_LINE: Final = Table(
    "coverage_line",
    "one flow that a party reports to one of two bodies and not to the other",
    (
        _key("claimant", "who reports it"),
        _key("role", "exporter or importer"),
        _key("from_party", "the exporter"),
        _key("to_party", "the importer"),
        _key("category", "category of the vocabulary"),
        _day("period_start", "first day", key=True),
        _day("period_end", "last day", key=True),
        _key("reported_to", "instrument in which it stands"),
        _key("not_in", "instrument in which it does not stand"),
        _key("own_category", "the agreement's own category, by its definitions as frozen"),
        _key(
            "why",
            "no_such_line (that return is held and has none), not_held (filed, its content is not held here), "
            "withheld, no_filing (none is on record), not_bound (nothing is asked under it)",
        ),
        _key("claims", "the claims in the instrument that has it, space-separated"),
    ),
    ("claimant", "period_start", "role", "from_party", "to_party", "category", "reported_to"),
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
        _key("cause", "one of the causes of the vocabulary"),
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
        _key(
            "family",
            "of the amount, given that it happened: student_t (of its logarithm); lognormal; range (only its ends and "
            "middle are held); point; none (no figure)",
        ),
        _number("log_mean", "centre of the logarithm, given that it happened", "log of the unit"),
        _number("log_sd", "scale of the logarithm; of a lognormal its standard deviation", "log of the unit"),
        _number("df", "degrees of freedom of a student_t; null otherwise", "degrees of freedom"),
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
        _number(
            "p_unexplained",
            "probability that something of the gap has none of the causes looked for; null where there is no gap",
            "probability",
        ),
        _number(
            "p_ordinary",
            "probability that halves as reliable as these differ at least so far, or that a return as complete as the "
            "silent one leaves such a line out; null where there is nothing to compare",
            "probability",
        ),
        _number(
            "p_same",
            "probability that both halves are copies of one paper, so that they are one witness; null unless both gave "
            "a figure",
            "probability",
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

ALTERNATIVE: Final = Table(
    "alternative",
    "one line of another reading of a gap that fits nearly as well",
    (
        _key("cell_id", "the cell whose gap is explained"),
        Column(
            "reading",
            Kind.WHOLE,
            "number of the reading, the likeliest first",
            "",
            key=True,
        ),
        _key("cause", "one of the causes of the vocabulary, or `none`: nothing explains it"),
        _key("sibling", "the cell where the counterpart stands, or `-`"),
        _key("side", "whose figure it takes from: exporter or importer"),
        _number("quantity", "amount accounted for"),
        _number("odds", "how likely this reading is beside that of `explained`", "ratio"),
        _key("detail", "what was compared"),
    ),
    ("cell_id", "reading", "cause", "sibling", "side", "detail"),
)

RELIABILITY: Final = Table(
    "reliability",
    "one claimant in one role, for figures of one act and unit",
    (
        _key("claimant", "whose figures"),
        _key("role", "exporter, importer or observer"),
        _key("act", "the act spoken of"),
        _key("unit", "unit of the figures"),
        Column("n_double", Kind.WHOLE, "cells in which a partner gave a figure too", "cells", key=True),
        Column(
            "n_asked",
            Kind.WHOLE,
            "cells in which a partner gave a figure and this claimant's return is in hand",
            "cells",
            key=True,
        ),
        _number("completeness", "share of what happened that its returns show; posterior mean", "share"),
        _number("completeness_low", "lower end of its 90 % range", "share"),
        _number("completeness_high", "upper end of its 90 % range", "share"),
        _number("bias_log", "how far its figures lie above its partners'; posterior mean", "log of the unit"),
        _number("bias_low", "lower end of its 90 % range", "log of the unit"),
        _number("bias_high", "upper end of its 90 % range", "log of the unit"),
        _number("noise_log", "scale of its errors; posterior mean", "log of the unit"),
        _number("noise_low", "lower end of its 90 % range", "log of the unit"),
        _number("noise_high", "upper end of its 90 % range", "log of the unit"),
        Column(
            "estimable",
            Kind.YES_NO,
            "whether its own record tells anything; if not, bias and noise are those of all together",
            key=True,
        ),
    ),
    ("act", "unit", "role", "claimant"),
)

PREDICTION: Final = Table(
    "prediction",
    "one half of a cell, predicted from the other half and all cells of other pairs of parties",
    (
        _key("cell_id", "the cell"),
        _key("side", "the half predicted: exporter or importer"),
        _number("observed", "what that half says"),
        _key("family", "student_t: of the logarithm"),
        _number("log_mean", "centre of the logarithm, given a figure of its own", "log of the unit"),
        _number("log_sd", "scale of the logarithm", "log of the unit"),
        _number("df", "degrees of freedom", "degrees of freedom"),
        _number(
            "p_zero",
            "probability that this half says none or nothing, given that its return is in hand",
            "probability",
        ),
        _number("p_same", "probability that it repeats the other half's figure exactly", "probability"),
        _number("low", "5th percentile, given that it gives a figure"),
        _number("high", "95th percentile, given that it gives a figure"),
        _number(
            "log_score",
            "logarithm of the probability given to what was said; per unit of the logarithm for amounts "
            "that are measured",
            "nats",
        ),
    ),
    ("cell_id", "side"),
)

REMARK: Final = Table(
    "remark",
    "one thing to know before a fact is used",
    (
        _key("cell_id", "the cell, or `-` for the whole record"),
        _key("kind", "what it is about, in a word"),
        _key("sentence", "the same, for people"),
    ),
    ("cell_id", "kind", "sentence"),
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

CLOCK: Final = Table(
    "clock",
    "how long, and through whom, a party to an agreement has to answer",
    (
        _key("agreement", "the agreement; a folder of the shelf"),
        _key("title", "as it stands in a sentence: the Arms Trade Treaty"),
        Column("days", Kind.WHOLE, "days to answer; null where the agreement sets none", "days"),
        _key("channel", "through whom a question and its answer go; `-` where the agreement names nobody"),
        _key("article", "where it says so, or `-`"),
    ),
    ("agreement",),
)

FINDING: Final = Table(
    "finding",
    "one lead: a gap or verdict worth a person's time",
    (
        Column("place", Kind.WHOLE, "the n-th to look at: severity, then the day a reply is due", key=True),
        _key(
            "finding_id",
            "`gap.` and the cell, or `verdict.` and the verdict (or what several have in common)",
        ),
        _key("kind", "gap or verdict"),
        _key("severity", "high, medium, low, note; a missing or late report is never more than low"),
        _key("step", "clarify, inspect, assist, watch"),
        _key("agreement", "the agreement, or `-` for a gap"),
        _key("rule", "the rule, or `-` for a gap"),
        _key("about", "the cell or verdict, or what several verdicts have in common"),
        _key("parties", "codes of those asked, space-separated; `-` where no party is asked"),
        _key("sentence", "what was found; for a closed finding, that it is no longer raised"),
        _key("ask", "whom to ask what"),
        _key("evidence", "the cheapest further evidence that would settle it"),
        _key("claims", "the first claims, filings or cells it rests on, space-separated, or `-`"),
        _day(
            "opened_on",
            "when the last statement it rests on was recorded, or the duty fell due, and never after the assessment",
            key=True,
        ),
        _day("asked_on", "when a request was sent that is or was to be answered; null before"),
        _day("reply_due_on", "until when the answer is expected; null where nothing was asked"),
        _key("channel", "through whom question and answer go"),
        _key("reply_state", "open, asked, overdue, answered, contested, settled, closed (no longer raised)"),
        Column("judgements", Kind.WHOLE, "judgements about it that stand", "judgements", key=True),
    ),
    ("place",),
)

FINDING_EVENT: Final = Table(
    "finding_event",
    "one thing that happened to a finding",
    (
        _key("finding_id", "the finding"),
        Column("place", Kind.WHOLE, "the n-th thing that happened to it", key=True),
        _day("on", "when", key=True),
        _key("what", "opened, asked, replied, contested, settled, noted, closed"),
        _key("by", "who, or `-` for the assessment itself"),
        _key("text", "in that person's words"),
        _key("evidence", "document or address, or `-`"),
    ),
    ("finding_id", "place"),
)

JUDGEMENT: Final = Table(
    "judgement",
    "what a person decided, contested, asked or replied",
    (
        _key("judgement_id", "SHA-256 over its content"),
        _key("about", "finding, cell, claim or name"),
        _key(
            "kind",
            "contest, reply, note, settle (closes a finding, with the reason), request (a letter was sent: "
            "the reply clock runs)",
        ),
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
