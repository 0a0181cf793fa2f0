"""Fields and widgets that forms of items share."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.keeping import keep
from tallystick.register.files.models import Document
from tallystick.register.handling import Handling
from tallystick.register.items.models import Item
from tallystick.register.ledger.operation import Operation


class Suggested(forms.TextInput):
    """A line of text with suggestions that a browser offers while one types."""

    def __init__(self, values: Sequence[str]) -> None:
        super().__init__()
        self.values = values

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ANN401
        """Write the input and its list."""
        listed = f"{name}-known"
        field = super().render(name, value, (attrs or {}) | {"list": listed, "autocomplete": "off"}, renderer)
        return format_html('{}<datalist id="{}">{}</datalist>', field, listed, _options(tuple(self.values)))


@lru_cache(maxsize=8)
def _options(values: tuple[str, ...]) -> SafeString:
    """Write the suggestions, once for each list: six hundred take longer than all else on a page."""
    return format_html_join("", '<option value="{}"></option>', ((one,) for one in values))


def paper_of(done: Operation, form: forms.Form | forms.ModelForm, item: Item) -> Document | None:  # type: ignore[type-arg]  # as above
    """Keep the document that came with a form, in the silo and under the handling mark of the item it is about."""
    given = form.cleaned_data.get("paper")
    if given is None:
        return None
    title = form.cleaned_data.get("reference", "")
    return keep(done, given, title=title, handling=item.handling, service=item.service)


def paper_of_many(done: Operation, form: forms.Form, items: Sequence[Item]) -> Document | None:
    """Keep the document that came with a form about many items, as closed as the most closed of them.

    Raises:
        ValidationError: there is one, and the items stand under marks of different groups, of which it can have one.
    """
    order = [*Handling]
    groups = {item.handling for item in items} - set(order)
    if form.cleaned_data.get("paper") is not None and len(groups) > 1:
        raise ValidationError(
            {"paper": _("These items stand under marks of different groups. Enter them in parts.")}
        )
    ranks = {**{mark: rank for rank, mark in enumerate(order)}, **dict.fromkeys(groups, len(order))}
    return paper_of(done, form, max(items, key=lambda item: ranks[item.handling]))
