"""Fields that several forms of the app have."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tallystick.model.party import find_party, nearest_names
from tallystick.register.items.forms import DayInput


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


def day(label: object, **kwargs: Any) -> forms.DateField:  # noqa: ANN401  # as Django has it
    """Make a field for a day, with the browser's own calendar."""
    return forms.DateField(label=label, widget=DayInput(), **kwargs)  # type: ignore[arg-type]  # a lazy text


def upload() -> forms.FileField:
    """Make a field for a file to be kept with what is entered."""
    return forms.FileField(label=_("file (PDF, picture, text or office document)"), required=False)


class SeenForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """A form of a row that others may change meanwhile: it sends back which entry it saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.fields["seen"].initial = self.instance.entry
            self.fields["seen"].required = True
