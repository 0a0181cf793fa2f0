"""Every field of a row is used, ignored by name, or reported."""

import pytest

from tallystick.errors import ValueRefusedError
from tallystick.sources.document import Row
from tallystick.sources.strict import Record


def record(**fields: str) -> Record:
    return Record(Row("line 2", 2, fields), tuple(fields))


def test_a_blank_in_a_field_that_must_speak_is_refused() -> None:
    with pytest.raises(ValueRefusedError, match="blank"):
        record(quantity="  ").pop("quantity")


def test_a_blank_in_a_field_that_may_be_silent_is_a_dash() -> None:
    assert record(via=" ").pop_optional("via") == "-"
    assert record().pop_optional("via") == "-"


def test_what_is_left_over_is_reported_with_its_raw_fields() -> None:
    row = record(a="1", b=" 2 ", c="3", d="  ")
    assert row.pop("a") == "1"
    row.ignore("c")
    (issue,) = row.audit()
    assert (issue.rule, issue.field, issue.value, issue.locator) == ("unused_field", "b", "2", "line 2")
    assert issue.original["b"] == " 2 "


def test_a_field_can_still_be_looked_at_after_it_was_taken() -> None:
    row = record(quantity="0")
    row.pop("quantity")
    assert row.written("quantity") == "0"
    assert row.audit() == []
