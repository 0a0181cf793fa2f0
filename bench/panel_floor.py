"""The least that any reconciliation of a panel does, in plain Polars: group, join, join back.

Read the claims; add those of one claimant about one flow up to a half; join the exporter's halves with the importer's
to cells; join each cell's middle back to its halves; write them. One lazy query on the default engine.

Usage: python bench/panel_floor.py PANEL.parquet OUT.parquet
"""

import sys
from collections.abc import Sequence

import polars as pl

FLOW = ["from", "to", "category", "period", "unit"]


def floor(source: str, target: str) -> None:
    """Write the halves of a panel, each with the middle of its cell."""
    claims = pl.scan_parquet(source)
    halves = claims.group_by(*FLOW, "role", "claimant").agg(pl.col("quantity").sum())
    sides = [
        halves.filter(pl.col("role") == role).select(*FLOW, pl.col("quantity").alias(role))
        for role in ("exporter", "importer")
    ]
    cells = sides[0].join(sides[1], on=FLOW, how="full", coalesce=True)
    middle = cells.with_columns(
        middle=pl.coalesce((pl.col("exporter") * pl.col("importer")).sqrt(), "exporter", "importer")
    )
    back = halves.join(middle, on=FLOW, how="left")
    back.collect().write_parquet(target)


def main(arguments: Sequence[str]) -> None:
    """Do it to the files named."""
    floor(arguments[0], arguments[1])


if __name__ == "__main__":
    main(sys.argv[1:])
