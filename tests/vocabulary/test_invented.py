"""Invented states: understood wherever a party is, and never mistaken for one."""

import re
from difflib import SequenceMatcher

from tallystick.model.party import (
    areas,
    find_party,
    invented_states,
    is_code,
    nearest_names,
    normalise,
    parties,
    party_name,
    read_vocabulary,
)

FAR = 0.72
"""Two names less alike than that are not taken for each other; Slovakia and Slovenia are at 0.75."""


def test_an_invented_state_is_known_by_code_and_name() -> None:
    for code, name in invented_states().items():
        assert is_code(code)
        assert find_party(code.lower()) == find_party(f"The {name.upper()}") == code
        assert party_name(code) == name


def test_an_invented_state_is_on_no_list_of_parties_or_areas() -> None:
    assert set(invented_states()).isdisjoint({*parties(), *areas()})


def test_its_code_is_of_the_range_that_iso_leaves_to_users() -> None:
    assert [code for code in invented_states() if re.fullmatch(r"Q[M-Z][A-Z]", code) is None] == []


def test_a_misspelt_invented_name_is_never_said_to_be_near_one() -> None:
    assert not set(re.findall(r"\((\w+)\)", " ".join(nearest_names("Maldern")))) & set(invented_states())


def test_an_invented_name_is_far_from_every_real_one() -> None:
    real = sorted({normalise(row["name"]) for row in read_vocabulary("names.csv") if row["kind"] != "code"})
    assert len(real) > 0
    near = []
    for one in real:
        # of its second text a matcher remembers where each letter stands
        matcher = SequenceMatcher(None, "", one)
        near += [(name, one) for name in sorted(invented_states().values()) if _is_near(matcher, name)]
    assert near == []


def _is_near(matcher: SequenceMatcher[str], name: str) -> bool:
    """Whether the ratio reaches FAR; the first two lie never below it, and take a fraction of its time."""
    matcher.set_seq1(normalise(name))
    quick = min(matcher.real_quick_ratio(), matcher.quick_ratio())
    return quick >= FAR and matcher.ratio() >= FAR


def test_the_rows_are_sorted_and_no_name_stands_twice() -> None:
    codes = [row["code"] for row in read_vocabulary("invented.csv")]
    assert codes == sorted(set(codes))
    assert len({normalise(name) for name in invented_states().values()}) == len(codes)
