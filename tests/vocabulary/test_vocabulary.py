"""The shelf of parties, names and areas: whole, unambiguous, and enough for the real data."""

import csv
import json
from datetime import timedelta
from importlib import resources
from itertools import combinations
from pathlib import Path

import pytest

from tallystick.catalog.sipri_register.names import ACTORS
from tallystick.model.party import (
    LANGUAGES,
    PartyKind,
    actors,
    find_party,
    is_code,
    names_in,
    normalise,
    parties,
    read_vocabulary,
)

PROJECT = Path(__file__).resolve().parents[2]
SHELF = resources.files("tallystick.vocabulary")

NO_NAMES = {"", "c"}
"""What the Register's files hold in a field for parties that names none: an empty field and a slip."""

NOT_MEMBERS = {"VAT", "PSE", "COK", "NIU"}
"""Observer states, and states in treaty practice that are not Members of the United Nations."""

KINDS_OF_NAME = {"un_short", "un_long", "iso", "former", "variant", "abbreviation", "slug", "code"}


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def unknown(names: set[str]) -> list[str]:
    return sorted(name for name in names if find_party(name) is None)


def test_every_name_in_the_register_is_known(shared_data: Path) -> None:
    rows = rows_of(shared_data / "unroca_2010_2016" / "unroca_with_reporter.csv")
    fields = ("reporter", "exporter", "importer", "state_of_origin", "intermediate_locations")
    names = {row[field] for row in rows for field in fields}
    assert len(names) > 100
    assert unknown(names - NO_NAMES) == []


def test_every_state_on_the_participation_list_is_known(shared_data: Path) -> None:
    text = (shared_data / "unroca_participation" / "countries.json").read_text("utf-8")
    slugs = {row["country"] for row in json.loads(text)}
    assert len(slugs) == 193
    assert unknown(slugs) == []
    assert {find_party(slug) for slug in slugs} == members()


def test_every_participant_in_the_treaties_is_known(shared_data: Path) -> None:
    rows = rows_of(shared_data / "un_treaties_2026" / "parsed_from_html.csv")
    assert len(rows) == 1546
    assert unknown({row["participant"] for row in rows}) == []


def members() -> set[str]:
    return {code for code, party in parties().items() if party.kind is PartyKind.STATE} - NOT_MEMBERS


def test_there_are_193_members_of_the_united_nations() -> None:
    assert len(members()) == 193
    assert set(parties()) > NOT_MEMBERS


def test_every_successor_is_a_party_and_every_former_party_ends_before_it() -> None:
    for party in parties().values():
        assert party.successor is None or party.successor in parties()
        if party.kind is PartyKind.FORMER_STATE:
            assert party.valid_until is not None
            following = parties()[party.successor].valid_from if party.successor is not None else None
            assert following is None or following > party.valid_until


def test_a_name_means_one_party_or_dates_tell_its_parties_apart() -> None:
    rows_by_key: dict[str, list[dict[str, str]]] = {}
    for row in read_vocabulary("names.csv"):
        rows_by_key.setdefault(normalise(row["name"]), []).append(row)
    for key, rows in rows_by_key.items():
        assert len({row["party"] for row in rows}) == len(rows), f"{key!r} stands twice for one party"
        for one, other in combinations(sorted(rows, key=lambda row: row["valid_from"]), 2):
            assert "" < one["valid_until"] < other["valid_from"], f"{key!r} has two bearers at a time"


def test_a_code_is_never_also_the_name_of_another() -> None:
    for row in read_vocabulary("names.csv"):
        assert parties().get(row["name"].upper()) is None or row["name"].upper() == row["party"]


def test_every_name_points_to_a_party_and_says_what_kind_of_name_it_is() -> None:
    for row in read_vocabulary("names.csv"):
        assert row["party"] in parties()
        assert row["kind"] in KINDS_OF_NAME
        assert normalise(row["name"]) != ""


def test_the_name_shown_for_a_party_leads_back_to_it() -> None:
    for code, party in parties().items():
        day = party.valid_until
        assert find_party(party.name, on=day) == code
        assert party.formal_name == "" or find_party(party.formal_name, on=day) == code


def test_every_actor_that_a_reader_names_has_a_name_to_show() -> None:
    assert set(ACTORS.values()) == set(actors())
    assert all(is_code(code) and name.strip() == name != "" for code, name in actors().items())


def test_every_area_has_one_name_to_show() -> None:
    rows = read_vocabulary("areas.csv")
    shown = [row["area"] for row in rows if row["kind"] == "display"]
    assert sorted(shown) == sorted({row["area"] for row in rows})
    assert all(is_code(row["area"]) and find_party(row["name"]) == row["area"] for row in rows)


@pytest.mark.parametrize(
    ("file", "keys"),
    [
        ("parties.csv", ("party",)),
        ("names.csv", ("party", "name", "kind")),
        ("areas.csv", ("area", "name")),
        ("actors.csv", ("actor",)),
        ("coordinates.csv", ("party",)),
    ],
)
def test_files_are_sorted_and_end_lines_in_one_way(file: str, keys: tuple[str, ...]) -> None:
    assert b"\r" not in SHELF.joinpath(file).read_bytes()
    order = [tuple(row[key] for key in keys) for row in read_vocabulary(file)]
    assert order == sorted(set(order))


def test_what_was_written_by_hand_has_reached_the_shelf() -> None:
    shelf = {row["party"]: row for row in read_vocabulary("parties.csv")}
    for row in rows_of(PROJECT / "dev" / "parties_by_hand.csv"):
        assert {column: shelf[row["party"]][column] for column in row if row[column] != ""} == {
            column: value for column, value in row.items() if value != ""
        }
    known = {(normalise(row["name"]), row["party"]) for row in read_vocabulary("names.csv")}
    for row in rows_of(PROJECT / "dev" / "names_by_hand.csv"):
        assert (normalise(row["name"]), row["party"]) in known


def test_the_land_file_states_its_origin_and_licence_and_stays_small() -> None:
    raw = SHELF.joinpath("land.json").read_bytes()
    header = json.loads(raw)
    assert len(raw) < 60_000
    assert "Natural Earth" in header["origin"]
    assert "public domain" in header["licence"]


def test_every_state_is_named_in_four_languages_and_understood_by_those_names() -> None:
    """On the day it last was, where it is no more: `Yougoslavie` was two states, one after the other."""
    states = {code for code, one in parties().items() if one.kind is PartyKind.STATE}
    lost = []
    for language in LANGUAGES:
        names = names_in(language)
        assert states - set(names) == set(), language
        assert all(name.strip() == name != "" for name in names.values())
        assert len(set(names.values())) == len(names), language
        for code, name in names.items():
            on = parties()[code].valid_until
            last = None if on is None else on - timedelta(days=1)
            if find_party(name, on=last) != code:
                lost.append((code, name, find_party(name, on=last)))
    assert lost == []
    assert names_in("de") == {}
