"""What is odd about an end-user document, computed across all cases. Each is a lead, and none says who did wrong."""

from datetime import date
from typing import Final

from django.db.models import Sum
from django.utils.translation import gettext as _

from tallystick.register.licences.gaps import checked
from tallystick.register.licences.models import (
    Answer,
    Application,
    CheckPoint,
    EndUseDocument,
    LicenceLine,
    PartyRole,
    Translation,
    Unit,
)
from tallystick.register.licences.names import are_near, folded
from tallystick.register.licences.needs import is_confirmed

_SHORTEST: Final = 4
"""Numbers of documents shorter than this are the same by chance."""


def leads(document: EndUseDocument, today: date) -> list[str]:
    """Say what is odd about a document, one sentence each."""
    if not document.is_held:
        return [_("The document is missing: %(reason)s.") % {"reason": document.get_missing_reason_display()}]
    return [*_dates(document, today), *_names(document), *_elsewhere(document), *_by_hand(document)]


def _dates(document: EndUseDocument, today: date) -> list[str]:
    found = []
    issued, ends = document.issued_on, document.expires_on
    if issued is not None and issued > today:
        found.append(_("It is dated in the future."))
    if issued is not None and ends is not None and ends < issued:
        found.append(_("It ends before it begins."))
    if ends is not None and ends < today:
        found.append(_("It has expired."))
    if issued is None:
        found.append(_("The day on which it was issued is not known."))
    return found


def _names(document: EndUseDocument) -> list[str]:
    found = []
    case = document.application
    if document.issuer_party not in {"", case.end_user_party} and case.end_user_party != "":
        found.append(_("It was issued by another state than the end user's."))
    ends = case.parties.filter(
        is_withdrawn=False, role__in=(PartyRole.END_USER, PartyRole.ULTIMATE_END_USER)
    ).values_list("folded", flat=True)
    named = folded(document.names_end_user)
    if named != "" and not any(are_near(named, one) for one in ends):
        found.append(_("It names another end user than the application."))
    if document.translation == Translation.LACKING:
        found.append(_("There is no translation of it."))
    return found


def _elsewhere(document: EndUseDocument) -> list[str]:
    """Look for the same bytes, and for the same number with other content, in every other case.

    People who handle one case are told of another by its number alone: who may open it sees the rest.
    """
    others = EndUseDocument.objects.exclude(application_id=document.application_id).select_related(
        "application", "document"
    )
    found = []
    held = document.document
    if held is not None:
        same = others.filter(document__sha256=held.sha256).order_by("application__number")
        found += [
            _("The same file, byte for byte, lies in case %(case)s.") % {"case": one.application.number}
            for one in same
        ]
    if len(document.folded) >= _SHORTEST:
        numbered = others.filter(folded=document.folded, is_withdrawn=False).order_by("application__number")
        for one in numbered:
            if is_other(document, one):
                found.append(
                    _("Case %(case)s has a document of the same number with other content.")
                    % {"case": one.application.number}
                )
            else:
                found.append(
                    _("Case %(case)s rests on a document of the same number.")
                    % {"case": one.application.number}
                )
    return found


def is_other(one: EndUseDocument, other: EndUseDocument) -> bool:
    """Whether two documents of one number differ in what they say."""
    said = [
        (row.kind, row.issuer_party, row.issued_on, row.expires_on, folded(row.names_end_user))
        for row in (one, other)
    ]
    files = [row.document.sha256 for row in (one, other) if row.document is not None]
    return said[0] != said[1] or len(set(files)) > 1


def _by_hand(document: EndUseDocument) -> list[str]:
    found = []
    if not is_confirmed(document):
        asked = document.confirmations.count()
        found.append(
            _("The issuer has not been asked.")
            if asked == 0
            else _("The issuer has not confirmed it independently.")
        )
    stands = checked(document)
    found += [f"{point.label} {Answer.NO.label}." for point in CheckPoint if stands.get(point) == Answer.NO]
    unknown = [
        point for point in CheckPoint if stands.get(point) != Answer.YES and stands.get(point) != Answer.NO
    ]
    if len(unknown) > 0:
        found.append(_("Points not checked, or not known: %(count)s.") % {"count": len(unknown)})
    return found


def licensed_before(case: Application) -> list[tuple[str, str]]:
    """Add up what was licensed to the end user's name before, by category and unit: to judge a quantity by.

    Returns:
        the category, and how many of what unit in words.
    """
    ends = [
        one.folded
        for one in case.parties.filter(is_withdrawn=False)
        if one.role in {PartyRole.END_USER, PartyRole.ULTIMATE_END_USER}
    ]
    rows = (
        LicenceLine.objects.filter(
            licence__application__parties__folded__in=ends, licence__application__parties__is_withdrawn=False
        )
        .exclude(licence__application=case)
        .distinct()
    )
    summed = (
        LicenceLine.objects.filter(pk__in=rows.values("pk"))
        .values_list("category", "unit")
        .annotate(total=Sum("quantity"))
        .order_by("category", "unit")
    )
    return [(category, Unit(unit).counting(total)) for category, unit, total in summed]
