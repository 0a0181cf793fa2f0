"""The map: land and points in Equal Earth projection, one arc for each ordered pair of parties, no boundaries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Final

from tallystick.model import words
from tallystick.model.claim import NONE
from tallystick.model.place import coordinates, land
from tallystick.reports.laid import Laid, anchor, pair_anchor

WIDTH: Final = 1000.0
"""Width of the drawing, in its own units."""
_NORTH, _SOUTH = 84.0, -57.0
"""Latitudes drawn: all that is inhabited."""
_EDGE: Final = 180.0
"""The meridian at which the map is cut."""

# Equal Earth (Savric, Patterson, Jenny 2018), equations 1 and 2: areas are true, so no state looks larger than it is.
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M: Final = sqrt(3) / 2
_HALF_TURN: Final = 2.7066299836
"""Half the width of the projected world, at the equator."""
_SCALE: Final = WIDTH / (2 * _HALF_TURN)

_BEND: Final = 0.2
"""How far an arc swings out, as a part of its length: enough to tell A to B from B to A."""
_TIP_AT: Final = 0.93
"""The mark of the importer's end sits just before the point, so that several arrivals stay apart."""
_WIDEST: Final = 5.0
"""An arc of many cells must not hide its neighbours."""

_WORST_FIRST: Final = (
    "conflicting",
    "withheld_one",
    "exporter_only",
    "importer_only",
    "observer_only",
    "holder_only",
    "explained",
    "agreed",
    "nil_both",
)
"""An arc takes the colour of that of its cells that fits least."""

_REGIONS: Final = {
    "World": None,
    "Europe": (-14.0, 33.0, 46.0, 70.0),
    "Africa": (-22.0, -36.0, 56.0, 38.0),
    "Asia": (32.0, -12.0, 142.0, 54.0),
    "Americas": (-125.0, -56.0, -30.0, 56.0),
}
"""West, south, east, north of each part of the map that can be brought nearer."""

_LABEL_SIZE: Final = (22.0, 9.0)
"""Room that a three-letter code takes, in the units of the drawing."""


@dataclass(frozen=True, slots=True)
class Arc:
    """All flows of one ordered pair."""

    key: str
    anchor: str
    halves: str
    width: float
    path: str
    tip: str
    title: str


@dataclass(frozen=True, slots=True)
class Point:
    """One party's place."""

    party: str
    anchor: str
    x: float
    y: float
    title: str
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the map to look at more closely."""

    name: str
    view: str
    zoom: float


@dataclass(frozen=True, slots=True)
class Atlas:
    """Everything the map draws."""

    view: str
    outline: str
    """The edge of the projected world, where what leaves it is cut."""
    land: str
    arcs: Sequence[Arc]
    points: Sequence[Point]
    regions: Sequence[Region]
    not_drawn: Sequence[str]
    """Parties that have no place on a map: areas, actors, names not known."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One ordered pair with its cells."""

    from_party: str
    to_party: str
    cells: Sequence[Laid]

    @property
    def is_between(self) -> bool:
        """Whether any of its cells has two sides; what is held has one."""
        return any(cell.is_between for cell in self.cells)

    @property
    def holder(self) -> str:
        """Whose it is, where it has one side only."""
        return self.cells[0].holder

    @property
    def key(self) -> str:
        """What a filter knows it by."""
        return f"{self.from_party}>{self.to_party}"

    @property
    def anchor(self) -> str:
        """Where the page speaks of it; empty where none of its cells is laid open."""
        return pair_anchor(self.from_party, self.to_party) if self.is_open else ""

    @property
    def is_open(self) -> bool:
        """Whether the page lays any of its cells open."""
        return any(cell.is_open for cell in self.cells)

    @property
    def name(self) -> str:
        """Both names, in the direction of the goods."""
        return f"{words.party(self.from_party)} to {words.party(self.to_party)}"

    @property
    def halves(self) -> str:
        """How the cell stands that fits least."""
        return min((cell.halves for cell in self.cells), key=_rank)

    @property
    def counts(self) -> str:
        """How its cells stand, in words."""
        counts = Counter(cell.halves for cell in self.cells)
        return words.tallied(counts)


def pair_up(laid: Iterable[Laid]) -> list[Pair]:
    """Gather cells by ordered pair, sorted by name."""
    groups: defaultdict[tuple[str, str], list[Laid]] = defaultdict(list)
    for cell in laid:
        groups[cell.pair].append(cell)
    pairs = [Pair(source, target, cells) for (source, target), cells in groups.items()]
    return sorted(pairs, key=lambda pair: (pair.name, pair.key))


def draw(pairs: Sequence[Pair]) -> Atlas:
    """Draw the map of these pairs; what fits least lies on top."""
    drawn = [pair for pair in pairs if _has_place(pair.from_party) and _has_place(pair.to_party)]
    named = {party for pair in pairs for party in (pair.from_party, pair.to_party)}
    return Atlas(
        view=_view(0.0, _top(), WIDTH, _height()),
        outline=_outline(),
        land=_land_path(),
        arcs=[_arc(pair) for pair in sorted(drawn, key=lambda pair: (-_rank(pair.halves), pair.key))],
        points=_points(pairs),
        regions=[_region(name, box) for name, box in _REGIONS.items()],
        not_drawn=sorted(words.party(party) for party in named if party != NONE and not _has_place(party)),
    )


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Project degrees to the units of the drawing; longitudes beyond 180 go on past the edge."""
    angle = asin(_M * sin(radians(latitude)))
    square = angle * angle
    sixth = square**3
    x = (
        radians(longitude)
        * cos(angle)
        / (_M * (_A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)))
    )
    y = angle * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
    return (x + _HALF_TURN) * _SCALE, (_HALF_TURN / 2 - y) * _SCALE


def _rank(halves: str) -> int:
    return _WORST_FIRST.index(halves) if halves in _WORST_FIRST else 0


def _has_place(party: str) -> bool:
    return party in coordinates()


def _top() -> float:
    return project(0, _NORTH)[1]


def _height() -> float:
    return project(0, _SOUTH)[1] - _top()


def _view(x: float, y: float, width: float, height: float) -> str:
    return f"{x:.0f} {y:.0f} {width:.0f} {height:.0f}"


@cache
def _land_path() -> str:
    rings = [ring for one in land() for ring in _both_sides(_unrolled(one))]
    return "".join(
        _ring_path([project(longitude, latitude) for longitude, latitude in ring]) for ring in rings
    )


def _both_sides(ring: list[tuple[float, float]]) -> Iterable[list[tuple[float, float]]]:
    """Give the ring, and again on the other side of the map where it goes on past the edge."""
    yield ring
    if max(abs(longitude) for longitude, _ in ring) > _EDGE:
        side = 1 if max(longitude for longitude, _ in ring) > _EDGE else -1
        yield [(longitude - 360 * side, latitude) for longitude, latitude in ring]


def _outline() -> str:
    latitudes = range(int(_SOUTH), int(_NORTH) + 1, 3)
    east = [project(_EDGE, latitude) for latitude in latitudes]
    west = [project(-_EDGE, latitude) for latitude in reversed(latitudes)]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in east + west) + "z"


def _unrolled(ring: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Go on past 180 degrees where a ring crosses it, so that no line runs back across the map."""
    points: list[tuple[float, float]] = []
    before = ring[0][0]
    for longitude, latitude in ring:
        before = longitude + 360 * round((before - longitude) / 360)
        points.append((before, latitude))
    home = 360 * round(sum(longitude for longitude, _ in points) / len(points) / 360)
    return [(longitude - home, latitude) for longitude, latitude in points]


def _ring_path(ring: Sequence[tuple[float, float]]) -> str:
    """Write a ring in steps of a tenth of a unit, each from the last point as rounded, so that errors do not add up."""
    points = [(round(x * 10), round(y * 10)) for x, y in ring]
    steps = [f"{(x - px) / 10:g} {(y - py) / 10:g}" for (px, py), (x, y) in pairwise(points)]
    return f"M{points[0][0] / 10:g} {points[0][1] / 10:g}l{' '.join(steps)}z"


def _arc(pair: Pair) -> Arc:
    curves = _curves(pair.from_party, pair.to_party)
    path = "".join(
        f"M{a[0]:.1f} {a[1]:.1f}Q{c[0]:.1f} {c[1]:.1f} {b[0]:.1f} {b[1]:.1f}" for a, c, b in curves
    )
    x, y = _on_curve(*curves[-1], _TIP_AT)
    return Arc(
        key=pair.key,
        anchor=pair.anchor,
        halves=pair.halves,
        width=round(min(_WIDEST, 0.6 + 0.7 * sqrt(len(pair.cells))), 1),
        path=path,
        tip=f"M{x:.1f} {y:.1f}h0",
        title=f"{pair.name}: {words.plural(len(pair.cells), 'flow')}; {pair.counts}",
    )


_Spot = tuple[float, float]


def _curves(source: str, target: str) -> list[tuple[_Spot, _Spot, _Spot]]:
    """Give the arc as start, control, end; twice where the short way leads past the edge of the map."""
    (lat_a, lon_a), (lat_b, lon_b) = coordinates()[source], coordinates()[target]
    turn = 360 if lon_b - lon_a < -_EDGE else -360 if lon_b - lon_a > _EDGE else 0
    starts = [lon_a] if turn == 0 else [lon_a, lon_a - turn]
    return [_curve(project(lon, lat_a), project(lon_b + turn + lon - lon_a, lat_b)) for lon in starts]


def _curve(a: _Spot, b: _Spot) -> tuple[_Spot, _Spot, _Spot]:
    across, down = b[0] - a[0], b[1] - a[1]
    control = ((a[0] + b[0]) / 2 + down * _BEND, (a[1] + b[1]) / 2 - across * _BEND)
    return a, control, b


def _on_curve(a: _Spot, c: _Spot, b: _Spot, t: float) -> _Spot:
    u = 1 - t
    return (
        u * u * a[0] + 2 * u * t * c[0] + t * t * b[0],
        u * u * a[1] + 2 * u * t * c[1] + t * t * b[1],
    )


def _points(pairs: Sequence[Pair]) -> list[Point]:
    sent: Counter[str] = Counter()
    received: Counter[str] = Counter()
    for pair in pairs:
        sent[pair.from_party] += len(pair.cells)
        received[pair.to_party] += len(pair.cells)
    busy = Counter({party: count for party, count in (sent + received).items() if _has_place(party)})
    spots = {party: _spot(party) for party in busy}
    labelled = _labelled(spots, sorted(busy, key=lambda party: (-busy[party], party)))
    names = {party: words.party(party) for party in busy}
    return [
        Point(
            party=party,
            anchor=anchor("p", party),
            x=round(spots[party][0], 1),
            y=round(spots[party][1], 1),
            title=f"{names[party]}: exporter in {words.plural(sent[party], 'flow')}, importer in {received[party]}",
            is_labelled=party in labelled,
        )
        for party in sorted(busy)
    ]


def _spot(party: str) -> _Spot:
    latitude, longitude = coordinates()[party]
    return project(longitude, latitude)


def _labelled(spots: Mapping[str, _Spot], order: Sequence[str]) -> set[str]:
    """Choose the labels that fit without touching one another; the others appear when the map is brought nearer."""
    taken: list[_Spot] = []
    chosen: set[str] = set()
    for party in order:
        x, y = spots[party]
        if all(abs(x - other[0]) > _LABEL_SIZE[0] or abs(y - other[1]) > _LABEL_SIZE[1] for other in taken):
            taken.append((x, y))
            chosen.add(party)
    return chosen


def _region(name: str, box: tuple[float, float, float, float] | None) -> Region:
    """Frame a region in the shape of the whole map, so that the page does not jump."""
    if box is None:
        return Region(name, _view(0.0, _top(), WIDTH, _height()), 1.0)
    west, south, east, north = box
    middle = (south + north) / 2
    left, right = project(west, middle)[0], project(east, middle)[0]
    top, bottom = project(0, north)[1], project(0, south)[1]
    width = max(right - left, (bottom - top) * WIDTH / _height())
    height = width * _height() / WIDTH
    view = _view((left + right - width) / 2, (top + bottom - height) / 2, width, height)
    return Region(name, view, round(WIDTH / width, 2))
