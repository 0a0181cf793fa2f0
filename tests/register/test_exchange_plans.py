"""What another site's entry changes here is planned before anything is written; the plan says what and why."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from tallystick.errors import UsageError
from tallystick.register.exchange.doing import Doing
from tallystick.register.exchange.here import put_content
from tallystick.register.exchange.models import Conflict, ConflictKind
from tallystick.register.exchange.plan import (
    Here,
    Rank,
    Values,
    longer,
    planned_edit,
    planned_new,
    planned_settlement,
    values_of,
)
from tallystick.register.exchange.steps import (
    LeaveAside,
    Overwrite,
    Put,
    Rename,
    StandAnew,
    Step,
    Unwait,
    Wait,
    Why,
)
from tallystick.register.items.models import Decision, Event
from tallystick.register.ledger.models import Recorded
from tallystick.register.ledger.versions import Version
from tallystick.register.stores.models import Service

EVENT = UUID(int=7)
NOW = datetime(2024, 5, 6, tzinfo=UTC)


@dataclass
class Told:
    """A record that is told, and in no database: `plan.Here`."""

    rows: Sequence[Recorded] = ()
    waits: tuple[str, ...] | None = None
    left_versions: frozenset[str] = frozenset()
    made_from: Mapping[str, str] = field(default_factory=dict)
    """For each version, the one that it was made from."""
    contents: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    waiting_aside: frozenset[str] = frozenset()
    unfit: bool = False

    def aside(self, _kind: str) -> frozenset[str]:
        return self.waiting_aside

    def same(self, _rows: Sequence[Recorded], columns: tuple[str, ...]) -> dict[Values, Recorded]:
        held = ((values_of(row, columns), row) for row in self.rows)
        return {values: row for values, row in held if values is not None}

    def is_unfit(self, _row: Recorded, _actor: str) -> bool:
        return self.unfit

    def rank(self, row: Recorded) -> Rank:
        return (False, bool(getattr(row, "is_accepted", False)), row.pk)

    def version(self, row: Recorded) -> str:
        return f"entry {row.entry}"

    def waiting(self, _kind: ConflictKind, _about_kind: str, _about_id: str) -> tuple[str, ...] | None:
        return self.waits

    def left(self, _kind: str, _key: str) -> frozenset[str]:
        return self.left_versions

    def lines(self, _kind: str, _key: str, names: Iterable[str]) -> dict[str, Version]:
        found: dict[str, Version] = {}
        for name in names:
            behind = [name]
            while behind[-1] != "":
                behind.append(self.made_from[behind[-1]])
            for depth, one in enumerate(reversed(behind[:-1])):
                found[one] = Version(one, self.made_from[one], f"content of {one}", NOW, depth)
        return found

    def told(self, _kind: str, _key: str, version: str) -> tuple[int, dict[str, Any]]:
        return int(version.split()[1]), self.contents[version]

    def read(self, row: Recorded, content: Mapping[str, Any]) -> Recorded:
        return put_content(copy(row), content)


def service(number: int, name: str, entry: int = 1) -> Service:
    return Service(id=UUID(int=number), name=name, kind="other", entry=entry)


def decision(number: int, *, accepts: bool) -> Decision:
    return Decision(id=UUID(int=number), event_id=EVENT, is_accepted=accepts, decided_at=NOW, entry=number)


def new(rows: Sequence[Recorded], here: Here) -> list[Step]:
    return planned_new(rows, "keeper", here)


def edit(here: Here, *, was: str, content: Mapping[str, Any] | None = None) -> list[Step]:
    """Plan entry 5, which wrote the service that stands as entry 1 left it."""
    given = {"name": "Police", "contact": "new"} if content is None else content
    return planned_edit(service(1, "Police"), was, given, 5, "entry 5", here)


# Rows that are new.


def test_a_row_that_nobody_here_has_is_put() -> None:
    row = service(1, "Customs")
    assert new([row], Told()) == [Put(row, Why.NEW)]
    assert new([], Told()) == []


def test_of_two_rows_of_one_name_the_one_of_the_greater_id_is_renamed_whichever_came_first() -> None:
    lesser, greater = service(1, "Customs"), service(2, "Customs")
    name = "Customs-gggggggg"
    assert new([greater], Told([lesser])) == [
        Rename(greater, "name", name, is_here=False, why=Why.SAME_NAME),
        Put(greater),
    ]
    assert new([lesser], Told([greater])) == [
        Rename(greater, "name", name, is_here=True, why=Why.SAME_NAME),
        Put(lesser),
    ]
    assert greater.name == "Customs", "a plan changes nothing"


def test_a_longer_name_fits_its_column() -> None:
    row = service(0x1234ABCD << 96, "x" * 500)
    most = Service._meta.get_field("name").max_length
    assert most is not None
    assert longer(row, "name").endswith("x-hijkqrst")
    assert len(longer(row, "name")) == most


def test_of_two_decisions_the_refusal_stands_and_the_other_waits_whichever_came_first() -> None:
    refusal, acceptance = decision(4, accepts=False), decision(3, accepts=True)
    assert new([refusal], Told([acceptance])) == [
        LeaveAside(acceptance, "entry 3", is_here=True, why=Why.EXCLUDED),
        Put(refusal),
    ]
    assert new([acceptance], Told([refusal])) == [
        LeaveAside(acceptance, "entry 3", is_here=False, why=Why.EXCLUDED)
    ]


def test_a_decision_that_never_counts_is_left_aside_before_it_displaces_another() -> None:
    row = decision(4, accepts=False)
    assert new([row], Told([decision(3, accepts=True)], unfit=True)) == [
        LeaveAside(row, "entry 4", is_here=False, why=Why.UNFIT)
    ]


def test_a_row_that_waits_aside_is_not_put_a_second_time() -> None:
    row = decision(4, accepts=True)
    assert new([row], Told(waiting_aside=frozenset([str(row.pk)]))) == []


# Rows that are there.


def test_an_edit_of_what_stands_here_follows() -> None:
    content = {"name": "Police", "contact": "new"}
    assert edit(Told(), was="entry 1") == [Overwrite(service(1, "Police"), content, 5, Why.FOLLOWS)]


def test_an_edit_made_beside_another_waits_and_the_greater_version_stands() -> None:
    here = Told(
        made_from={"entry 0": "", "entry 1": "entry 0", "entry 5": "entry 0"}, contents={"entry 5": {}}
    )
    assert edit(here, was="entry 0") == [
        Overwrite(service(1, "Police"), {}, 5, Why.STANDS),
        Wait(ConflictKind.EDITED, "stores.service", str(UUID(int=1)), ("entry 5", "entry 1"), differs=True),
    ]


def test_a_longer_line_of_edits_stands_and_the_late_comer_waits() -> None:
    line = {"entry 0": "", "entry 9": "entry 0", "entry 1": "entry 9", "entry 5": "entry 0"}
    assert edit(Told(made_from=line), was="entry 0") == [
        Wait(ConflictKind.EDITED, "stores.service", str(UUID(int=1)), ("entry 1", "entry 5"), differs=True)
    ]


def test_an_edit_of_what_stands_weighs_what_waits_as_well() -> None:
    line = {"entry 0": "", "entry 1": "entry 0", "entry 2": "entry 0", "entry 5": "entry 1"}
    here = Told(made_from=line, waits=("entry 1", "entry 2"), contents={"entry 5": {}})
    steps = edit(here, was="entry 1")
    assert steps[-1] == Wait(
        ConflictKind.EDITED, "stores.service", str(UUID(int=1)), ("entry 5", "entry 2"), differs=True
    )


def test_an_edit_into_a_name_that_is_taken_makes_room_before_it_writes() -> None:
    greater = service(2, "Customs")
    content = {"name": "Customs"}
    assert edit(Told([greater]), was="entry 1", content=content) == [
        Rename(greater, "name", "Customs-gggggggg", is_here=True),
        Overwrite(service(1, "Police"), content, 5, Why.FOLLOWS),
    ]
    lesser = service(0, "Customs")
    assert edit(Told([lesser]), was="entry 1", content=content) == [
        Overwrite(service(1, "Police"), {"name": "Customs-gggggggg"}, 5, Why.FOLLOWS),
        Rename(service(1, "Police"), "name", "Customs-gggggggg", is_here=True),
    ]


def test_an_edit_of_what_is_never_changed_is_refused() -> None:
    event = Event(id=UUID(int=1), entry=1)
    with pytest.raises(UsageError, match="is never changed"):
        planned_edit(event, "entry 1", {}, 5, "entry 5", Told())


def test_an_edit_of_a_version_that_is_not_here_is_refused_with_what_to_ask_for() -> None:
    with pytest.raises(UsageError, match="ask for a bundle of everything"):
        edit(Told(made_from={"entry 1": "", "entry 5": "entry 4"}), was="entry 4")


# Settlements.


def said(about: ConflictKind, kind: str) -> dict[str, Any]:
    return {"about": str(about), "about_kind": kind, "about_id": str(UUID(int=1))}


def test_a_settled_edit_waits_no_longer_and_the_other_version_stands() -> None:
    here = Told(
        made_from={"entry 0": "", "entry 1": "entry 0", "entry 2": "entry 0"},
        waits=("entry 1", "entry 2"),
        left_versions=frozenset(["entry 1"]),
        contents={"entry 2": {"name": "Border police"}},
    )
    row = service(1, "Police")
    assert planned_settlement(said(ConflictKind.EDITED, "stores.service"), row, here) == [
        Overwrite(row, {"name": "Border police"}, 2, Why.STANDS),
        Unwait(ConflictKind.EDITED, "stores.service", str(row.pk), Why.ONE_LEFT),
    ]
    assert planned_settlement(said(ConflictKind.EDITED, "stores.service"), None, here) == []


def test_a_settled_decision_is_weighed_anew_and_a_settled_name_is_not() -> None:
    key = str(UUID(int=1))
    assert planned_settlement(said(ConflictKind.ASIDE, "items.decision"), None, Told()) == [
        Unwait(ConflictKind.ASIDE, "items.decision", key, Why.SETTLED),
        StandAnew("items.decision", key),
    ]
    assert planned_settlement(said(ConflictKind.RENAMED, "stores.store"), None, Told()) == [
        Unwait(ConflictKind.RENAMED, "stores.store", key, Why.SETTLED)
    ]


# Doing it.


@pytest.mark.django_db
def test_what_a_row_left_aside_belongs_to_is_computed_anew() -> None:
    doing = Doing()
    row = decision(4, accepts=True)
    doing.do([LeaveAside(row, "entry 4", is_here=False, why=Why.EXCLUDED)])
    assert doing.touched == {"items.event": {EVENT}}
    assert Conflict.objects.get(kind=ConflictKind.ASIDE, about_id=str(row.pk)).versions == ["entry 4"]
    assert not Decision.objects.exists()
