"""A register, or a folder of any kind, is made whole or not at all; what was cut short is begun again."""

import random
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tallystick.errors import UsageError
from tallystick.register.aside import filled_aside
from tests.register.databases import new_database  # noqa: F401  # a fixture
from tests.register.test_exchange_killed import Start, elsewhere, run, start  # noqa: F401  # fixtures

LAST = "last.toml"
Elsewhere = Callable[[], list[str]]


def fill(stage: Path) -> None:
    stage.mkdir()
    for name in ("keys", LAST, "zebra"):
        (stage / name).write_text(name, "ascii")


def listed(path: Path) -> list[str]:
    return sorted(one.name for one in path.iterdir())


def test_a_new_folder_takes_its_place_whole(tmp_path: Path) -> None:
    with filled_aside(tmp_path / "deep" / "new", LAST) as stage:
        fill(stage)
        assert not (tmp_path / "deep" / "new").exists()
    assert listed(tmp_path / "deep" / "new") == ["keys", LAST, "zebra"]
    assert listed(tmp_path / "deep") == ["new"]


def test_an_empty_folder_stays_the_one_it_is_and_gets_its_last_file_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved: list[str] = []
    before, rename = tmp_path.stat().st_ino, Path.rename

    def noted(one: Path, to: Path) -> Path:
        moved.append(one.name)
        return rename(one, to)

    monkeypatch.setattr(Path, "rename", noted)
    with filled_aside(tmp_path, LAST) as stage:
        fill(stage)
    assert moved == ["keys", "zebra", LAST]
    assert listed(tmp_path) == ["keys", LAST, "zebra"]
    assert tmp_path.stat().st_ino == before


def _cut_short(path: Path) -> None:
    with filled_aside(path, LAST) as stage:
        fill(stage)
        raise ValueError("the power fails")


@pytest.mark.parametrize("is_there", [True, False])
def test_what_fails_leaves_nothing(tmp_path: Path, is_there: object) -> None:
    path = tmp_path / "register"
    if is_there:
        path.mkdir()
    with pytest.raises(ValueError, match="power"):
        _cut_short(path)
    assert listed(tmp_path) == (["register"] if is_there else [])
    assert not is_there or listed(path) == []


def test_a_folder_that_holds_something_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("kept", "ascii")
    with pytest.raises(UsageError, match="is not empty"), filled_aside(tmp_path, LAST):
        raise AssertionError("nothing is made")
    assert listed(tmp_path) == ["letter.txt"]


def test_what_a_dead_process_left_is_removed_and_what_a_living_one_makes_is_not(tmp_path: Path) -> None:
    dead, other = ".register.part-999999999-abcdef12", ".another.part-999999999-abcdef12"
    living = ".register.part-1-abcdef12"
    for name in (dead, other, living):
        (tmp_path / name).mkdir()
    (tmp_path / "register").mkdir()
    (tmp_path / "register" / ".new.part-999999999-abcdef12").mkdir()
    with filled_aside(tmp_path / "register", LAST) as stage:
        fill(stage)
    assert listed(tmp_path / "register") == ["keys", LAST, "zebra"]
    with filled_aside(tmp_path / "second", LAST) as stage:
        fill(stage)
    assert listed(tmp_path) == [other, living, dead, "register", "second"]
    (tmp_path / "register").rename(tmp_path / "first")
    with filled_aside(tmp_path / "register", LAST) as stage:
        fill(stage)
    assert listed(tmp_path) == [other, living, "first", "register", "second"]


def _killed_while_made(process: "subprocess.Popen[str]", place: Path, moment: int) -> None:
    """Kill a process at some moment after it began to make a folder, which takes it a second or more."""
    # its own, not one that an earlier process left: that one is removed before the next is made
    own = f"part-{process.pid}-"
    while process.poll() is None and not any(own in name for name in listed(place)):
        time.sleep(0.01)
    time.sleep(random.Random(moment).uniform(0, 0.6))  # noqa: S311  # any moment
    process.kill()
    process.communicate()
    assert [name.startswith(".") and own in name for name in listed(place)] == [True]


@pytest.mark.slow
def test_a_register_whose_making_was_killed_is_none_and_is_made_by_the_same_command(
    tmp_path: Path,
    start: Start,  # noqa: F811  # a fixture
    elsewhere: Elsewhere,  # noqa: F811  # a fixture
) -> None:
    path = tmp_path / "register"
    words = ["init", path, "--name", "Register of Arms", "--party", "QMA", *elsewhere()]
    for moment in range(4):
        _killed_while_made(start("-m", "tallystick.cli", "register", *words), tmp_path, moment)
        assert not path.exists()
    done = run(*words)
    assert done.returncode == 0, done.stderr
    assert listed(tmp_path) == ["register"]
    assert run("check", path).returncode == 0
    again = run(*words)
    assert again.returncode == 2
    assert "is not empty" in again.stderr
    if "--database" in words:
        words[1] = tmp_path / "second"
        assert "already holds a register" in run(*words).stderr
        assert listed(tmp_path) == ["register"]


@pytest.mark.slow
def test_a_demonstration_that_was_killed_is_made_by_the_same_command(tmp_path: Path, start: Start) -> None:  # noqa: F811  # a fixture
    words = ["demo", "--out", tmp_path / "demo", "--items", "100", "--no-serve"]
    _killed_while_made(start("-m", "tallystick.cli", "register", *words), tmp_path, 0)
    assert not (tmp_path / "demo").exists()
    done = run(*words)
    assert done.returncode == 0, done.stderr
    assert listed(tmp_path) == ["demo"]
    assert run("check", tmp_path / "demo").returncode == 0
