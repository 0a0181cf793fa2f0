"""One page with one form, which most pages of the app are; and what goes wrong told at the form."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked
from tallystick.register.ledger.edited import edited
from tallystick.register.ledger.operation import EditedMeanwhileError


@dataclass(frozen=True, slots=True)
class FormPage:
    """What a page with a form shows: its title, where it belongs, what stands above the form."""

    title: Any
    back: str
    subject: str
    """The number of the case or licence."""
    notes: list[Any] = field(default_factory=list)
    parts: list[forms.Form] = field(default_factory=list)
    """Further forms that are sent with the first: one a question."""
    verb: Any = ""
    """What the button says; empty for "Keep"."""


def form_page(request: Asked, form: forms.BaseForm, shown: FormPage) -> HttpResponse:
    """Show a page with a form."""
    return render(request, "licences/form.html", {"form": form, "shown": shown})


def is_sent(request: Asked, *forms_of_page: forms.BaseForm) -> bool:
    """Whether the page was sent, with nothing to mend."""
    # every form is checked, so that all that is to be mended shows at once
    valid = [form.is_valid() for form in forms_of_page]
    return request.method == "POST" and all(valid)


def kept(
    request: Asked, form: forms.BaseForm, act: Callable[[], object], shown: FormPage, back: str = ""
) -> HttpResponse:
    """Do what a form says and go back; otherwise show the form, with why it was refused.

    Where somebody else changed the row meanwhile, both versions are shown and a person decides.

    Args:
        request: the request.
        form: the form of the page, with the parts that `shown` names.
        act: what to do once all is valid.
        shown: the page.
        back: where to go once it is done; empty for where the page belongs.
    """
    try:
        if is_sent(request, form, *shown.parts) and done_or_told(form, act):
            messages.success(request, _("Kept."))
            return redirect(back or shown.back)
    except EditedMeanwhileError as error:
        return edited(request, form, error)
    return form_page(request, form, shown)


def done_or_told(form: forms.BaseForm, act: Callable[[], object]) -> bool:
    """Do something; where it is refused, say why at the form.

    Returns:
        whether it was done.

    Raises:
        EditedMeanwhileError: somebody else changed the row; `kept` shows both versions.
    """
    try:
        act()
    except ValidationError as error:
        _tell(form, error)
    else:
        return True
    return False


def _tell(form: forms.BaseForm, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error.messages)
        return
    for name, faults in error.message_dict.items():
        form.add_error(name if name in form.fields else None, faults)


def seen_in(form: forms.BaseForm) -> int | None:
    """Give the entry that the person saw the row at; None for a new one."""
    seen: int | None = form.cleaned_data.get("seen")
    return seen
