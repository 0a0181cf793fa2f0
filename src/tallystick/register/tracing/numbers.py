"""Numbers of requests to trace, with a check digit."""

from tallystick.register.folder import own_folder
from tallystick.register.numbers import following
from tallystick.register.tracing.models import TraceRequest


def next_number() -> str:
    """Give the next number of a request: `QMA1-T-000012-3`; call it inside an operation, which holds the chain."""
    own = own_folder().settings
    begins = f"{own.party}{own.code}-T-"
    known = TraceRequest.objects.filter(number__startswith=begins).order_by("-number")
    return following(known.values_list("number", flat=True).first(), begins, own.code)
