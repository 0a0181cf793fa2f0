"""For whose eyes: claims an audience may not see are named as withheld, and their words and figures are left out."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from tallystick.engine.local import conform
from tallystick.errors import UsageError
from tallystick.model.claim import HANDLINGS, NONE
from tallystick.model.quantity import QuantityKind
from tallystick.model.tables import TABLES

SHUT: Final = "withheld"
COVER: Final = "withheld-"
"""How the name begins that a closed claim is given."""
_NAMES: Final = {
    "claim": ("claim_id", "filing_id"),
    "sighting": ("claim_id", "document"),
    "document": ("sha256",),
    "filing": ("filing_id", "supersedes", "superseded_by"),
    "issue": ("document", "locator", "value"),
}
"""Columns in which a name made of what is closed may stand; issues join several filings in one value."""
_MADE_OF_CONTENT: Final = r"/[0-9a-f]{12}$"
"""How a filing ends that nobody named, so that it is named by a hash of its lines (key.py)."""


def may_see(audience: str, handling: str) -> bool:
    """Whether an audience may see what carries this handling.

    Everybody sees what is public; the parties what is for the parties; a named group its own, and no more than the
    public besides, since nobody granted it the parties' rights; `restricted` is the case's own keeper and sees all.
    """
    return audience == "restricted" or handling in {"public", audience}


def shut_judgements(judgements: pl.DataFrame, fact_claim: pl.DataFrame) -> pl.DataFrame:
    """Leave out the words of judgements about cells of which the audience may not see a claim: they may quote it."""
    closed = fact_claim.filter(pl.col("claim_id").str.starts_with(COVER))["cell_id"].unique().implode()
    words = {"text": SHUT, "evidence": SHUT}
    return _blank(judgements, pl.col("about").is_in(closed), words)


def checked(audience: str) -> str:
    """Return an audience or handling if it is a known one.

    Raises:
        UsageError: if it is not.
    """
    if audience in HANDLINGS or audience.startswith("group:"):
        return audience
    raise UsageError(f"handling {audience!r} is not known; write {', '.join(HANDLINGS)} or group:NAME")


def for_audience(tables: Mapping[str, pl.DataFrame], audience: str) -> dict[str, pl.DataFrame]:
    """Withhold from claims, sightings, documents and issues what the audience may not see.

    A document's handling closes all that was read in it. Every later step sees only what is left, so no
    estimate, sentence or page can give the figure away; nor can a name, since hashes over what is closed are
    covered too: whoever knows the rest of a file can try every number until the hash fits.
    """
    checked(audience)
    shut = _closed(tables["document"], audience)["sha256"]
    hidden = _hidden(tables, shut, audience)
    if len(hidden) == len(shut) == 0:
        return dict(tables)
    spots = tables["sighting"].filter(pl.col("claim_id").is_in(hidden.implode()))
    covers = _covers(tables, hidden, pl.concat([shut, spots["document"]]).unique())
    left = {
        "claim": _emptied(tables["claim"], pl.col("claim_id").is_in(hidden.implode())),
        "sighting": _blank(tables["sighting"], _at(spots, shut), {"original": "{}"}),
        "document": _shut_documents(tables["document"], shut, covers),
        "filing": tables["filing"],
        "issue": _blank(
            tables["issue"], _at(spots, shut), {"value": SHUT, "message": SHUT, "original": "{}"}
        ),
    }
    return {**tables, **{name: _covered(name, data, covers) for name, data in left.items()}}


def _hidden(tables: Mapping[str, pl.DataFrame], shut: pl.Series, audience: str) -> pl.Series:
    """List claims that are closed themselves, or stand in closed documents only."""
    in_shut = pl.col("document").is_in(shut.implode())
    only_shut = tables["sighting"].group_by("claim_id").agg(in_shut.all()).filter("document")["claim_id"]
    return pl.concat([_closed(tables["claim"], audience)["claim_id"], only_shut]).unique()


def _at(spots: pl.DataFrame, shut: pl.Series) -> pl.Expr:
    """Whether a row of sightings or issues speaks of a closed document or of a closed claim's place."""
    places = spots.select(place=pl.concat_str("document", "locator", separator=" "))["place"]
    place = pl.concat_str("document", "locator", separator=" ")
    return pl.col("document").is_in(shut.implode()) | place.is_in(places.implode())


def _blank(data: pl.DataFrame, closed: pl.Expr, words: Mapping[str, str]) -> pl.DataFrame:
    return data.with_columns(
        pl.when(closed).then(pl.lit(word)).otherwise(name).alias(name) for name, word in words.items()
    )


def _shut_documents(documents: pl.DataFrame, shut: pl.Series, covers: Mapping[str, str]) -> pl.DataFrame:
    """Leave out the size of documents that hold closed claims, and what closed ones are called."""
    named = _blank(documents, pl.col("sha256").is_in(shut.implode()), {"name": SHUT, "origin": SHUT})
    return named.with_columns(bytes=pl.when(pl.col("sha256").is_in(list(covers))).then(0).otherwise("bytes"))


def _covers(tables: Mapping[str, pl.DataFrame], hidden: pl.Series, documents: pl.Series) -> dict[str, str]:
    """Cover names made of what is closed, numbered by what the audience may know of it."""
    claims = tables["claim"].filter(pl.col("claim_id").is_in(hidden.implode()))
    flow = ("instrument", "claimant", "role", "from_party", "to_party", "category", "period_start", "line")
    filings = claims.filter(pl.col("filing_id").str.contains(_MADE_OF_CONTENT))["filing_id"].unique().sort()
    shut = tables["document"].filter(pl.col("sha256").is_in(documents.implode()))
    covers = _numbered(claims.sort(*flow, "claim_id")["claim_id"].to_list(), COVER)
    covers |= _numbered(shut.sort("source", "added_on", "sha256")["sha256"].to_list(), f"{COVER}document-")
    for place, filing_id in enumerate(filings.to_list(), start=1):
        covers[filing_id] = f"{filing_id.rpartition('/')[0]}/withheld-{place:06d}"
    return covers


def _numbered(names: Sequence[str], cover: str) -> dict[str, str]:
    return {name: f"{cover}{place:06d}" for place, name in enumerate(names, start=1)}


def _covered(name: str, data: pl.DataFrame, covers: dict[str, str]) -> pl.DataFrame:
    if name == "issue":
        named = data.with_columns(pl.col(_NAMES[name]).str.replace_many(covers))
    else:
        named = data.with_columns(pl.col(_NAMES[name]).replace(covers))
    return conform(TABLES[name], named)


def _closed(data: pl.DataFrame, audience: str) -> pl.DataFrame:
    open_to = [one for one in data["handling"].unique().to_list() if may_see(audience, one)]
    return data.filter(~pl.col("handling").is_in(open_to))


def _emptied(claims: pl.DataFrame, hidden: pl.Expr) -> pl.DataFrame:
    words = (
        "origin_party",
        "via",
        "end_user",
        "consignee",
        "intermediary",
        "carrier",
        "designation",
        "condition",
    )
    return claims.with_columns(
        pl.when(hidden)
        .then(pl.lit(QuantityKind.WITHHELD.value))
        .otherwise("quantity_kind")
        .alias("quantity_kind"),
        pl.when(hidden).then(None).otherwise("quantity_low").alias("quantity_low"),
        pl.when(hidden).then(None).otherwise("quantity_high").alias("quantity_high"),
        *(pl.when(hidden).then(pl.lit(NONE)).otherwise(name).alias(name) for name in words),
    )
