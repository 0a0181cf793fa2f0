"""A small demonstration register, made and served by the installed command, and desks in two languages."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.register.databases import new_databases
from tests.register.serving import serving
from tests.register.stories.desk import Desk

PROJECT: Final = Path(__file__).resolve().parents[3]
_ITEMS: Final = "400"
ELSEWHERE: Final = """
import sys
from datetime import date
from pathlib import Path
from tallystick.register import management
from tallystick.register.demo import NAME, PARTY
from tallystick.register.folder import Settings
settings = Settings(name=NAME, party=PARTY, second_factor=(), decides_after_hours=0, database=sys.argv[3])
management.initialise(Path(sys.argv[1]), settings, "admin")
from tallystick.register.demo.made import make_demo
make_demo(int(sys.argv[2]), date.today())
"""
"""Makes on PostgreSQL what `tallystick register demo` makes in a file, which is all that it makes."""


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a demonstration register."""
    folder = tmp_path_factory.mktemp("stories") / "register"
    command = str(Path(sys.executable).with_name("tallystick"))
    around = {**os.environ, "PYTHONPATH": str(PROJECT / "src")}
    with new_databases() as new:
        address = new()
        make = [command, "register", "demo", "--out", str(folder), "--items", _ITEMS, "--no-serve"]
        if address != "":
            make = [sys.executable, "-c", ELSEWHERE, str(folder), _ITEMS, address]
        subprocess.run(make, check=True, capture_output=True, env=around)
        with serving(folder, around) as place:
            yield place


@pytest.fixture(scope="session", params=["en", "ar"])
def desk(request: pytest.FixtureRequest, browser: Browser, served: str) -> Iterator[Desk]:
    """Return a desk in one language."""
    made = Desk(browser, served, request.param)
    yield made
    made.close()
