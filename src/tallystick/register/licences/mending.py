"""Mend a licence on paper that was entered otherwise than the paper says: one person enters it, another confirms it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from tallystick.register.items.doubts import Doubt
from tallystick.register.ledger.canonical import plain
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.beside import held_against
from tallystick.register.licences.entering import kept_file
from tallystick.register.licences.left import left_of
from tallystick.register.licences.models import (
    CaseLine,
    Licence,
    LicenceLine,
    LineCorrection,
    PaperLicence,
    Unit,
)
from tallystick.register.licences.paper_terms import (
    TERMS,
    becoming,
    outside_terms,
    paper_of,
    waiting_for_terms,
    wider_terms,
    write_terms,
)
from tallystick.register.licences.steps import handled_by

MENDED: Final = (
    "category",
    "description",
    "make",
    "model",
    "calibre",
    "quantity",
    "unit",
    "value",
    "currency",
)
"""Columns of a line that the paper says; its place is the register's own."""


@dataclass(frozen=True, slots=True)
class Change:
    """One column of a line, as it stands and as it is to be."""

    title: Any
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Because:
    """Why something was entered otherwise than the paper says, and a better scan where that of the paper is poor."""

    reason: str
    upload: "File[bytes] | None" = None


def enter_correction(
    done: Operation, line: LicenceLine, told: Mapping[str, object], because: Because, *, seen: int | None
) -> LineCorrection:
    """Enter what a line is by the paper; until another person confirms it the line stands as it is.

    Args:
        done: the operation.
        line: of a licence on paper.
        told: what its columns are to hold, by their names; those left out stay.
        because: why it was otherwise.
        seen: at which entry the person saw the line.

    Raises:
        ValidationError: it is no licence on paper; a correction of the line waits already; the line was changed
            meanwhile; nothing would change; it would count less than one; or there is no reason.
    """
    stands = LicenceLine.objects.select_related("licence__application").get(pk=line.pk)
    becomes = {name: told[name] for name in MENDED if name in told and told[name] != getattr(stands, name)}
    faults = [*_not_on_paper(stands.licence)]
    if len(faults) == 0 and waiting_for(stands) is not None:
        faults.append(_("A correction of this line waits already for a second person."))
    if seen != stands.entry:
        faults.append(_changed())
    elif len(becomes) == 0:
        faults.append(_("Nothing would change."))
    _refuse([*faults, *_nought(becomes), *_without(because)])
    was = {name: getattr(stands, name) for name in becomes}
    return _entered(done, LineCorrection(licence=stands.licence, line=stands), was, becomes, because)


def enter_missing_line(
    done: Operation, licence: Licence, told: Mapping[str, object], because: Because
) -> LineCorrection:
    """Enter a line that the paper has and the licence lacks; until another person confirms it nothing is added.

    Args:
        done: the operation.
        licence: a licence on paper.
        told: what the columns of `MENDED` are to hold, by their names.
        because: why it was left out.

    Raises:
        ValidationError: it is no licence on paper; it would count less than one; or there is no reason.
    """
    becomes = {name: told[name] for name in MENDED}
    _refuse([*_not_on_paper(licence), *_nought(becomes), *_without(because)])
    return _entered(done, LineCorrection(licence=licence), {}, becomes, because)


def enter_terms(
    done: Operation, licence: Licence, told: Mapping[str, object], because: Because, *, seen: int | None
) -> LineCorrection:
    """Enter what the paper says of its own number, days and provisos; another person confirms it.

    Args:
        done: the operation.
        licence: a licence on paper.
        told: what the columns of `TERMS` are to hold, by their names; those left out stay.
        because: why it was otherwise.
        seen: at which entry the person saw what was entered of the paper.

    Raises:
        ValidationError: it is no licence on paper; a correction of it waits already; it was changed meanwhile; nothing
            would change; the days do not fit; another case is of the same paper; or there is no reason.
    """
    _refuse([*_not_on_paper(licence), *_without(because)])
    paper, faults = paper_of(licence), []
    becomes = {name: told[name] for name in TERMS if name in told and told[name] != getattr(paper, name)}
    if waiting_for_terms(licence) is not None:
        faults.append(_("A correction of this licence waits already for a second person."))
    if seen != paper.entry:
        faults.append(_("This was changed meanwhile. Look at it again."))
    elif len(becomes) == 0:
        faults.append(_("Nothing would change."))
    _refuse(faults)
    was = {name: getattr(paper, name) for name in becomes}
    becoming(paper, becomes)
    return _entered(done, LineCorrection(licence=licence), was, becomes, because)


def _not_on_paper(licence: Licence) -> Iterator[str]:
    if not licence.application.is_on_paper:
        yield _("Only a line of a licence on paper is corrected; any other licence is amended.")


def _nought(becomes: Mapping[str, object]) -> Iterator[str]:
    quantity = becomes.get("quantity", 1)
    if not isinstance(quantity, int) or quantity < 1:
        yield _("A line counts at least one.")


def _without(because: Because) -> Iterator[str]:
    if because.reason.strip() == "":
        yield _("Say why: the reason is kept with the case.")


def _refuse(faults: Collection[str]) -> None:
    if len(faults) > 0:
        raise ValidationError([*faults])


def _entered(
    done: Operation,
    correction: LineCorrection,
    was: Mapping[str, object],
    becomes: Mapping[str, object],
    because: Because,
) -> LineCorrection:
    correction.was, correction.becomes = plain(was), plain(becomes)
    correction.reason = because.reason
    correction.document = kept_file(done, because.upload, correction.licence.application, correction.about)
    correction.entered_by, correction.entered_at = done.actor, done.at
    return done.save(correction)


def _changed() -> str:
    return _("The line was changed meanwhile. Look at it again.")


def waiting_for(line: LicenceLine) -> LineCorrection | None:
    """Give the correction of a line that waits for a second person."""
    return line.corrections.filter(is_accepted=None).first()


def changes(correction: LineCorrection) -> list[Change]:
    """Say column by column what a correction changes."""
    kind, names = (PaperLicence, TERMS) if correction.is_of_terms else (LicenceLine, MENDED)
    return [
        Change(
            kind._meta.get_field(name).verbose_name,  # type: ignore[union-attr]  # columns alone
            _shown(name, correction.was.get(name)),
            _shown(name, correction.becomes[name]),
        )
        for name in names
        if name in correction.becomes
    ]


def _shown(name: str, value: object) -> str:
    if value is None or value == "":
        return "–"
    return str(Unit(str(value)).label) if name == "unit" else str(value)


def mended(correction: LineCorrection) -> LicenceLine:
    """Give the line as it would be; nothing is written."""
    is_new = correction.line_id is None
    line = LicenceLine(licence=correction.licence) if is_new else _line_of(correction)
    for name, value in correction.becomes.items():
        setattr(line, name, _as_column(name, value))
    return line


def _line_of(correction: LineCorrection) -> LicenceLine:
    return LicenceLine.objects.select_related("licence__application", "case_line").get(corrections=correction)


def _as_column(name: str, value: object) -> object:
    return LicenceLine._meta.get_field(name).to_python(value)  # type: ignore[union-attr]  # columns alone


def widenings(correction: LineCorrection) -> Iterator[Doubt]:
    """Ask whoever confirms to look at the paper again, where the licence would allow more, or count another unit."""
    if correction.is_of_terms:
        yield from wider_terms(correction)
    elif correction.is_new_line:
        yield _added(correction)
    else:
        yield from _wider_line(correction)


def _added(correction: LineCorrection) -> Doubt:
    line = mended(correction)
    goods = f"{line.amount}, {line.category} {line.description}"
    sentence = _("The paper itself has this line: %(line)s.") % {"line": goods}
    return Doubt(f"line {line.quantity} {line.unit} {line.category}", sentence)


def _wider_line(correction: LineCorrection) -> Iterator[Doubt]:
    line, becomes = mended(correction), correction.becomes
    was = {"quantity": line.quantity, "unit": line.unit} | correction.was
    counts = (was["quantity"], was["unit"], line.quantity, line.unit)
    if ("quantity" in becomes and line.quantity > was["quantity"]) or "unit" in becomes:
        sentence = _("The paper itself says %(becomes)s, and not %(was)s.") % {
            "becomes": line.amount,
            "was": Unit(was["unit"]).counting(was["quantity"]),
        }
        yield Doubt(" ".join(map(str, ("wider", *counts))), sentence)


def held_anew(correction: LineCorrection, named: Collection[UUID] | None = None) -> list[str]:
    """Say what is odd of the uses already made, held against the line, or the days, as they would be.

    Args:
        correction: it waits, or was decided.
        named: the items that whoever reads it may see; None for all.
    """
    if correction.is_of_terms:
        return outside_terms(correction)
    if correction.is_new_line:
        return []
    line = mended(correction)
    used = next(one.used for one in left_of(line.licence) if one.line.pk == line.pk)
    return held_against(line, used, named)


def why_not(correction: LineCorrection, actor: str) -> list[str]:
    """Say why a person cannot decide about a correction; nothing where they can."""
    if correction.is_accepted is not None:
        return [_("This was decided already.")]
    # whoever entered the paper may look at it again, and whoever entered the correction may not
    if actor in {correction.entered_by, *handled_by(correction.licence.application)}:
        return [_("Whoever entered, handled or assessed a case cannot countersign it.")]
    return []


def decide_correction(
    done: Operation, correction: LineCorrection, *, is_accepted: bool, note: str = ""
) -> LineCorrection:
    """Confirm a correction, which changes or adds what it is of, or refuse it. Uses already made stay and count.

    Raises:
        ValidationError: it was decided already; whoever entered it or the paper decides; what it is of was changed
            since; the days fit no longer; or it is refused without a reason.
    """
    stands = LineCorrection.objects.select_related("licence__application__paper").get(pk=correction.pk)
    faults = why_not(stands, done.actor)
    if is_accepted and stands.line_id is not None and _is_stale(stands):
        faults.append(_changed())
    if not is_accepted and note.strip() == "":
        faults.append(_("Say why: the reason is kept with the case."))
    _refuse(faults)
    stands.decided_by, stands.decided_at = done.actor, done.at
    stands.is_accepted, stands.note = is_accepted, note
    if is_accepted:
        _write(done, stands)
    return done.save(stands)


def _is_stale(correction: LineCorrection) -> bool:
    line = _line_of(correction)
    return any(_as_column(name, was) != getattr(line, name) for name, was in correction.was.items())


def _write(done: Operation, correction: LineCorrection) -> None:
    if correction.is_of_terms:
        write_terms(done, correction)
    elif correction.is_new_line:
        _add_line(done, correction)
    else:
        line = _line_of(correction)
        # the line of the case says what the paper says too: the two are shown side by side
        for row in (line, line.case_line):
            if row is not None:
                for name, value in correction.becomes.items():
                    setattr(row, name, _as_column(name, value))
                done.save(row)


def _add_line(done: Operation, correction: LineCorrection) -> None:
    line, case = mended(correction), correction.licence.application
    places = [
        *case.lines.values_list("place", flat=True),
        *correction.licence.lines.values_list("place", flat=True),
    ]
    line.place = max(places, default=0) + 1
    said = {name: getattr(line, name) for name in ("place", *MENDED)}
    line.case_line = done.save(CaseLine(application=case, **said))
    done.save(line)
