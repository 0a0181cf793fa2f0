"""An ordered decision in three-valued logic, against a plain reading of what it should do."""

from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.model.agreement import FAILS, HOLDS, UNKNOWN, Force, Verdict
from tallystick.rules import load
from tallystick.rules.decide import Answer, Step, chosen
from tallystick.rules.run import possible_verdicts, prepare

Tri = bool | None
LONGEST = 5
VECTORS = [vector for n in range(LONGEST + 1) for vector in product((True, False, None), repeat=n)]
tri = st.sampled_from([True, False, None])


def reference(conditions: tuple[Tri, ...]) -> int | None:
    for number, condition in enumerate(conditions):
        if condition is None:
            return -number - 1
        if condition:
            return number
    return None


def choices(vectors: list[tuple[Tri, ...]], width: int) -> list[int | None]:
    data = pl.DataFrame(vectors, schema=[(f"c{n}", pl.Boolean) for n in range(width)], orient="row")
    steps = [Step(pl.col(f"c{n}"), Answer.HOLDS, str(n)) for n in range(width)]
    return data.select(choice=chosen(steps))["choice"].to_list()


@pytest.mark.parametrize("width", range(1, LONGEST + 1))
def test_every_vector_of_conditions_is_decided_as_by_hand(width: int) -> None:
    vectors = [vector for vector in VECTORS if len(vector) == width]
    assert len(vectors) == 3**width
    assert choices(vectors, width) == [reference(vector) for vector in vectors]


@settings(max_examples=40)
@given(st.lists(tri, min_size=2, max_size=8))
def test_what_stands_after_the_deciding_step_changes_nothing(conditions: list[Tri]) -> None:
    width = len(conditions)
    (whole,) = choices([tuple(conditions)], width)
    if whole is None:
        assert all(condition is False for condition in conditions)
        return
    decides = whole if whole >= 0 else -whole - 1
    for rest in (True, False, None):
        padded = (*conditions[: decides + 1], *[rest] * (width - decides - 1))
        assert choices([padded], width) == [whole]


@settings(max_examples=40)
@given(st.lists(tri, min_size=1, max_size=8), st.integers(0, 7))
def test_knowing_more_never_turns_one_answer_into_another(conditions: list[Tri], place: int) -> None:
    """Strong Kleene: what is decided with an unknown in it is decided so whatever the unknown turns out to be."""
    width = len(conditions)
    place %= width
    (before,) = choices([(*conditions[:place], None, *conditions[place + 1 :])], width)
    if before is not None and before >= 0:
        for learnt in (True, False):
            assert choices([(*conditions[:place], learnt, *conditions[place + 1 :])], width) == [before]


@given(tri, tri)
def test_conditions_combine_by_strong_kleene(p: Tri, q: Tri) -> None:
    order = {False: 0, None: 1, True: 2}
    row = pl.DataFrame({"p": [p], "q": [q]}, schema={"p": pl.Boolean, "q": pl.Boolean})
    found = row.select(both=pl.col("p") & pl.col("q"), either=pl.col("p") | pl.col("q"), neg=~pl.col("p"))
    both, either, neg = found.row(0)
    assert both == min(p, q, key=order.__getitem__)
    assert either == max(p, q, key=order.__getitem__)
    assert neg == (None if p is None else not p)


def test_only_what_binds_can_be_breached() -> None:
    for words in (HOLDS, FAILS, UNKNOWN):
        assert set(words) == set(Force)
    assert [force for force in Force if FAILS[force] is Verdict.BREACHED] == [Force.BINDING]
    assert {HOLDS[Force.POLITICAL], HOLDS[Force.VOLUNTARY]} == {Verdict.FOLLOWED}


@pytest.mark.parametrize("name", load.names())
def test_a_political_or_voluntary_rule_of_the_shelf_never_gives_a_word_of_law(name: str) -> None:
    law = {Verdict.BREACHED.value, Verdict.MET.value, Verdict.UNDETERMINED.value}
    soft = {Verdict.FOLLOWED.value, Verdict.NOT_RECORDED.value}
    for rule in prepare(load.agreement(name)):
        given_words = possible_verdicts(rule)
        assert given_words.isdisjoint(soft if rule.force is Force.BINDING else law), rule.obligation.name
