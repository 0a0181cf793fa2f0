"""A site that is known and writes what it may not: its bundle is refused, or what it says counts for nothing."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tallystick.errors import TallystickError, UnreadableError, UsageError
from tallystick.register.access.models import Reading, Role
from tallystick.register.exchange.conflicts import settle, versions_of
from tallystick.register.exchange.container import Container
from tallystick.register.exchange.models import Conflict, ConflictKind
from tallystick.register.exchange.sheets import opened_sheet
from tallystick.register.exchange.verify_bundle import sealed
from tallystick.register.items.models import Decision, Event, Item, State
from tallystick.register.items.record import decide, happen
from tallystick.register.ledger.canonical import canonical, plain
from tallystick.register.ledger.keys import own_key
from tallystick.register.ledger.models import Entry, Origin
from tallystick.register.ledger.operation import operation
from tallystick.register.ledger.verify import breaks
from tests.register.conftest import SmallState
from tests.register.samples_exchange import conflict as sample
from tests.register.test_exchange_sites import LOST, exchanged, noted, pair  # noqa: F401  # a fixture
from tests.register.two_sites import Place, found, template  # noqa: F401  # fixtures

pytestmark = [
    pytest.mark.django_db,  # so that the tables are made
    pytest.mark.slow,  # a story of two sites each; together they take seconds
]
Pair = tuple[Place, Place]
Said = dict[str, Any]


def head(place: Place) -> tuple[str, int, str]:
    with place.open():
        own = Origin.objects.get(is_own=True)
        last = Entry.objects.filter(origin=own).order_by("-place").values_list("place", "sha256")[0]
        return str(own.pk), *last


def forged(by: Place, of: Place, rows: list[Said], actor: str = "x") -> Path:
    """Let one site write an entry into the chain of itself or another, and sign the bundle with its own key."""
    source = by.bundle()
    origin, place, previous = head(of)
    said = {
        "number": 10**6, "origin": origin, "place": place + 1, "entered_at": plain(timezone.now()), "actor": actor,
        "verb": "accept event", "document": "", "note": "", "rows": canonical(rows), "previous": previous,
    }  # fmt: skip
    said["sha256"] = sealed(said)
    with zipfile.ZipFile(source) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        log = [json.loads(line) for line in archive.read("log.jsonl").splitlines()]
    log = [one for one in log if one["origin"] != origin or one["place"] <= place]
    for one in manifest["origins"]:
        if one["id"] == origin:
            one["head"].update(place=place + 1, sha256=said["sha256"])
            if by is of:
                one["head"].update(signature="", signed_place=0)
    if all(one["place"] < place for one in log if one["origin"] == origin):
        manifest["since"][origin] = {"place": place, "sha256": previous}
    file = source.with_suffix(".forged.zip")
    with zipfile.ZipFile(file, "w") as archive:
        into = Container(archive)
        into.add_lines("log.jsonl", [*log, said])
        into.close({k: v for k, v in manifest.items() if k not in {"files", "format"}}, own_key(by.folder))
    return file


def lost(place: Place) -> Event:
    with place.open(), operation("keeper", "enter lost") as done:
        return happen(done, Item.objects.order_by("number")[0], LOST)


def decision(event: Event, who: str, *, accepts: bool = True) -> Said:
    content = {
        "event_id": str(event.pk), "is_accepted": accepts, "decided_by": who,
        "decided_at": plain(timezone.now()), "reason": "",
    }  # fmt: skip
    return {"row": "items.decision", "id": str(UUID(int=1)), "was": "", "is": content}


def test_a_site_cannot_write_in_the_chain_of_another(pair: Pair) -> None:  # noqa: F811
    north, south = pair
    event = lost(north)
    exchanged(north, south)
    with pytest.raises(TallystickError, match="that North did not sign"):
        north.receive(forged(south, north, [decision(event, "approver")], "approver"))


def test_a_signature_on_a_later_head_covers_no_chain_that_does_not_lead_to_it(pair: Pair) -> None:  # noqa: F811
    north, south = pair
    event = lost(north)
    early = north.kept()
    noted(north, "later")
    noted(north, "later still")
    exchanged(north, south)
    north.put_back(early)
    with pytest.raises(TallystickError, match="that North did not sign"):
        north.receive(forged(south, north, [decision(event, "approver")], "approver"))


@pytest.mark.parametrize("with_a_rival", [False, True])
def test_a_bundle_that_rewrites_an_event_is_refused_whole(pair: Pair, with_a_rival: bool) -> None:  # noqa: F811, FBT001
    north, south = pair
    event = lost(north)
    with north.open(), operation("keeper", "enter lost") as done:
        other = happen(done, Item.objects.order_by("number")[1], LOST)
    exchanged(north, south)
    with north.open():
        with operation("approver", "decide") as done:
            decide(done, Event.objects.get(pk=event.pk), accepts=True)
        stands = Event.objects.get(pk=other.pk)
        was = Entry.objects.get(number=stands.entry).sha256
        row = {
            "row": "items.event",
            "id": str(other.pk),
            "was": was,
            "is": stands.content() | {"note": "another"},
        }
    first = [decision(event, "x", accepts=False)] if with_a_rival else []
    with pytest.raises(UsageError, match="is never changed, and the bundle changes it"):
        north.receive(forged(south, south, [*first, row]))
    with north.open():
        assert Event.objects.get(pk=other.pk).note == ""
        assert Decision.objects.get().is_accepted


def test_a_loss_that_one_site_refused_stays_refused_until_a_person_says_otherwise(pair: Pair) -> None:  # noqa: F811
    north, south = pair
    event = lost(north)
    exchanged(north, south)
    with north.open(), operation("approver", "decide") as done:
        decide(done, Event.objects.get(pk=event.pk), accepts=False, reason="it stands in the rack")
    with south.open(), operation("approver-s", "decide") as done:
        theirs = Event.objects.get(pk=event.pk)
        done.save(
            Decision(
                id=UUID(int=1), event=theirs, is_accepted=True, decided_by="approver-s", decided_at=done.at
            )
        )
    exchanged(north, south)
    assert north.rows() == south.rows()
    with north.open():
        assert Item.objects.order_by("number")[0].state == State.IN_STORE
        assert not Decision.objects.get().is_accepted
        waiting = Conflict.objects.get(kind=ConflictKind.ASIDE)
        version = next(one.version for one in versions_of(waiting) if not one.stands)
        with operation("authority", "settle conflict") as done:
            settle(done, waiting, version, "the commander wrote that it is gone")
    exchanged(north, south)
    assert north.rows() == south.rows()
    for place in pair:
        with place.open():
            assert Item.objects.order_by("number")[0].state == State.LOST
            assert Conflict.objects.count() == 0
            assert list(breaks()) == []


def test_two_people_who_settle_for_different_decisions_leave_the_refusal_standing(pair: Pair) -> None:  # noqa: F811
    north, south = pair
    event = lost(north)
    exchanged(north, south)
    for place, accepts in ((north, False), (south, True)):
        with place.open(), operation("approver", "decide") as done:
            decide(done, Event.objects.get(pk=event.pk), accepts=accepts, reason="seen")
    exchanged(north, south)
    for place, stands in ((north, False), (south, True)):
        with place.open(), operation("authority", "settle conflict") as done:
            waiting = Conflict.objects.get()
            settle(
                done, waiting, next(o.version for o in versions_of(waiting) if o.stands is stands), "so it is"
            )
    exchanged(north, south)
    assert north.rows() == south.rows()
    for place in pair:
        with place.open():
            assert not Decision.objects.get().is_accepted
            assert list(breaks()) == []


@pytest.mark.parametrize(("decider", "actor"), [("keeper", "keeper"), ("approver", "keeper")])
def test_who_entered_a_loss_cannot_accept_it_by_way_of_another_site(
    pair: Pair,  # noqa: F811
    decider: str,
    actor: str,
) -> None:
    north, south = pair
    event = lost(north)
    exchanged(north, south)
    north.receive(forged(south, south, [decision(event, decider)], actor))
    with north.open():
        assert Item.objects.order_by("number")[0].state == State.IN_STORE
        assert Conflict.objects.get().kind == ConflictKind.ASIDE
        assert list(breaks()) == []
        with operation("approver", "decide") as done:
            decide(done, Event.objects.get(pk=event.pk), accepts=False, reason="it stands in the rack")
        with operation("authority", "settle conflict") as done:
            settle(done, Conflict.objects.get(), "", "the enterer cannot decide")
        assert not Decision.objects.get().is_accepted
        assert list(breaks()) == []


@pytest.mark.parametrize("many", [1, 2])
def test_events_that_correct_each_other_are_refused(pair: Pair, many: int) -> None:  # noqa: F811
    north, south = pair
    with north.open():
        content = Item.objects.order_by("number")[0].events.get().content()
    ids = [str(uuid4()) for _ in range(many)]
    rows = [
        {
            "row": "items.event",
            "id": one,
            "was": "",
            "is": content | {"kind": "moved", "corrects_id": ids[at - 1]},
        }
        for at, one in enumerate(ids)
    ]
    with pytest.raises(UsageError, match="corrects an event that is not here, or in the end itself"):
        north.receive(forged(south, south, rows))


def test_a_row_changed_behind_the_chain_is_found_though_it_is_rightly_older(pair: Pair) -> None:  # noqa: F811
    north, south = pair
    noted(south, "s1")
    noted(north, "n1")
    noted(north, "n2")
    exchanged(north, south)
    found_in = []
    for place in pair:
        with place.open():
            Item.objects.filter(pk=Item.objects.order_by("number")[0].pk).update(make="Other")
            found_in.append([one.sentence for one in breaks()])
    assert found_in == [["the row is not what its last entry wrote"]] * 2


def _of_decision(small: SmallState) -> dict[str, object]:
    with operation("keeper", "enter lost") as done:
        event = happen(done, small.rifle, LOST)
    with operation("approver", "decide") as done:
        made = decide(done, event, accepts=False, reason="it stands in the rack")
    name = Entry.objects.order_by("-number")[0].sha256
    about = {"kind": ConflictKind.ASIDE, "about_kind": "items.decision", "about_id": str(made.pk)}
    return {"pk": Conflict.objects.create(**about, versions=[name]).pk}


@pytest.mark.parametrize("laid", [sample, _of_decision])
def test_a_conflict_about_what_is_marked_for_others_is_not_there(
    laid: Callable[[SmallState], dict[str, object]], small: SmallState, signed_in: Callable[[Role], Any]
) -> None:
    browser, address = signed_in(Role.AUTHORITY), reverse("conflict", args=[laid(small)["pk"]])
    assert browser.get(address).status_code == 200
    small.rifle.refresh_from_db()
    small.rifle.handling = "restricted"
    with operation("authority", "edit item") as done:
        done.save(small.rifle)
    assert browser.get(address).status_code == 404
    assert browser.post(address, {"version": "", "reason": "x"}).status_code == 404
    assert Reading.objects.count() == 0


_REFERS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="{}"/></Relationships>'
)


def workbook(path: Path, sheet: str, *, at: str = "worksheets/sheet1.xml") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/_rels/workbook.xml.rels", _REFERS.format(at))
        archive.writestr(
            f"xl/{at}", f'<?xml version="1.0"?><worksheet><sheetData>{sheet}</sheetData></worksheet>'
        )
    return path


FAR = (
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
    '<row r="1"><c><v>1</v></c></row><row r="1048576"><c r="XFC1048576"/><c><v>2</v></c></row>',
)


@pytest.mark.parametrize("sheet", FAR)
def test_a_small_workbook_that_stretches_over_millions_of_cells_is_refused(
    sheet: str, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableError, match=r"stretch over 17,179,\d+,\d+ cells"):
        opened_sheet(workbook(tmp_path / "far.xlsx", sheet))


@pytest.mark.parametrize(
    ("at", "said"),
    [("worksheets/sheet1.dat", "a sheet is kept as"), ("workbook.bin", "it is a binary workbook")],
)
def test_a_workbook_whose_sheets_lie_where_they_cannot_be_followed_is_refused(
    at: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableError, match=said):
        opened_sheet(workbook(tmp_path / "far.xlsx", FAR[0], at=at))


def test_an_open_document_that_repeats_one_cell_over_millions_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "far.ods"
    row = (
        '<t:table-row t:number-rows-repeated="1000000">'
        '<t:table-cell t:number-columns-repeated="99" o:value-type="float"/></t:table-row>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", f'<d xmlns:t="t" xmlns:o="o"><t:table>{row}</t:table></d>')
    with pytest.raises(UnreadableError, match="stretch over 99,000,000 cells"):
        opened_sheet(path)
