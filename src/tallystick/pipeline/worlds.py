"""Simulate a world whose truth is known, have it judged like any case, and score the answer."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tallystick.claims import store
from tallystick.engine import local
from tallystick.model.document import Addition, Entry
from tallystick.pipeline.cases import add
from tallystick.pipeline.order import Setting, Tables, assess
from tallystick.worlds.distort import Habit
from tallystick.worlds.gather import curves, gather
from tallystick.worlds.known import known, read_known
from tallystick.worlds.returns import HONEST
from tallystick.worlds.score import Found, Score, detect, score
from tallystick.worlds.truth import Scale
from tallystick.worlds.violate import (
    CosmeticReport,
    EmbargoBreach,
    UndeclaredTransfer,
    UnderDeclaredHolding,
    Violation,
)
from tallystick.worlds.world import Recipe, World, make
from tallystick.worlds.write import AGREEMENTS, agreement_files, case_text, documents, truth_files

__all__ = [
    "AS_USUAL",
    "HONEST",
    "CosmeticReport",
    "EmbargoBreach",
    "Found",
    "Habit",
    "Recipe",
    "Scale",
    "Score",
    "Tables",
    "UndeclaredTransfer",
    "UnderDeclaredHolding",
    "Violation",
    "World",
    "curves",
    "found",
    "gather",
    "judge",
    "play",
    "score_world",
    "scored",
    "simulate",
]

AS_USUAL = Recipe()
"""A world of honest parties with every habit at its usual rate."""


def simulate(folder: Path, seed: int, recipe: Recipe = AS_USUAL) -> World:
    """Write a world as a case, with its agreements and its truth beside it.

    Raises:
        CaseError: if something already stands in the folder.
    """
    world = make(seed, recipe)
    store.new_case(folder, folder.name)
    local.write_text(case_text(world), folder / "case.toml")
    for name, text in agreement_files(world.truth).items():
        local.write_text(text, folder / "agreements" / name)
    for name, text in truth_files(world).items():
        local.write_text(text, folder / "truth" / name)
    on = date(world.truth.scale.span()[-1] + 1, 12, 31)
    entry = Entry(addition=Addition(added_on=on, added_by="simulation"), source="tally")
    with TemporaryDirectory() as drawer:
        for name, text in documents(world).items():
            local.write_text(text, Path(drawer) / name)
        add(folder, [Path(drawer)], entry)
    return world


def judge(folder: Path) -> Tables:
    """Assess a world by the agreements in its folder, as any case is."""
    folders = tuple(folder / "agreements" / name for name in AGREEMENTS)
    _, tables = assess(folder, Setting(folders=folders))
    return tables


def score_world(folder: Path, tables: Tables | None = None) -> Score:
    """Score the assessment of a world; it is made anew if none is given.

    Raises:
        CaseError: if the folder is no simulated world.
    """
    truth = read_known(folder)
    return score(judge(folder) if tables is None else tables, truth)


def play(seed: int, recipe: Recipe = AS_USUAL) -> tuple[World, Tables]:
    """Simulate a world in a folder that is thrown away, and assess it."""
    with TemporaryDirectory() as drawer:
        folder = Path(drawer) / "world"
        world = simulate(folder, seed, recipe)
        return world, judge(folder)


def scored(world: World, tables: Tables) -> Score:
    """Score a world that was played."""
    return score(tables, known(world))


def found(world: World, tables: Tables, twin: Tables) -> tuple[Found, ...]:
    """Say which violations of a world were found that the assessment of its honest twin does not show."""
    return detect(world.planted, tables, twin)
