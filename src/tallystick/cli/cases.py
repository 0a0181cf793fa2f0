"""Commands that make, fill and assess a case."""

import json
import os
import sys
import webbrowser
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tallystick.cli.speech import DAY, FOLDER, PATH, SHELF, WHOLE, cli, counted, day, fitted, maybe_day
from tallystick.model.claim import Reading
from tallystick.model.document import Addition, Entry
from tallystick.progress import steps

if TYPE_CHECKING:
    import polars as pl


@cli.command()
@click.option("--out", type=FOLDER, default=None, help="Where to write; ./tallystick-demo if not given.")
@click.option(
    "--open", "open_page", is_flag=True, help="Open the page in a browser, where there is a desktop."
)
@click.option("--quiet", is_flag=True, help="Show no progress.")
def demo(out: Path | None, open_page: bool, quiet: bool) -> None:
    """Assess the bundled case: the UN Register of Conventional Arms 2010-2016, pairs of states."""
    from tallystick.pipeline import cases

    folder = Path(cases.DEMO_OUT) if out is None else out
    with steps("Assessing the bundled case", quiet=quiet) as step:
        tables, page = cases.demo(folder, step)
    _finish(tables, page, open_page=open_page)


@cli.command()
@click.argument("case", type=FOLDER)
@click.option("--title", default=None, help="What the case is called; the folder's name if not given.")
def new(case: Path, title: str | None) -> None:
    """Make an empty case in folder CASE."""
    from tallystick.pipeline import cases

    cases.new(case, title)
    click.echo(
        f"{case} is a case. Describe it in {case / 'case.toml'}, then: tallystick add {case} FILE…", err=True
    )


@cli.command()
@click.argument("case", type=FOLDER)
@click.argument("files", type=PATH, nargs=-1, required=True)
@click.option(
    "--source", default=None, help="Which source reads the files; recognised by their header if not given."
)
@click.option(
    "--handling", default="public", show_default=True, help="public, parties_only, restricted or group:NAME."
)
@click.option("--origin", default="-", help="Where the files come from: an address, a letter, a person.")
@click.option("--by", default="-", help="Who adds them.")
@click.option("--on", type=DAY, default=None, help="The day of adding; today if not given.")
@click.option(
    "--replaces", default=None, metavar="DOCUMENT", help="File name or SHA-256 of the document these correct."
)
@WHOLE
def add(
    case: Path,
    files: tuple[Path, ...],
    source: str | None,
    handling: str,
    origin: str,
    by: str,
    on: date | None,
    replaces: str | None,
    whole: bool,
) -> None:
    """Read FILES (or all files of a folder) and keep them in CASE.

    All are read before any is kept; if one cannot be read, the case stays as it was.
    """
    from tallystick.pipeline import cases

    entry = Entry(
        addition=Addition(added_on=day(on), added_by=by),
        source=source,
        handling=handling,
        origin=origin,
        replaces=replaces,
        is_whole=whole,
    )
    again = cases.other_versions(case, files) if replaces is None else {}
    for path, reading in cases.add(case, files, entry):
        for line in _added(path, reading):
            click.echo(line, err=True)
        if path in again:
            click.echo(_another(case, path, again[path]), err=True)


def _another(case: Path, path: Path, sha256: str) -> str:
    """Ask whether a file corrects the one that the case has under its name."""
    return (
        f"  {path.name} was added before with other content, and both now count. If this one corrects it: "
        f"tallystick add {case} {path} --replaces {sha256[:12]}"
    )


def _added(path: Path, reading: Reading) -> Iterable[str]:
    """Say what a file holds, and what to know of how it was read."""
    counts = (
        (reading.claims, "claim"),
        (reading.filings, "filing"),
        (reading.participation, "act of joining or leaving"),
        (reading.milestones, "milestone"),
        (reading.issues, "issue"),
    )
    said = ", ".join(counted(len(found), name) for found, name in counts if len(found) > 0)
    yield f"{path}: {said or 'nothing'}"
    if reading.above > 0:
        yield f"  line {reading.above + 1} was read as the header; the {counted(reading.above, 'line')} above it not"
    yield from (f"  {issue.locator}: {issue.message}" for issue in reading.issues[:_MOST_ISSUES])
    if len(reading.issues) > _MOST_ISSUES:
        yield f"  and {len(reading.issues) - _MOST_ISSUES} more; see issue.csv after assess"


_MOST_ISSUES: Final = 10


@cli.command()
@click.argument("case", type=FOLDER)
@click.option("--out", type=FOLDER, default=None, help="Where to write; CASE/out if not given.")
@click.option(
    "--for", "audience", default=None, help="For whose eyes: public, parties_only, restricted, group:NAME."
)
@click.option("--on", type=DAY, default=None, help="The day of the assessment; case.toml says it otherwise.")
@click.option(
    "--amend",
    type=PATH,
    default=None,
    metavar="FILE",
    help="A what-if: print which verdicts it would change.",
)
@SHELF
@click.option("--json", "as_json", is_flag=True, help="Print the gaps, or what a what-if changes, as JSON.")
@click.option(
    "--open", "open_page", is_flag=True, help="Open the page in a browser, where there is a desktop."
)
@click.option("--quiet", is_flag=True, help="Show no progress.")
def assess(
    case: Path,
    out: Path | None,
    audience: str | None,
    on: date | None,
    amend: Path | None,
    folders: tuple[Path, ...],
    as_json: bool,
    open_page: bool,
    quiet: bool,
) -> None:
    """Assess CASE: lay the halves together, judge, list the findings, write every table and report.html."""
    from tallystick.pipeline import order

    setting = order.Setting(audience=audience, on=maybe_day(on), folders=folders)
    with steps(f"Assessing {case}", quiet=quiet) as step:
        described, tables = order.assess(case, setting, step=step)
        title = None
        if amend is not None:
            step("suppose")
            title, tables = order.suppose(described, tables, amend, setting)
        page = order.write(described, tables, case / "out" if out is None else out, step)
    if as_json:
        rows = tables["gap" if title is None else "verdict_change"].to_dicts()
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
    elif title is not None:
        click.echo("\n".join(fitted(order.what_if_lines(title, tables))))
    _finish(tables, page, open_page=open_page, talk_only=as_json)


@cli.command()
@click.argument("case", type=FOLDER)
@click.argument("name")
@click.argument("party")
@click.option("--by", required=True, help="Who settles it.")
@click.option("--why", "reason", default="-", help="On what ground.")
@click.option("--on", type=DAY, default=None, help="The day; today if not given.")
def name(case: Path, name: str, party: str, by: str, reason: str, on: date | None) -> None:
    """Settle for CASE that NAME, as a file writes it, means PARTY, a code or a known name.

    tallystick name my-case "Esthonia" EST --by "A. Analyst"
    """
    from tallystick.pipeline import cases

    cases.settle_name(case, name, party, by=by, on=day(on), why=reason)
    click.echo(f"kept in {case / 'hand' / 'names.csv'}; assess the case again", err=True)


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
    claims, flows = counted(tables["claim"].height, "claim"), counted(tables["fact"].height, "flow")
    yield f"{claims}, {flows}, {both} with both halves:"
    if len(fits) > 0:
        yield "  " + ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(fits.items()))
    if tables["verdict"].height > 0:
        agreements = counted(tables["verdict"]["agreement"].n_unique(), "agreement")
        words = dict(tables["verdict"]["verdict"].value_counts().sort("verdict").iter_rows())
        yield f"{counted(tables['verdict'].height, 'verdict')} under {agreements}:"
        yield "  " + ", ".join(
            f"{count} {_SAID.get(name, _spaced(name))}" for name, count in sorted(words.items())
        )
        yield from _silent(tables["verdict"])
    findings = counted(tables["finding"].height, "finding")
    # a table without rows is not written, so nobody is sent to look at one
    yield (
        findings
        if tables["finding"].height == 0
        else f"{findings}: leads for a person; see finding.csv and the page"
    )
    yield from _unheard(tables)
    if tables["issue"].height > 0:
        issues = counted(tables["issue"].height, "issue")
        yield f"  {issues}: what could not be read as it stands; see issue.csv and the page"
    yield from _uncategorised(tables)


def _unheard(tables: "dict[str, pl.DataFrame]") -> Iterable[str]:
    """Say how many gaps with one half only raise no finding, and what would let their silence count."""
    lone = tables["gap"].filter(tables["gap"]["halves"].is_in(["exporter_only", "importer_only"]))
    raised = tables["finding"].filter(tables["finding"]["kind"] == "gap")["about"].implode()
    lone = lone.filter(~lone["cell_id"].is_in(raised))
    if lone.height > 0:
        cells = tables["cell"].filter(tables["cell"]["cell_id"].is_in(lone["cell_id"].implode()))
        unstated = ((cells["from_state"] == "no_record") | (cells["to_state"] == "no_record")).any()
        # filings that are on record say nothing of what they left out until a list of them is said to be complete
        unlisted = (
            "say in case.toml that the list of filings is complete, or add the returns that are not held; "
        )
        unheard = unlisted if tables["filing"].height > 0 and tables["filing"]["stated"].any() else _UNSTATED
        hint = unheard if unstated else ""
        is_no = "is no finding" if lone.height == 1 else "are no findings"
        yield f"  {counted(lone.height, 'flow')} with one half only {is_no}: {hint}see gap.csv and Gaps on the page"


_UNSTATED: Final = "state who filed (a filing file); "


def _uncategorised(tables: "dict[str, pl.DataFrame]") -> Iterable[str]:
    """Say how many lines are of a category nobody knows: they look like a partner's silence and are none."""
    unknown = tables["issue"].filter(tables["issue"]["rule"] == "unknown_category")["value"].implode()
    count = tables["claim"].filter(tables["claim"]["category"].is_in(unknown)).height
    if count > 0:
        has = "1 line has" if count == 1 else f"{count} lines have"
        yield f"  {has} a category that is not known and cannot be laid against others; see issue.csv"


_SAID: Final = {"breached": "not met as the record stands"}
"""What people read for a word that accuses; whether a party complied is for the agreement's own organs to say."""


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _silent(verdicts: "pl.DataFrame") -> Iterable[str]:
    """Say how many silences a complete list makes count: one that is entered too early names everybody else."""
    silent = verdicts.filter(verdicts["reason"] == "not_received")
    if silent.height > 0:
        reports, of = counted(silent.height, "report"), silent["party"].n_unique()
        parties = "1 party" if of == 1 else f"{of} parties"
        count = "counts" if silent.height == 1 else "count"
        yield (
            f"  By the complete lists, {reports} of {parties} {count} as not received. "
            "A list speaks of what is in the case: add every filing that it has."
        )


def _has_desktop() -> bool:
    return any(name in os.environ for name in ("DISPLAY", "WAYLAND_DISPLAY"))
