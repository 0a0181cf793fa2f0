"""A request for exemption under the ECOWAS Convention: fill it in from the case, send it, keep what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.days import NOT_COME, is_to_come
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.models import (
    Application,
    CaseParty,
    Exemption,
    ExemptionStep,
    Ground,
    PartyRole,
    Stage,
)

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
    """Begin a request, filled in from what the case says; a person completes it. Not saved."""
    lines = case.lines.filter(is_withdrawn=False)
    parties = list(case.parties.filter(is_withdrawn=False))
    ends = [one for one in parties if one.role in {PartyRole.END_USER, PartyRole.ULTIMATE_END_USER}]
    return Exemption(
        application=case,
        ground=Ground.DEFENCE,
        arms="\n".join(
            " ".join(
                part
                for part in (
                    f"{line.place}.", str(line.quantity), line.get_unit_display(), line.description, line.make,
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
            for part in (one.get_role_display(), one.name, one.representative, one.address, one.party)
            if part != ""
        )
        for one in parties
    )


@dataclass(frozen=True, slots=True)
class Happening:
    """What a person says happened to a request."""

    stage: Stage
    on: date
    party: str = ""
    certificate: str = ""
    valid_until: date | None = None
    note: str = ""


def put_step(done: Operation, exemption: Exemption, told: Happening) -> ExemptionStep:
    """Keep what happened to a request.

    Raises:
        ValidationError: it cannot come now, the day has not come, or it lacks what it needs: an opinion the state, a
            certificate its number and its end, a refusal its reason.
    """
    exemption.stage = Exemption.objects.values_list("stage", flat=True).get(pk=exemption.pk)
    faults = _faults(exemption, told)
    if len(faults) > 0:
        raise ValidationError(faults)
    step = done.save(
        ExemptionStep(
            exemption=exemption,
            stage=told.stage,
            happened_on=told.on,
            party=told.party,
            certificate=told.certificate,
            valid_until=told.valid_until,
            note=told.note,
            entered_by=done.actor,
            entered_at=done.at,
        )
    )
    settle_exemption(exemption)
    return step


def _faults(exemption: Exemption, told: Happening) -> dict[str, str]:
    faults = {}
    if Stage(exemption.stage) not in COMES_FROM.get(told.stage, frozenset()):
        faults["stage"] = _("The request stands as “%(stage)s”, from which this cannot come.") % {
            "stage": exemption.get_stage_display()
        }
    if is_to_come(told.on):
        faults["happened_on"] = str(NOT_COME)
    if told.stage == Stage.OPINION and told.party == "":
        faults["party"] = _("This is needed here.")
    if told.stage == Stage.GRANTED and told.certificate == "":
        faults["certificate"] = _("This is needed here.")
    if told.stage == Stage.GRANTED and told.valid_until is None:
        faults["valid_until"] = _("This is needed here.")
    if told.stage in {Stage.OPINION, Stage.REFUSED, Stage.WITHDRAWN} and told.note.strip() == "":
        faults["note"] = _("This is needed here.")
    return faults


def stage_by_steps(exemption: Exemption) -> Stage:
    """Derive at which stage a request stands; opinions of states move it nowhere."""
    steps = exemption.steps.order_by("happened_on", "entered_at", "id").exclude(stage=Stage.OPINION)
    return Stage(steps.values_list("stage", flat=True).last() or Stage.PREPARED)


def settle_exemption(exemption: Exemption) -> None:
    """Write at which stage a request stands."""
    exemption.stage = stage_by_steps(exemption)
    Exemption.objects.filter(pk=exemption.pk).update(stage=exemption.stage)
