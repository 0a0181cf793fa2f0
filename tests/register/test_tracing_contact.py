"""The national point of contact is kept once, and stands in requests, letters and answers."""

import io
from collections.abc import Callable
from datetime import date

from django.test import Client
from django.urls import reverse
from docx import Document

from tallystick.register.access.models import Role
from tallystick.register.items.models import EventKind, Item
from tallystick.register.items.record import Happened, happen
from tallystick.register.ledger.operation import operation
from tallystick.register.tracing.contact import our_contact
from tallystick.register.tracing.entering import from_item
from tallystick.register.tracing.letter import request_letter
from tallystick.register.tracing.models import Circumstance, PointOfContact, TraceRequest
from tallystick.register.tracing.needs import lacking
from tests.register.conftest import SmallState
from tests.register.samples_tracing import asked, asking

Browser = Callable[[Role], Client]
GIVEN = {"office": "Tracing Desk", "telephone": "+00 1", "email": "desk@example.org"}


def test_the_point_of_contact_is_entered_once_and_stands_in_what_is_written_afterwards(
    small: SmallState, signed_in: Browser
) -> None:
    before = asking(small.rifle)
    browser = signed_in(Role.AUTHORITY)
    assert "not entered yet" in browser.get(reverse("traces")).content.decode()
    browser.post(reverse("trace_contact"), GIVEN)
    line = "Tracing Desk, +00 1, desk@example.org"
    assert our_contact() == line
    request = asking(small.pistol)
    assert (request.own_contact, asked(small).own_contact) == (line, line)
    assert "It names no point of contact." not in lacking(request, marks=1)
    # what was sent keeps what it said
    assert TraceRequest.objects.get(pk=before.pk).own_contact == ""
    assert line in _text(request_letter(request))
    assert line in browser.get(reverse("new_trace_out")).content.decode()
    assert asking(small.rifle, own_contact="Desk 9").own_contact == "Desk 9"


def test_there_is_one_point_of_contact_and_an_edit_meanwhile_is_shown(
    small: SmallState,  # noqa: ARG001  # a register
    signed_in: Browser,
) -> None:
    browser = signed_in(Role.AUTHORITY)
    browser.post(reverse("trace_contact"), GIVEN)
    seen = PointOfContact.objects.get().entry
    browser.post(reverse("trace_contact"), GIVEN | {"office": "First", "seen": seen})
    answer = browser.post(reverse("trace_contact"), GIVEN | {"office": "Second", "seen": seen})
    assert answer.status_code == 409
    assert PointOfContact.objects.get().office == "First"


def test_a_request_about_a_weapon_begins_with_how_it_came_to_hand(small: SmallState) -> None:
    assert "circumstance" not in from_item(small.rifle)
    details = {"place": "Invented Village", "circumstances": "Under an amnesty."}
    with operation("keeper", "enter surrendered") as done:
        happen(done, small.rifle, Happened(EventKind.LOST, date(2024, 2, 1), details=details))
    assert "circumstance" not in from_item(small.rifle)
    with operation("keeper", "enter issued") as done:
        happen(done, small.pistol, Happened(EventKind.ISSUED, date(2024, 2, 1), holder="P-1"))
        small.pistol.refresh_from_db()
        handed = Happened(EventKind.SURRENDERED, date(2024, 3, 1), store=small.locker, details=details)
        happen(done, small.pistol, handed)
    begun = from_item(small.pistol)
    assert begun["circumstance"] == Circumstance.SURRENDERED
    assert (begun["found_on"], begun["found_where"]) == (date(2024, 3, 1), "Invented Village")
    assert begun["found_how"] == "Under an amnesty."
    seized = Happened(EventKind.SEIZED, date(2024, 4, 1), store=small.locker, details={"place": "Road"})
    with operation("keeper", "enter seized") as done:
        happen(done, Item.objects.get(pk=small.pistol.pk), seized)
    begun = from_item(small.pistol)
    assert (begun["circumstance"], begun["found_where"], begun["found_how"]) == ("seized", "Road", "")


def _text(letter: bytes) -> str:
    document = Document(io.BytesIO(letter))
    return "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
