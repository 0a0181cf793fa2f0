"""Choose many items: by ticks in the list, or by register numbers pasted, keyed or scanned one a line."""

import re
from difflib import get_close_matches
from typing import Any, Final
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tallystick.register.items.history import chunks
from tallystick.register.items.models import EventKind, Item
from tallystick.register.items.scanned import bare, undone
from tallystick.register.numbers import is_right

MOST: Final = 2_000
"""Items that one event is entered for at once: two seconds of work."""
TO_MANY: Final = (
    EventKind.ISSUED,
    EventKind.RETURNED,
    EventKind.MOVED,
    EventKind.ENTRUSTED,
    EventKind.IMPORTED,
    EventKind.EXPORTED,
    EventKind.DEACTIVATED,
    EventKind.DESTROYED,
    EventKind.SEIZED,
    EventKind.FOUND,
    EventKind.SURRENDERED,
    EventKind.LOST,
    EventKind.STOLEN,
    EventKind.WRITTEN_OFF,
)
"""What can happen to many at once, on one document."""


class ChooseForm(forms.Form):
    """Which items, and what happened to them."""

    kind = forms.ChoiceField(
        label=gettext_lazy("what happened"), choices=[(kind.value, kind.label) for kind in TO_MANY]
    )
    numbers = forms.CharField(
        label=gettext_lazy("register numbers"),
        widget=forms.Textarea,
        required=False,
        help_text=gettext_lazy("One a line, with the check digit: QMA1-0000012-3."),
    )

    def __init__(self, rows: QuerySet[Item], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.chosen: list[Item] = []
        self.undone: dict[str, str] = {}
        """What was keyed through the wrong keyboard, and what it was read as."""

    def clean(self) -> dict[str, Any]:
        """Find the items; say of each number that is none what is wrong with it."""
        given = super().clean() or {}
        numbers = read_numbers(given.get("numbers", ""))
        ticked = self.data.getlist("item") if hasattr(self.data, "getlist") else []
        if len(numbers) + len(ticked) > MOST:
            self.add_error(None, _("These are more than %(most)s. Enter them in parts.") % {"most": MOST})
            return given
        self.chosen = self._found(numbers, [one for one in ticked if is_id(one)])
        if len(self.chosen) == 0 and len(self.errors) == 0:
            self.add_error(
                None, _("Choose items first: tick them in the list, or give their register numbers.")
            )
        return given

    def _found(self, numbers: list[str], ticked: list[str]) -> list[Item]:
        found: dict[str, Item] = {}
        for some in chunks(numbers):
            found |= {item.number: item for item in self.rows.filter(number__in=some)}
        words = [word for word in str(self.cleaned_data.get("numbers", "")).split() if _lacks(word, found)]
        self.undone = undone(words, self.rows)
        for some in chunks(sorted(set(self.undone.values()))):
            found |= {item.number: item for item in self.rows.filter(number__in=some)}
        left = [number for word in words if word not in self.undone for number in read_numbers(word)]
        for number in [number for number in left if number not in found][:10]:
            self.add_error("numbers", self._fault(number))
        for some in chunks(ticked):
            found |= {item.number: item for item in self.rows.filter(pk__in=some)}
        return [found[number] for number in sorted(found)]

    def _fault(self, number: str) -> str:
        if not is_right(number):
            return _("%(number)s: the check digit does not fit. Look at the number again.") % {
                "number": number
            }
        near = get_close_matches(number, self.rows.values_list("number", flat=True)[:1_000], n=1, cutoff=0.8)
        if len(near) > 0:
            return _("%(number)s is no item that you may see. Nearest: %(near)s.") % {
                "number": number,
                "near": near[0],
            }
        return _("%(number)s is no item that you may see.") % {"number": number}


def _lacks(word: str, found: dict[str, Item]) -> bool:
    return any(number not in found for number in read_numbers(word))


def read_numbers(text: str) -> list[str]:
    """Take register numbers apart: lines, commas or spaces between them; each once, in order."""
    numbers = (bare(word) for word in re.split(r"[\s,;]+", text))
    return list(dict.fromkeys(number for number in numbers if number != ""))


def is_id(text: str) -> bool:
    """Whether a text can be the id of a row."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
