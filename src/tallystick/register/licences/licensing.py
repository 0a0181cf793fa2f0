"""Grant, refuse, and act on a licence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.models import (
    Application,
    CaseLine,
    Kind,
    Licence,
    LicenceEvent,
    LicenceLine,
    LicenceState,
    LicenceVerb,
    PartyRole,
    Refusal,
    Verb,
)
from tallystick.register.licences.needs import certificate_until
from tallystick.register.licences.numbers import next_licence_number
from tallystick.register.licences.reducing import Part, parts
from tallystick.register.licences.standing import save_named, settle_licence
from tallystick.register.licences.steps import make_move

_HOLDERS: Final[Mapping[Kind, PartyRole]] = MappingProxyType(
    {
        Kind.EXPORT: PartyRole.EXPORTER,
        Kind.IMPORT: PartyRole.IMPORTER,
        Kind.TRANSIT: PartyRole.CARRIER,
        Kind.TRANSHIPMENT: PartyRole.CARRIER,
        Kind.BROKERING: PartyRole.BROKER,
    }
)


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a licence is valid, and on what conditions."""

    valid_from: date
    valid_until: date
    provisos: str = ""


def grant(done: Operation, case: Application, terms: Terms) -> Licence:
    """Grant a case that was countersigned twice: gives the licence its number, lines and first event.

    What was countersigned is granted, line by line: a line of which nothing is left is refused, and the refusal kept.

    Raises:
        ValidationError: the case cannot be granted; the licence would begin before it is issued, and Article 7(5) of
            the Arms Trade Treaty asks for authorizations of exports before the export; or it would outlast the
            certificate of exemption that it rests on.
    """
    today = timezone.localdate()
    if terms.valid_from < today:
        raise ValidationError(_before_the_transfer(case))
    if terms.valid_until < terms.valid_from:
        raise ValidationError(_("It would end before it begins."))
    exempt_until = certificate_until(case)
    if exempt_until is not None and terms.valid_until > exempt_until:
        raise ValidationError(
            _("The exemption under the ECOWAS Convention ends on %(day)s: let the licence end by then.")
            % {"day": exempt_until}
        )
    make_move(done, case, Verb.GRANT)
    licence = write_licence(done, case, terms, today)
    _refuse_lines(done, case)
    _replace(done, case, licence)
    return licence


def _before_the_transfer(case: Application) -> str:
    # Article 7(5) binds the exporting State alone
    if case.kind == Kind.EXPORT:
        return _(
            "A licence is issued before the transfer (Art. 7(5) of the Arms Trade Treaty): "
            "let it begin today or later."
        )
    return _("A licence is issued before the transfer: let it begin today or later.")


def write_licence(done: Operation, case: Application, terms: Terms, on: date) -> Licence:
    """Write the licence of a case that was granted, with what was granted of each line."""
    licence = done.save(
        Licence(
            application=case,
            number=next_licence_number(),
            kind=case.kind,
            holder=_holder(case),
            from_party=case.from_party,
            to_party=case.to_party,
            via=case.via,
            issued_on=on,
            valid_from=terms.valid_from,
            valid_until=terms.valid_until,
            provisos=terms.provisos,
            handling=case.handling,
        )
    )
    done.save_all([_line(licence, one) for one in parts(case) if one.granted > 0])
    act_on(done, licence, LicenceVerb.ISSUE, on=on)
    return licence


def _holder(case: Application) -> str:
    role = _HOLDERS[Kind(case.kind)]
    name = case.parties.filter(is_withdrawn=False, role=role).values_list("name", flat=True).first()
    return name or case.applicant.name


def _line(licence: Licence, part: Part) -> LicenceLine:
    # the number of the line is that of the application, so that people who speak of line 2 mean one thing
    columns = ("place", "category", "description", "make", "model", "calibre", "unit", "currency")
    said = {name: getattr(part.line, name) for name in columns}
    return LicenceLine(licence=licence, case_line=part.line, quantity=part.granted, value=part.value, **said)


def _replace(done: Operation, case: Application, licence: Licence) -> None:
    """Close the licence that an amendment amends: of two for one transfer, one would be used twice."""
    earlier = (
        Licence.objects.filter(application_id=case.amends_id).first() if case.amends_id is not None else None
    )
    if earlier is not None and earlier.standing in {LicenceState.ISSUED, LicenceState.SUSPENDED}:
        act_on(
            done,
            earlier,
            LicenceVerb.SURRENDER,
            on=licence.issued_on,
            # its number alone: the sentence is said in the language of who reads it
            reason=licence.number,
        )


def refuse(done: Operation, case: Application, reason: str) -> Refusal:
    """Refuse a case that was countersigned twice, and keep the refusal to be consulted.

    Raises:
        ValidationError: the case cannot be refused as it stands, or there is no reason.
    """
    make_move(done, case, Verb.REFUSE, reason=reason)
    earlier = Refusal.objects.filter(application=case, line=None).first()
    refusal = Refusal(application=case) if earlier is None else earlier
    return _kept(done, case, refusal, list(case.lines.filter(is_withdrawn=False)), reason)


def _refuse_lines(done: Operation, case: Application) -> None:
    """Keep a refusal for each line of which nothing is granted; one that an appeal overturned is withdrawn."""
    for overturned in Refusal.objects.filter(application=case, line=None, is_withdrawn=False):
        overturned.is_withdrawn = True
        done.save(overturned)
    for part in parts(case):
        if part.granted == 0:
            _kept(done, case, Refusal(application=case, line=part.line), [part.line], part.reason)


def _kept(
    done: Operation, case: Application, refusal: Refusal, lines: list[CaseLine], reason: str
) -> Refusal:
    others = (
        case.parties.filter(is_withdrawn=False).exclude(name=case.end_user).values_list("name", flat=True)
    )
    refusal.refused_on = timezone.localdate()
    refusal.end_user = case.end_user
    refusal.others = "\n".join(sorted(set(others)))
    refusal.party = case.to_party
    refusal.category = ", ".join(sorted({line.category for line in lines}))[:60]
    refusal.goods = "; ".join(line.description for line in lines)[:300]
    refusal.grounds = reason
    refusal.handling = case.handling
    refusal.is_withdrawn = False
    return save_named(done, refusal)


_ACTS: Final[Mapping[LicenceVerb, frozenset[LicenceState]]] = MappingProxyType(
    {
        LicenceVerb.SUSPEND: frozenset({LicenceState.ISSUED}),
        LicenceVerb.REINSTATE: frozenset({LicenceState.SUSPENDED}),
        LicenceVerb.REVOKE: frozenset({LicenceState.ISSUED, LicenceState.SUSPENDED}),
        LicenceVerb.SURRENDER: frozenset({LicenceState.ISSUED, LicenceState.SUSPENDED}),
    }
)


def possible(licence: Licence) -> list[LicenceVerb]:
    """Name what can be done to a licence as it stands."""
    return [verb for verb, states in _ACTS.items() if LicenceState(licence.standing) in states]


def act_on(
    done: Operation, licence: Licence, verb: LicenceVerb, *, on: date, reason: str = ""
) -> LicenceEvent:
    """Suspend, reinstate, revoke or take back a licence.

    Raises:
        ValidationError: it cannot be done as the licence stands, on that day, or without a reason.
    """
    if verb != LicenceVerb.ISSUE:
        licence.standing = Licence.objects.values_list("standing", flat=True).get(pk=licence.pk)
        _check_act(licence, verb, on, reason)
    event = LicenceEvent(
        licence=licence,
        verb=verb,
        happened_on=on,
        reason=reason,
        entered_by=done.actor,
        entered_at=done.at,
    )
    done.save(event)
    settle_licence(licence)
    return event


def _check_act(licence: Licence, verb: LicenceVerb, on: date, reason: str) -> None:
    if verb not in possible(licence):
        raise ValidationError(
            _("The licence stands as “%(state)s”, from which this cannot be done.")
            % {"state": LicenceState(licence.standing).label}
        )
    if reason.strip() == "":
        raise ValidationError({"reason": _("Say why: the reason is kept with the case.")})
    # the day of issue is the licence's own: one of a licence on paper may have been mended since its first event
    done = licence.events.exclude(verb=LicenceVerb.ISSUE).values_list("happened_on", flat=True)
    if on > timezone.localdate() or on < max([licence.issued_on, *done]):
        raise ValidationError(
            {"happened_on": _("Enter a day between the last event of the licence and today.")}
        )
