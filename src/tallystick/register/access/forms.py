"""Forms for signing in, and for users."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tallystick.register.access.models import User


class UserForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """A user's name, role, reach and clearances."""

    clearances = forms.CharField(
        label=_("cleared for"),
        required=False,
        help_text=_("Handling marks beyond public and parties only, with commas: restricted, group:NAME."),
    )

    class Meta:
        model = User
        fields = ("username", "full_name", "role", "language", "services", "sites", "clearances", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["clearances"] = ", ".join(self.instance.clearances)

    def clean_clearances(self) -> list[str]:
        """Take the marks apart; a mark is `restricted` or names a group."""
        marks = sorted({mark.strip() for mark in self.cleaned_data["clearances"].split(",")} - {""})
        wrong = [mark for mark in marks if mark != "restricted" and not mark.startswith("group:")]
        if len(wrong) > 0:
            raise forms.ValidationError(
                _("%(mark)s is no handling mark: write restricted, or group:NAME."), params={"mark": wrong[0]}
            )
        return marks
