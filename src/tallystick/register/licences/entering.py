"""Enter and change what a case is made of: the application, its lines, parties and documents, questions and answers."""

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.files.keeping import keep
from tallystick.register.files.models import Document
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.changing import check_open, date_change, date_end_user, date_goods, kept_by
from tallystick.register.licences.clock import due
from tallystick.register.licences.models import (
    Application,
    CaseLine,
    CaseParty,
    EndUseDocument,
    Query,
    State,
    Verb,
)
from tallystick.register.licences.numbers import next_case_number
from tallystick.register.licences.standing import save_named, settle
from tallystick.register.licences.steps import make_move

Part = TypeVar("Part", CaseLine, CaseParty)

CHANGED_IN = (State.DRAFT, State.RETURNED)
"""States in which an application itself may be changed: while it is the applicant's turn."""


def enter_case(done: Operation, case: Application) -> Application:
    """Enter a new application as a draft, under a number of its own."""
    case.number = next_case_number()
    case.made_by, case.made_on = done.actor, timezone.localdate()
    done.save(case)
    settle(case)
    return case


def draft_from(done: Operation, case: Application, *, amends: bool) -> Application:
    """Enter a draft with the lines and parties of another case: to amend it, or to apply for the like again.

    Raises:
        ValidationError: only what was granted is amended.
    """
    if amends and case.state != State.GRANTED:
        raise ValidationError(_("Only a case that was granted can be amended."))
    columns = (
        "kind", "applicant", "reference", "from_party", "to_party", "via", "end_use", "route", "needs_exemption",
        "handling",
    )  # fmt: skip
    made = Application(**{name: getattr(case, name) for name in columns})
    made.amends, made.copies = (case, None) if amends else (None, case)
    enter_case(done, made)
    for line in case.lines.filter(is_withdrawn=False):
        done.save(_as_new(line, made))
    for party in case.parties.filter(is_withdrawn=False):
        done.save(_as_new(party, made))
    settle(made)
    return made


def _as_new(row: Part, case: Application) -> Part:
    model = type(row)
    names = [
        field.attname
        for field in model._meta.concrete_fields
        if field.name not in {"id", "entry", "application", "keepers"}
    ]
    return model(application=case, **{name: getattr(row, name) for name in names})


def check_changeable(case: Application) -> None:
    """Refuse to change an application while it is not the applicant's turn.

    Raises:
        ValidationError: the case is no draft and was not returned.
    """
    if Application.objects.values_list("state", flat=True).get(pk=case.pk) not in CHANGED_IN:
        raise ValidationError(_("An application is changed as a draft, or when it was returned."))


def put_line(done: Operation, case: Application, line: CaseLine, *, seen: int | None) -> CaseLine:
    """Add or change one line of an application; a new one gets the next place. Other goods are compared anew.

    Raises:
        ValidationError: it is not the applicant's turn.
    """
    check_changeable(case)
    line.application = case
    if line._state.adding:
        last = case.lines.order_by("place").values_list("place", flat=True).last()
        line.place = (last or 0) + 1
    date_goods(done, line)
    return done.save(kept_by(done, line), seen=seen)


def put_party(done: Operation, case: Application, party: CaseParty, *, seen: int | None) -> CaseParty:
    """Add or change somebody in a case; a change of name or state must be verified anew.

    Raises:
        ValidationError: it is not the applicant's turn.
    """
    check_changeable(case)
    party.application = case
    party.verified_how = ""
    date_end_user(done, party)
    save_named(done, kept_by(done, party), seen=seen)
    settle(case)
    return party


def put_application(done: Operation, case: Application, *, seen: int | None) -> Application:
    """Change what is applied for.

    Raises:
        ValidationError: it is not the applicant's turn.
    """
    check_changeable(case)
    done.save(kept_by(done, case), seen=seen)
    settle(case)
    return case


def verify_party(done: Operation, party: CaseParty, *, seen: int | None) -> CaseParty:
    """Keep how it was verified that somebody is who they say.

    Raises:
        ValidationError: the case is recommended, signed or decided.
    """
    check_open(party.application)
    return done.save(kept_by(done, party), seen=seen)


def put_end_use(
    done: Operation, document: EndUseDocument, upload: "File[bytes] | None", *, seen: int | None
) -> EndUseDocument:
    """Add or change a document on end use, with its file where one was sent.

    Where it says something else than before, it is to be checked and confirmed again.

    Raises:
        ValidationError: the case is recommended, signed or decided; or the file is of no kind that is kept.
    """
    check_open(document.application)
    kept = kept_file(done, upload, document.application, str(document))
    if kept is not None:
        document.document = kept
    date_change(done, document)
    return save_named(done, kept_by(done, document), seen=seen)


def kept_file(
    done: Operation, upload: "File[bytes] | None", case: Application, title: str
) -> Document | None:
    """Keep a file that was sent, if one was, for those who may see the case.

    Raises:
        ValidationError: the file is of no kind that is kept.
    """
    if upload is None:
        return None
    return keep(done, upload, title=title[:200], handling=case.handling, service=case.applicant)


def put_question(done: Operation, case: Application, question: str) -> Query:
    """Ask the applicant; the authority's clock stands still until the last open question is answered.

    Raises:
        ValidationError: it cannot be asked now, or by this person.
    """
    today = timezone.localdate()
    make_move(done, case, Verb.ASK)
    return done.save(
        Query(
            application=case,
            question=question,
            asked_by=done.actor,
            asked_on=today,
            due_on=due("returned", today),
        )
    )


def put_answer(done: Operation, query: Query, answer: str, document: Document | None = None) -> Query:
    """Answer a question; with the last open one the case goes back to its officer.

    Raises:
        ValidationError: it was answered already.
    """
    if Query.objects.filter(pk=query.pk, answered_on__isnull=False).exists():
        raise ValidationError(_("This question was answered already."))
    query.answer, query.document = answer, document
    query.answered_by, query.answered_on = done.actor, timezone.localdate()
    done.save(query)
    if not query.application.queries.filter(answered_on=None).exists():
        make_move(done, query.application, Verb.ANSWER)
    return query
