"""A draft request about a duty: what is asked, what is on record, help that was asked for, a reply-by date."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from types import MappingProxyType
from typing import Final

import polars as pl

from tallystick.errors import UsageError
from tallystick.model.case import Case
from tallystick.model.claim import NONE, Act
from tallystick.model.finding import ReplyState, Step
from tallystick.model.record import Record, Row
from tallystick.model.stated import wanted
from tallystick.model.words import article, party, plain, years
from tallystick.reports.finding_trace import joined_verdicts, subject_of
from tallystick.reports.letter_form import Letter
from tallystick.reports.written import channel, span_of

_HEADS: Final = ("What", "On record", "Source")
_OPENING: Final = (
    "In laying together what is on record ({title}), we found a point on which your knowledge is needed. It is a "
    "question about records. Whether a party complied is for the agreement's own organs to say, and nothing here says "
    "it."
)
_OPENING_TO_NOBODY: Final = (
    "We are laying together what is on record ({title}). So that nothing is said of any party that the record does not "
    "bear out, we ask for what is missing in it. No party is in question."
)
_REPORTING_ONLY: Final = (
    "This concerns reporting alone. It says nothing of what was held, transferred or destroyed."
)
_ABOUT_REPORTS: Final = frozenset({"not_received", "received_late"})
_NO_LIST: Final = "no_complete_list"
_QUESTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "not_received": "Was a report made, and if so, when and to whom was it sent?",
        "received_late": "What delayed the report, as far as you know?",
        "not_completed": "What stands in the way, is an extension foreseen, and was completion declared elsewhere?",
        "exceeds": "By which date, category and unit of count was each figure made, and which is to stand?",
        "figures_do_not_settle": "By which date, category and unit of count was each figure made?",
    }
)
"""What is asked first, by the reason of the verdict."""


def duty_letter(record: Record, case: Case, finding: Row, *, on: date, days: int) -> Letter:
    """Draft a request about the verdicts of one finding.

    A finding that asks no party goes to whoever receives the reports.

    Args:
        record: the tables of an assessment; `obligation`, `clock`, `verdict`, `claim`.
        case: the case, for its title and contact.
        finding: a row of table `finding` of kind `verdict`.
        on: the date of the letter.
        days: days until the reply-by date, where the agreement sets none.

    Raises:
        UsageError: if there is nothing to ask, or nothing yet.
    """
    if finding["step"] == Step.WATCH or finding["reply_state"] in {ReplyState.CLOSED, ReplyState.SETTLED}:
        raise UsageError(
            f"there is nothing to ask about {finding['finding_id']} ({plain(finding['reply_state'])}): "
            f"{finding['sentence']}"
        )
    clock = record.clocks.get(finding["agreement"], {})
    title = record.title(finding["agreement"])
    names_a_party = finding["parties"] != NONE
    rows = _verdicts(record, finding)
    reasons = [row["reason"] for row in rows]
    return Letter(
        subject=_subject(record, finding, title),
        to=_to(finding, title),
        on=on,
        reply_by=on + timedelta(days=_days(clock, days)),
        via=_channel(clock) if names_a_party else "",
        opening=(_OPENING if names_a_party else _OPENING_TO_NOBODY).format(title=case.title),
        heads=_HEADS,
        halves=[*_asked_of_them(record, finding), *(_said(rows) if names_a_party else ())],
        sentence=_sentence(finding, reasons),
        questions=list(_questions(record, finding, reasons) if names_a_party else _of_a_list(reasons)),
        closing=_closing(case, finding),
    )


def _days(clock: Row, days: int) -> int:
    own = clock.get("days")
    return days if own is None else int(own)


def _channel(clock: Row) -> str:
    """Name through whom it goes, and the article that says so."""
    via = clock.get("channel", NONE)
    if via == NONE:
        return ""
    cited = article(clock["article"].removeprefix("Art. "))
    return f"{channel(via)}{'' if cited == '' else f' ({cited})'}"


def _subject(record: Record, finding: Row, title: str) -> str:
    cited = article(_obligation(record, finding).get("article", NONE))
    duty = f"{title}{'' if cited == '' else f', {cited}'}: {plain(finding['rule'])}"
    if finding["parties"] == NONE:
        return f"Request for information: {duty}"
    return f"Request for clarification: {duty}, {', '.join(map(party, finding['parties'].split()))}"


def _to(finding: Row, title: str) -> tuple[str, ...]:
    if finding["parties"] == NONE:
        return (f"the secretariat or depositary that receives the reports under {title}",)
    return tuple(party(code) for code in finding["parties"].split())


def _obligation(record: Record, finding: Row) -> Row:
    return record.obligations.get((finding["agreement"], finding["rule"]), {})


def _verdicts(record: Record, finding: Row) -> Sequence[Row]:
    about = subject_of(record, finding["finding_id"])
    if about is None:
        return joined_verdicts(record, finding)
    frame = record.frames["verdict"].filter(pl.col("verdict_id") == about.name)
    return frame.drop("trace").to_dicts()


def _asked_of_them(record: Record, finding: Row) -> Iterator[tuple[str, str, str]]:
    obligation = _obligation(record, finding)
    if len(obligation) == 0:
        return
    cited = article(obligation["article"])
    yield (
        "What is asked",
        obligation["asks"],
        "; ".join(part for part in (cited, obligation["source"]) if part),
    )
    if obligation["unconfirmed"] != NONE:
        yield "Not confirmed by us", obligation["unconfirmed"], "please correct us where we are wrong"


def _said(rows: Sequence[Row]) -> Iterator[tuple[str, str, str]]:
    """Set out what is on record, the periods together of which the same is said."""
    ordered = sorted(rows, key=lambda row: (row["sentence"], row["evidence"], row["period_start"]))
    for (sentence, evidence), group in groupby(ordered, key=lambda row: (row["sentence"], row["evidence"])):
        yield _when(list(group)), sentence, _papers(evidence)


def _papers(evidence: str) -> str:
    """Name filings, cells and milestones as people write them: `exists, 2005-06-07`."""
    if evidence == NONE:
        return "no paper on record"
    return "; ".join(", ".join(name.split(":")) for name in evidence.split(" "))


def _when(rows: Sequence[Row]) -> str:
    first = rows[0]
    if len(rows) > 1:
        return years(row["period_start"].year for row in rows)
    due_on = "no day set" if first["due_on"] is None else f"due on {first['due_on']}"
    return f"{span_of(first['period_start'], first['period_end'])}, {due_on}"


def _sentence(finding: Row, reasons: Sequence[str]) -> str:
    """Say what it is about; of a missing or late report, that it is about nothing more."""
    if len(reasons) > 0 and _ABOUT_REPORTS.issuperset(reasons):
        return f"{finding['sentence']} {_REPORTING_ONLY}" if len(reasons) > 1 else _REPORTING_ONLY
    return str(finding["sentence"])


def _questions(record: Record, finding: Row, reasons: Sequence[str]) -> Iterator[str]:
    """Ask first whether a party could, before whether it would: help that it asked for stands before anything else."""
    helped = _help(record, finding)
    if len(helped) > 0:
        yield f"You asked for {'; '.join(helped)}. Is that still wanted, and with whom may we put you in touch?"
    yield from dict.fromkeys(_QUESTIONS[reason] for reason in reasons if reason in _QUESTIONS)
    yield "Is the record above right, and is there a paper that should stand beside it?"
    if len(helped) == 0:
        what = "reporting" if _ABOUT_REPORTS.issuperset(reasons) else "this"
        yield f"Would help with {what} be welcome, and of which kind?"


def _of_a_list(reasons: Sequence[str]) -> Iterator[str]:
    if _NO_LIST not in reasons:
        yield "Does your record settle this, and by which paper and day?"
        return
    yield "Which reports were received for these periods, from whom and on which day?"
    yield "As of which day is that list complete?"
    yield "To whom may it be shown?"


def _help(record: Record, finding: Row) -> list[str]:
    """Name the help that the parties asked for themselves, among what the finding rests on."""
    claims = (record.claims[name] for name in finding["claims"].split() if name in record.claims)
    return wanted(row for row in claims if row["act"] == Act.REQUEST)


def _closing(case: Case, finding: Row) -> str:
    write = "" if case.contact == "" else f" Please write to {case.contact}."
    return (
        f"Whatever you answer will be kept beside the record and shown with it.{write} "
        f"Reference: {finding['finding_id']}."
    )
