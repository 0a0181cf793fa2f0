"""A file is recognised by its columns, or the refusal says what it lacks."""

from pathlib import Path

import pytest

from tallystick.errors import UnreadableError, UsageError
from tallystick.sources.read import read, recognise

TALLY = "claimant,role,from,to,category,period,quantity,unit"
LINE = "DEU,exporter,DEU,POL,battle_tanks,2014,91,items"


def write(folder: Path, text: str, name: str = "f.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [("f.csv", "country\nghana\n"), ("f.json", '[{"country": "ghana", "years": [], "colour": "red"}]')],
)
def test_a_file_with_one_common_column_is_not_taken_for_the_register(
    tmp_path: Path, name: str, text: str
) -> None:
    with pytest.raises(UnreadableError, match="UN Register"):
        recognise(write(tmp_path, text, name))


@pytest.mark.parametrize(
    ("header", "source"),
    [
        (TALLY, "tally"),
        ("UNIT, Quantity,PERIOD,category,To,From,role,claimant", "tally"),
        ("claimant,instrument,period,direction,content,filed on", "tally"),
        (
            "year,exporter,importer,category,num_items,state_of_origin,intermediate_locations,comments",
            "un_register",
        ),
    ],
)
def test_a_file_is_recognised_by_its_header_in_any_order_and_spelling(
    tmp_path: Path, header: str, source: str
) -> None:
    blank = ",".join("x" for _ in header.split(","))
    assert recognise(write(tmp_path, f"{header}\n{blank}\n")) == source


def test_a_nearly_right_header_is_told_what_it_lacks(tmp_path: Path) -> None:
    path = write(tmp_path, f"{TALLY}\n{LINE}\n".replace("quantity", "quantities").replace(",unit", ",note"))
    with pytest.raises(UnreadableError) as caught:
        read(path)
    lacking = "is almost a tally file, but lacks the columns 'quantity' (is it 'quantities'?), 'unit'"
    assert lacking in str(caught.value)
    assert caught.value.line == 1


def test_a_strange_header_is_shown_how_a_statement_is_written(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(write(tmp_path, "name;colour\nx;y\n"))
    message = str(caught.value)
    assert "is of no source that is known here" in message
    assert "cells separated by semicolons, with the columns name, colour" in message
    assert "A tally file (tally) has: claimant, role, from, to" in message
    assert "“Add your declarations”" in message
    assert len(message) < 400


@pytest.mark.parametrize(
    ("header", "hints"),
    [
        (
            "Reporter,Role,Exporter,Importer,Category,Year,Qty,Unit",
            "'to' (is it 'importer'?), 'period' (is it 'year'?), 'quantity' (is it 'qty'?).",
        ),
        (
            "Déclarant,Rôle,Exportateur,Importateur,Catégorie,Année,Quantité,Unité",
            "'from' (is it 'exportateur'?)",
        ),
        (
            "Declarante,Función,Exportador,Importador,Categoría,Año,Cantidad,Unidad",
            "'quantity' (is it 'cantidad'?)",
        ),
        (
            "Declarante,Papel,Exportador,Importador,Categoria,Ano,Quantidade,Unidade",
            "'period' (is it 'ano'?)",
        ),
    ],
)
def test_headings_of_ones_own_are_told_the_columns_they_mean(tmp_path: Path, header: str, hints: str) -> None:
    path = write(tmp_path, f"{header}\n{LINE}\n")
    with pytest.raises(UnreadableError, match="is almost a tally file") as caught:
        read(path)
    assert hints in str(caught.value)
    assert str(caught.value).count(" has: ") <= 2


def test_an_unknown_file_of_very_many_columns_is_answered_shortly(tmp_path: Path) -> None:
    names = ",".join(f"column{number}" for number in range(500))
    with pytest.raises(UnreadableError, match="and 470 more"):
        read(write(tmp_path, f"{names}\n{names}\n"))


def test_a_file_is_not_forced_into_a_source_it_is_not_of(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="UN Register return"):
        read(write(tmp_path, f"{TALLY}\n{LINE}\n"), source="un_register")


def test_an_unknown_source_is_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Nearest: un_register"):
        read(write(tmp_path, f"{TALLY}\n{LINE}\n"), source="un-registr")


def test_given_values_fill_absent_and_blank_cells_and_nothing_else(tmp_path: Path) -> None:
    text = "claimant,role,from,to,category,period,quantity,handling\n"
    text += "DEU,exporter,DEU,POL,battle_tanks,2014,91,\nDEU,exporter,DEU,CHL,battle_tanks,2014,9,public\n"
    reading = read(write(tmp_path, text), defaults={"Unit": " items ", "handling": "restricted"})
    assert [taken.claim.handling for taken in reading.claims] == ["restricted", "public"]
    assert reading.claims[0].claim.quantity.unit == "items"
    assert "unit" not in reading.claims[0].original


def test_a_value_for_a_column_that_nobody_reads_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="takes no value for colour"):
        read(write(tmp_path, f"{TALLY}\n{LINE}\n"), defaults={"colour": "red"})


def test_a_line_number_cannot_be_given_for_a_whole_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="takes no value for line"):
        read(write(tmp_path, f"{TALLY}\n{LINE}\n"), defaults={"line": "1"})


def test_hand_names_settle_what_the_vocabulary_does_not_know(tmp_path: Path) -> None:
    path = write(tmp_path, f"{TALLY}\n{LINE}\n".replace("POL", "Polonia Magna"))
    assert read(path).claims[0].claim.to_party == "?Polonia Magna"
    settled = read(path, names={"Polonia Magna": "POL"})
    assert settled.claims[0].claim.to_party == "POL"
    assert len(settled.issues) == 0
