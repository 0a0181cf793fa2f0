"""The devices of one-time codes, whose secrets are sealed in the database."""

from django_otp.plugins.otp_totp.models import TOTPDevice

from tallystick.errors import NotWholeError
from tallystick.register.access.sealing import unsealed
from tallystick.register.ledger.canonical import sha256


class SealedDevice(TOTPDevice):  # type: ignore[misc]  # django-otp has no types
    """A device whose column `key` holds its secret sealed."""

    class Meta:
        app_label = "access"
        proxy = True

    @property
    def bin_key(self) -> bytes:
        """Give the secret itself.

        Raises:
            NotWholeError: it was sealed with another key.
        """
        return bytes.fromhex(self.secret)

    @property
    def secret(self) -> str:
        """Give the secret in hexadecimal digits.

        Raises:
            NotWholeError: it was sealed with another key.
        """
        return unsealed(self.key, self.user.get_username())

    @property
    def digest(self) -> str:
        """Give the digest that the chain keeps: of the secret, so that sealing it anew changes nothing.

        Of the sealed text where the secret cannot be opened: it fits no digest that was told of the secret.
        """
        return sha256(self.secret if self.opens else self.key)

    @property
    def opens(self) -> bool:
        """Whether the key of this folder opens it."""
        try:
            return self.secret != ""
        except NotWholeError:
            return False
