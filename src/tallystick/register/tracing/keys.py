"""Accept the keys of other states' registers, and withdraw them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.folder import own_folder
from tallystick.register.ledger.keys import fingerprint, own_key
from tallystick.register.ledger.operation import Operation
from tallystick.register.tracing.models import PartyKey


def accept(done: Operation, key: PartyKey, spoken: str) -> PartyKey:
    """Accept the key of another state.

    Args:
        done: the operation.
        key: the unsaved row.
        spoken: the fingerprint as a person of that state read it over the telephone.

    Raises:
        ValidationError: the fingerprint is of another key, it is this register's own, or it was entered already.
    """
    if _digits(spoken) != _digits(fingerprint(key.public_key)):
        raise ValidationError(
            {"spoken": _("This is not the fingerprint of the key. Have it read over the telephone again.")}
        )
    if key.public_key == own_key(own_folder()).public_hex or key.party == own_folder().settings.party:
        raise ValidationError({"public_key": _("This is a key of this state itself.")})
    there = PartyKey.objects.filter(public_key=key.public_key).first()
    if there is not None:
        said = _("This key was entered already, as one of %(party)s.") % {"party": there.party}
        raise ValidationError({"public_key": said})
    return done.save(key)


def withdraw(done: Operation, key: PartyKey) -> PartyKey:
    """Withdraw a key: files signed by it are refused from now on."""
    key.is_withdrawn = True
    return done.save(key)


def accepted(key: str, party: str, told_by: str, on: date) -> PartyKey:
    """Give the unsaved row of a key."""
    return PartyKey(party=party, public_key=key, told_by=told_by, accepted_on=on)


def _digits(text: str) -> str:
    return "".join(text.split()).lower()
