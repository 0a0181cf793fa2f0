"""Say where what stands of a request differs from what its steps say: `tallystick register check` prints it."""

from collections.abc import Iterator

from tallystick.register.tracing.models import TraceRequest
from tallystick.register.tracing.standing import derived


def breaks() -> Iterator[str]:
    """Go through every request; a sentence for each whose derived columns are not what they must be."""
    for request in TraceRequest.objects.order_by("pk").iterator(2_000):
        wanted = derived(request)
        if (request.state, request.due_on) != wanted:
            yield (
                f"tracing.tracerequest {request.pk}: {request.number} stands as {request.state}, due "
                f"{request.due_on or 'never'}, and its steps say {wanted[0]}, due {wanted[1] or 'never'}"
            )
