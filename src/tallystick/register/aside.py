"""Write a file, or fill a folder, so that it is there whole or not at all, whenever the power fails."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final
from uuid import uuid4

from tallystick.errors import UsageError

_PART: Final = ".part-"
"""What stands in the name of a file that is still being written, before the number of the process that writes it."""


@contextmanager
def written_aside(path: Path) -> Iterator[IO[bytes]]:
    """Open a new file beside a path; it takes the path's place once it is whole and on the disk.

    Where anything is raised the path is as it was before. Readable by its owner alone.
    """
    part = part_of(path)
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        synced(path.parent)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def filled_aside(path: Path, last: str) -> Iterator[Path]:
    """Let a new folder be filled under another name; it takes the path's place once it is whole and on the disk.

    A folder that is there already, and empty, stays the one it is, since it may be where a disk is mounted or where
    somebody stands: it is filled from a folder inside it. What processes that are no more left half-filled is removed.

    Args:
        path: where the folder is to be.
        last: the name in it that comes last where it is filled from inside: without it the folder is nothing yet.

    Yields:
        the name to make the folder under; it is not there yet.

    Raises:
        UsageError: there is something in the folder already.
    """
    is_there = path.exists()
    stage = part_of(path / "new" if is_there else path.absolute())
    _cleared(stage)
    if is_there and any(path.iterdir()):
        raise UsageError(f"{path} is not empty. Name a new folder; nothing is written over what is there.")
    stage.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield stage
        os.sync()
        if is_there:
            for part in sorted(stage.iterdir(), key=lambda one: (one.name == last, one.name)):
                part.rename(path / part.name)
        else:
            stage.rename(path)
        synced(stage.parent)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _cleared(stage: Path) -> None:
    if stage.parent.is_dir():
        begins = stage.name.partition(_PART)[0] + _PART
        for left in left_behind(stage.parent):
            if left.is_dir() and left.name.startswith(begins):
                shutil.rmtree(left)


def part_of(path: Path) -> Path:
    """Name a file or folder beside a path, for what is still being written; a name is never given twice."""
    return path.with_name(f".{path.name}{_PART}{os.getpid()}-{uuid4().hex[:8]}")


def synced(folder: Path) -> None:
    """Put a folder's list of names on the disk: without it a renamed file can vanish with the power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def left_behind(folder: Path) -> list[Path]:
    """List what processes that are no more left half-written in a folder."""
    found = [path for path in folder.iterdir() if path.name.startswith(".") and _PART in path.name]
    return sorted(path for path in found if not _runs(path.name.rpartition(_PART)[2].partition("-")[0]))


def _runs(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
