"""Since when treaties bind the state, as the profile has it: offered to apps that know of no profile."""

from datetime import date

from tallystick.register.returns.models import Profile


def bound_by(treaty: str) -> tuple[date | None, date | None, str] | None:
    """Give since when a treaty binds, from when no longer, and who contests it; None where no profile is entered.

    Args:
        treaty: `att` or `ecowas`.
    """
    profile = Profile.objects.first()
    if profile is None:
        return None
    return (
        getattr(profile, f"{treaty}_since"),
        getattr(profile, f"{treaty}_until"),
        getattr(profile, f"{treaty}_contested"),
    )
