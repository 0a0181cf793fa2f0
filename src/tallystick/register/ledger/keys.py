"""This register's own key: what it signs its bundles with."""

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tallystick.register.folder import Folder

_FILE: Final = "signing"


@dataclass(frozen=True, slots=True)
class Key:
    """An Ed25519 key."""

    private: Ed25519PrivateKey

    @property
    def public_hex(self) -> str:
        """Give the public half as 64 hexadecimal digits."""
        return self.private.public_key().public_bytes_raw().hex()

    def sign(self, message: bytes) -> bytes:
        """Sign a message: 64 bytes."""
        return self.private.sign(message)


def own_key(folder: Folder) -> Key:
    """Give the key of a register, made at the first call and readable by its owner alone."""
    file = folder.keys / _FILE
    if file.exists():
        return Key(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text("ascii").strip())))
    private = Ed25519PrivateKey.generate()
    file.touch(mode=0o600)
    file.write_text(private.private_bytes_raw().hex() + "\n", "ascii")
    return Key(private)
