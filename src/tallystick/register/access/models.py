"""Users of the register, and what they read of sensitive records."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from tallystick.register.access.devices import SealedDevice
from tallystick.register.access.readings import Reading
from tallystick.register.handling import OPEN
from tallystick.register.ledger.taken import Taken

__all__ = ["Reading", "Role", "SealedDevice", "User", "Users"]


class Role(models.TextChoices):
    """What a person is to the register; one person has one role."""

    OPERATOR = "operator", _("operator")
    STORE_KEEPER = "store_keeper", _("store keeper")
    AUTHORITY = "authority", _("national authority")
    APPROVER = "approver", _("approver")
    AUDITOR = "auditor", _("auditor")
    INSPECTOR = "inspector", _("inspector")
    ADMINISTRATOR = "administrator", _("administrator")


class Users(BaseUserManager["User"]):
    """How users are made and found."""

    def create_user(self, username: str, password: str | None = None, **columns: Any) -> "User":  # noqa: ANN401
        """Make a user; without a password nobody can sign in as that user."""
        user = self.model(username=username, **columns)
        user.set_password(password)
        user.save(using=self._db)
        return user


def language_of_register() -> str:
    """Give the language of a new user until another is chosen: the register's."""
    return str(settings.LANGUAGE_CODE)


class User(Taken, AbstractBaseUser):
    """A person with a role, cleared for some handling marks, confined to services and sites unless the role is not."""

    username = models.SlugField(_("user name"), max_length=60, unique=True)
    full_name = models.CharField(_("full name"), max_length=150)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default=language_of_register
    )
    clearances = models.JSONField(_("cleared for"), default=list, blank=True)
    """Handling marks beyond `public` and `parties_only`: `restricted`, `group:NAME`."""
    services = models.ManyToManyField("stores.Service", blank=True, verbose_name=_("services"))
    sites = models.ManyToManyField("stores.Site", blank=True, verbose_name=_("sites"))
    is_active = models.BooleanField(_("may sign in"), default=True)
    made_at = models.DateTimeField(auto_now_add=True)
    must_change_password = models.BooleanField(default=False)
    """Whether the password is one that somebody else has seen: the first, or one set anew."""
    has_second_factor = models.BooleanField(_("second factor"), default=False)
    """Whether a device was enrolled; then its code is asked, whatever the role."""
    session_round = models.PositiveIntegerField(default=0)
    """Counted up to end all sessions of the person."""

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name", "role"]

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def handlings(self) -> list[str]:
        """Name the handling marks this person may see, from open to closed."""
        return [*OPEN, *sorted(set(self.clearances) - set(OPEN))]

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the person's password; a stronger way of hashing waits for the next new password."""
        # Django would write the hash anew at signing in, and no entry would tell of it
        return check_password(raw_password, self.password)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django hashes the password alone; a round ends sessions without a new password
        said = f"{self.password}#{self.session_round}"
        return salted_hmac("tallystick.register.session", said, secret=secret, algorithm="sha256").hexdigest()

    def as_told(self) -> dict[str, Any]:
        """Give what the chain keeps of a user, but for the digests of secrets."""
        return {
            "username": self.username,
            "full_name": self.full_name,
            "role": self.role,
            "clearances": sorted(self.clearances),
            "services": sorted(str(one) for one in self.services.values_list("pk", flat=True)),
            "sites": sorted(str(one) for one in self.sites.values_list("pk", flat=True)),
            "is_active": self.is_active,
            "has_second_factor": self.has_second_factor,
        }
