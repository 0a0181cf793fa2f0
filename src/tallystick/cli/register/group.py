"""The group `tallystick register`, and what its commands share."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from tallystick.cli.speech import FOLDER, cli
from tallystick.errors import UsageError

DIR: Final = click.argument("directory", metavar="DIR", type=FOLDER)
FILE: Final = click.Path(path_type=Path, dir_okay=False)


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
            f"the database lacks {len(lacking)} changes of this version, {lacking[0]} first. "
            f"Make them, after a backup that is taken by itself, with: tallystick register upgrade {directory}"
        )


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
