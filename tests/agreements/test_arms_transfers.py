"""The Arms Trade Treaty and the United Nations' two reports: what their own cases cannot show."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tallystick.model.agreement import Force
from tallystick.model.category import schemes
from tallystick.rules import load
from tallystick.rules.clock import Span
from tallystick.rules.participation import status_on, statuses
from tallystick.rules.run import judge

ENTRY_INTO_FORCE = "2014-12-24"


@pytest.mark.parametrize("name", ["un_milex", "un_register"])
def test_what_is_voluntary_is_never_called_more(name: str) -> None:
    agreement = load.agreement(name)
    assert agreement.terms.force is Force.VOLUNTARY
    assert {one.force for one in agreement.obligations} == {None}


def test_a_deposit_does_not_end_provisional_application_before_entry_into_force() -> None:
    (spain,) = status_on(load.agreement("att"), date(2014, 12, 1), "ESP")
    assert (spain["bound"], spain["act"], spain["articles"]) == (False, "provisional_application", "6 7")


def test_provisional_application_and_membership_are_one_duty() -> None:
    att = load.agreement("att")
    verdicts = judge([att], {"status": statuses([att])}, Span(on=date(2016, 1, 1)))
    repeated = [name for name, count in Counter(verdicts["verdict_id"]).items() if count > 1]
    assert repeated == []


def _mapped() -> list[dict[str, str]]:
    path = Path(load.agreement("att").folder) / "categories.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_categories_of_the_treaty_are_named_as_the_vocabulary_names_them() -> None:
    known = schemes()
    rows = [row for row in _mapped() if row["other_category"] != "-"]
    assert {row["own"] for row in _mapped()} == set("abcdefgh")
    assert [row for row in rows if known[row["other"], row["other_category"]] != row["category"]] == []


def test_the_floor_is_the_register_of_the_day_of_entry_into_force_and_never_above_it() -> None:
    listed = [row for row in _mapped() if row["own"] != "h"]
    frozen = [row for row in listed if row["as_of"] == ENTRY_INTO_FORCE]
    assert {row["own"] for row in frozen} == set("abcdefg")
    assert {row["relation"] for row in frozen} == {"same"}
    later = [row for row in listed if row["as_of"] > ENTRY_INTO_FORCE]
    assert {row["relation"] for row in later} == {"same", "narrower"}
    assert {row["category"] for row in later if row["relation"] == "narrower"} == {
        "unmanned_combat_aircraft",
        "unmanned_attack_helicopters",
    }
