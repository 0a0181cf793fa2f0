"""What national law and custom say of how a part is counted: whose arms are military, and which are antiques."""

from dataclasses import replace

from tallystick.register.returns.models import Filing, Profile
from tallystick.register.returns.part import Part
from tallystick.register.returns.profiles import profile_of


def read(part: Part, filing: Filing) -> Part:
    """Give a part as the profile has it counted: the one that stands or, of a submitted return, that stood then."""
    if not part.is_military and not part.is_indicator:
        return part
    profile = profile_of(filing) or Profile()
    return replace(part, owners=tuple(sorted(profile.armed_forces)), antique_until=profile.antique_until)
