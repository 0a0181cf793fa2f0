"""The command for mirror data of any subject and size, without a case."""

import json
from pathlib import Path
from typing import Final

import click

from tallystick.cli.speech import JSON, PATH, cli
from tallystick.progress import steps


@cli.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=PATH)
@click.option(
    "--out", type=PATH, required=True, help="The folder for the tables; those of an earlier run are replaced."
)
@click.option(
    "--parties",
    type=click.Choice(["known", "any"]),
    default="known",
    show_default=True,
    help="any: take all codes of parties and categories as they stand.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Where large tables are computed; spark needs pyspark and Java.",
)
@click.option(
    "--predict",
    "predicts",
    is_flag=True,
    help="Also predict each half of every cell with both from all other cells.",
)
@JSON
def reconcile(
    files: tuple[Path, ...], out: Path, parties: str, engine: str, predicts: bool, as_json: bool
) -> None:
    """Reconcile what two sides said of the same flows: tally files of any subject and size, without a case.

    \b
    tallystick reconcile exports.csv imports.csv --out mirror
    tallystick reconcile panel.parquet --parties any --out mirror --predict

    Writes tables fact, reliability, explained and others as Parquet, and prints how many of what was found.
    """
    from tallystick.pipeline import mirror
    from tallystick.pipeline.found import remarks_in

    asked = mirror.Mirror(any_party=parties == "any", engine=engine, predicts=predicts)
    with steps("Reconciling") as step:
        found = mirror.reconcile_files(files, out, asked, step)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(f"{_written(row['number'])}  {row['what']}" for row in found))
    for sentence in remarks_in(out, _REMARKS):
        click.echo(f"Note: {sentence}", err=True)
    click.echo(f"tables written to {out}", err=True)


_REMARKS: Final = 5
"""Remarks said at once; the others stand in their table."""


def _written(number: str | float) -> str:
    """Write a count with its thousands, and a measure with two digits, in a column."""
    return f"{number:>12.2f}" if isinstance(number, float) else f"{number:>12,}"
