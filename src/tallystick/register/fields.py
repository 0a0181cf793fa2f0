"""Fields that forms of every app have."""

from collections.abc import Collection
from datetime import MAXYEAR, date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tallystick.model.party import Meaning, find_party, meanings_of
from tallystick.register.days import NOT_COME, is_to_come
from tallystick.register.direction import listed
from tallystick.register.handling import Handling
from tallystick.register.states import nearest_states, state_name


class DayInput(forms.DateInput):
    """A day, as the browser's own calendar has it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PastDay(forms.DateField):
    """The day on which something happened; one that has not come yet is refused."""

    widget = DayInput

    def clean(self, value: object) -> date | None:
        """Give the day; None where it was left empty."""
        day: date | None = super().clean(value)
        if day is not None and is_to_come(day):
            raise ValidationError(NOT_COME)
        return day


class HandlingField(forms.ChoiceField):
    """Who may see a record."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        told = {"label": gettext_lazy("handling"), "initial": Handling.PARTIES_ONLY, **kwargs}
        super().__init__(choices=Handling.choices, **told)

    def offer(self, marks: Collection[str], stands: str = "") -> None:
        """Offer the marks that a person is cleared for, and the one that stands: a record for a group stays one."""
        offered: list[tuple[str, Any]] = [one for one in Handling.choices if one[0] in marks]
        if stands not in {"", *(mark for mark, _label in offered)}:
            offered.append((stands, stands))
        self.choices = offered


class PartyField(forms.CharField):
    """A state, by its code or its name; kept as its code. An unknown one is refused with the nearest names.

    Where one name has stood for several states in turn, `during` chooses: the first and last day it was used for.
    """

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(max_length=80, **kwargs)
        self.during: tuple[date, date] | None = None

    def clean(self, value: object) -> str:
        """Give the code."""
        text = str(super().clean(value))
        if text == "":
            return ""
        days: tuple[date | None, ...] = self.during or (None,)
        codes = {find_party(text, on=day) for day in days}
        code = codes.pop() if len(codes) == 1 else None
        if code is None or ":" in code:
            raise ValidationError(_several(text) or _unknown(text))
        return code


def in_year(year: int | None) -> tuple[date, date] | None:
    """Give the first and last day of a year; None where it is not known, or no calendar has it."""
    if year is None or not 0 < year <= MAXYEAR:
        return None
    return date(year, 1, 1), date(year, 12, 31)


def _several(name: str) -> str:
    """Say which states a name has stood for; nothing where it was one or none."""
    meanings = meanings_of(name)
    if len(meanings) < 2:  # noqa: PLR2004  # several
        return ""
    sentence = _("“%(name)s” has named several states: %(states)s. Give the year, or the code.")
    return sentence % {"name": name, "states": listed((_dated(one) for one in meanings), ";")}


def _dated(one: Meaning) -> str:
    begins, ends = (day.isoformat() if day is not None else "…" for day in (one.valid_from, one.valid_until))
    return f"{state_name(one.code)} ({one.code}) {begins} – {ends}"


def _unknown(name: str) -> str:
    near = nearest_states(name)
    said = {"name": name, "near": near if near != "" else "–"}
    return _("No state is known by “%(name)s”. Nearest: %(near)s.") % said
