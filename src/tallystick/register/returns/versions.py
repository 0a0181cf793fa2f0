"""Begin, revise, submit and acknowledge filings: working follows the register, submitted is locked."""

from collections.abc import Collection
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.ledger.canonical import canonical, sha256
from tallystick.register.ledger.operation import Operation
from tallystick.register.returns.instruments import PARTS, Instrument, part_of
from tallystick.register.returns.lines import MARKS, Table, live, tables
from tallystick.register.returns.models import Emptiness, Filing, Reason, State
from tallystick.register.returns.period import Years
from tallystick.register.returns.profiles import beside_lines
from tallystick.register.returns.questions import counts

_KEPT: Final = (
    "instrument",
    "year_from",
    "year_to",
    "visibility",
    "basis",
    "authorised_for",
    "export_means",
    "import_means",
    "cut_off_on",
    "seizures",
    "notes_for",
    "remarks",
    "answers",
    "marks",
    "line_remarks",
)
"""What a later version begins with."""


def begin(done: Operation, instrument: Instrument, years: Years) -> Filing:
    """Begin the first version of a return, with the answers of the last one of its kind.

    Raises:
        ValidationError: it was begun already.
    """
    there = Filing.objects.filter(instrument=instrument, year_from=years.first, year_to=years.last)
    if there.exists():
        raise ValidationError(_("This return was begun already. Open it, or make a new version of it."))
    before = Filing.objects.filter(instrument=instrument, year_to__lt=years.first).order_by(
        "-year_to", "-version"
    )
    last = before.values_list("answers", flat=True).first()
    return done.save(
        Filing(instrument=instrument, year_from=years.first, year_to=years.last, answers=last or {})
    )


def answer(done: Operation, filing: Filing, answers: dict[str, str], seen: int | None) -> Filing:
    """Keep what a person answered to questions of a return; an empty answer is none.

    Raises:
        ValidationError: the filing is locked.
        EditedMeanwhileError: somebody else changed it since.
    """
    changeable(filing)
    given = {**filing.answers, **answers}
    filing.answers = {name: text for name, text in sorted(given.items()) if text != ""}
    return done.save(filing, seen=seen)


def revise(done: Operation, filing: Filing, reason: Reason, note: str) -> Filing:
    """Make a later version of a submitted return: a working one, with the marks and remarks of the one before.

    Raises:
        ValidationError: it is not submitted, or a later version is there already.
    """
    if filing.is_working:
        raise ValidationError(_("This version is still being worked on. Submit it before you make another."))
    if filing.later.exists():
        raise ValidationError(_("There is a later version already."))
    columns = {name: getattr(filing, name) for name in _KEPT}
    return done.save(
        Filing(
            **columns,
            version=filing.version + 1,
            reason=reason,
            reason_note=note,
            supersedes=filing,
        )
    )


def changeable(filing: Filing) -> None:
    """Refuse to change what was submitted.

    Raises:
        ValidationError: the filing is locked.
    """
    if not filing.is_working:
        raise ValidationError(_("This version was submitted and is locked. Make a new version to change it."))


def mark(
    done: Operation, filing: Filing, marks: dict[str, str], remarks: dict[str, str], seen: int | None
) -> Filing:
    """Set who may see each line, and what is said beside it; keys that are not named stay as they are.

    Raises:
        ValidationError: the filing is locked, or a mark is none.
        EditedMeanwhileError: somebody else changed it since.
    """
    changeable(filing)
    if not set(marks.values()) <= set(MARKS):
        raise ValidationError(_("Choose one of the marks that are offered."))
    filing.marks = {**filing.marks, **marks}
    filing.line_remarks = {
        key: text for key, text in {**filing.line_remarks, **remarks}.items() if text != ""
    }
    return done.save(filing, seen=seen)


def declare(done: Operation, filing: Filing, part_name: str, what: str) -> Filing:
    """Say of a part in which nothing was found that it is nil, or that it is left out; empty takes it back.

    Raises:
        ValidationError: the filing is locked, the part has lines, or cannot be nil.
    """
    changeable(filing)
    part = part_of(filing.instrument, part_name)
    if part is None or not part.may_be_nil or what not in {*Emptiness.values, ""}:
        raise ValidationError(_("This part is not one that can be nil."))
    if what != "" and len(live(filing, part).lines) > 0:
        raise ValidationError(_("There are lines in this part, so it is not nil."))
    said = {name: one for name, one in filing.said.items() if name != part_name}
    if what != "":
        said[part_name] = {"what": what, "by": done.actor}
    filing.said = said
    return done.save(filing)


def submit(done: Operation, filing: Filing, on: date, handlings: Collection[str]) -> Filing:
    """Submit a return: its figures are frozen under a hash, and it is locked.

    Args:
        done: the operation.
        filing: a working one.
        on: the day it is filed.
        handlings: what whoever submits is cleared for; somebody who does not see every line cannot vouch for it.

    Raises:
        ValidationError: with a sentence for each thing that stands in the way.
    """
    changeable(filing)
    every = tables(filing)
    faults = list(obstacles(every, handlings))
    if len(faults) > 0:
        raise ValidationError(faults)
    lines = [line.as_json() for table in every for line in table.lines]
    notes = {table.part.name: list(table.notes) for table in every if len(table.notes) > 0}
    filing.frozen = [beside_lines(counts(filing), notes), *lines]
    filing.frozen_sha256 = frozen_hash(filing)
    filing.as_of = done.number
    filing.state = State.SUBMITTED
    filing.filed_on, filing.filed_by = on, done.actor
    return done.save(filing)


def obstacles(every: list[Table], handlings: Collection[str]) -> list[str]:
    """Say what stands in the way of submitting."""
    faults = []
    for table in every:
        told = {"part": table.part.title}
        if table.is_open:
            faults.append(_("%(part)s: nothing was found. Declare nil, or leave this part out.") % told)
        if table.is_contradicted:
            faults.append(_("%(part)s: nil was declared, and now there are lines. Take the nil back.") % told)
        if any(line.figure.handling not in handlings for line in table.lines):
            faults.append(_("%(part)s: some lines rest on records that you are not cleared for.") % told)
    return faults


def frozen_hash(filing: Filing) -> str:
    """Compute the hash of what was submitted: the profile, the lines, answers, and what was said of empty parts."""
    about = [filing.instrument, filing.year_from, filing.year_to, filing.version, filing.basis]
    if filing.seizures != "":
        # returns of before the question hash as they did
        about.append(filing.seizures)
    return sha256(canonical([about, filing.frozen, filing.said, filing.answers]))


def acknowledge(done: Operation, filing: Filing, on: date, reference: str) -> Filing:
    """Keep that the body has acknowledged a submitted return.

    Raises:
        ValidationError: it was not submitted, or was acknowledged already.
    """
    if filing.state != State.SUBMITTED:
        raise ValidationError(_("Only a submitted return can be acknowledged, and only once."))
    filing.state = State.ACKNOWLEDGED
    filing.acknowledged_on, filing.acknowledgement = on, reference
    return done.save(filing)


def instruments() -> list[Instrument]:
    """Name the returns that can be made, in the order in which people look for them."""
    return [Instrument(one) for one in PARTS]
