"""Two people edit one row: the second is shown both versions, and nothing is written until they decide."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tallystick.register.direction import listed
from tallystick.register.ledger.models import Entry, Recorded
from tallystick.register.ledger.operation import EditedMeanwhileError, Operation


class Seen(forms.Form):
    """Adds to a form of a recorded row the entry that the person saw the row at, as a hidden field.

    Stands before `ModelForm`: `class SiteForm(Seen, forms.ModelForm)`. A form of another kind says `self.see(row)`.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        row: Recorded | None = getattr(self, "instance", None)
        if row is not None and not row._state.adding:
            self.see(row)

    def see(self, row: Recorded) -> None:
        """Keep at which entry the row stands that the person is shown."""
        self.fields["seen"].initial = row.entry
        self.fields["seen"].required = True

    @property
    def entry_seen(self) -> int | None:
        """Give what `Operation.save` wants as `seen`; None for a new row."""
        seen: int | None = self.cleaned_data.get("seen")
        return seen

    def standing(self, row: Recorded) -> dict[str, str]:
        """Say what stands in a row now, by the fields of this form; without those that it has nothing of."""
        return {name: _shown(row, name) for name in self.fields if name != "seen" and hasattr(row, name)}


class RecordedForm(Seen, forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """A form of a recorded row, which it can write."""

    def keep(self, done: Operation) -> Recorded:
        """Write the row.

        Raises:
            EditedMeanwhileError: another edit came first; `edited` shows both.
            ValidationError: another row that came first does not leave room for this one.
        """
        row: Recorded = self.save(commit=False)
        self.check_beside_others()
        return done.save(row, seen=self.entry_seen)

    def check_beside_others(self) -> None:
        """Refuse what other rows leave no room for; asked again while nobody else can write.

        Raises:
            ValidationError: by the name of the field.
        """


@dataclass(frozen=True, slots=True)
class Version:
    """One field in two versions."""

    title: Any
    stands: str
    yours: str

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return self.stands != self.yours


def edited(request: HttpRequest, form: Any, error: EditedMeanwhileError) -> HttpResponse:  # noqa: ANN401  # a model form
    """Show what stands beside what the person wrote; sent again, it is saved over what stands now. Status 409.

    Args:
        request: the request that wanted to save.
        form: its form, with what the person wrote.
        error: what `Operation.save` raised.
    """
    row = type(error.row)._base_manager.get(pk=error.row.pk)
    stands = form.standing(row) if isinstance(form, Seen) else {}
    versions = [_version(form, name, said) for name, said in stands.items()]
    # what the person wrote stays in the form; only what they have now seen is new
    form.data = form.data.copy()
    form.data[form.add_prefix("seen")] = str(row.entry)
    entry = Entry.objects.filter(number=row.entry).first()
    context = {"form": form, "row": row, "entry": entry, "versions": versions}
    return render(request, "edited.html", context, status=409)


def _version(form: Any, name: str, stands: str) -> Version:  # noqa: ANN401  # as above
    return Version(form.fields[name].label or name, stands, _chosen(form, name))


def _shown(row: Recorded, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    return _text(getattr(row, name) if display is None else display())


def _chosen(form: Any, name: str) -> str:  # noqa: ANN401  # as above
    value = form.cleaned_data.get(name)
    choices = getattr(form.fields[name], "choices", None)
    if isinstance(value, str) and choices is not None:
        return str(dict(choices).get(value, value))
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, list):
        return listed(value)
    return "" if value is None else str(value)
