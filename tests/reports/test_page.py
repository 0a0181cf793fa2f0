import json
import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest

from tallystick import __version__
from tallystick.engine.local import frame
from tallystick.model import words
from tallystick.model.case import Case
from tallystick.model.tables import TABLES
from tallystick.reports.page import _sentence, render
from tests.reports.promised import promised
from tests.reports.relied import relied

Tables = dict[str, pl.DataFrame]

GOLDEN = Path(__file__).parents[1] / "golden" / "page.html"
HOSTILE = "</script><script>alert('x')</script> \"& <b>tank</b>"
RUS_IND = "transfer.RUS.IND.missiles.2014.items"
DEU_POL = "transfer.DEU.POL.battle_tanks.2014.items"


@pytest.fixture(scope="module")
def every(tables: Tables) -> Tables:
    """Put beside the invented flows what was promised and found."""
    return tables | promised()


@pytest.fixture(scope="module")
def page(every: Tables, case: Case) -> str:
    return render(every, case)


@pytest.fixture(scope="module")
def tree(page: str) -> ElementTree.Element:
    """Read the page as XML, which also shows that every element is closed."""
    quiet = re.sub(
        r"(<(style|script)>).*?(</\2>)", r"\1\3", page.removeprefix("<!DOCTYPE html>"), flags=re.DOTALL
    )
    return ElementTree.fromstring(quiet)  # noqa: S314 - our own page


def text(element: ElementTree.Element | None) -> str:
    assert element is not None
    words = re.sub(r"[ \n]+", " ", " ".join(element.itertext())).strip()
    return re.sub(r" (?=[,.:;)]( |$))", "", words)


def at(tree: ElementTree.Element, identifier: str) -> ElementTree.Element:
    element = tree.find(f".//*[@id='{identifier}']")
    assert element is not None, identifier
    return element


def of_class(tree: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in tree.iter() if name in element.get("class", "").split()]


def links(tree: ElementTree.Element) -> Iterable[str]:
    for element in tree.iter():
        yield from (element.attrib[name] for name in ("href", "src", "action") if name in element.attrib)


def flow(tree: ElementTree.Element, cell_id: str) -> ElementTree.Element:
    return at(tree, f"c-{cell_id}")


def test_the_page_is_the_golden_one(page: str) -> None:
    """Rewrite it on purpose with TALLYSTICK_GOLDEN=1, and read the difference."""
    made = page.replace(f"Tallystick {__version__}", "Tallystick VERSION")
    if os.environ.get("TALLYSTICK_GOLDEN") == "1":
        GOLDEN.write_text(made, encoding="utf-8", newline="\n")
    assert made == GOLDEN.read_text("utf-8"), "the page changed; see TALLYSTICK_GOLDEN=1"


def test_rows_in_another_order_make_the_same_page(every: Tables, case: Case, page: str) -> None:
    assert render({name: data.reverse() for name, data in every.items()}, case) == page


def test_the_page_asks_nobody_for_anything(page: str, tree: ElementTree.Element) -> None:
    assert "default-src 'none'" in page
    assert all(link.startswith(("#", "data:")) for link in links(tree))
    assert re.findall(r"""(?:src|href)=["']?(?:https?:)?//|@import|url\((?!#)""", page) == []


def test_words_of_a_file_stay_words(page: str, tree: ElementTree.Element) -> None:
    assert "alert('x')" not in page
    assert "<b>tank</b>" not in page
    assert "<script>alert('x')</script>" in text(flow(tree, RUS_IND))
    assert len(tree.findall(".//script")) == 1


def test_every_flow_is_there_with_both_halves(tree: ElementTree.Element, tables: Tables) -> None:
    shown = {str(body.get("id")) for body in at(tree, "gap-table").findall("tbody")}
    assert shown == {f"c-{cell_id}" for cell_id in tables["cell"]["cell_id"]}
    row = flow(tree, RUS_IND)[0]
    assert text(row[2]).startswith("7\u202f859")
    assert text(row[3]) == "168 Kornet"
    assert text(row[4]) == "1\u202f149 160\u20137\u202f866"
    assert text(row[5]).startswith("Halves differ 7\u202f691 unexplained")


@pytest.mark.parametrize(
    ("cell_id", "side", "words"),
    [
        ("transfer.USA.AUS.missiles.2015.items", 3, "filed, no such line"),
        ("transfer.GBR.NGA.warships.2015.items", 3, "filed, but not held here"),
        ("transfer.CHN.NGA.missiles.2015.items", 3, "no filing on a complete list"),
        ("transfer.ITA.area:africa.small_arms.2015.items", 3, "nothing known of a filing"),
        ("transfer.USA.SGP.combat_aircraft.2014.items", 2, "withheld F-15"),
        ("transfer.ALB.CZE.missiles.2013.items", 2, "says none"),
        ("transfer.CHN.NGA.missiles.2015.items", 2, "10\u201320"),
        ("transfer.ITA.area:africa.small_arms.2015.items", 2, "at least 5"),
        ("authorisation.NLD.EST.missiles.2016.tonnes", 2, "2.5"),
    ],
)
def test_missing_nil_withheld_and_not_held_are_told_apart(
    tree: ElementTree.Element, cell_id: str, side: int, words: str
) -> None:
    row = next(body for body in at(tree, "gap-table").findall("tbody") if cell_id in text(body))[0]
    assert text(row[side]) == words


def test_a_gap_opens_to_the_original_cells(tree: ElementTree.Element) -> None:
    opened = flow(tree, RUS_IND).findall(".//details")[0]
    originals = [text(one) for one in of_class(opened, "orig")]
    assert len(originals) == 2
    assert originals == ["item Kornet number 168", f"item {HOSTILE} number 7859"]
    words = text(opened)
    assert "Read in returns.csv, line" in words
    assert "No entry under remarks" in words
    assert "7\u202f691" in words
    assert f"tallystick why {RUS_IND} --case invented" in words
    assert f"tallystick letter {RUS_IND} --case invented" in words
    assert "Contest by A. Clerk on 2024-03-01: Our figure counts rounds & tubes." in words


def test_a_cause_leads_to_its_sibling(tree: ElementTree.Element) -> None:
    causes = of_class(flow(tree, DEU_POL), "causes")[0]
    assert "28 of the exporter's figure: counted in the year before or after" in text(causes)
    assert [link.get("href") for link in causes.iter("a")] == ["#c-transfer.DEU.POL.battle_tanks.2015.items"]


def test_a_panel_says_how_sure_the_figure_is_and_what_else_would_fit(tree: ElementTree.Element) -> None:
    words = text(flow(tree, DEU_POL))
    assert "Germany's return <was> corrected once." in words
    assert (
        "Weight of each side's figures: Germany as exporter 50\u202f%, Poland as importer 50\u202f%." in words
    )
    assert "What both say alike may be copied from one paper, one witness and not two: 20\u202f%." in words
    assert "none of the causes looked for: 6\u202f%." in words
    assert "0.25 times as likely: 28 of the exporter's figure: nothing on record explains it" in words
    assert "Germany as exporter: 16 cells, both halves in 11; returns show 72\u202f% (56–85\u202f%)" in words
    assert "figures 4\u202f% above its partners' (−26\u202f% to +48\u202f%), typical error × 1.5" in words
    assert "Poland as importer: 3 cells, not estimable" in words
    other = of_class(flow(tree, DEU_POL), "causes")[1]
    assert [link.get("href") for link in other.iter("a")] == ["#c-transfer.DEU.POL.battle_tanks.2015.items"]


def test_lines_are_laid_out_only_where_both_halves_have_some(
    tables: Tables, tree: ElementTree.Element, case: Case
) -> None:
    assert "Line by line" in text(flow(tree, DEU_POL))
    alone = tables["match"].filter(pl.col("cell_id") == DEU_POL).with_columns(to_claim=pl.lit("-"))
    assert "Line by line" not in render(tables | {"match": alone}, case)


def test_reliability_stands_by_name_with_bars_only_where_a_record_tells_something(
    tree: ElementTree.Element,
) -> None:
    rows = [row for row in at(tree, "reliance").iter("tr") if row.find("td") is not None]
    assert [text(row[0]) for row in rows] == [
        "Germany as exporter",
        "India as importer",
        "Poland as importer",
    ]
    assert [len(list(row.iter("svg"))) for row in rows] == [3, 1, 0]
    assert [text(cell) for cell in rows[0][1:]] == [
        "11",
        "72\u202f% (56–85\u202f%) of 16",
        "4\u202f% above (−26\u202f% to +48\u202f%)",
        "1.5 (1.2–2.1)",
    ]


def test_what_is_to_be_known_of_the_whole_record_stands_beside_its_headline(
    tree: ElementTree.Element,
) -> None:
    assert text(of_class(at(tree, "summary"), "remark")[0]) == "All figures are invented & small."


def test_without_reliabilities_readings_and_remarks_the_page_says_nothing_of_them(
    tables: Tables, case: Case
) -> None:
    bare = render({name: data for name, data in tables.items() if name not in relied()}, case)
    for trace in ('id="reliance"', "Or else", 'class="remark"', "#reliance"):
        assert trace not in bare


def test_a_page_may_say_something_else_where_there_is_no_finding(tables: Tables, case: Case) -> None:
    assert words.NOTHING_ASKED.replace("'", "&#39;") in render(tables, case)
    held = render(tables, case, no_finding="Findings are held back.")
    assert "Findings are held back." in held
    assert words.NOTHING_ASKED.replace("'", "&#39;") not in held


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(5.0, None, "at least 5"), (0.0, None, "0 or more"), (None, 100.0, "at most 100")],
)
def test_a_bound_alone_is_shown_as_the_bound_it_is(
    tables: Tables, case: Case, low: float | None, high: float | None, told: str
) -> None:
    nobody = dict.fromkeys(("low", "estimate", "high"), pl.lit(None, dtype=pl.Float64))
    bound = tables["fact"].with_columns(**nobody).with_columns(low=pl.lit(low), high=pl.lit(high))
    page = render(tables | {"fact": bound.cast({"low": pl.Float64, "high": pl.Float64})}, case)
    assert f"No estimate: a bound is all that was given, {told}." in page
    assert "No estimate: no figure" not in page


def test_every_inner_link_has_its_goal(tree: ElementTree.Element) -> None:
    names = Counter(str(element.get("id")) for element in tree.iter() if element.get("id") is not None)
    assert [name for name, count in names.items() if count > 1] == []
    goals = {link[1:] for link in links(tree) if link.startswith("#")}
    assert goals - set(names) == set()


def test_a_sighting_that_is_withheld_is_named_and_shows_nothing(tree: ElementTree.Element) -> None:
    words = text(flow(tree, "transfer.USA.SGP.combat_aircraft.2014.items"))
    assert "Read in closed.csv, line" in words
    assert "Withheld from this audience." in words


def test_the_headline_counts_every_flow_once(tree: ElementTree.Element) -> None:
    lead = text(of_class(at(tree, "summary"), "lead")[0])
    assert lead.startswith(
        "Of 11 flows, 5 (45\u202f%) have both halves: 1 agrees, 1 says none on both sides, "
        "1 differs by what likely causes or lines of other goods account for, "
        "1 differs with no likely cause for a part and 1 has one figure withheld."
    )
    assert "5 have the exporter's half only and 1 the importer's only." in lead
    counts = [int(one.text or "") for one in at(tree, "summary").iter("b")]
    assert sum(counts) == 11


def test_the_sentence_speaks_of_one_and_of_many() -> None:
    assert "2 differ with no likely cause for a part." in _sentence({"conflicting": 2}, 2)
    assert "3 differ by what likely causes or lines of other goods account for." in _sentence(
        {"explained": 3}, 3
    )


def test_silences_are_counted_by_what_is_known(tree: ElementTree.Element) -> None:
    rows = {text(row[0]): [text(cell) for cell in row[1:]] for row in at(tree, "summary").iter("tr")}
    assert rows["filed, no such line"] == ["1", "1"]
    assert rows["filed, but not held here"] == ["1", "0"]
    assert rows["nothing known of a filing"] == ["2", "0"]


def test_claims_kept_apart_are_listed_and_not_laid(tree: ElementTree.Element) -> None:
    words = text(at(tree, "apart"))
    assert "1 claim of 17" in words
    assert "Battle tanks, Germany to “Ruritania” (not known), 2015" in words
    assert "Ruritania" not in text(at(tree, "gaps"))


def test_what_could_not_be_read_is_grouped_and_the_cut_is_said(tree: ElementTree.Element) -> None:
    words = text(at(tree, "apart"))
    assert "Unknown party 60" in words
    assert "50 of 60 are shown; all stand in issue.csv" in words


def test_a_party_section_says_what_was_filed(tree: ElementTree.Element) -> None:
    germany = at(tree, "p-DEU")
    assert text(germany).startswith("Germany DEU 2 flows: gap explained 1, halves agree 1")
    filed = [text(cell) for cell in of_class(germany, "filed")[0]]
    assert filed == [
        "Exports return",
        "none on the complete list",
        "lines",
        "none on the complete list",
        "nothing known",
    ]
    assert "1 earlier return was superseded" in text(germany)
    assert "to Poland Battle tanks" in text(germany)


def test_parties_stand_by_name_and_unknown_ones_have_no_section(tree: ElementTree.Element) -> None:
    names = [text(one) for one in at(tree, "parties").iter("h3")]
    assert names == sorted(names)
    assert not any("Ruritania" in name for name in names)


def test_documents_are_named_by_their_hash(tree: ElementTree.Element) -> None:
    words = text(at(tree, "sources"))
    assert "a" * 64 in words
    assert "closed.csv National returns tally restricted 2024-03-01 12\u202f345" in words


def test_a_place_without_a_point_is_named_beside_the_map(tree: ElementTree.Element) -> None:
    assert "Not on the map, because they have no one place: Africa." in text(at(tree, "map"))


def test_the_page_tells_how_to_contest(tree: ElementTree.Element) -> None:
    words = text(at(tree, "contest"))
    assert "tallystick contest ID --case invented --by NAME --text TEXT" in words
    assert "Write to: registry@example.org" in words


def test_a_case_with_nothing_in_it_still_makes_a_page(case: Case) -> None:
    empty = render({}, replace(case, contact="", assessed_on=None, notes=()))
    assert "No claim could be laid beside another." in empty
    assert "No complete list of filings was given" in empty
    assert "The case names no address" in empty


def test_an_identifier_with_a_blank_is_quoted_for_the_shell(tables: Tables, case: Case) -> None:
    renamed = "transfer.DEU.POL.odd goods.2014.items"
    names = pl.col("cell_id").replace({DEU_POL: renamed})
    page = render(
        {
            name: data.with_columns(names) if "cell_id" in data.columns else data
            for name, data in tables.items()
        },
        case,
    )
    assert f"tallystick why &#39;{renamed}&#39;" in page
    assert f'id="c-{renamed}"' not in page


def test_the_folder_of_a_case_is_quoted_for_the_shell(tables: Tables, case: Case) -> None:
    page = render(tables, replace(case, folder=Path("some where")))
    assert f"tallystick why {RUS_IND} --case &#39;some where&#39;" in page
    assert f"tallystick why {RUS_IND} --case .<" in render(tables, replace(case, folder=Path()))


def test_what_stands_between_backticks_is_code_and_the_rest_stays_words(tables: Tables, case: Case) -> None:
    page = render(tables, replace(case, notes=("Lines carry `a<b`, & one ` is left.",)))
    assert "<li>Lines carry <code>a&lt;b</code>, &amp; one ` is left.</li>" in page


def test_a_day_that_is_not_stated_is_left_out(tables: Tables, case: Case, page: str) -> None:
    assert "Assessed on" in page
    assert "Assessed on" not in render(tables, replace(case, assessed_on=None))


def test_every_way_of_laying_lines_has_its_words() -> None:
    declared = next(column.meaning for column in TABLES["match"].columns if column.name == "how")
    assert set(words.HOW_MATCHED) <= set(re.findall(r"[a-z_]+", declared))


def test_a_claim_read_twice_shows_both_places(tables: Tables, case: Case) -> None:
    first = tables["sighting"].row(0, named=True)
    again = first | {
        "locator": "sheet 2, row 9",
        "recorded_on": date(2024, 3, 9),
        "original": json.dumps({"n": "91"}),
    }
    sightings = frame(TABLES["sighting"], [*tables["sighting"].to_dicts(), again])
    assert "sheet 2, row 9" in render(tables | {"sighting": sightings}, case)


def test_words_that_accuse_do_not_occur(tree: ElementTree.Element) -> None:
    words = text(tree).casefold()
    for word in ("violat", "breach", "cheat", "suspicious", "illegal", "discrepanc", "guilty"):
        assert word not in words
