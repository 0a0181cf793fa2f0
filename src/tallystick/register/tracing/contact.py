"""The national point of contact, as the authority keeps it: what requests, letters and reports name."""

from tallystick.register.tracing.models.contact import OUR_CONTACT, PointOfContact


def our_contact() -> str:
    """Give the national point of contact in one line; empty where none was entered."""
    found = standing_contact()
    return "" if found is None else str(found)


def standing_contact() -> PointOfContact | None:
    """Give the row of the national point of contact; None where none was entered."""
    return PointOfContact.objects.filter(pk=OUR_CONTACT).first()
