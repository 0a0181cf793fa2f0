"""Sample objects for the addresses of access and of the chain."""

from tallystick.register.access.models import Role, User
from tallystick.register.ledger.models import Entry
from tests.register.conftest import SmallState


def _somebody(_: SmallState) -> dict[str, object]:
    made, _is_new = User.objects.get_or_create(
        username="somebody", defaults={"full_name": "Some Body", "role": Role.OPERATOR}
    )
    return {"pk": made.pk}


def _entry(_: SmallState) -> dict[str, object]:
    return {"number": Entry.objects.order_by("number").values_list("number", flat=True)[0]}


SAMPLES = {
    "user": _somebody,
    "change_user": _somebody,
    "reset_user": _somebody,
    "forget_device": _somebody,
    "lift_lock": _somebody,
    "entry": _entry,
}
