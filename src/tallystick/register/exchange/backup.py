"""Backups: a consistent copy of everything, made while people work, encrypted to a key that is not on this computer."""

import hashlib
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final

from django.db import connection

from tallystick.errors import BackupError, UsageError, near_misses
from tallystick.register.aside import left_behind, part_of, written_aside
from tallystick.register.exchange.container import Container
from tallystick.register.exchange.verify_bundle import opened
from tallystick.register.exchange.whole import (
    SETTINGS,
    add_files,
    add_tables,
    container,
    file_name,
    manifest,
    settings_told,
)
from tallystick.register.files.models import Document
from tallystick.register.folder import DATABASE, Folder
from tallystick.register.ledger.canonical import Json, plain
from tallystick.register.ledger.keys import own_key
from tallystick.register.ledger.moment import one_moment
from tallystick.register.ledger.operation import operation

_CHUNK: Final = 1024 * 1024
SUFFIX: Final = ".tallystick"
ENCRYPTED: Final = ".age"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup."""

    path: Path
    sha256: str
    bytes: int
    is_encrypted: bool
    lacking: tuple[str, ...]
    """Hashes of documents whose bytes are not in the folder `files`."""


def backed_up(
    folder: Folder,
    at: datetime,
    *,
    to: Path | None = None,
    recipients: Sequence[str] | None = None,
    is_open: bool = False,
) -> Backup:
    """Write a backup aside, read it back, and put it in its place.

    Args:
        folder: the register's.
        at: the time that stands in its name.
        to: the folder it goes into, which is there already; the register's own `backups` if not given.
        recipients: age keys that can open it; those of `register.toml` if not given.
        is_open: whether it may leave the register's folder without being encrypted.

    Raises:
        UsageError: it would leave the folder unencrypted, a recipient is no age key, or `to` is not there.
        BackupError: what was written cannot be read back.
    """
    keys = list(folder.settings.backup_recipients if recipients is None else recipients)
    if len(keys) == 0 and to is not None and not is_open:
        raise UsageError(
            "a backup that leaves the register's folder is encrypted. Make a key on another computer with "
            "`tallystick register key new`, and name its public half with --recipient, or in register.toml as "
            "backup_recipients. --unencrypted writes it readable for whoever finds it."
        )
    parsed = [_recipient(one) for one in keys]
    place = _place(folder, to)
    for part in (*left_behind(folder.backups), *left_behind(place)):
        part.unlink(missing_ok=True)
    name = f"{at:%Y%m%d-%H%M%S}{SUFFIX}{ENCRYPTED if len(parsed) > 0 else ''}"
    with operation("tallystick register backup", "backup") as done:
        done.tell("exchange.backup", name, {"recipients": keys})
    if len(parsed) == 0:
        lacking = _write(folder, place / name, at, with_keys=False)
        with zipfile.ZipFile(place / name) as archive:
            opened(archive)
        return _made(place / name, lacking, is_encrypted=False)
    return _write_encrypted(folder, place / name, at, parsed)


def _place(folder: Folder, to: Path | None) -> Path:
    if to is None:
        folder.backups.mkdir(parents=True, exist_ok=True)
        return folder.backups
    if to.is_dir():
        return to
    # made here, it would lie on this computer's own disk, and a stick that is not mounted would stay empty
    beside = [one.name for one in to.parent.iterdir() if one.is_dir()] if to.parent.is_dir() else []
    near = near_misses(to.name, beside)
    raise UsageError(
        f"there is no folder {to}, so nothing was backed up. {near}{'' if near == '' else ' '}"
        "Is the stick mounted? `df` lists every disk that is, and where. "
        "Where the folder is new, make it on the stick first."
    )


def is_on_one_disk(folder: Folder, backup: Path) -> bool:
    """Whether a backup lies on the disk of its register, so that both are lost together."""
    return backup.stat().st_dev == folder.path.stat().st_dev


def _recipient(text: str) -> object:
    import pyrage  # noqa: PLC0415  # an extra, and only for encrypted backups

    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise UsageError(f"{text!r} is no age key: it begins with age1 and has 62 characters") from error


def _write_encrypted(folder: Folder, path: Path, at: datetime, recipients: list[object]) -> Backup:
    import pyrage  # noqa: PLC0415  # as above

    # readable bytes stay in the register's folder, whatever the backup is written to
    plain = part_of(folder.backups / path.name)
    try:
        lacking = _write(folder, plain, at, with_keys=True)
        with zipfile.ZipFile(plain) as archive:
            opened(archive)
        with written_aside(path) as file, plain.open("rb") as source:
            writing = _Hashed(file)
            pyrage.encrypt_io(source, writing, recipients)
            file.flush()
            file.seek(0)
            if hashlib.file_digest(file, "sha256").hexdigest() != writing.digest.hexdigest():  # type: ignore[arg-type]  # a file
                raise BackupError(f"{path} cannot be read back as it was written; the disk may be failing")
    finally:
        plain.unlink(missing_ok=True)
    return _made(path, lacking, is_encrypted=True)


class _Hashed:
    """A file that hashes what is written to it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self.file.write(data)

    def flush(self) -> None:
        self.file.flush()


def _made(path: Path, lacking: list[str], *, is_encrypted: bool) -> Backup:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Backup(path, digest, path.stat().st_size, is_encrypted, tuple(lacking))


def _write(folder: Folder, path: Path, at: datetime, *, with_keys: bool) -> list[str]:
    with container(path) as into:
        held = _add_database(folder, into)
        _, lacking = add_files(into, Document.objects.values_list("sha256", flat=True))
        into.add_lines(SETTINGS, [settings_told(folder.settings)])
        if with_keys:
            for key in sorted(folder.keys.iterdir()):
                into.add(f"keys/{key.name}", [key.read_bytes()])
        said = manifest("backup", at, folder, tables=held) if len(held) > 0 else _about_copy(folder, at)
        into.close(said, own_key(folder))
    return lacking


def _about_copy(folder: Folder, at: datetime) -> dict[str, Json]:
    # the copy of a database speaks for itself, and may have the form of an earlier version
    key = own_key(folder)
    register = {"id": "", "name": folder.settings.name, "public_key": key.public_hex}
    return {
        "content": "backup",
        "made_at": plain(at),
        "program": version("tallystick"),
        "register": register,
        "origins": [],
        "since": {},
        "tables": {},
    }


def copied_before_upgrade(folder: Folder, at: datetime) -> Path:
    """Back up a register whose database has the form of an earlier version: nothing of it is read by this one.

    Raises:
        UsageError: a PostgreSQL database can be copied by its own program alone, and that is not installed.
        BackupError: the copy failed, or cannot be read back.
    """
    if connection.vendor != "sqlite":
        return _dump(folder, at)
    path = folder.backups / f"{at:%Y%m%d-%H%M%S}-before-upgrade{SUFFIX}"
    with container(path) as into:
        _add_copy(folder, into)
        for file in sorted(folder.files.glob("??/*")):
            with file.open("rb") as source:
                into.add_file(file_name(file.name), source)
        into.add_lines(SETTINGS, [settings_told(folder.settings)])
        into.close(_about_copy(folder, at), own_key(folder))
    with zipfile.ZipFile(path) as archive:
        opened(archive)
    return path


def _dump(folder: Folder, at: datetime) -> Path:
    program = shutil.which("pg_dump")
    if program is None:
        raise UsageError(
            "pg_dump is not installed here, so there would be no backup before the upgrade. Install PostgreSQL's "
            "client programs, or run upgrade on the computer of the database."
        )
    path = folder.backups / f"{at:%Y%m%d-%H%M%S}-before-upgrade.pgdump"
    with written_aside(path) as file:
        asked = [program, "--format=custom", f"--dbname={folder.settings.database}"]
        done = subprocess.run(asked, stdout=file, stderr=subprocess.PIPE, check=False)  # noqa: S603  # its own settings
        if done.returncode != 0:
            raise BackupError(f"pg_dump failed: {done.stderr.decode(errors='replace').strip()}")
    return path


def _add_database(folder: Folder, into: Container) -> dict[str, Json]:
    if connection.vendor != "sqlite":
        with one_moment():
            return add_tables(into, with_secrets=True)
    _add_copy(folder, into)
    return {}


def _add_copy(folder: Folder, into: Container) -> None:
    copy = part_of(folder.backups / DATABASE)
    try:
        _copy(Path(connection.settings_dict["NAME"]), copy)
        with copy.open("rb") as file:
            into.add_file(DATABASE, file)
    finally:
        for name in (copy, copy.with_name(copy.name + "-wal"), copy.with_name(copy.name + "-shm")):
            name.unlink(missing_ok=True)


def _copy(source: Path, copy: Path) -> None:
    copy.touch(mode=0o600)
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as there,
        closing(sqlite3.connect(copy)) as here,
    ):
        there.backup(here)
        here.execute("PRAGMA journal_mode=DELETE")
        # a session in a backup would let whoever opens it go on as that person
        here.execute("DELETE FROM django_session")
        here.commit()
        (answer,) = here.execute("PRAGMA quick_check(1)").fetchone()
        if answer != "ok":
            raise BackupError(
                f"the database is damaged: {answer}. Restore the last backup that checks whole."
            )
