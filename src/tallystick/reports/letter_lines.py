"""A line of a return as a letter names it: the figure as it was given, the goods, and where it stands."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from tallystick.model.record import Row
from tallystick.model.stated import is_own_estimate
from tallystick.model.words import said

ROLES: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {"from": ("exporter",), "to": ("importer", "holder")}
)
"""Who speaks on which side of a flow."""


def figure(claim: Row) -> str:
    """Write a claim's figure; the bounds made of an estimate are never given as its author's own."""
    if claim["quantity_low"] is None:
        return str(claim["quantity_kind"])
    given = said("reported", claim["quantity_low"], claim["quantity_high"])
    return f"an estimate, taken here as {given}" if is_own_estimate(claim) else given


def line(claim: Row) -> str:
    """Write a claim's figure and goods, and where they stand."""
    goods = "" if claim["designation"] == "-" else f" × {claim['designation']}"
    return f"{figure(claim)}{goods} ({spot(claim)})"


def spot(claim: Row) -> str:
    """Name the document and the place in it."""
    seen = claim["sightings"][0]
    return f"{seen['document']}, {seen['locator']}"
