"""Check a register, back it up, and make it anew from a backup."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from tallystick.cli.register.group import DIR, FILE, ready, register
from tallystick.cli.speech import FOLDER, JSON
from tallystick.errors import UsageError


@register.command()
@DIR
@click.option(
    "--head",
    default=None,
    help="A hash of the log or of the readings that was written down: is it still there?",
)
@JSON
def check(directory: Path, head: str | None, as_json: bool) -> None:
    """Check the whole log in DIR, every row, what follows from it, and every file. Exit 1 if something does not fit.

    With --json, one document: {"breaks": […], "heads": […]}.
    """
    ready(directory)
    broken = _checked_in_json(head) if as_json else _checked_in_words(head)
    if broken > 0:
        raise SystemExit(1)
    click.echo("the log is whole, and every row and file is what it says", err=True)


def _checked_in_json(head: str | None) -> int:
    from tallystick.register import breaks

    found = list(breaks.found_breaks(head))
    heads = [{"origin": origin, "place": place, "sha256": digest} for origin, place, digest in breaks.heads()]
    click.echo(json.dumps({"breaks": found, "heads": heads}, ensure_ascii=False, indent=1))
    return len(found)


def _checked_in_words(head: str | None) -> int:
    from tallystick.register import breaks

    told = breaks.summed_up(breaks.found_breaks(head))
    broken = 0
    for sentence in told:
        click.echo(sentence)
        broken += 1
    if broken == 0:
        for origin, place, digest in breaks.heads():
            click.echo(f"origin {origin}  last number {place}  last hash {digest}")
    return broken


@register.command()
@DIR
@click.option(
    "--to",
    type=FOLDER,
    default=None,
    help="The folder it goes into, which is there already; DIR/backups if not given.",
)
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    help="A public age key that can open it (age1…); those of register.toml if not given.",
)
@click.option("--unencrypted", is_flag=True, help="Write it readable for whoever finds it.")
def backup(directory: Path, to: Path | None, recipients: tuple[str, ...], unencrypted: bool) -> None:
    """Back up the register in DIR while people work; what was written is read back before it counts."""
    ready(directory)
    from tallystick.register.exchange.backup import backed_up, is_on_one_disk
    from tallystick.register.folder import opened

    keys = list(recipients) if len(recipients) > 0 else None
    if unencrypted:
        keys = []
    folder = opened(directory)
    made = backed_up(folder, datetime.now(UTC), to=to, recipients=keys, is_open=unencrypted)
    click.echo(f"{made.path}  {made.bytes}  {made.sha256}")
    for digest in made.lacking:
        click.echo(
            f"the bytes of file {digest} are not in DIR/files, so they are not in the backup", err=True
        )
    if is_on_one_disk(folder, made.path):
        click.echo(
            "It lies on the same disk as the register: whatever happens to one happens to both. "
            "`df` lists every disk that is mounted, and where.",
            err=True,
        )
    if not made.is_encrypted:
        click.echo("It is not encrypted, and holds no keys: it stays where the register is.", err=True)


@register.command()
@click.argument("file", type=FILE)
@DIR
@click.option("--identity", type=FILE, default=None, help="The file of the secret age key that opens it.")
@click.option("--database", default=None, help="An empty PostgreSQL database for its tables.")
@click.option(
    "--keys",
    type=FOLDER,
    default=None,
    help="The folder `keys` of its register, where the backup holds none.",
)
@click.option("--fingerprint", default=None, help="Of the key that its register signs with, from paper.")
def restore(
    file: Path,
    directory: Path,
    identity: Path | None,
    database: str | None,
    keys: Path | None,
    fingerprint: str | None,
) -> None:
    """Make the register anew in the new folder DIR from FILE, a backup or a complete export: all of it or nothing."""
    from tallystick.register.exchange.restore import restore

    if not file.is_file():
        raise UsageError(f"there is no file {file}")
    key = None if identity is None else _secret_key(identity)
    told = restore(file, directory, identity=key, database=database, keys=keys, signed_by=fingerprint)
    for sentence in told:
        click.echo(sentence, err=True)
    click.echo(f"The register is in {directory}, and was checked whole.", err=True)


def _secret_key(file: Path) -> str:
    lines = [line.strip() for line in file.read_text("utf-8").splitlines()]
    found = [line for line in lines if line != "" and not line.startswith("#")]
    if len(found) != 1:
        raise UsageError(f"{file} holds {len(found)} keys; one line with AGE-SECRET-KEY-1… is expected")
    return found[0]
