"""Every form of licences bounds what is typed into it."""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.access.permissions import Reach
from tallystick.register.items.models import Item
from tallystick.register.licences.forms.cases import LineForm
from tallystick.register.licences.forms.fields import LISTED, LONG, PartiesField
from tallystick.register.licences.forms.own import OwnLineForm
from tallystick.register.licences.models import (
    CaseLine,
    EndUseDocument,
    Exemption,
    Licence,
    OwnLine,
    Verification,
)
from tallystick.register.licences.questions import QUESTIONS
from tests.register.conftest import SmallState
from tests.register.licence_case import documented, reviewed

ROOMS = ("cases", "licences", "own", "review")
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
        "row": Verification(),
        "exemption": Exemption(),
        "cleared": ["parties_only"],
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
    assert seen > 60, "the forms of four files were walked"


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


def test_a_file_sent_over_a_change_of_somebody_else_is_kept(
    small: SmallState, signed_in: Callable[[Role], Client]
) -> None:
    document = documented(reviewed(small))
    browser, address = signed_in(Role.AUTHORITY), reverse("edit_end_use", args=[document.pk])
    given = {
        "kind": document.kind, "number": "EUC 5", "issuer": "Ministry", "issuer_party": "QMO",
        "translation": "attached", "names_end_user": "Army of Morvane", "seen": document.entry - 1,
    }  # fmt: skip
    told = browser.post(address, given)
    assert told.status_code == 409
    page = told.content.decode()
    assert 'enctype="multipart/form-data"' in page, "without it a browser sends the name of the file alone"
    file = ContentFile(b"%PDF-1.4\n%%EOF\n", name="certificate.pdf")
    seen = {"seen": EndUseDocument.objects.get().entry, "file": file}
    assert browser.post(address, given | seen).status_code == 302
    kept = EndUseDocument.objects.get().document
    assert kept is not None


_LINES: tuple[tuple[Any, Any], ...] = ((LineForm, CaseLine), (OwnLineForm, OwnLine))


def test_a_category_of_goods_is_chosen_as_on_items_and_never_cut() -> None:
    for make, row in _LINES:
        refused = make({"category": "assault rifles"})
        assert refused.errors["category"] == [
            "Select a valid choice. assault rifles is not one of the available choices."
        ]
        assert "category" not in make({"category": "SA4"}).errors
        older = make({"category": "pistolets"}, instance=row(category="pistolets"))
        assert "category" not in older.errors, "what stands in an older row stays to be chosen"
