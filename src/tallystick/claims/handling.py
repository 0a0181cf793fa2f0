"""For whose eyes: claims an audience may not see are named as withheld, and their words and figures are left out."""

from collections.abc import Mapping

import polars as pl

from tallystick.errors import UsageError
from tallystick.model.claim import HANDLINGS, NONE
from tallystick.model.quantity import QuantityKind


def may_see(audience: str, handling: str) -> bool:
    """Whether an audience may see what carries this handling; a group sees its own and what all parties see."""
    if audience == "restricted" or handling in {"public", audience}:
        return True
    return handling == "parties_only" and audience.startswith("group:")


def checked(audience: str) -> str:
    """Return an audience or handling if it is a known one.

    Raises:
        UsageError: if it is not.
    """
    if audience in HANDLINGS or audience.startswith("group:"):
        return audience
    raise UsageError(f"handling {audience!r} is not known; write {', '.join(HANDLINGS)} or group:NAME")


def for_audience(tables: Mapping[str, pl.DataFrame], audience: str) -> dict[str, pl.DataFrame]:
    """Withhold from claims, sightings and issues what the audience may not see.

    A document's handling closes all that was read in it. Every later step sees only what is left, so no
    estimate, sentence or page can give the figure away.
    """
    checked(audience)
    closed_documents = _closed(tables["document"], audience)["sha256"].implode()
    sighting = tables["sighting"]
    in_closed = sighting.filter(pl.col("document").is_in(closed_documents))["claim_id"]
    in_open = sighting.filter(~pl.col("document").is_in(closed_documents))["claim_id"]
    only_closed = in_closed.filter(~in_closed.is_in(in_open.implode()))
    closed = pl.concat([_closed(tables["claim"], audience)["claim_id"], only_closed]).unique().implode()
    hidden = pl.col("claim_id").is_in(closed)
    names = _cover_names(tables["claim"].filter(hidden))
    return {
        **tables,
        "claim": _emptied(tables["claim"], hidden)
        .with_columns(pl.col("claim_id").replace(names))
        .sort("claim_id"),
        "sighting": sighting.with_columns(
            original=pl.when(hidden | pl.col("document").is_in(closed_documents))
            .then(pl.lit("{}"))
            .otherwise("original")
        ).with_columns(pl.col("claim_id").replace(names)),
        "issue": tables["issue"].with_columns(
            pl.when(pl.col("document").is_in(closed_documents)).then(pl.lit(shut)).otherwise(name).alias(name)
            for name, shut in (("value", "withheld"), ("message", "withheld"), ("original", "{}"))
        ),
    }


def _cover_names(hidden: pl.DataFrame) -> dict[str, str]:
    """Name withheld claims by their place: a hash of so few possible words could be guessed back."""
    flow = (
        "instrument",
        "claimant",
        "role",
        "from_party",
        "to_party",
        "category",
        "period_start",
        "line",
        "filing_id",
    )
    ordered = hidden.sort(*flow)["claim_id"].to_list()
    return {claim_id: f"withheld-{place:06d}" for place, claim_id in enumerate(ordered, start=1)}


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
