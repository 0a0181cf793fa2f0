"""Who may sign in: for the first days, and for when nobody can sign in any more. Pages do the rest."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click

from tallystick.cli.register.group import DIR, in_columns, printed, ready, register
from tallystick.cli.speech import JSON
from tallystick.errors import UsageError, near_misses

Named = TypeVar("Named")
_ROLES = ["operator", "store_keeper", "authority", "approver", "auditor", "inspector", "administrator"]


@register.group()
def user() -> None:
    """Add users, list them, and give one a new password."""


@user.command()
@DIR
@click.argument("username")
@click.option("--role", type=click.Choice(_ROLES), required=True, help="What the person is to the register.")
@click.option("--full-name", default="", help="The name shown on pages.")
@click.option(
    "--service", "services", multiple=True, help="A service the person is confined to; again for more."
)
@click.option("--site", "sites", multiple=True, help="A site the person is confined to; again for more.")
@click.option(
    "--language", default=None, help="The language of pages: a code such as fr; the register's without."
)
def add(
    directory: Path,
    username: str,
    role: str,
    full_name: str,
    services: tuple[str, ...],
    sites: tuple[str, ...],
    language: str | None,
) -> None:
    """Add USERNAME; the first password is printed once."""
    ready(directory)
    from django.conf import settings
    from django.core.exceptions import ValidationError

    from tallystick.register.access.models import User
    from tallystick.register.access.users import MAKE, add_user
    from tallystick.register.ledger.operation import operation
    from tallystick.register.stores.models import Service, Site

    person = User(username=username, full_name=full_name or username, role=role)
    if language is not None:
        person.language = _one_of("language", language, {code: code for code, _name in settings.LANGUAGES})
    served = [_one_of("service", name, {one.name: one for one in Service.objects.all()}) for name in services]
    kept_to = [_one_of("site", name, {one.name: one for one in Site.objects.all()}) for name in sites]
    try:
        person.full_clean(exclude=["password"])
    except ValidationError as error:
        raise UsageError(" ".join(error.messages)) from error
    with operation("tallystick register user", MAKE) as done:
        password = add_user(done, person, served, kept_to)
    _show(username, password)


def _one_of(what: str, name: str, known: Mapping[str, Named]) -> Named:
    found = known.get(name)
    if found is None:
        raise UsageError(f"no {what} is called {name!r} here. {near_misses(name, known)}".rstrip())
    return found


@user.command(name="list")
@DIR
@JSON
def list_users(directory: Path, as_json: bool) -> None:
    """List the users, their roles, and whether they may sign in."""
    ready(directory)
    from tallystick.register.access.models import User

    rows = User.objects.order_by("username").values(
        "username", "role", "full_name", "is_active", "last_login"
    )
    if as_json:
        printed(rows, as_json=True)
        return
    in_columns(
        ("user name", "role", "full name", "may sign in", "last sign-in"),
        [
            (
                row["username"],
                row["role"],
                row["full_name"],
                "yes" if row["is_active"] else "no",
                _said(row["last_login"]),
            )
            for row in rows
        ],
    )


def _said(moment: datetime | None) -> str:
    from django.utils import timezone

    return "never" if moment is None else f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


@user.command()
@DIR
@click.argument("username")
@click.option("--second-factor", is_flag=True, help="Forget the device of the one-time codes as well.")
def reset(directory: Path, username: str, second_factor: bool) -> None:
    """Give USERNAME a new password, printed once, and lift a lock-out."""
    ready(directory)
    from tallystick.register.access.models import User
    from tallystick.register.access.users import RESET, reset_password, reset_second_factor
    from tallystick.register.ledger.operation import operation

    person = User.objects.filter(username=username).first()
    if person is None:
        known = User.objects.values_list("username", flat=True)
        raise UsageError(f"nobody is called {username!r} here. {near_misses(username, known)}".rstrip())
    with operation("tallystick register user", RESET) as done:
        password = reset_password(done, person)
        if second_factor:
            reset_second_factor(done, person)
    _show(username, password)


def _show(username: str, password: str) -> None:
    click.echo(f"user      {username}\npassword  {password}")
    click.echo("The password is shown this once; its owner changes it at the next sign-in.", err=True)
