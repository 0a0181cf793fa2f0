"""Numbers of requests to trace, with a check digit."""

from typing import Final

from tallystick.register.folder import own_folder
from tallystick.register.items.numbers import check_digit
from tallystick.register.tracing.models import TraceRequest

_DIGITS: Final = 6
"""A million requests, before numbers grow by a digit."""


def next_number() -> str:
    """Give the next number of a request: `QMA1-T-000012-3`; call it inside an operation, which holds the chain."""
    own = own_folder().settings
    begins = f"{own.party}{own.code}-T-"
    known = TraceRequest.objects.filter(number__startswith=begins).order_by("-number")
    last = known.values_list("number", flat=True).first()
    count = 1 if last is None else int(last.removeprefix(begins).split("-")[0]) + 1
    digits = str(count).zfill(_DIGITS)
    return f"{begins}{digits}-{check_digit(own.code + digits)}"
