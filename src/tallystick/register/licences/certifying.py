"""Certificates on end use that this state issues: one person prepares, another issues; and enquiries about them."""

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Final

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models import Value
from django.db.models.functions import Replace
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.days import NOT_COME, is_to_come
from tallystick.register.files.keeping import keep
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.changing import kept_by
from tallystick.register.licences.models import Enquiry, Ours, OwnCertificate, OwnLine, OwnState
from tallystick.register.licences.names import are_near, folded, folded_number
from tallystick.register.licences.numbers import next_certificate_number
from tallystick.register.licences.seen import certificate_stamp, refuse_changed

_NEAR: Final = 0.8
"""How like a number must be to be named: two signs in fourteen may differ."""
_COMPARED: Final = 5_000
"""Numbers compared for near ones: the latest, some years of a state's certificates."""


def state_of(certificate: OwnCertificate, today: date) -> OwnState:
    """Say where a certificate of this state stands on a day."""
    if certificate.withdrawn_on is not None and certificate.withdrawn_on <= today:
        return OwnState.WITHDRAWN
    if certificate.issued_on is None:
        return OwnState.PREPARED
    return OwnState.EXPIRED if certificate.valid_until < today else OwnState.ISSUED


def put_certificate(
    done: Operation, certificate: OwnCertificate, *, seen: int | None = None
) -> OwnCertificate:
    """Prepare a certificate, or change one that is prepared; a new one gets its number.

    Raises:
        ValidationError: it was issued already.
    """
    if certificate._state.adding:
        certificate.number = next_certificate_number()
        certificate.entered_by = done.actor
    else:
        _check_prepared(certificate)
    return done.save(kept_by(done, certificate), seen=seen)


def put_own_line(
    done: Operation, certificate: OwnCertificate, line: OwnLine, *, seen: int | None = None
) -> OwnLine:
    """Add or change one line of goods of a certificate that is prepared.

    Raises:
        ValidationError: it was issued already.
    """
    _check_prepared(certificate)
    line.certificate = certificate
    if line._state.adding:
        last = certificate.lines.order_by("place").values_list("place", flat=True).last()
        line.place = (last or 0) + 1
    return done.save(kept_by(done, line), seen=seen)


def _check_prepared(certificate: OwnCertificate) -> None:
    issued = OwnCertificate.objects.filter(pk=certificate.pk).values_list("issued_on", "withdrawn_on").get()
    if issued != (None, None):
        raise ValidationError(
            _("What was issued is not changed. Withdraw it, and issue another in its place.")
        )


def prepared_by(certificate: OwnCertificate) -> set[str]:
    """Name everybody who entered or changed a certificate or one of its lines."""
    # read anew: somebody may have changed it since it was fetched
    own = OwnCertificate.objects.filter(pk=certificate.pk).values_list("keepers", flat=True)
    kept = [*own, *certificate.lines.values_list("keepers", flat=True)]
    return {certificate.entered_by, *(name for names in kept for name in names)}


def issue(
    done: Operation,
    certificate: OwnCertificate,
    on: date,
    scan: "File[bytes] | None",
    *,
    seen: str | None = None,
) -> OwnCertificate:
    """Issue a certificate that another person prepared, with the scan of what was signed.

    Args:
        done: the operation.
        certificate: it is prepared.
        on: the day of its issue.
        scan: of what was signed.
        seen: the stamp over the certificate and its lines that the person was shown; None for a program.

    Raises:
        ValidationError: it or a line was changed since it was looked at; whoever prepared it issues it; it names no
            goods; it ends before it begins; it was issued already; or the scan is missing or of no kind that is kept.
    """
    _check_prepared(certificate)
    if seen is not None:
        refuse_changed(certificate_stamp(certificate), seen)
    faults = []
    if done.actor in prepared_by(certificate):
        faults.append(_("Whoever prepared a certificate does not issue it."))
    if not certificate.lines.filter(is_withdrawn=False).exists():
        faults.append(_("No goods are entered yet."))
    if is_to_come(on):
        faults.append(str(NOT_COME))
    if certificate.valid_until < on:
        faults.append(_("It would end before it begins."))
    if scan is None:
        faults.append(_("The scan of what was signed is needed: enquiries are answered from it."))
    if len(faults) > 0 or scan is None:
        raise ValidationError(faults)
    certificate.document = keep(
        done, scan, title=str(certificate), handling=certificate.handling, service=certificate.service
    )
    certificate.issued_on, certificate.issued_by = on, done.actor
    return done.save(certificate)


def withdraw(done: Operation, certificate: OwnCertificate, on: date, reason: str) -> OwnCertificate:
    """Withdraw a certificate: whoever asks is told that it is no longer in force.

    Raises:
        ValidationError: it was withdrawn already, there is no reason, or the day does not fit.
    """
    certificate.refresh_from_db()
    faults = []
    if certificate.withdrawn_on is not None:
        faults.append(_("It was withdrawn already."))
    if reason.strip() == "":
        faults.append(_("Say why: the reason is kept with the case."))
    if on > timezone.localdate() or (certificate.issued_on is not None and on < certificate.issued_on):
        faults.append(_("Enter a day between that of its issue and today."))
    if len(faults) > 0:
        raise ValidationError(faults)
    certificate.withdrawn_on, certificate.withdrawn_by = on, done.actor
    certificate.withdrawn_because = reason
    return done.save(certificate)


def found_by(number: str) -> OwnCertificate | None:
    """Find the certificate of this state that bears a number, with whatever signs between its letters and digits."""
    bare = Replace("number", Value("-"), Value(""))
    return OwnCertificate.objects.annotate(bare=bare).filter(bare=folded_number(number)).first()


def leads_of(enquiry: Enquiry, today: date) -> list[str]:
    """Say how what was shown differs from what this state issued, one sentence each. Each is a lead."""
    own = enquiry.certificate or found_by(enquiry.number)
    found = [] if own is not None else _unknown(enquiry.number)
    if own is not None:
        found = [*_not_in_force(own, today), *_differing(enquiry, own)]
    if not enquiry.is_independent:
        found.append(
            _("The address to answer to stands in the enquiry alone: find the office's address elsewhere.")
        )
    others = Enquiry.objects.filter(number=enquiry.number).exclude(pk=enquiry.pk).count()
    if others > 0:
        found.append(_("Other enquiries about this number: %(count)s.") % {"count": others})
    return found


def put_enquiry(
    done: Operation, enquiry: Enquiry, shown: "File[bytes] | None", *, seen: int | None = None
) -> Enquiry:
    """Enter an enquiry with the copy of what was shown, or put one right that has no answer yet.

    Raises:
        EditedMeanwhileError: another operation changed the row since then.
        ValidationError: it was answered already, or the copy is of no kind that is kept.
    """
    if Enquiry.objects.filter(pk=enquiry.pk).exclude(answer=Ours.OPEN).exists():
        raise ValidationError(_("It was answered already."))
    if enquiry._state.adding:
        enquiry.entered_by = done.actor
    if shown is not None:
        enquiry.document = keep(done, shown, title=str(enquiry), handling=enquiry.handling)
    return done.save(enquiry, seen=seen)


def _unknown(number: str) -> list[str]:
    known = list(OwnCertificate.objects.values_list("number", flat=True)[:_COMPARED])
    near = get_close_matches(number.strip().upper(), known, n=2, cutoff=_NEAR)
    if len(near) == 0:
        return [_("This register has no certificate of that number; one older than it may lie in the files.")]
    return [
        _("This register has no certificate of that number. Nearest: %(near)s.") % {"near": ", ".join(near)}
    ]


def _not_in_force(own: OwnCertificate, today: date) -> list[str]:
    said = {"number": own.number, "day": own.withdrawn_on or own.valid_until}
    sentence = {
        OwnState.PREPARED: _("%(number)s is prepared and was never issued."),
        OwnState.WITHDRAWN: _("%(number)s was withdrawn on %(day)s."),
        OwnState.EXPIRED: _("%(number)s was valid until %(day)s."),
    }.get(state_of(own, today))
    return [] if sentence is None else [sentence % said]


def _differing(enquiry: Enquiry, own: OwnCertificate) -> list[str]:
    pairs = (
        (_("signed by"), enquiry.signatory, own.signatory),
        (_("exporter"), enquiry.exporter, own.exporter),
    )
    found = [
        _("%(what)s: shown %(shown)s, issued %(issued)s.") % {"what": what, "shown": shown, "issued": issued}
        for what, shown, issued in pairs
        if shown != "" and not are_near(folded(shown), folded(issued))
    ]
    if enquiry.issued_on is not None and enquiry.issued_on != own.issued_on:
        found.append(
            _("%(what)s: shown %(shown)s, issued %(issued)s.")
            % {"what": _("issued on"), "shown": enquiry.issued_on, "issued": own.issued_on or "–"}
        )
    if enquiry.asked_by_party != own.exporter_party:
        found.append(
            _("It was issued for an exporter of %(party)s, and %(asking)s asks.")
            % {"party": own.exporter_party, "asking": enquiry.asked_by_party}
        )
    return found


@dataclass(frozen=True, slots=True)
class Reply:
    """What this state answers."""

    answer: Ours
    on: date
    explained: str = ""


def reply(done: Operation, enquiry: Enquiry, said: Reply, *, seen: int | None = None) -> Enquiry:
    """Answer an enquiry. Which certificate it is about is found by the number, never chosen.

    Raises:
        ValidationError: it was answered already; the day does not fit; the answer does not fit what the register
            holds; or it needs an explanation and has none: every answer but a plain yes does.
    """
    own = found_by(enquiry.number)
    faults = _faults(enquiry, own, said)
    if Enquiry.objects.filter(pk=enquiry.pk).exclude(answer=Ours.OPEN).exists():
        faults.append(_("It was answered already."))
    if len(faults) > 0:
        raise ValidationError(faults)
    enquiry.answer, enquiry.answered_on, enquiry.answered_by = said.answer, said.on, done.actor
    enquiry.explained = said.explained
    enquiry.certificate = None if said.answer in {Ours.NOT_OURS, Ours.NOT_KNOWN} else own
    return done.save(enquiry, seen=seen)


def _faults(enquiry: Enquiry, own: OwnCertificate | None, said: Reply) -> list[str]:
    stands = None if own is None else state_of(own, said.on)
    faults = []
    if said.answer == Ours.OPEN or (said.answer != Ours.OURS and said.explained.strip() == ""):
        faults.append(_("Say what is answered, and on what it rests."))
    if said.on > timezone.localdate() or said.on < enquiry.asked_on:
        faults.append(_("Enter a day between that of the question and today."))
    if said.answer == Ours.OURS and (own is None or stands != OwnState.ISSUED):
        faults.append(_("The register holds no certificate of that number that is in force."))
    elif (
        said.answer == Ours.OURS
        and own is not None
        and len(_differing(enquiry, own)) > 0
        and said.explained.strip() == ""
    ):
        faults.append(_("What was shown differs from what was issued: say so, or why it does not matter."))
    if said.answer == Ours.LAPSED and stands not in {OwnState.EXPIRED, OwnState.WITHDRAWN}:
        faults.append(
            _("The register holds no certificate of that number that was in force and is no longer.")
        )
    if said.answer == Ours.DIFFERS and stands in {None, OwnState.PREPARED}:
        faults.append(_("The register holds no certificate of that number that was issued."))
    return faults
