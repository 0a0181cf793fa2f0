"""Classes from witnesses that err: held to Dawid and Skene's patients of 1979, and to laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.errors import ValueRefusedError
from tallystick.facts.labels import Counts, Labels, fit, presence, tally

# Table 1 of Dawid and Skene, Applied Statistics 28 (1979) 20-28: fitness of 45 patients for anaesthesia, 1 to 4. The
# first three digits are the first anaesthetist's, who looked three times; then one digit each for the other four.
PATIENTS = (
    "1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223 "
    "2322223 4444444 2223343 1111111 2223212 1211111 1112111 1111111 1111111 "
    "2222221 2221322 2222222 2222221 2223222 2212222 1111111 1111111 2322222 "
    "1111111 1111111 1121121 1111111 3333233 1111111 2222222 2223232 4334343 "
    "2212232 2323233 3333432 1111111 1111111 1212111 2322222 1211111 2222222"
)
WITNESS = (0, 0, 0, 1, 2, 3, 4)


def anaesthetists() -> Counts:
    said = [
        (i, WITNESS[k], int(digit) - 1)
        for i, row in enumerate(PATIENTS.split())
        for k, digit in enumerate(row)
    ]
    item, witness, label = (np.array(column) for column in zip(*said, strict=True))
    return tally(item, witness, label, (45, 5, 4))


@pytest.fixture(scope="module")
def found() -> Labels:
    return fit(anaesthetists(), tolerance=1e-12)


def test_the_patients_of_1979_come_out_as_printed(found: Labels) -> None:
    assert found.prevalence.round(4).tolist() == [0.3996, 0.4220, 0.1118, 0.0667]
    assert found.log_likelihood == pytest.approx(-192.8909, abs=5e-5)
    assert (found.items.argmax(axis=1) + 1)[:12].tolist() == [1, 4, 2, 2, 2, 2, 1, 3, 2, 2, 4, 3]
    assert found.sweeps == pytest.approx(29, abs=1)  # the last is one that moved nothing, counted or not


def test_the_anaesthetists_err_as_printed(found: Labels) -> None:
    assert found.errors[0, 0].round(4).tolist() == [0.8895, 0.1105, 0, 0]
    assert found.errors[2, 2].round(4).tolist() == [0, 0.4037, 0.1988, 0.3976]


def test_every_witness_says_something_of_every_class_it_saw(found: Labels) -> None:
    assert found.errors.sum(axis=2) == pytest.approx(np.ones((5, 4)))
    assert found.items.sum(axis=1) == pytest.approx(np.ones(45))


@settings(max_examples=10)
@given(st.permutations(range(45)), st.permutations(range(5)), st.permutations(range(4)))
def test_the_order_of_patients_witnesses_and_classes_changes_nothing(
    items: list[int], witnesses: list[int], classes: list[int]
) -> None:
    plain = fit(anaesthetists())
    mixed = fit(anaesthetists()[items][:, witnesses][:, :, classes])
    assert mixed.prevalence == pytest.approx(plain.prevalence[classes], abs=1e-6)
    assert mixed.items == pytest.approx(plain.items[items][:, classes], abs=1e-6)
    assert mixed.errors == pytest.approx(plain.errors[witnesses][:, classes][:, :, classes], abs=1e-6)


def test_an_item_nobody_spoke_of_is_what_items_usually_are() -> None:
    counts = np.concatenate([anaesthetists(), np.zeros((1, 5, 4), dtype=np.int64)])
    found = fit(counts)
    assert found.items[-1] == pytest.approx(found.prevalence, abs=1e-6)


def test_a_flow_is_there_by_who_says_so_and_not_by_how_many() -> None:
    rng = np.random.default_rng(5)
    truth = rng.random(200) < 0.4
    # two sound witnesses and three that say yes or no as they please
    right = np.array([0.95, 0.95, 0.5, 0.5, 0.5])
    item, witness = (axis.ravel() for axis in np.indices((200, 5)))
    said = np.where(rng.random(1000) < right[witness], truth[item], ~truth[item])
    found = presence(item, witness, said, (200, 5))
    by_two = np.where(
        said.reshape(200, 5)[:, 0] == said.reshape(200, 5)[:, 1], said.reshape(200, 5)[:, 0], -1
    )
    assert np.array_equal(found[by_two == 1] > 0.5, np.ones((by_two == 1).sum(), dtype=bool))
    assert np.array_equal(found[by_two == 0] > 0.5, np.zeros((by_two == 0).sum(), dtype=bool))
    votes = said.reshape(200, 5).mean(axis=1) > 0.5
    assert ((found > 0.5) == truth).mean() > (votes == truth).mean() + 0.05


def test_a_witness_that_made_no_statement_says_neither_yes_nor_no() -> None:
    item, witness = np.array([0, 0, 1, 1, 2]), np.array([0, 1, 0, 1, 0])
    there = np.array([True, True, False, False, True])
    found = presence(item, witness, there, (3, 2))
    assert found.tolist() == pytest.approx([1, 0, 1], abs=1e-6)


@pytest.mark.parametrize("counts", [np.zeros((2, 2, 2)), np.ones((2, 2)), -np.ones((2, 2, 2))])
def test_what_is_no_count_of_statements_is_refused(counts: Counts) -> None:
    with pytest.raises(ValueRefusedError, match="not statements of witnesses"):
        fit(counts.astype(np.int64))
