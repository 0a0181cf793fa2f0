"""A tally file read by columns says what it says when it is read line by line."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from tallystick.catalog.tally import read as tally
from tallystick.claims.collect import collect
from tallystick.engine.engine import start
from tallystick.engine.lazy import Local
from tallystick.errors import UnreadableError
from tallystick.facts.pair import named, pair, pair_lazy, usable_lazy
from tallystick.model.claim import Reading
from tallystick.sources import read as sources
from tallystick.sources.columns import COLUMNS, Said, read_columns
from tallystick.sources.lines import open_lines
from tallystick.sources.meanings import known_party
from tests.laws.tallies import document

SAMPLES = Path(tally.__file__).parent / "sample"
HEADER = "claimant,role,from,to,category,period,quantity,unit"

# every way to write a line that either reader takes
LINES = [
    "DEU,exporter,DEU,POL,battle_tanks,2014,12,items",
    "Germany,Exporter,Germany,Poland,Battle tanks,2014-Q1,10-20,Items",
    " POL ,importer,DEU,POL,battle_tanks,2014-03,>=5,items",
    "POL,importer,Deutschland,POL,battle_tanks,2014-03-07,<100,items",
    "POL,importer,DEU,POL,battle_tanks,2014-h2,nil,items",
    "DEU,exporter,DEU,POL,battle_tanks,2014-01-01/2014-06-30,withheld,items",
    "DEU,exporter,DEU,POL,battle_tanks,2015,UNKNOWN,items",
    "DEU,exporter,DEU,FRA,missiles,2015,0,items",
    "DEU,exporter,DEU,FRA,missiles,2016,12.50,kg",
    "DEU,exporter,DEU,FRA,missiles,2016,3..4.5,kg",
    "FRA,importer,DEU,FRA,missiles,2016, 7 ,kg",
    "Yugoslavia,exporter,Yugoslavia,FRA,missiles,1990,4,items",
    "NOR,exporter,DEU,FRA,missiles,2017,4,items",
    "DEU,exporter,DEU,Ruritania,missiles,2017,4,items",
    "DEU,exporter,DEU,DEU,cannons,2017,4,items",
]


@pytest.fixture(scope="module")
def engine() -> Local:
    return Local()


def by_columns(path: Path, engine: Local) -> Said:
    lines = open_lines(path, "#1", start("local"))
    assert lines is not None
    return read_columns(lines, engine, known_party)


def written(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "tally.csv"
    path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    return path


def cells_by_columns(path: Path, engine: Local) -> pl.DataFrame:
    said = usable_lazy(by_columns(path, engine).claims, None)
    return engine.fetch(named(pair_lazy(said))).sort("cell_id")


def cells_by_line(reading: Reading) -> pl.DataFrame:
    tables = collect([(document()[0], reading)], ())
    return pair(tables["claim"], tables["filing"], tables["complete_list"])


def same_cells(path: Path, engine: Local) -> None:
    ours = cells_by_columns(path, engine)
    theirs = cells_by_line(sources.read(path)).select(ours.columns)
    assert ours.to_dicts() == theirs.to_dicts()
    assert ours.height > 0


@pytest.mark.parametrize("sample", ["tally.csv", "tally_semicolons.csv"])
def test_both_readers_make_the_same_cells_of_the_samples(sample: str, engine: Local) -> None:
    same_cells(SAMPLES / sample, engine)


def test_both_readers_make_the_same_cells_of_every_way_to_write_a_line(tmp_path: Path, engine: Local) -> None:
    same_cells(written(tmp_path, *LINES), engine)


def test_both_readers_make_the_same_claims_of_every_way_to_write_a_line(
    tmp_path: Path, engine: Local
) -> None:
    path = written(tmp_path, *LINES)
    by_line = [(document()[0], Reading(claims=sources.read(path).claims))]
    columns = [name for name in COLUMNS if name != "filing_id"]
    ours = engine.fetch(by_columns(path, engine).claims).select(columns).sort(columns)
    assert ours.to_dicts() == collect(by_line, ())["claim"].select(columns).sort(columns).to_dicts()


OPTIONAL = (
    "act,instrument,filing,line,origin,via,basis,designation,handling,evidence_grade,end_user,condition"
)


@pytest.mark.parametrize(
    "more",
    [
        ",,,,,,,,,,,",
        "transfer,un_register,DEU-2014,1,,,delivered,Leopard 2,public,declared,,new",
        ",att,,,,,licensed,,parties_only,,the army,",
        "-,-,-,,-,-,-,-,-,-,-,-",
        "Holding,,,,,,,,group:panel,unsettled,,",
    ],
)
def test_both_readers_make_the_same_claim_of_optional_columns(
    more: str, tmp_path: Path, engine: Local
) -> None:
    line = f"DEU,exporter,DEU,POL,battle_tanks,2014,0,items,{more}"
    path = written(tmp_path, line, header=f"{HEADER},{OPTIONAL}")
    (ours,) = engine.fetch(by_columns(path, engine).claims).to_dicts()
    tables = collect([(document()[0], Reading(claims=sources.read(path).claims))], ())
    (theirs,) = tables["claim"].select(COLUMNS).to_dicts()
    if theirs["filing_id"] != "DEU-2014":
        del ours["filing_id"], theirs["filing_id"]
    assert ours == theirs


BAD = {
    "claimant": [
        ",exporter,DEU,POL,battle_tanks,2014,12,items",
        "-,exporter,DEU,POL,battle_tanks,2014,12,items",
    ],
    "role": ["DEU,,DEU,POL,battle_tanks,2014,12,items", "DEU,seller,DEU,POL,battle_tanks,2014,12,items"],
    "act": ["DEU,holder,-,DEU,battle_tanks,2014,12,items"],
    "category": ["DEU,exporter,DEU,POL,,2014,12,items"],
    "period": [
        "DEU,exporter,DEU,POL,battle_tanks,,12,items",
        "DEU,exporter,DEU,POL,battle_tanks,14,12,items",
    ],
    "quantity": [
        f"DEU,exporter,DEU,POL,battle_tanks,2014,{quantity},items"
        for quantity in (
            "",
            "-5",
            "1e400",
            "nan",
            "20-10",
            "1.5",
            "1 200",
            "several",
            "1234567890123456",
            ">5",
        )
    ],
    "unit": ["DEU,exporter,DEU,POL,battle_tanks,2014,12,", "DEU,exporter,DEU,POL,battle_tanks,2014,12,tanks"],
}


@pytest.mark.parametrize(("column", "line"), [(column, line) for column in BAD for line in BAD[column]])
def test_a_line_that_cannot_stand_is_refused_by_both_with_its_place(
    column: str, line: str, tmp_path: Path, engine: Local
) -> None:
    path = written(tmp_path, LINES[0], line, LINES[2])
    with pytest.raises(UnreadableError) as ours:
        by_columns(path, engine)
    with pytest.raises(UnreadableError) as theirs:
        sources.read(path)
    assert (ours.value.line, ours.value.column) == (theirs.value.line, theirs.value.column) == (3, column)


def test_a_refusal_says_how_many_lines_cannot_stand_and_that_nothing_was_taken(
    tmp_path: Path, engine: Local
) -> None:
    bad = "DEU,exporter,DEU,POL,battle_tanks,2014,several,items"
    other = "DEU,exporter,DEU,POL,battle_tanks,2014,-5,items"
    path = written(tmp_path, LINES[0], other, bad, bad)
    with pytest.raises(UnreadableError) as refused:
        by_columns(path, engine)
    told = str(refused.value)
    assert "line 3" in told
    assert "line 4, column 'quantity': 'several' is not a quantity" in told
    assert "first of 2 such rows" in told
    assert "In all 3 rows cannot stand. Nothing of this file was taken" in told


def test_numbers_in_parquet_are_read_as_they_are(tmp_path: Path, engine: Local) -> None:
    rows = {
        "Claimant": ["DEU", "POL"], "Role": ["exporter", "importer"], "From": ["DEU"] * 2, "To": ["POL"] * 2,
        "Category": ["battle_tanks"] * 2, "Period": [2014, 2014], "Quantity": [12.0, 9.0], "Unit": ["items"] * 2,
    }  # fmt: skip
    pl.DataFrame(rows).write_parquet(tmp_path / "tally.parquet")
    (cell,) = cells_by_columns(tmp_path / "tally.parquet", engine).to_dicts()
    assert (cell["cell_id"], cell["from_low"], cell["to_high"]) == (
        "transfer.DEU.POL.battle_tanks.2014.items",
        12,
        9,
    )


@pytest.mark.parametrize("quantity", [None, -1.0, float("nan"), float("inf"), 1e15, 1.5])
def test_a_number_that_is_no_quantity_is_refused_with_its_row(
    quantity: float | None, tmp_path: Path, engine: Local
) -> None:
    rows = {
        "claimant": "DEU",
        "role": "exporter",
        "from": "DEU",
        "to": "POL",
        "category": "missiles",
        "period": "2014",
    }
    table = pl.DataFrame([rows | {"quantity": number, "unit": "items"} for number in (1.0, quantity)])
    table.write_parquet(tmp_path / "tally.parquet")
    with pytest.raises(UnreadableError) as refused:
        by_columns(tmp_path / "tally.parquet", engine)
    assert (refused.value.line, refused.value.column) == (2, "quantity")


def test_codes_are_taken_as_they_stand_if_asked(tmp_path: Path, engine: Local) -> None:
    path = written(tmp_path, "X1,exporter,X1, Y2 ,440710,2014,12,usd")
    lines = open_lines(path, "#1", engine)
    assert lines is not None
    said = read_columns(lines, engine, None)
    (row,) = engine.fetch(said.claims).to_dicts()
    assert (row["claimant"], row["to_party"], row["category"], said.remarks) == ("X1", "Y2", "440710", [])


def test_what_is_odd_is_counted_in_a_remark(tmp_path: Path, engine: Local) -> None:
    path = written(tmp_path, *(f"{line},x" for line in LINES), header=f"{HEADER},colour")
    kinds = {kind for kind, _ in by_columns(path, engine).remarks}
    assert kinds == {"same_party", "speaks_for_other", "unknown_category", "unknown_party", "unused_field"}


def test_empty_rows_of_a_spreadsheet_say_nothing(tmp_path: Path, engine: Local) -> None:
    path = written(tmp_path, LINES[0], ",,,,,,,", LINES[2])
    assert engine.fetch(by_columns(path, engine).claims).height == 2


@pytest.mark.parametrize(
    "make", [lambda folder: written(folder, "DEU", header="claimant"), lambda _: SAMPLES / "filings.csv"]
)
def test_what_is_no_tally_file_is_left_to_its_own_reader(
    make: Callable[[Path], Path], tmp_path: Path, engine: Local
) -> None:
    assert open_lines(make(tmp_path), "#1", engine) is None
