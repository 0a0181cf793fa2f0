"""The whole, run once: the real Register, the bundled case, and the command as it is installed."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from tallystick.cli import cli
from tallystick.model.document import Addition, Entry
from tallystick.pipeline import cases, order
from tests.conftest import ONE_THREAD

Tables = dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended and what it said."""

    code: int
    stdout: str
    stderr: str


Run = Callable[..., Done]

_NO_NETWORK = """
import socket
def refused(*arguments, **named):
    raise RuntimeError("the command reached for the network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refused
"""
"""Loaded by Python as it starts; pytest's own guard does not reach into another process."""


@pytest.fixture(scope="session")
def register(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """Assess the whole real Register, with the list of who took part."""
    folder = tmp_path_factory.mktemp("register") / "case"
    cases.new(folder)
    files = [
        shared_data / "unroca_2010_2016" / "unroca_with_reporter.csv",
        shared_data / "unroca_participation" / "years.json",
    ]
    cases.add(folder, files, Entry(addition=Addition(added_on=date(2026, 1, 1), added_by="-")))
    return order.assess(folder)[1]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a function that runs the installed command in a process of its own, with no network."""
    command = shutil.which("tallystick", path=str(Path(sys.executable).parent))
    assert command is not None, "the command is not installed beside this Python; run `make setup`"
    guard = tmp_path_factory.mktemp("guard")
    (guard / "sitecustomize.py").write_text(_NO_NETWORK, "utf-8")
    path = os.pathsep.join([str(guard), *filter(None, [os.environ.get("PYTHONPATH")])])
    # with as many threads as it likes: what it writes must not hang on their order
    inherited = {name: value for name, value in os.environ.items() if name not in ONE_THREAD}
    environment = {**inherited, "PYTHONPATH": path, "PYTHONUTF8": "1"}

    def run(*arguments: str | Path, at: Path) -> Done:
        done = subprocess.run(
            [command, *map(str, arguments)],
            cwd=at,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return run


def within(*arguments: str | Path, at: Path) -> Done:
    """Run the same command in this process, which costs a tenth."""
    with contextlib.chdir(at):
        result = CliRunner().invoke(cli, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def tallystick() -> Run:
    """Return the function that runs the command in this process."""
    return within
