"""Information that this state makes available about its authorizations: Article 7(6) of the Arms Trade Treaty."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.entering import kept_file
from tallystick.register.licences.models import Informing, Kind, Licence


def is_owed(licence: Licence, party: str) -> bool:
    """Whether Article 7(6) is about a state: the importing one, or one of transit or transhipment."""
    return party in {licence.to_party, *licence.via}


def keep_question(done: Operation, row: Informing) -> Informing:
    """Keep that another state asked about an authorization.

    Raises:
        ValidationError: it is no authorization of an export, or the day does not fit.
    """
    faults = {}
    if row.licence.kind != Kind.EXPORT:
        faults["question"] = _("Article 7(6) is about authorizations of exports.")
    if not row.licence.issued_on <= row.asked_on <= timezone.localdate():
        faults["asked_on"] = _("Enter a day between that of its issue and today.")
    if len(faults) > 0:
        raise ValidationError(faults)
    row.entered_by = done.actor
    return done.save(row)


@dataclass(frozen=True, slots=True)
class Told:
    """What a state was told, and what not, by which law."""

    on: date
    given: str
    withheld: str


def keep_answer(
    done: Operation, row: Informing, told: Told, scan: "File[bytes] | None", *, seen: int | None = None
) -> Informing:
    """Keep what a state was told; made available "subject to national laws, practices or policies".

    Raises:
        ValidationError: it was answered already; the day does not fit; or nothing was given and it is not said by
            which law, practice or policy.
    """
    faults = {}
    if Informing.objects.filter(pk=row.pk).exclude(answered_on=None).exists():
        faults["given"] = _("This question was answered already.")
    elif told.given.strip() == "" and told.withheld.strip() == "":
        faults["withheld"] = _("Where nothing is made available, say by which law, practice or policy.")
    if told.on > timezone.localdate() or told.on < row.asked_on:
        faults["answered_on"] = _("Enter a day between that of the question and today.")
    if len(faults) > 0:
        raise ValidationError(faults)
    row.answered_on, row.given, row.withheld = told.on, told.given, told.withheld
    row.document = kept_file(done, scan, row.licence.application, str(row))
    return done.save(row, seen=seen)
