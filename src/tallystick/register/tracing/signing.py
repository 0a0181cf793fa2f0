"""Sign machine files with this register's key, and say by whose key one that came is signed.

A file bears a name `signature` with `key`, the public half of an Ed25519 key, and `value`, both hexadecimal. Signed is
the name of the form, a line feed, and everything else in the file as canonical JSON (names in order, no spaces,
characters as they are, in UTF-8).
"""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.folder import own_folder
from tallystick.register.ledger.canonical import Json, canonical
from tallystick.register.ledger.keys import fingerprint, is_signed, own_key
from tallystick.register.tracing import strict
from tallystick.register.tracing.models import PartyKey

SIGNATURE: Final = "signature"
KEY_DIGITS: Final = 64
"""Of the public half of an Ed25519 key."""
_SIGNATURE_DIGITS: Final = 128


class Signing(StrEnum):
    """What is known of who signed a file. One whose signature is wrong is refused, and is none of these."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    UNSIGNED = "unsigned"


def signed(said: Mapping[str, Json], form: str) -> dict[str, Json]:
    """Add this register's signature to what a file says."""
    key = own_key(own_folder())
    return {**said, SIGNATURE: {"key": key.public_hex, "value": key.sign(message(said, form)).hex()}}


def message(said: Mapping[str, Json], form: str) -> bytes:
    """Give what is signed of a file."""
    body = {name: value for name, value in said.items() if name != SIGNATURE}
    return f"{form}\n{canonical(body)}".encode("utf-8", "surrogatepass")


def body_hash(said: Mapping[str, Json], form: str) -> str:
    """Give the hash of what a file says, whoever signed it.

    Raises:
        ValidationError: it has no canonical form.
    """
    try:
        return hashlib.sha256(message(said, form)).hexdigest()
    except (TypeError, RecursionError) as error:
        raise ValidationError(_("This is no machine file of a request or an answer.")) from error


def signer(said: Mapping[str, Json], form: str) -> str:
    """Give the key that signed a file, as hexadecimal digits; empty where it bears no signature.

    Raises:
        ValidationError: it bears one that is not of its key and content.
    """
    if SIGNATURE not in said:
        return ""
    given = strict.Named(said[SIGNATURE], SIGNATURE)
    key = given.take("key", strict.hexadecimal(KEY_DIGITS))
    value = given.take("value", strict.hexadecimal(_SIGNATURE_DIGITS))
    given.over()
    body_hash(said, form)
    if not is_signed(key, message(said, form), bytes.fromhex(value)):
        raise ValidationError(
            _("Its signature is wrong: the file was changed after it was signed. Ask for it again.")
        )
    return key


def check_owner(key: str, party: str) -> None:
    """Refuse a key that is known to be no key of that state.

    Raises:
        ValidationError: it is another state's, or it was withdrawn.
    """
    known = list(PartyKey.objects.filter(public_key=key).order_by("party", "is_withdrawn"))
    if len(known) > 0 and all(one.party != party for one in known):
        raise ValidationError(
            _("It says that it comes from %(party)s, and is signed by the key of %(other)s.")
            % {"party": party, "other": known[0].party}
        )
    if any(one.is_withdrawn for one in known):
        raise ValidationError(
            _("It is signed by a key of %(party)s that was withdrawn. Ask for the file under the new key.")
            % {"party": party}
        )


def signing_of(key: str, party: str) -> Signing:
    """Say what is known now of the key that signed a file of a state."""
    if key == "":
        return Signing.UNSIGNED
    rows = list(PartyKey.objects.filter(public_key=key, party=party))
    is_known = len(rows) > 0 and not any(one.is_withdrawn for one in rows)
    return Signing.KNOWN if is_known else Signing.UNKNOWN


def statement(key: str, party: str) -> str:
    """Say in a sentence by whose key a file of a state is signed."""
    signing = signing_of(key, party)
    if signing is Signing.KNOWN:
        return _("It is signed by the key of %(party)s that was accepted here.") % {"party": party}
    is_expected = PartyKey.objects.filter(party=party, is_withdrawn=False).exists()
    if signing is Signing.UNKNOWN:
        said = (
            _("It is signed by the key %(print)s, which is not the key of %(party)s that is known here.")
            if is_expected
            else _("It is signed by the key %(print)s, which is not known here.")
        )
        asked = _("Ask %(party)s by telephone whether it is theirs.")
        return f"{said} {asked}" % {"print": fingerprint(key), "party": party}
    if is_expected:
        return _("It is not signed, though a key of %(party)s is known here. Ask whether they sent it.") % {
            "party": party
        }
    return _("It is not signed: nothing but the letter shows who wrote it.")
