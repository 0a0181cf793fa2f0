"""Forms for ledgers, mappings, sites and conflicts."""

from dataclasses import asdict
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tallystick.register.exchange.conflicts import Said
from tallystick.register.exchange.fields import FIELDS, STATES, Shape
from tallystick.register.exchange.models import DayOrder, Mapping
from tallystick.register.exchange.sheets import ANYWHERE, WORKBOOKS, Place, Sheet, is_unicode, opened_sheet
from tallystick.register.exchange.usual import field_headed
from tallystick.register.fields import PartyField
from tallystick.register.files.models import Document
from tallystick.register.items.categories import category_choices
from tallystick.register.items.models import ItemKind, Offence, State
from tallystick.register.stores.models import Service, Store

_MOST_WORDS: Final = 200
"""Unknown words asked on one page; the others come up at the next comparison."""


class LedgerForm(forms.Form):
    """A file to take in."""

    file = forms.FileField(
        label=_("ledger"),
        help_text=_("A workbook (.xlsx, .ods) or CSV in UTF-8, with one line for each item."),
    )

    def clean_file(self) -> "UploadedFile[bytes]":  # in quotes: not subscriptable when it runs
        """Refuse a CSV in another encoding, with what to do: which letters it means could only be guessed."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if not str(file.name).lower().endswith(WORKBOOKS) and not is_unicode(file):
            raise ValidationError(
                _(
                    "This file is not written in UTF-8. Save it in the spreadsheet as “CSV UTF-8”, or as a workbook."
                )
            )
        return file


class PlaceForm(forms.Form):
    """Where the headings of a ledger stand."""

    sheet = forms.ChoiceField(label=_("sheet"), required=False)
    line = forms.IntegerField(label=_("line of the headings"), min_value=1, required=False)

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(initial=asdict(sheet.place))
        names = sorted({sheet.place.sheet, *sheet.unread} - {""})
        if len(names) > 0:
            self.fields["sheet"].choices = [(one, one) for one in names]  # type: ignore[attr-defined]  # of choices
        else:
            del self.fields["sheet"]


class ChooseMappingForm(forms.Form):
    """A mapping that was kept."""

    mapping = forms.ModelChoiceField(label=_("mapping"), queryset=Mapping.objects.all())


class MappingForm(forms.Form):
    """What the columns of a ledger mean."""

    name = forms.CharField(label=_("name of this mapping"), max_length=80)
    ledger = forms.CharField(
        label=_("name of the ledger"),
        max_length=80,
        help_text=_(
            "Files of one ledger have the same keys: next year's file changes the items of this year's."
        ),
    )
    day_order = forms.ChoiceField(label=_("days are written"), choices=DayOrder.choices)
    key = forms.MultipleChoiceField(
        label=_("columns by which a line is known again"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        document: Document,
        *args: Any,  # noqa: ANN401  # as Django has it
        at: Place = ANYWHERE,
        **kwargs: Any,  # noqa: ANN401  # as above
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = opened_sheet(document.path, document.name, at=at)
        headings = [one for one in self.sheet.headings if one != ""]
        columns = [(one, one) for one in headings]
        self.fields["key"].choices = columns  # type: ignore[attr-defined]  # a field of choices
        for name, about in FIELDS.items():
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=_("%(field)s: in column") % {"field": about.title},
                choices=[("", "—"), *columns],
                required=False,
                initial=_like(name, headings),
                widget=forms.Select({"aria-label": _("%(field)s: in column") % {"field": about.title}}),
            )
            self.fields[f"constant_{name}"] = forms.CharField(
                label=_("%(field)s: in every line") % {"field": about.title},
                max_length=200,
                required=False,
                widget=forms.TextInput(
                    {"aria-label": _("%(field)s: in every line") % {"field": about.title}}
                ),
            )

    def rows(self) -> list[tuple[Any, bool, forms.BoundField, forms.BoundField]]:
        """Give for each field its title, whether it is needed, where its column and where its constant are asked."""
        return [
            (one.title, one.is_needed, self[f"column_{name}"], self[f"constant_{name}"])
            for name, one in FIELDS.items()
        ]

    def first(self) -> list[forms.BoundField]:
        """Give what is asked before the columns."""
        return [self[name] for name in ("name", "ledger", "day_order", "key")]

    def clean_name(self) -> str:
        """Refuse a name that is taken."""
        name: str = self.cleaned_data["name"]
        if Mapping.objects.filter(name=name).exists():
            raise ValidationError(_("A mapping of this name is there already."))
        return name

    def clean(self) -> dict[str, Any]:
        """Refuse a field told twice, and one that is needed and not told."""
        given = super().clean() or {}
        for name, about in FIELDS.items():
            column, constant = given.get(f"column_{name}", ""), given.get(f"constant_{name}", "")
            if column != "" and constant != "":
                self.add_error(f"constant_{name}", _("Name a column, or what it is in every line: not both."))
            if about.is_needed and column == "" and constant == "":
                self.add_error(f"column_{name}", _("Every item needs this."))
        return given

    def mapping(self) -> Mapping:
        """Give the mapping, unsaved."""
        given = self.cleaned_data
        return Mapping(
            name=given["name"],
            ledger=given["ledger"],
            day_order=given["day_order"],
            key=given["key"],
            columns={name: given[f"column_{name}"] for name in FIELDS if given[f"column_{name}"] != ""},
            constants={name: given[f"constant_{name}"] for name in FIELDS if given[f"constant_{name}"] != ""},
        )


def _like(name: str, headings: list[str]) -> str:
    wanted = {name.replace("_", " "), str(FIELDS[name].title).casefold()}
    exact = next((one for one in headings if one.casefold() in wanted), None)
    return exact or next((one for one in headings if field_headed(one) == name), "")


class WordsForm(forms.Form):
    """What words of a ledger stand for that nobody knows yet."""

    def __init__(self, unknown: list[list[str]], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.asked: dict[str, tuple[str, str]] = {}
        for at, (name, word, near) in enumerate(unknown[:_MOST_WORDS]):
            self.asked[f"word_{at}"] = (name, word)
            told: dict[str, Any] = {
                "label": f"{FIELDS[name].title}: {word}",
                "required": False,
                "help_text": near,
            }
            # a state is written, by its code or a name: there are too many to choose from
            self.fields[f"word_{at}"] = (
                PartyField(**told)
                if FIELDS[name].shape is Shape.PARTY
                else forms.ChoiceField(choices=[("", "—"), *_targets(name)], **told)
            )

    def words(self) -> dict[str, dict[str, str]]:
        """Give what was chosen: for each field, each word."""
        found: dict[str, dict[str, str]] = {}
        for field, (name, word) in self.asked.items():
            if self.cleaned_data[field] != "":
                found.setdefault(name, {})[word] = self.cleaned_data[field]
        return found


def _targets(name: str) -> list[tuple[str, Any]]:
    choices: dict[str, list[tuple[str, Any]]] = {
        "kind": [(one.value, one.label) for one in ItemKind],
        "category": [(code, words) for code, words in category_choices() if code != ""],
        "state": [(str(one), State(one).label) for one in STATES],
        "offence": [(one.value, one.label) for one in Offence],
        "service": [(one.name, one.name) for one in Service.objects.all()],
        "store": [(one.code, str(one)) for one in Store.objects.filter(is_open=True)],
    }
    return choices[name]


class SiteForm(forms.Form):
    """Another site's card, and the fingerprint as its people read it over the telephone."""

    card = forms.FileField(label=_("card of the site"))
    fingerprint = forms.CharField(
        label=_("fingerprint"),
        max_length=60,
        help_text=_("As the other site reads it to you over the telephone."),
    )


class BundleForm(forms.Form):
    """A bundle of another site."""

    file = forms.FileField(label=_("bundle"))


class SettleForm(forms.Form):
    """Which version of a row stands, and why."""

    version = forms.ChoiceField(label=_("what stands"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea)

    def __init__(self, versions: list[Said], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        if len(versions) == 0:
            del self.fields["version"]
        else:
            self.fields["version"].choices = [(one.version, _told(one)) for one in versions]  # type: ignore[attr-defined]


def _told(said: Said) -> str:
    return f"{said.entry.origin.name} · {said.entry.actor} · {said.entry.entered_at:%Y-%m-%d %H:%M}"
