"""SIPRI's trade register: invented files in its shape, and the full public file where it is at hand."""

from collections import Counter
from pathlib import Path

import pytest

from tallystick.errors import UnreadableError
from tallystick.model.claim import Basis, Claim, Reading, Role
from tallystick.model.quantity import QuantityKind
from tallystick.sources.read import read, recognise

ABOVE = (
    "Transfers of major conventional arms from All countries  to All countries . "
    "Deals with deliveries made for the year range '2001' to '2003'\r\n"
    "SIPRI trend-indicator values (TIVs) are in millions.;\r\n;\r\n"
    "Data generated: 05 Mar 2004 10:00:00 AM;\r\n"
)
GOOD = {
    "SIPRI AT Database ID": "1",
    "Supplier": "Maldren",
    "Recipient": "Nalvoria",
    "Designation": "Invented-1",
    "Description": "tank",
    "Armament category": "Armoured vehicles",
    "Order date": "2000",
    "Order date is estimate": "No",
    "Numbers delivered": "12",
    "Numbers delivered is estimate": "No",
    "Delivery year": "2002",
    "Delivery year is estimate": "No",
    "Status": "New",
    "SIPRI estimate": "2",
    "TIV deal unit": "2",
    "TIV delivery values": "24",
    "Local production": "No",
}


def written(folder: Path, *rows: dict[str, str], above: str = ABOVE) -> Path:
    """Write rows the way SIPRI's site does: every line ends in a semicolon."""
    path = folder / "trade_register.csv"
    lines = [",".join(GOOD), *(",".join((GOOD | row).values()) for row in rows)]
    path.write_text(above + "".join(f"{line};\r\n" for line in lines), "utf-8", newline="")
    return path


def taken(folder: Path, *rows: dict[str, str], above: str = ABOVE) -> Reading:
    path = written(folder, *rows, above=above)
    assert recognise(path) == "sipri_register"
    return read(path)


def claim_of(folder: Path, row: dict[str, str]) -> Claim:
    return taken(folder, row).claims[0].claim


def test_a_row_is_a_claim_of_an_observer_on_a_delivery(tmp_path: Path) -> None:
    reading = taken(tmp_path, {})
    claim = reading.claims[0].claim
    assert (claim.claimant, claim.role, claim.basis) == ("SIPRI", Role.OBSERVER, Basis.DELIVERED)
    assert (claim.from_party, claim.to_party, str(claim.period)) == ("QMA", "QNA", "2002")
    assert (claim.category, claim.scheme, claim.scheme_code) == ("battle_tanks", "sipri", "Armoured vehicles")
    assert (claim.designation, str(claim.quantity), claim.condition) == ("Invented-1, tank", "12", "new")
    assert reading.claims[0].locator == "line 6"
    assert reading.issues == []


@pytest.mark.parametrize(
    ("number", "estimate", "meant"),
    [
        ("12", "No", "12"),
        ("12", "Yes", "6-24"),
        ("25", "Yes", "13-50"),
        ("1", "Yes", "1-2"),
        ("1", "", "1-2"),
        ("0", "No", "withheld"),
        ("", "No", "unknown"),
    ],
)
def test_an_estimated_number_is_a_range_of_whole_numbers(
    tmp_path: Path, number: str, estimate: str, meant: str
) -> None:
    row = {"Numbers delivered": number, "Numbers delivered is estimate": estimate}
    assert str(claim_of(tmp_path, row).quantity) == meant


@pytest.mark.parametrize(
    ("estimate", "ordered", "order_estimate", "first", "last"),
    [
        ("No", "2000", "No", 2002, 2002),
        ("Yes", "2000", "No", 2001, 2003),
        ("", "2000", "No", 2001, 2003),
        ("Yes", "2002", "No", 2002, 2003),
        ("Yes", "2002", "Yes", 2001, 2003),
        ("Yes", "2002", "", 2001, 2003),
        ("Yes", "", "", 2001, 2003),
        ("Yes", "2003", "No", 2002, 2003),
    ],
)
def test_an_estimated_year_is_a_span_that_does_not_begin_before_the_order(
    tmp_path: Path, estimate: str, ordered: str, order_estimate: str, first: int, last: int
) -> None:
    row = {
        "Delivery year is estimate": estimate,
        "Order date": ordered,
        "Order date is estimate": order_estimate,
    }
    period = claim_of(tmp_path, row).period
    assert (period.start.year, period.end.year) == (first, last)
    assert (period.start.timetuple().tm_yday, (period.end.month, period.end.day)) == (1, (12, 31))


def test_a_delivery_before_its_order_is_reported(tmp_path: Path) -> None:
    reading = taken(tmp_path, {"Order date": "2003"})
    assert [(issue.rule, issue.value) for issue in reading.issues] == [("order_after_delivery", "2003")]


def test_blank_flags_are_counted_once_a_column(tmp_path: Path) -> None:
    blank = {"Delivery year is estimate": "", "Order date is estimate": ""}
    reading = taken(tmp_path, blank, blank | {"Designation": "Invented-2"})
    assert [(issue.rule, issue.field, issue.value) for issue in reading.issues] == [
        ("estimate_not_stated", "delivery_year_is_estimate", "2"),
        ("estimate_not_stated", "order_date_is_estimate", "2"),
    ]


@pytest.mark.parametrize(
    ("description", "armament_category", "category"),
    [
        ("tank", "Armoured vehicles", "battle_tanks"),
        ("portable SAM", "Missiles", "manpads"),
        ("light tank", "Armoured vehicles", "sipri:armoured_vehicles"),
        ("anti-tank missile", "Missiles", "sipri:missiles"),
        ("naval gun", "Naval weapons", "sipri:naval_weapons"),
        ("SAM system", "Air-defence systems", "sipri:air_defence_systems"),
    ],
)
def test_goods_are_of_our_category_only_where_the_description_is_sure_of_one(
    tmp_path: Path, description: str, armament_category: str, category: str
) -> None:
    row = {"Description": description, "Armament category": armament_category}
    claim = claim_of(tmp_path, row)
    assert (claim.category, claim.scheme_code) == (category, armament_category)


def test_a_category_that_sipri_did_not_have_is_kept_and_reported_once(tmp_path: Path) -> None:
    row = {"Description": "tank", "Armament category": "Balloons"}
    reading = taken(tmp_path, row, row)
    assert {one.claim.category for one in reading.claims} == {"sipri:balloons"}
    assert [(issue.rule, issue.value) for issue in reading.issues] == [("unknown_category", "Balloons")]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("RUF (Sierra Leone)*", "actor:ruf"),
        ("NATO**", "actor:nato"),
        ("European Union**", "EUE"),
        ("United Nations**", "UNO"),
        ("Northern Cyprus", "actor:northern_cyprus"),
        ("unknown rebel group*", "actor:unspecified"),
        ("unknown recipient(s)", "area:unspecified"),
    ],
)
def test_groups_organisations_and_unknowns_have_a_code_and_no_issue(
    tmp_path: Path, name: str, code: str
) -> None:
    reading = taken(tmp_path, {"Recipient": name})
    assert reading.claims[0].claim.to_party == code
    assert reading.issues == []


def test_a_group_nobody_listed_is_kept_and_reported(tmp_path: Path) -> None:
    reading = taken(tmp_path, {"Recipient": "Yorlune rebels*"})
    assert reading.claims[0].claim.to_party == "?Yorlune rebels*"
    assert [issue.rule for issue in reading.issues] == ["unknown_party"]


def test_a_name_settled_by_hand_wins_over_the_list_of_actors(tmp_path: Path) -> None:
    path = written(tmp_path, {"Recipient": "Syria rebels*"})
    reading = read(path, names={"Syria rebels*": "actor:settled"})
    assert reading.claims[0].claim.to_party == "actor:settled"


def test_what_the_recipient_builds_itself_is_marked(tmp_path: Path) -> None:
    assert claim_of(tmp_path, {"Local production": "Yes"}).condition == "new; local production"


def test_equal_deliveries_of_two_deals_stay_two(tmp_path: Path) -> None:
    reading = taken(tmp_path, {}, {"SIPRI AT Database ID": "2"})
    assert [one.claim.line for one in reading.claims] == [1, 2]


def test_an_edition_is_a_filing_a_year_with_its_day(tmp_path: Path) -> None:
    reading = taken(tmp_path, {}, {"Delivery year": "2003", "Delivery year is estimate": "Yes"})
    assert [(one.filing_id, str(one.period), str(one.filed_on)) for one in reading.filings] == [
        ("sipri_register/2004-03-05/2002", "2002", "2004-03-05"),
        ("sipri_register/2004-03-05/2003", "2003", "2004-03-05"),
    ]
    assert {one.direction for one in reading.filings} == {"observations"}


def test_a_selection_supersedes_nothing(tmp_path: Path) -> None:
    part = ABOVE.replace("from All countries", "from Maldren")
    filing = taken(tmp_path, {}, above=part).filings[0]
    assert filing.filing_id == "sipri_register/2004-03-05/major_conventional_arms_maldren_all_countries/2002"
    assert filing.filed_on is None


@pytest.mark.parametrize("above", ["", ABOVE.replace("Mar", "Mrz"), ABOVE.replace("05 Mar", "35 Mar")])
def test_a_file_that_does_not_say_its_edition_is_read_and_reported(tmp_path: Path, above: str) -> None:
    reading = taken(tmp_path, {}, above=above)
    assert reading.filings[0].filing_id == "sipri_register/edition_not_stated/2002"
    assert reading.filings[0].filed_on is None
    assert [issue.rule for issue in reading.issues] == ["edition_not_stated"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Supplier", ""),
        ("Recipient", ""),
        ("Designation", ""),
        ("Description", ""),
        ("Armament category", ""),
        ("Numbers delivered", "1.5"),
        ("Numbers delivered", "several"),
        ("Numbers delivered is estimate", "?"),
        ("Delivery year", ""),
        ("Delivery year", "2002-03"),
        ("Delivery year is estimate", "maybe"),
        ("Order date", "soon"),
        ("Local production", "partly"),
    ],
)
def test_a_value_the_register_does_not_use_refuses_the_file(tmp_path: Path, column: str, value: str) -> None:
    path = written(tmp_path, {column: value})
    with pytest.raises(UnreadableError) as caught:
        read(path)
    assert caught.value.line == 6
    assert caught.value.column in {column, f"{column};"}


def test_a_new_column_is_reported(tmp_path: Path) -> None:
    path = written(tmp_path, {})
    text = (
        path.read_text("utf-8")
        .replace("Local production;", "Port,Local production;")
        .replace(",No;", ",P,No;")
    )
    path.write_text(text, "utf-8")
    assert [issue.rule for issue in read(path).issues] == ["unused_field"]


@pytest.mark.slow
def test_the_full_register_is_read_with_nothing_lost(shared_data: Path) -> None:
    """25,024 lines below eleven lines of preamble and a header; none of the names is unknown."""
    reading = read(shared_data / "sipri_register_1995_2025" / "trade_register.csv")
    claims = [one.claim for one in reading.claims]
    assert (len(claims), len(reading.filings)) == (25_024, 30)
    assert (reading.claims[0].locator, reading.claims[-1].locator) == ("line 13", "line 25036")
    assert {str(one.filed_on) for one in reading.filings} == {"2026-02-12"}
    assert {(issue.rule, issue.field, issue.value) for issue in reading.issues} == {
        ("estimate_not_stated", "delivery_year_is_estimate", "774"),
        ("estimate_not_stated", "numbers_delivered_is_estimate", "305"),
        ("estimate_not_stated", "order_date_is_estimate", "112"),
    }
    kinds = Counter(claim.quantity.kind for claim in claims)
    assert kinds == {QuantityKind.EXACT: 9_018, QuantityKind.INTERVAL: 16_006}
    assert Counter(claim.period.end.year - claim.period.start.year for claim in claims) == {
        0: 16_453,
        1: 271,
        2: 8_300,
    }
    ends = {claim.from_party for claim in claims} | {claim.to_party for claim in claims}
    assert len({one for one in ends if one.startswith("actor:")}) == 27
    assert len({one for one in ends if ":" not in one}) == 181
    assert {one for one in ends if one.startswith(("?", "area:"))} == {"area:unspecified"}
    sure = Counter(claim.category for claim in claims if ":" not in claim.category)
    assert sure == {
        "armoured_combat_vehicles": 2_775,
        "missiles": 1_168,
        "combat_aircraft": 1_116,
        "large_calibre_artillery": 1_050,
        "manpads": 601,
        "battle_tanks": 591,
        "attack_helicopters": 349,
        "warships": 344,
        "unmanned_combat_aircraft": 137,
    }
    assert Counter(claim.condition for claim in claims)["new; local production"] == 4_771
