"""One page with one form, which most pages are: shown, sent, done in an operation, and what is refused told at it.

What is sent twice is done once: a form has `{% once %}` behind its `{% csrf_token %}` (`ledger.once`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tallystick.register.ledger.edited import edited
from tallystick.register.ledger.operation import EditedMeanwhileError, Operation, operation


@dataclass(frozen=True, slots=True)
class FormPage:
    """What a page with a form shows: its title, where it belongs, what stands above the form."""

    title: Any
    back: str = ""
    """The address of the page that it belongs to; empty where no link leads back."""
    subject: Any = ""
    """The number of what it is about: a case, a licence, an item."""
    notes: list[Any] = field(default_factory=list)
    parts: list[forms.Form] = field(default_factory=list)
    """Further forms that are sent with the first: one a question."""
    verb: Any = ""
    """What the button says; empty for "Keep"."""
    about: Any = ""
    """What it is about, in words."""
    state: Any = ""
    """Where that stands."""
    there: str = ""
    """Where to go once it is done: an address, or the name of a page; empty for where it belongs."""
    said: Any = ""
    """What is said once it is done; empty for "Kept."."""
    template: str = "form_page.html"
    """Another one for a page that shows more than this."""
    shown: Mapping[str, object] = field(default_factory=dict)
    """What that template shows besides."""


def form_page(request: HttpRequest, form: forms.BaseForm, page: FormPage) -> HttpResponse:
    """Show a page with a form."""
    return render(request, page.template, {**page.shown, "form": form, "page": page})


def is_sent(request: HttpRequest, *forms_of_page: forms.BaseForm) -> bool:
    """Whether the page was sent, with nothing to mend."""
    # every form is checked, so that all that is to be mended shows at once
    valid = [form.is_valid() for form in forms_of_page]
    return request.method == "POST" and all(valid)


def acted(
    request: HttpRequest, form: forms.BaseForm, verb: str, act: Callable[[Operation], object], at: str = ""
) -> bool:
    """Do something in an operation of its own; where it is refused, say why at the form.

    Args:
        request: by whom.
        form: where it is said.
        verb: what is done, as `operation` has it.
        act: does it; on what document it rests, and what the person notes, it sets on the operation.
        at: the field for what is refused without naming one; empty for the head of the form.

    Returns:
        whether it was done.

    Raises:
        EditedMeanwhileError: somebody else changed the row; `kept` shows both versions.
    """
    try:
        with operation(request.user, verb) as done:
            act(done)
    except ValidationError as error:
        refuse(form, error, at)
        return False
    return True


def kept(
    request: HttpRequest, form: forms.BaseForm, page: FormPage, verb: str, act: Callable[[Operation], object]
) -> HttpResponse:
    """Do what a form says and go on; otherwise show the form, with why it was refused.

    Where somebody else changed the row meanwhile, both versions are shown and a person decides.

    Args:
        request: the request.
        form: the form of the page, with the parts that `page` names.
        page: the page.
        verb: what is done, as `operation` has it.
        act: what to do once all is valid.
    """
    try:
        if is_sent(request, form, *page.parts) and acted(request, form, verb, act):
            messages.success(request, page.said or _("Kept."))
            return redirect(page.there or page.back)
    except EditedMeanwhileError as error:
        return edited(request, form, error)
    return form_page(request, form, page)


def refuse(form: forms.BaseForm, error: ValidationError, at: str = "") -> None:
    """Put what was refused on the fields of a form where it has them; the rest `at` a field, or at its head."""
    if not hasattr(error, "error_dict"):
        form.add_error(at or None, error.messages)
        return
    for name, faults in error.message_dict.items():
        form.add_error(name if name in form.fields else None, faults)
