"""A page with a form does what the form says in one operation, and says at the form what was refused."""

from datetime import timedelta

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, QueryDict
from django.test import RequestFactory
from django.utils import timezone

from tallystick.register.access.models import Role, User
from tallystick.register.fields import HandlingField, PastDay
from tallystick.register.files.fields import PaperField
from tallystick.register.form_page import FormPage, acted, form_page, refuse
from tallystick.register.handling import Handling, in_words
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import Operation
from tallystick.register.stores.models import Service


class _Form(forms.Form):
    reason = forms.CharField(required=False)


@pytest.fixture
def asked(people: dict[Role, User], rf: RequestFactory) -> HttpRequest:
    """Return a request of the authority."""
    request = rf.post("/")
    request.user = User.objects.get(pk=people[Role.AUTHORITY].pk)
    return request


def _sent() -> _Form:
    form = _Form(QueryDict("reason=why"))
    assert form.is_valid()
    return form


def test_what_is_done_stands_in_one_entry_with_the_document_and_note_that_it_rests_on(
    asked: HttpRequest,
) -> None:
    def act(done: Operation) -> None:
        done.document, done.note = "letter 7", "by telephone"
        done.save(Service(name="Customs", kind="customs"))

    assert acted(asked, _sent(), "add service", act)
    entry = Entry.objects.latest("number")
    said = (entry.actor, entry.verb, entry.document, entry.note)
    assert said == (asked.user.get_username(), "add service", "letter 7", "by telephone")


def test_what_is_refused_is_said_at_the_form_and_nothing_of_it_is_kept(asked: HttpRequest) -> None:
    def act(done: Operation) -> None:
        done.save(Service(name="Customs", kind="customs"))
        raise ValidationError({"reason": "too short"})

    form, before = _sent(), Entry.objects.count()
    assert not acted(asked, form, "add service", act)
    assert form.errors == {"reason": ["too short"]}
    assert (Entry.objects.count(), Service.objects.filter(name="Customs").exists()) == (before, False)


@pytest.mark.parametrize(
    ("error", "at", "where"),
    [
        (ValidationError("no"), "", "__all__"),
        (ValidationError("no"), "reason", "reason"),
        (ValidationError({"reason": "no"}), "", "reason"),
        (ValidationError({"elsewhere": "no"}), "", "__all__"),
    ],
)
def test_a_fault_stands_at_the_field_that_it_names_or_at_the_head(
    error: ValidationError, at: str, where: str
) -> None:
    form = _sent()
    refuse(form, error, at)
    assert form.errors == {where: ["no"]}


def test_a_page_says_where_it_belongs_and_what_its_button_does(asked: HttpRequest) -> None:
    shown = FormPage(
        "close it", "/counts/7/", "C-7", ["<b>"], about="Main armoury", state="open", verb="close"
    )
    page = form_page(asked, _Form(), shown).content.decode()
    assert "<h1>Close it</h1>" in page
    assert '<a href="/counts/7/"><bdi class="mono">C-7</bdi></a> <bdi>Main armoury</bdi>' in page
    assert '<span class="tag">open</span>' in page
    assert "<button>Close</button>" in page
    assert "&lt;b&gt;" in page


def test_a_day_on_which_something_happened_is_not_still_to_come() -> None:
    field, today = PastDay(), timezone.localdate()
    assert field.clean(today.isoformat()) == today
    with pytest.raises(ValidationError, match="has not come yet"):
        field.clean((today + timedelta(days=1)).isoformat())


def test_a_file_of_no_kind_that_is_kept_is_refused_at_its_field() -> None:
    field = PaperField()
    assert field.clean(None) is None
    assert field.clean(SimpleUploadedFile("list.csv", b"number,mark\n")) is not None
    with pytest.raises(ValidationError):
        field.clean(SimpleUploadedFile("run.pdf", b"MZ\x90\x00 no paper"))


def test_marks_are_offered_to_whom_they_are_open_and_a_group_keeps_its_record() -> None:
    field = HandlingField()
    field.offer(["public", "parties_only"], "group:NORTH")
    assert field.choices == [("public", "public"), ("parties_only", "parties only"), ("group:NORTH",) * 2]
    field.offer([*Handling])
    assert field.choices == Handling.choices
    assert (in_words("parties_only"), in_words("group:NORTH")) == ("parties only", "group:NORTH")
