"""What leaves by the page "In and out" leaves with who is cleared for it, and the log and the readings name them."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Reading, Role, User
from tallystick.register.exchange.models import Conflict, ConflictKind, Intake
from tallystick.register.exchange.sites import Received
from tallystick.register.exchange.views import exchange as pages
from tallystick.register.folder import own_folder
from tallystick.register.items.models import Item
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tests.register.conftest import SmallState
from tests.register.samples_exchange import intake
from tests.register.two_sites import Founder, found, stocked, template  # noqa: F401  # fixtures

Browser = Callable[[Role], Client]


@pytest.fixture
def restricted(small: SmallState) -> Item:
    """Return the army's rifle, marked restricted."""
    with operation("setter", "mark restricted") as done:
        rifle = Item.objects.get(pk=small.rifle.pk)
        rifle.handling = "restricted"
        return done.save(rifle)


def cleared(people: dict[Role, User], *marks: str) -> None:
    people[Role.AUTHORITY].clearances = list(marks)
    people[Role.AUTHORITY].save()


def content_of(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # it streams


@pytest.mark.parametrize("clearances", [(), ("group:other",)])
def test_a_bundle_is_refused_to_who_is_not_cleared_for_all_it_carries_and_nothing_is_written(
    restricted: Item, people: dict[Role, User], signed_in: Browser, clearances: tuple[str, ...]
) -> None:
    assert restricted.handling == "restricted"
    cleared(people, *clearances)
    before = Entry.objects.count()
    answer = signed_in(Role.AUTHORITY).post(reverse("bundle"), {"site": ""}, follow=True)
    assert answer.redirect_chain == [(reverse("exchange"), 302)]
    page = answer.content.decode()
    assert "Ask somebody who is cleared for every mark to make it" in page
    assert (Entry.objects.count(), Reading.objects.count()) == (before, 0)
    assert [one.name for one in own_folder().backups.iterdir() if one.name.startswith(".bundle")] == []


def test_a_mark_of_any_kind_of_record_keeps_a_bundle_from_who_is_not_cleared(
    restricted: Item, people: dict[Role, User], signed_in: Browser
) -> None:
    with operation("setter", "mark for a group") as done:
        restricted.handling = "group:trace-team"
        done.save(restricted)
    cleared(people, "restricted")
    answer = signed_in(Role.AUTHORITY).post(reverse("bundle"), {"site": ""})
    assert answer["Location"] == reverse("exchange")


def test_who_is_cleared_gets_the_bundle_whole_and_the_log_and_the_readings_name_them(
    restricted: Item, people: dict[Role, User], signed_in: Browser
) -> None:
    cleared(people, "restricted")
    content = content_of(signed_in(Role.AUTHORITY).post(reverse("bundle"), {"site": ""}))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        log = archive.read(next(name for name in archive.namelist() if "log" in name)).decode()
    assert str(restricted.pk) in log
    entry = Entry.objects.order_by("-number")[0]
    assert (entry.verb, entry.actor) == ("bundle", people[Role.AUTHORITY].username)
    reading = Reading.objects.get()
    assert (reading.user, reading.handling) == (people[Role.AUTHORITY], "restricted")
    assert reading.subject.startswith("exchange.bundle bundle-")
    assert reading.subject.removeprefix("exchange.bundle ") in entry.rows


def test_a_bundle_of_open_records_needs_no_clearance_and_leaves_no_reading(
    small: SmallState, people: dict[Role, User], signed_in: Browser
) -> None:
    assert small.rifle.handling == "parties_only"
    assert content_of(signed_in(Role.AUTHORITY).post(reverse("bundle"), {"site": ""}))[:2] == b"PK"
    entry = Entry.objects.order_by("-number")[0]
    assert entry.actor == people[Role.AUTHORITY].username
    assert Reading.objects.count() == 0


def test_the_page_takes_a_bundle_in_under_the_name_of_the_person(
    small: SmallState, people: dict[Role, User], signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert small.rifle is not None
    given: list[object] = []

    def taken(_path: object, actor: object) -> Received:
        given.append(actor)
        return Received("South", 1, 0, tuple(Conflict.objects.none()))

    monkeypatch.setattr(pages, "take_in_bundle", taken)
    signed_in(Role.AUTHORITY).post(reverse("receive"), {"file": io.BytesIO(b"anything")})
    assert given == [people[Role.AUTHORITY]]


@pytest.mark.django_db
@pytest.mark.slow  # a story of two sites
def test_the_log_of_both_sites_names_who_wrote_a_bundle_and_who_took_it_in(
    found: Founder,  # noqa: F811  # a fixture
) -> None:
    north, south = found("North"), found("South")
    south.accept(north)
    stocked(north, "AB1")
    south.receive(north.bundle())
    with north.open():
        assert Entry.objects.get(verb="bundle").actor == "tester"
    with south.open():
        assert Entry.objects.get(verb="receive").actor == "tester"


@pytest.mark.parametrize("what", ["items", "events"])
def test_a_list_with_restricted_rows_keeps_a_reading_of_each_item_before_it_goes_out(
    restricted: Item, people: dict[Role, User], signed_in: Browser, what: str
) -> None:
    address = reverse("write_out", args=[what, "csv"])
    assert restricted.number not in content_of(signed_in(Role.AUTHORITY).post(address)).decode()
    assert Reading.objects.count() == 0
    cleared(people, "restricted")
    assert restricted.number in content_of(signed_in(Role.AUTHORITY).post(address)).decode()
    reading = Reading.objects.get()
    assert (reading.user, reading.subject) == (people[Role.AUTHORITY], f"items.item {restricted.pk}")


def test_the_lines_of_a_ledger_that_is_restricted_are_given_with_a_reading(
    small: SmallState, signed_in: Browser
) -> None:
    sample = intake(small)
    report = {"lines": [[1, "1", "new", ""]], "counts": {}, "made_for": []}
    Intake.objects.update(report=report, state=Intake.State.COMPARED)
    document = Intake.objects.get().document
    for name in ("ledger", "ledger_unreadable"):
        before = Reading.objects.count()
        assert signed_in(Role.AUTHORITY).get(reverse(name, kwargs=sample)).status_code == 200
        assert Reading.objects.count() == before + 1
        assert Reading.objects.order_by("-place")[0].subject == f"files.document {document.pk}"


def test_a_conflict_about_any_marked_record_is_shown_with_a_reading(
    small: SmallState, people: dict[Role, User], signed_in: Browser
) -> None:
    intake(small)
    document = Intake.objects.get().document
    name = Entry.objects.values_list("sha256", flat=True).get(number=document.entry)
    about = {"kind": ConflictKind.EDITED, "about_kind": "files.document", "about_id": str(document.pk)}
    address = reverse("conflict", args=[Conflict.objects.create(**about, versions=[name]).pk])
    assert signed_in(Role.AUTHORITY).get(address).status_code == 404
    assert Reading.objects.count() == 0
    cleared(people, "restricted")
    assert signed_in(Role.AUTHORITY).get(address).status_code == 200
    assert Reading.objects.get().subject == f"files.document {document.pk}"


def test_no_list_goes_out_of_which_the_readings_cannot_be_kept(
    restricted: Item, people: dict[Role, User], signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert restricted.handling == "restricted"
    cleared(people, "restricted")

    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(pages, "keep_readings", fails)
    before = Entry.objects.count()
    with pytest.raises(RuntimeError):
        signed_in(Role.AUTHORITY).post(reverse("write_out", args=["items", "csv"]))
    assert Entry.objects.count() == before
