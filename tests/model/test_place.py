"""Where parties are, and what the land looks like."""

from itertools import pairwise

import pytest

from tallystick.model.party import parties
from tallystick.model.place import Ring, coordinates, land


def crosses(ring: Ring, longitude: float, latitude: float) -> int:
    """Count the sides of the ring that a ray going east from the point meets."""
    return sum(
        longitude < x0 + (latitude - y0) * (x1 - x0) / (y1 - y0)
        for (x0, y0), (x1, y1) in pairwise(ring)
        if (y0 > latitude) != (y1 > latitude)
    )


def is_on_land(longitude: float, latitude: float) -> bool:
    return sum(crosses(ring, longitude, latitude) for ring in land()) % 2 == 1


def test_every_party_has_a_point_on_the_globe() -> None:
    assert set(coordinates()) == set(parties())
    assert all(-90 <= lat <= 90 and -180 <= lon <= 180 for lat, lon in coordinates().values())


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [
        ("DEU", 51, 10),
        ("USA", 39, -98),
        ("IND", 22, 79),
        ("ARG", -35, -65),
        ("FJI", -18, 178),
        ("TUV", -9, 179),
        ("SUN", 56, 38),
    ],
)
def test_points_lie_where_the_parties_do(code: str, latitude: float, longitude: float) -> None:
    assert coordinates()[code] == pytest.approx((latitude, longitude), abs=2)


def test_every_ring_of_land_is_closed_and_on_the_globe() -> None:
    assert len(land()) > 100
    for ring in land():
        assert len(ring) >= 4
        assert ring[0] == ring[-1]
        assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in ring)


@pytest.mark.parametrize(
    ("longitude", "latitude", "dry"),
    [(2.3, 47.0, True), (-8.0, 12.6, True), (-98.0, 39.0, True), (134.0, -25.0, True), (-30.0, 30.0, False)],
)
def test_land_is_land_and_sea_is_sea(longitude: float, latitude: float, *, dry: bool) -> None:
    assert is_on_land(longitude, latitude) is dry


def test_large_parties_stand_on_land() -> None:
    large = "AUS BRA CHN DEU DZA EGY FRA IND KAZ MEX NGA PAK POL SAU TUR UKR USA ZAF"
    assert [code for code in large.split() if not is_on_land(*reversed(coordinates()[code]))] == []
