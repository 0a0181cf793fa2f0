"""Enter a licence that was granted on paper before this register: one person enters it, another confirms it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.days import NOT_COME, is_to_come
from tallystick.register.files.keeping import keep
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.changing import kept_by
from tallystick.register.licences.entering import check_changeable
from tallystick.register.licences.licensing import Terms, write_licence
from tallystick.register.licences.models import Application, Licence, PaperLicence, State, Verb
from tallystick.register.licences.steps import make_move


def begun_on() -> date:
    """Give the day on which this register was begun: that of its first entry; today, before there is one."""
    first = Entry.objects.filter(origin__is_own=True).order_by("place").first()
    return timezone.localdate() if first is None else timezone.localdate(first.entered_at)


def put_paper(
    done: Operation, paper: PaperLicence, upload: "File[bytes] | None", *, seen: int | None
) -> PaperLicence:
    """Add or change what the paper says of a licence, with the scan of it.

    Raises:
        ValidationError: the days do not fit; the scan is missing or of no kind that is kept; another case is of the
            same paper; or it was issued after this register was begun, with no reason why it was not granted here.
    """
    case = paper.application
    check_changeable(case)
    if upload is not None:
        paper.document = keep(done, upload, title=str(paper), handling=case.handling, service=case.applicant)
    faults = faults_of_paper(paper)
    if len(faults) > 0:
        raise ValidationError(faults)
    paper.entered_by = done.actor
    return done.save(kept_by(done, paper), seen=seen)


def faults_of_paper(paper: PaperLicence) -> dict[str, str]:
    """Say by the name of a column what does not fit of a paper as it would be; nothing where all does."""
    faults = {}
    if paper.document_id is None:
        faults["file"] = _("This is needed here.")
    if is_to_come(paper.issued_on):
        faults["issued_on"] = str(NOT_COME)
    if paper.valid_until < paper.valid_from:
        faults["valid_until"] = _("It would end before it begins.")
    if paper.issued_on >= begun_on() and paper.note.strip() == "":
        faults["note"] = _(
            "This register was begun on %(day)s. Say why a licence issued then or later was not granted here."
        ) % {"day": begun_on()}
    same = _same_paper(paper)
    if same is not None:
        faults["number"] = _("Case %(case)s is of this paper already.") % {"case": same.application.number}
    return faults


def _same_paper(paper: PaperLicence) -> PaperLicence | None:
    others = PaperLicence.objects.filter(number__iexact=paper.number, issued_on=paper.issued_on)
    standing = others.exclude(pk=paper.pk).exclude(application__state=State.WITHDRAWN)
    return standing.select_related("application").order_by("pk").first()


def confirm_paper(done: Operation, case: Application, reason: str = "") -> Licence:
    """Confirm what was entered of a licence on paper: it stands from the day on which it was issued.

    It can then be used for transfers of the days on which it was valid, and for none after them.

    Raises:
        ValidationError: the case is no record of a paper, or was not submitted; whoever entered it cannot confirm it.
    """
    make_move(done, case, Verb.RECORD, reason=reason)
    paper = case.paper
    terms = Terms(paper.valid_from, paper.valid_until, paper.provisos)
    return write_licence(done, case, terms, paper.issued_on)
