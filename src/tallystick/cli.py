"""Every command: parse, call the pipeline, print. Data on stdout, talk on stderr.

Exit codes: 0 finished, 2 wrong usage, 3 data that could not be read. The rooms load only when a command runs, so
that `--help` stays quick on an old computer.
"""

import json
import os
import shutil
import sys
import textwrap
import webbrowser
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tallystick.errors import TallystickError
from tallystick.model.document import Addition, Entry
from tallystick.model.judgement import Judgement
from tallystick.progress import steps

if TYPE_CHECKING:
    import polars as pl

_FOLDER: Final = click.Path(path_type=Path, file_okay=False)
_PATH: Final = click.Path(path_type=Path)
_DAY: Final = click.DateTime(formats=["%Y-%m-%d"])


class _Commands(click.Group):
    """Turns the package's errors into one line on stderr and their exit code."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except TallystickError as error:
            click.echo(f"tallystick: {error}", err=True)
            ctx.exit(error.exit_code)
        except OSError as error:
            click.echo(f"tallystick: {error}; nothing was written there", err=True)
            ctx.exit(2)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tallystick")
def cli() -> None:
    """Lay the halves together: what states declared of arms, side by side, with what explains the gaps.

    \b
    tallystick demo                       assess the bundled case
    tallystick new my-case                make a case of your own
    tallystick add my-case returns/       add tally files, or published files
    tallystick assess my-case             write tables and report.html
    tallystick why DEU.POL.battle_tanks.2014
    """


@cli.command()
@click.option("--out", type=_FOLDER, default=None, help="Where to write; ./tallystick-demo if not given.")
@click.option(
    "--open", "open_page", is_flag=True, help="Open the page in a browser, where there is a desktop."
)
@click.option("--quiet", is_flag=True, help="Show no progress.")
def demo(out: Path | None, open_page: bool, quiet: bool) -> None:
    """Assess the bundled case: the UN Register of Conventional Arms 2010-2016, pairs of states."""
    from tallystick import pipeline

    folder = Path(pipeline.DEMO_OUT) if out is None else out
    with steps("Assessing the bundled case", quiet=quiet) as step:
        tables, page = pipeline.demo(folder, step)
    _finish(tables, page, open_page=open_page)


@cli.command()
@click.argument("case", type=_FOLDER)
@click.option("--title", default=None, help="What the case is called; the folder's name if not given.")
def new(case: Path, title: str | None) -> None:
    """Make an empty case in folder CASE."""
    from tallystick import pipeline

    pipeline.new(case, title)
    click.echo(
        f"{case} is a case. Describe it in {case / 'case.toml'}, then: tallystick add {case} FILE…", err=True
    )


@cli.command()
@click.argument("case", type=_FOLDER)
@click.argument("files", type=_PATH, nargs=-1, required=True)
@click.option(
    "--source", default=None, help="Which source reads the files; recognised by their header if not given."
)
@click.option(
    "--handling", default="public", show_default=True, help="public, parties_only, restricted or group:NAME."
)
@click.option("--origin", default="-", help="Where the files come from: an address, a letter, a person.")
@click.option("--by", default="-", help="Who adds them.")
@click.option("--on", type=_DAY, default=None, help="The day of adding; today if not given.")
@click.option(
    "--replaces", default=None, metavar="DOCUMENT", help="File name or SHA-256 of the document these correct."
)
def add(
    case: Path,
    files: tuple[Path, ...],
    source: str | None,
    handling: str,
    origin: str,
    by: str,
    on: date | None,
    replaces: str | None,
) -> None:
    """Read FILES (or all files of a folder) and keep them in CASE.

    All are read before any is kept; if one cannot be read, the case stays as it was.
    """
    from tallystick import pipeline

    entry = Entry(
        addition=Addition(added_on=_day(on), added_by=by),
        source=source,
        handling=handling,
        origin=origin,
        replaces=replaces,
    )
    added = pipeline.add(case, files, entry)
    for path, reading in added:
        counts = ((reading.claims, "claim"), (reading.filings, "filing"), (reading.issues, "issue"))
        said = ", ".join(_counted(len(found), name) for found, name in counts if len(found) > 0)
        click.echo(f"{path}: {said or 'nothing'}", err=True)
        for issue in reading.issues[:_MOST_ISSUES]:
            click.echo(f"  {issue.locator}: {issue.message}", err=True)
        if len(reading.issues) > _MOST_ISSUES:
            click.echo(
                f"  and {len(reading.issues) - _MOST_ISSUES} more; see issue.csv after assess", err=True
            )


_MOST_ISSUES: Final = 10


@cli.command()
@click.argument("case", type=_FOLDER)
@click.option("--out", type=_FOLDER, default=None, help="Where to write; CASE/out if not given.")
@click.option(
    "--for", "audience", default=None, help="For whose eyes: public, parties_only, restricted, group:NAME."
)
@click.option("--json", "as_json", is_flag=True, help="Print the gaps as JSON.")
@click.option(
    "--open", "open_page", is_flag=True, help="Open the page in a browser, where there is a desktop."
)
@click.option("--quiet", is_flag=True, help="Show no progress.")
def assess(
    case: Path,
    out: Path | None,
    audience: str | None,
    as_json: bool,
    open_page: bool,
    quiet: bool,
) -> None:
    """Assess CASE: lay the halves together, explain the gaps, write every table and report.html."""
    from tallystick import pipeline

    with steps(f"Assessing {case}", quiet=quiet) as step:
        described, tables = pipeline.assess(case, audience=audience, step=step)
        page = pipeline.write(described, tables, case / "out" if out is None else out, step)
    if as_json:
        click.echo(json.dumps(tables["gap"].to_dicts(), ensure_ascii=False, indent=2, default=str))
    _finish(tables, page, open_page=open_page, talk_only=as_json)


_CASE: Final = click.option(
    "--case",
    "where",
    type=_FOLDER,
    default=None,
    help="A case, or a folder of outputs; if not given: this folder, ./tallystick-demo, or the bundled case.",
)


_FOR: Final = click.option(
    "--for", "audience", default=None, help="For whose eyes: public, parties_only, restricted, group:NAME."
)


@cli.command()
@click.argument("wanted", metavar="ID")
@_CASE
@_FOR
@click.option("--json", "as_json", is_flag=True, help="Print the trace as JSON.")
def why(wanted: str, where: Path | None, audience: str | None, as_json: bool) -> None:
    """Trace ID, a flow or a claim, down to the original cells.

    ID is a cell_id or its middle, such as DEU.POL.battle_tanks.2014, or the beginning of a claim_id.
    """
    from tallystick import pipeline

    with steps("Tracing") as step:
        found = pipeline.explain(where, wanted, audience=audience, step=step)
    click.echo(found.as_json() if as_json else "\n".join(_fitted(found.lines())))


@cli.command()
@click.argument("wanted", metavar="ID")
@_CASE
@_FOR
@click.option("--out", type=_PATH, default=None, help="A .txt or .docx file; printed if not given.")
@click.option("--on", type=_DAY, default=None, help="Date of the letter; today if not given.")
@click.option(
    "--days", type=click.IntRange(1, 365), default=28, show_default=True, help="Days until the reply-by date."
)
def letter(
    wanted: str, where: Path | None, audience: str | None, out: Path | None, on: date | None, days: int
) -> None:
    """Draft a request for clarification about the flow ID."""
    from tallystick import pipeline

    drafted = pipeline.draft(where, wanted, on=_day(on), days=days, audience=audience)
    if out is None:
        click.echo(drafted.text(), nl=False)
    else:
        drafted.save(out)
        click.echo(f"wrote {out}", err=True)


@cli.command()
@click.argument("case", type=_FOLDER)
@click.argument("wanted", metavar="ID")
@click.option("--by", required=True, help="Who says it.")
@click.option("--text", required=True, help="What is said, in that person's words.")
@click.option("--kind", type=click.Choice(["contest", "reply", "note"]), default="contest", show_default=True)
@click.option("--evidence", default="-", help="A document or address.")
@click.option("--on", type=_DAY, default=None, help="The day; today if not given.")
def contest(case: Path, wanted: str, by: str, text: str, kind: str, evidence: str, on: date | None) -> None:
    """Contest the flow ID of CASE, or put a reply or note beside it; it is shown wherever the flow is."""
    from tallystick import pipeline

    said = Judgement(about=wanted, kind=kind, text=text, by=by, on=_day(on), evidence=evidence)
    about = pipeline.contest(case, said)
    click.echo(f"kept beside {about} in {case / 'hand' / 'judgements.csv'}", err=True)


@cli.command()
@click.argument("case", type=_FOLDER)
@click.argument("name")
@click.argument("party")
@click.option("--by", required=True, help="Who settles it.")
@click.option("--why", "reason", default="-", help="On what ground.")
@click.option("--on", type=_DAY, default=None, help="The day; today if not given.")
def name(case: Path, name: str, party: str, by: str, reason: str, on: date | None) -> None:
    """Settle for CASE that NAME, as a file writes it, means PARTY, a code or a known name.

    tallystick name my-case "Esthonia" EST --by "A. Analyst"
    """
    from tallystick import pipeline

    pipeline.settle_name(case, name, party, by=by, on=_day(on), why=reason)
    click.echo(f"kept in {case / 'hand' / 'names.csv'}; assess the case again", err=True)


def _fitted(lines: Iterable[str]) -> Iterable[str]:
    """Fold lines to a terminal's width; a pipe gets them whole."""
    if not sys.stdout.isatty():
        return lines
    width = shutil.get_terminal_size().columns
    return (folded for line in lines for folded in _folded(line, width))


def _folded(line: str, width: int) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(
        line, width, initial_indent="", subsequent_indent=indent + "  ", drop_whitespace=True
    ) or [""]


def _finish(
    tables: "dict[str, pl.DataFrame]", page: Path, *, open_page: bool, talk_only: bool = False
) -> None:
    for line in _summary(tables):
        click.echo(line, err=talk_only)
    click.echo(f"Page: {page}", err=talk_only)
    if open_page and (sys.platform in {"darwin", "win32"} or _has_desktop()):
        webbrowser.open(page.resolve().as_uri())


def _summary(tables: "dict[str, pl.DataFrame]") -> Iterable[str]:
    fits = dict(tables["fact"]["halves"].value_counts().sort("halves").iter_rows())
    both = sum(
        fits.get(name, 0) for name in ("agreed", "explained", "conflicting", "withheld_one", "nil_both")
    )
    claims, flows = _counted(tables["claim"].height, "claim"), _counted(tables["fact"].height, "flow")
    yield f"{claims}, {flows}, {both} with both halves:"
    yield "  " + ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(fits.items()))
    if tables["issue"].height > 0:
        issues = _counted(tables["issue"].height, "issue")
        yield f"  {issues}: what could not be read as it stands; see issue.csv and the page"


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def _has_desktop() -> bool:
    return any(name in os.environ for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _day(on: date | None) -> date:
    # click gives a datetime; a day is all that is kept
    return date.today() if on is None else date(on.year, on.month, on.day)  # noqa: DTZ011


def main() -> None:
    """Run the command line."""
    cli()


if __name__ == "__main__":
    main()
