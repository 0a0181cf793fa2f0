"""Forms of returns: beginning one, what is said in it, who may see its lines, and its way out."""

from collections.abc import Collection, Iterable
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tallystick.register.core_words import error_shown
from tallystick.register.fields import DayInput, HandlingField, PastDay
from tallystick.register.files.fields import PaperField
from tallystick.register.handling import in_words
from tallystick.register.items.models import EventKind
from tallystick.register.ledger.edited import RecordedForm, Seen
from tallystick.register.ledger.models import Recorded
from tallystick.register.returns.goods import CHAPTERS
from tallystick.register.returns.instruments import PARTS, Instrument
from tallystick.register.returns.lines import MARKS, PARTIES_ONLY, PUBLIC, WITHHELD, Line, mark_of
from tallystick.register.returns.models import Basis, Binding, Filing, Means, PartnerFile, Profile, Reason
from tallystick.register.returns.partner_files import fault_in_upload
from tallystick.register.returns.period import Years
from tallystick.register.returns.profiles import TREATIES
from tallystick.register.returns.questions import open_to_people
from tallystick.register.stores.models import ServiceKind

MARK_CHOICES: Final = (
    (PUBLIC, gettext_lazy("public")),
    (PARTIES_ONLY, gettext_lazy("parties only")),
    (WITHHELD, gettext_lazy("withheld")),
)
FIRST_YEAR: Final = 1992
"""The first calendar year that the UN Register was asked about."""
_TWO_YEARS: Final = frozenset({Instrument.POA})
_REMARK_LENGTH: Final = 300
_ANSWER_LENGTH: Final = 4000


_DAY_MISSING: Final = gettext_lazy("Say since which day it binds.")
_DAY_TOO_MUCH: Final = gettext_lazy("A day since which it binds goes with “bound since a day” alone.")


class BeginForm(forms.Form):
    """Which return, and on which year."""

    instrument = forms.ChoiceField(
        label=gettext_lazy("return"), choices=[(name, Instrument(name).label) for name in PARTS]
    )
    year = forms.IntegerField(label=gettext_lazy("year, or the last of two"), min_value=FIRST_YEAR)

    def clean_year(self) -> int:
        """Refuse a year that has not begun."""
        year: int = self.cleaned_data["year"]
        if year > timezone.localdate().year:
            raise ValidationError(_("This year has not begun."))
        return year

    def begun(self) -> tuple[Instrument, Years]:
        """Give the return, and the years it is about."""
        instrument = Instrument(self.cleaned_data["instrument"])
        last = self.cleaned_data["year"]
        return instrument, Years(last - 1 if instrument in _TWO_YEARS else last, last)


_OF_ATT: Final = ("att_since", "att_until", "att_contested")


def _binds(label: Any) -> forms.ChoiceField:  # noqa: ANN401  # a lazy text
    return forms.ChoiceField(
        label=label,
        choices=Binding.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=gettext_lazy("Until it is said, no report to it is called due or late."),
    )


class ProfileForm(RecordedForm):
    """What questionnaires are answered from."""

    att_binds = _binds(gettext_lazy("Does the Arms Trade Treaty bind the state?"))
    ecowas_binds = _binds(gettext_lazy("Does the ECOWAS Convention bind the state?"))
    field_order = ("authority", "contact", "att_binds", *_OF_ATT, "ecowas_binds")

    class Meta:
        model = Profile
        fields = (
            "authority",
            "contact",
            *_OF_ATT,
            "ecowas_since",
            "ecowas_until",
            "ecowas_contested",
            "armed_forces",
            "antique_until",
            "control_list",
            "control_list_published",
            "definitions",
            "export_record_years",
            "import_record_years",
            "marking",
            "import_marking",
            "assistance",
        )
        field_classes = {"att_since": PastDay, "ecowas_since": PastDay}  # noqa: RUF012  # as Django has it
        widgets = {"att_until": DayInput, "ecowas_until": DayInput}  # noqa: RUF012  # as Django has it

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        public = [one for one in ServiceKind.choices if one[0] != ServiceKind.PRIVATE]
        self.fields["armed_forces"] = _several(self, "armed_forces", public)
        for treaty in TREATIES:
            self.fields[f"{treaty}_binds"].initial = getattr(self.instance, f"{treaty}_binds")

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning, and a day that does not go with the answer."""
        given = super().clean() or {}
        for treaty in TREATIES:
            since, until = given.get(f"{treaty}_since"), given.get(f"{treaty}_until")
            if until is not None and (since is None or until <= since):
                self.add_error(f"{treaty}_until", _("It cannot end before it began."))
            binds = given.get(f"{treaty}_binds") or Binding.NOT_SAID
            if f"{treaty}_since" in given and (binds == Binding.BOUND) != (since is not None):
                self.add_error(f"{treaty}_since", _DAY_MISSING if since is None else _DAY_TOO_MUCH)
            setattr(self.instance, f"{treaty}_not_bound", binds == Binding.NOT_BOUND)
        return given


class FilingForm(RecordedForm):
    """What is said of a working return as a whole."""

    class Meta:
        model = Filing
        fields = (
            "visibility",
            "notes_for",
            "seizures",
            "basis",
            "authorised_for",
            "export_means",
            "import_means",
            "cut_off_on",
            "remarks",
        )

    OF_ATT = ("authorised_for", "export_means", "import_means", "cut_off_on")
    """What only the Arms Trade Treaty's template asks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        if not any(EventKind.SEIZED in part.kinds for part in PARTS[self.instance.instrument]):
            del self.fields["seizures"]
        if self.instance.instrument != Instrument.ATT_ANNUAL:
            # only the Arms Trade Treaty leaves the choice
            self.fields["basis"].choices = [(Basis.ACTUAL.value, Basis.ACTUAL.label)]  # type: ignore[attr-defined]
        if self.instance.instrument != Instrument.ATT_ANNUAL:
            for name in self.OF_ATT:
                del self.fields[name]
            return
        self.fields["cut_off_on"].widget = DayInput()
        for name in ("export_means", "import_means"):
            self.fields[name] = _several(self, name, Means.choices)
        self.fields["authorised_for"] = _several(self, "authorised_for", _basis_choices())

    def clean(self) -> dict[str, Any]:
        """Refuse categories that are chosen for nothing, and a choice by category of none."""
        given = super().clean() or {}
        is_by_category = given.get("basis") == Basis.BY_CATEGORY
        if "authorised_for" in given and is_by_category != (len(given["authorised_for"]) > 0):
            self.add_error(
                "authorised_for", _("Choose categories here if you count by category, and only then.")
            )
        return given


def _several(form: forms.ModelForm, name: str, choices: Iterable[tuple[str, Any]]) -> forms.Field:  # type: ignore[type-arg]  # as above
    """Give a field of a form that keeps a list: several of the choices, or none."""
    label = form._meta.model._meta.get_field(name).verbose_name
    return forms.MultipleChoiceField(
        label=label, choices=list(choices), widget=forms.CheckboxSelectMultiple, required=False
    )


def _basis_choices() -> list[tuple[str, str]]:
    """Offer each category of the Arms Trade Treaty, of exports and of imports."""
    return [
        (f"{direction}:{category}", f"{words}, {category}")
        for direction, words in (("exports", _("Exports")), ("imports", _("Imports")))
        for category in CHAPTERS
    ]


class AnswersForm(Seen):
    """What people answer to the questions of a return that neither the profile nor the register answers."""

    def __init__(self, filing: Filing, data: Any = None) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(data)
        self.see(filing)
        self.names = {f"answer-{at}": one.name for at, one in enumerate(open_to_people(filing))}
        for at, one in enumerate(open_to_people(filing)):
            self.fields[f"answer-{at}"] = forms.CharField(
                label=f"{one.article}: {one.question}",
                widget=forms.Textarea(attrs={"rows": 3}),
                max_length=_ANSWER_LENGTH,
                required=False,
                initial=filing.answers.get(one.name, ""),
            )

    def answers(self) -> dict[str, str]:
        """Give the answers by the names of their questions."""
        return {name: self.cleaned_data[field] for field, name in self.names.items()}

    def standing(self, row: Recorded) -> dict[str, str]:
        """Say which answers stand now."""
        stands = row.answers if isinstance(row, Filing) else {}
        return {field: stands.get(name, "") for field, name in self.names.items()}


class LinesForm(Seen):
    """Who may see each line of one page, and what is said beside it."""

    everything = forms.ChoiceField(
        label=gettext_lazy("all lines of this page"),
        choices=(("", gettext_lazy("as each is set")), *MARK_CHOICES),
        required=False,
    )

    def __init__(self, filing: Filing, lines: Iterable[tuple[str, Line]], data: Any = None) -> None:  # noqa: ANN401  # as Django has it
        """Ask of each line, told what it is about in short."""
        super().__init__(data)
        self.see(filing)
        self.lines: list[Line] = []
        for about, line in lines:
            self.lines.append(line)
            self.fields[f"mark-{line.key}"] = forms.ChoiceField(
                label=about, choices=MARK_CHOICES, initial=line.mark
            )
            self.fields[f"remark-{line.key}"] = forms.CharField(
                label=f"{about} · {_('Remark')}",
                max_length=_REMARK_LENGTH,
                required=False,
                initial=line.remark,
            )

    def by_line(self) -> list[tuple[Line, Any, Any]]:
        """Give each line with its two fields."""
        return [(line, self[f"mark-{line.key}"], self[f"remark-{line.key}"]) for line in self.lines]

    def marks(self) -> dict[str, str]:
        """Give the marks that were changed; a line nobody touched goes on following how its rows are handled."""
        every = self.cleaned_data["everything"]
        given = {line.key: every or self.cleaned_data[f"mark-{line.key}"] for line in self.lines}
        was = {line.key: line.mark for line in self.lines}
        return {key: mark for key, mark in given.items() if mark in MARKS and mark != was[key]}

    def remarks(self) -> dict[str, str]:
        """Give what is said beside each line."""
        return {line.key: self.cleaned_data[f"remark-{line.key}"] for line in self.lines}

    def standing(self, row: Recorded) -> dict[str, str]:
        """Say what stands now of the lines that this form says otherwise."""
        stands: dict[str, str] = {}
        if not isinstance(row, Filing):
            return stands
        for line in self.lines:
            mark, remark = mark_of(row, line.figure), row.line_remarks.get(line.key, "")
            if mark != self.cleaned_data[f"mark-{line.key}"]:
                stands[f"mark-{line.key}"] = str(dict(MARK_CHOICES)[mark])
            if remark != self.cleaned_data[f"remark-{line.key}"]:
                stands[f"remark-{line.key}"] = remark
        return stands


class SubmitForm(forms.Form):
    """The day a return is filed, and that it is filed with what it lacks."""

    filed_on = PastDay(label=gettext_lazy("filed on"), initial=timezone.localdate)
    all_the_same = forms.BooleanField(
        label=gettext_lazy("submit all the same: what is listed above stays not known")
    )

    def __init__(self, lacks: Collection[str], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        """Ask for the tick where the return lacks something."""
        super().__init__(*args, **kwargs)
        if len(lacks) == 0:
            del self.fields["all_the_same"]


class AcknowledgeForm(forms.Form):
    """The body's acknowledgement."""

    acknowledged_on = PastDay(label=gettext_lazy("acknowledged on"), initial=timezone.localdate)
    reference = forms.CharField(
        label=gettext_lazy("reference of the acknowledgement"), max_length=200, required=False
    )


class ReviseForm(forms.Form):
    """Why a later version is made."""

    reason = forms.ChoiceField(
        label=gettext_lazy("why there is a new version"), choices=Reason.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=gettext_lazy("what changed"), widget=forms.Textarea)


class PartnerForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """A file with what another party declared."""

    file = PaperField(
        label=gettext_lazy("file"),
        required=True,
        help_text=gettext_lazy(
            "A tally file or a filing file, as CSV or Excel, or a file of a known source."
        ),
    )
    handling = HandlingField()

    class Meta:
        model = PartnerFile
        fields = ("title", "handling")

    def __init__(self, handlings: Iterable[str], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["handling"].choices = [(one, in_words(one)) for one in handlings]  # type: ignore[attr-defined]

    def clean_file(self) -> Any:  # noqa: ANN401  # as Django has it
        """Refuse a file that cannot be read as a declaration, before it is kept."""
        given = self.cleaned_data["file"]
        given.seek(0)
        fault = fault_in_upload(given.name, given.read())
        given.seek(0)
        if fault is not None:
            shown = error_shown(fault)
            raise ValidationError([one for one in (shown.text, shown.english) if one != ""])
        return given
