"""Laws of worlds whose truth is known, and one small honest world with its planted twin."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from tallystick.errors import CaseError
from tallystick.pipeline import worlds
from tallystick.worlds.dice import Dice
from tallystick.worlds.distort import Launchers, LeftOut, Miscounted, OtherCategory, OtherYear, Rounded
from tallystick.worlds.filings import Watch, faithful
from tallystick.worlds.known import known, read_known
from tallystick.worlds.rate import Rate
from tallystick.worlds.returns import Gaps, Late, Licences, Private, Repeated, Revised
from tallystick.worlds.truth import Truth, simulate
from tallystick.worlds.world import World, make

pytestmark = pytest.mark.usefixtures("all_draws")  # false leads are those of the software as it draws

SMALL = worlds.Scale(parties=8, years=4, orders=40)
BLIND = Watch(inspected=0.0, noticed=0.0)
ALPHA = 0.05
"""What the rules of the invented pact declare."""


@pytest.fixture(scope="module")
def truth() -> Truth:
    return simulate(11, SMALL)


@pytest.fixture(scope="module")
def honest() -> tuple[World, worlds.Tables]:
    return worlds.play(11, worlds.Recipe(scale=SMALL))


@pytest.fixture(scope="module")
def planted() -> tuple[World, worlds.Tables]:
    return worlds.play(11, worlds.Recipe(scale=SMALL, violations=(worlds.UndeclaredTransfer(120),)))


def test_one_seed_gives_one_world_and_another_seed_another() -> None:
    recipe = worlds.Recipe(scale=SMALL)
    assert make(11, recipe) == make(11, recipe)
    assert make(11, recipe) != make(12, recipe)


def test_a_roll_hangs_on_what_it_is_for_and_on_nothing_rolled_before() -> None:
    dice = Dice(1, "late")
    first = dice.roll("QMA", 2011)
    dice.roll("QMO", 2011)
    assert dice.roll("QMA", 2011) == first
    assert first != Dice(2, "late").roll("QMA", 2011)
    assert 0 < first < 1


def test_no_habit_and_no_observer_changes_what_is_so() -> None:
    plain = make(11, worlds.Recipe(scale=SMALL, habits=(), watch=BLIND))
    assert make(11, worlds.Recipe(scale=SMALL)).truth == plain.truth


@pytest.mark.slow
def test_parties_that_report_everything_as_it_is_leave_no_gap_at_all() -> None:
    world, tables = worlds.play(11, worlds.Recipe(scale=SMALL, habits=(), watch=BLIND))
    traded = tables["cell"].filter(pl.col("act") == "transfer").join(tables["fact"], on="cell_id")
    assert set(traded["halves"]) == {"agreed"}
    assert traded.height > 20
    assert tables["finding"].filter(pl.col("kind") == "gap").height == 0
    assert worlds.scored(world, tables).doubles == Rate(0, traded.height)


def test_what_faithful_parties_file_adds_up_to_the_truth(truth: Truth) -> None:
    told: dict[str, int] = {}
    for line in (line for one in faithful(truth) for line in one.lines if line.role != "importer"):
        told[line.cell()] = told.get(line.cell(), 0) + line.quantity
    assert told == truth.figures()


def test_nothing_reaches_the_embargoed_state_and_nobody_holds_too_much_unless_it_is_planted(
    truth: Truth,
) -> None:
    after = [one for one in truth.deliveries if one.day >= truth.embargo_from]
    assert truth.embargoed not in {one.order.importer for one in after}
    assert max(one.quantity for one in truth.holdings if one.category == "battle_tanks") <= 300


@pytest.mark.parametrize(
    "habit",
    [
        *(Miscounted(1.0), Rounded(1.0), OtherYear(1.0), OtherCategory(1.0), Launchers(1.0), LeftOut(1.0)),
        *(Licences(1.0), Repeated(1.0), Gaps(0.5), Private(0.5)),
    ],
)
def test_every_habit_that_changes_a_cell_says_which(truth: Truth, habit: worlds.Habit) -> None:
    returns = faithful(truth)
    bent = habit.bend(returns, 11)
    before, after = ({line for one in some for line in one.lines} for some in (returns, bent.returns))
    assert before != after
    assert {touch.cell_id for touch in bent.touches} == {line.cell() for line in before ^ after}
    assert {touch.habit for touch in bent.touches} == {habit.name}


def test_a_late_or_a_revised_return_says_the_same_in_the_end(truth: Truth) -> None:
    returns = faithful(truth)
    late = Late(1.0).bend(returns, 11).returns
    assert all(new.filed_on > old.filed_on for old, new in zip(returns, late, strict=True))
    revised = Revised(1.0).bend(returns, 11).returns
    gone = {one.supersedes for one in revised}
    assert sum(one.filing_id in gone for one in revised) > 10
    standing = [one.lines for one in revised if one.filing_id not in gone]
    assert standing == [one.lines for one in returns]


@pytest.mark.slow
def test_a_small_honest_world_raises_no_more_false_leads_than_its_rules_allow(
    honest: tuple[World, worlds.Tables],
) -> None:
    score = worlds.scored(*honest)
    assert score.measured.of > 10
    assert (score.measured.share or 0.0) <= ALPHA
    assert score.without_cause != ()
    assert "no habit" not in score.habits


@pytest.mark.slow
def test_what_one_exporter_keeps_out_of_its_return_is_asked_about_in_the_twin(
    honest: tuple[World, worlds.Tables], planted: tuple[World, worlds.Tables]
) -> None:
    (found,) = worlds.found(*planted, honest[1])
    assert found.raised


@pytest.mark.slow
def test_a_finding_that_the_honest_twin_has_too_is_no_detection(
    planted: tuple[World, worlds.Tables],
) -> None:
    assert not worlds.found(*planted, planted[1])[0].raised


@pytest.mark.parametrize(
    "violation",
    [
        *(worlds.UndeclaredTransfer(20, side) for side in ("exporter", "importer", "both")),
        worlds.UnderDeclaredHolding(0.5),
        worlds.EmbargoBreach(20),
        worlds.CosmeticReport(1.0),
    ],
)
def test_a_planted_violation_changes_the_world_only_where_it_stands(violation: worlds.Violation) -> None:
    recipe = worlds.Recipe(scale=SMALL, habits=(), watch=BLIND)
    twin, world = make(11, recipe), make(11, replace(recipe, violations=(violation,)))
    sets = [{line for each in one.returns for line in each.lines} for one in (twin, world)]
    facts = [set(one.truth.figures().items()) for one in (twin, world)]
    moved = {line.cell() for line in sets[0] ^ sets[1]} | {name for name, _ in facts[0] ^ facts[1]}
    (found,) = world.planted
    first_leg = {name for name in moved if found.kind == "embargo_breach" and name not in found.cells}
    assert set(found.cells) <= moved
    assert moved - first_leg <= set(found.cells)
    assert found.party in world.truth.parties


def test_a_planted_holding_is_above_the_limit_and_declared_below_it() -> None:
    world = make(11, worlds.Recipe(scale=SMALL, violations=(worlds.UnderDeclaredHolding(0.5),)))
    (found,) = world.planted
    held = [one for one in world.truth.holdings if (one.party, one.category) == (found.party, "battle_tanks")]
    assert [(one.quantity, one.declared) for one in held] == [(450, 285)] * SMALL.years


def test_a_planted_breach_of_the_embargo_is_hidden_on_its_second_leg_alone() -> None:
    world = make(11, worlds.Recipe(scale=SMALL, violations=(worlds.EmbargoBreach(20),)))
    first, second = world.truth.deliveries[-2:]
    assert first.order.importer == second.order.exporter == world.planted[0].party
    assert second.order.importer == world.truth.embargoed
    assert second.order.origin == first.order.exporter
    assert first.hidden_by == frozenset()
    assert second.hidden_by == {second.order.exporter, second.order.importer}
    assert first.day < second.day


def test_the_truth_of_a_world_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    recipe = worlds.Recipe(scale=SMALL, violations=(worlds.EmbargoBreach(9),))
    world = worlds.simulate(tmp_path / "world", 11, recipe)
    assert read_known(tmp_path / "world") == known(world)
    with pytest.raises(CaseError, match="no simulated world"):
        worlds.score_world(tmp_path)


def test_a_share_of_nothing_is_none_and_its_interval_is_everything() -> None:
    assert Rate(0, 0).share is None
    assert (Rate(0, 0).low, Rate(0, 0).high) == (0.0, 1.0)
    assert Rate(0, 40).high == pytest.approx(0.0881, abs=1e-4)
    assert Rate(1, 10).low == pytest.approx(0.0025, abs=1e-4)
    assert Rate(1, 10).high == pytest.approx(0.4450, abs=1e-4)
