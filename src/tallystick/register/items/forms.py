"""Forms for registering, describing and marking items."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import visible
from tallystick.register.fields import DayInput, HandlingField, PartyField, in_year
from tallystick.register.files.content import PICTURES
from tallystick.register.files.fields import PaperField
from tallystick.register.files.keeping import checked
from tallystick.register.files.models import Document
from tallystick.register.handling import Handling
from tallystick.register.items.categories import category_choices
from tallystick.register.items.checking import Happened
from tallystick.register.items.doubts import DoubtsField, OthersField, doubts, unsaid, unticked
from tallystick.register.items.fields import Suggested
from tallystick.register.items.happened_form import DecisionForm, HappenedForm
from tallystick.register.items.likely import may_be
from tallystick.register.items.makes import known_calibres, known_makes, known_models, nearest
from tallystick.register.items.marks import is_half_read
from tallystick.register.items.models import COUNTED, EventKind, Item, ItemKind, Mark, MarkKind, Reading
from tallystick.register.ledger.edited import Seen
from tallystick.register.ledger.models import Recorded
from tallystick.register.stores.models import Service, Store
from tallystick.register.stores.own import is_out_of_reach, services_to_enter

__all__ = [
    "DayInput",
    "DecisionForm",
    "DescribeForm",
    "HappenedForm",
    "MarkForm",
    "PictureForm",
    "RegisterForm",
    "SplitForm",
]

_WHOLE = _(
    "It stands there with ? or *, so it was not read whole. Choose another reading, or write it without them."
)
DESCRIPTIVE = ("kind", "category", "make", "model", "calibre", "year", "country", "service")
"""What every form that describes items asks first."""
_DOUBTED = frozenset({"kind", "category", "model", "calibre", "year"})
"""Columns that a doubt can be about."""


class DescribeForm(Seen, forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """What an item is: the columns that people describe, with suggestions that are never forced."""

    category = forms.ChoiceField(label=_("category"), choices=category_choices)
    country = PartyField(label=_("country of manufacture"), required=False)
    handling = HandlingField()
    is_so = DoubtsField()

    class Meta:
        model = Item
        fields: tuple[str, ...] = (*DESCRIPTIVE, "lot_number", "condition", "origin", "handling", "note")

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.request = request
        # what an item says stays to be chosen: who sees it by its site keeps its service
        offered = Q(pk__in=services_to_enter(request).values("pk")) | Q(pk=self.instance.service_id)
        self.fields["service"].queryset = Service.objects.filter(offered)  # type: ignore[attr-defined]
        for name, values in (
            ("make", known_makes()),
            ("model", known_models()),
            ("calibre", known_calibres()),
        ):
            self.fields[name].widget = Suggested(values)
        self.fields["handling"].offer(request.user.handlings, self.instance.handling)  # type: ignore[attr-defined]
        if not self.is_bound:
            # nothing is doubted yet
            del self.fields["is_so"]

    def clean_year(self) -> int | None:
        """Refuse a year that has not come, and say to the country of manufacture of which year it is asked."""
        year: int | None = self.cleaned_data["year"]
        if year is not None and year > timezone.localdate().year:
            raise ValidationError(_("This year has not come yet."))
        country: Any = self.fields["country"]
        country.during = in_year(year)
        return year

    def clean(self) -> dict[str, Any]:
        """Ask once more what may be a slip of the hand: nothing is kept until a person says that it is so."""
        given = super().clean() or {}
        self._refuse_out_of_reach(given)
        found = (
            list(doubts(given, dict(category_choices())))
            if len(self.errors) == 0 and self._is_described_anew()
            else []
        )
        if len(found) == 0:
            self.fields.pop("is_so", None)
            return given
        asked: Any = self.fields["is_so"]
        asked.ask(found)
        if len(unticked(found, given["is_so"])) > 0:
            self.add_error("is_so", _("Nothing is kept until each of these is mended or ticked."))
        return given

    def _refuse_out_of_reach(self, given: dict[str, Any]) -> None:
        service, field = given.get("service"), "store" if "store" in self.fields else "service"
        store = given.get("store") if field == "store" else self.instance.store
        if service is not None and field in given and is_out_of_reach(self.request, service, store):
            self.add_error(field, _("Weapons of this service are yours to enter in your own sites alone."))

    def _is_described_anew(self) -> bool:
        # what stands in the register is not asked about again where something else is changed
        return not _DOUBTED.isdisjoint(self.changed_data)

    def standing(self, row: Recorded) -> dict[str, str]:
        """Say what stands in an item now: codes in the words that they are chosen by."""
        said = super().standing(row)
        for name in ("category", "handling"):
            field: Any = self.fields[name]
            said[name] = str(dict(field.choices).get(said[name], said[name]))
        return said

    def remarks(self) -> list[str]:
        """Say what a person may want to look at again: names near a common model."""
        near = nearest(self.cleaned_data["model"])
        if len(near) == 0:
            return []
        return [_("No common model has this name. Nearest: %(names)s.") % {"names": ", ".join(near)}]


class RegisterForm(DescribeForm):
    """A new item with its serial number, and where it lies."""

    serial = forms.CharField(
        label=_("serial number as read"),
        max_length=80,
        required=False,
        help_text=_("Write ? for each character that cannot be read. Leave it empty where there is none."),
    )
    reading = forms.ChoiceField(label=_("reading"), choices=Reading.choices, initial=Reading.WHOLE)
    store = forms.ModelChoiceField(label=_("in store"), queryset=Store.objects.none(), required=False)
    happened_on = forms.DateField(label=_("registered on"), widget=DayInput, initial=timezone.localdate)
    reference = forms.CharField(label=_("number of the document"), max_length=120, required=False)
    paper = PaperField()
    is_other = OthersField(
        label=_("It is another item than those named above: register it all the same"), required=False
    )

    field_order = ("kind", "category", "make", "model", "calibre", "serial", "reading")
    folded = ("quantity", "lot_number")
    """What is asked of ammunition and parts alone: it stands folded away at the end."""

    class Meta(DescribeForm.Meta):
        fields: tuple[str, ...] = (
            *DESCRIPTIVE,
            "quantity",
            "lot_number",
            "condition",
            "origin",
            "handling",
            "note",
        )

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(request, *args, **kwargs)
        self.fields["store"].queryset = visible(request, Store.objects.filter(is_open=True))  # type: ignore[attr-defined]
        self.fields["handling"].required = self.fields["quantity"].required = False
        # folded away, a one that nobody wrote would pass for a count: neither the row nor the column begins with it
        self.initial.pop("quantity", None)
        self.fields["quantity"].initial = None
        self.likely: list[Item] = []
        if not self.is_bound:
            # no item is named yet
            del self.fields["is_other"]

    def folded_fields(self) -> list[forms.BoundField]:
        """Give the fields that stand folded away."""
        return [self[name] for name in self.folded]

    def is_unfolded(self) -> bool:
        """Whether they are shown at once: for what is counted, and where one of them holds something or is refused."""
        held = any(
            str(one.value() or "") not in {"", "1"} or len(one.errors) > 0 for one in self.folded_fields()
        )
        return held or self["kind"].value() in COUNTED

    def clean_quantity(self) -> int:
        """Take an empty quantity of a weapon for one; what is counted needs its own."""
        quantity = int(self.cleaned_data["quantity"] or 0)
        if quantity == 0 and self.cleaned_data.get("kind") in COUNTED:
            raise ValidationError(_("Of parts and ammunition the quantity is needed."))
        return quantity or 1

    def clean_handling(self) -> str:
        """Take no mark for the usual one."""
        return self.cleaned_data["handling"] or Handling.PARTIES_ONLY

    def clean(self) -> dict[str, Any]:
        """Point at items that may be the same, and refuse to count what is no lot."""
        given = super().clean()
        if len(set(self.errors) - {"is_so"}) == 0:
            described = {name: given[name] for name in ("make", "model", "calibre", "lot_number")}
            self.likely = may_be(self.request, Item(**described), self.marks())
            self._check_quantity_and_mark(given)
        self._point_at_likely(given)
        return given

    def _check_quantity_and_mark(self, given: dict[str, Any]) -> None:
        if given["quantity"] != 1 and given["kind"] not in COUNTED:
            self.add_error(
                "quantity", _("Each weapon is registered by itself: only parts and ammunition are counted.")
            )
        if given["reading"] == Reading.WHOLE and is_half_read(given["serial"]):
            self.add_error("serial", _WHOLE)

    def _point_at_likely(self, given: dict[str, Any]) -> None:
        if len(self.likely) == 0:
            del self.fields["is_other"]
            return
        asked: Any = self.fields["is_other"]
        asked.ask(self.likely)
        if len(unsaid(self.likely, given["is_other"])) > 0:
            said = {"numbers": ", ".join(item.number for item in self.likely)}
            sentence = _("This may be an item that stands in the register already: %(numbers)s.")
            self.add_error("is_other", sentence % said)

    def marks(self) -> list[Mark]:
        """Give the marks that were read, not yet saved."""
        text = self.cleaned_data["serial"].strip()
        if text == "":
            return []
        is_lot = self.cleaned_data["kind"] == ItemKind.AMMUNITION
        kind = MarkKind.LOT if is_lot else MarkKind.MANUFACTURER
        return [Mark(kind=kind, text=text, reading=self.cleaned_data["reading"])]

    def happened(self, document: Document | None = None) -> Happened:
        """Give the event of registration."""
        given = self.cleaned_data
        return Happened(
            EventKind.REGISTERED,
            given["happened_on"],
            store=given["store"],
            reference=given["reference"],
            document=document,
        )


class MarkForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """One more mark of an item; with a day, one that was applied then."""

    applied_on = forms.DateField(
        label=_("applied on"),
        widget=DayInput,
        required=False,
        help_text=_("Only for a mark that your state applied: the day is kept as an event."),
    )
    reference = forms.CharField(label=_("number of the document"), max_length=120, required=False)

    class Meta:
        model = Mark
        fields = ("kind", "text", "reading", "place")

    def clean(self) -> dict[str, Any]:
        """Refuse a mark as read whole that is written as one that was not."""
        given = super().clean() or {}
        if given.get("reading") == Reading.WHOLE and is_half_read(given.get("text", "")):
            self.add_error("text", _WHOLE)
        return given

    def happened(self) -> Happened | None:
        """Give the event of marking; None for a mark that was only read."""
        given = self.cleaned_data
        if given["applied_on"] is None:
            return None
        return Happened(
            EventKind.MARKED,
            given["applied_on"],
            details={"mark": given["text"]},
            reference=given["reference"],
        )


class PictureForm(forms.Form):
    """A picture of an item or of one of its marks."""

    picture = forms.FileField(label=_("picture"), help_text=_("JPEG, PNG, WebP or TIFF."))
    caption = forms.CharField(label=_("what it shows"), max_length=200, required=False)

    def clean_picture(self) -> Any:  # noqa: ANN401  # an uploaded file
        """Refuse what is no picture by its content."""
        given = self.cleaned_data["picture"]
        if checked(given) not in PICTURES:
            raise ValidationError(_("This is no picture."))
        return given


class SplitForm(forms.Form):
    """A part of a lot that becomes a lot of its own."""

    quantity = forms.IntegerField(label=_("how many are taken out"), min_value=1)
    happened_on = forms.DateField(label=_("happened on"), widget=DayInput, initial=timezone.localdate)
    reference = forms.CharField(label=_("number of the document"), max_length=120, required=False)
    note = forms.CharField(label=_("note"), widget=forms.Textarea, required=False)

    def happened(self) -> Happened:
        """Give the event of splitting."""
        given = self.cleaned_data
        return Happened(
            EventKind.SPLIT,
            given["happened_on"],
            quantity=given["quantity"],
            reference=given["reference"],
            note=given["note"],
        )


def remark_of_many(count: int) -> str:
    """Say how many were registered."""
    return ngettext("%(count)s item was registered.", "%(count)s items were registered.", count) % {
        "count": count
    }
