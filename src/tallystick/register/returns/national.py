"""Say how a part is counted by law, custom and the return: whose arms, which antiques, which seizures."""

from dataclasses import replace

from tallystick.register.items.models import EventKind
from tallystick.register.returns.models import Filing, Profile, Seizures
from tallystick.register.returns.part import Part
from tallystick.register.returns.profiles import profile_of


def read(part: Part, filing: Filing) -> Part:
    """Give a part as the profile has it counted: the one that stands or, of a submitted return, that stood then."""
    if EventKind.SEIZED in part.kinds:
        is_any = filing.seizures == Seizures.ALL or (filing.seizures == "" and not part.is_indicator)
        part = replace(part, covers_any_offence=is_any, is_offence_said=filing.seizures != "")
    if not part.is_military and not part.is_indicator:
        return part
    profile = profile_of(filing) or Profile()
    return replace(part, owners=tuple(sorted(profile.armed_forces)), antique_until=profile.antique_until)
