"""Which source was made from which: no two witnesses where one copied the other."""

import json

import pytest

from tallystick.errors import UnreadableError
from tallystick.sources.describe import derivations, origins
from tallystick.sources.sample import expected_of_sample


def test_sipri_was_made_from_the_register_and_the_register_from_nothing() -> None:
    assert derivations()["sipri_register"] == ("un_register",)
    assert "un_register" not in derivations()


def test_what_was_made_from_a_derived_source_was_made_from_all_behind_it() -> None:
    made_from = {"atlas": "sipri", "register": None, "sipri": "register"}
    assert origins(made_from) == {"atlas": ("sipri", "register"), "sipri": ("register",)}


def test_a_source_made_from_one_nobody_has_is_refused_with_near_names() -> None:
    with pytest.raises(UnreadableError, match=r"no source is called so\. Nearest: un_register") as caught:
        origins({"sipri": "un_registr", "un_register": None})
    assert caught.value.column == "derived_from"


@pytest.mark.parametrize("made_from", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "b"}])
def test_sources_made_from_each_other_are_refused(made_from: dict[str, str | None]) -> None:
    with pytest.raises(UnreadableError, match="leads back to itself"):
        origins(made_from)


def test_claims_of_a_derived_source_and_of_its_origin_carry_their_names_as_instrument() -> None:
    for name, behind in derivations().items():
        for source in (name, *behind):
            told = [json.loads(line) for line in expected_of_sample(source)]
            claims = [line["claim"][1] for line in told if "claim" in line]
            assert {claim["instrument"] for claim in claims} == {source}
