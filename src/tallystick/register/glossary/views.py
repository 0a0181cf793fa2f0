"""The page of the glossary."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation

from tallystick.register.access.page import Asked, page
from tallystick.register.glossary.terms import terms


@page("glossary", "view")
def glossary(request: Asked) -> HttpResponse:
    """List the terms in the reader's language, beside those of a second language that they choose."""
    mine = (translation.get_language() or "en").split("-")[0]
    other = request.GET.get("beside", "")
    other = other if other in dict(settings.LANGUAGES) else ("fr" if mine == "en" else "en")
    beside = {term.key: term.term for term in terms(other)}
    rows = [(term, beside[term.key]) for term in terms(mine)]
    return render(request, "glossary.html", {"rows": rows, "other": other})
