"""Who is meant by a name."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tallystick.errors import ValueRefusedError
from tallystick.model.party import (
    Meaning,
    PartyKind,
    _choose,
    find_party,
    is_code,
    meanings_of,
    nearest_names,
    normalise,
    parties,
    party_name,
    read_vocabulary,
)

KNOWN_NAMES = sorted({row["name"] for row in read_vocabulary("names.csv")} | set(parties()))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Czech Rep.", "CZE"),
        ("Dem. Rep. of the Congo", "COD"),
        ("Congo", "COG"),
        ("The former Yugoslav Republic of Macedonia", "MKD"),
        ("Lao People's Dem. Rep.", "LAO"),
        ("Lao People\N{RIGHT SINGLE QUOTATION MARK}s Dem. Rep.", "LAO"),
        ("venezuela, bolivarian republic of", "VEN"),
        ("Venezuela (Bolivarian Republic of)", "VEN"),
        ("republic-of-korea", "KOR"),
        ("cote-divoire", "CIV"),
        ("CÔTE D\N{ACUTE ACCENT}IVOIRE", "CIV"),
        ("turkiye", "TUR"),
        ("Bahamas (The)", "BHS"),
        ("Trinidad & Tobago", "TTO"),
        ("Allemagne", "DEU"),
        ("Países  Bajos ", "NLD"),
        ("deu", "DEU"),
        ("DE", "DEU"),
        ("U.S.", "USA"),
        ("BUR", "MMR"),
        ("Africa", "area:africa"),
        ("area:Africa", "area:africa"),
        ("Unspecified Country", "area:unspecified"),
        ("actor:ruf", "actor:ruf"),
    ],
)
def test_a_name_is_found_whatever_its_case_accents_and_punctuation(name: str, code: str) -> None:
    assert find_party(name) == code


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "the",
        "?",
        "Chad?",
        "Ruritania",
        "Korea",
        "NA",
        "c",
        "-",
        "area:atlantis",
        "actor:",
        "actor:a b",
    ],
)
def test_what_is_not_known_or_not_certain_is_not_guessed(name: str) -> None:
    assert find_party(name) is None


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(1991, 6, 30), "YUG"),
        (date(2003, 2, 3), "YUG"),
        (date(2003, 2, 4), "SCG"),
        (date(2006, 6, 2), "SCG"),
        (date(2010, 1, 1), None),
        (None, None),
    ],
)
def test_the_day_tells_two_bearers_of_one_name_apart(on: date | None, code: str | None) -> None:
    assert find_party("Yugoslavia", on=on) == code


def test_without_a_day_a_name_means_whoever_bears_it_today() -> None:
    then = Meaning("AAA", None, date(1990, 1, 1))
    now = Meaning("BBB", date(1990, 1, 2), None)
    assert _choose((then, now), None) == "BBB"
    assert _choose((then, now), date(1989, 1, 1)) == "AAA"


def test_everything_that_a_name_has_stood_for_is_named_the_oldest_first() -> None:
    assert [(one.code, one.valid_from, one.valid_until) for one in meanings_of("yugoslavia")] == [
        ("YUG", None, date(2003, 2, 3)),
        ("SCG", date(2003, 2, 4), date(2006, 6, 2)),
    ]
    assert [one.code for one in meanings_of("Niger")] == ["NER"]
    assert meanings_of("Atlantis") == ()


def test_a_name_with_two_bearers_on_one_day_is_nobody_s() -> None:
    bearers = (Meaning("AAA", None, None), Meaning("BBB", None, None))
    assert _choose(bearers, None) is None
    assert _choose(bearers, date(2000, 1, 1)) is None


def test_a_former_name_still_means_its_party_after_its_last_day() -> None:
    assert find_party("Swaziland", on=date(2022, 1, 1)) == "SWZ"
    assert find_party("Eswatini", on=date(2010, 1, 1)) == "SWZ"


def test_a_name_settled_by_hand_wins_however_it_is_written() -> None:
    hand = {"Congo": "COD", "Rep. of Ruritania": "actor:ruritania", "Levant": "area:asia"}
    assert find_party("congo", extra=hand) == "COD"
    assert find_party("REP OF RURITANIA", extra=hand) == "actor:ruritania"
    assert find_party("Levant", extra=hand) == "area:asia"
    assert find_party("Mali", extra=hand) == "MLI"


def test_a_hand_name_that_points_nowhere_is_refused_with_near_misses() -> None:
    with pytest.raises(ValueRefusedError, match=r"'Ruritania' points to 'Mauritanai'.*Mauritania \(MRT\)"):
        find_party("Ruritania", extra={"Ruritania": "Mauritanai"})


def test_only_exact_codes_are_codes() -> None:
    assert all(is_code(code) for code in ("DEU", "SUN", "XKX", "area:world", "actor:a_1"))
    assert not any(
        is_code(code) for code in ("deu", "DE", "Germany", "BUR", "-", "", "area:nowhere", "actor:A")
    )


def test_the_nearest_names_are_three_known_ones_with_their_codes() -> None:
    assert nearest_names("Nigera") == ["Nigeria (NGA)", "Niger (NER)", "Algeria (DZA)"]
    assert nearest_names("Ruritania")[:2] == ["Mauritania (MRT)", "Romania (ROU)"]
    assert len(nearest_names("Ruritania")) == 3
    assert nearest_names("Untied States", 1) == ["United States of America (USA)"]


def test_a_number_or_nothing_resembles_no_name() -> None:
    assert nearest_names("14094") == []
    assert nearest_names("") == []


def test_a_code_is_shown_by_its_name_and_an_unknown_one_as_it_is() -> None:
    assert party_name("VNM") == "Viet Nam"
    assert party_name("area:unspecified") == "Unspecified"
    assert party_name("actor:nato") == "NATO"
    assert party_name("actor:nobody_we_know") == "actor:nobody_we_know"
    assert party_name("?Ruritania") == "?Ruritania"


def test_a_former_state_names_its_last_day_and_successor() -> None:
    soviet = parties()["SUN"]
    assert (soviet.kind, soviet.valid_until, soviet.successor) == (
        PartyKind.FORMER_STATE,
        date(1991, 12, 25),
        "RUS",
    )
    assert parties()["CSK"].successor is None
    assert parties()["SSD"].valid_from == date(2011, 7, 9)


@given(st.text())
@example("The the Chad")
@example("the THE")
@example("\N{PARENTHESIZED DIGIT ONE}\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}\N{GREEK YPOGEGRAMMENI}")
def test_normalising_twice_changes_nothing_more(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)


@given(
    st.sampled_from(KNOWN_NAMES),
    st.sampled_from([str.upper, str.lower, str.title, "  {} ".format, "The {}".format]),
)
def test_a_known_name_means_the_same_in_any_dress(name: str, dress: Callable[[str], str]) -> None:
    assert find_party(dress(name)) == find_party(name)
