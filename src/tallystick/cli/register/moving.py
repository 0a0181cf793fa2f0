"""Ledgers in, lists and bundles out, and bundles between sites without a line."""

from pathlib import Path

import click

from tallystick.cli.register.group import DIR, FILE, new_file, printed, ready, register
from tallystick.cli.speech import JSON
from tallystick.errors import UsageError

_COMMAND = "tallystick register"


@register.command()
@DIR
@click.argument("out", type=FILE)
@click.option(
    "--what",
    type=click.Choice(["items", "events"]),
    default="items",
    help="Of a list in .csv or .xlsx: which rows.",
)
def export(directory: Path, out: Path, what: str) -> None:
    """Write OUT: as .zip everything, as a signed bundle that can be verified and restored; as .csv or .xlsx a list."""
    ready(directory)
    new_file(out)
    from tallystick.register.folder import opened

    if out.suffix == ".zip":
        from tallystick.register.exchange.whole import write_whole

        made = write_whole(opened(directory), out, f"{_COMMAND} export")
        click.echo(f"{made.path}  {made.rows} rows  {made.entries} entries  {made.files} files")
        for digest in made.lacking:
            click.echo(f"the bytes of file {digest} are not in DIR/files, so they are not in it", err=True)
        return
    from tallystick.register.exchange.lists import written_list

    click.echo(f"{out}  {written_list(out, what, f'{_COMMAND} export')} rows")


@register.command(name="import")
@DIR
@click.argument("file", type=FILE)
@click.option("--mapping", required=True, help="The name of the mapping that says what its columns mean.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--unreadable", type=FILE, default=None, help="Where lines that cannot be read go, with reasons."
)
@JSON
def take_in(
    directory: Path, file: Path, mapping: str, dry_run: bool, unreadable: Path | None, as_json: bool
) -> None:
    """Take in a ledger, CSV or Excel. A second time changes nothing; cut short, it goes on where it was.

    Exit 1 if lines could not be read: they are kept with their reasons in the file of --unreadable, FILE.unreadable.csv
    if not given.
    """
    ready(directory)
    from tallystick.register.exchange.intake import difference_of, taken_in

    if not file.is_file():
        raise UsageError(f"there is no file {file}")
    if dry_run:
        found = difference_of(file, mapping)
    else:
        found = taken_in(
            file, mapping, f"{_COMMAND} import", each=lambda line: click.echo(f"line {line}", err=True)
        )
    rows = [
        {"line": one.line, "key": one.key, "outcome": str(one.outcome), "said": one.said}
        for one in found.told
    ]
    if as_json or dry_run:
        printed(rows, as_json=as_json)
    summary = "  ".join(f"{count} {outcome}" for outcome, count in found.counts.items())
    click.echo(summary, err=as_json)
    if len(found.unread) > 0:
        click.echo(f"sheets that were not read: {', '.join(found.unread)}", err=True)
    if len(found.unreadable) > 0:
        where = unreadable or file.with_name(file.name + ".unreadable.csv")
        found.write_unreadable(where)
        click.echo(
            f"{len(found.unreadable)} lines could not be taken in; they stand with reasons in {where}",
            err=True,
        )
        raise SystemExit(1)


@register.command()
@DIR
@click.argument("out", type=FILE)
@click.option("--for", "site", default=None, help="The name of the site it is for: only what it lacks.")
@click.option(
    "--since", type=click.IntRange(min=1), default=None, help="This register's entries from this place on."
)
def bundle(directory: Path, out: Path, site: str | None, since: int | None) -> None:
    """Write OUT, a signed bundle for another site: carry it there on a stick."""
    ready(directory)
    new_file(out)
    from tallystick.register.exchange.sites import write_bundle
    from tallystick.register.folder import opened

    made = write_bundle(opened(directory), out, f"{_COMMAND} bundle", site=site, since=since)
    click.echo(f"{made.path}  {made.entries} entries  {made.files} files")
    for digest in made.lacking:
        click.echo(f"the bytes of file {digest} are not in DIR/files, so they are not in it", err=True)


@register.command()
@DIR
@click.argument("file", type=FILE)
@JSON
def receive(directory: Path, file: Path, as_json: bool) -> None:
    """Take in a bundle of another site: all of it or nothing. A second time changes nothing.

    Exit 1 if something waits for a person's decision on the page "In and out".
    """
    ready(directory)
    from tallystick.register.exchange.sites import take_in_bundle

    found = take_in_bundle(file, f"{_COMMAND} receive")
    rows = [{"kind": one.kind, "row": one.about_kind, "id": one.about_id} for one in found.conflicts]
    printed(rows, as_json=as_json)
    click.echo(f"{found.sender}: {found.entries} new entries, {found.files} new files", err=True)
    if len(rows) > 0:
        said = "1 thing waits" if len(rows) == 1 else f"{len(rows)} things wait"
        click.echo(f"{said} for a decision", err=True)
        raise SystemExit(1)
