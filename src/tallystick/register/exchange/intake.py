"""Take in a ledger: say what would change, then let it change, a thousand lines at a time.

Each thousand is one operation, so that a computer switched off in the middle keeps whole operations. Lines that are in
are known by their key and what they said, so that starting again goes on where it was.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.errors import UsageError, nearest
from tallystick.phrase import listed, quoted, says
from tallystick.register.aside import written_aside
from tallystick.register.exchange.changes import change, changes_of, held_of
from tallystick.register.exchange.cleared import Cleared, made_for, name, shut_out
from tallystick.register.exchange.foreseen import afterwards, faults_of_new, registration
from tallystick.register.exchange.models import ImportedRow, Mapping
from tallystick.register.exchange.reading import Line, Reader, item_of
from tallystick.register.exchange.sheets import ANYWHERE, Place, opened_sheet, write_csv
from tallystick.register.exchange.twins import remark_twins
from tallystick.register.files.keeping import keep
from tallystick.register.files.models import Document
from tallystick.register.handling import Handling
from tallystick.register.items.history import chunks
from tallystick.register.items.record import happen_all, register_all
from tallystick.register.ledger.operation import Actor, Operation, operation

LINES_AT_ONCE: Final = 1_000
"""Lines of one operation: half a second's work, so that others who write wait no longer."""


class Outcome(StrEnum):
    """What a line is to the register."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Told:
    """One line, and what becomes of it."""

    line: int
    key: str
    outcome: Outcome
    said: str
    """What is new in it, or why it cannot be taken in."""
    names: frozenset[UUID] = frozenset()
    """Items under a closed mark of which that tells something."""


@dataclass(slots=True)
class Difference:
    """What a ledger changes, or changed."""

    headings: tuple[str, ...]
    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    told: list[Told] = field(default_factory=list)
    """Every line but those that change nothing."""
    unreadable: list[Line] = field(default_factory=list)
    unknown: dict[tuple[str, str], str] = field(default_factory=dict)
    """For each field and word that nobody knows: its near misses."""
    unread: tuple[str, ...] = ()
    """Further sheets of the workbook, which were not read."""
    twins: int = 0
    """How many new lines have the serial number, make and model of an item of the register that is named to them."""
    made_for: list[str] = field(default_factory=list)
    """The closed marks that whoever compared it is cleared for."""

    def tell(self, line: Line, outcome: Outcome, said: str = "") -> None:
        """Count a line, and keep what is said of it."""
        self.counts[outcome] += 1
        self.twins += line.twins > 0
        if outcome is Outcome.UNREADABLE:
            self.unreadable.append(line)
            said = " ".join(line.faults)
        else:
            said = " ".join([*([said] if said != "" else []), *line.remarks])
        if outcome is not Outcome.UNCHANGED:
            self.told.append(Told(line.number, line.key, outcome, said, frozenset(line.names)))

    def write_unreadable(self, path: Path) -> None:
        """Write the lines that cannot be taken in as they were, with the reasons: mended, it is a ledger again."""
        with written_aside(path) as file:
            write_csv(file, *self.unreadable_rows())

    def unreadable_rows(self) -> tuple[list[str], Iterator[list[str]]]:
        """Give headings and rows of the lines that cannot be taken in."""
        reason = _("why it was not taken in")
        rows = ([*self._in_columns(line), " ".join(line.faults)] for line in self.unreadable)
        return [*self.headings, reason], rows

    def _in_columns(self, line: Line) -> list[str]:
        return [*line.cells, *[""] * (len(self.headings) - len(line.cells))][: max(len(self.headings), 1)]


def mapping_named(name: str) -> Mapping:
    """Find a mapping.

    Raises:
        UsageError: there is none of that name.
    """
    found = Mapping.objects.filter(name=name).first()
    if found is None:
        known = sorted(Mapping.objects.values_list("name", flat=True))
        raise UsageError(
            says("no mapping is called %(name)s.", name=quoted(name)),
            *nearest(name, known),
            *([says("Known: %(known)s.", known=listed(known))] if len(known) > 0 else []),
            says("Mappings are made on the page “In and out”."),
        )
    return found


def difference_of(
    path: Path,
    mapping: str | Mapping,
    called: str | None = None,
    at: Place = ANYWHERE,
    *,
    cleared: Cleared = None,
) -> Difference:
    """Say what a ledger would change; nothing is written.

    Args:
        path: the file.
        mapping: the mapping, or its name.
        called: what the file is called, where its path does not say.
        at: where its headings stand, if a person said so.
        cleared: what the person to whom it is said is cleared for.

    Raises:
        UsageError: the mapping does not fit the ledger.
        UnreadableError: the file cannot be read at all.
    """
    by = mapping_named(mapping) if isinstance(mapping, str) else mapping
    reader = Reader(opened_sheet(path, called, at=at, wanted=_headings(by)), by)
    found = _nothing_yet(reader, cleared)
    for lines in chunks(reader.lines(), LINES_AT_ONCE):
        known = _known(by, lines, cleared)
        outcomes = [(line, *_compared(line, known.get(line.key))) for line in lines]
        remark_twins(_new(outcomes), by.ledger, reader.seen, cleared)
        for line, outcome, said in outcomes:
            found.tell(line, outcome, said)
    return found


def taken_in(  # noqa: PLR0913  # each says another thing about one ledger
    path: Path,
    mapping: str | Mapping,
    actor: Actor | str,
    *,
    document: Document | None = None,
    at: Place = ANYWHERE,
    cleared: Cleared = None,
    each: Callable[[int], object] = lambda _line: None,
) -> Difference:
    """Take a ledger in.

    Args:
        path: the file.
        mapping: the mapping, or its name.
        actor: who takes it in.
        document: the file as it was kept, where it was; it is kept first otherwise.
        at: where its headings stand, if a person said so.
        cleared: what that person is cleared for.
        each: told the number of the last line, after each operation.

    Raises:
        UsageError, UnreadableError: as `difference_of`; nothing was written.
    """
    by = mapping_named(mapping) if isinstance(mapping, str) else mapping
    called = None if document is None else document.name
    reader = Reader(opened_sheet(path, called, at=at, wanted=_headings(by)), by)
    kept = _keep_file(path, actor) if document is None else document
    done = _nothing_yet(reader, cleared)
    for lines in chunks(reader.lines(), LINES_AT_ONCE):
        _take(lines, _From(by, actor, kept, cleared), done, reader.seen)
        each(lines[-1].number)
    return done


def _headings(by: Mapping) -> set[str]:
    return {*by.columns.values(), *by.key}


def _keep_file(path: Path, actor: Actor | str) -> Document:
    with path.open("rb") as file, operation(actor, "keep ledger", document=path.name) as done:
        return keep(done, File(file, name=path.name), title=path.name, handling=Handling.RESTRICTED)


def _nothing_yet(reader: Reader, cleared: Cleared) -> Difference:
    sheet = reader.sheet
    return Difference(
        sheet.headings, unknown=reader.words.unknown, unread=sheet.unread, made_for=made_for(cleared)
    )


def _known(by: Mapping, lines: Sequence[Line], cleared: Cleared) -> dict[str, ImportedRow]:
    keys = [line.key for line in lines if len(line.faults) == 0]
    found: dict[str, ImportedRow] = {}
    for some in chunks(keys):
        rows = ImportedRow.objects.filter(ledger=by.ledger, key__in=some).select_related("item__store")
        found |= {row.key: row for row in rows}
    shut_out(lines, found, cleared)
    return found


def _compared(line: Line, row: ImportedRow | None) -> tuple[Outcome, str]:
    if len(line.faults) > 0:
        return Outcome.UNREADABLE, ""
    if row is None:
        line.faults.extend(faults_of_new(line, today=timezone.localdate()))
        return (Outcome.NEW, "") if len(line.faults) == 0 else (Outcome.UNREADABLE, "")
    if row.sha256 == line.sha256:
        return Outcome.UNCHANGED, ""
    name(line, row.item)
    changes, faults = changes_of(row, line)
    if len(faults) > 0:
        line.faults.extend(faults)
        return Outcome.UNREADABLE, ""
    return Outcome.CHANGED, "; ".join(changes)


def _new(outcomes: Sequence[tuple[Line, Outcome, str]]) -> list[Line]:
    return [line for line, outcome, _said in outcomes if outcome is Outcome.NEW]


@dataclass(frozen=True, slots=True)
class _From:
    """By what and by whom lines are taken in."""

    by: Mapping
    actor: Actor | str
    document: Document
    cleared: Cleared


def _take(lines: list[Line], come: _From, told: Difference, seen: Collection[str]) -> None:
    by, document = come.by, come.document
    known = _known(by, lines, come.cleared)
    if all(len(line.faults) > 0 or _is_same(line, known.get(line.key)) for line in lines):
        # nothing to write: others need not wait
        for line in lines:
            told.tell(line, Outcome.UNREADABLE if len(line.faults) > 0 else Outcome.UNCHANGED)
        return
    with operation(come.actor, "import ledger", document=document.name) as done:
        known = _known(by, lines, come.cleared)  # as they stand now that nobody else writes
        outcomes = [(line, *_compared(line, known.get(line.key))) for line in lines]
        remark_twins(_new(outcomes), by.ledger, seen, come.cleared)
        _enter(done, by, document, _new(outcomes))
        for line, outcome, _said in outcomes:
            if outcome is Outcome.CHANGED:
                _change(done, known[line.key], line, document)
    for line, outcome, said in outcomes:
        told.tell(line, outcome if len(line.faults) == 0 else Outcome.UNREADABLE, said)


def _is_same(line: Line, row: ImportedRow | None) -> bool:
    return row is not None and row.sha256 == line.sha256


def _enter(done: Operation, by: Mapping, document: Document, lines: list[Line]) -> None:
    try:
        with done.attempt():
            _register(done, by, document, lines)
    except ValidationError:
        # one of them cannot be: find it, and let the others in
        for line in lines:
            try:
                with done.attempt():
                    _register(done, by, document, [line])
            except ValidationError as error:
                line.faults.extend(error.messages)


def _register(done: Operation, by: Mapping, document: Document, lines: list[Line]) -> None:
    fresh = [(*item_of(line), registration(line, document)) for line in lines]
    items = register_all(done, fresh)
    happen_all(
        done,
        [
            (item, happened)
            for item, line in zip(items, lines, strict=True)
            for happened in afterwards(line, document)
        ],
    )
    done.save_all(
        ImportedRow(
            ledger=by.ledger,
            key=line.key,
            sha256=line.sha256,
            said=line.said,
            held=held_of(item),
            item=item,
            document=document,
        )
        for item, line in zip(items, lines, strict=True)
    )


def _change(done: Operation, row: ImportedRow, line: Line, document: Document) -> None:
    try:
        with done.attempt():
            change(done, row, line, document)
    except ValidationError as error:
        line.faults.extend(error.messages)
