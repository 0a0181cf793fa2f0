"""What follows from rows that another site wrote: where requests stand."""

from collections.abc import Collection, Mapping
from uuid import UUID

from tallystick.register.items.history import chunks
from tallystick.register.tracing.models import Step, TraceRequest
from tallystick.register.tracing.standing import settle


def settled(touched: Mapping[str, Collection[UUID]]) -> None:
    """Write anew the state and the clock of every request that came, or of which a step came.

    Args:
        touched: kinds of rows, and the ids that came or were changed.
    """
    ids = set(touched.get("tracing.tracerequest", ()))
    for some in chunks(sorted(touched.get("tracing.step", ()))):
        ids |= set(Step.objects.filter(pk__in=some).values_list("request", flat=True))
    for some in chunks(sorted(ids)):
        for request in TraceRequest.objects.filter(pk__in=some).order_by("pk"):
            settle(request)
