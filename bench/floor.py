"""The least work a job could be: read the same rows and group them in plain Polars, in a fresh process.

Usage: python bench/floor.py FILE KEY[,KEY...]
"""

import sys
from pathlib import Path

import polars as pl


def group(file: Path, keys: list[str]) -> int:
    """Return how many groups the rows of a CSV or Parquet file form."""
    rows = pl.scan_parquet(file) if file.suffix == ".parquet" else pl.scan_csv(file, infer_schema=False)
    return rows.group_by(keys).agg(pl.len()).collect().height


if __name__ == "__main__":
    sys.stdout.write(f"{group(Path(sys.argv[1]), sys.argv[2].split(','))}\n")
