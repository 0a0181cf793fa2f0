"""Whether the ECOWAS Convention of 14 June 2006 binds this state, and of which transfers it asks an exemption."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.utils import timezone

from tallystick.model.party import invented_states
from tallystick.register.folder import own_folder
from tallystick.register.items.categories import NOT_ASKED, code_of
from tallystick.register.licences.models import Application, CaseLine, Kind
from tallystick.register.offered import offered

_LIGHT_BELOW_MM: Final = 100
"""Mortars of a smaller calibre are light weapons: Article 1(2)."""
_MEMBERS: Final = frozenset(
    {
        "BEN", "BFA", "CIV", "CPV", "GHA", "GIN", "GMB", "GNB", "LBR", "MLI", "NER", "NGA", "SEN", "SLE", "TGO",
    }
)  # fmt: skip
"""The Member States whose Convention this is.

Burkina Faso, Mali and Niger left the Community on 29 January 2025; before that day they gave opinions, and whether the
Convention still binds them is not agreed, so that theirs are taken.
"""
_MILLIMETRES: Final = re.compile(r"\d+")


class Bound(StrEnum):
    """Whether the Convention binds; not known is an answer of its own."""

    YES = "yes"
    NO = "no"
    CONTESTED = "contested"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Bond:
    """Whether the Convention binds on a day, and who says what where that is contested."""

    bound: Bound
    views: str = ""

    @property
    def is_to_be_kept(self) -> bool:
        """Whether its bans are kept to: also while it is contested whether it binds."""
        return self.bound in {Bound.YES, Bound.CONTESTED}


def is_member(party: str) -> bool:
    """Whether a state may give an opinion as a Member State; beside an invented state, invented ones may too."""
    invented = invented_states()
    return party in _MEMBERS or (party in invented and own_folder().settings.party in invented)


def bond(on: date) -> Bond:
    """Say whether the Convention binds on a day, by what the apps that keep the state's treaties offer."""
    known = [said for app in offered("bonds") for said in [app.bound_by("ecowas")] if said is not None]
    if len(known) == 0:
        return Bond(Bound.NOT_KNOWN)
    since, until, contested = known[0]
    if since is None or on < since:
        return Bond(Bound.NO)
    if contested != "" and (until is None or on >= until):
        return Bond(Bound.CONTESTED, contested)
    return Bond(Bound.NO if until is not None and on >= until else Bound.YES)


def covered(case: Application) -> list[CaseLine]:
    """List the lines of a case that the Convention is about, where the transfer touches this state's territory.

    Article 1: small arms, light weapons, their ammunition and other related materials. What a category alone does not
    tell, such as the ammunition of larger systems, is listed: a person may say why the Convention is not about it.
    """
    if not _touches_territory(case):
        return []
    return [line for line in case.lines.filter(is_withdrawn=False) if _is_covered(line)]


def _touches_territory(case: Application) -> bool:
    # Article 3(1): into, from and through the territory; a broker may arrange a transfer that touches none of it
    own = own_folder().settings.party
    return case.kind != Kind.BROKERING or own in {case.from_party, case.to_party, *case.via}


def _is_covered(line: CaseLine) -> bool:
    code = code_of(line.category)
    if code is None:
        return line.category.strip() == NOT_ASKED
    if code == "III":
        calibre = _MILLIMETRES.search(line.calibre)
        return calibre is None or int(calibre[0]) < _LIGHT_BELOW_MM
    return code.startswith(("SA", "LW")) or code == "VII.b"


def is_of_convention(case: Application) -> bool:
    """Whether Articles 3 and 6 are asked of a case."""
    return bond(timezone.localdate()).is_to_be_kept and len(covered(case)) > 0
