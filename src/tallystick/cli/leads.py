"""Commands about what was found: trace it, ask about it, answer, contest and settle it."""

from datetime import date
from pathlib import Path

import click

from tallystick.cli.speech import (
    CASE,
    DAY,
    FOR,
    OWN_CASE,
    PATH,
    SHELF,
    WHOLE,
    cli,
    counted,
    day,
    fitted,
    own_case,
)
from tallystick.model.document import Addition, Entry
from tallystick.model.judgement import Judgement
from tallystick.progress import steps


@cli.command()
@click.argument("wanted", metavar="ID")
@CASE
@FOR
@SHELF
@click.option("--json", "as_json", is_flag=True, help="Print the trace as JSON.")
def why(
    wanted: str, where: Path | None, audience: str | None, folders: tuple[Path, ...], as_json: bool
) -> None:
    """Trace ID, a flow, claim, verdict or finding, down to the original cells and the article.

    \b
    ID is the identifier of any of them, or an unambiguous part:
    DEU.POL.battle_tanks.2014             a flow
    att.annual_report.GHA.2019            a verdict
    gap.transfer.DEU.POL.battle_tanks.2014.items
                                          a finding, with its history
    """
    from tallystick.pipeline import leads, order

    with steps("Tracing") as step:
        setting = order.Setting(audience=audience, folders=folders)
        found = leads.explain(where, wanted, setting, step=step)
    click.echo(found.as_json() if as_json else "\n".join(fitted(found.lines())))


@cli.command()
@click.argument("wanted", metavar="ID")
@CASE
@FOR
@click.option("--out", type=PATH, default=None, help="A .txt or .docx file; printed if not given.")
@click.option("--on", type=DAY, default=None, help="Date of the letter; today if not given.")
@click.option(
    "--days",
    type=click.IntRange(1, 365),
    default=None,
    help="Days until the reply-by date where the agreement sets none; if not given, reply_days of case.toml.",
)
@SHELF
def letter(
    wanted: str,
    where: Path | None,
    audience: str | None,
    out: Path | None,
    on: date | None,
    days: int | None,
    folders: tuple[Path, ...],
) -> None:
    """Draft a request for clarification about the flow, verdict or finding ID.

    Nothing is sent. Once it is, say so: tallystick contest ID --kind request; the reply clock runs from then.
    """
    from tallystick.pipeline import leads, order

    setting = order.Setting(audience=audience, folders=folders)
    drafted = leads.draft(where, wanted, setting, on=day(on), days=days)
    if out is None:
        click.echo(drafted.text(), nl=False)
    else:
        drafted.save(out)
        click.echo(f"wrote {out}", err=True)


_BY = click.option("--by", required=True, help="Who says it.")
_ON = click.option("--on", type=DAY, default=None, help="The day; today if not given.")
_SUPERSEDES = click.option(
    "--supersedes",
    default="-",
    metavar="JUDGEMENT",
    help="The judgement it replaces; one that is not known gets a list of those that may be.",
)


@cli.command()
@click.argument("wanted", metavar="ID")
@OWN_CASE
@_BY
@click.option("--text", required=True, help="What is said, in that person's words.")
@click.option(
    "--kind",
    type=click.Choice(["contest", "note", "request"]),
    default="contest",
    show_default=True,
    help="request: a letter was sent, so the reply clock runs.",
)
@click.option("--evidence", default="-", help="A document or address.")
@_ON
@_SUPERSEDES
@SHELF
def contest(
    wanted: str,
    case: Path | None,
    by: str,
    text: str,
    kind: str,
    evidence: str,
    on: date | None,
    supersedes: str,
    folders: tuple[Path, ...],
) -> None:
    """Contest the finding, flow or verdict ID, or put a note or a sent request beside it."""
    said = Judgement(
        about=wanted, kind=kind, text=text, by=by, on=day(on), evidence=evidence, supersedes=supersedes
    )
    _keep(own_case(case), said, folders)


@cli.command()
@click.argument("wanted", metavar="FINDING")
@OWN_CASE
@_BY
@click.option("--text", required=True, help="On what ground it is settled.")
@click.option("--evidence", default="-", help="A document or address.")
@_ON
@_SUPERSEDES
@SHELF
def settle(
    wanted: str,
    case: Path | None,
    by: str,
    text: str,
    evidence: str,
    on: date | None,
    supersedes: str,
    folders: tuple[Path, ...],
) -> None:
    """Settle FINDING with a reason: it stays on the list, as settled, with who settled it."""
    said = Judgement(
        about=wanted, kind="settle", text=text, by=by, on=day(on), evidence=evidence, supersedes=supersedes
    )
    _keep(own_case(case), said, folders)


def _keep(case: Path, said: Judgement, folders: tuple[Path, ...]) -> None:
    from tallystick.pipeline import leads, order

    about = leads.contest(case, said, order.Setting(folders=folders))
    click.echo(f"kept beside {about} in {case / 'hand' / 'judgements.csv'}", err=True)


@cli.command()
@click.argument("wanted", metavar="FINDING")
@OWN_CASE
@click.option(
    "--file", "files", type=PATH, multiple=True, help="A file of the answer, read as claims; may be repeated."
)
@_BY
@click.option("--text", required=True, help="What the answer says, in short.")
@click.option("--source", default=None, help="Which source reads the files; recognised if not given.")
@click.option("--handling", default="public", show_default=True, help="For whose eyes the files are.")
@click.option("--replaces", default=None, metavar="DOCUMENT", help="The document that the files correct.")
@WHOLE
@_ON
@_SUPERSEDES
@SHELF
def reply(
    wanted: str,
    case: Path | None,
    files: tuple[Path, ...],
    by: str,
    text: str,
    source: str | None,
    handling: str,
    replaces: str | None,
    whole: bool,
    on: date | None,
    supersedes: str,
    folders: tuple[Path, ...],
) -> None:
    """Attach an answer to FINDING; its files become claims, and the case is judged anew.

    What changed is printed; `tallystick why FINDING` shows it later.
    """
    from tallystick.pipeline import leads, order

    folder = own_case(case)
    said = Judgement(about=wanted, kind="reply", text=text, by=by, on=day(on), supersedes=supersedes)
    entry = Entry(
        addition=Addition(added_on=day(on), added_by=by),
        source=source,
        handling=handling,
        origin=f"reply to {wanted}",
        replaces=replaces,
        is_whole=whole,
    )
    about, lines = leads.reply(folder, said, files, entry, order.Setting(folders=folders))
    kept = "answer kept beside" if len(files) == 0 else f"{counted(len(files), 'file')} attached to"
    click.echo(f"{kept} {about}", err=True)
    click.echo("\n".join(fitted(lines)))
