"""Tally files and filing files, value by value."""

from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.errors import UnreadableError
from tallystick.model.claim import Act, Basis, Claim, Filing, Grade, Issue, Reading, Role
from tallystick.model.quantity import QuantityKind
from tallystick.sources.read import read

GOOD = {
    "claimant": "DEU",
    "role": "exporter",
    "from": "DEU",
    "to": "POL",
    "category": "battle_tanks",
    "period": "2014",
    "quantity": "91",
    "unit": "items",
}

FILED = {"claimant": "DEU", "instrument": "att", "period": "2014", "direction": "exports", "content": "lines"}


def read_rows(folder: Path, *rows: dict[str, str]) -> Reading:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [",".join(columns), *(",".join(f'"{row.get(column, "")}"' for column in columns) for row in rows)]
    path = folder / "t.csv"
    path.write_text("\n".join(lines), "utf-8")
    return read(path, "tally")


def claim_of(folder: Path, **changes: str) -> Claim:
    return read_rows(folder, GOOD | changes).claims[0].claim


def issues_of(folder: Path, **changes: str) -> list[Issue]:
    return read_rows(folder, GOOD | changes).issues


def filing_of(folder: Path, **changes: str) -> Filing:
    return read_rows(folder, FILED | changes).filings[0]


def test_a_plain_line_is_a_declared_transfer_by_nobody_else(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, GOOD)
    claim = reading.claims[0].claim
    assert (claim.claimant, claim.role, claim.act) == ("DEU", Role.EXPORTER, Act.TRANSFER)
    assert claim.grade is Grade.DECLARED
    assert (claim.filing_id, claim.line, claim.basis, claim.handling) == ("-", None, Basis.UNSTATED, "public")
    assert reading.issues == []
    assert reading.filings == []


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("quantity", "1,200", "is not a quantity"),
        ("quantity", "several", "is not a quantity"),
        ("quantity", "", "neither nil nor withheld"),
        ("quantity", "2.5", "must be whole"),
        ("quantity", "9" * 400, "too many for this column"),
        ("quantity", "9" * 16, "more than 15 digits"),
        ("quantity", "20-10", "above the high end"),
        ("unit", "crates", "unit 'crates' is not known"),
        ("unit", "", "blank"),
        ("period", "last year", "is not a period"),
        ("period", "2014-13", "is not a period"),
        ("role", "seller", "write exporter, importer"),
        ("act", "gift", "write transfer, authorisation"),
        ("basis", "sold", "write delivered, shipped"),
        ("handling", "secret", "write public"),
        ("handling", "group:", "or group:NAME"),
        ("line", "0", "number identical statements"),
        ("evidence_grade", "certain", "write declared"),
        ("claimant", "-", "nobody speaks"),
        ("claimant", "", "blank"),
        ("from", "", "blank"),
        ("category", "", "blank"),
    ],
)
def test_a_value_that_cannot_stand_refuses_the_whole_file(
    tmp_path: Path, column: str, value: str, words: str
) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_rows(tmp_path, GOOD, GOOD | {column: value})
    assert (caught.value.line, caught.value.column) == (3, column)
    assert words in caught.value.problem
    assert "Nothing of this file was taken" in caught.value.remedy


def test_every_refused_cell_is_counted_and_ten_are_listed(tmp_path: Path) -> None:
    rows = [GOOD | {"quantity": "many", "unit": "crates"} for _ in range(8)]
    with pytest.raises(UnreadableError) as caught:
        read_rows(tmp_path, *rows)
    assert (caught.value.line, caught.value.column) == (2, "unit")
    assert caught.value.remedy.startswith("7 more: line 3, column 'unit'")
    with pytest.raises(UnreadableError) as caught:
        read_rows(tmp_path, *(GOOD | {"quantity": "many", "period": "then"} for _ in range(8)))
    assert caught.value.remedy.startswith("15 more: line 2")
    assert "and 5 not listed here" in caught.value.remedy
    assert caught.value.remedy.count("; line ") == 9


def test_columns_are_named_in_the_refusal_as_the_file_writes_them(tmp_path: Path) -> None:
    row = {column.title(): value for column, value in GOOD.items()} | {"Quantity": "many"}
    with pytest.raises(UnreadableError, match="column 'Quantity'"):
        read_rows(tmp_path, row)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("12", QuantityKind.EXACT),
        ("10-20", QuantityKind.INTERVAL),
        (">=5", QuantityKind.AT_LEAST),
        ("<100", QuantityKind.BELOW),
        ("Nil", QuantityKind.NIL),
        ("WITHHELD", QuantityKind.WITHHELD),
        ("unknown", QuantityKind.UNKNOWN),
        ("0", QuantityKind.NIL),
    ],
)
def test_each_way_to_write_a_quantity(tmp_path: Path, written: str, kind: QuantityKind) -> None:
    assert claim_of(tmp_path, quantity=written).quantity.kind is kind


def test_capitals_make_no_difference_to_words(tmp_path: Path) -> None:
    claim = claim_of(tmp_path, role="Exporter", period="2014-q1", unit="Items", basis="Delivered")
    assert str(claim.period) == "2014-01-01/2014-03-31"
    assert (claim.role, claim.basis) == (Role.EXPORTER, Basis.DELIVERED)


def test_a_line_whose_speaker_is_unsettled_is_of_that_grade(tmp_path: Path) -> None:
    assert claim_of(tmp_path, role="unsettled", claimant="?").grade is Grade.UNSETTLED
    assert claim_of(tmp_path, evidence_grade="inferred").grade is Grade.INFERRED


def test_a_zero_beside_a_described_item_is_withheld_and_said(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, GOOD | {"quantity": "0", "designation": "Several Aster missiles"})
    assert reading.claims[0].claim.quantity.kind is QuantityKind.WITHHELD
    assert [issue.rule for issue in reading.issues] == ["zero_beside_item"]


def test_the_word_nil_beside_a_described_item_stays_nil(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, GOOD | {"quantity": "nil", "designation": "Aster"})
    assert reading.claims[0].claim.quantity.kind is QuantityKind.NIL
    assert reading.issues == []


@pytest.mark.parametrize("basis", ["licensed", "ordered"])
def test_a_licence_or_order_is_an_authorisation(tmp_path: Path, basis: str) -> None:
    assert claim_of(tmp_path, basis=basis).act is Act.AUTHORISATION
    with pytest.raises(UnreadableError, match="implies the act 'authorisation'"):
        claim_of(tmp_path, basis=basis, act="transfer")


@pytest.mark.parametrize("role", ["holder", "observer"])
def test_a_holder_or_observer_must_say_of_which_act_it_speaks(tmp_path: Path, role: str) -> None:
    with pytest.raises(UnreadableError, match="column 'act': is blank"):
        claim_of(tmp_path, role=role, act="")
    assert claim_of(tmp_path, role=role, act="holding", **{"from": "-"}).act is Act.HOLDING


def test_an_unknown_party_waits_with_the_three_nearest_names(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, GOOD | {"to": "Nigera"}, GOOD | {"to": "Nigera", "quantity": "5"})
    assert {taken.claim.to_party for taken in reading.claims} == {"?Nigera"}
    assert [(issue.rule, issue.field, issue.locator) for issue in reading.issues] == [
        ("unknown_party", "to", "line 2"),
        ("unknown_party", "to", "line 3"),
    ]
    assert "Nigeria (NGA)" in reading.issues[0].message
    assert "tallystick name" in reading.issues[0].message


def test_a_party_that_already_waits_keeps_its_one_question_mark(tmp_path: Path) -> None:
    assert claim_of(tmp_path, to="?Nigera").to_party == "?Nigera"


def test_a_party_that_waited_is_settled_once_its_name_is_known(tmp_path: Path) -> None:
    assert claim_of(tmp_path, to="?Nigeria").to_party == "NGA"


def test_an_unknown_category_is_kept_as_written_and_reported_once(tmp_path: Path) -> None:
    rows = [GOOD | {"category": "Battle tank", "quantity": str(number)} for number in (1, 2)]
    reading = read_rows(tmp_path, *rows)
    assert {taken.claim.category for taken in reading.claims} == {"Battle tank"}
    (issue,) = reading.issues
    assert issue.rule == "unknown_category"
    assert "battle_tanks" in issue.message


@pytest.mark.parametrize(
    ("instrument", "written", "category", "code"),
    [
        ("un_register", "I", "battle_tanks", "I"),
        ("un_register", "vii.A", "missiles", "VII.a"),
        ("att", "a", "battle_tanks", "a"),
        ("un_register", "Battle Tanks", "battle_tanks", "-"),
    ],
)
def test_a_category_may_be_written_as_its_instrument_does(
    tmp_path: Path, instrument: str, written: str, category: str, code: str
) -> None:
    claim = claim_of(tmp_path, instrument=instrument, category=written)
    assert (claim.category, claim.scheme_code) == (category, code)
    assert claim.scheme == ("-" if code == "-" else instrument)


def test_an_annual_report_names_goods_by_the_codes_of_its_treaty(tmp_path: Path) -> None:
    """So that one word in the column both reads the categories and tells of the report."""
    claim = claim_of(tmp_path, instrument="att_annual", category="a")
    assert (claim.category, claim.scheme, claim.scheme_code) == ("battle_tanks", "att", "a")
    assert claim.instrument == "att_annual"


def test_a_code_of_another_instrument_is_not_guessed(tmp_path: Path) -> None:
    assert claim_of(tmp_path, instrument="att", category="VII.a").category == "VII.a"
    assert claim_of(tmp_path, category="I").category == "I"


def test_who_speaks_for_another_or_of_itself_is_reported_and_kept(tmp_path: Path) -> None:
    assert [issue.rule for issue in issues_of(tmp_path, claimant="FRA")] == ["speaks_for_other"]
    assert [issue.rule for issue in issues_of(tmp_path, to="DEU")] == ["same_party"]


def test_an_unused_column_is_reported_once_and_kept_among_the_raw_fields(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, GOOD | {"remark": "x"}, GOOD | {"remark": "y"})
    assert [(issue.rule, issue.field, issue.locator) for issue in reading.issues] == [
        ("unused_field", "remark", "line 2")
    ]
    assert [taken.original["remark"] for taken in reading.claims] == ["x", "y"]


def test_an_intermediate_place_that_is_no_party_is_kept_and_reported(tmp_path: Path) -> None:
    assert claim_of(tmp_path, via="Belgium").via == "BEL"
    assert claim_of(tmp_path, via="at sea").via == "at sea"
    assert [issue.rule for issue in issues_of(tmp_path, via="at sea")] == ["unknown_place"]


def test_a_name_is_understood_as_of_its_period(tmp_path: Path) -> None:
    assert claim_of(tmp_path, to="Yugoslavia", period="1995").to_party == "YUG"


def test_a_day_that_excel_made_of_a_month_is_reported(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(list(GOOD))
    book.worksheets[0].append([*(GOOD | {"period": "2014-03-01"}).values()])
    book.save(tmp_path / "t.xlsx")
    assert [issue.rule for issue in read(tmp_path / "t.xlsx").issues] == ["one_day_period"]


def test_a_filing_without_a_name_is_named_by_what_it_is(tmp_path: Path) -> None:
    filing = filing_of(tmp_path, period="2014-Q1")
    assert filing.filing_id == "att/2014-01-01/2014-03-31/DEU/exports"
    assert (filing.categories, filing.basis, filing.visibility, filing.filed_on) == ("-", "-", "public", None)
    assert filing_of(tmp_path, filing="DEU-14-2").filing_id == "DEU-14-2"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("direction", "outwards"),
        ("content", "empty"),
        ("content", ""),
        ("visibility", "secret"),
        ("filed_on", "31.5.2015"),
        ("basis", "sold"),
        ("instrument", ""),
    ],
)
def test_a_filing_with_a_word_nobody_knows_is_refused(tmp_path: Path, column: str, value: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        filing_of(tmp_path, **{column: value})
    assert (caught.value.line, caught.value.column) == (2, column)


def test_a_filing_repeated_adds_nothing_and_one_contradicted_is_refused(tmp_path: Path) -> None:
    assert len(read_rows(tmp_path, FILED, FILED).filings) == 1
    with pytest.raises(UnreadableError, match="stands here and above with different content"):
        read_rows(tmp_path, FILED, FILED | {"content": "nil"})


def test_the_categories_of_a_filing_are_mapped_and_sorted(tmp_path: Path) -> None:
    assert filing_of(tmp_path, categories="warships; a, b").categories == (
        "armoured_combat_vehicles battle_tanks warships"
    )


PARTIES = st.sampled_from(["DEU", "POL", "Ghana", "Ruritania", "Viet Nam"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "claimant": PARTIES,
            "from": PARTIES,
            "to": PARTIES,
            "category": st.sampled_from(["battle_tanks", "Warships", "cannons"]),
            "quantity": st.sampled_from(["0", "5", "10-20", "nil", "withheld"]),
            "designation": st.sampled_from(["", "Leopard 2"]),
        }
    ),
    min_size=1,
    max_size=6,
)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]], random: object
) -> None:
    folder = tmp_path_factory.getbasetemp()
    whole = [GOOD | row for row in rows]
    shuffled = [dict(reversed(row.items())) for row in whole]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = read_rows(folder, *whole), read_rows(folder, *shuffled)
    assert Counter(taken.claim for taken in one.claims) == Counter(taken.claim for taken in other.claims)
    assert {(issue.rule, issue.field, issue.value) for issue in one.issues} == {
        (issue.rule, issue.field, issue.value) for issue in other.issues
    }


def test_a_code_without_its_instrument_is_told_which_to_add(tmp_path: Path) -> None:
    (issue,) = issues_of(tmp_path, category="III")
    assert "add the column instrument with un_register" in issue.message
    assert "Known:" not in issue.message
    assert issues_of(tmp_path, category="III", instrument="un_register") == []
