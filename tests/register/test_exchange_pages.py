"""The page "In and out": who may do what there, and how a ledger, a bundle and a conflict go through it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.exchange.models import Conflict, ConflictKind, ImportedRow, Intake, Mapping
from tallystick.register.items import record
from tallystick.register.items.models import EventKind, Item
from tallystick.register.items.record import Happened, happen
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tallystick.register.ledger.verify import breaks
from tests.register.conftest import SmallState
from tests.register.samples_exchange import LEDGER, conflict

Browser = Callable[[Role], Client]


def csv_of(browser: Client, what: str) -> str:
    answer = browser.post(reverse("write_out", args=[what, "csv"]))
    return b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # it streams


def test_a_list_holds_what_the_person_may_see_and_stands_in_the_log(
    small: SmallState, signed_in: Browser
) -> None:
    for what in ("items", "events"):
        told = csv_of(signed_in(Role.STORE_KEEPER), what)
        assert small.rifle.number in told
        assert small.pistol.number not in told
    assert Entry.objects.order_by("-number")[0].verb == "export"
    assert small.pistol.number in csv_of(signed_in(Role.AUTHORITY), "items")


def test_an_item_that_is_restricted_is_in_no_list_of_who_is_not_cleared(
    small: SmallState, signed_in: Browser
) -> None:
    small.rifle.refresh_from_db()
    small.rifle.handling = "restricted"
    with operation("authority", "edit item") as done:
        done.save(small.rifle)
    for what in ("items", "events"):
        assert small.rifle.number not in csv_of(signed_in(Role.AUTHORITY), what)


def upload(browser: Client, content: bytes = LEDGER) -> str:
    file = SimpleUploadedFile("cards.csv", content, "text/csv")
    answer = browser.post(reverse("ledger_add"), {"file": file})
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"])


@pytest.mark.django_db
def test_a_ledger_goes_through_mapping_difference_and_words_into_the_register(
    small: SmallState, signed_in: Browser
) -> None:
    browser = signed_in(Role.AUTHORITY)
    address = upload(browser)
    given = {
        "name": "cards", "ledger": "cards", "day_order": "year", "key": ["no"], "column_kind": "kind",
        "column_model": "model", "column_happened_on": "day", "constant_service": small.army.name,
        "constant_category": "SA3",
    }  # fmt: skip
    answer = browser.post(address, given)
    assert answer.status_code == 302, answer.context["form"].errors
    shown = browser.get(answer["Location"]).content.decode()
    assert "“rifle” is not known under “kind”" in shown
    intake = Intake.objects.get()
    assert (intake.report["counts"]["new"], intake.report["counts"]["unreadable"]) == (1, 1)
    browser.post(reverse("ledger_words", args=[intake.pk]), {"word_0": "small_arm"})
    assert Mapping.objects.get().words == {"kind": {"rifle": "small_arm"}}
    browser.post(reverse("ledger_take", args=[intake.pk]))
    assert Intake.objects.get().state == "finished"
    assert ImportedRow.objects.count() == 2
    assert Item.objects.count() == 4
    assert list(breaks()) == []


def test_the_lines_that_cannot_be_taken_in_come_back_with_the_reasons(
    small: SmallState, signed_in: Browser
) -> None:
    from tests.register.samples_exchange import intake  # noqa: PLC0415  # its fixture is a sample

    pk = intake(small)["pk"]
    answer = signed_in(Role.AUTHORITY).get(reverse("ledger_unreadable", args=[pk]))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("no,kind,model,day,")
    assert lines[1].startswith("2,rifle,R1,2024-01-02,")


def test_a_ledger_that_is_no_table_is_said_and_nothing_is_written(
    small: SmallState, signed_in: Browser
) -> None:
    browser = signed_in(Role.AUTHORITY)
    address = upload(browser, b'no,kind\n"1,small_arm\n')
    assert browser.get(address).status_code == 200
    assert Item.objects.count() == 2
    assert small.rifle is not None


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.STORE_KEEPER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_the_authority_takes_ledgers_in(role: Role, small: SmallState, signed_in: Browser) -> None:  # noqa: ARG001  # there is a state
    assert signed_in(role).post(reverse("ledger_add")).status_code == 403


def test_a_conflict_is_shown_with_both_versions_and_settled_with_a_reason(
    small: SmallState, signed_in: Browser
) -> None:
    browser = signed_in(Role.AUTHORITY)
    pk = conflict(small)["pk"]
    page = browser.get(reverse("conflict", args=[pk])).content.decode()
    assert small.rifle.number in page
    version = Conflict.objects.get().versions[0]
    browser.post(reverse("conflict", args=[pk]), {"version": version, "reason": ""})
    assert Conflict.objects.count() == 1
    browser.post(reverse("conflict", args=[pk]), {"version": version, "reason": "it is so"})
    assert Conflict.objects.count() == 0
    assert list(breaks()) == []


def test_a_bundle_that_is_none_is_refused_with_a_sentence(
    small: SmallState, signed_in: Browser, tmp_path: Path
) -> None:
    assert small.rifle is not None
    (tmp_path / "x.zip").write_bytes(b"no zip")
    with (tmp_path / "x.zip").open("rb") as file:
        answer = signed_in(Role.AUTHORITY).post(reverse("receive"), {"file": file})
    text = answer.content.decode()
    assert "“x.zip”: it is no bundle, or a damaged one (File is not a zip file)." in text
    assert "Nothing of it was taken in" in text


def test_an_edit_of_what_another_changed_meanwhile_shows_both_versions(
    small: SmallState, signed_in: Browser
) -> None:
    browser = signed_in(Role.AUTHORITY)
    address = reverse("service_change", args=[small.army.pk])
    seen = browser.get(address).context["form"].initial.get("seen", small.army.entry)
    given = {"name": "Army", "kind": "army", "seen": seen}
    browser.post(address, {**given, "contact": "Office 1"})
    answer = browser.post(address, {**given, "contact": "Office 2"})
    assert answer.status_code in {200, 409}
    small.army.refresh_from_db()
    assert small.army.contact == "Office 1"


@pytest.mark.django_db
def test_a_state_keyed_for_an_unknown_country_is_refused_at_its_field_where_it_is_none(
    small: SmallState, signed_in: Browser
) -> None:
    browser = signed_in(Role.AUTHORITY)
    given = {
        "name": "cards", "ledger": "cards", "day_order": "year", "key": ["no"], "constant_kind": "small_arm",
        "column_model": "model", "column_happened_on": "day", "constant_service": small.army.name,
        "constant_category": "SA3", "constant_country": "Land of old",
    }  # fmt: skip
    browser.post(upload(browser), given)
    address = reverse("ledger_words", args=[Intake.objects.get().pk])
    assert "No state is known by “Gremany”" in browser.post(address, {"word_0": "Gremany"}).content.decode()
    assert Mapping.objects.get().words == {}
    browser.post(address, {"word_0": "Germany"})
    assert Mapping.objects.get().words == {"country": {"Land of old": "DEU"}}
    assert Intake.objects.get().report["counts"]["unreadable"] == 0


def test_events_of_two_sites_that_cannot_both_be_are_told_on_both_pages(
    small: SmallState, signed_in: Browser
) -> None:
    about = {"kind": ConflictKind.EVENTS, "about_kind": "items.item", "about_id": str(small.rifle.pk)}
    waiting = Conflict.objects.create(**about)
    issued = [
        Happened(EventKind.ISSUED, date(2024, 3, 1), holder=holder) for holder in ("Private A", "Private B")
    ]
    with operation("keeper", "enter issued") as done:
        happen(done, small.rifle, issued[0])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(record, "_check", lambda *_, **__: None)  # as it came from another site
            happen(done, small.rifle, issued[1])
    page = signed_in(Role.STORE_KEEPER).get(reverse("item", args=[small.rifle.pk])).content.decode()
    assert "Events of both sites cannot both have happened so · Waiting for a decision" in page
    browser, address = signed_in(Role.AUTHORITY), reverse("conflict", args=[waiting.pk])
    assert address in browser.get(reverse("item", args=[small.rifle.pk])).content.decode()
    page = browser.get(address).content.decode()
    assert "Private A" in page
    assert "Private B" in page
    assert (
        "settle this" in browser.post(address, {"reason": "it is so"}).context["form"].non_field_errors()[0]
    )
    assert Conflict.objects.filter(pk=waiting.pk).exists()
