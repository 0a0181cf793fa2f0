"""A request for exemption under the ECOWAS Convention: fill it in from the case, send it, keep what comes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.days import NOT_COME, is_to_come
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.changing import check_open, check_unsigned, kept_by
from tallystick.register.licences.convention import is_member
from tallystick.register.licences.models import (
    Application,
    CaseParty,
    Exemption,
    ExemptionStep,
    PartyRole,
    Stage,
)
from tallystick.register.states import name_and_code, state_name

_SUPPLY: Final = (PartyRole.EXPORTER, PartyRole.BROKER)
_HANDLE: Final = (PartyRole.IMPORTER, PartyRole.CARRIER, PartyRole.INTERMEDIARY, PartyRole.CONSIGNEE)
_WAITING: Final = frozenset({Stage.SENT, Stage.ACKNOWLEDGED, Stage.OPINION, Stage.REFERRED})
COMES_FROM: Final[Mapping[Stage, frozenset[Stage]]] = MappingProxyType(
    {
        Stage.SENT: frozenset({Stage.PREPARED}),
        Stage.ACKNOWLEDGED: frozenset({Stage.SENT}),
        Stage.OPINION: _WAITING,
        Stage.REFERRED: _WAITING - {Stage.REFERRED},
        Stage.GRANTED: _WAITING,
        Stage.REFUSED: _WAITING,
        Stage.WITHDRAWN: _WAITING | {Stage.PREPARED},
    }
)
"""From which stage each can come; an opinion leaves a request that was referred where it is."""


def draft_request(case: Application) -> Exemption:
    """Begin a request, filled in from what the case says; a person completes it, and says on what ground. Not saved."""
    lines = case.lines.filter(is_withdrawn=False)
    parties = list(case.parties.filter(is_withdrawn=False))
    ends = [one for one in parties if one.role in {PartyRole.END_USER, PartyRole.ULTIMATE_END_USER}]
    return Exemption(
        application=case,
        arms="\n".join(
            " ".join(
                part
                for part in (
                    f"{line.place}.", line.amount, line.description, line.make,
                    line.model, line.calibre, line.marks_known,
                )
                if part != ""
            )
            for line in lines
        ),
        supplier=_told([one for one in parties if one.role in _SUPPLY]),
        handlers=_told([one for one in parties if one.role in _HANDLE]),
        route=case.route,
        end_user=_told(ends),
        end_use=case.end_use,
    )  # fmt: skip


def _told(parties: list[CaseParty]) -> str:
    return "\n".join(
        ", ".join(
            part
            for part in (one.get_role_display(), one.name, one.representative, one.address, _state(one))
            if part != ""
        )
        for one in parties
    )


def _state(party: CaseParty) -> str:
    return "" if party.party == "" else name_and_code(party.party)


@dataclass(frozen=True, slots=True)
class Happening:
    """What a person says happened to a request."""

    stage: Stage
    on: date
    party: str = ""
    certificate: str = ""
    valid_until: date | None = None
    note: str = ""
    is_objection: bool | None = None
    corrects: ExemptionStep | None = None


def put_request(done: Operation, exemption: Exemption, *, seen: int | None) -> Exemption:
    """Prepare a request, or change one that was not sent.

    Raises:
        ValidationError: it was sent; or the case is recommended, signed or decided.
    """
    check_open(exemption.application)
    if Exemption.objects.filter(application=exemption.application).exclude(stage=Stage.PREPARED).exists():
        raise ValidationError(_("A request that was sent is not changed."))
    return done.save(kept_by(done, exemption), seen=seen)


def put_step(done: Operation, exemption: Exemption, told: Happening) -> ExemptionStep:
    """Keep what happened to a request, or what an earlier entry about it should have said.

    Raises:
        ValidationError: it cannot come then, the day has not come, or it lacks what it needs: an opinion the Member
            State and whether it objects, a certificate its number and its end, a refusal its reason; or what it
            corrects stands no more; or a case that is being signed would rest on another certificate.
    """
    if told.corrects is not None or told.stage == Stage.GRANTED:
        check_unsigned(exemption.application)
    step = ExemptionStep(
        exemption=exemption,
        stage=told.stage,
        happened_on=told.on,
        party=told.party,
        is_objection=told.is_objection if told.stage == Stage.OPINION else None,
        certificate=told.certificate,
        valid_until=told.valid_until,
        note=told.note,
        corrects=told.corrects,
        entered_by=done.actor,
        entered_at=done.at,
    )
    faults = _faults(step)
    if len(faults) > 0:
        raise ValidationError(faults)
    done.save(step)
    settle_exemption(exemption)
    return step


def _faults(step: ExemptionStep) -> dict[str, str]:
    others = list(step.exemption.steps.all())
    faults = _lacks(step) | _of_its_content(step)
    if step.corrects is None and step.stage == Stage.MISTAKE:
        faults["corrects"] = _("This is needed here.")
    if step.corrects is not None and step.corrects not in correctable(step.exemption):
        faults["corrects"] = _("This was changed meanwhile. Look at it again.")
    return faults or _of_its_place(step, others)


def _lacks(step: ExemptionStep) -> dict[str, str]:
    """Say what a step of its stage needs and has not."""
    stage = Stage(step.stage)
    needs_note = {Stage.OPINION, Stage.REFUSED, Stage.WITHDRAWN, Stage.MISTAKE}
    lacks = {
        "party": stage == Stage.OPINION and step.party == "",
        "is_objection": stage == Stage.OPINION and step.is_objection is None,
        "certificate": stage == Stage.GRANTED and step.certificate == "",
        "valid_until": stage == Stage.GRANTED and step.valid_until is None,
        "note": (stage in needs_note or step.corrects is not None) and step.note.strip() == "",
    }
    return {name: _("This is needed here.") for name, is_lacking in lacks.items() if is_lacking}


def _of_its_content(step: ExemptionStep) -> dict[str, str]:
    faults = {}
    if is_to_come(step.happened_on):
        faults["happened_on"] = str(NOT_COME)
    if step.stage == Stage.OPINION and step.party != "" and not is_member(step.party):
        faults["party"] = _("%(party)s is no Member State of ECOWAS.") % {"party": state_name(step.party)}
    if step.valid_until is not None and step.valid_until < step.happened_on:
        faults["valid_until"] = _("It cannot end before it began.")
    return faults


def _of_its_place(step: ExemptionStep, others: list[ExemptionStep]) -> dict[str, str]:
    """Say why a step cannot stand where its day puts it, among the others."""
    before = standing_steps(others)
    last = max((one.happened_on for one in before), default=None)
    # an opinion may be entered late, as long as the request had been sent
    if step.corrects is None and step.stage != Stage.OPINION and last is not None and step.happened_on < last:
        return {
            "happened_on": _("The last step was on %(day)s; this one cannot be before it.") % {"day": last}
        }
    then = standing_steps([*others, step])
    wrong = _first_out_of_order(then)
    # what was out of order already is mended one by one
    if wrong is not None and (wrong[0] is step or _first_out_of_order(before) is None):
        one, stands = wrong
        if one is step:
            told = _("The request stands as “%(stage)s”, from which this cannot come.")
            return {"stage": told % {"stage": stands.label}}
        told = _("“%(stage)s” on %(day)s could not stand then; correct that first.")
        return {"stage": told % {"stage": one.get_stage_display(), "day": one.happened_on}}
    objecting = [one for one in before if one.is_objection and one.pk != step.corrects_id]
    if step.stage == Stage.GRANTED and len(objecting) > 0 and step.note.strip() == "":
        told = _("%(party)s objected: say in the note how consensus was reached.")
        return {"note": told % {"party": state_name(objecting[-1].party)}}
    return {}


def standing_steps(steps: Iterable[ExemptionStep]) -> list[ExemptionStep]:
    """Give the steps of one request that stand, in their order: what was corrected, or never happened, is left out.

    A correction stands where what it corrects was entered.
    """
    every = sorted(steps, key=lambda one: (one.entered_at, str(one.pk)))
    corrected = {one.corrects_id for one in every}
    begun: dict[UUID, tuple[datetime, str]] = {}
    for one in every:
        own = (one.entered_at, str(one.pk))
        begun[one.pk] = own if one.corrects_id is None else begun.get(one.corrects_id, own)
    standing = [one for one in every if one.pk not in corrected and one.stage != Stage.MISTAKE]
    return sorted(standing, key=lambda one: (one.happened_on, begun[one.pk]))


def correctable(exemption: Exemption) -> list[ExemptionStep]:
    """List the steps of a request that a further one can correct."""
    return standing_steps(exemption.steps.all())


def _first_out_of_order(steps: list[ExemptionStep]) -> tuple[ExemptionStep, Stage] | None:
    """Find the first step that cannot come from where the request stood, and where that was."""
    stands = Stage.PREPARED
    for one in steps:
        if stands not in COMES_FROM.get(Stage(one.stage), frozenset()):
            return one, stands
        if one.stage != Stage.OPINION:
            stands = Stage(one.stage)
    return None


def stage_by_steps(exemption: Exemption) -> Stage:
    """Derive at which stage a request stands; opinions of states move it nowhere."""
    moving = [one.stage for one in standing_steps(exemption.steps.all()) if one.stage != Stage.OPINION]
    return Stage(moving[-1]) if len(moving) > 0 else Stage.PREPARED


def certificate_of(exemption: Exemption) -> ExemptionStep | None:
    """Give the step by which the certificate of a request was issued; None where there is none."""
    granted = [one for one in standing_steps(exemption.steps.all()) if one.stage == Stage.GRANTED]
    return granted[-1] if len(granted) > 0 else None


def settle_exemption(exemption: Exemption) -> None:
    """Write at which stage a request stands."""
    exemption.stage = stage_by_steps(exemption)
    Exemption.objects.filter(pk=exemption.pk).update(stage=exemption.stage)
