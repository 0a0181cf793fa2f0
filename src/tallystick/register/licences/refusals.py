"""Find earlier refusals that are like a case, and say how they are alike."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tallystick.register.folder import own_folder
from tallystick.register.licences.models import Application, CaseParty, PartyRole, Refusal
from tallystick.register.licences.names import are_near, folded
from tallystick.register.stores.models import Service, ServiceKind

_MOST: Final = 2_000
"""Refusals compared name by name, ten milliseconds a thousand; of more, only those of the same destination."""
_SHORTEST: Final = 4
"""Words of goods shorter than this, "gun" or "arm", say nothing."""
_STATE_ACTS_AS: Final = frozenset(
    {
        PartyRole.EXPORTER,
        PartyRole.IMPORTER,
        PartyRole.CONSIGNEE,
        PartyRole.END_USER,
        PartyRole.ULTIMATE_END_USER,
    }
)
"""Roles in which a state itself takes part; brokers, carriers and intermediaries are compared whatever their state."""


@dataclass(frozen=True, slots=True)
class Alike:
    """One refusal that is like a case, and how, one sentence each. A lead: the names may be two persons'."""

    refusal: Refusal
    reasons: list[str]


def alike(case: Application) -> list[Alike]:
    """List the refusals that are like a case: a name that fits, or the same destination and the same goods."""
    every = _names(case)
    others = _without_own_state(case, every)
    lines = list(case.lines.filter(is_withdrawn=False))
    categories = {line.category for line in lines}
    words = {word for line in lines for word in _telling(f"{line.make} {line.model} {line.description}")}
    found = []
    for refusal in _candidates(case):
        reasons = _names_alike(refusal, every if _tells_of_own_state(refusal) else others)
        same_place = refusal.party != "" and refusal.party in {case.to_party, case.end_user_party}
        told = {one.strip() for one in refusal.category.split(",")}
        goods = len(categories & told) > 0 or len(words & _telling(refusal.goods)) > 0
        if len(reasons) > 0 or (same_place and goods):
            if same_place:
                reasons.append(_("The destination is the same."))
            if goods:
                reasons.append(_("The goods are of the same kind."))
            found.append(Alike(refusal, reasons))
    return found


def _names(case: Application) -> dict[str, list[CaseParty]]:
    found: dict[str, list[CaseParty]] = {}
    for party in case.parties.filter(is_withdrawn=False).exclude(folded=""):
        found.setdefault(party.folded, []).append(party)
    return found


def _without_own_state(case: Application, names: dict[str, list[CaseParty]]) -> dict[str, list[CaseParty]]:
    """Leave out the bodies of this register's own state: its ministry stands in every case and says nothing of one.

    Private ones stay: whoever applies for themselves, dealers that are services of this register, and brokers.
    """
    if case.applicant.kind == ServiceKind.PRIVATE:
        return names
    dealers = Service.objects.filter(kind=ServiceKind.PRIVATE).values_list("name", flat=True)
    private = {folded(name) for name in dealers}
    own = own_folder().settings.party
    return {
        name: parties
        for name, parties in names.items()
        if name in private or any(one.party != own or one.role not in _STATE_ACTS_AS for one in parties)
    }


def _tells_of_own_state(refusal: Refusal) -> bool:
    """Whether another state refused a transfer to this one: then a name in it may be that of our own body.

    One that was bound elsewhere names that state's ministry, and ours is only called the same.
    """
    return refusal.application_id is None and refusal.party in {"", own_folder().settings.party}


def _candidates(case: Application) -> QuerySet[Refusal]:
    rows = Refusal.objects.filter(is_withdrawn=False).exclude(application=case)
    if rows.count() > _MOST:
        rows = rows.filter(Q(party__in={case.to_party, case.end_user_party}) | Q(party=""))
    return rows


def _names_alike(refusal: Refusal, names: dict[str, list[CaseParty]]) -> list[str]:
    reasons = []
    for told in refusal.folded.splitlines():
        for name, parties in names.items():
            if told == name:
                reasons.append(_("“%(name)s” is named there.") % {"name": parties[-1].name})
            elif are_near(told, name):
                reasons.append(_("A name there is nearly that of “%(name)s”.") % {"name": parties[-1].name})
    return reasons


def _telling(text: str) -> set[str]:
    return {word for word in folded(text).split() if len(word) >= _SHORTEST or any(map(str.isdigit, word))}


def not_consulted(case: Application) -> list[Alike]:
    """List the refusals that are like a case and of which nobody has said what came of them."""
    told = set(case.consultations.values_list("refusal_id", flat=True))
    return [one for one in alike(case) if one.refusal.pk not in told]
