"""What is so, and how sure: cells, how their halves fit, the causes of gaps, whom to trust how far."""

from typing import Final

from tallystick.model.tables.column import FLOW, Column, Kind, Table, day, key, number, text

CELL: Final = Table(
    "cell",
    "the claims about one flow or holding",
    (
        key("cell_id", "act.from.to.category.period.unit"),
        *FLOW,
        key("unit", "unit of the quantities"),
        key(
            "from_state",
            "what the exporter's side says: reported, nil, withheld, unknown, silent, other_span (it gives the flow "
            "for another span of time), other_unit (in another unit), not_held, no_filing, no_record",
        ),
        number("from_low", "least amount consistent with the exporter's half; null where it gave no figure"),
        number(
            "from_high",
            "greatest amount consistent with the exporter's half; null where unbounded or no figure",
        ),
        key("to_state", "what the importer's (or holder's) side says; same words"),
        number("to_low", "least amount consistent with the importer's half; null where it gave no figure"),
        number(
            "to_high",
            "greatest amount consistent with the importer's half; null where unbounded or no figure",
        ),
        key("observer_state", "reported, nil, withheld, unknown, or no_record"),
        number("observer_low", "least amount consistent with all observers"),
        number("observer_high", "greatest amount consistent with all observers"),
        Column("claims", Kind.WHOLE, "number of claims in force", "claims", key=True),
    ),
    ("cell_id",),
)

MATCH: Final = Table(
    "match",
    "one line of a half, or a part of it, and its counterpart if there is one",
    (
        key("cell_id", "the cell"),
        key("from_claim", "the exporter's claim, or `-`"),
        key("to_claim", "the importer's claim, or `-`"),
        key("from_designation", "the exporter's words for this part"),
        key("to_designation", "the importer's words for this part"),
        number("quantity", "amount matched, or left over on the side that is named"),
        key(
            "how",
            "designation, quantity; exporter_line, importer_line (no counterpart); "
            "exporter_more, importer_more (left over in that half)",
        ),
        key("detail", "which tokens agreed or differed"),
    ),
    ("cell_id", "how", "from_claim", "to_claim", "from_designation", "to_designation"),
)

EXPLAINED: Final = Table(
    "explained",
    "one quantity accounted for by one cause",
    (
        key("cell_id", "the cell whose gap is explained"),
        key("sibling", "the cell where the counterpart stands, or `-`"),
        key("cause", "one of the causes of the vocabulary"),
        key("side", "whose figure it takes from: exporter or importer"),
        number("quantity", "amount accounted for"),
        number("probability", "that this cause accounts for it, as far as the record shows", "probability"),
        key("detail", "what was compared"),
    ),
    ("cell_id", "cause", "sibling", "side", "detail", "probability"),
)

ALTERNATIVE: Final = Table(
    "alternative",
    "one line of another reading of a gap that fits nearly as well",
    (
        key("cell_id", "the cell whose gap is explained"),
        Column(
            "reading",
            Kind.WHOLE,
            "number of the reading, the likeliest first",
            "",
            key=True,
        ),
        key("cause", "one of the causes of the vocabulary, or `none`: nothing explains it"),
        key("sibling", "the cell where the counterpart stands, or `-`"),
        key("side", "whose figure it takes from: exporter or importer"),
        number("quantity", "amount accounted for"),
        number("odds", "how likely this reading is beside that of `explained`", "ratio"),
        key("detail", "what was compared"),
    ),
    ("cell_id", "reading", "cause", "sibling", "side", "detail"),
)

REPEAT: Final = Table(
    "repeat",
    "one return that says again what the return of the year before said",
    (
        key("claimant", "whose return"),
        key("instrument", "under which instrument"),
        day("period_start", "first day of the later return", key=True),
        day("period_end", "last day of the later return", key=True),
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
        key("cell_id", "the cell"),
        number("low", "lower end of the 90 % range; 0 where it may not have happened at all"),
        number("estimate", "middle of the range; null where no side gave a figure"),
        number("high", "upper end of the 90 % range"),
        number("p_happened", "probability that anything happened at all", "probability"),
        key(
            "family",
            "of the amount, given that it happened: student_t (of its logarithm); lognormal; range (only its ends and "
            "middle are held); point; none (no figure)",
        ),
        number(
            "log_mean",
            "centre of the logarithm, given that it happened and is neither `figure` nor `other_figure`",
            "log of the unit",
        ),
        number("log_sd", "scale of the logarithm; of a lognormal its standard deviation", "log of the unit"),
        number("df", "degrees of freedom of a student_t; null otherwise", "degrees of freedom"),
        number("figure", "the stated whole number likeliest to be exactly right; null where none can be"),
        number(
            "p_figure", "probability of that, given that it happened; null if no student_t", "probability"
        ),
        number("other_figure", "the next likeliest; null where there is none"),
        number("p_other", "probability of that, given that it happened; null if no student_t", "probability"),
        number("p_zero", "probability of zero", "probability"),
        key(
            "halves",
            "agreed, explained, conflicting, exporter_only, importer_only, "
            "observer_only, holder_only, withheld_one, nil_both",
        ),
        number("gap", "difference between the halves; null unless both gave a figure"),
        number("explained", "part of the gap, or of the lone figure, for which a likely cause was found"),
        number("one_sided", "quantity in lines of other goods, which stand in one half only"),
        number(
            "remainder",
            "part of the gap, or of the lone figure, that no likely cause explains; null where the other half is not "
            "on record, so that there is nothing to explain",
        ),
        number(
            "p_unexplained",
            "probability that something of the gap has none of the causes looked for; null where there is no gap",
            "probability",
        ),
        number(
            "p_ordinary",
            "probability that halves as reliable as these differ at least so far, or that a return as complete as the "
            "silent one leaves such a line out; null where there is nothing to compare",
            "probability",
        ),
        number(
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
        key("cell_id", "the fact"),
        key("claim_id", "the claim"),
        number("weight", "its share in the estimate; 0 where it was read but not weighed", "share"),
    ),
    ("cell_id", "claim_id"),
)

RELIABILITY: Final = Table(
    "reliability",
    "one claimant in one role, for figures of one act and unit",
    (
        key("claimant", "whose figures"),
        key("role", "exporter, importer or observer"),
        key("act", "the act spoken of"),
        key("unit", "unit of the figures"),
        Column("n_double", Kind.WHOLE, "cells in which a partner gave a figure too", "cells", key=True),
        Column(
            "n_asked",
            Kind.WHOLE,
            "cells in which a partner gave a figure and this claimant's return is in hand",
            "cells",
            key=True,
        ),
        number("completeness", "share of what happened that its returns show; posterior mean", "share"),
        number("completeness_low", "lower end of its 90 % range", "share"),
        number("completeness_high", "upper end of its 90 % range", "share"),
        number(
            "bias_log",
            "how far its figures lie above its partners', beside what all of its role do (of an observer: above the "
            "halves); posterior mean; null where it is alone in its role, since then its partners may be off as well",
            "log of the unit",
        ),
        number("bias_low", "lower end of its 90 % range", "log of the unit"),
        number("bias_high", "upper end of its 90 % range", "log of the unit"),
        number("noise_log", "scale of its errors; posterior mean", "log of the unit"),
        number("noise_low", "lower end of its 90 % range", "log of the unit"),
        number("noise_high", "upper end of its 90 % range", "log of the unit"),
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
        key("cell_id", "the cell"),
        key("side", "the half predicted: exporter or importer"),
        number("observed", "what that half says"),
        key("family", "student_t: of the logarithm"),
        number("log_mean", "centre of the logarithm, given a figure of its own", "log of the unit"),
        number("log_sd", "scale of the logarithm", "log of the unit"),
        number("df", "degrees of freedom", "degrees of freedom"),
        number(
            "p_zero",
            "probability that this half says none or nothing, given that its return is in hand",
            "probability",
        ),
        number("p_same", "probability that it repeats the other half's figure exactly", "probability"),
        number("low", "5th percentile, given that it gives a figure"),
        number("high", "95th percentile, given that it gives a figure"),
        number(
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
        key("cell_id", "the cell, or `-` for the whole record"),
        key("kind", "what it is about, in a word"),
        key("sentence", "the same, for people"),
        text(
            "phrases",
            "the same as templates and what stands in them, as JSON, to be said in other languages; null where there "
            "is English alone",
        ),
    ),
    ("cell_id", "kind", "sentence"),
)
