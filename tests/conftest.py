"""What tests share: where the real data are, how properties are searched, and what keeps a run short."""

import contextlib
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.chromium import CHROMIUM, QUIET, missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from polars import DataFrame

    from tallystick.model.case import Case

# what is imported and collected stays to the end: looking for garbage among it takes a fifth of collecting
gc.disable()

PROJECT = Path(__file__).resolve().parents[1]

ONE_THREAD = ("POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS")
"""Tables here are small and two processes test at a time: more threads only wait for one another."""
# read by both libraries as they are loaded, so it is said before any test is imported
for _name in ONE_THREAD:
    os.environ.setdefault(_name, "1")

EXAMPLES = int(os.environ.get("TALLYSTICK_EXAMPLES", "16"))
"""On how many examples a property is tried that does not say itself; `.ci/run` tries fifty."""

# The same examples every time, and no stop-watch: a busy machine must not turn a law into a failure.
settings.register_profile("tallystick", derandomize=True, deadline=None, max_examples=EXAMPLES)
settings.load_profile("tallystick")

FIRST = (PROJECT / "tests" / "whole", PROJECT / "tests" / "docs")
"""Where tests share what takes seconds to make."""

Drawn = tuple[int, int]
"""How many sweeps a fit takes at most, and over how many of its draws a cell is averaged."""

FEW: Drawn = (40, 8)
"""A fortieth and a quarter of what the software takes: enough for what holds however much is drawn."""

AS_USERS = ("laws", "engine", "docs")
"""Where tables are computed by the engine that users have, which lays rows in any order unless it is told."""


REGISTER = PROJECT / "tests" / "register"

OF_DJANGO = ("_dj_", "_django_", "_live_server_", "_template_string_")
"""How pytest-django's fixtures begin that every test gets, though only those of the register use Django."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put tests that share something dear at the head: whoever runs out of tests takes from another's tail.

    And set up for Django nothing before tests that do without it, which takes a quarter of their time.
    """
    items.sort(key=lambda item: FIRST.index(item.path.parent) if item.path.parent in FIRST else len(FIRST))
    for item in items:
        if isinstance(item, pytest.Function) and not item.path.is_relative_to(REGISTER):
            item.fixturenames[:] = [name for name in item.fixturenames if not name.startswith(OF_DJANGO)]


RARELY = (50_000, 20, 20)
"""How often garbage is looked for: memory is plenty, and Python's own thresholds take a twentieth of a run."""


def pytest_collection_finish() -> None:
    """Look no more for garbage among what was imported and collected, which takes a twelfth of a run."""
    gc.freeze()
    gc.set_threshold(*RARELY)
    gc.enable()


@contextlib.contextmanager
def drawing(drawn: Drawn) -> Iterator[None]:
    """Draw so much, and forget what was fitted on more or less."""
    from tallystick.facts import amount, reliability  # noqa: PLC0415  (not before the threads are counted)

    def forget() -> None:
        reliability._fit.cache_clear()
        amount.prior.cache_clear()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reliability, "_MOST_SWEEPS", drawn[0])
        patch.setattr(amount, "_DRAWS", drawn[1])
        forget()
        yield
    forget()


@pytest.fixture(scope="session", autouse=True)
def as_users() -> Iterator[Drawn]:
    """Draw little, since hardly any test rests on a digit that is drawn; tell how much the software draws."""
    from tallystick.facts import amount, reliability  # noqa: PLC0415  (not before the threads are counted)

    much = (reliability._MOST_SWEEPS, amount._DRAWS)
    with drawing(FEW):
        yield much


@pytest.fixture(scope="session", autouse=True)
def _no_disk_is_waited_for() -> Iterator[None]:
    """Let nobody wait until bytes are on the disk: no test takes the power away, and disks are slow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(scope="module")
def all_draws(as_users: Drawn) -> Iterator[None]:
    """Draw as much as the software does: for tests of the fit itself."""
    with drawing(as_users):
        yield


@pytest.fixture(scope="module", autouse=True)
def _engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Compute the small tables of a room in memory, in a fifth less time; the whole as it is computed for users."""
    import polars as pl  # noqa: PLC0415  (not before the threads are counted)

    with pl.Config(set_engine_affinity=None if request.path.parent.name in AS_USERS else "in-memory"):
        yield


@pytest.fixture(scope="session")
def bundled(as_users: Drawn) -> "tuple[Case, dict[str, DataFrame]]":
    """Assess the bundled case."""
    from tallystick.pipeline import cases, order  # noqa: PLC0415  (not before the threads are counted)

    with drawing(as_users):
        return order.assess(cases.bundled_case())


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Return the system's browser: one for all tests of a process, since two drivers stand in each other's way."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (few tests need it)

    if not CHROMIUM.exists():
        missing(CHROMIUM)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield started
        started.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real public data; skip, saying so, where it is absent."""
    folder = Path(os.environ.get("TALLYSTICK_DATA", PROJECT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(
            f"no real data at {folder}: set TALLYSTICK_DATA to the folder that holds unroca_2010_2016"
        )
    return folder
