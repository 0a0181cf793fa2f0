"""Give kept files back: as a download, or as a picture that can do nothing."""

from typing import Final
from uuid import UUID

from django.http import FileResponse, Http404
from django.utils.http import content_disposition_header

from tallystick.register.access.page import Asked, page
from tallystick.register.files.attached import opened
from tallystick.register.files.content import PICTURES
from tallystick.register.files.models import Document
from tallystick.register.files.thumbnails import thumbnail as small

_SANDBOX: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Whatever is in the bytes, a browser that shows them runs nothing and loads nothing."""
_SHOWN: Final = PICTURES - {"image/tiff"}
"""Kinds that browsers show; all else is saved."""


@page("files", "view")
def document(request: Asked, pk: UUID) -> FileResponse:
    """Give one file as it was kept: `?show=1` shows a picture, all else is saved."""
    found = opened(request, Document.objects.all(), pk)
    try:
        answer = FileResponse(found.path.open("rb"), content_type=found.media_type)
    except FileNotFoundError as error:
        raise Http404 from error
    is_shown = found.media_type in _SHOWN and request.GET.get("show") == "1"
    answer["Content-Disposition"] = content_disposition_header(not is_shown, found.name) or "attachment"
    return _harmless(answer)


@page("files", "view")
def thumbnail(request: Asked, pk: UUID) -> FileResponse:
    """Give a small picture of a picture."""
    found = opened(request, Document.objects.filter(media_type__in=PICTURES), pk)
    try:
        answer = FileResponse(small(found).open("rb"), content_type="image/jpeg")
    except OSError as error:
        raise Http404 from error
    answer["Content-Disposition"] = "inline"
    return _harmless(answer)


def _harmless(answer: FileResponse) -> FileResponse:
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = _SANDBOX
    return answer
