"""Forms for signing in, and for users."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from tallystick.register.access.models import User
from tallystick.register.access.users import stamp
from tallystick.register.handling import Handling


class OwnPasswordForm(PasswordChangeForm):
    """The password a person has, and a new one; a wrong one counts towards the lock as it does at the sign-in page."""

    def __init__(self, request: Any, *args: Any, **named: Any) -> None:  # noqa: ANN401  # as Django has them
        super().__init__(request.user, *args, **named)
        self._request = request

    def clean_old_password(self) -> str:
        """Try the password through the backends, which lock a name after five wrong ones."""
        old: str = self.cleaned_data["old_password"]
        if authenticate(self._request, username=self.user.get_username(), password=old) is None:
            raise forms.ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old


class UserForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """A user's name, role, reach and clearances."""

    clearances = forms.CharField(
        label=_("cleared for"),
        required=False,
        help_text=_("Handling marks beyond public and parties only, with commas: restricted, group:NAME."),
    )

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    """How the user stood when the form was opened."""

    class Meta:
        model = User
        fields = ("username", "full_name", "role", "language", "services", "sites", "clearances", "is_active")
        help_texts = {  # noqa: RUF012  # as Django has it
            "services": _(
                "Operators and store keepers see what belongs to these services, and what lies in the sites below: "
                "either lets in. For one site alone, tick the site and no service."
            ),
        }
        widgets = {  # noqa: RUF012  # as Django has it
            "services": forms.CheckboxSelectMultiple,
            "sites": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            # the name stands in the chain wherever this person did something
            self.fields["username"].disabled = True
            self.initial["clearances"] = ", ".join(self.instance.clearances)
            self.initial["seen"] = stamp(self.instance)

    def clean_clearances(self) -> list[str]:
        """Take the marks apart; a mark is `restricted` or names a group."""
        marks = sorted({mark.strip() for mark in self.cleaned_data["clearances"].split(",")} - {""})
        wrong = [mark for mark in marks if mark != Handling.RESTRICTED and not mark.startswith("group:")]
        if len(wrong) > 0:
            raise forms.ValidationError(
                _("%(mark)s is no handling mark: write restricted, or group:NAME."), params={"mark": wrong[0]}
            )
        return marks


class AccountForm(forms.Form):
    """What people change of their own account."""

    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)


class CodeForm(forms.Form):
    """A one-time code, or a backup code."""

    code = forms.CharField(
        label=_("code"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )
