"""Letters and machine files that leave the register."""

from uuid import UUID

from django.http import Http404, HttpResponse

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.paper.office import DOCX
from tallystick.register.tracing.message import answer_file, refusal_file, request_file
from tallystick.register.tracing.models import Answer, Direction, Step, TraceRequest, Verb
from tallystick.register.tracing.views.answers import cleared_for_all


@page("traces", "send")
def trace_file(request: Asked, pk: UUID, form: str) -> HttpResponse:
    """Give a request that we make, as a letter or as a machine file."""
    found = one(request, TraceRequest.objects.filter(direction=Direction.OUT), pk=pk)
    if form == "json":
        return _file(request_file(found), found.number, form)
    from tallystick.register.tracing.letter import request_letter  # noqa: PLC0415  # a fifth of a second to load

    return _file(request_letter(found), found.number, form)


@page("traces", "send")
def answer_download(request: Asked, pk: UUID, form: str) -> HttpResponse:
    """Give an answer of ours that was sent, as a letter or as a machine file."""
    rows = Answer.objects.exclude(sent_on=None).filter(request__direction=Direction.IN)
    answer = one(request, rows.select_related("request", "corrects"), pk=pk)
    cleared_for_all(request, answer)
    name = f"{answer.request.number}-{answer.place}"
    if form == "json":
        return _file(answer_file(answer), name, form)
    from tallystick.register.tracing.letter import answer_letter  # noqa: PLC0415  # as above

    return _file(answer_letter(answer), name, form)


@page("traces", "send")
def refusal_download(request: Asked, pk: UUID, form: str) -> HttpResponse:
    """Give a refusal of ours, as a letter or as a machine file."""
    rows = Step.objects.filter(verb=Verb.REFUSE, request__direction=Direction.IN).select_related("request")
    step = one(request, rows, pk=pk)
    one(request, TraceRequest.objects.all(), pk=step.request_id)
    if form == "json":
        return _file(refusal_file(step), step.request.number, form)
    from tallystick.register.tracing.letter import refusal_letter  # noqa: PLC0415  # as above

    return _file(refusal_letter(step), step.request.number, form)


def _file(content: bytes, name: str, form: str) -> HttpResponse:
    kinds = {"json": "application/json", "docx": DOCX}
    if form not in kinds:
        raise Http404
    answer = HttpResponse(content, content_type=kinds[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
