"""For whose eyes: claims an audience may not see are named as withheld, and their words and figures are left out."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from tallystick.engine.local import conform
from tallystick.errors import UsageError
from tallystick.model.claim import HANDLINGS, NONE
from tallystick.model.quantity import QuantityKind
from tallystick.model.tables import TABLES
from tallystick.phrase import listed, quoted, says

SHUT: Final = "withheld"
COVER: Final = "withheld-"
"""How the name begins that a closed claim is given."""
_NAMES: Final = {
    "claim": ("claim_id", "filing_id"),
    "sighting": ("claim_id", "document"),
    "document": ("sha256",),
    "filing": ("filing_id", "supersedes", "superseded_by"),
    "participation": ("document",),
    "milestone": ("document",),
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


def shut_judgements(
    judgements: pl.DataFrame, fact_claim: pl.DataFrame, verdict: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Leave out the words of judgements about what rests on a claim the audience may not see: they may quote it.

    Args:
        judgements: table `judgement`.
        fact_claim: table `fact_claim`: which cells rest on closed claims.
        verdict: table `verdict`, where there is one: which verdicts rest on those cells.
    """
    cells = fact_claim.filter(pl.col("claim_id").str.starts_with(COVER))["cell_id"].unique()
    closed = cells
    if verdict is not None:
        rests = pl.col("evidence").str.split(" ").list.set_intersection(cells.to_list()).list.len() > 0
        closed = pl.concat([cells, verdict.filter(rests)["verdict_id"]])
    # a finding is named by its cell or verdict
    about = pl.col("about").str.replace(r"^(gap|verdict)\.", "")
    return _blank(judgements, about.is_in(closed.implode()), {"text": SHUT, "evidence": SHUT})


def checked(audience: str) -> str:
    """Return an audience or handling if it is a known one.

    Raises:
        UsageError: if it is not.
    """
    if audience in HANDLINGS or audience.startswith("group:"):
        return audience
    raise UsageError(
        says(
            "handling %(handling)s is not known; write %(known)s or group:NAME",
            handling=quoted(audience),
            known=listed(HANDLINGS),
        )
    )


def for_audience(tables: Mapping[str, pl.DataFrame], audience: str) -> dict[str, pl.DataFrame]:
    """Withhold from claims, sightings, documents, participation, milestones and issues what the audience may not see.

    A document's handling closes all that was read in it. Every later step sees only what is left, so no
    estimate, sentence or page can give the figure away; nor can a name, since hashes over what is closed are
    covered too: whoever knows the rest of a file can try every number until the hash fits.
    """
    checked(audience)
    shut = _closed(tables["document"], audience)["sha256"]
    hidden = _hidden(tables, shut, audience)
    marks = pl.concat([shut, _closed(tables["milestone"], audience)["document"]]).unique()
    if len(hidden) == len(marks) == 0:
        return dict(tables)
    spots = tables["sighting"].filter(pl.col("claim_id").is_in(hidden.implode()))
    covers = _covers(tables, hidden, pl.concat([marks, spots["document"]]).unique())
    left = {
        "claim": _emptied(tables["claim"], pl.col("claim_id").is_in(hidden.implode())),
        "sighting": _blank(tables["sighting"], _at(spots, shut), {"original": "{}"}),
        "document": _shut_documents(tables["document"], shut, covers),
        "filing": tables["filing"],
        "participation": _shut_acts(tables["participation"], shut),
        "milestone": _shut_milestones(tables["milestone"], shut, audience),
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


def _shut_acts(acts: pl.DataFrame, shut: pl.Series) -> pl.DataFrame:
    """Say of acts in closed documents only that a party took one: a silence would pass for none."""
    closed = pl.col("document").is_in(shut.implode())
    words = {"act": SHUT, "articles": NONE, "contested": NONE, "note": NONE, "source": SHUT}
    return _blank(_undated(acts, closed, ("acted_on", "in_force_on", "ends_on")), closed, words)


def _shut_milestones(milestones: pl.DataFrame, shut: pl.Series, audience: str) -> pl.DataFrame:
    """Say of closed milestones only that there is one, so that no clock runs out over what may have moved it."""
    own = _closed(milestones, audience)["handling"].unique()
    closed = pl.col("document").is_in(shut.implode()) | pl.col("handling").is_in(own.implode())
    words = {"kind": SHUT, "said_by": NONE, "source": SHUT}
    return _blank(_undated(milestones, closed, ("happened_on", "until")), closed, words)


def _undated(data: pl.DataFrame, closed: pl.Expr, days: Sequence[str]) -> pl.DataFrame:
    return data.with_columns(pl.when(closed).then(None).otherwise(day).alias(day) for day in days)


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
