"""What a folder of outputs is of: written beside the tables and read back, without where it lay."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from tallystick.model.case import Case
from tallystick.reports.description import DESCRIPTION, describe, read_description
from tests.laws.tallies import complete

CASE = Case(
    folder=Path("somewhere") / "private",
    title="Retours « 2020 »",
    about="To test.",
    notes=("who reported was inferred",),
    sources=("a register",),
    audience="group:panel",
    assessed_on=date(2026, 3, 2),
    contact="desk@example.org",
    complete_lists=(complete(),),
)


def test_a_description_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    for case in (CASE, replace(CASE, assessed_on=None, notes=(), sources=())):
        (tmp_path / DESCRIPTION).write_text(describe(case), "utf-8")
        # complete lists stand in a table of their own
        assert read_description(tmp_path) == replace(case, folder=tmp_path, complete_lists=())


def test_a_description_does_not_tell_where_the_case_lies() -> None:
    assert "private" not in describe(CASE)
    assert "«" in describe(CASE)
    assert next(iter(json.loads(describe(CASE)))) == "title"
