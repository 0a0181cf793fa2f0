"""Make a register, serve it, and bring it to a newer version."""

from datetime import UTC, datetime
from pathlib import Path

import click

from tallystick.cli.register.group import DIR, ready, register, told_where


@register.command()
@DIR
@click.option("--name", required=True, help="What the register calls itself on every page and sheet.")
@click.option("--party", required=True, help="Whose register it is: a name, or a code of ISO 3166-1 alpha-3.")
@click.option(
    "--code", default="1", help="Digits that set its numbers apart from the party's other registers'."
)
@click.option(
    "--language",
    type=click.Choice(["en", "fr", "pt", "es", "ar"]),
    default=None,
    help="Of the sign-in page and of new users; the browser's own if not given.",
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
    language: str | None,
    time_zone: str,
    database: str,
    administrator: str,
) -> None:
    """Make a register in the new folder DIR, and its first administrator."""
    from tallystick.register import management
    from tallystick.register.folder import Settings

    settings = Settings(
        name=name, party=party, code=code, language=language or "", time_zone=time_zone, database=database
    )
    password = management.initialise(directory, settings, administrator)
    click.echo(f"user      {administrator}\npassword  {password}")
    click.echo(
        f"A register is in {directory}. The password is shown this once; its owner changes it at the first sign-in.\n"
        f"Next: tallystick register serve {directory}",
        err=True,
    )


@register.command()
@DIR
@click.option(
    "--host", default="127.0.0.1", help="127.0.0.1 for this computer alone; 0.0.0.0 for the local network."
)
@click.option("--port", type=click.IntRange(1, 65_535), default=8_765, help="The port it listens at.")
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
def serve(directory: Path, host: str, port: int, opens: bool) -> None:
    """Serve the register in DIR to browsers, until it is stopped with Ctrl-C."""
    from tallystick.register import starting

    ready(directory)
    starting.serve(directory, host, port, lambda: told_where(host, port, opens=opens))


@register.command()
@DIR
def upgrade(directory: Path) -> None:
    """Bring the database in DIR to the form of this version, after a backup into DIR/backups.

    All of a step or nothing of it: where it is cut short, run it again.
    """
    from tallystick.register import management, starting

    folder = starting.start(directory)
    lacking = starting.pending()
    if len(lacking) == 0:
        click.echo("the database has the form of this version", err=True)
        return
    before = management.backed_up_before_upgrade(folder, datetime.now(UTC))
    click.echo(f"backup  {before}")
    starting.migrate()
    click.echo(f"{len(lacking)} changes were made", err=True)
