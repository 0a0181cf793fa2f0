"""Two sites without a line carry signed bundles to each other: nothing is lost, and what clashes waits for a person."""

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from tallystick.errors import TallystickError, UnreadableError, UsageError
from tallystick.register.breaks import found_breaks
from tallystick.register.exchange import conflicts
from tallystick.register.exchange.conflicts import differing, events_of, settle, versions_of
from tallystick.register.exchange.models import Conflict, ConflictKind
from tallystick.register.exchange.sites import introduce
from tallystick.register.exchange.unsettled import unsettled
from tallystick.register.items.models import Decision, EventKind, Item, State
from tallystick.register.items.record import Happened, decide, happen, register
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tallystick.register.stores.models import Service, ServiceKind, Site, Store
from tests.register.conftest import rifle_of
from tests.register.two_sites import Founder, Place, found, stocked, template  # noqa: F401  # fixtures

pytestmark = [
    pytest.mark.django_db,  # so that the tables are made
    pytest.mark.slow,  # a story of two sites each; together they take seconds
]
LOST = Happened(EventKind.LOST, date(2024, 2, 1), details={"circumstances": "not at the count"})


@pytest.fixture
def pair(found: Founder) -> tuple[Place, Place]:  # noqa: F811  # a fixture
    """Return two registers that know each other; the second has what the first has."""
    north, south = found("North"), found("South")
    north.accept(south)
    south.accept(north)
    stocked(north, "AB1", "AB2")
    south.receive(north.bundle())
    return north, south


def whole(place: Place) -> None:
    with place.open():
        assert list(found_breaks()) == []


def exchanged(*places: Place) -> None:
    """Carry bundles until nobody has anything new."""
    for _ in range(2):
        for here in places:
            for there in places:
                if here is not there:
                    there.receive(here.bundle(site=there.name))


def noted(place: Place, note: str) -> None:
    with place.open(), operation("editor", "edit item") as done:
        item = Item.objects.order_by("number")[0]
        item.note = note
        done.save(item)


def test_a_bundle_brings_rows_events_and_where_they_stand(pair: tuple[Place, Place]) -> None:
    north, south = pair
    assert south.rows()["items.item"] == north.rows()["items.item"]
    with south.open():
        assert Item.objects.filter(state=State.IN_STORE, store__code="A1").count() == 2
    whole(south)


def test_the_same_bundle_a_second_time_changes_nothing(pair: tuple[Place, Place]) -> None:
    north, south = pair
    again = north.bundle()
    south.receive(again)
    with south.open():
        before = Entry.objects.count()
    assert south.receive(again).entries == 0
    with south.open():
        assert Entry.objects.count() == before


def test_a_bundle_for_a_site_holds_only_what_it_has_not_acknowledged(pair: tuple[Place, Place]) -> None:
    north, south = pair
    north.receive(south.bundle())
    noted(north, "new")
    with zipfile.ZipFile(north.bundle(site="South")) as archive:
        verbs = [json.loads(line)["verb"] for line in archive.read("log.jsonl").splitlines()]
    assert "set up" not in verbs
    assert "edit item" in verbs


def test_a_gap_is_said_with_what_to_ask_for(pair: tuple[Place, Place]) -> None:
    north, south = pair
    noted(north, "one")
    noted(north, "two")
    with north.open():
        last = Entry.objects.order_by("-number")[0].place
    with pytest.raises(UsageError, match=r"entries \d+ to \d+ of North are missing: ask for a bundle since"):
        south.receive(north.bundle(since=last))


def test_a_change_of_one_site_alone_follows_at_the_other(pair: tuple[Place, Place]) -> None:
    north, south = pair
    noted(south, "seen in the south")
    assert north.receive(south.bundle()).conflicts == ()
    with north.open():
        assert Item.objects.order_by("number")[0].note == "seen in the south"
    whole(north)


def test_two_edits_of_one_row_are_laid_before_a_person_and_both_sites_show_the_same(
    pair: tuple[Place, Place],
) -> None:
    north, south = pair
    noted(north, "from the north")
    noted(south, "from the south")
    exchanged(north, south)
    assert north.rows() == south.rows()
    with north.open():
        (conflict,) = Conflict.objects.all()
        assert [column.values for column in differing(conflict, versions_of(conflict))] in (
            [("from the north", "from the south")],
            [("from the south", "from the north")],
        )
    whole(north)
    whole(south)


def test_what_a_person_settled_stands_at_both_sites_and_nothing_waits(pair: tuple[Place, Place]) -> None:
    north, south = pair
    noted(north, "from the north")
    noted(south, "from the south")
    exchanged(north, south)
    with south.open():
        (conflict,) = Conflict.objects.all()
        loser = next(one for one in versions_of(conflict) if not one.stands)
        wanted = loser.content["note"]
        with pytest.raises(ValidationError, match="Say why"), operation("authority", "settle") as done:
            settle(done, conflict, loser.version, " ")
        with operation("authority", "settle") as done:
            settle(done, conflict, loser.version, "that office knows")
    exchanged(north, south)
    assert north.rows() == south.rows()
    for place in pair:
        with place.open():
            assert Item.objects.order_by("number")[0].note == wanted
            assert Conflict.objects.count() == 0
        whole(place)


def test_an_edit_made_while_a_conflict_waits_never_loses_to_what_it_saw(pair: tuple[Place, Place]) -> None:
    north, south = pair
    noted(north, "from the north")
    noted(south, "from the south")
    exchanged(north, south)
    noted(north, "after looking at it")
    exchanged(north, south)
    assert north.rows() == south.rows()
    with south.open():
        assert Item.objects.order_by("number")[0].note == "after looking at it"


def test_the_same_edit_at_both_sites_waits_for_nobody(pair: tuple[Place, Place]) -> None:
    north, south = pair
    noted(north, "the same")
    noted(south, "the same")
    exchanged(north, south)
    noted(north, "the same, and more")
    exchanged(north, south)
    assert north.rows() == south.rows()
    with south.open():
        assert not Conflict.objects.filter(differs=True).exists()
        assert Item.objects.order_by("number")[0].note == "the same, and more"


def test_one_number_used_at_both_sites_is_made_two_and_told(found: Founder) -> None:  # noqa: F811
    north, south = found("North"), found("South")
    north.accept(south)
    south.accept(north)
    for place, serial in ((north, "AB1"), (south, "XY9")):
        stocked(place, serial)
    exchanged(north, south)
    assert north.rows() == south.rows()
    with north.open():
        assert Service.objects.filter(name="Army").count() == 1
        assert Store.objects.count() == 2
        assert {one.about_kind for one in Conflict.objects.filter(kind=ConflictKind.RENAMED)} == {
            "stores.service",
            "stores.site",
            "stores.store",
        }
    whole(north)
    whole(south)


def test_a_loss_decided_at_both_sites_keeps_one_decision_and_tells_of_the_other(
    pair: tuple[Place, Place],
) -> None:
    north, south = pair
    with north.open(), operation("keeper", "enter lost") as done:
        event = happen(done, Item.objects.order_by("number")[0], LOST)
    south.receive(north.bundle())
    for place, accepts in ((north, True), (south, False)):
        with place.open(), operation("approver", "decide") as done:
            decide(done, type(event).objects.get(pk=event.pk), accepts=accepts, reason="seen the paper")
    exchanged(north, south)
    assert north.rows() == south.rows()
    for place in pair:
        with place.open():
            assert Decision.objects.count() == 1
            assert Conflict.objects.filter(kind=ConflictKind.ASIDE, about_kind="items.decision").count() == 1
        whole(place)
    for place in pair:
        with place.open(), pytest.raises(Exception, match="append-only"):
            Decision.objects.update(reason="another")


def issued_twice(*pair: Place) -> None:
    for place in pair:
        with place.open(), operation("keeper", "enter issued") as done:
            happen(
                done,
                Item.objects.order_by("number")[0],
                Happened(EventKind.ISSUED, date(2024, 3, 1), holder=place.name),
            )
    exchanged(*pair)


def test_events_that_cannot_both_have_happened_are_laid_before_a_person(pair: tuple[Place, Place]) -> None:
    north, south = pair
    issued_twice(north, south)
    assert north.rows() == south.rows()
    for place in pair:
        with place.open():
            assert Conflict.objects.get().kind == ConflictKind.EVENTS
            assert [one.site for one in events_of(Conflict.objects.get())] == ["North", "South"]
            assert [one.kind for one in unsettled(Item.objects.order_by("number")[0])] == [
                ConflictKind.EVENTS
            ]
        whole(place)


def test_events_of_two_sites_are_settled_only_once_one_of_them_was_corrected(
    pair: tuple[Place, Place],
) -> None:
    north, south = pair
    issued_twice(north, south)
    with north.open():
        (conflict,) = Conflict.objects.all()
        with operation("office", "settle conflict") as done, pytest.raises(ValidationError, match="Correct"):
            settle(done, conflict, "", "it is so")
        wrong = events_of(conflict)[-1].event
        with operation("office", "correct event") as done:
            told = {"circumstances": "it was entered at the wrong site"}
            on = wrong.happened_on
            happen(done, wrong.item, Happened(EventKind.WITHDRAWN, on, corrects=wrong, details=told))
        with operation("office", "settle conflict") as done:
            settle(done, conflict, "", "the paper was seen")
        assert not Conflict.objects.exists()
        assert unsettled(wrong.item) == []
    exchanged(north, south)
    with south.open():
        assert not Conflict.objects.exists()
    assert north.rows() == south.rows()


def test_a_settlement_that_came_without_a_correction_leaves_the_events_before_a_person(
    pair: tuple[Place, Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    north, south = pair
    issued_twice(north, south)
    with north.open(), monkeypatch.context() as patch:
        # a site with an earlier version settled so
        patch.setattr(conflicts, "_refuse_unmended", lambda _conflict, _row: None)
        with operation("office", "settle conflict") as done:
            settle(done, Conflict.objects.get(), "", "it is so")
    south.receive(north.bundle())
    with south.open():
        assert Conflict.objects.get().kind == ConflictKind.EVENTS


def test_a_third_site_learns_of_the_first_through_the_second(found: Founder) -> None:  # noqa: F811
    north, hub, south = found("North"), found("Hub"), found("South")
    for one in (north, hub, south):
        for other in (north, hub, south):
            if one is not other:
                one.accept(other)
    stocked(north, "AB1")
    hub.receive(north.bundle())
    south.receive(hub.bundle())
    assert south.rows() == north.rows()
    whole(south)


def test_entries_handed_on_of_a_site_never_introduced_are_refused(found: Founder) -> None:  # noqa: F811
    north, hub, south = found("North"), found("Hub"), found("South")
    hub.accept(north)
    south.accept(hub)
    stocked(north, "AB1")
    hub.receive(north.bundle())
    with pytest.raises(UsageError, match="hands on entries of 'North', which was never introduced"):
        south.receive(hub.bundle())


def test_a_bundle_of_a_site_never_introduced_is_refused(found: Founder) -> None:  # noqa: F811
    north, south = found("North"), found("South")
    stocked(north, "AB1")
    with pytest.raises(UsageError, match="was never introduced here"):
        south.receive(north.bundle())


def test_a_bundle_changed_on_its_way_is_refused_whole(pair: tuple[Place, Place], tmp_path: Path) -> None:
    north, south = pair
    noted(north, "true")
    good, bad = north.bundle(), tmp_path / "bad.zip"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"true", b"fals"))
    with pytest.raises(
        UnreadableError, match=r"is not the file that was signed|was changed after it was signed"
    ):
        south.receive(bad)


def test_a_wrong_fingerprint_introduces_nobody(found: Founder) -> None:  # noqa: F811
    north, south = found("North"), found("South")
    with south.open(), pytest.raises(UsageError, match="is not that of the card"):
        introduce(north.card(), "0000 " * 8, "tester")


def test_a_register_restored_from_a_backup_gets_its_own_later_entries_back(
    pair: tuple[Place, Place],
) -> None:
    north, south = pair
    early = north.kept()
    noted(north, "written after the backup")
    south.receive(north.bundle())
    north.put_back(early)
    with north.open():
        assert Item.objects.order_by("number")[0].note == "", "it is as it was"
    north.receive(south.bundle())
    with north.open():
        assert Item.objects.order_by("number")[0].note == "written after the backup"
    whole(north)


@pytest.mark.parametrize("written_since", [1, 4])
def test_a_chain_that_went_on_twice_is_said_and_refused(
    pair: tuple[Place, Place], written_since: int
) -> None:
    north, south = pair
    early = north.kept()
    noted(north, "once")
    south.receive(north.bundle())
    north.put_back(early)
    for number in range(written_since):
        noted(north, f"again {number}")
    with pytest.raises(TallystickError, match="restored from a backup"):
        north.receive(south.bundle())


def _more(place: Place, serial: str) -> None:
    with place.open(), operation("keeper", "register item") as done:
        army, store = Service.objects.order_by("id")[0], Store.objects.order_by("id")[0]
        register(done, *rifle_of(army, serial), Happened(EventKind.REGISTERED, date(2024, 4, 1), store=store))


@pytest.mark.parametrize(
    "order",
    [
        "ns sn",
        *(pytest.param(one, marks=pytest.mark.slow) for one in ("sn ns", "ns ns sn sn", "sn ns ns sn")),
    ],
)
def test_whichever_bundle_goes_first_both_sites_show_the_same(pair: tuple[Place, Place], order: str) -> None:
    north, south = pair
    _more(north, "N1")
    _more(south, "S1")
    noted(north, "north")
    noted(south, "south")
    with south.open(), operation("setter", "add service") as done:
        done.save(Service(name="Customs", kind=ServiceKind.CUSTOMS))
    with north.open(), operation("setter", "add service") as done:
        service = done.save(Service(name="Customs", kind=ServiceKind.CUSTOMS))
        done.save(Site(name="Border", service=service))
    for way in order.split():
        here, there = (north, south) if way == "ns" else (south, north)
        there.receive(here.bundle())
    exchanged(north, south)
    assert north.rows() == south.rows()
    whole(north)
    whole(south)
