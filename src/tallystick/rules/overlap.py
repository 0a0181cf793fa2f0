"""Two bodies that ask for the same transfers: who reports on which of them to one and not to the other.

An agreement that lays its categories on another's says so in its folder: `categories.csv`, one line a pair of
categories, with the day as of which the other's definitions are frozen (for the Arms Trade Treaty Art. 5(3)).
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from tallystick.engine.local import conform, frame
from tallystick.errors import AgreementError
from tallystick.model.agreement import FAILS, HOLDS
from tallystick.model.claim import NONE
from tallystick.model.tables import COVERAGE, COVERAGE_LINE
from tallystick.rules.load import Agreement
from tallystick.rules.participation import FALSE

Tables = Mapping[str, pl.DataFrame]
COLUMNS: Final = (
    "own",
    "other",
    "other_category",
    "category",
    "as_of",
    "relation",
    "article",
    "source",
    "note",
)
_RELATIONS: Final = ("same", "narrower", "wider")
_HELD: Final = [verdict.value for verdict in HOLDS.values()]
_FAILED: Final = [verdict.value for verdict in FAILS.values()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """One category of an agreement and what it is in another's, as of a day."""

    own: str
    other: str
    """The other agreement."""
    other_category: str
    category: str
    """Category of the vocabulary."""
    as_of: date
    relation: str
    """Whether the agreement's category is the same as, narrower or wider than the other's."""
    article: str
    source: str
    note: str


def likenesses(one: Agreement) -> list[Likeness]:
    """Read an agreement's `categories.csv`; empty where it has none.

    Raises:
        AgreementError: naming the line, if a cell is missing, or a day or relation is none.
    """
    path = one.folder / "categories.csv"
    if not path.is_file():
        return []
    reader = csv.DictReader(path.read_text("utf-8").splitlines())
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise AgreementError(path, f"needs the columns {', '.join(COLUMNS)}", line=1)
    found = []
    for number, row in enumerate(reader, start=2):
        try:
            as_of = date.fromisoformat(row["as_of"])
            text = {name: row[name] for name in COLUMNS if name != "as_of"}
            found.append(Likeness(as_of=as_of, **text))
        except (TypeError, ValueError) as error:
            raise AgreementError(path, str(error), line=number) from error
        if found[-1].relation not in _RELATIONS:
            raise AgreementError(
                path, f"{found[-1].relation!r} is no relation; write {', '.join(_RELATIONS)}", line=number
            )
    return found


def overlaps(agreements: Sequence[Agreement], tables: Tables) -> dict[str, pl.DataFrame]:
    """Make tables coverage (a party and year, as each body has heard) and coverage_line (flows that only one has)."""
    names = {one.name: one for one in agreements}
    pairs = [
        (one, names[other], [like for like in likenesses(one) if like.other == other])
        for one in agreements
        for other in sorted({like.other for like in likenesses(one)} & set(names))
    ]
    coverage = [_coverage(one, other, tables["verdict"]) for one, other, _ in pairs]
    lines = [_lines(one, other, likes, tables) for one, other, likes in pairs]
    return {
        "coverage": pl.concat(coverage) if len(coverage) > 0 else frame(COVERAGE, []),
        "coverage_line": pl.concat(lines) if len(lines) > 0 else frame(COVERAGE_LINE, []),
    }


def _yearly(one: Agreement) -> tuple[str, str]:
    """Name the rule and instrument of an agreement's first yearly report on transfers."""
    rule = next((rule for rule in one.obligations if rule.each_year and rule.reports != NONE), None)
    if rule is None:
        raise AgreementError(
            one.folder / "rules.py", "has no yearly report, so nothing can be laid on its categories"
        )
    return rule.name, rule.reports


def _coverage(one: Agreement, other: Agreement, verdicts: pl.DataFrame) -> pl.DataFrame:
    """Join how the two yearly reports of each party and year stand."""
    keys = ["party", "period_start", "period_end"]
    own, its = (
        verdicts.filter(pl.col("agreement") == each.name, pl.col("rule") == _yearly(each)[0]).select(
            *keys, "verdict"
        )
        for each in (one, other)
    )
    joined = own.join(its.rename({"verdict": "other_verdict"}), on=keys, how="full", coalesce=True)
    joined = joined.with_columns(pl.col("verdict", "other_verdict").fill_null(NONE))
    first, second = (pl.col(name).is_in(_HELD) for name in ("verdict", "other_verdict"))
    failed = {name: pl.col(name).is_in(_FAILED) for name in ("verdict", "other_verdict")}
    heard = (
        pl.when(first & second)
        .then(pl.lit("both"))
        .when(first & failed["other_verdict"])
        .then(pl.lit("one"))
        .when(second & failed["verdict"])
        .then(pl.lit("other"))
        .when(failed["verdict"] & failed["other_verdict"])
        .then(pl.lit("neither"))
        .otherwise(pl.lit("cannot_be_told"))
    )
    joined = joined.filter(pl.any_horizontal(first, second, *failed.values()))
    return conform(
        COVERAGE, joined.with_columns(agreement=pl.lit(one.name), other=pl.lit(other.name), heard=heard)
    )


def _lines(one: Agreement, other: Agreement, likes: Sequence[Likeness], tables: Tables) -> pl.DataFrame:
    """List the flows that stand in one of the two returns of a claimant and not in the other."""
    instruments = (_yearly(one)[1], _yearly(other)[1])
    keys = ["claimant", "role", "from_party", "to_party", "category", "period_start", "period_end"]
    said = (
        tables["claim"]
        .filter(
            pl.col("instrument").is_in(instruments),
            pl.col("role").is_in(["exporter", "importer"]),
            pl.col("category").is_in([like.category for like in likes]),
        )
        .group_by(*keys, "instrument")
        .agg(claims=pl.col("claim_id").sort().str.join(" "))
    )
    parts = []
    for reported_to, not_in in (instruments, instruments[::-1]):
        has = said.filter(pl.col("instrument") == reported_to)
        lacks = has.join(said.filter(pl.col("instrument") == not_in), on=keys, how="anti")
        asked = one if not_in == instruments[0] else other
        parts.append(
            lacks.with_columns(reported_to=pl.lit(reported_to), not_in=pl.lit(not_in)).pipe(
                _with_reason, not_in, asked, tables
            )
        )
    own = _own_categories(likes)
    lines = pl.concat(parts).join(own, on="category", how="left")
    return conform(COVERAGE_LINE, lines)


def _own_categories(likes: Iterable[Likeness]) -> pl.DataFrame:
    pairs = {(like.category, like.own) for like in likes}
    table = pl.DataFrame(sorted(pairs), schema={"category": pl.String, "own": pl.String}, orient="row")
    return table.group_by("category").agg(own_category=pl.col("own").sort().str.join(" "))


def _with_reason(lines: pl.DataFrame, instrument: str, asked: Agreement, tables: Tables) -> pl.DataFrame:
    """Say why a line does not stand in an instrument: from what is known of the claimant's filing for the year."""
    keys = ["claimant", "period_start", "period_end"]
    joined = lines.join(_contents(lines, instrument, tables["filing"]), on=[*keys, "role"], how="left")
    joined = joined.join(_bound(lines, asked, tables["status"]), on=keys, how="left")
    contents = pl.col("contents")
    why = (
        pl.when(contents.list.contains("lines") | contents.list.contains("nil"))
        .then(pl.lit("no_such_line"))
        .when(contents.list.contains("withheld"))
        .then(pl.lit("withheld"))
        .when(contents.list.contains("not_held"))
        .then(pl.lit("not_held"))
        .when(pl.col("is_bound").is_null())
        .then(pl.lit("not_bound"))
        .otherwise(pl.lit("no_filing"))
    )
    return joined.with_columns(why=why)


def _contents(lines: pl.DataFrame, instrument: str, filings: pl.DataFrame) -> pl.DataFrame:
    """Collect what the filings of each line's claimant that cover its period and side hold."""
    keys = ["claimant", "role", "period_start", "period_end"]
    mine = filings.filter(pl.col("instrument") == instrument).select(
        "claimant", "content", "direction", begins="period_start", ends="period_end"
    )
    side = pl.when(pl.col("role") == "exporter").then(pl.lit("exports")).otherwise(pl.lit("imports"))
    return (
        lines.select(keys)
        .unique()
        .join(mine, on="claimant")
        .filter(pl.col("begins") <= pl.col("period_start"), pl.col("ends") >= pl.col("period_end"))
        # a return on exports alone says nothing of imports
        .filter((pl.col("direction") == "any") | (pl.col("direction") == side))
        .group_by(keys)
        .agg(contents=pl.col("content").unique())
    )


def _bound(lines: pl.DataFrame, asked: Agreement, status: pl.DataFrame) -> pl.DataFrame:
    """Mark the claimants and periods of lines in which the agreement bound the claimant, or may have."""
    keys = ["claimant", "period_start", "period_end"]
    spells = status.filter(pl.col("agreement") == asked.name, pl.col("bound") != FALSE)
    return (
        lines.select(keys)
        .unique()
        .join(spells.select("since", "until", claimant="party"), on="claimant")
        .filter(
            pl.col("since") <= pl.col("period_end"),
            pl.col("until").is_null() | (pl.col("until") > pl.col("period_start")),
        )
        .select(*keys, is_bound=pl.lit(value=True))
        .unique()
    )
