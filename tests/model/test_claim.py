"""Claims and filings refuse what the words of the design do not allow."""

from dataclasses import replace

import pytest

from tallystick.errors import ValueRefusedError
from tallystick.model.claim import DIRECTION_OF, DIRECTIONS, Act, Basis, Role
from tests.laws.tallies import exported, filed

CLAIM = exported("SWE", "FIN", "12")


@pytest.mark.parametrize(
    "field", ["claimant", "from_party", "to_party", "category", "instrument", "filing_id"]
)
def test_a_key_is_never_empty(field: str) -> None:
    with pytest.raises(ValueRefusedError, match=f"{field} is empty"):
        replace(CLAIM, **{field: ""})  # type: ignore[arg-type]


@pytest.mark.parametrize("basis", [Basis.LICENSED, Basis.ORDERED])
def test_a_licence_or_an_order_is_no_transfer(basis: Basis) -> None:
    with pytest.raises(ValueRefusedError, match="implies the act 'authorisation'"):
        replace(CLAIM, basis=basis)
    assert replace(CLAIM, basis=basis, act=Act.AUTHORISATION).act is Act.AUTHORISATION


@pytest.mark.parametrize("basis", [Basis.DELIVERED, Basis.SHIPPED, Basis.CUSTOMS, Basis.UNSTATED])
def test_any_other_basis_may_be_a_transfer(basis: Basis) -> None:
    assert replace(CLAIM, basis=basis).basis is basis


def test_handling_is_one_of_the_known_or_a_named_group() -> None:
    for known in ("public", "parties_only", "restricted", "group:panel"):
        assert replace(CLAIM, handling=known).handling == known
    with pytest.raises(ValueRefusedError, match="group:NAME"):
        replace(CLAIM, handling="secret")


@pytest.mark.parametrize(
    ("field", "value"), [("direction", "export"), ("content", "empty"), ("visibility", "restricted")]
)
def test_a_filing_uses_the_words_of_the_design(field: str, value: str) -> None:
    with pytest.raises(ValueRefusedError, match=f"{field} '{value}' is not known; write"):
        replace(filed("SWE", "nil"), **{field: value})  # type: ignore[arg-type]


def test_every_role_speaks_in_a_part_of_a_return() -> None:
    assert set(DIRECTION_OF) == set(Role)
    assert set(DIRECTION_OF.values()) <= set(DIRECTIONS)
