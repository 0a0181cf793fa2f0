from collections import Counter
from itertools import pairwise

import polars as pl
import pytest

from tallystick.model import words
from tallystick.model.place import coordinates, land
from tallystick.model.record import Record
from tallystick.reports.atlas import WIDTH, draw, pair_up, project
from tallystick.reports.charts import FLOOR, TOP, Chart, chart_pair, cut_stick
from tallystick.reports.laid import Laid, anchor, lay_open

YEARS = range(2013, 2017)


@pytest.fixture(scope="module")
def laid(tables: dict[str, pl.DataFrame]) -> list[Laid]:
    return lay_open(Record.of(tables))


def charts(laid: list[Laid], source: str, target: str) -> list[Chart]:
    return chart_pair([cell for cell in laid if cell.pair == (source, target)], YEARS)


def test_halves_that_agree_stand_at_one_height_and_others_do_not(laid: list[Laid]) -> None:
    slots = {slot.label: slot for slot in charts(laid, "DEU", "POL")[0].slots}
    agreed, shifted = slots["2015"], slots["2014"]
    assert agreed.exporter is not None
    assert agreed.importer is not None
    assert agreed.exporter.y == agreed.importer.y
    assert shifted.exporter is not None
    assert shifted.importer is not None
    assert shifted.exporter.y < shifted.importer.y


def test_everything_drawn_lies_within_the_chart(laid: list[Laid]) -> None:
    for pair in pair_up(laid):
        for slot in (slot for chart in chart_pair(pair.cells, YEARS) for slot in chart.slots):
            marks = [mark.y for mark in (slot.exporter, slot.importer) if mark is not None]
            assert all(TOP <= y <= FLOOR for y in [*marks, slot.band_top])
            assert slot.band_top + slot.band_height <= FLOOR + 1


def test_a_range_far_above_the_halves_is_cut_and_says_so(laid: list[Laid]) -> None:
    assert charts(laid, "ITA", "area:africa")[0].slots[0].is_cut
    assert not charts(laid, "DEU", "POL")[0].slots[0].is_cut


def test_a_withheld_figure_is_a_letter_and_a_silence_is_nothing(laid: list[Laid]) -> None:
    withheld = charts(laid, "USA", "SGP")[0].slots[0]
    assert withheld.exporter is not None
    assert withheld.exporter.letter == "w"
    assert charts(laid, "USA", "AUS")[0].slots[0].importer is None


def test_unit_and_act_are_named_where_they_are_not_the_usual(laid: list[Laid]) -> None:
    assert charts(laid, "NLD", "EST")[0].title == "Missiles and missile launchers, authorisation, tonnes"


def test_the_stick_is_cut_in_proportion_and_whole() -> None:
    parts = cut_stick({"agreed": 1, "exporter_only": 2, "importer_only": 1})
    assert [part.halves for part in parts] == ["exporter_only", "agreed", "importer_only"]
    assert [part.width for part in parts] == [500.0, 250.0, 250.0]
    assert [(part.is_above, part.is_below) for part in parts] == [(True, False), (True, True), (False, True)]
    assert cut_stick({}) == []


def test_an_arc_takes_the_colour_of_what_fits_least(laid: list[Laid]) -> None:
    arcs = {arc.key: arc for arc in draw(pair_up(laid)).arcs}
    assert arcs["DEU>POL"].halves == "explained"
    assert arcs["DEU>POL"].title == "Germany to Poland: 2 flows; gap explained 1, halves agree 1"
    assert "ITA>area:africa" not in arcs


def test_the_short_way_across_the_pacific_leaves_the_map_and_comes_back(laid: list[Laid]) -> None:
    arcs = {arc.key: arc for arc in draw(pair_up(laid)).arcs}
    assert arcs["USA>SGP"].path.count("M") == 2
    assert arcs["RUS>IND"].path.count("M") == 1


def test_the_projection_keeps_areas() -> None:
    """A band of latitude must take the part of the drawing that it takes of the globe."""

    def width(latitude: float) -> float:
        return project(180, latitude)[0] - project(-180, latitude)[0]

    def band(south: float, north: float) -> float:
        steps = [south + (north - south) * step / 400 for step in range(401)]
        heights = [project(0, low)[1] - project(0, high)[1] for low, high in pairwise(steps)]
        middles = [(low + high) / 2 for low, high in pairwise(steps)]
        return sum(height * width(middle) for height, middle in zip(heights, middles, strict=True))

    assert band(0, 30) == pytest.approx(band(30, 90), rel=1e-3)  # sin 30° = 1/2
    assert width(0) == pytest.approx(WIDTH)


def test_no_line_of_the_land_runs_back_across_the_map() -> None:
    assert len(land()) > 100
    steps = draw([]).land.split("l")[1:]
    spans = [abs(float(step)) for ring in steps for step in ring.split("z")[0].split()[::2]]
    assert max(spans) < WIDTH / 4


def test_every_party_with_a_place_lies_on_the_map() -> None:
    for latitude, longitude in coordinates().values():
        x, y = project(longitude, latitude)
        assert 0 <= x <= WIDTH
        assert 0 <= y <= WIDTH / 2


def test_anchors_of_different_identifiers_differ() -> None:
    identifiers = ["a b", "a_b", "a:b", "a'b", "a"]
    made = [anchor("c", identifier) for identifier in identifiers]
    assert max(Counter(made).values()) == 1
    assert all(" " not in one and "'" not in one for one in made)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (words.number(None), "—"),
        (words.number(7859), "7\u202f859"),
        (words.number(1149.2), "1\u202f149"),
        (words.number(2.46), "2.5"),
        (words.exact(12.75), "12.75"),
        (words.exact(1234567), "1\u202f234\u202f567"),
        (words.span(5, None), "at least 5"),
        (words.span(None, 9), "at most 9"),
        (words.span(3, 3), "3"),
        (words.probability(0.999), "over 99\u202f%"),
        (words.probability(0.001), "under 1\u202f%"),
        (words.probability(1), "100\u202f%"),
        (words.share(1, 0), "—"),
        (words.share(4, 1577), "under 1\u202f%"),
        (words.party("?Ruritania"), "“Ruritania” (not known)"),
        (words.plural(1, "line"), "1 line"),
    ],
)
def test_figures_are_written_for_people(written: str, expected: str) -> None:
    assert written == expected
