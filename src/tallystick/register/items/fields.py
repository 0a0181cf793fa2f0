"""Fields and widgets that forms of items share."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tallystick.model.party import find_party, nearest_names
from tallystick.register.access.models import HANDLING_CHOICES
from tallystick.register.files.keeping import checked, keep
from tallystick.register.files.models import Document
from tallystick.register.items.models import Item
from tallystick.register.ledger.operation import Operation


class DayInput(forms.DateInput):
    """A day, as the browser's own calendar has it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PartyField(forms.CharField):
    """A state, by its code or its name; kept as its code. An unknown one is refused with the nearest names."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(max_length=80, **kwargs)

    def clean(self, value: object) -> str:
        """Give the code."""
        text = str(super().clean(value))
        if text == "":
            return ""
        code = find_party(text)
        if code is None or ":" in code:
            near = ", ".join(nearest_names(text))
            raise ValidationError(
                _("No state is known by “%(name)s”. Nearest: %(near)s."),
                params={"name": text, "near": near if near != "" else "–"},
            )
        return code


class Suggested(forms.TextInput):
    """A line of text with suggestions that a browser offers while one types."""

    def __init__(self, values: Sequence[str]) -> None:
        super().__init__()
        self.values = values

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ANN401
        """Write the input and its list."""
        listed = f"{name}-known"
        field = super().render(name, value, (attrs or {}) | {"list": listed, "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((one,) for one in self.values))
        return format_html('{}<datalist id="{}">{}</datalist>', field, listed, options)


class PaperField(forms.FileField):
    """The document that something rests on, scanned."""

    def __init__(self) -> None:
        super().__init__(
            label=_("document"),
            required=False,
            help_text=_("PDF, picture, DOCX, XLSX, ODT, ODS, CSV or text."),
        )

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ANN401  # as Django has it
        """Refuse by content what is of no kind that is kept."""
        given = super().clean(data, initial)
        if given is not None:
            checked(given)
        return given


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
    order = [mark for mark, _label in HANDLING_CHOICES]
    groups = {item.handling for item in items} - set(order)
    if form.cleaned_data.get("paper") is not None and len(groups) > 1:
        raise ValidationError(
            {"paper": _("These items stand under marks of different groups. Enter them in parts.")}
        )
    ranks = {**{mark: rank for rank, mark in enumerate(order)}, **dict.fromkeys(groups, len(order))}
    return paper_of(done, form, max(items, key=lambda item: ranks[item.handling]))


def category_choices() -> list[tuple[str, Any]]:
    """Offer the categories of the United Nations Register, and none."""
    from tallystick.register.returns.goods import NOT_ASKED, WORDS  # noqa: PLC0415  # forms load before the reports

    return [
        ("", "---------"),
        *((code, _coded(code, words)) for code, words in WORDS.items()),
        (NOT_ASKED, _("none: part or ammunition")),
    ]


def _coded(code: str, words: Any) -> str:  # noqa: ANN401  # lazy text
    return f"{code} · {words}"


def refuse(form: forms.Form | forms.ModelForm, error: ValidationError) -> None:  # type: ignore[type-arg]  # as above
    """Put the faults of an operation on the fields of a form where it has them."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error.messages)
        return
    for name, faults in error.message_dict.items():
        form.add_error(name if name in form.fields else None, faults)
