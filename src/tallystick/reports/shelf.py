"""The shelf of agreements for a terminal: what there is, and what one of them asks."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import polars as pl

from tallystick.model.claim import NONE
from tallystick.model.record import Row
from tallystick.model.words import article, capitalised


def shelf_lines(tables: Mapping[str, pl.DataFrame], *, whole: bool) -> Iterable[str]:
    """Write tables obligation, parameter and clock; `whole` with every parameter and what could not be confirmed."""
    titles = {row["agreement"]: row for row in tables["clock"].iter_rows(named=True)}
    obligations = tables["obligation"].sort("agreement", maintain_order=True).iter_rows(named=True)
    for name, group in groupby(obligations, key=lambda row: row["agreement"]):
        rows = list(group)
        yield f"{name}: {capitalised(titles[name]['title'])} ({_forces(rows)})"
        for row in rows:
            cited = "" if row["article"] == NONE else f" ({article(row['article'])})"
            yield f"  {row['rule']}{cited}: {row['asks']}"
        if whole:
            yield from _parameters(tables["parameter"].filter(pl.col("agreement") == name).to_dicts())
            yield from _sources(rows[0], titles[name])


def _forces(rows: Sequence[Row]) -> str:
    return ", ".join(sorted({row["force"] for row in rows}))


def _parameters(rows: Iterable[Row]) -> Iterable[str]:
    yield "  Parameters:"
    for row in rows:
        mark = "; unconfirmed" if row["unconfirmed"] else ""
        cited = "" if row["article"] == NONE else f", {article(row['article'])}"
        yield f"    {row['parameter']} = {row['written']} from {row['since']}: {row['what']}{cited}"
        yield f"      {row['source']}{mark}"


def _sources(row: Row, clock: Row) -> Iterable[str]:
    yield f"  Text: {row['source']}"
    if row["unconfirmed"] != NONE:
        yield f"  Unconfirmed: {row['unconfirmed']}"
    if clock["days"] is not None:
        yield f"  Reply: {clock['days']} days, {clock['channel']} ({clock['article']})"
    yield f"  Version of this law: {row['version']}"
