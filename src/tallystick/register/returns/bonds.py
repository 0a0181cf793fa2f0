"""Since when treaties bind the state, as the profile has it: offered to apps that know of no profile."""

from datetime import date

from tallystick.register.returns.models import Binding, Profile


def bound_by(treaty: str) -> tuple[date | None, date | None, str] | None:
    """Give since when a treaty binds, from when no longer, and who contests it; None where nobody said so.

    The first is None where it was said that it does not bind.

    Args:
        treaty: `att` or `ecowas`.
    """
    profile = Profile.objects.first()
    if profile is None or getattr(profile, f"{treaty}_binds") == Binding.NOT_SAID:
        return None
    return (
        getattr(profile, f"{treaty}_since"),
        getattr(profile, f"{treaty}_until"),
        getattr(profile, f"{treaty}_contested"),
    )
