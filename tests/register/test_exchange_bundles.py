"""The whole register as one bundle: it verifies without the register, for ever, and makes the register anew."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tallystick.register.access.models import Reading, Role, User
from tallystick.register.exchange import verify_bundle
from tallystick.register.exchange.restore import _put_tables
from tallystick.register.exchange.rows import entry_read
from tallystick.register.exchange.verify_bundle import BrokenBundleError, opened, verified
from tallystick.register.exchange.whole import write_whole
from tallystick.register.files.keeping import keep
from tallystick.register.ledger.canonical import canonical
from tallystick.register.ledger.guards import lift_guards, put_guards
from tallystick.register.ledger.keys import own_key
from tallystick.register.ledger.models import Entry, Origin
from tallystick.register.ledger.operation import operation
from tallystick.register.ledger.verify import breaks, heads
from tests.register.two_sites import Founder, Place, found, stocked, template  # noqa: F401  # fixtures

pytestmark = [
    pytest.mark.django_db,  # so that the tables are made
    pytest.mark.slow,  # bundles are written and read; together they take seconds
]
VECTOR = Path(__file__).with_name("vectors") / "tallystick-bundle-1.zip"
READ_VECTOR = Path(__file__).with_name("vectors") / "tallystick-bundle-1-readings.zip"
"""Of when the manifest first said where the readings end: two people, four readings, the last of a group's record."""
LAST_READING = "ac73c5b44199f65e8521e71f079ff00204197f5b4fc13e6c8393d186df1326bc"
Change = Callable[[dict[str, bytes]], object]


@pytest.fixture
def north(found: Founder) -> Place:  # noqa: F811  # a fixture
    """Return a register with two rifles, a user and a document."""
    place = found("North")
    stocked(place, "AB1", "=2+2")
    with place.open():
        kim = User.objects.create_user("kim", "a secret of tests", full_name="Kim", role=Role.AUDITOR)
        for letter in "abc":
            Reading.objects.create(user=kim, subject=f"items.item {letter}", handling="restricted")
        with operation("keeper", "keep file") as done:
            keep(done, SimpleUploadedFile("receipt.txt", b"two rifles\n", "text/plain"))
    return place


def export(place: Place) -> Path:
    file = place.path / "whole.zip"
    with place.open():
        write_whole(place.folder, file, "tester")
    return file


def changed(source: Path, change: Change, key: Any = None) -> zipfile.ZipFile:
    """Change files of a bundle; with a key, the manifest is made and signed anew, as a forger with that key would."""
    with zipfile.ZipFile(source) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    if key is not None:
        manifest = json.loads(files["manifest.json"])
        import hashlib  # noqa: PLC0415  # a line of a test

        for name in manifest["files"]:
            about = {"bytes": len(files[name]), "sha256": hashlib.sha256(files[name]).hexdigest()}
            manifest["files"][name] = about
        files["manifest.json"] = canonical(manifest).encode()
        files["manifest.sig"] = key.sign(files["manifest.json"]).hex().encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return zipfile.ZipFile(out)


def test_a_whole_export_verifies_and_holds_rows_log_and_files_but_no_secret(north: Place) -> None:
    with zipfile.ZipFile(export(north)) as archive:
        rows = list(verified(archive).lines("tables/items.item.jsonl"))
        text = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
    assert len(rows) == 2
    assert "two rifles" in text
    with north.open():
        assert User.objects.get().password not in text
        assert own_key(north.folder).private.private_bytes_raw().hex() not in text
        assert north.folder.secret() not in text


def test_the_register_is_made_anew_from_it_with_the_same_rows_and_heads(
    north: Place,
    found: Founder,  # noqa: F811  # a fixture
) -> None:
    file, south = export(north), found("South")
    with south.open():
        Origin.objects.all().delete()
        with zipfile.ZipFile(file) as archive:
            _put_tables(opened(archive))
        assert list(breaks()) == []
        there = heads()
    with north.open():
        assert there == heads()
        moments = dict(User.objects.values_list("username", "made_at"))
    assert south.rows() == north.rows()
    with south.open():
        assert dict(User.objects.values_list("username", "made_at")) == moments
        with operation("keeper", "keep file") as done:
            done.tell("test", "", {})
        assert list(breaks()) == []


def _in_row(files: dict[str, bytes]) -> None:
    name = "tables/items.item.jsonl"
    files[name] = files[name].replace(b'"R1"', b'"R9"')


READINGS = "tables/access.reading.jsonl"


def _in_reading(files: dict[str, bytes]) -> None:
    files[READINGS] = files[READINGS].replace(b'"items.item b"', b'"items.item z"')


def _other_reader(files: dict[str, bytes]) -> None:
    files["tables/access.user.jsonl"] = files["tables/access.user.jsonl"].replace(b'"kim"', b'"tim"')


def _cut_readings(files: dict[str, bytes]) -> None:
    files[READINGS] = b"".join(files[READINGS].splitlines(keepends=True)[:-1])


def _drop_reading(files: dict[str, bytes]) -> None:
    lines = files[READINGS].splitlines(keepends=True)
    files[READINGS] = b"".join([*lines[:1], *lines[2:]])


def _no_readings(files: dict[str, bytes]) -> None:
    files[READINGS] = b""


def _in_log(files: dict[str, bytes]) -> None:
    files["log.jsonl"] = files["log.jsonl"].replace(b'"setter"', b'"nobody"')


def _cut_log(files: dict[str, bytes]) -> None:
    files["log.jsonl"] = b"".join(files["log.jsonl"].splitlines(keepends=True)[:-1])


def _drop_entry(files: dict[str, bytes]) -> None:
    files["log.jsonl"] = b"".join(files["log.jsonl"].splitlines(keepends=True)[1:])


def _add(files: dict[str, bytes]) -> None:
    files["extra.txt"] = b"more"


def _remove(files: dict[str, bytes]) -> None:
    del files["settings.jsonl"]


def _redate(files: dict[str, bytes]) -> None:
    files["manifest.json"] = files["manifest.json"].replace(b'"made_at":"20', b'"made_at":"19')


def _relabel(files: dict[str, bytes]) -> None:
    files["manifest.json"] = files["manifest.json"].replace(b"tallystick-bundle-1", b"tallystick-bundle-9")


@pytest.mark.parametrize(
    ("change", "is_signed_anew", "sentence"),
    [
        (_in_row, False, "tables/items.item.jsonl: it is not the file that was signed"),
        (_in_row, True, "it is not what entry 1 wrote"),
        (_in_log, True, "what it says is not what it was sealed with"),
        (_cut_log, True, "does not end at entry"),
        (_drop_entry, True, "it does not follow entry 0"),
        (_in_reading, True, "reading 2: what it says is not what it was sealed with"),
        (_other_reader, True, "reading 1: what it says is not what it was sealed with"),
        (_cut_readings, True, "the readings do not end at reading 3 as was signed"),
        (_drop_reading, True, "reading 3: it does not follow reading 1"),
        (_no_readings, True, "the readings do not end at reading 3 as was signed"),
        (_add, False, "extra.txt: the manifest does not name it"),
        (_remove, False, "settings.jsonl: the manifest names it, and it is missing"),
        (_redate, False, "its manifest was changed after it was signed"),
        (_relabel, False, "this verifier knows tallystick-bundle-1"),
    ],
)
def test_a_bundle_that_was_changed_is_refused_with_the_place(
    north: Place, change: Change, is_signed_anew: object, sentence: str
) -> None:
    file = export(north)
    key = own_key(north.folder) if is_signed_anew else None
    with changed(file, change, key) as archive, pytest.raises(BrokenBundleError) as error:
        verified(archive)
    assert sentence in str(error.value)


def test_a_bundle_signed_by_another_key_is_refused_where_one_is_expected(north: Place) -> None:
    with zipfile.ZipFile(export(north)) as archive, pytest.raises(BrokenBundleError, match="was expected"):
        opened(archive, "ab" * 32)


def test_a_name_that_climbs_out_of_the_folder_is_refused(north: Place) -> None:
    def climb(files: dict[str, bytes]) -> None:
        files["../../evil"] = b"x"
        manifest = json.loads(files["manifest.json"])
        manifest["files"]["../../evil"] = {}
        files["manifest.json"] = canonical(manifest).encode()

    with (
        changed(export(north), climb, own_key(north.folder)) as archive,
        pytest.raises(BrokenBundleError, match="is no plain name"),
    ):
        opened(archive)


def test_the_bundle_kept_from_the_first_version_verifies(capsys: pytest.CaptureFixture[str]) -> None:
    assert verify_bundle.main([str(VECTOR)]) == 0
    told = capsys.readouterr().out
    assert "register     Register of the Invented State" in told
    assert told.endswith("the bundle holds\n")


def test_the_readings_kept_from_the_first_version_verify_and_a_hash_written_down_is_found(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with zipfile.ZipFile(READ_VECTOR) as archive:
        kept = verify_bundle.readings(verified(archive))
    assert [(one["place"], one["subject"], one["handling"]) for one in kept] == [
        (1, "items.item a", "restricted"),
        (2, "items.item “é” ع", "restricted"),
        (3, "files.document c", "restricted"),
        (4, "items.item d", "group:armoury"),
    ]
    assert kept[-1]["sha256"] == LAST_READING
    assert verify_bundle.main([str(READ_VECTOR), "--head", LAST_READING.upper()]) == 0
    assert f"readings     reading 4, {LAST_READING}" in capsys.readouterr().out
    assert verify_bundle.main([str(READ_VECTOR), "--head", kept[1]["sha256"]]) == 0
    assert verify_bundle.main([str(VECTOR), "--head", LAST_READING]) == 1
    assert "no entry and no reading has the hash" in capsys.readouterr().out


def test_readings_that_were_cut_off_before_an_export_show_by_the_hash_that_was_written_down(
    north: Place,
) -> None:
    with north.open():
        last = Reading.objects.order_by("place").last()
        assert last is not None
        lift_guards()
        Reading.objects.filter(pk=last.pk).delete()
        put_guards()
    file = str(export(north))
    assert verify_bundle.main([file]) == 0, "nothing in it says that there was one more"
    assert verify_bundle.main([file, "--head", last.sha256]) == 1


def test_a_reading_has_one_seal_in_the_register_and_in_the_verifier(north: Place) -> None:
    with zipfile.ZipFile(export(north)) as archive:
        seals = [one["seal"] for one in verify_bundle.readings(opened(archive))]
    with north.open():
        assert seals == [one.sealed() for one in Reading.objects.order_by("place")]


def test_an_entry_kept_from_the_first_version_has_the_hash_it_had() -> None:
    with zipfile.ZipFile(VECTOR) as archive:
        entries = list(opened(archive).entries())
    for entry in entries:
        assert entry["sha256"] == verify_bundle.sealed(entry) == entry_read(entry, entry["number"]).sealed()
    assert "“é” ع" in {entry["note"] for entry in entries}
    assert [entry["place"] for entry in entries] == list(range(1, len(entries) + 1))


@pytest.mark.slow
def test_the_verifier_runs_alone_without_the_register(tmp_path: Path) -> None:
    alone = tmp_path / "verify_bundle.py"
    alone.write_bytes(Path(verify_bundle.__file__).read_bytes())
    done = subprocess.run(
        [sys.executable, "-P", str(alone), str(VECTOR)],
        capture_output=True, text=True, check=False, cwd=tmp_path, env={"PATH": ""},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_the_log_says_that_it_was_exported(north: Place) -> None:
    export(north)
    with north.open():
        assert Entry.objects.order_by("-number")[0].verb == "export"
