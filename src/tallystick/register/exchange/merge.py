"""Take entries of other sites into this database, in their order: each is planned on what those before it left.

What nobody else wrote follows, all else waits for a person. `plan` says how and why, `doing` does it.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from tallystick.errors import UsageError
from tallystick.phrase import Phrase, says
from tallystick.register.exchange.after import events_laid_out, prepared, settled_everywhere
from tallystick.register.exchange.doing import Doing
from tallystick.register.exchange.here import Database, put_content
from tallystick.register.exchange.models import ConflictKind, Settlement
from tallystick.register.exchange.plan import planned_edit, planned_new, planned_settlement
from tallystick.register.exchange.rivals import refuse_circles
from tallystick.register.exchange.rows import entry_read
from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.models import GENESIS, Entry, Origin, Recorded
from tallystick.register.ledger.operation import Actor, operation
from tallystick.register.ledger.verify import recorded_models


class Merge:
    """Entries being taken in, inside one transaction that holds the chain."""

    def __init__(self) -> None:
        self.entries = 0
        self._doing = Doing()
        self._here = Database()
        self._kinds = {model.row_kind(): model for model in recorded_models()}
        self._heads: dict[str, tuple[int, str]] = {}
        self._number = Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0

    def take(self, said: Mapping[str, Json]) -> None:
        """Take one entry, unless it is here already.

        Raises:
            UsageError: entries are missing before it, or the chain here is another one.
        """
        if not self._is_next(said):
            return
        self._number += 1
        self.entries += 1
        entry = entry_read(said, self._number)
        entry.save(force_insert=True)
        by_kind: dict[str, list[dict[str, Json]]] = defaultdict(list)
        for row in json.loads(entry.rows):
            if row["row"] in self._kinds:
                by_kind[row["row"]].append(row)
        for kind, rows in by_kind.items():
            self._rows(self._kinds[kind], rows, entry)
        for row in by_kind.get(Settlement.row_kind(), ()):
            self._settle(row["is"])

    def finish(self, sender: Origin, actor: Actor | str) -> None:
        """Compute what follows from the rows that came, and write down what was renamed to make room."""
        settled_everywhere(self._doing.touched)
        events_laid_out(self._doing.touched)
        if len(self._doing.touched) == 0:
            return
        with operation(actor, "receive", note=sender.name) as done:
            done.tell("exchange.receive", str(sender.pk), {"entries": self.entries})
            for kind, pk in sorted(self._doing.renamed):
                done.save(self._kinds[kind]._base_manager.get(pk=pk))

    def _rows(self, model: type[Recorded], rows: list[dict[str, Json]], entry: Entry) -> None:
        ids = [UUID(row["id"]) for row in rows]
        self._doing.touched[model.row_kind()].update(ids)
        stand = self._here.standing(model, ids)
        fresh = [
            prepared(put_content(model(id=pk, entry=entry.number), row["is"]))
            for pk, row in zip(ids, rows, strict=True)
            if pk not in stand
        ]
        refuse_circles(model, fresh)
        self._doing.do(planned_new(fresh, entry.actor, self._here))
        for pk, row in zip(ids, rows, strict=True):
            if pk in stand:
                # each on what the one before it left: a name may have changed hands within one entry
                steps = planned_edit(stand[pk], row["was"], row["is"], entry.number, entry.sha256, self._here)
                self._doing.do(steps)

    def _settle(self, said: Mapping[str, Json]) -> None:
        row = None
        if said["about"] == ConflictKind.EDITED:
            row = self._kinds[said["about_kind"]]._base_manager.filter(pk=said["about_id"]).first()
        self._doing.do(planned_settlement(said, row, self._here))

    def _is_next(self, said: Mapping[str, Json]) -> bool:
        origin = str(said["origin"])
        if origin not in self._heads:
            last = (
                Entry.objects.filter(origin_id=origin)
                .order_by("-place")
                .values_list("place", "sha256")
                .first()
            )
            self._heads[origin] = last or (0, GENESIS)
        place, digest = self._heads[origin]
        is_next = said["place"] == place + 1 and said["previous"] == digest
        name = "" if is_next else Origin.objects.values_list("name", flat=True).get(pk=origin)
        if said["place"] > place + 1:
            raise UsageError(
                says(
                    "entries %(first)s to %(last)s of %(name)s are missing: ask for a bundle since %(first)s.",
                    first=str(place + 1),
                    last=str(said["place"] - 1),
                    name=name,
                ),
                says("Nothing was taken in."),
            )
        if said["place"] <= place:
            stands = Entry.objects.filter(origin_id=origin, place=said["place"]).values_list(
                "sha256", flat=True
            )
            if stands.first() != said["sha256"]:
                raise UsageError(*_forked(name, said["place"]))
            return False
        if said["previous"] != digest:
            raise UsageError(*_forked(name, place))
        self._heads[origin] = (said["place"], said["sha256"])
        return True


def _forked(name: str, place: int) -> tuple[Phrase, ...]:
    return (
        says(
            "the chain of %(name)s here is another one from entry %(place)s on: "
            "one of the two was restored from a backup and written to since.",
            name=name,
            place=str(place),
        ),
        says("Nothing was taken in; compare the two logs before you go on."),
    )
