"""The group `tallystick register`, and what its commands share."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from tallystick.cli.speech import FOLDER, cli, counted
from tallystick.errors import UsageError

DIR: Final = click.argument("directory", metavar="DIR", type=FOLDER)
FILE: Final = click.Path(path_type=Path, dir_okay=False)


_MEND: Final = "mend the line `database` in register.toml, or what was given as --database"
_UNREACHED: Final = (
    (
        r"password authentication failed for user \"(.*?)\"",
        f"PostgreSQL refuses the user {{0}} or the password. Nothing was done; {_MEND}.",
    ),
    (
        r"role \"(.*?)\" does not exist",
        (
            "PostgreSQL knows no user {0}. Nothing was done. Make it there with `createuser --pwprompt {0}`, "
            f"or {_MEND}."
        ),
    ),
    (
        r"database \"(.*?)\" does not exist",
        (
            "PostgreSQL has no database {0}. Nothing was done. Make an empty one there with `createdb {0}`, "
            f"owned by the user of the address, or {_MEND}."
        ),
    ),
    (
        r"(?s)connection to server at \"(.*?)\".*port (\d+) failed: .*(?:refused|timeout|timed out|No route)",
        (
            "no PostgreSQL answers at {0}, port {1}. Nothing was done. Start it there (on Debian: `pg_ctlcluster`), "
            f"or {_MEND}."
        ),
    ),
    (
        r"(?:failed to resolve host|could not translate host name) ['\"](.*?)['\"]",
        f"no computer is called {{0}} on this network. Nothing was done; {_MEND}.",
    ),
)
"""What PostgreSQL's driver says where it cannot begin, and what a person does about it."""


class _Commands(click.Group):
    """Turns what the database answers into one line on stderr."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Exception as error:
            if type(error).__module__ != "django.db.utils":
                raise
            click.echo(f"tallystick: {_trouble(str(error))}", err=True)
            return ctx.exit(3)


def _trouble(said: str) -> str:
    kept = "What was acknowledged before is kept; nothing of this step was."
    if "full" in said or "disk I/O" in said or "No space" in said:
        return f"the disk is full or failing ({said}). {kept} Make room, then run it again."
    if "locked" in said:
        return f"somebody else is writing for a long time. {kept} Run it again."
    for pattern, remedy in _UNREACHED:
        found = re.search(pattern, said)
        if found is not None:
            return remedy.format(*found.groups())
    return f"the database answered: {said.strip()}. {kept}"


@cli.group(cls=_Commands)
def register() -> None:
    """Keep a national register of weapons in one folder, on one computer or a local network.

    \b
    tallystick register init our-register --name "Register of Arms" --party QMA
    tallystick register serve our-register
    tallystick register check our-register
    tallystick register backup our-register --to /media/stick
    """


def ready(directory: Path) -> None:
    """Start on the register in a folder whose database has the form of this version.

    Raises:
        UsageError: it is no register, or its database lacks changes of this version.
    """
    from tallystick.register import starting

    starting.start(directory)
    lacking = starting.pending()
    if len(lacking) > 0:
        raise UsageError(
            f"the database lacks {counted(len(lacking), 'change')} of this version, {lacking[0]} first. "
            f"Make them, after a backup that is taken by itself, with: tallystick register upgrade {directory}"
        )


def told_where(host: str, port: int, *, opens: bool) -> None:
    """Say where the register is served, and open it in the browser where that is asked."""
    click.echo(f"http://{host}:{port}/  (Ctrl-C stops it)", err=True)
    if opens:
        click.launch(f"http://127.0.0.1:{port}/")


def new_file(out: Path) -> Path:
    """Give a file that is to be written.

    Raises:
        UsageError: something is there already: what left the building may be kept nowhere else.
    """
    if out.exists():
        raise UsageError(
            f"{out} is there already, and stays as it is. Name another file, or move that one away."
        )
    return out


def in_columns(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print headings, and words below them in columns."""
    lines = [headings, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(headings))]
    for line in lines:
        click.echo("  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip())


def printed(rows: Iterable[Mapping[str, object]], *, as_json: bool) -> None:
    """Print rows: JSON, or one line each with the values in columns."""
    listed = list(rows)
    if as_json:
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1, default=str))
        return
    for row in listed:
        click.echo("  ".join(str(value) for value in row.values()))
