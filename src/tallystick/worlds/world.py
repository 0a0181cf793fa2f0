"""A world put together: the truth, what each party files, what observers say, and where things were planted."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tallystick.worlds.distort import Habit
from tallystick.worlds.filings import Line, Return, Touch, Watch, faithful
from tallystick.worlds.returns import HONEST
from tallystick.worlds.truth import Scale, Truth, simulate
from tallystick.worlds.violate import Planted, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a world is made of; the same recipe and seed give the same world."""

    scale: Scale = field(default_factory=Scale)
    habits: tuple[Habit, ...] = HONEST
    violations: tuple[Violation, ...] = ()
    watch: Watch = field(default_factory=Watch)


@dataclass(frozen=True, slots=True)
class World:
    """A world whose truth is known."""

    seed: int
    truth: Truth
    returns: tuple[Return, ...]
    seen: tuple[Line, ...]
    touches: tuple[Touch, ...]
    planted: tuple[Planted, ...]


def make(seed: int, recipe: Recipe) -> World:
    """Make a world: simulate, plant, report, bend."""
    truth = simulate(seed, recipe.scale)
    planted: list[Planted] = []
    for one in recipe.violations:
        truth, found = one.commit(truth, seed)
        planted.append(found)
    returns = faithful(truth)
    for number, one in enumerate(recipe.violations):
        meant = one.report(returns, planted[number], seed)
        planted[number] = _placed(planted[number], returns, meant)
        returns = meant
    returns, touches = _bent(returns, recipe.habits, seed)
    return World(seed, truth, returns, recipe.watch.seen(truth, seed), touches, tuple(planted))


def _placed(one: Planted, before: Sequence[Return], after: Sequence[Return]) -> Planted:
    """Name the cells of what was made up or left out, where the planting itself could not."""
    sets = [{line for each in some for line in each.lines} for some in (before, after)]
    changed = sets[0] ^ sets[1]
    return one if len(changed) == 0 else replace(one, cells=tuple(sorted({line.cell() for line in changed})))


def _bent(
    returns: tuple[Return, ...], habits: Sequence[Habit], seed: int
) -> tuple[tuple[Return, ...], tuple[Touch, ...]]:
    touches: list[Touch] = []
    for habit in habits:
        bent = habit.bend(returns, seed)
        returns = bent.returns
        touches += bent.touches
    return returns, tuple(sorted(touches))
