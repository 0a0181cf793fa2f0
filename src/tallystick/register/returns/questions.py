"""Answer the questions of questionnaires: from the profile, from the register, and as people answered them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from tallystick.register.returns import traced
from tallystick.register.returns.asked import QUESTIONS, Count, Question
from tallystick.register.returns.models import Filing, Profile
from tallystick.register.returns.profiles import COUNTS, frozen_with, profile_of
from tallystick.register.tracing.contact import our_contact

RECORD_YEARS: Final = 10
"""Years for which records are to be kept at the least. Source: Arms Trade Treaty, Article 12(4)."""
_RECORDS: Final = frozenset({"export_record_years", "import_record_years"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One question and its answer."""

    name: str
    section: str
    article: str
    question: str
    answer: str
    is_answered: bool
    note: str = ""
    """What a reader has to know of the answer."""


def questions_of(filing: Filing) -> tuple[Question, ...]:
    """Give the questions of a return, in their order; none where it asks none."""
    return QUESTIONS.get(filing.instrument, ())


def open_to_people(filing: Filing) -> tuple[Question, ...]:
    """Give the questions that neither the profile nor the register answers."""
    return tuple(one for one in questions_of(filing) if one.column == "" and one.count is None)


def answers(filing: Filing) -> Iterator[Answer]:
    """Answer the questions of a return, in their order; of a submitted one, as it was submitted."""
    profile, counted = profile_of(filing), counts(filing)
    for one in questions_of(filing):
        given = _given(one, filing, profile, counted)
        is_answered = given != ""
        yield Answer(
            one.name,
            one.section,
            one.article,
            str(one.question),
            given if is_answered else unanswered(filing),
            is_answered,
            _note(one, given),
        )


def unanswered(filing: Filing) -> str:
    """Say what stands where an answer is lacking: in a submitted return it is not known."""
    return _("to be answered") if filing.frozen is None else _("not known")


def counts(filing: Filing) -> Mapping[str, str]:
    """Give what the register itself answers; of a submitted return, as submitted. What it does not know is empty."""
    if filing.frozen is not None:
        return frozen_with(filing, COUNTS) or {}
    if all(one.count is None for one in questions_of(filing)):
        return {}
    requests = traced.requests(filing.years)
    return {
        Count.REQUESTS_SENT: str(requests.sent),
        Count.REQUESTS_RECEIVED: str(requests.received),
        Count.REQUESTS_ANSWERED: str(requests.answered),
        Count.TRACING_CONTACT: our_contact(),
        Count.CONTACT: our_contact(),
    }


def contact_of(filing: Filing, profile: Profile | None) -> str:
    """Name the point of contact as the questions of a return name it; empty where nobody said."""
    return counts(filing).get(Count.CONTACT, "") or ("" if profile is None else profile.contact)


def _given(question: Question, filing: Filing, profile: Profile | None, counted: Mapping[str, str]) -> str:
    if question.count is not None and (given := counted.get(question.count, "")) != "":
        return given
    if question.column == "":
        return "" if question.count is not None else str(filing.answers.get(question.name, ""))
    value = None if profile is None else getattr(profile, question.column)
    return "" if value is None else str(value)


def _note(question: Question, given: str) -> str:
    if question.column not in _RECORDS or given == "" or int(given) >= RECORD_YEARS:
        return ""
    return _("Article 12(4) asks for %(years)s years at the least.") % {"years": RECORD_YEARS}
