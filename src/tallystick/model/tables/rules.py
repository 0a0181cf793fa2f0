"""What was promised, by whom, and how each promise stands."""

from typing import Final

from tallystick.model.tables.column import Column, Kind, Table, day, key, number

STATUS: Final = Table(
    "status",
    "a stretch of time in which one party's status under one agreement does not change",
    (
        key("agreement", "folder of the shelf of agreements"),
        key("party", "the party"),
        key("bound", "true, false, or contested"),
        day("since", "first day", key=True),
        day("until", "first day after it; null where it lasts, as far as is known"),
        key("act", "the act by which it is so"),
        day("acted_on", "the day of that act", key=True),
        key("articles", "articles applied provisionally; `-` for the whole agreement or none"),
        key("notice", "withdrawal or suspension on record that ends or disputes it, or `-`"),
        day("notice_on", "the day of that notice"),
        key("basis", "in words: the act, the article, the views where it is contested"),
    ),
    ("agreement", "party", "since"),
)

OBLIGATION: Final = Table(
    "obligation",
    "one thing one article asks, and the rule that checks it",
    (
        key("agreement", "folder of the shelf of agreements"),
        key("rule", "name of its rule"),
        key("article", "article and paragraph"),
        key("asks", "what it asks, in our own words"),
        key("force", "binding, political or voluntary"),
        Column("each_year", Kind.YES_NO, "whether it recurs every calendar year", key=True),
        key("reports", "the instrument whose filings are its evidence, or `-`"),
        key("version", "hash of the terms, parameters and rules by which it was judged"),
        key("source", "primary source of the agreement's text"),
        key("unconfirmed", "what of it could not be read in a source, or `-`"),
    ),
    ("agreement", "rule"),
)

PARAMETER: Final = Table(
    "parameter",
    "one dated value of an agreement",
    (
        key("agreement", "folder of the shelf of agreements"),
        key("parameter", "its name"),
        day("since", "for periods from this day on", key=True),
        number("value", "the value; a day of the year as month times 100 plus day", "`unit`"),
        key("written", "the value as parameters.toml writes it"),
        key("unit", "whole, number or month_day"),
        key("what", "what it is"),
        key("article", "the article that says so"),
        key("source", "where that was read"),
        Column("unconfirmed", Kind.YES_NO, "whether no source could be read", key=True),
    ),
    ("agreement", "parameter", "since"),
)

VERDICT: Final = Table(
    "verdict",
    "the answer of one rule for one party and period",
    (
        key("verdict_id", "agreement.rule.party.year"),
        key("agreement", "folder of the shelf of agreements"),
        key("rule", "name of the rule"),
        key("force", "binding, political or voluntary"),
        key("party", "whose duty"),
        key("counterpart", "towards whom, or `-`"),
        day("period_start", "first day it speaks of", key=True),
        day("period_end", "last day it speaks of", key=True),
        key(
            "verdict",
            "met, breached, undetermined (binding); followed, not_recorded (political, voluntary); "
            "not_assessable, not_due, not_bound (all)",
        ),
        key("reason", "short code of the step that decided"),
        key("sentence", "the reason in words"),
        number(
            "p_breach_low",
            "lower bound of the probability of breach; null where none is computed",
            "probability",
        ),
        number("p_breach_high", "upper bound of the probability of breach", "probability"),
        number(
            "q_breach",
            "expected share of false ones among all verdicts at least as sure of breach",
            "share",
        ),
        day("due_on", "the day it is due; null where it has no clock"),
        key("evidence", "filings, milestones and cells it rests on, space-separated"),
        key("trace", "inputs, values and the step that decided, as JSON; in the Parquet file alone"),
    ),
    ("agreement", "rule", "party", "period_start"),
    parquet_only=("trace",),
)

VERDICT_CHANGE: Final = Table(
    "verdict_change",
    "one verdict that a what-if would change",
    (
        key("verdict_id", "the verdict"),
        key("agreement", "folder of the shelf of agreements"),
        key("rule", "name of the rule"),
        key("party", "whose duty"),
        key("verdict_before", "by the law as it stands; `-` where there is no such duty"),
        key("verdict_after", "by the law as supposed; `-` where there is no such duty"),
        key("reason_before", "its reason"),
        key("reason_after", "its reason"),
        day("due_on_before", "the day it is due by the law as it stands"),
        day("due_on_after", "the day it is due by the law as supposed"),
    ),
    ("verdict_id",),
)

COVERAGE: Final = Table(
    "coverage",
    "one party and year, as two bodies that ask for the same transfers have heard of it",
    (
        key("party", "whose reports"),
        day("period_start", "first day", key=True),
        day("period_end", "last day", key=True),
        key("agreement", "the agreement whose categories are laid on the other's"),
        key("other", "the other agreement"),
        key("verdict", "how the report under the agreement stands; `-` where nothing is asked of the party"),
        key(
            "other_verdict", "how the report under the other stands; `-` where nothing is asked of the party"
        ),
        key("heard", "both, one, other, neither, or cannot_be_told"),
    ),
    ("agreement", "other", "party", "period_start"),
)

COVERAGE_LINE: Final = Table(
    "coverage_line",
    "one flow that a party reports to one of two bodies and not to the other",
    (
        key("claimant", "who reports it"),
        key("role", "exporter or importer"),
        key("from_party", "the exporter"),
        key("to_party", "the importer"),
        key("category", "category of the vocabulary"),
        day("period_start", "first day", key=True),
        day("period_end", "last day", key=True),
        key("reported_to", "instrument in which it stands"),
        key("not_in", "instrument in which it does not stand"),
        key("own_category", "the agreement's own category, by its definitions as frozen"),
        key(
            "why",
            "no_such_line (that return is held and has none), not_held (filed, its content is not held here), "
            "withheld, no_filing (none is on record), not_bound (nothing is asked under it)",
        ),
        key("claims", "the claims in the instrument that has it, space-separated"),
    ),
    ("claimant", "period_start", "role", "from_party", "to_party", "category", "reported_to"),
)

CLOCK: Final = Table(
    "clock",
    "how long, and through whom, a party to an agreement has to answer",
    (
        key("agreement", "the agreement; a folder of the shelf"),
        key("title", "as it stands in a sentence: the Arms Trade Treaty"),
        Column("days", Kind.WHOLE, "days to answer; null where the agreement sets none", "days"),
        key("channel", "through whom a question and its answer go; `-` where the agreement names nobody"),
        key("article", "where it says so, or `-`"),
    ),
    ("agreement",),
)
