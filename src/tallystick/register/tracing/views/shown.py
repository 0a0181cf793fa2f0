"""One page with one form, which most pages of the app are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render

from tallystick.register.access.page import Asked
from tallystick.register.items.fields import refuse


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page with a form shows round it."""

    title: Any
    back: str
    subject: str = ""
    """The number of the request, or of the item."""
    notes: list[str] = field(default_factory=list)
    verb: Any = ""
    """What the button says; empty for "Keep"."""


def form_page(request: Asked, form: forms.BaseForm, shown: Shown) -> HttpResponse:
    """Show a page with a form."""
    has_files = any(getattr(one.widget, "needs_multipart_form", False) for one in form.fields.values())
    return render(request, "tracing/form.html", {"form": form, "shown": shown, "has_files": has_files})


def is_done(form: Any, act: Callable[[], object]) -> bool:  # noqa: ANN401  # any form
    """Do something; where it is refused, say why at the form."""
    try:
        act()
    except ValidationError as error:
        refuse(form, error)
        return False
    return True
