"""Points that a grant rests on, and that a case officer may go on without for a reason that the signers read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.items.categories import NOT_ASKED
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.changing import is_lapsed, is_of_other_goods
from tallystick.register.licences.convention import Bound, bond, covered
from tallystick.register.licences.models import (
    Answer,
    Application,
    Check,
    CheckPoint,
    EndUseDocument,
    Exemption,
    Kind,
    Stage,
    State,
    Waiver,
)
from tallystick.register.licences.models.end_use import ABOUT_GOODS

WITHOUT_EXEMPTION = "exemption"
"""What the key of the point begins with that a transfer goes on without an exemption."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One point that is not met."""

    point: str
    """A key that holds what the point is about: whoever changes that has the point before them again."""
    sentence: str


def gaps(case: Application) -> list[Gap]:
    """List the points that are not met, whether or not somebody goes on without them."""
    return [*_parties(case), *_checks(case), *_exemption(case)]


def waivers(case: Application) -> list[Waiver]:
    """List the reasons to go on that stand: those about a point that is still what it was, the last of each.

    Each says its point in the language of this moment.
    """
    present = {gap.point: gap.sentence for gap in gaps(case)}
    last = {one.point: one for one in case.waivers.all() if one.point in present}
    for point, one in last.items():
        one.said_now = present[point]
    return list(last.values())


def open_gaps(case: Application) -> list[Gap]:
    """List the points that hold a grant up."""
    gone_on = set(case.waivers.values_list("point", flat=True))
    return [gap for gap in gaps(case) if gap.point not in gone_on]


def waive(done: Operation, case: Application, points: Sequence[str], reason: str) -> list[Waiver]:
    """Go on without points that are not met.

    Raises:
        ValidationError: somebody else than the case officer does it, at another time than under review, without a
            reason, or about something that is no open point.
    """
    case.refresh_from_db(fields=["state", "officer"])
    known = {gap.point: gap for gap in open_gaps(case)}
    faults = []
    if case.state != State.UNDER_REVIEW or case.officer != done.actor:
        faults.append(_("Only the case officer does this; take the case up first."))
    if reason.strip() == "":
        faults.append(_("Say why: the reason is kept with the case."))
    if len(points) == 0 or any(point not in known for point in points):
        faults.append(_("Choose points that are not met."))
    if len(faults) > 0:
        raise ValidationError(faults)
    said = {"application": case, "reason": reason, "made_by": done.actor, "made_on": timezone.localdate()}
    return [done.save(Waiver(point=point, said=known[point].sentence, **said)) for point in points]


def _parties(case: Application) -> Iterator[Gap]:
    for one in case.parties.filter(is_withdrawn=False, verified_how=""):
        said = {"role": one.get_role_display(), "name": one.name}
        yield Gap(
            f"party {one.pk} {one.role} {one.party} {one.folded}",
            _("Nobody verified who %(name)s is (%(role)s).") % said,
        )


def _checks(case: Application) -> Iterator[Gap]:
    if not asks_document(case):
        return
    documents = case.end_use_documents.filter(is_withdrawn=False, missing_reason="")
    for document in documents.prefetch_related("checks"):
        yield from _of_document(document)


def _of_document(document: EndUseDocument) -> Iterator[Gap]:
    stands = checked(document)
    lapsed = {check.point: check for check in document.checks.all() if is_lapsed(check, document)}
    for point in CheckPoint:
        answer = stands.get(point)
        if answer == Answer.YES:
            continue
        told = _not_checked(lapsed.get(point), document) if answer is None else Answer(answer).label
        said = {"document": document, "question": point.label, "answer": told}
        yield Gap(
            f"check {document.pk} {document.folded} {point} {answer or ''}{_since(document, point)}",
            _("%(document)s: %(question)s – %(answer)s") % said,
        )


def checked(document: EndUseDocument) -> dict[str, str]:
    """Give the last answer about each point of a document as it stands; one given before it was changed has lapsed."""
    return {check.point: check.answer for check in document.checks.all() if not is_lapsed(check, document)}


def _since(document: EndUseDocument, point: str) -> str:
    """Name the changes after which a point is open, so that a waiver lapses with them as a check does."""
    days = [document.changed_at, *([document.goods_changed_at] if point in ABOUT_GOODS else [])]
    return "".join(f" {day:%Y-%m-%dT%H:%M:%S.%f}" for day in days if day is not None)


def _not_checked(lapsed: Check | None, document: EndUseDocument) -> str:
    if lapsed is None:
        return _("not checked")
    if is_of_other_goods(lapsed, document):
        return _("not checked since the goods or the end user were changed")
    return _("not checked since the document was changed")


def asks_document(case: Application) -> bool:
    """Whether a case rests on a document of the end user's state."""
    return case.kind in {Kind.EXPORT, Kind.BROKERING}


def _exemption(case: Application) -> Iterator[Gap]:
    """Article 3(1) of the ECOWAS Convention."""
    if has_request(case):
        return
    lines = covered(case)
    stands = bond(timezone.localdate())
    if len(lines) == 0 or stands.bound == Bound.NO:
        return
    key = f"{WITHOUT_EXEMPTION} {stands.bound} {' '.join(sorted({line.category for line in lines}))}"[:400]
    if stands.bound == Bound.NOT_KNOWN:
        yield Gap(
            key,
            _("Whether the ECOWAS Convention binds is not known: the profile under Reports does not say."),
        )
        return
    sentence = _(
        "Art. 3(1) of the ECOWAS Convention bans this transfer without an exemption, and none was asked for."
    )
    if all(line.category.strip() == NOT_ASKED for line in lines):
        sentence = f"{sentence} {_('That it covers ammunition and parts (Art. 1) is not confirmed.')}"
    if stands.bound == Bound.CONTESTED:
        sentence = f"{sentence} {_('Whether it binds is contested: %(views)s') % {'views': stands.views}}"
    yield Gap(key, sentence)


def stage_of(case: Application) -> str:
    """Say at which stage the request for exemption of a case stands; empty where there is none."""
    stages = Exemption.objects.filter(application_id=case.pk).values_list("stage", flat=True)
    return stages.first() or ""


def has_request(case: Application) -> bool:
    """Whether the applicant asks for an exemption, or a request that was not withdrawn was begun."""
    return case.needs_exemption or stage_of(case) not in {"", Stage.WITHDRAWN}


def asks_exemption(case: Application) -> bool:
    """Whether a case needs a certificate of exemption as it stands."""
    return has_request(case) or any(gap.point.startswith(WITHOUT_EXEMPTION) for gap in open_gaps(case))
