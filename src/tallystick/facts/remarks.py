"""What to know before a fact is used: what can hardly be meant, what one side contradicts itself in, what is missing.

Nothing is dropped for a remark: every figure is kept and every fact computed as it stands. What concerns cells alone is
written as expressions for every engine (`suspect`, `counted`), so that only what is remarked on comes to this process.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import narwhals as nw
import polars as pl

from tallystick.engine.local import frame
from tallystick.facts import contradictions, remarkable, spans
from tallystick.facts.pair import FLOW, usable
from tallystick.facts.remarkable import remark_row
from tallystick.model.claim import NONE, Act, Role
from tallystick.model.fact import SPOKEN
from tallystick.model.tables import REMARK
from tallystick.model.words import exact
from tallystick.phrase import Phrase, Value, Word, counts, marked, says

Row = Mapping[str, Any]
Rows = Iterator[dict[str, object]]
Tables = Mapping[str, pl.DataFrame]
Frame = nw.LazyFrame[Any]

MOST_NAMED: Final = 200
"""Cells named for one kind of remark, the largest first: more than a person reads, and few beside a large record."""
FAR_APART: Final = 1_000.0
"""Kilograms for tonnes, or a lost separator of thousands, put halves this many times apart; no way of counting does."""

COULD_BE: Final[Mapping[str, tuple[float, str]]] = {
    # Small Arms Survey 2018: 1 013 million at the end of 2017
    "items": (1e9, marked("all firearms that are known to be in the world, about a thousand million")),
    # commonly put at some twelve thousand million a year
    "rounds": (1e12, marked("what the world makes in some eighty years")),
    # UNCTAD: 866 million containers (of twenty feet) through all ports in 2022; a lot fills at least a crate of one
    "lots": (1e9, marked("the containers that all ports of the world handle in a year")),
    # UNCTAD, Review of Maritime Transport 2023: 12.0 thousand million tonnes loaded in 2022
    "kg": (1.2e13, marked("all goods shipped by sea in a year")),
    "tonnes": (1.2e10, marked("all goods shipped by sea in a year")),
    # the same goods, none of which is five times lighter than water on the whole
    "m3": (6e10, marked("all goods shipped by sea in a year")),
    # WTO: merchandise exports of 25 million million dollars in 2022; four times that leaves room for other years
    "usd": (1e14, marked("four times the trade of the whole world in a year")),
    "eur": (1e14, marked("four times the trade of the whole world in a year")),
    "gbp": (1e14, marked("four times the trade of the whole world in a year")),
}
"""By unit, what no flow of one category in one period can exceed, and what that bound is."""

_SIDES: Final = ("from", "to", "observer")
_TRADED: Final = [Act.TRANSFER, Act.AUTHORISATION, Act.REFUSAL]
_ENDS: Final = [f"{side}_{end}" for side in _SIDES for end in ("low", "high")]


def remarks(tables: Tables, cells: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Make table `remark` of a record that was laid claim by claim.

    Args:
        tables: tables `claim` and `filing`.
        cells: table `cell`.
        facts: table `fact`, of these cells.
    """
    claims = usable(tables["claim"], tables["filing"])
    lazy = nw.from_native(cells.lazy())
    counts = counted(lazy).collect().to_native().row(0, named=True)
    rows = [
        *of_record(counts, tables["claim"].height, claims["claimant"].unique().sort().to_list()),
        *of_cells(suspect(lazy).collect().to_native(), facts),
        *of_claims(_of_ranges(claims, cells), facts),
        *_named(
            "revised", contradictions.revised(tables["claim"], tables["filing"]), remarkable.revised, facts
        ),
        *_named("other_span", spans.added_up(cells).with_columns(size="low"), remarkable.in_parts, facts),
        *_observers(cells, claims),
    ]
    # a line that a correction dropped may have left no cell behind
    names = pl.DataFrame({"cell_id": [str(row["cell_id"]) for row in rows]}, schema={"cell_id": pl.String})
    known = set(names.join(cells, on="cell_id", how="semi")["cell_id"])
    return frame(
        REMARK, ({**row, "cell_id": row["cell_id"] if row["cell_id"] in known else NONE} for row in rows)
    )


def _of_ranges(claims: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Keep the claims of cells of which a half is no single figure: only there can its statements differ."""
    ranges = pl.any_horizontal(
        pl.col(f"{side}_low").ne_missing(pl.col(f"{side}_high")) for side in ("from", "to")
    )
    return claims.join(cells.filter(ranges), on=list(FLOW), how="semi")


def suspect(cells: Frame) -> Frame:
    """Keep the cells that `of_cells` remarks on, with `size`, the largest figure, and `factor` between the halves."""
    bounds = {unit: bound for unit, (bound, _) in COULD_BE.items()}
    most = nw.col("unit").replace_strict(bounds, default=None, return_dtype=nw.Float64)
    own = (nw.col("from_party") == nw.col("to_party")) & (nw.col("from_party") != NONE)
    factor = nw.max_horizontal(_times("from", "to"), _times("to", "from"))
    always = (own, factor >= FAR_APART)
    # most cells are dismissed by the least bound of any unit, which is looked up for none
    large = (nw.col(end) > min(bounds.values()) for end in _ENDS)
    near = cells.filter(nw.any_horizontal(*always, *large, ignore_nulls=True))
    told = near.with_columns(size=nw.max_horizontal(*_ENDS), factor=factor)
    return told.filter(nw.any_horizontal(*always, nw.col("size") > most, ignore_nulls=True))


def _times(greater: str, smaller: str) -> nw.Expr:
    """Say how many times one half at least is the other; null where either gives no figure above zero."""
    low, high = nw.col(f"{greater}_low"), nw.col(f"{smaller}_high")
    return nw.when((high > 0) & (nw.col(f"{smaller}_low") > 0)).then(low / high)


def counted(cells: Frame) -> Frame:
    """Count what `of_record` and `unweighed` ask for, in one row."""
    spoken = {side: nw.col(f"{side}_state").is_in(sorted(SPOKEN)) for side in _SIDES}
    # only of what goes from one party to another are there two halves
    traded = nw.col("act").is_in(_TRADED) & (nw.col("from_party") != NONE)
    flags = {
        "traded": traded,
        "both": traded & spoken["from"] & spoken["to"],
        "exporters": traded & spoken["from"],
        "importers": traded & spoken["to"],
        "nils": nw.any_horizontal(*(nw.col(f"{s}_state") == "nil" for s in _SIDES), ignore_nulls=True),
        "others": nw.any_horizontal(
            *(spoken[side] & (nw.col(f"{side}_state") != "nil") for side in _SIDES), ignore_nulls=True
        ),
        "observed": ~nw.col("observer_low").is_null(),
    }
    sums = {name: flag.cast(nw.Int64).sum() for name, flag in flags.items()}
    return cells.select(cells=nw.len().cast(nw.Int64), **sums)


def of_record(counts: Row, claims: int, claimants: list[str]) -> Rows:
    """Say what the record as a whole leaves out.

    Args:
        counts: the row that `counted` makes.
        claims: claims on record, whether they were laid or not.
        claimants: whose claims were laid.
    """
    if counts["cells"] == 0:
        yield remark_row(NONE, "empty", _empty(claims))
        return
    if counts["traded"] > 0 and counts["both"] == 0:
        yield remark_row(NONE, "one_side_only", *_one_sided(counts, claimants))
    if counts["nils"] > 0 and counts["others"] == 0:
        yield remark_row(
            NONE,
            "all_nil",
            says(
                "Every figure on record is a nil: nobody says that anything moved. Every fact is 0, and how far nils "
                "can be relied on cannot be told from nils alone."
            ),
        )


def _empty(claims: int) -> Phrase:
    if claims == 0:
        return says("Nothing could be laid: no claim is on record.")
    return says(
        "Nothing could be laid: of %(claims)s on record all are superseded, unsettled, of unknown parties, or ask for "
        "help.",
        claims=_figure(claims),
    )


def unweighed(counts: Row) -> Rows:
    """Say that observers are not weighed where a record is too large for it.

    Args:
        counts: the row that `counted` makes.
    """
    if counts["observed"] > 0:
        flows = "1 flow" if counts["observed"] == 1 else f"{exact(counts['observed'])} flows"
        sentence = (
            f"Observers give figures of {flows}. In a record of this size they are kept in table cell and not weighed: "
            "facts rest on the halves alone. Reconcile these flows apart, as a small record, to weigh them."
        )
        yield {"cell_id": NONE, "kind": "observers_not_weighed", "sentence": sentence}


def _one_sided(counts: Row, claimants: list[str]) -> Iterator[Phrase]:
    match (counts["exporters"] > 0, counts["importers"] > 0):
        case (True, False):
            yield says("No flow on record has both halves: exporters alone speak.")
        case (False, True):
            yield says("No flow on record has both halves: importers alone speak.")
        case (False, False):
            yield says("No flow on record has both halves: observers alone speak.")
        case _:
            yield says("No flow on record has both halves: of each flow one half alone is given.")
    if len(claimants) == 1:
        yield says("All claims are %(whose)s.", whose=Value(Word.OWNER, (claimants[0],)))
    yield says(
        "There is nothing to lay a figure against: no gap can be seen, and nobody's reliability can be told."
    )


def of_cells(suspects: pl.DataFrame, facts: pl.DataFrame) -> Rows:
    """Say what is remarkable about single cells.

    Args:
        suspects: the cells that `suspect` keeps.
        facts: table `fact`, of these cells at least.
    """
    own = (pl.col("from_party") == pl.col("to_party")) & (pl.col("from_party") != NONE)
    bounds = {unit: bound for unit, (bound, _) in COULD_BE.items()}
    most = pl.col("unit").replace_strict(bounds, default=None, return_dtype=pl.Float64)
    yield from _named("to_oneself", suspects.filter(own), remarkable.to_oneself, facts)
    yield from _named("implausible", suspects.filter(pl.col("size") > most), _implausible, facts)
    yield from _named(
        "far_apart", suspects.filter(pl.col("factor") >= FAR_APART), remarkable.far_apart, facts
    )


def _implausible(row: Row) -> Iterator[Phrase]:
    return remarkable.implausible(row, *COULD_BE[row["unit"]])


def disputed(cells: Frame) -> Frame:
    """Keep the cells of which statements of one side may differ: a half is a range, and more claims than halves."""
    ranges = []
    for side in ("from", "to"):
        low, high = nw.col(f"{side}_low"), nw.col(f"{side}_high")
        ranges += [low < high, ~low.is_null() & high.is_null()]
    spoken = [nw.col(f"{side}_state").is_in(sorted(SPOKEN)).cast(nw.Int64) for side in ("from", "to")]
    return cells.filter(
        nw.any_horizontal(*ranges, ignore_nulls=True), nw.col("claims") > nw.sum_horizontal(*spoken)
    )


def of_claims(claims: pl.DataFrame, facts: pl.DataFrame) -> Rows:
    """Say in what statements of one side differ.

    Args:
        claims: the usable claims of the cells in question, in what makes a cell, a witness and a quantity.
        facts: table `fact`, of these cells at least.
    """
    yield from _named("several_figures", contradictions.several(claims), remarkable.several, facts)


def _observers(cells: pl.DataFrame, claims: pl.DataFrame) -> Rows:
    """Say of how many flows each observer speaks alone."""
    spoken = pl.any_horizontal(pl.col(f"{side}_state").is_in(list(SPOKEN)) for side in ("from", "to"))
    seen = claims.filter(pl.col("role") == Role.OBSERVER).select("claimant", *FLOW).unique()
    alone = seen.join(cells.filter(~spoken), on=list(FLOW), how="semi")
    for name, count in alone.group_by("claimant").len().sort("claimant").iter_rows():
        yield remark_row(
            NONE,
            "observer_alone",
            counts(
                "%(party)s speaks of %(count)s flow of which neither side has a half on record, so that there is "
                "nothing to lay its figures against.",
                "%(party)s speaks of %(count)s flows of which neither side has a half on record, so that there is "
                "nothing to lay its figures against.",
                count,
                party=Value(Word.PARTY, (name,)),
            ),
        )


def _named(
    kind: str, found: pl.DataFrame, told: Callable[[Row], Iterator[Phrase]], facts: pl.DataFrame
) -> Rows:
    """Write one remark a cell, the largest first, and one for all that would be too many to name."""
    if found.height == 0:
        return
    ends = facts.select("cell_id", fact_low="low", fact_high="high")
    largest = found.sort("size", "cell_id", descending=[True, False], nulls_last=True, maintain_order=True)
    for row in (
        largest.head(MOST_NAMED).join(ends, on="cell_id", how="left", maintain_order="left").to_dicts()
    ):
        yield remark_row(row["cell_id"], kind, *told(row))
    if found.height > MOST_NAMED:
        more = says(
            "%(count)s more cells have a remark of kind %(kind)s; the largest are named.",
            count=_figure(found.height - MOST_NAMED),
            kind=Value(Word.TEXT, (kind,)),
        )
        yield remark_row(NONE, kind, more)


def _figure(count: int) -> Value:
    return Value(Word.FIGURE, (count,))
