"""Which profile a return is answered from, and what a submitted return keeps beside its lines."""

from collections.abc import Mapping
from typing import Any, Final

from tallystick.register.returns.models import Filing, Profile

FROZEN: Final = "profile"
"""Under what name a submitted return keeps the profile it was answered from."""
COUNTS: Final = "counts"
"""Under what name it keeps what the register itself answered."""


def profile_of(filing: Filing) -> Profile | None:
    """Give the profile a return is answered from: as it stands, or as it stood when the return was submitted."""
    if filing.frozen is None:
        return Profile.objects.first()
    kept = frozen_with(filing, FROZEN)
    return None if kept is None else Profile(**kept)


def frozen_with(filing: Filing, name: str) -> dict[str, Any] | None:
    """Give what a submitted return keeps under a name beside its lines; None where it keeps nothing."""
    kept: dict[str, Any] | None = next((one[name] for one in filing.frozen or () if name in one), None)
    return kept


def beside_lines(counts: Mapping[str, str]) -> dict[str, Any]:
    """Give what a return keeps beside its lines when it is submitted: the profile, and what the register answered."""
    profile = Profile.objects.first()
    return {"part": "", FROZEN: None if profile is None else profile.content(), COUNTS: dict(counts)}
