"""The pages of items: registering one and many, correcting, splitting, deciding, comparing."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tallystick.model.party import party_name
from tallystick.register.access.models import Role
from tallystick.register.items.checks import breaks as derived_breaks
from tallystick.register.items.models import Event, EventKind, Item, ItemKind, Judgement, Likely, Mark, State
from tallystick.register.items.record import Happened, decide_all, describe, happen, happen_all, register_all
from tallystick.register.items.serials import read_serials
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tallystick.register.ledger.verify import breaks
from tallystick.register.licences.models import Kind
from tallystick.register.templatetags.register_words import party
from tests.register.conftest import SmallState, rifle_of
from tests.register.licence_case import Goods, issued

Browser = Callable[[Role], Client]


def consigned(small: SmallState, serials: list[str], **columns: object) -> list[Item]:
    first = Happened(EventKind.REGISTERED, date(2024, 1, 10), store=small.armoury)
    with operation("setter", "register consignment") as done:
        return register_all(done, [(*rifle_of(small.army, serial, **columns), first) for serial in serials])


def lot_of(small: SmallState, quantity: int = 1000) -> Item:
    return consigned(
        small, ["L 7-78"], kind=ItemKind.AMMUNITION, category="-", quantity=quantity, lot_number="7-78"
    )[0]


def fresh(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


@pytest.mark.parametrize(
    ("pasted", "texts"),
    [
        ("AB1001-AB1003", ["AB1001", "AB1002", "AB1003"]),
        ("AB1001 – 1003", ["AB1001", "AB1002", "AB1003"]),  # a dash as people paste it
        ("0098..0101", ["0098", "0099", "0100", "0101"]),
        ("=1001-1003", ["1001-1003"]),
        ("12-3456", ["12-3456"]),
        ("AB1003-AB1001", ["AB1003-AB1001"]),
        ("AB1001-CD1003", ["AB1001-CD1003"]),
        (" KD 1 \n\nKD 2\r\n", ["KD 1", "KD 2"]),
    ],
)
def test_numbers_are_read_one_a_line_or_as_a_range(pasted: str, texts: list[str]) -> None:
    assert list(read_serials(pasted).texts) == texts


def test_a_number_that_stands_twice_and_a_range_without_end_are_told() -> None:
    assert [fault for *_where, fault in read_serials("AB-1\nAB1\nAB 2").faults] == ["twice"]
    assert [fault for *_where, fault in read_serials("A0000001-A9999999").faults] == ["many"]


@pytest.mark.parametrize(
    ("line", "oddities"),
    [
        ("100-99", ["no_range"]),
        ("AB1001-CD1003", ["no_range"]),
        ("1-500", ["no_range"]),
        ("HX-1 HX-2", ["several"]),
        ("1001, 1002", ["several"]),
        ("fgf;", ["signs"]),
        ("Serial number", ["signs"]),
        ("AB1001-AB1003", []),
        ("=100-99", []),
        ("12-3456", []),
        ("KD 1", []),
        ("KO 12?45", []),
    ],
)
def test_a_line_that_may_have_been_meant_otherwise_is_told(line: str, oddities: list[str]) -> None:
    assert [one.oddity for one in read_serials(line).remarks] == oddities


def test_numbers_that_look_alike_are_two_and_told_as_such() -> None:
    read = read_serials("FF100\nFF10O\nFF-100")
    assert read.texts == ("FF100", "FF10O")
    assert [(one.line, one.text, one.other) for one in read.remarks] == [(2, "FF10O", "FF100")]
    assert read.faults == ((3, "FF-100", "twice"),)


def test_what_is_odd_and_what_all_have_in_common_is_said_before_a_consignment_is_kept(
    small: SmallState, signed_in: Browser
) -> None:
    licence, day = issued(small, Kind.IMPORT, Goods(category="SA4")), timezone.localdate()
    given = form_of_consignment(
        small, serials="HX-1 HX-2", party="QMA", licence=licence.number, happened_on=day
    )
    page = signed_in(Role.AUTHORITY).post(reverse("register_consignment"), given).content.decode()
    assert "Line 1: HX-1 HX-2 was read as one number" in page
    for said in (str(small.armoury), str(day), "QMA", licence.number, "transfer note 7"):
        assert said in page.split("<form method")[1]
    assert Item.objects.count() == 2


def form_of_consignment(small: SmallState, **given: object) -> dict[str, object]:
    return {
        "kind": "small_arm", "category": "SA4", "make": "Invented", "model": "R1", "calibre": "7.62 × 39 mm",
        "service": small.army.pk, "handling": "parties_only", "serials": "AB1233-AB1235", "store": small.armoury.pk,
        "happened_on": "2024-03-01", "reference": "transfer note 7",
    } | given  # fmt: skip


def test_a_consignment_is_shown_beside_the_register_before_it_is_kept(
    small: SmallState, signed_in: Browser
) -> None:
    browser = signed_in(Role.STORE_KEEPER)
    given = form_of_consignment(small)
    page = browser.post(reverse("register_consignment"), given).content.decode()
    assert small.rifle.number in page
    assert "range of 3 numbers" in page
    assert Item.objects.count() == 2
    answer = browser.post(reverse("register_consignment"), given | {"keep": "1", "leave_out": "on"})
    assert answer.status_code == 302
    assert sorted(Mark.objects.values_list("text", flat=True)) == ["AB1233", "AB1234", "AB1235", "XY9876"]
    assert list(breaks()) == []


def test_an_imported_consignment_is_registered_and_then_imported_into_its_store(
    small: SmallState, signed_in: Browser
) -> None:
    licence = issued(small, Kind.IMPORT, Goods(category="SA4"))
    given = form_of_consignment(
        small, serials="N1\nN2", party="QMA", licence=licence.number, happened_on=licence.valid_from, keep="1"
    )
    paper = SimpleUploadedFile("note.pdf", b"%PDF-1.4 note")
    signed_in(Role.AUTHORITY).post(reverse("register_consignment"), given | {"paper": paper})
    made = Item.objects.get(marks__text="N1")
    assert (made.state, made.store) == (State.IN_STORE, small.armoury)
    last = made.events.get(kind=EventKind.IMPORTED)
    assert (last.party, last.details, last.document and last.document.name) == (
        "QMA",
        {"licence": licence.number},
        "note.pdf",
    )


def test_registering_five_hundred_takes_a_few_statements(small: SmallState) -> None:
    with CaptureQueriesContext(connection) as asked:
        consigned(small, [f"K{number:04}" for number in range(500)])
    assert len(asked) < 60


def test_one_that_may_stand_in_the_register_already_is_shown_before_it_is_registered_again(
    small: SmallState, signed_in: Browser
) -> None:
    browser = signed_in(Role.OPERATOR)
    given = {
        "kind": "small_arm", "category": "SA4", "make": "Invented", "model": "r-1", "service": small.army.pk,
        "serial": "A8-1234", "reading": "whole", "happened_on": "2024-03-01",
    }  # fmt: skip
    page = browser.post(reverse("register_item"), given).content.decode()
    assert small.rifle.number in page
    assert Item.objects.count() == 2
    assert browser.post(reverse("register_item"), given | {"is_other": small.rifle.number}).status_code == 302
    assert Likely.objects.get().is_open


def test_a_state_is_taken_by_code_or_name_and_an_unknown_one_is_refused_with_what_is_near(
    small: SmallState, signed_in: Browser
) -> None:
    browser = signed_in(Role.STORE_KEEPER)
    address = reverse("happened", args=[small.rifle.pk, "exported"])
    today = timezone.localdate().isoformat()
    licence = issued(small)
    with operation("authority", "name state of destination") as done:
        licence.to_party = "NER"
        done.save(licence)
    given = {"happened_on": today, "licence": licence.number, "party": "Nigre"}
    assert "Nearest: " in browser.post(address, given).content.decode()
    browser.post(address, given | {"party": "niger"})
    assert small.rifle.events.get(kind=EventKind.EXPORTED).party == "NER"


def test_of_a_weapon_no_quantity_and_no_lot_is_asked_and_of_ammunition_both_are(
    small: SmallState, signed_in: Browser
) -> None:
    browser, address = signed_in(Role.OPERATOR), reverse("register_item")
    asked = browser.get(address).content.decode()
    before, folded = asked.split("<details>", 1)
    for name in ("quantity", "lot_number"):
        assert f'name="{name}"' not in before
        assert folded.count(f'name="{name}"') == 1
    given = {
        "kind": "ammunition", "category": "-", "make": "Invented", "model": "ball", "service": small.army.pk,
        "reading": "whole", "happened_on": "2024-03-01", "quantity": 0, "lot_number": "7-78",
    }  # fmt: skip
    assert "<details open>" in browser.post(address, given).content.decode()
    assert browser.post(address, given | {"quantity": 900}).status_code == 302
    made = Item.objects.get(lot_number="7-78")
    assert (made.kind, made.quantity) == ("ammunition", 900)


def test_a_weapon_is_never_counted_and_a_misspelt_model_is_pointed_at(
    small: SmallState, signed_in: Browser
) -> None:
    browser = signed_in(Role.OPERATOR)
    given = {
        "kind": "small_arm", "category": "SA1", "make": "FN", "model": "Brownning HP", "service": small.army.pk,
        "reading": "whole", "happened_on": "2024-03-01", "quantity": 12,
    }  # fmt: skip
    assert "registered by itself" in browser.post(reverse("register_item"), given).content.decode()
    page = browser.post(reverse("register_item"), given | {"quantity": 1}, follow=True).content.decode()
    assert "Nearest: Browning HP" in page


def test_an_event_of_the_past_is_held_against_its_own_day(small: SmallState) -> None:
    with operation("keeper", "enter issued") as done:
        happen(done, small.rifle, Happened(EventKind.ISSUED, date(2024, 3, 1), holder="P-1"))
        happen(done, fresh(small.rifle), Happened(EventKind.RETURNED, date(2024, 5, 1), store=small.armoury))
    with operation("keeper", "enter moved") as done:
        happen(done, fresh(small.rifle), Happened(EventKind.MOVED, date(2024, 2, 1), store=small.armoury))
    assert fresh(small.rifle).happened_on == date(2024, 5, 1)
    for kind, day, said in (
        (EventKind.MOVED, date(2024, 4, 1), "stood as “issued”"),
        (EventKind.ENTRUSTED, date(2024, 2, 10), "“issued” of 2024-03-01 was entered already"),
        (EventKind.MOVED, date(2024, 1, 2), "not yet registered"),
    ):
        happened = Happened(kind, day, store=small.armoury, holder="P-2")
        with pytest.raises(Exception, match=said), operation("keeper", "enter") as done:
            happen(done, fresh(small.rifle), happened)


def test_a_correction_is_struck_through_visibly_and_what_stands_is_the_new_one(
    small: SmallState, signed_in: Browser
) -> None:
    with operation("keeper", "enter issued") as done:
        event = happen(
            done, small.rifle, Happened(EventKind.ISSUED, date(2024, 3, 1), holder="P-1", reference="n 7")
        )
    browser = signed_in(Role.STORE_KEEPER)
    address = reverse("correct_event", args=[event.pk])
    assert 'value="P-1"' in browser.get(address).content.decode()
    browser.post(address, {"happened_on": "2024-03-01", "holder": "P-2", "reference": "n 7"})
    assert fresh(small.rifle).holder == "P-2"
    page = browser.get(reverse("item", args=[small.rifle.pk])).content.decode()
    assert "<s>issued</s>" in page
    again = browser.post(address, {"happened_on": "2024-03-01", "holder": "P-3"}).content.decode()
    assert "corrected already" in again


def test_an_entry_that_was_an_error_is_withdrawn(small: SmallState, signed_in: Browser) -> None:
    with operation("keeper", "enter issued") as done:
        event = happen(done, small.rifle, Happened(EventKind.ISSUED, date(2024, 3, 1), holder="P-1"))
    address = reverse("correct_event", args=[event.pk]) + "?kind=withdrawn"
    signed_in(Role.OPERATOR).post(address, {"happened_on": "2024-03-01", "circumstances": "another rifle"})
    assert (fresh(small.rifle).state, fresh(small.rifle).store) == (State.IN_STORE, small.armoury)
    assert list(derived_breaks()) == []


def test_taking_back_an_accepted_loss_needs_a_second_person_too(small: SmallState) -> None:
    lost = Happened(EventKind.LOST, date(2024, 2, 1), details={"circumstances": "not at the count"})
    with operation("keeper", "enter lost") as done:
        event = happen(done, small.rifle, lost)
    with operation("approver", "accept event") as done:
        decide_all(done, [event], accepts=True)
    error = Happened(
        EventKind.WITHDRAWN, date(2024, 2, 2), details={"circumstances": "found"}, corrects=event
    )
    with operation("keeper", "correct event") as done:
        taken_back = happen(done, fresh(small.rifle), error)
    assert (fresh(small.rifle).state, fresh(small.rifle).pending) == (State.LOST, 1)
    with operation("approver", "accept event") as done:
        decide_all(done, [Event.objects.get(pk=taken_back.pk)], accepts=True)
    assert (fresh(small.rifle).state, fresh(small.rifle).pending) == (State.IN_STORE, 0)


def test_a_loss_cannot_be_accepted_once_the_weapon_was_issued_after_that_day(
    small: SmallState, signed_in: Browser
) -> None:
    lost = Happened(EventKind.LOST, date(2024, 2, 1), details={"circumstances": "not at the count"})
    with operation("keeper", "enter lost") as done:
        event = happen(done, small.rifle, lost)
        happen(done, small.rifle, Happened(EventKind.ISSUED, date(2024, 3, 1), holder="P-1"))
    assert "not at the count" in signed_in(Role.APPROVER).get(reverse("to_decide")).content.decode()
    with pytest.raises(Exception, match="has changed since"), operation("approver", "accept event") as done:
        decide_all(done, [event], accepts=True)


def test_many_are_issued_by_ticks_or_by_their_numbers_on_one_document(
    small: SmallState, signed_in: Browser
) -> None:
    several = consigned(small, ["M1", "M2", "M3"])
    browser = signed_in(Role.STORE_KEEPER)
    given = {"kind": "issued", "item": [str(several[0].pk)], "numbers": f"tallystick:{several[1].number}\n"}
    page = browser.post(reverse("happened_to_many"), given).content.decode()
    assert several[1].number in page
    final = {"kind": "issued", "item": [str(item.pk) for item in several[:2]], "keep": "1"}
    browser.post(
        reverse("happened_to_many"),
        final | {"happened_on": "2024-03-01", "holder": "2nd Company", "reference": "list 4"},
    )
    assert [fresh(item).holder for item in several] == ["2nd Company", "2nd Company", ""]
    assert Event.objects.filter(reference="list 4").values_list("entry", flat=True).distinct().count() == 1


def test_a_number_keyed_wrongly_or_of_another_service_is_refused_by_name(
    small: SmallState, signed_in: Browser
) -> None:
    browser = signed_in(Role.STORE_KEEPER)
    wrong = small.rifle.number[:-1] + str((int(small.rifle.number[-1]) + 1) % 10)
    given = {"kind": "issued", "numbers": f"{wrong}\n{small.pistol.number}"}
    page = browser.post(reverse("happened_to_many"), given).content.decode()
    assert "the check digit does not fit" in page
    assert f"{small.pistol.number} is no item that you may see" in page


def test_events_entered_together_are_accepted_together_and_none_where_one_cannot_be(
    small: SmallState, signed_in: Browser
) -> None:
    several = consigned(small, ["M1", "M2", "M3"])
    details = {"method": "cut", "place": "yard", "witnesses": "two", "certificate": "C 1"}
    with operation("keeper", "enter destroyed of many") as done:
        events = happen_all(
            done, [(one, Happened(EventKind.DESTROYED, date(2024, 3, 1), details=details)) for one in several]
        )
    browser = signed_in(Role.APPROVER)
    page = browser.get(reverse("to_decide")).content.decode()
    assert "3 items" in page
    address = reverse("decide_together", args=[events[0].entry])
    shown = browser.get(address)
    assert "cut" in shown.content.decode()
    browser.post(address, {"answer": "accept", "all": "1", "listed": shown.context["ticks"].listed})
    assert {fresh(item).state for item in several} == {State.DESTROYED}
    assert "Nothing waits for you" in browser.get(reverse("to_decide")).content.decode()


def test_events_entered_together_that_say_different_things_are_each_shown_with_what_they_say(
    small: SmallState, signed_in: Browser
) -> None:
    several = consigned(small, ["M1", "M2"])
    with operation("keeper", "settle count") as done:
        events = happen_all(
            done,
            [
                (one, Happened(EventKind.LOST, date(2024, 3, 1), details={"circumstances": said}))
                for one, said in zip(several, ("fell overboard", "burnt"), strict=True)
            ],
        )
    page = signed_in(Role.APPROVER).get(reverse("decide_together", args=[events[0].entry])).content.decode()
    assert "fell overboard" in page
    assert "burnt" in page


def test_a_part_of_a_lot_becomes_a_lot_of_its_own(small: SmallState, signed_in: Browser) -> None:
    lot = lot_of(small)
    browser = signed_in(Role.STORE_KEEPER)
    address = reverse("split_item", args=[lot.pk])
    assert (
        "fewer than all"
        in browser.post(address, {"quantity": 1000, "happened_on": "2024-03-01"}).content.decode()
    )
    browser.post(address, {"quantity": 300, "happened_on": "2024-03-01", "reference": "n 9"})
    part = Item.objects.get(split_from=lot)
    assert (fresh(lot).remaining, part.remaining, part.store) == (700, 300, small.armoury)
    assert Entry.objects.get(number=part.entry).document == "n 9"
    assert Likely.objects.count() == 0


def test_two_people_editing_are_told_and_nothing_is_lost(small: SmallState, signed_in: Browser) -> None:
    browser = signed_in(Role.OPERATOR)
    address = reverse("edit_item", args=[small.rifle.pk])
    seen = small.rifle.entry
    given = {
        "kind": "small_arm", "category": "SA4", "make": "Invented", "model": "R1", "calibre": "7.62 × 39 mm",
        "service": small.army.pk, "handling": "parties_only", "seen": seen,
    }  # fmt: skip
    assert browser.post(address, given | {"condition": "worn"}).status_code == 302
    late = browser.post(address, given | {"condition": "new"})
    assert late.status_code == 409
    assert [(one.stands, one.yours) for one in late.context["versions"] if one.differs] == [("worn", "new")]
    assert fresh(small.rifle).condition == "worn"
    seen_both = given | {"condition": "new", "seen": late.context["form"]["seen"].value(), "model": "AKN"}
    kept = browser.post(address, seen_both, follow=True)
    assert kept.redirect_chain != [], "having seen both, mine is kept"
    assert "No common model has this name. Nearest:" in kept.content.decode()
    assert fresh(small.rifle).condition == "new"


def test_a_description_opened_before_an_event_does_not_undo_the_event(small: SmallState) -> None:
    opened = fresh(small.rifle)
    with operation("keeper", "enter issued") as done:
        happen(done, small.rifle, Happened(EventKind.ISSUED, date(2024, 3, 1), holder="P-1"))
    opened.model = "AKM-S"
    with operation("keeper", "describe item") as done:
        describe(done, opened, seen=opened.entry)
    assert (fresh(small.rifle).model_key, fresh(small.rifle).holder) == ("AKMS", "P-1")
    assert list(derived_breaks()) == []


def test_a_mark_that_was_applied_is_a_mark_and_an_event(small: SmallState, signed_in: Browser) -> None:
    given = {
        "kind": "national",
        "text": "QMA 24 0001",
        "reading": "whole",
        "place": "receiver",
        "applied_on": "2024-03-01",
        "reference": "n 10",
    }
    signed_in(Role.OPERATOR).post(reverse("add_mark", args=[small.rifle.pk]), given)
    [mark] = small.rifle.marks.filter(kind="national")
    assert (mark.text, Entry.objects.get(number=mark.entry).document) == ("QMA 24 0001", "n 10")
    assert small.rifle.events.get(kind=EventKind.MARKED).details == {"mark": "QMA 24 0001"}


def test_a_picture_is_added_by_its_content(small: SmallState, signed_in: Browser) -> None:
    made = io.BytesIO()
    Image.new("RGB", (9, 9), "brown").save(made, "PNG")
    browser = signed_in(Role.OPERATOR)
    address = reverse("add_picture", args=[small.rifle.pk])
    text = SimpleUploadedFile("a.png", b"words")
    assert "This is no picture" in browser.post(address, {"picture": text}).content.decode()
    browser.post(address, {"picture": SimpleUploadedFile("a.png", made.getvalue()), "caption": "left side"})
    assert "left side" in browser.get(reverse("item", args=[small.rifle.pk])).content.decode()


def test_two_entries_judged_one_are_struck_only_once_a_second_person_agrees_and_come_back(
    small: SmallState, signed_in: Browser
) -> None:
    twin = consigned(small, ["AB 1234"])[0]
    pair = Likely.objects.get()
    browser = signed_in(Role.STORE_KEEPER)
    address = reverse("judge_duplicate", args=[pair.pk])
    same = {"verdict": "same", "reason": "entered twice in January"}
    assert "Say which entry stands" in browser.post(address, same).content.decode()
    assert twin.number in browser.get(reverse("duplicates")).content.decode()
    browser.post(address, same | {"kept": str(small.rifle.pk)})
    assert twin.number not in browser.get(reverse("duplicates")).content.decode()
    assert twin.number in browser.get(reverse("duplicates"), {"all": "1"}).content.decode()
    assert (fresh(twin).state, fresh(twin).pending) == (State.IN_STORE, 1)
    struck = twin.events.get(kind=EventKind.STRUCK)
    assert struck.details["same_as"] == small.rifle.number
    with operation("approver", "accept event") as done:
        decide_all(done, [struck], accepts=True)
    assert (fresh(twin).state, Likely.objects.get().is_open) == (State.STRUCK, False)
    browser.post(address, {"verdict": "different", "reason": "the other side bears another mark"})
    back = twin.events.get(kind=EventKind.WITHDRAWN)
    with operation("approver", "accept event") as done:
        decide_all(done, [back], accepts=True)
    assert fresh(twin).state == State.IN_STORE
    assert Judgement.objects.count() == 2
    assert list(breaks()) == []


def test_columns_changed_behind_the_record_are_told(small: SmallState) -> None:
    Item.objects.filter(pk=small.rifle.pk).update(state=State.LOST)
    Mark.objects.filter(item=small.pistol).update(turned="")
    told = list(derived_breaks())
    assert len(told) == 2
    assert "its events say in_store" in told[0]


def test_the_search_page_gives_reasons(small: SmallState, signed_in: Browser) -> None:
    browser = signed_in(Role.STORE_KEEPER)
    page = browser.get(reverse("find_items"), {"mark": "*1234", "model": "R1"}).content.decode()
    assert small.rifle.number in page
    assert "The last 4 characters fit the mark AB1234." in page
    assert "at least two characters" in browser.get(reverse("find_items"), {"mark": "?1"}).content.decode()


def test_the_list_is_narrowed_by_state_store_model_and_number(small: SmallState, signed_in: Browser) -> None:
    consigned(small, ["M1"], model="AKM")
    browser = signed_in(Role.AUTHORITY)

    def listed(**by: str) -> int:
        return len(browser.get(reverse("items"), by).context["rows"])

    assert listed() == 3
    assert listed(model="akm") == 1
    assert listed(store=str(small.locker.pk)) == 1
    assert listed(state="issued") == 0
    assert listed(q=small.rifle.number) == 1
    assert listed(q="qma1-00000") == 3
    assert listed(q="1234") == 1


def test_a_country_shows_by_its_name_with_the_code_beside_it(small: SmallState, signed_in: Browser) -> None:
    Item.objects.filter(pk=small.rifle.pk).update(country="SUN")
    page = signed_in(Role.STORE_KEEPER).get(reverse("item", args=[small.rifle.pk])).content.decode()
    assert f"<bdi>{party_name('SUN')} (SUN)</bdi>" in page
    assert party_name("SUN") != "SUN"
    assert (party(""), party("–")) == ("", "<bdi>–</bdi>")
