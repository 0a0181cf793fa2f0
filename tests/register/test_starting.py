"""One process at a time serves a register, by the locks of either system."""

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tallystick.errors import UsageError
from tallystick.register.starting import _alone

HERE, THERE = "http://127.0.0.1:8000/", "http://127.0.0.1:8001/"


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> set[tuple[int, int]]:
    """Return which bytes of which files are locked, on a system that has the locks of Windows alone."""
    locked: set[tuple[int, int]] = set()

    def locking(file: int, mode: int, count: int) -> None:
        assert (mode, count) == (2, 1)
        place = (os.fstat(file).st_ino, os.lseek(file, 0, os.SEEK_CUR))
        if place in locked:
            raise PermissionError(13, "Permission denied")
        locked.add(place)

    fake = ModuleType("msvcrt")
    vars(fake).update(LK_NBLCK=2, locking=locking)
    monkeypatch.setitem(sys.modules, "msvcrt", fake)
    monkeypatch.setitem(sys.modules, "fcntl", None)
    return locked


def refused(file: Path) -> str:
    """Try to serve a register that is served, and give what is told."""
    with pytest.raises(UsageError) as told, _alone(file, THERE):
        pass
    return str(told.value)


def test_a_register_that_is_served_says_where_and_is_served_again_afterwards(tmp_path: Path) -> None:
    file = tmp_path / "serving"
    with _alone(file, HERE):
        assert f"served already, at {HERE}. Open" in refused(file)
    with _alone(file, THERE):
        assert file.read_text() == THERE + "\n"


def test_windows_holds_a_byte_behind_the_address_so_that_the_address_can_be_read(
    tmp_path: Path, windows: set[tuple[int, int]]
) -> None:
    file = tmp_path / "serving"
    with _alone(file, HERE):
        assert f"served already, at {HERE}. Open" in refused(file)
        assert file.read_text() == HERE + "\n"
    [(_file, byte)] = windows
    assert byte > len(HERE)
