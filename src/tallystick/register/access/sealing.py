"""Secrets of the second factor as they lie in the database: without the register's own key file they open nothing.

    device   ChaCha20-Poly1305 over the secret, with the user's name as associated data, so that nobody's device can be
             put in another's place; written as `1.` and the nonce, the ciphertext and the tag in base64
    code     the first 80 bits of an HMAC-SHA256 of the user's name and the code, in base32: checked, never shown

Both keys are derived from the secret in `keys/sessions`: whoever replaces that file resets every second factor.
"""

import base64
import hmac
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tallystick.errors import NotWholeError
from tallystick.register.folder import own_folder

SEALED: Final = "1."
"""How a sealed secret begins; one in plain is hexadecimal."""
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_CODE_BYTES: Final = 10
"""Of the digest of a backup code: what fits into the sixteen characters of its column."""


def sealed(secret: str, username: str) -> str:
    """Seal a device's secret, given in hexadecimal digits, for one user."""
    nonce = os.urandom(_NONCE_BYTES)
    cipher = ChaCha20Poly1305(_key("device")).encrypt(nonce, bytes.fromhex(secret), username.encode())
    return SEALED + base64.b64encode(nonce + cipher).decode("ascii")


def unsealed(text: str, username: str) -> str:
    """Give a device's secret in hexadecimal digits.

    Raises:
        NotWholeError: it was sealed with another key, for another user, or was changed.
    """
    try:
        data = base64.b64decode(text.removeprefix(SEALED), validate=True)
        opened = ChaCha20Poly1305(_key("device")).decrypt(
            data[:_NONCE_BYTES], data[_NONCE_BYTES:], username.encode()
        )
    except (InvalidTag, ValueError) as error:
        raise NotWholeError(
            f"the device of {username} was sealed with another key than that in DIR/keys, or was put there by hand. "
            f"Restore the key, or: tallystick register user reset DIR {username} --second-factor"
        ) from error
    return opened.hex()


def code_digest(code: str, username: str) -> str:
    """Give what is kept of a backup code."""
    digest = hmac.digest(_key("code"), f"{username}\n{code}".encode(), "sha256")
    return base64.b32encode(digest[:_CODE_BYTES]).decode("ascii").lower()


def _key(purpose: str) -> bytes:
    derived = HKDF(SHA256(), _KEY_BYTES, salt=None, info=f"tallystick second factor 1 {purpose}".encode())
    return derived.derive(own_folder().secret().encode("ascii"))
