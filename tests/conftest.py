"""What tests share: where the real data are, how properties are searched, and what keeps a run short."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from polars import DataFrame

    from tallystick.model.case import Case

PROJECT = Path(__file__).resolve().parents[1]

ONE_THREAD = ("POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS")
"""Tables here are small and two processes test at a time: more threads only wait for one another."""
# read by both libraries as they are loaded, so it is said before any test is imported
for _name in ONE_THREAD:
    os.environ.setdefault(_name, "1")

# The same examples every time, and no stop-watch: a busy machine must not turn a law into a failure.
settings.register_profile("tallystick", derandomize=True, deadline=None)
settings.load_profile("tallystick")

FIRST = (PROJECT / "tests" / "whole", PROJECT / "tests" / "docs")
"""Where tests share what takes seconds to make."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put tests that share something dear at the head: whoever runs out of tests takes from another's tail."""
    items.sort(key=lambda item: FIRST.index(item.path.parent) if item.path.parent in FIRST else len(FIRST))


@pytest.fixture(scope="session")
def bundled() -> "tuple[Case, dict[str, DataFrame]]":
    """Assess the bundled case."""
    from tallystick import pipeline  # noqa: PLC0415  (not before the threads are counted)

    return pipeline.assess(pipeline.bundled_case())


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real public data; skip, saying so, where it is absent."""
    folder = Path(os.environ.get("TALLYSTICK_DATA", PROJECT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(
            f"no real data at {folder}: set TALLYSTICK_DATA to the folder that holds unroca_2010_2016"
        )
    return folder


@pytest.fixture(scope="module")
def few_draws() -> Iterator[None]:
    """Fit with a hundred sweeps: for tests of what holds however many are drawn, in half the time."""
    from tallystick.facts import amount, reliability  # noqa: PLC0415  (not before the threads are counted)

    def forget() -> None:
        reliability._fit.cache_clear()
        amount.prior.cache_clear()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reliability, "_MOST_SWEEPS", 100)
        forget()
        yield
    forget()
