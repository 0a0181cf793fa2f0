"""Every command of the documents is run, and what it prints is compared exactly with what the page says.

A ```` ```console ```` block holds `$ command` lines, each followed by its output; a ```` ```csv file=NAME ```` block is
written to NAME first. One page is one folder, its blocks are run from top to bottom.
`TALLYSTICK_GOLDEN=1 pytest tests/docs` writes the outputs anew: look at the difference before keeping it.
"""

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tallystick.cli import cli

pytestmark = pytest.mark.usefixtures("all_draws")  # what a page quotes is what users get

PROJECT = Path(__file__).resolve().parents[2]
COMMANDS = Path(sys.executable).parent
GOLDEN = os.environ.get("TALLYSTICK_GOLDEN") == "1"

STANDS_FOR = {"make demo": "tallystick demo"}
"""What a make target runs once everything is set up, but for opening the page in a browser."""

_BLOCK = re.compile(
    r"^```(?P<kind>console|\w+ file=(?P<file>\S+))\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE
)


def _pages() -> list[Path]:
    found = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]
    return [page for page in found if "```console" in page.read_text("utf-8")]


def _environment(clone: Path, text: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("HOME", "SYSTEMROOT") if name in os.environ}
    path = os.pathsep.join([str(COMMANDS), os.environ.get("PATH", "")])
    found = kept | {"PATH": path, "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}
    # A page that adds to the package runs its own copy of it; every other one runs what is installed.
    return found | ({"PYTHONPATH": str(clone / "src")} if "file=src/" in text else {})


def _clone(folder: Path, text: str) -> None:
    """Put there of a clone what a page speaks of."""
    unwanted = shutil.ignore_patterns("out")
    if "src/tallystick" in text:
        shutil.copytree(PROJECT / "src", folder / "src", ignore=unwanted)
    if "dev/make_expected.py" in text:
        (folder / "dev").mkdir()
        shutil.copy(PROJECT / "dev" / "make_expected.py", folder / "dev")


def _commands(body: str) -> list[str]:
    """List the commands of a block; one that ends with a backslash goes on in the next line."""
    whole = body.replace("\\\n", "\\\0")
    lines = [line.removeprefix("$ ") for line in whole.splitlines() if line.startswith("$ ")]
    return [line.replace("\0", "\n") for line in lines]


_HERE = re.compile(r"tallystick (?P<arguments>[^|<>;&$`*]+?)(?P<both> 2>&1)?(?: \| (?P<rest>.+))?", re.DOTALL)
"""A command, and what its output is piped into; anything else is the shell's own business."""


def _run(command: str, folder: Path, environment: dict[str, str]) -> str:
    meant = _HERE.fullmatch(STANDS_FOR.get(command, command))
    if meant is None or "PYTHONPATH" in environment:
        return f"$ {command}\n{_shell(STANDS_FOR.get(command, command), folder, environment)}"
    # in this process the command costs half of what a new one does; tests/whole runs it as it is installed
    with contextlib.chdir(folder):
        done = CliRunner().invoke(cli, shlex.split(meant["arguments"].replace("\\\n", " ")))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    if meant["rest"] is None:
        return f"$ {command}\n{done.output}"
    piped, told = (done.output, "") if meant["both"] is not None else (done.stdout, done.stderr)
    return f"$ {command}\n{told}{_shell(meant['rest'], folder, environment, piped)}"


def _shell(command: str, folder: Path, environment: dict[str, str], given: str = "") -> str:
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environment,
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return str(done.stdout)


def _lived(page: Path, folder: Path) -> str:
    """Give the page with what its commands really print."""
    text = page.read_text("utf-8")
    _clone(folder, text)
    environment = _environment(folder, text)

    def live(block: re.Match[str]) -> str:
        if block["kind"] == "console":
            said = "".join(_run(command, folder, environment) for command in _commands(block["body"]))
            return f"```console\n{said}```"
        file = folder / block["file"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block["body"], "utf-8")
        return block[0]

    return _BLOCK.sub(live, text)


@pytest.mark.slow
@pytest.mark.parametrize("page", _pages(), ids=lambda page: page.stem)
def test_what_a_page_says_a_command_prints_is_what_it_prints(page: Path, tmp_path: Path) -> None:
    lived = _lived(page, tmp_path)
    if GOLDEN:
        page.write_text(lived, "utf-8")
    assert page.read_text("utf-8") == lived


def test_a_command_may_go_on_in_the_next_line() -> None:
    assert _commands("$ one \\\n    more\nsaid\n$ two\n") == ["one \\\n    more", "two"]


def test_the_tutorial_and_the_readme_carry_commands() -> None:
    assert {"README", "tutorial"} <= {page.stem for page in _pages()}
