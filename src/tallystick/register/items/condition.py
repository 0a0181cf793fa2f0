"""In what condition things were last found, and the reason that is asked where what was found unfit is used.

Items know of no surveillance. An app that keeps any offers `looked_at(items)` in its `looked_at.py`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from tallystick.register.items.models import EventKind, Item
from tallystick.register.offered import offered

USING: Final = frozenset({EventKind.ISSUED, EventKind.ENTRUSTED, EventKind.EXPENDED, EventKind.EXPORTED})
"""Kinds of events by which somebody comes to use a thing, or to have it in hand."""
_MOST_TOLD: Final = 5
"""Things named one by one: whoever hands out a hundred unfit lots reads of five and looks at the list."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a thing when somebody last looked at it."""

    on: date
    result: Any
    """In words, translated when it is shown."""
    code: str = ""
    """Of the state's own scheme, where it has one."""
    is_unfit: bool = False
    """Whether it is not to be used as it is."""
    tone: str = ""
    """Of its tag on a page: good, warning or bad."""


def conditions(items: Collection[Item]) -> dict[UUID, Found]:
    """Give what was last found of each of some things; those that nobody looked at are left out."""
    found: dict[UUID, Found] = {}
    for app in offered("looked_at"):
        found |= app.looked_at(items)
    return found


def told_unfit(kind: EventKind, items: Collection[Item], on: date | None = None) -> list[str]:
    """Say of things that are to be used what was found unfit, by a day where one is given: a sentence each."""
    if kind not in USING:
        return []
    found = conditions(items)
    unfit = [(item, found[item.pk]) for item in items if item.pk in found and found[item.pk].is_unfit]
    return [
        _(
            "On %(day)s surveillance found of %(number)s: %(result)s. Say in the note why it is used all the same."
        )
        % {"day": one.on.isoformat(), "number": item.number, "result": one.result}
        for item, one in unfit
        if on is None or one.on <= on
    ][:_MOST_TOLD]


def ask_reason(form: forms.Form, kind: EventKind, items: Collection[Item], on: date) -> None:
    """Refuse at the field `note` of a form, where it is empty, to use what was found unfit by a day."""
    if form.cleaned_data.get("note", "").strip() == "":
        for sentence in told_unfit(kind, items, on):
            form.add_error("note", sentence)
