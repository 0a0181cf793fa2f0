"""Which profile a return is answered from, and what a submitted return keeps beside its lines."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from tallystick.register.returns.models import Binding, Filing, Profile

TREATIES: Final[Mapping[str, Any]] = MappingProxyType(
    {"att": _("Arms Trade Treaty"), "ecowas": _("ECOWAS Convention")}
)
"""The treaties of which the profile says whether they bind: how its columns begin, and what they are called."""

FROZEN: Final = "profile"
"""Under what name a submitted return keeps the profile it was answered from."""
COUNTS: Final = "counts"
"""Under what name it keeps what the register itself answered."""
NOTES: Final = "notes"
"""Under what name it keeps, by part, what had to be known beside the figures, in the words of whoever submitted it."""


def profile_of(filing: Filing) -> Profile | None:
    """Give the profile a return is answered from: as it stands, or as it stood when the return was submitted."""
    if filing.frozen is None:
        return Profile.objects.first()
    kept = frozen_with(filing, FROZEN)
    return None if kept is None else Profile(**kept)


def told_profile() -> Profile | None:
    """Give the profile as it stands; None where nobody said anything in it."""
    profile = Profile.objects.first()
    # nought years are said; what nobody ticked is not
    if profile is None or all(value is None or value is False or value == "" for value in _said(profile)):
        return None
    return profile


def binding_of_each(profile: Profile | None) -> list[tuple[str, Any, Binding, date | None]]:
    """Say of each treaty: its name in columns, what it is called, whether it binds, and since when."""
    stands = Profile() if profile is None else profile
    return [
        (name, called, getattr(stands, f"{name}_binds"), getattr(stands, f"{name}_since"))
        for name, called in TREATIES.items()
    ]


def not_said(profile: Profile | None) -> list[Any]:
    """Name the treaties of which the profile does not say whether they bind."""
    return [called for _name, called, binds, _since in binding_of_each(profile) if binds == Binding.NOT_SAID]


def _said(profile: Profile) -> Iterator[Any]:
    """Give what is said in a profile, but for the armed forces, which it names before anybody does."""
    names = (name for name in Profile.content_columns() if name != "armed_forces")
    return (getattr(profile, name) for name in names)


def frozen_with(filing: Filing, name: str) -> dict[str, Any] | None:
    """Give what a submitted return keeps under a name beside its lines; None where it keeps nothing."""
    kept: dict[str, Any] | None = next((one[name] for one in filing.frozen or () if name in one), None)
    return kept


def beside_lines(counts: Mapping[str, str], notes: Mapping[str, list[str]]) -> dict[str, Any]:
    """Give what a return keeps beside its lines when it is submitted: the profile, what was answered, the notes."""
    profile = Profile.objects.first()
    told = None if profile is None else profile.content()
    return {"part": "", FROZEN: told, COUNTS: dict(counts), NOTES: dict(notes)}
