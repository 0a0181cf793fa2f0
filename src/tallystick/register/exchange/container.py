"""Write a bundle: a zip file whose manifest names every file by its hash and is signed with this register's key."""

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO, Final

from tallystick.register.exchange.verify_bundle import FORMAT, MANIFEST, SIGNATURE
from tallystick.register.ledger.canonical import Json, canonical
from tallystick.register.ledger.keys import Key

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The first day a zip file knows: the same content makes the same bytes."""
_CHUNK: Final = 1024 * 1024
_READY_PACKED: Final = (b"\xff\xd8\xff", b"\x89PNG", b"PK\x03\x04", b"RIFF", b"%PDF")
"""How files begin that are packed already: packing them again takes time and gains nothing."""


@dataclass(slots=True)
class Container:
    """A zip file being written, and what its manifest will say of it."""

    archive: zipfile.ZipFile
    files: dict[str, dict[str, Json]] = field(default_factory=dict)

    def add(self, name: str, chunks: Iterable[bytes], *, packed: bool = False) -> None:
        """Write one file, in pieces."""
        about = zipfile.ZipInfo(name, _EPOCH)
        about.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        about.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self.archive.open(about, "w", force_zip64=True) as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
        self.files[name] = {"bytes": size, "sha256": digest.hexdigest()}

    def add_file(self, name: str, source: IO[bytes]) -> None:
        """Write one file from another."""
        first = source.read(_CHUNK)
        rest = iter(lambda: source.read(_CHUNK), b"")
        self.add(
            name,
            (chunk for some in ((first,), rest) for chunk in some),
            packed=first.startswith(_READY_PACKED),
        )

    def add_lines(self, name: str, rows: Iterable[Mapping[str, Json]]) -> int:
        """Write rows as JSON lines; give how many."""
        counted = [0]

        def lines() -> Iterable[bytes]:
            for row in rows:
                counted[0] += 1
                yield (canonical(row) + "\n").encode("utf-8", "surrogatepass")

        self.add(name, lines())
        return counted[0]

    def close(self, said: Mapping[str, Json], key: Key) -> None:
        """Write the manifest and its signature."""
        manifest = canonical({**said, "format": FORMAT, "files": self.files}).encode("utf-8", "surrogatepass")
        for name, content in ((MANIFEST, manifest), (SIGNATURE, key.sign(manifest).hex().encode("ascii"))):
            about = zipfile.ZipInfo(name, _EPOCH)
            about.external_attr = 0o600 << 16
            self.archive.writestr(about, content, compress_type=zipfile.ZIP_DEFLATED)
