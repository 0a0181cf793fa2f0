"""Pages of the log give nothing of what is marked for others, and what they give of it is kept as a reading."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tallystick.register.access.models import Reading, Role, User
from tallystick.register.items.models import EventKind, Item
from tallystick.register.items.record import Happened, happen, register_all
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tallystick.register.log import shown
from tallystick.register.returns.models import Filing
from tests.register.conftest import SmallState, rifle_of

Browser = Callable[[Role], Client]
DOCUMENT, NOTE = "note 7 on the agent", "handed over at night"


def marked(item: Item, handling: str) -> None:
    with operation("setter", "mark item") as done:
        found = Item.objects.get(pk=item.pk)
        found.handling = handling
        done.save(found)


def issued(small: SmallState, document: str = DOCUMENT, note: str = NOTE) -> Entry:
    """Issue the rifle on a document."""
    item = Item.objects.get(pk=small.rifle.pk)
    on = Entry.objects.order_by("number")[0].entered_at.date()
    with operation("keeper", "enter issued", document=document, note=note) as done:
        happen(done, item, Happened(EventKind.ISSUED, on, holder="Unit 1"))
    return Entry.objects.order_by("-number")[0]


def page_of(browser: Client, entry: Entry) -> str:
    return browser.get(reverse("entry", args=[entry.number])).content.decode()


def cleared(people: dict[Role, User], role: Role) -> None:
    people[role].clearances = ["restricted"]
    people[role].save()


def test_document_and_note_of_what_is_withheld_are_withheld_on_the_entry_and_in_the_list(
    small: SmallState, signed_in: Browser, people: dict[Role, User]
) -> None:
    marked(small.rifle, "restricted")
    entry, browser = issued(small), signed_in(Role.AUDITOR)
    page, listed = page_of(browser, entry), browser.get(reverse("log")).content.decode()
    assert (DOCUMENT in page, NOTE in page, DOCUMENT in listed) == (False, False, False)
    assert "withheld from you" in page
    assert "withheld from you" in listed
    cleared(people, Role.AUDITOR)
    browser = signed_in(Role.AUDITOR)
    page, listed = page_of(browser, entry), browser.get(reverse("log")).content.decode()
    assert (DOCUMENT in page, NOTE in page, DOCUMENT in listed) == (True, True, True)


def test_document_and_note_of_open_rows_stand_on_the_entry_and_in_the_list(
    small: SmallState, signed_in: Browser
) -> None:
    entry, browser = issued(small), signed_in(Role.AUDITOR)
    page, listed = page_of(browser, entry), browser.get(reverse("log")).content.decode()
    assert (DOCUMENT in page, NOTE in page, DOCUMENT in listed) == (True, True, True)
    assert Reading.objects.count() == 0


def test_one_withheld_row_beyond_those_that_are_shown_withholds_the_document_too(
    small: SmallState, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tallystick.register.log.views.MOST_SHOWN", 1)
    with operation("setter", "register", document=DOCUMENT) as done:
        on = Entry.objects.order_by("number")[0].entered_at.date()
        happened = Happened(EventKind.REGISTERED, on, store=small.armoury)
        fresh = [(*rifle_of(small.army, f"Z{one}77"), happened) for one in range(3)]
        fresh[2][0].handling = "restricted"
        register_all(done, fresh)
    entry, browser = Entry.objects.order_by("-number")[0], signed_in(Role.AUDITOR)
    page = page_of(browser, entry)
    assert DOCUMENT not in page
    assert DOCUMENT not in browser.get(reverse("log")).content.decode()


def test_the_history_of_an_open_row_withholds_the_document_of_an_entry_with_a_withheld_row(
    small: SmallState, signed_in: Browser
) -> None:
    with operation("setter", "edit items", document=DOCUMENT) as done:
        for item in (small.rifle, small.pistol):
            found = Item.objects.get(pk=item.pk)
            found.note = "looked at"
            done.save(found)
    address, browser = reverse("row_history", args=["items.item", small.pistol.pk]), signed_in(Role.AUDITOR)
    assert DOCUMENT in browser.get(address).content.decode()
    marked(small.rifle, "restricted")
    page = browser.get(address).content.decode()
    assert "looked at" in page
    assert DOCUMENT not in page


def test_the_history_withholds_what_was_written_while_the_row_was_marked(
    small: SmallState, signed_in: Browser, people: dict[Role, User]
) -> None:
    for handling, note in (("restricted", "kept by the agent"), ("parties_only", "in the armoury")):
        with operation("setter", "edit item") as done:
            found = Item.objects.get(pk=small.rifle.pk)
            found.handling, found.note = handling, note
            done.save(found)
    address = reverse("row_history", args=["items.item", small.rifle.pk])
    page = signed_in(Role.AUDITOR).get(address).content.decode()
    assert "kept by the agent" not in page
    assert "Withheld from you: it is marked for others." in page
    assert Reading.objects.count() == 0
    cleared(people, Role.AUDITOR)
    assert "kept by the agent" in signed_in(Role.AUDITOR).get(address).content.decode()
    assert Reading.objects.get().subject == f"items.item {small.rifle.pk}"


def test_the_page_of_an_entry_keeps_one_reading_of_each_sensitive_record_it_shows(
    small: SmallState, signed_in: Browser, people: dict[Role, User]
) -> None:
    marked(small.rifle, "restricted")
    first = Entry.objects.order_by("number")[0]
    browser = signed_in(Role.AUDITOR)
    assert "AB1234" not in page_of(browser, first)
    assert Reading.objects.count() == 0
    cleared(people, Role.AUDITOR)
    assert "AB1234" in page_of(signed_in(Role.AUDITOR), first)
    [reading] = Reading.objects.all()
    assert (reading.user, reading.subject, reading.handling) == (
        people[Role.AUDITOR],
        f"items.item {small.rifle.pk}",
        "restricted",
    )


def test_a_reading_is_kept_of_what_was_marked_when_it_was_written_and_is_open_now(
    small: SmallState, signed_in: Browser, people: dict[Role, User]
) -> None:
    marked(small.rifle, "restricted")
    then = Entry.objects.order_by("-number")[0]
    marked(small.rifle, "parties_only")
    cleared(people, Role.AUDITOR)
    page_of(signed_in(Role.AUDITOR), then)
    assert Reading.objects.get().subject == f"items.item {small.rifle.pk}"


def test_figures_of_marked_records_that_a_return_froze_are_withheld_on_its_entry(
    small: SmallState, signed_in: Browser, people: dict[Role, User]
) -> None:
    assert small.rifle is not None
    frozen = [{"key": "k", "which": {"handling": "restricted", "model": "Secretarms"}, "quantity": 4}]
    with operation("setter", "file return") as done:
        filing = done.save(Filing(instrument="att", year_from=2024, year_to=2024, frozen=frozen))
    entry = Entry.objects.order_by("-number")[0]
    assert "Secretarms" not in page_of(signed_in(Role.AUDITOR), entry)
    cleared(people, Role.AUDITOR)
    assert "Secretarms" in page_of(signed_in(Role.AUDITOR), entry)
    assert Reading.objects.get().subject == f"returns.filing {filing.pk}"


def test_the_list_takes_as_many_queries_for_fifty_documents_as_for_two(
    small: SmallState, signed_in: Browser
) -> None:
    def edited(times: int) -> None:
        for one in range(times):
            with operation("setter", "edit item", document=f"note {one}") as done:
                found = Item.objects.get(pk=small.rifle.pk)
                found.note = f"looked at {one}"
                done.save(found)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("log"))
        return len(queries)

    browser = signed_in(Role.AUDITOR)
    edited(2)
    asked()  # what is read once is read
    few = asked()
    edited(48)
    assert asked() == few
    assert "note 47" in browser.get(reverse("log")).content.decode()


def test_the_list_leaves_the_document_of_a_long_entry_to_its_own_page(
    small: SmallState, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "LOOKED_THROUGH", 100)
    entry, browser = issued(small), signed_in(Role.AUDITOR)
    listed = browser.get(reverse("log")).content.decode()
    assert DOCUMENT not in listed
    assert "on the page of the entry" in listed
    assert DOCUMENT in page_of(browser, entry)


def test_an_entry_of_thousands_of_rows_is_looked_through_in_statements_that_any_database_takes(
    small: SmallState,
) -> None:
    key = str(small.rifle.pk)
    rows = [{"row": "items.mark", "id": key, "is": {"item_id": f"{one:032x}"}} for one in range(2_000)]
    rows.append({"row": "items.mark", "id": key, "is": {"item_id": key}})
    marked(small.rifle, "restricted")
    with CaptureQueriesContext(connection) as asked:
        assert shown.closed_entries({7: rows}, ["public"]) == {7}
    assert len(asked) == 3
