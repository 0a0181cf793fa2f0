"""The whole register as one bundle: every table, the log, every file, the settings without secrets."""

import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from django.utils import timezone

from tallystick.register.access.readings import head as readings_head
from tallystick.register.aside import written_aside
from tallystick.register.exchange.container import Container
from tallystick.register.exchange.models import Peer
from tallystick.register.exchange.rows import content_columns, entry_written, tables, written
from tallystick.register.exchange.verify_bundle import LOG, NOTHING, READINGS, head_message
from tallystick.register.files.models import Document, place_of
from tallystick.register.folder import Folder, Settings
from tallystick.register.ledger.canonical import Json, plain
from tallystick.register.ledger.keys import Key, own_key
from tallystick.register.ledger.models import Entry, Origin
from tallystick.register.ledger.moment import one_moment
from tallystick.register.ledger.operation import operation, own_origin

SETTINGS: Final = "settings.jsonl"
_NOT_TOLD: Final = frozenset({"database"})
"""Settings that hold a password, or mean nothing on another computer."""
_ENTRIES_AT_ONCE: Final = 20
"""Entries in memory: one of an import is two million characters."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written."""

    path: Path
    rows: int
    entries: int
    files: int
    lacking: tuple[str, ...]
    """Hashes of documents whose bytes are not in the folder `files`."""


@contextmanager
def container(path: Path) -> Iterator[Container]:
    """Open a bundle for writing; it takes its place once it is whole."""
    with written_aside(path) as file, zipfile.ZipFile(file, "w") as archive:
        yield Container(archive)


def write_whole(folder: Folder, path: Path, actor: str) -> Written:
    """Write everything but passwords and keys into one bundle.

    Args:
        folder: the register's.
        path: where to; what is there is replaced.
        actor: who asks; the export stands in the log it exports.
    """
    with operation(actor, "export") as done:
        done.tell("exchange.export", path.name, {"content": "whole"})
    with one_moment(), container(path) as into:
        held = add_tables(into, with_secrets=False)
        files, lacking = add_files(into, Document.objects.order_by("sha256").values_list("sha256", flat=True))
        into.add_lines(SETTINGS, [settings_told(folder.settings)])
        into.close(manifest("whole", timezone.now(), folder, tables=held), own_key(folder))
        rows = sum(said["rows"] for said in held.values())
        return Written(path, rows, Entry.objects.count(), files, tuple(lacking))


def add_tables(into: Container, *, with_secrets: bool) -> dict[str, Json]:
    """Write every table and the log; give what the manifest says of the tables."""
    held: dict[str, Json] = {}
    for model in tables(with_secrets=with_secrets):
        kind = model._meta.label_lower
        file = f"tables/{kind}.jsonl"
        rows = into.add_lines(file, written(model, with_secrets=with_secrets))
        held[kind] = {"file": file, "rows": rows, "content": content_columns(model)}
    entries = Entry.objects.order_by("number").iterator(_ENTRIES_AT_ONCE)
    into.add_lines(LOG, (entry_written(entry) for entry in entries))
    return held


def add_files(into: Container, digests: Iterable[str]) -> tuple[int, list[str]]:
    """Write the bytes of documents, each once; give how many, and the hashes of those that are not there."""
    lacking: list[str] = []
    written_now = 0
    for digest in sorted(set(digests)):
        place = place_of(digest)
        if not place.is_file():
            lacking.append(digest)
            continue
        with place.open("rb") as file:
            into.add_file(file_name(digest), file)
        written_now += 1
    return written_now, lacking


def file_name(digest: str) -> str:
    """Name a kept file inside a bundle."""
    return f"files/{digest[:2]}/{digest}"


def settings_told(settings: Settings) -> dict[str, Json]:
    """Give the settings that another computer may know."""
    return {
        one.name: plain(getattr(settings, one.name)) for one in fields(settings) if one.name not in _NOT_TOLD
    }


def manifest(
    content: str,
    at: datetime,
    folder: Folder,
    *,
    tables: dict[str, Json] | None = None,
    since: dict[str, Json] | None = None,
) -> dict[str, Json]:
    """Give what a manifest says besides its files.

    Args:
        content: `whole`, `since` or `backup`.
        at: when it is made.
        folder: the register's.
        tables: what it says of the tables.
        since: for each origin's id, the place and hash after which its entries are in the bundle; all from the first if
            not given.
    """
    own, key = own_origin(), own_key(folder)
    origins = list(Origin.objects.order_by("id"))
    begins = {str(one.pk): {"place": 0, "sha256": "0" * 64} for one in origins}
    return {
        "content": content,
        "made_at": plain(at),
        "program": version("tallystick"),
        "register": {"id": str(own.pk), "name": own.name, "public_key": own.public_key},
        "origins": [_origin_told(one, key) for one in origins],
        "since": begins | (since or {}),
        "tables": tables or {},
    } | ({"readings": _readings_told()} if READINGS in (tables or {}) else {})


def _readings_told() -> dict[str, Json]:
    place, digest = readings_head() or NOTHING
    return {"place": place, "sha256": digest}


def _origin_told(origin: Origin, key: Key) -> dict[str, Json]:
    place, digest = head_of(origin)
    signed_place, signature = _signed_head(origin, key, place, digest)
    found = Entry.objects.filter(origin=origin, place=signed_place).values_list("sha256", flat=True).first()
    return {
        "id": str(origin.pk),
        "name": origin.name,
        "public_key": origin.public_key,
        "head": {
            "place": place,
            "sha256": digest,
            "signature": signature if found is not None else "",
            "signed_place": signed_place,
            "signed_sha256": found or "",
        },
    }


def head_of(origin: Origin) -> tuple[int, str]:
    """Give place and hash of the last entry of a chain; 0 where it has none."""
    last = Entry.objects.filter(origin=origin).order_by("-place").values_list("place", "sha256").first()
    return (0, "0" * 64) if last is None else last


def _signed_head(origin: Origin, key: Key, place: int, digest: str) -> tuple[int, str]:
    if origin.is_own:
        return place, key.sign(head_message(str(origin.pk), place, digest)).hex()
    peer = Peer.objects.filter(origin=origin).first()
    return (0, "") if peer is None else (peer.head_place, peer.head_signature)
