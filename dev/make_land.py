"""Make `vocabulary/land.json` and `coordinates.csv` from the npm package world-atlas.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python dev/make_land.py package

Land is the 1:110m outline as plain rings, without Antarctica. A party's point is the middle of its largest
piece of land at 1:50m, unless `dev/points_by_hand.csv` has a better one. Natural Earth's boundaries are its
own and are not kept.
"""

import csv
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import pycountry

HERE = Path(__file__).parent
VOCABULARY = HERE.parent / "src" / "tallystick" / "vocabulary"

Point = tuple[float, float]
Ring = list[Point]

# A tenth of a degree is about a pixel on a page-wide map of the world.
LAND_DECIMALS = 1
# A triangle, closed.
SHORTEST_RING = 4
# No arms flow ends south of here, and a map that reached the pole would give a fifth of its height to ice.
SOUTHERN_EDGE = -60
# Natural Earth gives these no ISO number.
CODES_BY_NAME = {"Kosovo": "XKX"}
HEADER = {
    "origin": "world-atlas 2.0.2, land-110m.json, made from Natural Earth 1:110m land",
    "licence": "Natural Earth: public domain; world-atlas: ISC, Copyright 2013-2019 Michael Bostock",
    "changes": "rounded to a tenth of a degree; land wholly south of 60 degrees south left out",
    "unit": "degrees, [longitude, latitude], WGS 84",
}


@dataclass(frozen=True, slots=True)
class Topology:
    """A TopoJSON file with its arcs unpacked into degrees."""

    arcs: list[Ring]
    objects: dict[str, Any]

    def ring(self, indices: Iterable[int]) -> Ring:
        """Join arcs end to end; `~i` is arc `i` backwards, and each begins where the last one ended."""
        points: Ring = []
        for index in indices:
            arc = self.arcs[index] if index >= 0 else self.arcs[~index][::-1]
            points.extend(arc if len(points) == 0 else arc[1:])
        return points

    def polygons(self, geometry: dict[str, Any]) -> list[list[Ring]]:
        """List the polygons of a geometry, each as its outer ring and its holes."""
        if geometry["type"] == "GeometryCollection":
            return [polygon for part in geometry["geometries"] for polygon in self.polygons(part)]
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        return [[self.ring(indices) for indices in polygon] for polygon in polygons]


def main() -> None:
    """Write both files."""
    folder = Path(sys.argv[1])
    land = read_topology(folder / "land-110m.json")
    write_land(ring for polygon in land.polygons(land.objects["land"]) for ring in polygon)
    write_points(read_topology(folder / "countries-50m.json"))


def read_topology(file: Path) -> Topology:
    """Read a quantised TopoJSON file: every point is a step from the one before it."""
    raw = json.loads(file.read_text("utf-8"))
    (scale_x, scale_y), (from_x, from_y) = raw["transform"]["scale"], raw["transform"]["translate"]
    arcs = []
    for steps in raw["arcs"]:
        places = accumulate(steps, lambda place, step: (place[0] + step[0], place[1] + step[1]))
        arcs.append([(x * scale_x + from_x, y * scale_y + from_y) for x, y in places])
    return Topology(arcs, raw["objects"])


def write_land(rings: Iterable[Ring]) -> None:
    """Write rounded rings, one a line; islands that rounding makes a line or a dot are left out."""
    rounded = [round_ring(ring) for ring in rings if max(y for _, y in ring) > SOUTHERN_EDGE]
    lines = [json.dumps(ring, separators=(",", ":")) for ring in rounded if len(ring) >= SHORTEST_RING]
    header = "".join(f'"{key}":{json.dumps(value)},\n' for key, value in HEADER.items())
    body = ",\n".join(lines).replace(".0,", ",").replace(".0]", "]")
    (VOCABULARY / "land.json").write_text(f'{{{header}"rings":[\n{body}\n]}}\n', "utf-8", newline="\n")


def round_ring(ring: Ring) -> Ring:
    """Round, drop points that fall on the one before, and keep the ring closed."""
    points = [(round(x, LAND_DECIMALS) + 0.0, round(y, LAND_DECIMALS) + 0.0) for x, y in ring]
    return [points[0], *(point for before, point in pairwise(points) if point != before)]


def write_points(countries: Topology) -> None:
    """Write one point for each party, with where it comes from."""
    with (HERE / "points_by_hand.csv").open(encoding="utf-8", newline="") as handle:
        hand = {row["party"]: row for row in csv.DictReader(handle)}
    found = {code: centroid(ring) for code, ring in largest_rings(countries).items()}
    rows = [(code, f"{lat:.2f}", f"{lon:.2f}", "Natural Earth 1:50m") for code, (lon, lat) in found.items()]
    rows = [row for row in rows if row[0] not in hand]
    rows += [
        (code, row["latitude"], row["longitude"], f"by hand: {row['note']}") for code, row in hand.items()
    ]
    with (VOCABULARY / "coordinates.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("party", "latitude", "longitude", "origin"))
        writer.writerows(sorted(rows))


def largest_rings(countries: Topology) -> dict[str, Ring]:
    """Find the largest outer ring of each party."""
    largest: dict[str, Ring] = {}
    for geometry in countries.objects["countries"]["geometries"]:
        code = party_of(geometry)
        if code is not None:
            rings = [polygon[0] for polygon in countries.polygons(geometry)]
            rings += [largest[code]] if code in largest else []
            largest[code] = max(rings, key=lambda ring: abs(area(ring)))
    return largest


def party_of(geometry: dict[str, Any]) -> str | None:
    """Tell whose outline it is; areas to which ISO gives no code are nobody's."""
    if "id" not in geometry:
        return CODES_BY_NAME.get(geometry["properties"]["name"])
    country = pycountry.countries.get(numeric=geometry["id"])
    return None if country is None else str(country.alpha_3)


def area(ring: Ring) -> float:
    """Give the signed area in square degrees, good enough to compare one party's islands."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring)) / 2


def centroid(ring: Ring) -> Point:
    """Give the centre of mass of a ring; of one too small to have an area, its first point."""
    # Measured from the first point, because far from the origin a small area drowns in rounding.
    from_x, from_y = ring[0]
    near = [(x - from_x, y - from_y) for x, y in ring]
    weight = 6 * area(near)
    if weight == 0:
        return ring[0]
    sides = [(x0 * y1 - x1 * y0, x0 + x1, y0 + y1) for (x0, y0), (x1, y1) in pairwise(near)]
    return (
        from_x + sum(cross * xs for cross, xs, _ in sides) / weight,
        from_y + sum(cross * ys for cross, _, ys in sides) / weight,
    )


if __name__ == "__main__":
    main()
