"""Between which states a licence lets goods go, and the refusal of what comes from or goes to another."""

from collections.abc import Collection
from typing import Final

from tallystick.register.licences.models import Licence, PartyRole
from tallystick.register.licences.use import UseRefusedError
from tallystick.register.licences.use_refused import Refused, Why

_RECEIVE: Final = (PartyRole.CONSIGNEE, PartyRole.END_USER, PartyRole.ULTIMATE_END_USER)
_SEND: Final = (PartyRole.EXPORTER,)


def destinations(licence: Licence) -> list[str]:
    """Name the states to which a licence lets goods go: its own, and those of the consignee and end users."""
    return _named(licence, _RECEIVE, licence.to_party)


def origins(licence: Licence) -> list[str]:
    """Name the states from which a licence lets goods come: its own, and that of the exporter."""
    return _named(licence, _SEND, licence.from_party)


def _named(licence: Licence, roles: Collection[PartyRole], own: str) -> list[str]:
    named = licence.application.parties.filter(is_withdrawn=False, role__in=roles)
    return sorted({own, *named.values_list("party", flat=True)})


def check_destination(licence: Licence, party: str, reason: str) -> None:
    """Refuse an export to a state that the licence does not name.

    A state of transit is one that the licence lets goods through: that they are entered as gone there needs a reason.

    Args:
        licence: that the export names.
        party: to which state the goods go; empty where it was not said, which the check of the event refuses.
        reason: what the person says about it.

    Raises:
        UseRefusedError: the state is none of those named, or one of transit and there is no reason.
    """
    allowed = destinations(licence)
    if party == "" or party in allowed:
        return
    said = {"number": licence.number, "party": party, "allowed": allowed}
    if party not in licence.via:
        raise UseRefusedError(Refused(Why.OTHER_DESTINATION, said), licence)
    if reason.strip() == "":
        raise UseRefusedError(Refused(Why.DESTINED_FOR_TRANSIT, said), licence)


def check_origin(licence: Licence, party: str, reason: str) -> None:
    """Refuse an import from a state that the licence does not name; one of transit needs a reason.

    Args:
        licence: that the import names.
        party: from which state the goods come; empty where it was not said.
        reason: what the person says about it.

    Raises:
        UseRefusedError: as `check_destination`.
    """
    allowed = origins(licence)
    if party == "" or party in allowed:
        return
    said = {"number": licence.number, "party": party, "allowed": allowed}
    if party not in licence.via:
        raise UseRefusedError(Refused(Why.OTHER_ORIGIN, said), licence)
    if reason.strip() == "":
        raise UseRefusedError(Refused(Why.ORIGIN_OF_TRANSIT, said), licence)
