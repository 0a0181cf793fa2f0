"""UN Comtrade: small invented tables, and the full public file where it is at hand."""

import gzip
from collections import Counter
from pathlib import Path

import pytest

from tallystick.errors import UnreadableError
from tallystick.model.claim import Basis, Claim, Grade, Reading, Role
from tallystick.model.quantity import QuantityKind
from tallystick.sources.read import read, recognise

GOOD = {
    "classification": "H3",
    "period": "2009",
    "flow": "Export",
    "reporter": "Maldren",
    "reporteriso": "QMA",
    "partner": "Morvane",
    "partneriso": "QMO",
    "productcode": "440799.0",
    "unit": "Volume in cubic meters",
    "quantity": "120.0",
    "weight": "70000.0",
    "tradevalue": "60000.0",
    "flag": "0.0",
    "timeinfo": "2015-08-10 22:22:32",
}
WORLD = {"partner": "World", "partneriso": "WLD"}


def read_rows(folder: Path, *rows: dict[str, str]) -> Reading:
    path = folder / "t.csv"
    lines = [";".join(row[name] for name in GOOD) for row in rows]
    path.write_text("\n".join([";".join(GOOD), *lines]) + "\n", "utf-8")
    assert recognise(path) == "comtrade"
    return read(path)


def claims(reading: Reading, unit: str = "usd") -> list[Claim]:
    return [taken.claim for taken in reading.claims if taken.claim.quantity.unit == unit]


def test_a_row_is_one_claim_for_each_of_value_quantity_and_weight(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, GOOD)
    said = [(one.claim.quantity.low, one.claim.quantity.unit) for one in reading.claims]
    assert said == [(60000.0, "usd"), (120.0, "m3"), (70000.0, "kg")]
    (value,) = claims(reading)
    assert (value.claimant, value.role, value.from_party, value.to_party) == (
        "QMA",
        Role.EXPORTER,
        "QMA",
        "QMO",
    )
    assert (value.category, value.scheme, value.scheme_code) == ("hs:440799", "hs2007", "440799")
    assert (value.basis, value.instrument, str(value.period)) == (Basis.CUSTOMS, "comtrade", "2009")
    assert reading.issues == []


def test_an_import_speaks_of_the_same_flow_from_the_other_end_whatever_its_edition(tmp_path: Path) -> None:
    mirror = GOOD | {"flow": "Imports", "classification": "H2"}
    mirror |= {"reporter": "Morvane", "reporteriso": "QMO", "partner": "Maldren", "partneriso": "QMA"}
    exported, imported = claims(read_rows(tmp_path, GOOD, mirror))
    assert imported.role is Role.IMPORTER
    for name in ("from_party", "to_party", "category", "period"):
        assert getattr(exported, name) == getattr(imported, name)
    assert (exported.scheme, imported.scheme) == ("hs2007", "hs2002")


@pytest.mark.parametrize(
    ("flow", "role", "category"),
    [
        ("Re-Export", Role.EXPORTER, "hs:440799:re_export"),
        ("Re-Import", Role.IMPORTER, "hs:440799:re_import"),
    ],
)
def test_the_part_that_is_re_exported_or_re_imported_is_never_added_to_the_whole(
    tmp_path: Path, flow: str, role: Role, category: str
) -> None:
    (claim,) = claims(read_rows(tmp_path, GOOD | {"flow": flow}))
    assert (claim.role, claim.category, claim.scheme_code) == (role, category, "440799")


@pytest.mark.parametrize(
    ("flag", "volume", "weight"),
    [
        ("0", Grade.DECLARED, Grade.DECLARED),
        ("2.0", Grade.ESTIMATED, Grade.DECLARED),
        ("4", Grade.DECLARED, Grade.ESTIMATED),
        ("6.0", Grade.ESTIMATED, Grade.ESTIMATED),
    ],
)
def test_a_figure_the_publisher_estimated_is_marked_and_the_value_never_is(
    tmp_path: Path, flag: str, volume: Grade, weight: Grade
) -> None:
    reading = read_rows(tmp_path, GOOD | {"flag": flag})
    assert [one.claim.grade for one in reading.claims] == [Grade.DECLARED, volume, weight]


@pytest.mark.parametrize("written", ["", "0", "0.0"])
def test_a_missing_or_zero_weight_beside_a_value_is_unknown_and_not_nil(tmp_path: Path, written: str) -> None:
    (weight,) = claims(read_rows(tmp_path, GOOD | {"weight": written, "flag": "4"}), "kg")
    assert weight.quantity.kind is QuantityKind.UNKNOWN
    assert weight.grade is Grade.DECLARED


def test_a_row_without_a_unit_says_nothing_of_volume(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, GOOD | {"unit": "No Quantity", "quantity": ""})
    assert [one.claim.quantity.unit for one in reading.claims] == ["usd", "kg"]
    assert reading.issues == []


def test_a_unit_nobody_knows_is_reported_once_and_its_figures_left_out(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, *([GOOD | {"unit": "Weight in carats"}] * 2))
    assert [one.claim.quantity.unit for one in reading.claims] == ["usd", "kg"] * 2
    assert [(issue.rule, issue.value) for issue in reading.issues] == [("unknown_unit", "Weight in carats")]


@pytest.mark.parametrize(("weight", "kg"), [("70.0", 70.0), ("", 120.0)])
def test_goods_measured_in_kilograms_are_not_counted_twice(tmp_path: Path, weight: str, kg: float) -> None:
    reading = read_rows(tmp_path, GOOD | {"unit": "Weight in kilograms", "weight": weight})
    assert [claim.quantity.low for claim in claims(reading, "kg")] == [kg]


def test_sums_make_no_claim_and_are_counted(tmp_path: Path) -> None:
    group = GOOD | {"reporter": "EU-28", "reporteriso": "EU2"}
    reading = read_rows(tmp_path, GOOD, GOOD | WORLD, group, GOOD | {"productcode": "TOTAL"})
    assert len(reading.claims) == 3
    assert [(issue.rule, issue.value) for issue in reading.issues] == [("sums_left_out", "3")]


def test_a_return_is_whole_only_where_its_partners_add_up_to_world(tmp_path: Path) -> None:
    other = GOOD | {"partner": "Murvale", "partneriso": "QMU", "tradevalue": "30000"}
    whole = read_rows(tmp_path, GOOD, other, GOOD | WORLD | {"tradevalue": "90001.5"})
    assert [filing.filing_id for filing in whole.filings] == [
        "comtrade/2009/QMA/exports/hs:440799/2015-08-10"
    ]
    assert {one.claim.filing_id for one in whole.claims} == {whole.filings[0].filing_id}
    assert (whole.filings[0].content, whole.filings[0].categories) == ("lines", "hs:440799")
    for total in ("90002", "60000", "120000"):
        assert read_rows(tmp_path, GOOD, other, GOOD | WORLD | {"tradevalue": total}).filings == []
    assert read_rows(tmp_path, GOOD, other).filings == []


def test_a_later_edition_of_a_return_is_another_filing_and_never_a_sum(tmp_path: Path) -> None:
    first = claims(read_rows(tmp_path, GOOD))[0].filing_id
    second = claims(read_rows(tmp_path, GOOD | {"timeinfo": "2016-02-01 00:00:00"}))[0].filing_id
    assert first != second


def test_an_unknown_name_falls_back_to_its_code_and_is_reported_once_where_that_fails(tmp_path: Path) -> None:
    coded = GOOD | {"partner": "Republic of Morvane"}
    unknown = GOOD | {"partner": "Other Asia, nes", "partneriso": ""}
    reading = read_rows(tmp_path, coded, unknown, unknown | {"period": "2008"})
    assert [claim.to_party for claim in claims(reading)] == ["QMO", "?Other Asia, nes", "?Other Asia, nes"]
    assert [(issue.rule, issue.value) for issue in reading.issues] == [("unknown_party", "Other Asia, nes")]


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("Areas, nes", "area:unspecified"),
        ("Special Categories", "area:undisclosed"),
        ("Free Zones", "area:free_zones"),
        ("Bunkers", "area:bunkers"),
        ("Other Africa, nes", "area:africa"),
    ],
)
def test_a_partner_that_is_no_party_is_an_area(tmp_path: Path, name: str, area: str) -> None:
    (claim,) = claims(read_rows(tmp_path, GOOD | {"partner": name, "partneriso": ""}))
    assert claim.to_party == area


def test_goods_that_came_back_are_told_of_once(tmp_path: Path) -> None:
    back = GOOD | {"flow": "Import", "partner": "Maldren", "partneriso": "QMA"}
    reading = read_rows(tmp_path, back, back | {"period": "2008"}, back | {"flow": "Re-Import"})
    assert [(issue.rule, issue.value) for issue in reading.issues] == [("same_party", "QMA")]
    assert len(reading.claims) == 9


@pytest.mark.parametrize(("written", "code"), [("102.0", "0102"), ("930190", "930190"), ("1", "01")])
def test_a_leading_zero_that_was_lost_is_put_back(tmp_path: Path, written: str, code: str) -> None:
    assert claims(read_rows(tmp_path, GOOD | {"productcode": written}))[0].scheme_code == code


@pytest.mark.parametrize(("written", "period"), [("2009.0", "2009"), ("200902", "2009-02-01/2009-02-28")])
def test_a_period_is_a_year_or_a_month(tmp_path: Path, written: str, period: str) -> None:
    assert str(claims(read_rows(tmp_path, GOOD | {"period": written}))[0].period) == period


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("classification", "S3"),
        ("period", "2009-10"),
        ("period", "200913"),
        ("flow", "Transit"),
        ("productcode", "44-07"),
        ("productcode", "4407991"),
        ("flag", "1"),
        ("flag", ""),
        ("tradevalue", "1.2e6"),
        ("tradevalue", "1,200"),
        ("quantity", "several"),
        ("weight", "n/a"),
        ("reporter", ""),
        ("partner", ""),
    ],
)
def test_a_value_comtrade_does_not_write_refuses_the_file(tmp_path: Path, column: str, value: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_rows(tmp_path, GOOD | {column: value})
    assert (caught.value.column, caught.value.line) == (column, 2)


def test_items_come_whole(tmp_path: Path) -> None:
    rifles = GOOD | {"productcode": "930190", "unit": "Number of items"}
    assert claims(read_rows(tmp_path, rifles), "items")[0].quantity.low == 120.0
    with pytest.raises(UnreadableError, match="whole"):
        read_rows(tmp_path, rifles | {"quantity": "1.5"})


def test_a_packed_table_says_what_the_table_says(tmp_path: Path) -> None:
    plain = read_rows(tmp_path, GOOD)
    packed = tmp_path / "t.csv.gz"
    packed.write_bytes(gzip.compress((tmp_path / "t.csv").read_bytes()))
    assert read(packed) == plain


@pytest.fixture(scope="module")
def sawnwood(shared_data: Path) -> Reading:
    return read(shared_data / "comtrade_sawnwood" / "sawnwood_2005_2010.csv.gz")


@pytest.mark.slow
def test_the_sawnwood_file_is_read_to_the_last_row(sawnwood: Reading) -> None:
    rows = Counter((one.role, one.category) for one in claims(sawnwood))
    assert rows == {
        (Role.IMPORTER, "hs:440799"): 16829,
        (Role.EXPORTER, "hs:440799"): 13014,
        (Role.EXPORTER, "hs:440799:re_export"): 410,
        (Role.IMPORTER, "hs:440799:re_import"): 57,
    }
    units = Counter(one.claim.quantity.unit for one in sawnwood.claims)
    assert units == {"usd": 30310, "kg": 30310, "m3": 27521}
    kinds = Counter((one.claim.quantity.unit, one.claim.quantity.kind) for one in sawnwood.claims)
    assert (kinds["kg", QuantityKind.UNKNOWN], kinds["m3", QuantityKind.UNKNOWN]) == (4488, 426)
    graded = Counter((one.claim.quantity.unit, one.claim.grade) for one in sawnwood.claims)
    assert graded["usd", Grade.ESTIMATED] == 0
    assert (graded["m3", Grade.ESTIMATED], graded["kg", Grade.ESTIMATED]) == (11484, 5912)


@pytest.mark.slow
def test_every_return_of_the_sawnwood_file_adds_up_to_world(sawnwood: Reading) -> None:
    issues = Counter(issue.rule for issue in sawnwood.issues)
    assert issues == {"same_party": 17, "unknown_party": 2, "sums_left_out": 1}
    assert {one.value for one in sawnwood.issues if one.rule == "unknown_party"} == {"Other Asia, nes"}
    stated = {filing.filing_id for filing in sawnwood.filings}
    assert len(stated) == 1853
    assert {one.claim.filing_id for one in sawnwood.claims} == stated


@pytest.mark.slow
def test_the_sawnwood_file_holds_8907_flows_with_both_halves(sawnwood: Reading) -> None:
    sides: dict[Role, set[tuple[str, ...]]] = {Role.EXPORTER: set(), Role.IMPORTER: set()}
    for one in claims(sawnwood):
        flow = (one.from_party, one.to_party, str(one.period))
        if one.category == "hs:440799" and "?" not in one.from_party + one.to_party:
            assert flow not in sides[one.role]
            sides[one.role].add(flow)
    assert len(sides[Role.EXPORTER] & sides[Role.IMPORTER]) == 8907
