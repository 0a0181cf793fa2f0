"""Count what a folder of reconciled tables holds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from tallystick.engine.local import schema
from tallystick.model.claim import NONE
from tallystick.model.tables import TABLES
from tallystick.model.words import FITS

Found = dict[str, str | int | float]
"""What was counted or measured, and the number."""

_UNIT: Final = r"([^.]+)$"
"""The last word of a cell's id."""


def found_in(out: Path, claims: int) -> list[Found]:
    """Count what the tables of a folder hold, in the order in which people ask for it."""
    halves = _counts(out, "fact", "halves")
    estimable = _counts(out, "reliability", "estimable")
    remarks = _counts(out, "remark", "kind")
    open_gaps = _rows(out, "fact").filter(pl.col("remainder") > 0).select(pl.len()).collect().item()
    return [
        {"what": "claims laid", "number": claims},
        {"what": "cells", "number": sum(halves.values())},
        *(
            {"what": f"cells: {fit.label.lower()}", "number": halves[word]}
            for word, fit in FITS.items()
            if word in halves
        ),
        {"what": "cells with a remainder that no likely cause explains", "number": open_gaps},
        {"what": "causes found", "number": sum(_counts(out, "explained", "cause").values())},
        {"what": "claimants in a role", "number": sum(estimable.values())},
        {"what": "claimants whose reliability can be estimated", "number": estimable.get("true", 0)},
        *_predicted(out),
        *({"what": f"remarks: {word}", "number": number} for word, number in sorted(remarks.items())),
    ]


def remarks_in(out: Path, most: int) -> list[str]:
    """Give the sentences of table `remark`, those about the whole record first, and how many more there are."""
    whole_first = pl.col("cell_id") != NONE
    told = _rows(out, "remark").sort(whole_first, "kind", "cell_id").collect()["sentence"].to_list()
    more = [f"{len(told) - most:,} more remarks stand in table remark."] if len(told) > most else []
    return [*told[:most], *more]


def _predicted(out: Path) -> Iterator[Found]:
    """Say how well one half was told from the other, unit by unit: scores of counts and of amounts do not compare."""
    found = _rows(out, "prediction").group_by(unit=pl.col("cell_id").str.extract(_UNIT))
    means = found.agg(
        pl.len(), pl.col("log_score").mean(), held=pl.col("observed").is_between("low", "high").mean()
    )
    for unit, halves, score, held in means.sort("unit").collect().iter_rows():
        yield {"what": f"halves in {unit} predicted, each from the other", "number": halves}
        yield {"what": f"mean log score of predictions in {unit}", "number": score}
        yield {"what": f"share of halves in {unit} within the 90 % range predicted", "number": held}


def _rows(out: Path, table: str) -> pl.LazyFrame:
    target = out / f"{table}.parquet"
    # a cluster writes a table as a folder of parts
    if target.is_dir():
        return pl.scan_parquet(target / "*.parquet")
    return pl.scan_parquet(target) if target.exists() else pl.LazyFrame(schema=schema(TABLES[table]))


def _counts(out: Path, table: str, column: str) -> dict[str, int]:
    counted = _rows(out, table).group_by(pl.col(column).cast(pl.String)).agg(pl.len()).collect()
    return {str(word): int(number) for word, number in counted.iter_rows()}
