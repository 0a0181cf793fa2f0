"""Backups are made while people work, are encrypted, and make the register anew, whole or not at all."""

import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tallystick.errors import UnreadableError, UsageError
from tallystick.register.exchange.backup import backed_up, copied_before_upgrade, is_on_one_disk
from tallystick.register.exchange.verify_bundle import fingerprint, opened
from tallystick.register.files.keeping import keep
from tallystick.register.ledger.canonical import canonical
from tallystick.register.ledger.keys import own_key
from tallystick.register.ledger.operation import operation
from tests.register.two_sites import Founder, Place, found, stocked, template  # noqa: F401  # fixtures

pytestmark = pytest.mark.django_db  # so that the tables are made
AT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def north(found: Founder) -> Place:  # noqa: F811  # a fixture
    """Return a register with two rifles and a document."""
    place = found("North")
    stocked(place, "AB1", "AB2")
    with place.open(), operation("keeper", "keep file") as done:
        keep(done, SimpleUploadedFile("receipt.txt", b"two rifles\n", "text/plain"))
    return place


@pytest.fixture
def run() -> Run:
    """Return the installed command."""

    def command(*words: object) -> subprocess.CompletedProcess[str]:
        asked = [sys.executable, "-m", "tallystick.cli", "register", *map(str, words)]
        return subprocess.run(asked, capture_output=True, text=True, check=False, timeout=120)

    return command


def test_a_backup_that_leaves_the_folder_unencrypted_is_refused(north: Place, tmp_path: Path) -> None:
    with north.open(), pytest.raises(UsageError, match="leaves the register's folder is encrypted"):
        backed_up(north.folder, AT, to=tmp_path / "stick")
    assert not (tmp_path / "stick").exists()


def test_an_encrypted_backup_shows_nothing_and_leaves_nothing_readable_behind(
    north: Place, tmp_path: Path
) -> None:
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "stick").mkdir()
    with north.open():
        made = backed_up(north.folder, AT, to=tmp_path / "stick", recipients=[str(key.to_public())])
    assert made.path.name == "20240506-070809.tallystick.age"
    data = made.path.read_bytes()
    assert b"SQLite format" not in data
    assert b"register.sqlite3" not in data
    assert list(north.folder.backups.iterdir()) == []
    assert [one.name for one in (tmp_path / "stick").iterdir()] == [made.path.name]


def test_an_encrypted_backup_holds_database_files_and_keys_and_no_session(
    north: Place, tmp_path: Path
) -> None:
    key = pyrage.x25519.Identity.generate()
    with north.open():
        Session.objects.create(session_key="s" * 32, session_data="", expire_date=AT)
        made = backed_up(north.folder, AT, to=tmp_path, recipients=[str(key.to_public())])
    plain = tmp_path / "plain.zip"
    plain.write_bytes(pyrage.decrypt(made.path.read_bytes(), [key]))
    with zipfile.ZipFile(plain) as archive:
        names = set(opened(archive).manifest["files"])
        assert rows_in(archive, tmp_path) == {"items.item": 2, "sessions.session": 0}
    assert {"settings.jsonl", "keys/sessions", "keys/signing"} <= names
    assert len([name for name in names if name.startswith("files/")]) == 1


def rows_in(archive: zipfile.ZipFile, place: Path) -> dict[str, int]:
    """Count items and sessions in a backup: in a copy of the file, or in tables as lines."""
    kinds = ("items.item", "sessions.session")
    if connection.vendor != "sqlite":
        bundle = opened(archive)
        held = {kind: bundle.manifest["tables"].get(kind) for kind in kinds}
        return {
            kind: 0 if table is None else len(list(bundle.lines(table["file"])))
            for kind, table in held.items()
        }
    archive.extract("register.sqlite3", place)
    tables = {"items.item": "items_item", "sessions.session": "django_session"}
    with closing(sqlite3.connect(place / "register.sqlite3")) as copy:
        asked = {kind: copy.execute(f"SELECT count(*) FROM {table}") for kind, table in tables.items()}  # noqa: S608
        return {kind: answer.fetchone()[0] for kind, answer in asked.items()}


def test_a_recipient_that_is_no_key_is_refused_before_anything_is_written(
    north: Place, tmp_path: Path
) -> None:
    with north.open(), pytest.raises(UsageError, match="is no age key"):
        backed_up(north.folder, AT, to=tmp_path / "stick", recipients=["age1nonsense"])


def test_a_folder_that_is_not_there_is_never_made_on_the_disk_of_the_register(
    north: Place, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    key = str(pyrage.x25519.Identity.generate().to_public())
    with north.open(), pytest.raises(UsageError, match=r"Nearest: stick\. Is the stick mounted\? `df`"):
        backed_up(north.folder, AT, to=tmp_path / "stikc", recipients=[key])
    with north.open(), pytest.raises(UsageError, match="nothing was backed up"):
        backed_up(north.folder, AT, to=tmp_path / "nowhere" / "stick", recipients=[key])
    assert [one.name for one in tmp_path.iterdir() if one.name in ("stikc", "nowhere")] == []
    assert list(north.folder.backups.iterdir()) == []


def test_a_backup_that_lies_beside_the_register_is_told_from_one_that_does_not(north: Place) -> None:
    beside = north.folder.backups / "any"
    beside.write_bytes(b"")
    elsewhere = SimpleNamespace(stat=lambda: SimpleNamespace(st_dev=-1))
    assert is_on_one_disk(north.folder, beside)
    assert not is_on_one_disk(north.folder, cast("Path", elsewhere))


def test_a_backup_before_an_upgrade_asks_nothing_of_the_tables(north: Place) -> None:
    with north.open():
        path = copied_before_upgrade(north.folder, AT)
    if connection.vendor != "sqlite":
        # what it makes anew is seen where a register of an earlier form is upgraded
        assert path.read_bytes().startswith(b"PGDMP")
        return
    with zipfile.ZipFile(path) as archive:
        assert "register.sqlite3" in opened(archive).manifest["files"]


def test_what_a_killed_backup_left_behind_is_removed_by_the_next(north: Place) -> None:
    left = north.folder.backups / ".20240101-000000.tallystick.part-999999999-abcdef12"
    left.write_bytes(b"half")
    with north.open():
        backed_up(north.folder, AT)
    assert not left.exists()


@pytest.mark.slow
def test_a_backup_makes_the_register_anew_and_it_checks_whole(north: Place, tmp_path: Path, run: Run) -> None:
    key = pyrage.x25519.Identity.generate()
    secret = tmp_path / "secret"
    secret.write_text(f"# public key: {key.to_public()}\n{key}\n", "utf-8")
    with north.open():
        made = backed_up(north.folder, AT, to=tmp_path, recipients=[str(key.to_public())])
    north.wrapper.close()
    assert run("restore", made.path, tmp_path / "anew").returncode == 2
    done = run("restore", made.path, tmp_path / "anew", "--identity", secret)
    assert done.returncode == 0, done.stderr
    before, after = run("check", north.folder.path), run("check", tmp_path / "anew")
    assert before.returncode == after.returncode == 0
    assert before.stdout == after.stdout
    assert (tmp_path / "anew" / "keys" / "signing").read_bytes() == (
        north.folder.keys / "signing"
    ).read_bytes()


@pytest.mark.slow
def test_a_backup_whose_rows_were_changed_is_not_restored(north: Place, tmp_path: Path, run: Run) -> None:
    from tallystick.register.stores.models import Service  # noqa: PLC0415  # after the settings

    with north.open():
        Service.objects.update(contact="slipped in")
        made = backed_up(north.folder, AT)
    done = run("restore", made.path, tmp_path / "anew")
    assert done.returncode == 3
    assert "does not fit together, and was not kept" in done.stderr
    assert not (tmp_path / "anew").exists()
    assert [one.name for one in tmp_path.iterdir() if "anew" in one.name] == []


@pytest.mark.slow
def test_a_whole_export_makes_the_register_anew_with_a_key_of_its_own(
    north: Place, tmp_path: Path, run: Run
) -> None:
    from tallystick.register.exchange.whole import write_whole  # noqa: PLC0415  # after the settings

    with north.open():
        write_whole(north.folder, tmp_path / "whole.zip", "tester")
    north.wrapper.close()
    done = run("restore", tmp_path / "whole.zip", tmp_path / "anew")
    assert done.returncode == 0, done.stderr
    assert "It held no keys" in done.stderr
    assert run("check", tmp_path / "anew").stdout == run("check", north.folder.path).stdout


def test_nothing_is_restored_over_a_register(north: Place, tmp_path: Path) -> None:
    from tallystick.register.exchange.restore import restore  # noqa: PLC0415  # after the settings

    with north.open():
        made = backed_up(north.folder, AT)
    with pytest.raises(UsageError, match="is not empty"):
        restore(made.path, north.folder.path)
    (tmp_path / "broken").write_bytes(made.path.read_bytes()[:-100])
    with pytest.raises(UnreadableError, match="Take an earlier backup"):
        restore(tmp_path / "broken", tmp_path / "anew")
    assert not (tmp_path / "anew").exists()


def signed_anew(source: Path, to: Path) -> str:
    """Let somebody change the settings in an export and sign it with a key of their own; give that key."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()
    with zipfile.ZipFile(source) as held, zipfile.ZipFile(to, "w") as out:
        manifest = json.loads(held.read("manifest.json"))
        settings = json.loads(held.read("settings.jsonl").splitlines()[0]) | {"second_factor": []}
        body = (json.dumps(settings) + "\n").encode()
        manifest["register"]["public_key"] = public
        manifest["files"]["settings.jsonl"] |= {"bytes": len(body), "sha256": sha256(body).hexdigest()}
        raw = canonical(manifest).encode()
        changed = {"manifest.json": raw, "manifest.sig": key.sign(raw).hex().encode(), "settings.jsonl": body}
        for name in held.namelist():
            out.writestr(name, changed.get(name, held.read(name)))
    return public


@pytest.mark.slow
def test_an_export_that_somebody_else_signed_is_not_restored(north: Place, tmp_path: Path, run: Run) -> None:
    from tallystick.register.exchange.whole import write_whole  # noqa: PLC0415  # after the settings

    with north.open():
        write_whole(north.folder, tmp_path / "whole.zip", "tester")
        own = fingerprint(own_key(north.folder).public_hex)
    north.wrapper.close()
    signed_anew(tmp_path / "whole.zip", tmp_path / "forged.zip")
    forged = run("restore", tmp_path / "forged.zip", tmp_path / "forged")
    assert (forged.returncode, (tmp_path / "forged").exists()) == (3, False)
    assert "signed by another key than that of the register in it" in forged.stderr
    other = run("restore", tmp_path / "forged.zip", tmp_path / "other", "--fingerprint", own)
    assert (other.returncode, (tmp_path / "other").exists()) == (3, False)
    assert "not the register whose fingerprint you gave" in other.stderr
    told = run("restore", tmp_path / "whole.zip", tmp_path / "told")
    assert f"It is signed by the key {own}. Compare that" in told.stderr
    held = run("restore", tmp_path / "whole.zip", tmp_path / "held", "--fingerprint", own.upper())
    assert held.returncode == 0, held.stderr
    assert "Compare" not in held.stderr
