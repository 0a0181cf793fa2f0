"""Keys: those that backups are encrypted to, and those by which registers know each other."""

import json
from pathlib import Path

import click

from tallystick.cli.register.group import DIR, FILE, ready, register
from tallystick.errors import UsageError


@register.group()
def key() -> None:
    """Make a key for backups, and exchange the keys of registers."""


@key.command()
def new() -> None:
    """Print a new age key for backups. Keep its secret half on paper or a stick, never on the register's computer."""
    try:
        import pyrage
    except ImportError as error:
        raise UsageError(
            "keys need the extra register. Install it with: pip install 'tallystick[register]'"
        ) from error
    made = pyrage.x25519.Identity.generate()
    click.echo(f"# public key: {made.to_public()}\n{made}")
    click.echo(
        "The line that begins with AGE-SECRET-KEY-1 opens the backups; whoever loses it loses them. "
        f'In register.toml: backup_recipients = ["{made.to_public()}"]',
        err=True,
    )


@key.command()
@DIR
@click.argument("out", type=FILE, required=False)
def card(directory: Path, out: Path | None) -> None:
    """Write this register's card: by it another site knows its bundles. Its fingerprint is read over the telephone."""
    ready(directory)
    from tallystick.register.exchange.sites import own_card
    from tallystick.register.ledger.keys import fingerprint

    said = own_card()
    text = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, "utf-8")
    click.echo(f"fingerprint  {fingerprint(said['public_key'])}", err=True)


@key.command()
@DIR
@click.argument("card_file", metavar="CARD", type=FILE)
@click.option("--fingerprint", "spoken", required=True, help="As the other site reads it over the telephone.")
def accept(directory: Path, card_file: Path, spoken: str) -> None:
    """Accept the site of CARD: from now on DIR takes in the bundles that its key signed."""
    ready(directory)
    from tallystick.register.exchange.sites import introduce

    origin = introduce(card_file, spoken, "tallystick register key")
    click.echo(f"{origin.name}  {origin.pk}")
