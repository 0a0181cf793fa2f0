"""Commands about what was promised: who is bound, what an agreement asks, what falls due."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tallystick.cli.speech import DAY, FOLDER, FOR, JSON, PATH, SHELF, cli, day, fitted, width

if TYPE_CHECKING:
    from tallystick.pipeline.promises import Checked

_AHEAD: Final = timedelta(days=548)
"""Eighteen months: the next turn of every yearly duty, and time to prepare for it."""


@cli.command()
@click.argument("agreement")
@click.option("--on", type=DAY, default=None, help="The day; today if not given.")
@click.option("--party", default=None, help="One party, by code or name.")
@click.option(
    "--case", "where", type=FOLDER, default=None, help="A case whose documents record further acts."
)
@FOR
@SHELF
@JSON
def status(
    agreement: str,
    on: date | None,
    party: str | None,
    where: Path | None,
    audience: str | None,
    folders: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Say who is bound by AGREEMENT on a day, since when, by which act."""
    from tallystick.pipeline import promises

    asked_on = day(on)
    terms, rows = promises.status(
        agreement, asked_on, party=party, where=where, audience=audience, folders=folders
    )
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return
    lines = promises.status_lines(terms, rows, asked_on, single=party is not None, width=width())
    click.echo("\n".join(lines if party is None else fitted(lines)))


@cli.command()
@click.argument("agreement", required=False)
@click.option("--check", is_flag=True, help="Try the cases of its folder; exit 1 if one fails or is missing.")
@SHELF
@JSON
@click.pass_context
def agreements(
    context: click.Context, agreement: str | None, check: bool, folders: tuple[Path, ...], as_json: bool
) -> None:
    """List the agreements, or what AGREEMENT asks; --check tries its rules on its own cases."""
    from tallystick.pipeline import promises

    if check:
        tried = [promises.check(name, folders) for name in promises.agreement_names(agreement, folders)]
        click.echo("\n".join(line for one in tried for line in fitted(_checked(one))))
        context.exit(0 if all(one.is_sound() for one in tried) else 1)
    tables = promises.obligations(agreement, folders)
    if as_json:
        content = {name: table.to_dicts() for name, table in tables.items()}
        click.echo(json.dumps(content, ensure_ascii=False, indent=2, default=str))
        return
    click.echo("\n".join(fitted(promises.agreement_lines(tables, whole=agreement is not None))))


def _checked(one: "Checked") -> Iterable[str]:
    passed = sum(outcome.passed for outcome in one.outcomes)
    yield f"{one.name}: {passed} of {len(one.outcomes)} cases as expected"
    for outcome in one.outcomes:
        if not outcome.passed:
            yield f"  {outcome.file}: {outcome.title} ({outcome.rule})"
            yield f"    expected {outcome.expected}; found {outcome.found}"
    for rule, verdict in one.uncovered:
        yield f"  no case shows {rule} giving {verdict.replace('_', ' ')}"


@cli.command()
@click.option("--case", "where", type=FOLDER, default=None, help="A case whose record counts too.")
@click.option(
    "--agreement",
    "names",
    multiple=True,
    help="Only this agreement; may be repeated. If not given, those that the case names, else all.",
)
@click.option("--party", "parties", multiple=True, help="Only this party, by code or name; may be repeated.")
@click.option("--on", type=DAY, default=None, help="From this day; today if not given.")
@click.option("--until", type=DAY, default=None, help="To this day; eighteen months on if not given.")
@click.option(
    "--out", type=PATH, default=None, help="An .ics file for a calendar program; printed if not given."
)
@FOR
@SHELF
@JSON
def calendar(
    where: Path | None,
    names: tuple[str, ...],
    parties: tuple[str, ...],
    on: date | None,
    until: date | None,
    out: Path | None,
    audience: str | None,
    folders: tuple[Path, ...],
    as_json: bool,
) -> None:
    """List what falls due next, or write it as a calendar file."""
    from tallystick.pipeline import promises

    first = day(on)
    asked = promises.Ahead(
        where=where,
        audience=audience,
        agreements=names,
        parties=parties,
        on=first,
        until=first + _AHEAD if until is None else day(until),
        folders=folders,
    )
    rows = promises.due(asked)
    if out is not None:
        promises.save_calendar(rows, asked, out)
        click.echo(f"wrote {out}", err=True)
    elif as_json:
        click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2, default=str))
    else:
        click.echo("\n".join(fitted(promises.due_lines(rows))))
