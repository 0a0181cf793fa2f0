"""Fields that several forms of the app have, and how long what is typed may be."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tallystick.register.fields import DayInput, PartyField, PastDay
from tallystick.register.files.fields import PaperField
from tallystick.register.items.categories import category_choices

__all__ = (
    "LISTED",
    "LONG",
    "Bounded",
    "CategoryField",
    "PartiesField",
    "PartyField",
    "Stamped",
    "day",
    "past",
    "refuse_before",
    "upload",
)

LONG: Final = 4_000
"""Signs of a free text: two close-typed pages."""
LISTED: Final = 40_000
"""Signs of a list: a thousand lines of marks or names, and of what is filled in from them."""
_MOST_STATES: Final = 10
"""States of transit of one consignment."""


class PartiesField(forms.CharField):
    """Several states, by their codes or names with commas between; kept as their codes, in order, each once."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(max_length=400, **kwargs)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  # a list of the row, or what was typed
        """Write the codes with commas between."""
        return ", ".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:  # noqa: ANN401  # as Django has it
        """Compare the codes as they are typed."""
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: object) -> list[str]:
        """Give the codes."""
        text = str(super().clean(value))
        one = PartyField()
        codes = [one.clean(name) for name in text.split(",") if name.strip() != ""]
        if len(codes) > _MOST_STATES:
            raise ValidationError(
                _("These are more than %(most)s. Enter them in parts."), params={"most": _MOST_STATES}
            )
        return list(dict.fromkeys(codes))


class CategoryField(forms.ChoiceField):
    """A category of goods, chosen as on items; what an older row says besides stays to be chosen."""

    def __init__(self) -> None:
        super().__init__(label=_("category"), choices=category_choices)

    def offer_also(self, kept: str) -> None:
        """Offer what a row says already, as it stands there."""
        choices = category_choices()
        if kept not in dict(choices):
            self.choices = [*choices, (kept, kept)]

    def said(self, code: str) -> str:
        """Give the words that a category is chosen by."""
        return str(dict(category_choices()).get(code, code))


class Stamped(forms.Form):
    """Adds to a form of a decision the stamp over what was looked at, as a hidden field. Stands before others."""

    seen = forms.CharField(widget=forms.HiddenInput(attrs={"maxlength": "64"}), required=False, max_length=64)

    def see(self, stamp: str) -> None:
        """Keep the stamp over what the person is shown."""
        self.fields["seen"].initial = stamp

    @property
    def stamp_seen(self) -> str:
        """Give the stamp that the page was opened with; empty where none was sent."""
        stamp: str = self.cleaned_data["seen"]
        return stamp


def day(label: object, **kwargs: Any) -> forms.DateField:  # noqa: ANN401  # as Django has it
    """Make a field for a day, with the browser's own calendar."""
    return forms.DateField(label=label, widget=DayInput(), **kwargs)  # type: ignore[arg-type]  # a lazy text


def past(label: object, **kwargs: Any) -> PastDay:  # noqa: ANN401  # as Django has it
    """Make a field for the day on which something happened: none that is still to come."""
    return PastDay(label=label, **kwargs)  # type: ignore[arg-type]  # a lazy text


def refuse_before(form: forms.Form, name: str, asked: date | None) -> None:
    """Refuse the day of an answer that lies before that of its question."""
    day_told = form.cleaned_data.get(name)
    if day_told is not None and asked is not None and day_told < asked:
        form.add_error(name, gettext("Enter a day between that of the question and today."))


def upload() -> PaperField:
    """Make a field for a file to be kept with what is entered."""
    return PaperField(label=_("file (PDF, picture, text or office document)"), help_text="")


class Bounded(forms.Form):
    """Bounds every free text of a form: `LONG`, or `LISTED` where `LISTS` names it. Stands before `ModelForm`."""

    LISTS: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        for name, field in _unbounded(self.fields.items()):
            field.max_length = LISTED if name in self.LISTS else LONG
            field.validators.append(MaxLengthValidator(field.max_length))
            field.widget.attrs["maxlength"] = str(field.max_length)


def _unbounded(fields: Iterable[tuple[str, forms.Field]]) -> list[tuple[str, forms.CharField]]:
    found = [(name, field) for name, field in fields if isinstance(field, forms.CharField)]
    return [(name, field) for name, field in found if field.max_length is None]
