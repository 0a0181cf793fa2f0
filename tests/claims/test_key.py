"""The names of claims and of filings nobody named: made from what is said, never from where it was read."""

import csv
import io
import shutil
from dataclasses import fields, replace
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tallystick.claims.key import claim_id, content, framed, placed
from tallystick.model.claim import Act, Basis, Claim, Grade, ReadClaim, Role
from tallystick.model.period import Period
from tallystick.model.quantity import Quantity
from tallystick.sources.read import read
from tests.laws.tallies import exported, imported


def test_no_value_can_imitate_a_boundary_between_two() -> None:
    alike = [
        ("ab", "c"),
        ("a", "bc"),
        ("abc",),
        ("abc", ""),
        ("", "abc"),
        ("a", "b", "c"),
        ("a\0b", "c"),
        ("a", "\0bc"),
    ]
    assert len({framed(parts) for parts in alike}) == len(alike)
    # not even one that holds a length of eight bytes itself
    assert framed(["a", "b"]) != framed([framed(["a"]).decode("latin-1") + "b"])


CHANGES: dict[str, object] = {
    "claimant": "NOR",
    "role": Role.OBSERVER,
    "from_party": "NOR",
    "to_party": "NOR",
    "category": "missiles",
    "period": Period.year(2019),
    "quantity": Quantity.parse(">=12"),
    "act": Act.LOSS,
    "instrument": "att",
    "filing_id": "another",
    "line": 2,
    "origin_party": "NOR",
    "via": "NOR",
    "end_user": "army",
    "consignee": "port",
    "intermediary": "broker",
    "carrier": "ship",
    "scheme": "un_register",
    "scheme_code": "I",
    "designation": "Leopard 2",
    "basis": Basis.CUSTOMS,
    "condition": "used",
    "handling": "restricted",
    "grade": Grade.INFERRED,
}


def test_every_field_of_a_claim_is_part_of_its_name() -> None:
    claim = exported("SWE", "FIN", "12", filing_id="one", line=1)
    assert {field.name for field in fields(Claim)} == set(CHANGES)
    changed = {name: claim_id(replace(claim, **{name: value})) for name, value in CHANGES.items()}  # type: ignore[arg-type]
    assert len({claim_id(claim), *changed.values()}) == len(CHANGES) + 1


def test_the_unit_and_the_sort_of_quantity_are_part_of_what_is_said() -> None:
    said = [exported("SWE", "FIN", "12", unit=unit) for unit in ("items", "rounds")]
    said += [
        exported("SWE", "FIN", text)
        for text in ("12-12", "12-13", "11-12", ">=12", "<12", "nil", "withheld", "unknown")
    ]
    assert len({content(claim) for claim in said}) == len(said)


def test_identical_lines_of_one_filing_are_numbered_and_a_written_line_stands() -> None:
    claim = exported("SWE", "FIN", "12")
    other = exported("SWE", "FIN", "13")
    lines = placed([_read(claim), _read(other), _read(claim), _read(replace(claim, line=7))])
    assert [one.claim.line for one in lines] == [1, 1, 2, 7]
    # a written filing of its own starts its own count
    elsewhere = placed([_read(claim), _read(replace(claim, filing_id="named"))])
    assert [one.claim.line for one in elsewhere] == [1, 1]


def test_a_line_without_a_number_is_not_taken_for_the_one_that_has_it() -> None:
    claim = exported("SWE", "FIN", "12", filing_id="named")
    for lines in ([claim, replace(claim, line=1)], [replace(claim, line=1), claim]):
        assert sorted(one.claim.line or 0 for one in placed([_read(line) for line in lines])) == [1, 2]


def test_a_filing_nobody_named_is_named_by_what_it_says_in_any_order() -> None:
    one, two = exported("SWE", "FIN", "12"), exported("SWE", "NOR", "3")
    forward, back = placed([_read(one), _read(two)]), placed([_read(two), _read(one)])
    assert {line.claim.filing_id for line in forward} == {line.claim.filing_id for line in back}
    assert len({line.claim.filing_id for line in forward}) == 1
    (corrected,) = {
        line.claim.filing_id for line in placed([_read(one), _read(replace(two, quantity=Quantity.of(4)))])
    }
    assert corrected != forward[0].claim.filing_id
    assert forward[0].claim.filing_id.startswith("un_register/2020/SWE/exports/")


def test_filings_nobody_named_are_told_apart_by_claimant_period_direction_and_instrument() -> None:
    claims = [
        exported("SWE", "FIN", "12"),
        exported("NOR", "FIN", "12"),
        exported("SWE", "FIN", "12", 2019),
        imported("FIN", "SWE", "12"),
        exported("SWE", "FIN", "12", instrument="att"),
    ]
    assert len({line.claim.filing_id for line in placed([_read(claim) for claim in claims])}) == 5


TALLY = """\
claimant,role,from,to,category,period,quantity,unit,instrument,designation
SWE,exporter,SWE,FIN,battle_tanks,2020,12,items,un_register,Leopard 2
SWE,exporter,SWE,FIN,battle_tanks,2020,12,items,un_register,Leopard 2
SWE,exporter,SWE,NOR,large_calibre_artillery,2020,10-20,items,un_register,155 mm howitzer
"""


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet", ".tsv"])
def test_the_same_words_in_another_form_of_file_are_the_same_claims(tmp_path: Path, suffix: str) -> None:
    plain = tmp_path / "tally.csv"
    plain.write_text(TALLY, "utf-8")
    other = _written(tmp_path / f"tally{suffix}")
    ours, theirs = ({claim_id(one.claim) for one in placed(read(path).claims)} for path in (plain, other))
    assert len(ours) == 3
    assert ours == theirs


def _written(target: Path) -> Path:
    rows = list(csv.reader(io.StringIO(TALLY)))
    if target.suffix == ".xlsx":
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for row in rows:
            sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
        book.save(target)
    elif target.suffix == ".parquet":
        pl.DataFrame(rows[1:], schema=rows[0], orient="row").write_parquet(target)
    else:
        target.write_text(TALLY.replace(",", "\t"), "utf-8")
    return target


def test_where_a_claim_was_read_is_no_part_of_its_name(tmp_path: Path) -> None:
    first = tmp_path / "first.csv"
    first.write_text(TALLY, "utf-8")
    shutil.copy(first, tmp_path / "second.csv")
    one, two = (placed(read(tmp_path / name).claims) for name in ("first.csv", "second.csv"))
    assert [claim_id(line.claim) for line in one] == [claim_id(line.claim) for line in two]


def _read(claim: Claim) -> ReadClaim:
    return ReadClaim(claim, "line 2", {})
