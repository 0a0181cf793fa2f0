"""Say where the chain, or a row, no longer fits: what `tallystick register check` prints.

The steps: (1) every entry's hash is that of what it says; (2) it names the hash of the one before it; (3) places count
from 1 without a gap; (4) every row that an entry wrote is there, and is what the last entry about it says; (5) no row
stands that no entry wrote. Entries are read once and in order, rows beside them; memory does not grow with the record.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.apps import apps
from django.db.models import OuterRef, Subquery

from tallystick.register.ledger.canonical import Json, plain
from tallystick.register.ledger.models import GENESIS, Entry, Origin, Recorded
from tallystick.register.ledger.verdicts import Told, Verdict, verdict
from tallystick.register.ledger.versions import told as version_told

_ROWS_AT_ONCE: Final = 4_000
"""Rows compared at once: some ten megabytes."""
_FIRST_ENTRIES: Final = 10
_MOST_ENTRIES: Final = 2_000
_PAGE: Final = 8_000_000
"""Characters of entries read at once."""
_IDS_AT_ONCE: Final = 900
"""Ids one statement asks for: SQLite before 3.32 takes 999 values."""

Kinds = Mapping[str, type[Recorded]]
_GONE: Final = "the entry wrote this row, and it is gone"
_OLDER: Final = "the entry wrote this row last, and the row is older"
_Row = tuple[int, dict[str, Json]]
"""The entry that wrote a row as it stands, and its content."""
Latest = dict[str, dict[UUID, tuple[int, Json]]]
"""For each kind, for each row: the number of the last entry about it among those being compared, and its content."""


@dataclass(frozen=True, slots=True)
class Break:
    """One place where the record no longer fits."""

    entry: int | None
    """The number of the entry; None for a row that no entry wrote."""
    subject: str
    """The kind and id of the row; empty for a break of the chain itself."""
    sentence: str


@dataclass(slots=True)
class _Seen:
    """What was found so far."""

    fitting: dict[str, int] = field(default_factory=dict)
    """How many rows of each kind are what their entry says."""
    broken: set[tuple[str, UUID]] = field(default_factory=set)


def breaks() -> Iterator[Break]:
    """Go through the whole record; nothing comes back where it is whole."""
    kinds = {model.row_kind(): model for model in recorded_models()}
    seen = _Seen(dict.fromkeys(kinds, 0))
    heads: dict[UUID, tuple[int, str]] = {}
    latest: Latest = {}
    for entry in _entries():
        yield from _of_chain(entry, heads)
        _remember(entry, kinds, latest)
        if sum(map(len, latest.values())) >= _ROWS_AT_ONCE:
            yield from _of_rows(kinds, latest, seen)
            latest = {}
    yield from _of_rows(kinds, latest, seen)
    for kind, model in kinds.items():
        # each row fits at most once: where the numbers are the same, there is no row that no entry wrote
        if model._base_manager.count() != seen.fitting[kind]:
            yield from _unwritten(model, seen)


def recorded_models() -> list[type[Recorded]]:
    """Name the kinds of rows that stand in the chain, in order."""
    found = [model for model in apps.get_models() if issubclass(model, Recorded)]
    return sorted(found, key=lambda model: model.row_kind())


def heads() -> list[tuple[str, int, str]]:
    """Give the last entry of each chain: origin's name, place, hash. On paper, it shows a chain replaced whole."""
    last = Entry.objects.filter(origin=OuterRef("pk")).order_by("-place")
    found = Origin.objects.annotate(
        place=Subquery(last.values("place")[:1]), head=Subquery(last.values("sha256")[:1])
    )
    return sorted(found.exclude(place=None).values_list("name", "place", "head"))


def _entries() -> Iterator[Entry]:
    # page by page, so that no transaction stays open for the minutes that a large record takes
    last, at_once = -1, _FIRST_ENTRIES
    while True:
        page = list(Entry.objects.filter(number__gt=last).order_by("number")[:at_once])
        yield from page
        if len(page) == 0:
            return
        last = page[-1].number
        # an entry of an import is some two million characters, one of an edit a thousand
        mean = sum(len(entry.rows) for entry in page) // len(page) + 1
        at_once = min(max(_PAGE // mean, 1), _MOST_ENTRIES)


def _of_chain(entry: Entry, heads: dict[UUID, tuple[int, str]]) -> Iterator[Break]:
    place, previous = heads.get(entry.origin_id, (0, GENESIS))
    if entry.sealed() != entry.sha256:
        yield Break(entry.number, "", "what it says is not what it was sealed with")
    if entry.place != place + 1:
        missing = f"entries {place + 1} to {entry.place - 1} of its chain are missing before it"
        yield Break(entry.number, "", missing)
    elif entry.previous != previous:
        yield Break(entry.number, "", "it does not follow the entry before it")
    heads[entry.origin_id] = (entry.place, entry.sha256)


def _remember(entry: Entry, kinds: Kinds, latest: Latest) -> None:
    try:
        rows = json.loads(entry.rows)
    except ValueError:
        return  # its hash is broken too, and that is said
    for row in rows:
        if row["row"] in kinds:
            latest.setdefault(row["row"], {})[UUID(row["id"])] = (entry.number, row["is"])


def _of_rows(kinds: Kinds, latest: Latest, seen: _Seen) -> Iterator[Break]:
    for kind, mentions in latest.items():
        ids = list(mentions)
        for start in range(0, len(ids), _IDS_AT_ONCE):
            some = ids[start : start + _IDS_AT_ONCE]
            stand = _standing(kinds[kind], some)
            for pk in some:
                number, content = mentions[pk]
                row = stand.get(pk)
                sentence = _fault(
                    Told(kinds[kind], pk, number, content, None if row is None else row[0]), row
                )
                if sentence is None:
                    seen.fitting[kind] += row is not None and row[0] == number
                elif (kind, pk) not in seen.broken:
                    seen.broken.add((kind, pk))
                    yield Break(number, f"{kind} {pk}", sentence)


def _standing(model: type[Recorded], ids: list[UUID]) -> dict[UUID, _Row]:
    """Read rows as they stand, as columns: making objects of them takes twice as long."""
    names = model.content_columns()
    rows = model._base_manager.filter(pk__in=ids).values_list("pk", "entry", *names)
    return {pk: (entry, dict(zip(names, map(plain, values), strict=True))) for pk, entry, *values in rows}


def _fault(told: Told, row: _Row | None) -> str | None:
    if row is not None and row[0] > told.number:
        return None  # a later entry wrote it, and is compared when its turn comes
    content = told.content
    if row is None or row[0] < told.number:
        found = verdict(told)
        if found is Verdict.UNACCOUNTED:
            return _GONE if row is None else _OLDER
        if row is None:
            return None
        content = _told_by(told, row[0])
    return None if _is_same(told.model, row[1], content) else "the row is not what its last entry wrote"


def _told_by(told: Told, entry: int) -> Json:
    name = Entry.objects.values_list("sha256", flat=True).get(number=entry)
    return version_told(told.model.row_kind(), str(told.pk), name)[1]["is"]


def _is_same(model: type[Recorded], stands: dict[str, Json], told: Json) -> bool:
    if stands == told:
        return True
    # a column that came with a later version of the program holds its default in rows written before
    columns = {field.attname: field for field in model._meta.concrete_fields}
    added = {name: plain(columns[name].get_default()) for name in stands if name not in told}
    return stands == {name: told[name] for name in stands if name in told} | added


def _unwritten(model: type[Recorded], seen: _Seen) -> Iterator[Break]:
    """Find the rows that the entry they name does not tell of: slow, and only where their number does not fit."""
    kind = model.row_kind()
    number, written = -1, set[str]()
    for row in _in_order_of_entries(model):
        if row.entry != number:
            number = row.entry
            written = _written_by(number, kind)
        if str(row.pk) not in written and (kind, row.pk) not in seen.broken:
            yield Break(None, f"{kind} {row.pk}", "no entry wrote this row as it stands")


def _in_order_of_entries(model: type[Recorded]) -> Iterable[Recorded]:
    return model._base_manager.only("id", "entry").order_by("entry", "pk").iterator(_ROWS_AT_ONCE)


def _written_by(number: int, kind: str) -> set[str]:
    text = Entry.objects.filter(number=number).values_list("rows", flat=True).first()
    try:
        return set() if text is None else {row["id"] for row in json.loads(text) if row["row"] == kind}
    except ValueError:
        return set()
