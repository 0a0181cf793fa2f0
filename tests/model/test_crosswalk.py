"""The crosswalk between classifications: whole, dated, checked, and never a guess."""

import doctest
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.errors import UnreadableError, UsageError
from tallystick.model.category import schemes
from tallystick.model.crosswalk import EDITIONS, NO_COUNTERPART, crosswalk, parse_crosswalk, shares

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explain" / "crosswalk.md"

HEADER = "from_scheme,from_code,to_scheme,to_code,probability,definition_from,definition_to,source,note\n"
DESCRIPTION = """
version = "1"
expert_reviewed = false
what = "a test"
[sources]
judgement = "ours"
[schemes.old]
title = "Old"
codes = { "I" = { words = "one", from = 1992 }, "II" = { words = "two", from = 1992, to = 2002 } }
[schemes.new]
title = "New"
codes = { "a" = { words = "a" }, "b" = { words = "b", from = 2003 } }
"""
GOOD = "old,I,new,a,0.75,1992,,judgement,\nold,I,new,none,0.25,1992,,judgement,\n"


def blocks() -> list[tuple[str, str, str]]:
    return sorted({row.block for row in crosswalk().rows})


@given(st.deferred(lambda: st.sampled_from(blocks())), st.integers(1990, 2030))
def test_every_split_is_whole_in_every_year_it_speaks_of(block: tuple[str, str, str], year: int) -> None:
    from_scheme, code, to_scheme = block
    spans = [row.years for row in crosswalk().rows if row.block == block]
    if not any(first <= year <= last for first, last in spans):
        with pytest.raises(UsageError, match=f"does not speak of {year}"):
            shares(code, from_scheme, to_scheme, year)
        return
    split = shares(code, from_scheme, to_scheme, year)
    assert sum(split.values()) == pytest.approx(1)
    assert set(split) <= set(crosswalk().schemes[to_scheme].words) | {NO_COUNTERPART}
    assert min(split.values()) > 0


def test_every_code_leads_to_the_register_in_each_year_it_is_in_use_or_from_it() -> None:
    for name, scheme in crosswalk().schemes.items():
        for code, (first, last) in scheme.years.items():
            for year in (max(first, 2014), min(last, 2026)):
                if name != "un_register" and first <= year <= last:
                    assert sum(shares(code, name, "un_register", year).values()) == pytest.approx(1)


def test_the_register_leads_everywhere_in_each_year_a_category_is_in_use() -> None:
    years = crosswalk().schemes["un_register"].years
    for other, begun in (("sipri", 1992), ("hs", 1992), ("ml", 1996), ("att", 2014)):
        for code, (first, _) in years.items():
            for year in range(max(first, begun), 2027):
                assert sum(shares(code, "un_register", other, year).values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("code", "scheme", "to", "before", "after", "gained"),
    [
        # from 100 to 75 mm: what SIPRI does not count
        ("III", "un_register", "sipri", 2002, 2003, "none"),
        # man-portable systems
        ("Missiles", "sipri", "un_register", 2002, 2003, "VII.b"),
        ("Ships", "sipri", "un_register", 2005, 2006, "VI"),
        ("890610", "hs", "un_register", 2005, 2006, "VI"),
        ("ML10", "ml", "un_register", 2015, 2016, "IV.b"),
    ],
)
def test_a_widened_definition_gains_in_the_year_it_changes(
    code: str, scheme: str, to: str, before: int, after: int, gained: str
) -> None:
    assert shares(code, scheme, to, after)[gained] > shares(code, scheme, to, before).get(gained, 0)


def test_a_code_of_an_old_edition_is_split_by_the_definitions_of_that_edition() -> None:
    late = shares("930111", "hs2007", "un_register", 2015)
    assert late == shares("930111", "hs", "un_register", 2011)
    with pytest.raises(UsageError, match="it has 2002 to 2011"):
        shares("930111", "hs", "un_register", 2015)
    assert set(shares("III", "un_register", "hs2007", 2015)) == {"930111", "930119", "930120"}
    for edition in EDITIONS:
        assert sum(shares("871000", f"hs{edition}", "un_register", 2025).values()) == pytest.approx(1)
    with pytest.raises(UsageError, match="no classification is called 'hs2008'"):
        shares("871000", "hs2008", "un_register", 2010)


def test_customs_cannot_tell_tanks_from_other_armoured_vehicles_and_parts() -> None:
    split = shares("871000", "hs", "un_register", 2014)
    assert set(split) == {"I", "II", "none"}
    assert max(split.values()) < 0.7


def test_a_split_by_way_of_another_is_whole_and_keeps_what_has_no_counterpart() -> None:
    direct = shares("871000", "hs", "un_register", 2016)
    chained = crosswalk().chained("871000", ("hs", "un_register", "att"), 2016)
    assert chained == pytest.approx({"a": direct["I"], "b": direct["II"], "none": direct["none"]})
    there_and_on = crosswalk().chained("930120", ("hs", "un_register", "sipri"), 2016)
    assert sum(there_and_on.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            ("871000", "hs", "un_registr", 2014),
            "no classification is called 'un_registr'. Nearest: un_register",
        ),
        (("ML66", "ml", "un_register", 2014), "no code of ml is called 'ML66'. Nearest: ML6"),
        (("871000", "hs", "sipri", 2014), "it leads to un_register"),
        (("VII.b", "un_register", "sipri", 1999), "it has since 2003"),
    ],
)
def test_what_the_table_does_not_hold_is_refused_with_what_it_does(
    asked: tuple[str, str, str, int], words: str
) -> None:
    with pytest.raises(UsageError) as caught:
        shares(*asked)
    assert words in str(caught.value)


def test_the_table_says_that_no_expert_has_reviewed_it_and_where_each_row_comes_from() -> None:
    table = crosswalk()
    assert table.expert_reviewed is False
    assert table.version != ""
    assert {row.source for row in table.rows} == set(table.sources)
    key = [(row.block, row.definition_from, row.to_code) for row in table.rows]
    assert key == sorted(set(key))


def test_codes_of_the_register_and_the_treaty_are_those_of_the_vocabulary() -> None:
    for scheme in ("un_register", "att"):
        known = {code for one, code in schemes() if one == scheme}
        # the Treaty's (h) is two categories of the vocabulary, so no line of schemes.csv can stand for it
        assert set(crosswalk().schemes[scheme].words) - known <= {"h"}
        assert known <= set(crosswalk().schemes[scheme].words)


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        ("old,I,new,a,0.75,1992,,judgement,\n", 2, "add up to 0.75 and not to 1"),
        (GOOD.replace("0.25", "0.3"), 2, "add up to 1.05"),
        (GOOD.replace("none,0.25,1992,,", "none,0.25,1992,2000,"), 2, "in 2001, which add up to 0.75"),
        (GOOD.replace("0.25", "0"), 3, "has the share 0"),
        (GOOD.replace("none,0.25", "a,0.25"), 3, "'I' to new in 1992 twice"),
        (GOOD.replace("old,I,new,a", "old,III,new,a"), 2, "no code of old is called 'III'. Nearest: II, I"),
        (GOOD.replace("new,a", "newer,a"), 2, "no classification is called 'newer'. Nearest: new"),
        (GOOD.replace("new,a", "new,b"), 2, "speaks of since 1992, but new 'b' was in use since 2003"),
        (GOOD.replace("old,I,", "old,II,"), 2, "but old 'II' was in use 1992 to 2002"),
        (GOOD.replace("1992,,", "1992,1991,", 1), 2, "ends (1991) before it begins (1992)"),
        (GOOD.replace("judgement", "hearsay", 1), 2, "no source is called 'hearsay'"),
        (GOOD.replace("0.75", "most"), 2, "cannot be read"),
    ],
)
def test_a_table_that_does_not_hold_is_refused_with_its_line(rows: str, line: int, words: str) -> None:
    assert len(parse_crosswalk(HEADER + GOOD, DESCRIPTION).rows) == 2
    with pytest.raises(UnreadableError) as caught:
        parse_crosswalk(HEADER + rows, DESCRIPTION)
    assert caught.value.line == line
    assert words in str(caught.value)


def test_the_page_shows_what_the_table_says() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert (result.failed, result.attempted) == (0, 5)
