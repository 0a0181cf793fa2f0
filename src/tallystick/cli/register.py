"""The commands of the national register: one folder, one database, everything in it."""

from pathlib import Path

import click

from tallystick.cli.speech import FOLDER, cli
from tallystick.errors import UsageError

_DIR = click.argument("directory", metavar="DIR", type=FOLDER)


@cli.group()
def register() -> None:
    """Keep a national register of weapons in one folder, on one computer or a local network.

    \b
    tallystick register init our-register --name "Register of Arms" --party QMA
    tallystick register serve our-register
    tallystick register check our-register
    """


@register.command()
@_DIR
@click.option("--name", required=True, help="What the register calls itself on every page and sheet.")
@click.option("--party", required=True, help="Whose register it is: ISO 3166-1 alpha-3.")
@click.option(
    "--code", default="1", help="Digits that set its numbers apart from the party's other registers'."
)
@click.option(
    "--language", type=click.Choice(["en", "fr", "pt", "es", "ar"]), default="en", help="Its language."
)
@click.option("--time-zone", default="UTC", help="As in the tz database: Africa/Dakar.")
@click.option(
    "--database", default="", help="postgresql://user:password@host/name; a file in DIR if not given."
)
@click.option("--administrator", default="admin", help="User name of the first administrator.")
def init(
    directory: Path,
    name: str,
    party: str,
    code: str,
    language: str,
    time_zone: str,
    database: str,
    administrator: str,
) -> None:
    """Make a register in the new folder DIR, and its first administrator."""
    from tallystick.register import management
    from tallystick.register.folder import Settings

    settings = Settings(
        name=name, party=party, code=code, language=language, time_zone=time_zone, database=database
    )
    password = management.initialised(directory, settings, administrator)
    click.echo(f"user      {administrator}\npassword  {password}")
    click.echo(
        f"A register is in {directory}. The password is shown this once; its owner changes it at the first sign-in.\n"
        f"Next: tallystick register serve {directory}",
        err=True,
    )


@register.command()
@_DIR
@click.option(
    "--host", default="127.0.0.1", help="127.0.0.1 for this computer alone; 0.0.0.0 for the local network."
)
@click.option("--port", type=click.IntRange(1, 65_535), default=8_765, help="The port it listens at.")
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
def serve(directory: Path, host: str, port: int, opens: bool) -> None:
    """Serve the register in DIR to browsers, until it is stopped with Ctrl-C."""
    from tallystick.register import management

    management.started(directory)
    lacking = management.pending()
    if len(lacking) > 0:
        raise UsageError(
            f"the database lacks {len(lacking)} changes of this version, {lacking[0]} first. "
            f"Back it up, then: tallystick register upgrade {directory}"
        )
    click.echo(f"http://{host}:{port}/  (Ctrl-C stops it)", err=True)
    if opens:
        click.launch(f"http://127.0.0.1:{port}/")
    management.serve(host, port)


@register.command()
@_DIR
def upgrade(directory: Path) -> None:
    """Bring the database in DIR to the form of this version; all of a step or nothing of it."""
    from tallystick.register import management

    management.started(directory)
    management.migrated()


@register.command()
@_DIR
@click.option(
    "--head", default=None, help="A hash of the log that was written down: is it still in the chain?"
)
def check(directory: Path, head: str | None) -> None:
    """Check the whole log in DIR, and that every row is what the log says. Exit 1 if something does not fit."""
    from tallystick.register import management

    management.started(directory)
    broken = 0
    for sentence in management.found_breaks(head):
        click.echo(sentence)
        broken += 1
    if broken > 0:
        raise SystemExit(1)
    for origin, place, digest in management.heads():
        click.echo(f"{origin}  {place}  {digest}")
    click.echo("the log is whole, and every row is what it says", err=True)
