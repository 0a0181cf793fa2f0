"""What a new register needs before the first weapon is entered, and who does each part of it."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tallystick.register.access.models import Role, User
from tallystick.register.access.page import Asked, may, page
from tallystick.register.access.permissions import Cell, roles_of
from tallystick.register.access.silo import on_page
from tallystick.register.direction import listed
from tallystick.register.returns.profiles import not_said, told_profile
from tallystick.register.stores.models import Service, Site, Store
from tallystick.register.tracing.contact import standing_contact
from tallystick.register.waiting import Waiting

NEEDED: Final = (
    (Role.ADMINISTRATOR,),
    (Role.AUTHORITY,),
    (Role.APPROVER,),
    (Role.OPERATOR, Role.STORE_KEEPER),
)
"""Without one of each nobody makes users, keeps the settings, decides as second person, or enters; of those who enter,
an operator is named where there is none.
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One part of setting up a register."""

    title: Any
    why: Any
    is_done: bool
    cell: Cell
    """The page and action of the table of permissions that does it."""
    address: str = ""
    """The name of that page; empty for what is done on the computer of the register."""
    lacking: str = ""
    """What is lacking, where that is not the whole of it."""

    @property
    def roles(self) -> list[str]:
        """Name the roles that do it."""
        return [str(role.label) for role in roles_of(*self.cell)]


@page("setup", "view")
def set_up(request: Asked) -> HttpResponse:
    """Show each step, whether it is done, and by whom."""
    lines = [(step, step.address != "" and may(request, *step.cell)) for step in steps()]
    return render(
        request, "set_up.html", {"lines": lines, "left": sum(not step.is_done for step, _ in lines)}
    )


def waiting(request: Asked) -> list[Waiting]:
    """Count the steps that are left, for those who see to them."""
    if on_page(request, "setup", "view") is None:
        return []
    left = sum(not step.is_done for step in steps())
    return [Waiting(_("Set up the register"), reverse("set_up"), left)]


def steps() -> tuple[Step, ...]:
    """Give every step in the order in which one needs another."""
    return (*_places(), _people(), *_outward(), _backups())


def _places() -> tuple[Step, ...]:
    return (
        Step(
            gettext_lazy("Services"),
            gettext_lazy("The bodies that hold weapons: army, police, customs. Every item belongs to one."),
            Service.objects.exists(),
            ("services", "change"),
            "service_add",
        ),
        Step(
            gettext_lazy("Sites"),
            gettext_lazy("The barracks, depots and stations of a service."),
            Site.objects.exists(),
            ("services", "change"),
            "site_add",
        ),
        Step(
            gettext_lazy("Stores"),
            gettext_lazy("The locked rooms, containers and magazines of a site, where items lie."),
            Store.objects.filter(is_open=True).exists(),
            ("stores", "change"),
            "store_add",
        ),
    )


def _people() -> Step:
    held = set(User.objects.filter(is_active=True).values_list("role", flat=True).distinct())
    lacking = [roles[0] for roles in NEEDED if held.isdisjoint(roles)]
    said = _("Nobody yet: %(roles)s.") % {"roles": listed(role.label for role in lacking)}
    return Step(
        gettext_lazy("Users"),
        gettext_lazy(
            "Each person has one role. Whoever enters a loss or an export cannot accept it: an approver does."
        ),
        len(lacking) == 0,
        ("users", "change"),
        "add_user",
        "" if len(lacking) == 0 else said,
    )


def _outward() -> tuple[Step, ...]:
    profile = told_profile()
    open_ones = listed(not_said(profile))
    said = "" if profile is None or open_ones == "" else _("Not said yet: %(those)s.") % {"those": open_ones}
    return (
        Step(
            gettext_lazy("Profile for questionnaires"),
            gettext_lazy(
                "By which treaties the state is bound: by it the register knows which reports are due."
            ),
            profile is not None and open_ones == "",
            ("returns", "change"),
            "returns_profile",
            said,
        ),
        Step(
            gettext_lazy("National point of contact"),
            gettext_lazy("The office that other states turn to about traces."),
            standing_contact() is not None,
            ("traces", "contact"),
            "trace_contact",
        ),
    )


def _backups() -> Step:
    folder = settings.FOLDER
    return Step(
        gettext_lazy("Key for backups"),
        gettext_lazy(
            "On another computer, “tallystick register key new” makes a key. Its public half goes into "
            "register.toml as backup_recipients, and the register is started again; the secret half is kept elsewhere."
        ),
        folder is not None and len(folder.settings.backup_recipients) > 0,
        ("users", "change"),
    )
