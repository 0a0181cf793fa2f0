"""What every command shares: the group, the common options, and how lines fit a terminal."""

import shutil
import sys
import textwrap
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

import click

from tallystick.errors import TallystickError, UsageError

FOLDER: Final = click.Path(path_type=Path, file_okay=False)
PATH: Final = click.Path(path_type=Path)
DAY: Final = click.DateTime(formats=["%Y-%m-%d"])

CASE: Final = click.option(
    "--case",
    "where",
    type=FOLDER,
    default=None,
    help="A case, or a folder of outputs; if not given: this folder, ./tallystick-demo, or the bundled case.",
)
OWN_CASE: Final = click.option(
    "--case", "case", type=FOLDER, default=None, help="The case; this folder if not given."
)
FOR: Final = click.option(
    "--for", "audience", default=None, help="For whose eyes: public, parties_only, restricted, group:NAME."
)
JSON: Final = click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
WHOLE: Final = click.option(
    "--whole",
    is_flag=True,
    help="With --replaces: the files hold the whole return; what they lack is no longer declared.",
)
SHELF: Final = click.option(
    "--folder",
    "folders",
    type=FOLDER,
    multiple=True,
    help="An agreement of your own, beside the shelf; its rules.py is run, so trust where it comes from.",
)


class _Commands(click.Group):
    """Turns the package's errors into one line on stderr and their exit code."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except TallystickError as error:
            click.echo(f"tallystick: {error}", err=True)
            ctx.exit(error.exit_code)
        except OSError as error:
            # one without a file is of the network, or of another program
            where = "" if error.filename is None else "; nothing was written there"
            click.echo(f"tallystick: {error}{where}", err=True)
            ctx.exit(2)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tallystick")
def cli() -> None:
    """Lay the halves together: what states declared of arms, side by side, and what each promised.

    \b
    tallystick demo                       assess the bundled case
    tallystick new my-case                make a case of your own
    tallystick add my-case returns/       add tally files, or published files
    tallystick assess my-case             write tables and report.html
    tallystick why DEU.POL.battle_tanks.2014
    tallystick status ottawa --on 2026-02-01
    """


def own_case(case: Path | None) -> Path:
    """Give the case that a command writes into.

    Raises:
        UsageError: if none is named and this folder is not one.
    """
    if case is not None:
        return case
    if Path("case.toml").is_file():
        return Path()
    raise UsageError("this folder is not a case; name one with --case")


def day(on: date | None) -> date:
    """Give the day asked for, or today."""
    # click gives a datetime; a day is all that is kept
    return date.today() if on is None else date(on.year, on.month, on.day)  # noqa: DTZ011


def maybe_day(on: date | None) -> date | None:
    """Give the day asked for, if one was."""
    return None if on is None else day(on)


def counted(count: int, name: str) -> str:
    """Write a number with its noun."""
    first, _, rest = name.partition(" of ")
    noun = first if count == 1 else f"{first}s"
    return f"{count} {noun}" if rest == "" else f"{count} {noun} of {rest}"


def fitted(lines: Iterable[str]) -> Iterable[str]:
    """Fold lines to a terminal's width; a pipe gets them whole."""
    columns = width()
    return lines if columns is None else (folded for line in lines for folded in _folded(line, columns))


def width() -> int | None:
    """Give the columns of the terminal; null where lines go elsewhere and stay whole."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _folded(line: str, columns: int) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(
        line, columns, initial_indent="", subsequent_indent=indent + "  ", drop_whitespace=True
    ) or [""]
