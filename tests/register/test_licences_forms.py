"""Every form of licences bounds what is typed into it."""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from types import SimpleNamespace

import pytest
from django import forms
from django.core.exceptions import ValidationError

from tallystick.register.access.permissions import Reach
from tallystick.register.items.models import Item
from tallystick.register.licences.forms.fields import LISTED, LONG, PartiesField
from tallystick.register.licences.models import CaseLine, Licence
from tallystick.register.licences.questions import QUESTIONS

ROOMS = ("cases", "licences", "review")
ASKED = SimpleNamespace(reach=Reach.ANY, user=SimpleNamespace(handlings=["public"]))


def given(names: list[str]) -> list[object]:
    """Give a form what it is made with, by the names of its arguments."""
    known = {
        "request": ASKED,
        "line": CaseLine(place=1, description="rifles", quantity=3),
        "licence": Licence(),
        "items": Item.objects.none(),
        "label": "-",
        "question": QUESTIONS[0],
        "questions": list(QUESTIONS),
        "gaps": [],
    }
    return [known[name] for name in names]


def every_form() -> Iterator[forms.BaseForm]:
    for room in ROOMS:
        module = import_module(f"tallystick.register.licences.forms.{room}")
        for _name, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, forms.BaseForm) and kind.__module__ == module.__name__:
                wanted = inspect.signature(kind).parameters.values()
                needed = [
                    one.name
                    for one in wanted
                    if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD
                ]
                make: Callable[..., forms.BaseForm] = kind
                yield make(*given(needed))


@pytest.mark.django_db
def test_every_text_of_every_form_has_a_longest_length_that_is_kept() -> None:
    seen = 0
    for form in every_form():
        for name, field in form.fields.items():
            if not isinstance(field, forms.CharField) or isinstance(field, PartiesField):
                continue
            seen += 1
            where = f"{type(form).__name__}.{name}"
            assert field.max_length is not None, where
            assert field.max_length <= (LISTED if name in getattr(form, "LISTS", ()) else LONG), where
            assert field.widget.attrs.get("maxlength") == str(field.max_length), where
            with pytest.raises(ValidationError):
                field.run_validators("x" * (field.max_length + 1))
            field.run_validators("x" * field.max_length)
    assert seen > 60, "the forms of three files were walked"


def test_states_of_transit_are_read_by_code_or_name_in_order_and_once() -> None:
    field = PartiesField(required=False)
    assert field.clean("Morvane, qmu , Morvane") == ["QMO", "QMU"]
    assert field.clean("") == []
    assert field.prepare_value(["QMO", "QMU"]) == "QMO, QMU"
    assert not field.has_changed(["QMO", "QMU"], "QMO, QMU")
    with pytest.raises(ValidationError, match="No state is known by “Atlantis”"):
        field.clean("QMO, Atlantis")
    with pytest.raises(ValidationError, match="more than 10"):
        field.clean(",".join(["QMO"] * 11))


def test_no_state_field_is_defined_twice() -> None:
    from tallystick.register.items.fields import PartyField  # noqa: PLC0415  # the two names side by side
    from tallystick.register.licences.forms.fields import PartyField as Here  # noqa: PLC0415  # as above

    assert Here is PartyField
