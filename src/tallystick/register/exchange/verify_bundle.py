"""Verify a bundle of a register without the register: `python verify_bundle.py BUNDLE.zip [--fingerprint "…"]`.

This file alone, with Python 3.11 and the package `cryptography`, is all that is needed. The form `tallystick-bundle-1`
is frozen: a bundle that verifies today verifies for ever. It is a zip file with `manifest.json`, `manifest.sig` and
the files that the manifest names. The steps:

(1) the manifest is of this form;
(2) its signature is by the key it names, and that key is the one expected;
(3) the zip holds what the manifest names, nothing else, under plain names;
(4) every file has the bytes and the SHA-256 that the manifest says;
(5) every entry of the log hashes to what it was sealed with and follows the one before it, each origin's from where
    the bundle begins to the head that the manifest says;
(6) each origin's signature on its head, where there is one, is by that origin's key;
(7) every row of a recorded table is what the entry it names wrote;
(8) every reading of a sensitive record hashes to what it was sealed with and follows the one before it, from the first
    to the head that the manifest says.

Entries or readings that were cut off before the bundle was made leave no break in it. They show by a hash that was
copied elsewhere while they were there, as into a paper book: `--head HASH` says whether an entry or a reading has it.

Exit status: 0 it holds; 1 it does not, and the first break is said; 2 wrong usage; 3 the file cannot be read.
"""

import argparse
import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "tallystick-bundle-1"
LOG_FORMAT = "tallystick-log-1"
READING_FORMAT = "tallystick-reading-1"
READINGS, USERS = "access.reading", "access.user"
"""The tables of who opened which sensitive record, and of who they are."""
NOTHING = (0, "0" * 64)
"""Place and hash before the first of a chain."""
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
LOG = "log.jsonl"
SEALED = ("origin", "place", "entered_at", "actor", "verb", "document", "note", "rows", "previous")
"""What of an entry its hash is over, beside the name of the form."""
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]*(/[A-Za-z0-9_][A-Za-z0-9_.\-]*)*")
_MOST_MANIFEST = 256 * 1024 * 1024
"""Bytes of a manifest that names a million files."""
_CHUNK = 1024 * 1024

Json = Any


class BrokenBundleError(Exception):
    """The bundle is not what its register signed; the message says where."""

    def __init__(self, template: str, **values: str | int) -> None:
        """Say it in English; the register says the template in the language of its reader."""
        self.template, self.values = template, values
        super().__init__(template % values)


@dataclass(frozen=True)
class Bundle:
    """An open bundle whose manifest is signed by the key it names and whose files are what it says."""

    archive: zipfile.ZipFile
    manifest: dict[str, Json]

    def lines(self, name: str) -> Iterator[dict[str, Json]]:
        """Read a file of JSON lines."""
        with self.archive.open(name) as file:
            for line in file:
                yield json.loads(line)

    def entries(self) -> Iterator[dict[str, Json]]:
        """Read the log, in order."""
        return self.lines(LOG)


def canonical(value: Json) -> str:
    """Write JSON in the one form that is hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    """Hash a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def sealed(entry: dict[str, Json]) -> str:
    """Compute what the hash of an entry must be."""
    return sha256(canonical({"format": LOG_FORMAT} | {name: entry[name] for name in SEALED}))


def head_message(origin: str, place: int, digest: str) -> bytes:
    """Give what an origin signs to say where its chain ends."""
    return f"tallystick-head-1\n{origin}\n{place}\n{digest}\n".encode()


def fingerprint(public_hex: str) -> str:
    """Write a key as two people compare it: the first half of its SHA-256 in groups of four."""
    digits = hashlib.sha256(bytes.fromhex(public_hex)).hexdigest()[:32]
    return " ".join(digits[start : start + 4] for start in range(0, 32, 4))


def opened(archive: zipfile.ZipFile, public_key: str | None = None) -> Bundle:
    """Go through steps 1 to 4.

    Raises:
        BrokenBundleError: at the first break.
    """
    manifest = _manifest(archive, public_key)
    _names(archive, manifest)
    for name, said in sorted(manifest["files"].items()):
        _file(archive, name, said)
    return Bundle(archive, manifest)


def verified(archive: zipfile.ZipFile, public_key: str | None = None) -> Bundle:
    """Go through all steps.

    Raises:
        BrokenBundleError: at the first break.
    """
    bundle = opened(archive, public_key)
    chains(bundle)
    _head_signatures(bundle)
    _rows(bundle)
    _readings(bundle)
    return bundle


def _manifest(archive: zipfile.ZipFile, public_key: str | None) -> dict[str, Json]:
    raw, signature = _small(archive, MANIFEST), _small(archive, SIGNATURE)
    try:
        manifest = json.loads(raw)
        form = manifest["format"]
        key = str(manifest["register"]["public_key"])
        said = bytes.fromhex(signature.decode("ascii").strip())
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenBundleError("its manifest cannot be read: %(why)s", why=str(error)) from error
    if form != FORMAT:
        raise BrokenBundleError(
            "it is of the form %(form)s; this verifier knows %(known)s", form=str(form), known=FORMAT
        )
    if public_key is not None and key != public_key:
        raise BrokenBundleError(
            "it is signed by the key %(key)s, and %(known)s was expected",
            key=fingerprint(key),
            known=fingerprint(public_key),
        )
    if not is_signed(key, raw, said):
        raise BrokenBundleError("its manifest was changed after it was signed")
    return dict(manifest)


def is_signed(public_hex: str, message: bytes, signature: bytes) -> bool:
    """Whether a key signed a message."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_hex)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as file:
            data = file.read(_MOST_MANIFEST + 1)
    except (KeyError, zipfile.BadZipFile) as error:
        raise BrokenBundleError("it holds no %(file)s, or a damaged one", file=name) from error
    if len(data) > _MOST_MANIFEST:
        raise BrokenBundleError("its %(file)s is larger than any manifest", file=name)
    return data


def _names(archive: zipfile.ZipFile, manifest: dict[str, Json]) -> None:
    held = [one.filename for one in archive.infolist()]
    if len(set(held)) != len(held):
        raise BrokenBundleError("two of its files have one name")
    named = {*manifest["files"], MANIFEST, SIGNATURE}
    for name in sorted(named ^ set(held)):
        if name in named:
            raise BrokenBundleError("%(file)s: the manifest names it, and it is missing", file=name)
        raise BrokenBundleError("%(file)s: the manifest does not name it", file=name)
    for name in held:
        if _NAME.fullmatch(name) is None:
            raise BrokenBundleError("%(name)s is no plain name", name=repr(name))


def _file(archive: zipfile.ZipFile, name: str, said: dict[str, Json]) -> None:
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(name) as file:
            while len(chunk := file.read(_CHUNK)) > 0:
                digest.update(chunk)
                size += len(chunk)
                if size > said["bytes"]:
                    break
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise BrokenBundleError("%(file)s: damaged (%(why)s)", file=name, why=str(error)) from error
    if size != said["bytes"] or digest.hexdigest() != said["sha256"]:
        raise BrokenBundleError("%(file)s: it is not the file that was signed", file=name)


def chains(bundle: Bundle) -> None:
    """Go through step 5.

    Raises:
        BrokenBundleError: at the first break.
    """
    begins = bundle.manifest["since"]
    at = {origin: (said["place"], said["sha256"]) for origin, said in begins.items()}
    for entry in bundle.entries():
        where = {"place": entry["place"], "origin": entry["origin"]}
        if entry["origin"] not in at:
            raise BrokenBundleError(
                "entry %(place)s of %(origin)s: the manifest does not say where its chain begins", **where
            )
        place, previous = at[entry["origin"]]
        if sealed(entry) != entry["sha256"]:
            raise BrokenBundleError(
                "entry %(place)s of %(origin)s: what it says is not what it was sealed with", **where
            )
        if entry["place"] != place + 1 or entry["previous"] != previous:
            raise BrokenBundleError(
                "entry %(place)s of %(origin)s: it does not follow entry %(before)s", before=place, **where
            )
        at[entry["origin"]] = (entry["place"], entry["sha256"])
    for origin in bundle.manifest["origins"]:
        head = (origin["head"]["place"], origin["head"]["sha256"])
        if at.get(origin["id"], head) != head:
            raise BrokenBundleError(
                "the chain of %(origin)s does not end at entry %(place)s as was signed",
                origin=origin["id"],
                place=head[0],
            )


def _head_signatures(bundle: Bundle) -> None:
    for origin in bundle.manifest["origins"]:
        head = origin["head"]
        if head["signature"] == "":
            continue
        # a relayed signature may be older than the entries handed on with it
        message = head_message(origin["id"], head["signed_place"], head["signed_sha256"])
        if not is_signed(origin["public_key"], message, bytes.fromhex(head["signature"])):
            raise BrokenBundleError(
                "the head of %(origin)s is not signed by its own key", origin=origin["id"]
            )


def _rows(bundle: Bundle) -> None:
    tables = bundle.manifest["tables"]
    recorded = {kind: said["content"] for kind, said in tables.items() if said["content"] is not None}
    waiting: dict[tuple[str, str], tuple[int, str]] = {}
    for kind, columns in recorded.items():
        for row in bundle.lines(tables[kind]["file"]):
            waiting[kind, row["id"]] = (row["entry"], canonical({name: row[name] for name in columns}))
    for entry in bundle.entries() if len(waiting) > 0 else ():
        for told in json.loads(entry["rows"]):
            where = (told["row"], told["id"])
            number, content = waiting.get(where, (0, ""))
            if number == entry["number"]:
                if canonical(_in_columns(told["is"], json.loads(content))) != content:
                    raise BrokenBundleError(
                        "%(row)s: it is not what entry %(entry)s wrote", row=" ".join(where), entry=number
                    )
                del waiting[where]
    for (kind, key), (number, _) in sorted(waiting.items()):
        raise BrokenBundleError(
            "%(row)s: entry %(entry)s did not write it", row=f"{kind} {key}", entry=number
        )


def _readings(bundle: Bundle) -> None:
    head = NOTHING
    for reading in readings(bundle):
        place = reading["place"]
        if reading["seal"] != reading["sha256"]:
            raise BrokenBundleError(
                "reading %(place)s: what it says is not what it was sealed with", place=place
            )
        if (place - 1, reading["previous"]) != head:
            raise BrokenBundleError(
                "reading %(place)s: it does not follow reading %(before)s", place=place, before=head[0]
            )
        head = (place, reading["sha256"])
    # bundles of before the readings were signed for say nothing of their head
    said = bundle.manifest.get("readings")
    if said is not None and head != (said["place"], said["sha256"]):
        raise BrokenBundleError(
            "the readings do not end at reading %(place)s as was signed", place=said["place"]
        )


def readings(bundle: Bundle) -> list[dict[str, Json]]:
    """Read who opened what, in order, each with the `seal` that its hash must be; none of before they were a chain."""
    tables = bundle.manifest["tables"]
    if READINGS not in tables:
        return []
    rows = [row for row in bundle.lines(tables[READINGS]["file"]) if "sha256" in row]
    names = (
        {row["id"]: row["username"] for row in bundle.lines(tables[USERS]["file"])} if len(rows) > 0 else {}
    )
    for row in rows:
        row["seal"] = _seal(row, names.get(row["user_id"], ""))
    return sorted(rows, key=lambda row: int(row["place"]))


def _seal(reading: dict[str, Json], username: str) -> str:
    sealed = {name: reading[name] for name in ("place", "at", "subject", "handling", "previous")}
    return sha256(canonical({"format": READING_FORMAT, "user": username} | sealed))


def has_head(bundle: Bundle, digest: str) -> bool:
    """Whether an entry or a reading has a hash that was copied elsewhere."""
    return any(one["sha256"] == digest for some in (bundle.entries(), readings(bundle)) for one in some)


def _in_columns(told: dict[str, Json], row: dict[str, Json]) -> dict[str, Json]:
    # columns that came with later versions of the register stand in the row alone
    return {name: told.get(name, value) for name, value in row.items()}


def said_of(bundle: Bundle) -> list[str]:
    """Say in lines what a bundle is."""
    manifest = bundle.manifest
    register, read = manifest["register"], manifest.get("readings")
    chains = [
        f"chain        {origin['name']}: entry {origin['head']['place']}, {origin['head']['sha256']}"
        for origin in manifest["origins"]
    ]
    return [
        f"register     {register['name']}",
        f"fingerprint  {fingerprint(register['public_key'])}",
        f"made at      {manifest['made_at']}",
        f"content      {manifest['content']}",
        *chains,
        *([] if read is None else [f"readings     reading {read['place']}, {read['sha256']}"]),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Verify a bundle of a register.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--fingerprint", help="the fingerprint of the key that must have signed it")
    parser.add_argument("--head", help="a hash of the log or of the readings that was written down")
    given = parser.parse_args(arguments)
    try:
        with zipfile.ZipFile(given.bundle) as archive:
            print(_told(archive, given.fingerprint, given.head))  # noqa: T201  # a program of its own
    except BrokenBundleError as error:
        print(f"{given.bundle.name}: {error}")  # noqa: T201  # as above
        return 1
    except (OSError, zipfile.BadZipFile) as error:
        print(f"{given.bundle.name}: cannot be read: {error}", file=sys.stderr)  # noqa: T201  # as above
        return 3
    return 0


def _told(archive: zipfile.ZipFile, wanted: str | None, head: str | None) -> str:
    bundle = verified(archive)
    if head is not None and not has_head(bundle, head.strip().lower()):
        raise BrokenBundleError(
            "no entry and no reading has the hash %(head)s: it was written down wrongly, so compare it with the paper "
            "first; or the log was cut or replaced since",
            head=head,
        )
    own = fingerprint(bundle.manifest["register"]["public_key"])
    if wanted is not None and wanted.replace(" ", "").lower() != own.replace(" ", ""):
        raise BrokenBundleError("it is signed by the key %(key)s", key=own)
    return "\n".join([*said_of(bundle), "the bundle holds"])


if __name__ == "__main__":
    sys.exit(main())
