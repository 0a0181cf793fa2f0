"""Name a kept file on a page: with a link only where it leads to the file."""

from django import template
from django.template import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tallystick.register.files.attached import is_known, leads_to
from tallystick.register.files.models import Document

register = template.Library()


@register.simple_tag(takes_context=True)
def kept_file(context: RequestContext, document: Document | None, said: object = "") -> SafeString:
    """Name a file: `{% kept_file event.document %}`, or by other words: `{% kept_file paper.document paper %}`.

    Whoever is not cleared for its mark is told nothing of it; who is, but may not open it, reads its name alone.
    """
    request = context["request"]
    if document is None or not is_known(request, document):
        return SafeString()
    named = format_html("<bdi>{}</bdi>", said or document)
    if not leads_to(request, document):
        return named
    return format_html('<a href="{}">{}</a>', reverse("document", args=[document.pk]), named)


@register.filter
def shown_to(document: Document, request: object) -> bool:
    """Whether a picture is shown to whoever asks: `{% if picture.document|shown_to:request %}`."""
    return leads_to(request, document)  # type: ignore[arg-type]  # a template hands over whatever stands there
