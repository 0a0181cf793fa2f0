"""Where parties are and what the land looks like, for maps of points and land without boundaries."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from tallystick.model.party import read_vocabulary

Ring = tuple[tuple[float, float], ...]
"""A closed line of (longitude, latitude), in degrees."""


@cache
def coordinates() -> Mapping[str, tuple[float, float]]:
    """Give (latitude, longitude) in degrees of one representative point a party, by code.

    Source: `vocabulary/coordinates.csv`. A point says where to draw a party, and nothing of its extent.
    """
    rows = read_vocabulary("coordinates.csv")
    return MappingProxyType({row["party"]: (float(row["latitude"]), float(row["longitude"])) for row in rows})


@cache
def land() -> tuple[Ring, ...]:
    """Give the outline of the land as closed rings, without Antarctica.

    Source: `vocabulary/land.json`, made from Natural Earth 1:110m.
    """
    text = resources.files("tallystick.vocabulary").joinpath("land.json").read_text("utf-8")
    return tuple(tuple((lon, lat) for lon, lat in ring) for ring in json.loads(text)["rings"])
