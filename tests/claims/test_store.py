"""The case folder: laid out once, described in `case.toml`, refused when it is not one."""

from datetime import date
from pathlib import Path

import pytest

from tallystick.claims.store import hand_names, new_case, open_case
from tallystick.errors import CaseError
from tallystick.model.claim import CompleteList
from tallystick.model.period import Period


def test_a_new_case_opens_and_is_for_the_public(tmp_path: Path) -> None:
    new_case(tmp_path / "case", 'Returns "as filed" \\ 2020')
    case = open_case(tmp_path / "case")
    assert case.title == 'Returns "as filed" \\ 2020'
    assert (case.audience, case.complete_lists, case.assessed_on) == ("public", (), None)
    assert hand_names(tmp_path / "case") == {}


def test_a_case_is_not_laid_over_anything(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(CaseError, match="is not empty"):
        new_case(tmp_path, "A case")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_complete_list_covers_whole_years(tmp_path: Path) -> None:
    described = tmp_path / "case.toml"
    described.write_text(
        'title = "A"\nabout = "B"\n[[complete_list]]\ninstrument = "un_register"\nfirst_year = 2014\n'
        'last_year = 2015\nas_of = 2016-12-31\nsource = "a secretariat"\n',
        "utf-8",
    )
    (listed,) = open_case(tmp_path).complete_lists
    assert listed == CompleteList(
        instrument="un_register",
        period=Period(date(2014, 1, 1), date(2015, 12, 31)),
        as_of=date(2016, 12, 31),
        source="a secretariat",
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"title = ", "is not TOML"),
        (b"\xff", "is not TOML"),
        (b'title = "A"', "about: Field required"),
        (b'title = "A"\nabout = "B"\ncolour = "red"', "there is no key colour"),
        (b'title = "A"\nabout = "B"\nagrements = []', "there is no key agrements. Nearest: agreements"),
        (
            (
                b'title = "A"\nabout = "B"\n[[complete_list]]\ninstrument = "un_register"\nfirst_year = 2014\n'
                b'last_years = 2015\nas_of = 2016-12-31\nsource = "who"'
            ),
            "there is no key complete_list.0.last_years. Nearest: last_year",
        ),
        (b'title = "A"\nabout = "B"\nassessed_on = "someday"', "assessed_on"),
        (b'title = "A"\nabout = "B"\n[[complete_list]]\ninstrument = "x"', "complete_list.0.first_year"),
    ],
)
def test_a_description_that_is_malformed_is_refused_with_its_field(
    tmp_path: Path, content: bytes, words: str
) -> None:
    (tmp_path / "case.toml").write_bytes(content)
    with pytest.raises(CaseError, match=r"case\.toml") as caught:
        open_case(tmp_path)
    assert words in str(caught.value)


def test_a_folder_that_is_no_case_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="tallystick new"):
        open_case(tmp_path)


def test_names_settled_by_hand_are_read(tmp_path: Path) -> None:
    new_case(tmp_path / "case", "A case")
    path = tmp_path / "case" / "hand" / "names.csv"
    path.write_text(path.read_text("utf-8") + "Ruritania,FIN,A. Analyst,2026-03-01,a translation\n", "utf-8")
    assert hand_names(tmp_path / "case") == {"Ruritania": "FIN"}
