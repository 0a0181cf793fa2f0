"""Which recovered arms were traced, as the app of tracing says where the register has it."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Final, Protocol, cast

from django.db.models import QuerySet

from tallystick.register.items.models import Item

OFFERED_BY: Final = "tallystick.register.tracing.established"
"""The module that knows; a register without it has no traces to count."""


class Traces(Protocol):
    """What that module offers."""

    def traced_items(self) -> QuerySet[Item]:
        """Give the items whose origin or point of diversion was traced or established by a competent authority."""
        ...


@cache
def _traces() -> Traces | None:
    if find_spec(OFFERED_BY) is None:
        return None
    return cast("Traces", import_module(OFFERED_BY))


def is_known() -> bool:
    """Whether the register keeps traces at all."""
    return _traces() is not None


def items() -> QuerySet[Item]:
    """Give the items that were traced; none where the register keeps no traces."""
    there = _traces()
    return Item.objects.none() if there is None else there.traced_items()
