"""What of a description is asked once more before it is kept: it may be a slip of the hand, and it may be so."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tallystick.register.direction import listed
from tallystick.register.items.makes import disagreeing
from tallystick.register.items.models import COUNTED, Item, ItemKind

_OLDEST: Final = 1800
"""Nothing older is in a store that is not a museum: percussion locks came after it."""
_BEGINS: Final = {
    ItemKind.SMALL_ARM: ("SA",),
    # mortars from 75 mm on are artillery of the Register, and man-portable missiles are of its category VII
    ItemKind.LIGHT_WEAPON: ("LW", "III", "VII"),
    ItemKind.SYSTEM: ("I", "V"),
}
"""How the categories of each kind begin; what is counted is of none."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that is asked; `key` changes with what it is about, so that a tick holds for nothing else."""

    key: str
    sentence: str


def fits(kind: str, category: str) -> bool:
    """Whether things of a kind can be of a category."""
    if ItemKind(kind) in COUNTED:
        return category == "-"
    return category.startswith(_BEGINS[ItemKind(kind)])


def doubts(given: dict[str, Any], categories: Mapping[str, Any]) -> Iterator[Doubt]:
    """Say what of a description is doubtful.

    Args:
        given: its columns.
        categories: all that can be chosen, by their codes.
    """
    kind, category, year = given["kind"], given["category"], given["year"]
    if not fits(kind, category):
        of_kind = [words for code, words in categories.items() if code != "" and fits(kind, code)]
        sentence = _("Category %(category)s does not go with the kind “%(kind)s”. Those that do: %(those)s.")
        said = {"category": category, "kind": ItemKind(kind).label, "those": listed(of_kind, ";")}
        yield Doubt(f"category {kind} {category}", sentence % said)
    if year is not None and year < _OLDEST:
        yield Doubt(
            f"year {year}", _("The year %(year)s is before %(oldest)s.") % {"year": year, "oldest": _OLDEST}
        )
    others = disagreeing(given["model"], given["calibre"], category)
    if len(others) > 0:
        usual = {
            "model": others[0].model,
            "calibre": others[0].calibre or "–",
            "category": others[0].category,
        }
        sentence = _("%(model)s is commonly of calibre %(calibre)s and category %(category)s.") % usual
        yield Doubt(f"model {given['model']} {given['calibre']} {category}", sentence)


class DoubtsField(forms.MultipleChoiceField):
    """The doubts, each with a tick that says it is so."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Look at this again, and tick what is so"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def ask(self, found: list[Doubt]) -> None:
        """Offer these doubts."""
        self.choices = [(one.key, one.sentence) for one in found]

    def validate(self, value: list[str]) -> None:
        """Take any tick: which doubts there are is known only once the other fields are read."""


class NamedTick(forms.CheckboxInput):
    """A tick that sends the names of what was shown beside it."""

    names: tuple[str, ...] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ANN401, ARG002  # as Django has it
        """Give the names that were sent; none where it was not ticked."""
        return str(data.get(name, ""))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
        """Give what it is drawn from: shown anew with other names, it is no longer ticked."""
        return super().get_context(name, value == self.format_value(value), attrs)

    def format_value(self, value: Any) -> str:  # noqa: ANN401, ARG002  # as above
        """Write the names that are shown now."""
        return " ".join(self.names)


class OthersField(forms.CharField):
    """A tick that says of the items that were shown, and of no others, that none of them is meant."""

    widget = NamedTick

    def ask(self, found: Iterable[Item]) -> None:
        """Show these items."""
        tick: Any = self.widget
        tick.names = tuple(item.number for item in found)


def unsaid(found: Iterable[Item], ticked: str) -> list[Item]:
    """Give the items of which nobody said that they are others."""
    said = ticked.split()
    return [item for item in found if item.number not in said]


def unticked(found: list[Doubt], ticked: list[str]) -> list[Doubt]:
    """Give the doubts that nobody said are so."""
    return [one for one in found if one.key not in ticked]
