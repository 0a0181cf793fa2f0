"""The UN Register: small files of our own, and the full public files where they are at hand."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.errors import UnreadableError
from tallystick.model.claim import Grade, Reading, Role
from tallystick.model.quantity import QuantityKind
from tallystick.sources.read import read, recognise

GOOD = {
    "row": "0",
    "page": "0",
    "reporter": "Germany",
    "role": "export",
    "ambiguous": "0",
    "year": "2014",
    "exporter": "Germany",
    "importer": "Poland",
    "category": "I. Battle tanks",
    "num_items": "91",
    "state_of_origin": "",
    "intermediate_locations": "",
    "comments": "Leopard 2",
    "inferred_from": "page order",
}


def read_rows(folder: Path, *rows: dict[str, str]) -> Reading:
    path = folder / "r.json"
    path.write_text(json.dumps(rows), "utf-8")
    assert recognise(path) == "un_register"
    return read(path)


def test_a_row_is_an_inferred_claim_of_its_reporter(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, GOOD, GOOD | {"reporter": "Poland", "role": "import", "num_items": "63"})
    exporter, importer = (taken.claim for taken in reading.claims)
    assert (exporter.claimant, exporter.role, exporter.grade) == ("DEU", Role.EXPORTER, Grade.INFERRED)
    assert (importer.claimant, importer.role) == ("POL", Role.IMPORTER)
    assert (exporter.category, exporter.scheme, exporter.scheme_code) == ("battle_tanks", "un_register", "I")
    assert [filing.filing_id for filing in reading.filings] == [
        "un_register/2014/DEU/exports",
        "un_register/2014/POL/imports",
    ]
    assert {filing.content for filing in reading.filings} == {"lines"}
    assert reading.claims[0].original["inferred_from"] == "page order"
    assert reading.issues == []


def test_repeated_lines_of_one_return_are_kept_and_numbered(tmp_path: Path) -> None:
    other_side = GOOD | {"reporter": "Poland", "role": "import"}
    reading = read_rows(tmp_path, GOOD, GOOD | {"row": "1"}, other_side)
    assert [taken.claim.line for taken in reading.claims] == [1, 2, 1]


@pytest.mark.parametrize(
    ("written", "comments", "kind"),
    [
        ("classified", "RBS 70", QuantityKind.WITHHELD),
        ("not declared", "", QuantityKind.UNKNOWN),
        ("0", "Several missiles", QuantityKind.WITHHELD),
        ("0", "", QuantityKind.NIL),
        ("12", "", QuantityKind.EXACT),
    ],
)
def test_what_stands_in_place_of_a_number(
    tmp_path: Path, written: str, comments: str, kind: QuantityKind
) -> None:
    reading = read_rows(tmp_path, GOOD | {"num_items": written, "comments": comments})
    assert reading.claims[0].claim.quantity.kind is kind


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("num_items", "several"),
        ("num_items", "1,200"),
        ("num_items", "10-20"),
        ("num_items", ""),
        ("num_items", "9" * 16),
        ("year", "2014-15"),
        ("year", "2014-03"),
        ("role", "transit"),
        ("ambiguous", "maybe"),
        ("reporter", ""),
        ("exporter", ""),
        ("category", ""),
    ],
)
def test_a_value_the_register_does_not_use_refuses_the_file(tmp_path: Path, column: str, value: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_rows(tmp_path, GOOD | {column: value})
    assert caught.value.column == column


def test_a_row_of_unsettled_reporter_is_kept_apart_and_makes_no_filing(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, GOOD | {"ambiguous": "1"})
    claim = reading.claims[0].claim
    assert (claim.claimant, claim.role, claim.grade) == ("DEU", Role.EXPORTER, Grade.UNSETTLED)
    assert reading.filings == []
    assert [issue.rule for issue in reading.issues] == ["unsettled_reporter"]


def test_a_remark_becomes_one_line_of_designation(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, GOOD | {"comments": " Leopard  2A4 \n\nLeopard 2A5 "})
    assert reading.claims[0].claim.designation == "Leopard 2A4 / Leopard 2A5"


def test_an_origin_is_a_party_and_a_place_that_is_none_is_kept(tmp_path: Path) -> None:
    row = GOOD | {"state_of_origin": "Russian Federation", "intermediate_locations": "c"}
    reading = read_rows(tmp_path, row)
    claim = reading.claims[0].claim
    assert (claim.origin_party, claim.via) == ("RUS", "c")
    assert [issue.rule for issue in reading.issues] == ["unknown_place"]


def test_a_category_the_register_does_not_have_is_kept_as_written(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, GOOD | {"category": "VIII. Cannons"})
    assert reading.claims[0].claim.category == "VIII. Cannons"
    assert [issue.rule for issue in reading.issues] == ["unknown_category"]


def test_a_new_column_of_the_register_is_reported(tmp_path: Path) -> None:
    assert [issue.rule for issue in read_rows(tmp_path, GOOD | {"port": "Gdansk"}).issues] == ["unused_field"]


def test_handling_given_by_hand_holds_for_every_claim(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text(json.dumps([GOOD]), "utf-8")
    assert read(path, defaults={"handling": "restricted"}).claims[0].claim.handling == "restricted"
    with pytest.raises(UnreadableError, match="handling"):
        read(path, defaults={"handling": "secret"})


@pytest.mark.parametrize(
    "years", ['"2014"', "2014", "[2014]", '[{"year": "x"}]', '[{"year": 2014, "b": 1}]', '"[{"']
)
def test_a_participation_list_with_anything_but_years_is_refused(tmp_path: Path, years: str) -> None:
    path = tmp_path / "years.json"
    path.write_text(f'[{{"country": "ghana", "years": {years}}}]', "utf-8")
    with pytest.raises(UnreadableError, match="is not a list of years"):
        read(path)


def test_a_state_listed_twice_for_a_year_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "years.json"
    path.write_text('[{"country": "ghana", "years": [{"year": 2014}, {"year": 2014}]}]', "utf-8")
    with pytest.raises(UnreadableError, match="GHA stands twice for 2014"):
        read(path)


@given(st.permutations(range(6)))
def test_the_order_of_rows_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    rows = [GOOD | {"num_items": str(number // 2), "row": str(number)} for number in range(6)]
    plain, shuffled = read_rows(folder, *rows), read_rows(folder, *(rows[place] for place in order))
    assert {taken.claim for taken in plain.claims} == {taken.claim for taken in shuffled.claims}
    assert len({taken.claim for taken in plain.claims}) == 6
    assert plain.filings == shuffled.filings


@pytest.fixture(scope="module")
def full(shared_data: Path) -> Reading:
    return read(shared_data / "unroca_2010_2016" / "unroca_with_reporter.csv")


def test_the_full_register_has_exactly_the_rows_it_has(full: Reading) -> None:
    assert len(full.claims) == 2088
    assert Counter(taken.claim.grade for taken in full.claims) == {Grade.INFERRED: 2086, Grade.UNSETTLED: 2}
    assert Counter(issue.rule for issue in full.issues) == {
        "unknown_place": 2,
        "unsettled_reporter": 2,
        "same_party": 1,
    }


def test_the_full_register_has_seven_words_for_numbers_and_twelve_zeros(full: Reading) -> None:
    by_written = Counter(
        (taken.original["num_items"], taken.claim.quantity.kind)
        for taken in full.claims
        if not taken.original["num_items"].isdigit() or int(taken.original["num_items"]) == 0
    )
    assert by_written == {
        ("classified", QuantityKind.WITHHELD): 6,
        ("not declared", QuantityKind.UNKNOWN): 1,
        ("0", QuantityKind.WITHHELD): 11,
        ("0", QuantityKind.NIL): 1,
    }


def test_of_fifteen_repeated_rows_nine_are_the_other_half_and_six_repeat_a_line(
    full: Reading, shared_data: Path
) -> None:
    raw = read(shared_data / "unroca_2010_2016" / "unroca_results.json")
    assert len(raw.claims) == 2088
    repeated = [place for place, taken in enumerate(raw.claims) if taken.claim.line == 2]
    assert len(repeated) == 15
    assert Counter(full.claims[place].claim.line for place in repeated) == {1: 9, 2: 6}
    assert Counter(taken.claim.line for taken in full.claims) == {1: 2082, 2: 6}


def test_without_reporters_every_claim_is_unsettled_and_one_issue_says_so(shared_data: Path) -> None:
    raw = read(shared_data / "unroca_2010_2016" / "unroca_results.json")
    assert {(taken.claim.claimant, taken.claim.role, taken.claim.grade) for taken in raw.claims} == {
        ("?", Role.UNSETTLED, Grade.UNSETTLED)
    }
    assert [issue.rule for issue in raw.issues].count("unsettled_reporter") == 1


def test_every_party_and_category_of_the_full_register_is_known(full: Reading) -> None:
    for taken in full.claims:
        claim = taken.claim
        assert not any(party.startswith("?") for party in (claim.claimant, claim.from_party, claim.to_party))
        assert claim.scheme_code != claim.category


def test_the_participation_list_is_2489_filings_that_cover_every_reporter(
    full: Reading, shared_data: Path
) -> None:
    listed = read(shared_data / "unroca_participation" / "years.json").filings
    assert len(listed) == 2489
    assert (min(filing.period for filing in listed).start.year, max(f.period for f in listed).end.year) == (
        1992,
        2022,
    )
    assert {filing.content for filing in listed} == {"not_held"}
    assert len({filing.filing_id for filing in listed}) == 2489
    on_list = {(filing.claimant, filing.period) for filing in listed}
    assert {(filing.claimant, filing.period) for filing in full.filings} <= on_list


def test_the_list_of_states_says_that_nothing_is_taken(shared_data: Path) -> None:
    reading = read(shared_data / "unroca_participation" / "countries.json")
    assert (reading.claims, reading.filings) == ([], [])
    assert [issue.rule for issue in reading.issues] == ["nothing_to_take"]
