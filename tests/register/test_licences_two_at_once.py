"""Two processes use one licence at the same moment, on a database as a register has it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.register.databases import new_database  # noqa: F401  # a fixture

MADE = """
import sys
from pathlib import Path
from tallystick.register import management
from tallystick.register.folder import Settings
settings = Settings(name="Register of Arms", party="QMA", database=sys.argv[2])
management.initialise(Path(sys.argv[1]), settings, "first")
from tallystick.register.ledger.operation import operation
from tallystick.register.stores.models import Service
from tests.register.licence_case import licensed
from types import SimpleNamespace
with operation("setter", "set up") as done:
    army = done.save(Service(name="Army", kind="army"))
print(licensed(SimpleNamespace(army=army)).number)
"""
USED = """
import sys, time
from pathlib import Path
from tallystick.register import starting
starting.start(Path(sys.argv[1]))
from django.utils import timezone
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.use import Said, UseRefusedError, Wanted, find_licence, record_use
licence = find_licence(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
taken = 0
for _ in range(10):
    try:
        with operation("forwarder", "use licence") as done:
            record_use(done, licence, Wanted(1, "items", line=1), Said(timezone.localdate()))
        taken += 1
    except UseRefusedError:
        pass
print(taken)
"""
CHECKED = """
import sys
from pathlib import Path
from tallystick.register import breaks, starting
starting.start(Path(sys.argv[1]))
print(list(breaks.found_breaks()))
"""


@pytest.mark.slow
def test_two_processes_at_once_use_a_licence_of_ten_ten_times_and_not_more(
    tmp_path: Path,
    new_database: Callable[[], str],  # noqa: F811  # a fixture
) -> None:
    folder = tmp_path / "register"
    number = run(MADE, folder, new_database()).strip()
    both = [started(USED, folder, number) for _ in range(2)]
    for one in both:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in both:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    taken = [int(one.communicate(timeout=60)[0]) for one in both]
    assert sum(taken) == 10, taken
    assert run(CHECKED, folder).strip() == "[]"


def run(script: str, folder: Path, *words: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", script, folder, *words], capture_output=True, text=True, check=True
    ).stdout


def started(script: str, folder: Path, number: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", script, folder, number],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
