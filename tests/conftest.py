"""What tests share: where the real data are, and how properties are searched."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

PROJECT = Path(__file__).resolve().parents[1]

# The same examples every time, and no stop-watch: a busy machine must not turn a law into a failure.
settings.register_profile("tallystick", derandomize=True, deadline=None)
settings.load_profile("tallystick")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real public data; skip, saying so, where it is absent."""
    folder = Path(os.environ.get("TALLYSTICK_DATA", PROJECT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(
            f"no real data at {folder}: set TALLYSTICK_DATA to the folder that holds unroca_2010_2016"
        )
    return folder
