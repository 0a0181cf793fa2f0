"""This register's own key: what it signs its bundles with."""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tallystick.register.aside import written_aside
from tallystick.register.folder import SIGNING, Folder


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
    file = folder.keys / SIGNING
    if file.exists():
        return Key(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text("ascii").strip())))
    private = Ed25519PrivateKey.generate()
    with written_aside(file) as new:
        new.write(private.private_bytes_raw().hex().encode("ascii") + b"\n")
    return Key(private)


def fingerprint(public_hex: str) -> str:
    """Write what two people read to each other over the telephone: 128 bits of the key's hash, in groups of four."""
    digits = hashlib.sha256(bytes.fromhex(public_hex)).hexdigest()[:32]
    return " ".join(digits[start : start + 4] for start in range(0, 32, 4))


def is_signed(public_hex: str, message: bytes, signature: bytes) -> bool:
    """Whether the key with that public half signed the message."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_hex)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
