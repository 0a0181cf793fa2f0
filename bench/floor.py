"""The least work a job could be: read all its rows and group them in plain Polars, in a fresh process.

Usage: python bench/floor.py KEY[,KEY...]=GLOB [KEY[,KEY...]=GLOB ...]
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import polars as pl


def group(files: Sequence[Path], keys: Sequence[str]) -> tuple[int, int]:
    """Return how many rows some CSV or JSON files of one shape hold, and how many groups these form."""
    groups = pl.concat([_rows(file) for file in files]).group_by(keys).agg(pl.len()).collect()
    return int(groups["len"].sum()), groups.height


def _rows(file: Path) -> pl.LazyFrame:
    """Read a file; a list within an object of a JSON file becomes one row for each of its members."""
    if file.suffix != ".json":
        return pl.scan_csv(file, infer_schema=False)
    rows = pl.read_json(file, infer_schema_length=None)
    lists = [name for name, kind in rows.schema.items() if kind.base_type() is pl.List]
    rows = rows.explode(lists) if len(lists) > 0 else rows
    inner = [name for name in lists if rows.schema[name].base_type() is pl.Struct]
    return rows.unnest(inner).lazy()


def matching(pattern: str) -> list[Path]:
    """List the files a pattern stands for, sorted; none is a fault of the bench."""
    path = Path(pattern)
    found = sorted(path.parent.glob(path.name))
    if len(found) == 0:
        message = f"no file matches {pattern}"
        raise FileNotFoundError(message)
    return found


def main(arguments: Sequence[str]) -> None:
    """Group each set of files and print how many rows and groups there are."""
    for argument in arguments:
        keys, pattern = argument.split("=", 1)
        rows, groups = group(matching(pattern), keys.split(","))
        sys.stdout.write(f"{rows} rows, {groups} groups\n")


if __name__ == "__main__":
    main(sys.argv[1:])
