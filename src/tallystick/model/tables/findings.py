"""What is worth a person's time, and what happened to it since."""

from typing import Final

from tallystick.model.tables.column import Column, Kind, Table, day, key, number

GAP: Final = Table(
    "gap",
    "one cell whose halves do not fit, in a sentence",
    (
        key("cell_id", "the cell"),
        key("halves", "how the halves stand"),
        number("gap", "difference between the halves; null unless both gave a figure"),
        number("explained", "part for which a likely cause was found"),
        number("one_sided", "quantity in lines of other goods, which stand in one half only"),
        number("remainder", "part that no likely cause explains; null where the other half is not on record"),
        key("causes", "causes found, with their quantities"),
        key("tried", "innocent causes looked for"),
        key("sentence", "what differs, and what was tried"),
        key("ask", "whom to ask what"),
    ),
    ("cell_id",),
)

FINDING: Final = Table(
    "finding",
    "one lead: a gap or verdict worth a person's time",
    (
        Column("place", Kind.WHOLE, "the n-th to look at: severity, then the day a reply is due", key=True),
        key(
            "finding_id",
            "`gap.` and the cell, or `verdict.` and the verdict (or what several have in common)",
        ),
        key("kind", "gap or verdict"),
        key("severity", "high, medium, low, note; a missing or late report is never more than low"),
        key("step", "clarify, inspect, assist, watch"),
        key("agreement", "the agreement, or `-` for a gap"),
        key("rule", "the rule, or `-` for a gap"),
        key("about", "the cell or verdict, or what several verdicts have in common"),
        key("parties", "codes of those asked, space-separated; `-` where no party is asked"),
        key("sentence", "what was found; for a closed finding, that it is no longer raised"),
        key("ask", "whom to ask what"),
        key("evidence", "the cheapest further evidence that would settle it"),
        key("claims", "the first claims, filings or cells it rests on, space-separated, or `-`"),
        day(
            "opened_on",
            "when the last statement it rests on was recorded, or the duty fell due, and never after the assessment",
            key=True,
        ),
        day("asked_on", "when a request was sent that is or was to be answered; null before"),
        day("reply_due_on", "until when the answer is expected; null where nothing was asked"),
        key("channel", "through whom question and answer go"),
        key("reply_state", "open, asked, overdue, answered, contested, settled, closed (no longer raised)"),
        Column("judgements", Kind.WHOLE, "judgements about it that stand", "judgements", key=True),
    ),
    ("place",),
)

FINDING_EVENT: Final = Table(
    "finding_event",
    "one thing that happened to a finding",
    (
        key("finding_id", "the finding"),
        Column("place", Kind.WHOLE, "the n-th thing that happened to it", key=True),
        day("on", "when", key=True),
        key("what", "opened, asked, replied, contested, settled, noted, closed"),
        key("by", "who, or `-` for the assessment itself"),
        key("text", "in that person's words"),
        key("evidence", "document or address, or `-`"),
    ),
    ("finding_id", "place"),
)
