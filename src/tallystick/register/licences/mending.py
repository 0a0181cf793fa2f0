"""Mend a line of a licence on paper that was entered otherwise than the paper says: one enters it, another confirms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from tallystick.register.items.doubts import Doubt
from tallystick.register.ledger.canonical import plain
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.beside import held_against
from tallystick.register.licences.entering import kept_file
from tallystick.register.licences.left import left_of
from tallystick.register.licences.models import LicenceLine, LineCorrection, Unit
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


def enter_correction(
    done: Operation,
    line: LicenceLine,
    told: Mapping[str, object],
    reason: str,
    upload: "File[bytes] | None" = None,
    *,
    seen: int | None,
) -> LineCorrection:
    """Enter what a line is by the paper; until another person confirms it the line stands as it is.

    Args:
        done: the operation.
        line: of a licence on paper.
        told: what its columns are to hold, by their names; those left out stay.
        reason: why it was otherwise.
        upload: a better scan, where that of the paper does not show it.
        seen: at which entry the person saw the line.

    Raises:
        ValidationError: it is no licence on paper; a correction of the line waits already; the line was changed
            meanwhile; nothing would change; it would count less than one; or there is no reason.
    """
    stands = LicenceLine.objects.select_related("licence__application").get(pk=line.pk)
    becomes = {name: told[name] for name in MENDED if name in told and told[name] != getattr(stands, name)}
    faults = [*_faults(stands, becomes, seen)]
    if reason.strip() == "":
        faults.append(_("Say why: the reason is kept with the case."))
    if len(faults) > 0:
        raise ValidationError(faults)
    case = stands.licence.application
    return done.save(
        LineCorrection(
            licence=stands.licence,
            line=stands,
            was={name: plain(getattr(stands, name)) for name in becomes},
            becomes={name: plain(value) for name, value in becomes.items()},
            reason=reason,
            document=kept_file(done, upload, case, str(stands)),
            entered_by=done.actor,
            entered_at=done.at,
        )
    )


def _faults(line: LicenceLine, becomes: Mapping[str, object], seen: int | None) -> Iterator[str]:
    if not line.licence.application.is_on_paper:
        yield _("Only a line of a licence on paper is corrected; any other licence is amended.")
    elif waiting_for(line) is not None:
        yield _("A correction of this line waits already for a second person.")
    if seen != line.entry:
        yield _changed()
    elif len(becomes) == 0:
        yield _("Nothing would change.")
    quantity = becomes.get("quantity", 1)
    if not isinstance(quantity, int) or quantity < 1:
        yield _("A line counts at least one.")


def _changed() -> str:
    return _("The line was changed meanwhile. Look at it again.")


def waiting_for(line: LicenceLine) -> LineCorrection | None:
    """Give the correction of a line that waits for a second person."""
    return line.corrections.filter(is_accepted=None).first()


def changes(correction: LineCorrection) -> list[Change]:
    """Say column by column what a correction changes."""
    return [
        Change(
            LicenceLine._meta.get_field(name).verbose_name,  # type: ignore[union-attr]  # columns alone
            _shown(name, correction.was[name]),
            _shown(name, correction.becomes[name]),
        )
        for name in MENDED
        if name in correction.becomes
    ]


def _shown(name: str, value: object) -> str:
    if value is None or value == "":
        return "–"
    return str(Unit(str(value)).label) if name == "unit" else str(value)


def mended(correction: LineCorrection) -> LicenceLine:
    """Give the line as it would be; nothing is written."""
    line = LicenceLine.objects.select_related("licence__application").get(pk=correction.line_id)
    for name, value in correction.becomes.items():
        setattr(line, name, _as_column(name, value))
    return line


def _as_column(name: str, value: object) -> object:
    return LicenceLine._meta.get_field(name).to_python(value)  # type: ignore[union-attr]  # columns alone


def widenings(correction: LineCorrection) -> Iterator[Doubt]:
    """Ask whoever confirms to look at the paper again, where the line would allow more, or count another unit."""
    line, becomes = mended(correction), correction.becomes
    was = {"quantity": line.quantity, "unit": line.unit} | correction.was
    counts = (was["quantity"], was["unit"], line.quantity, line.unit)
    if ("quantity" in becomes and line.quantity > was["quantity"]) or "unit" in becomes:
        sentence = _("The paper itself says %(becomes)s %(unit)s, and not %(was)s %(old)s.") % {
            "becomes": line.quantity,
            "unit": line.get_unit_display(),
            "was": was["quantity"],
            "old": Unit(was["unit"]).label,
        }
        yield Doubt(" ".join(map(str, ("wider", *counts))), sentence)


def held_anew(correction: LineCorrection) -> list[str]:
    """Say what is odd of the uses already made, held against the line as it would be."""
    line = mended(correction)
    used = next(one.used for one in left_of(line.licence) if one.line.pk == line.pk)
    return held_against(line, used)


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
    """Confirm a correction, which changes the line, or refuse it. Uses already made stay, and count on the line.

    Raises:
        ValidationError: it was decided already; whoever entered it or the paper decides; the line was changed since; or
            it is refused without a reason.
    """
    stands = LineCorrection.objects.select_related("licence__application__paper").get(pk=correction.pk)
    faults = why_not(stands, done.actor)
    line = LicenceLine.objects.select_related("case_line").get(pk=stands.line_id)
    if is_accepted and any(_as_column(name, was) != getattr(line, name) for name, was in stands.was.items()):
        faults.append(_changed())
    if not is_accepted and note.strip() == "":
        faults.append(_("Say why: the reason is kept with the case."))
    if len(faults) > 0:
        raise ValidationError(faults)
    stands.decided_by, stands.decided_at = done.actor, done.at
    stands.is_accepted, stands.note = is_accepted, note
    done.save(stands)
    if is_accepted:
        _write(done, line, stands.becomes)
    return stands


def _write(done: Operation, line: LicenceLine, becomes: Mapping[str, object]) -> None:
    # the line of the case says what the paper says too: the two are shown side by side
    for row in (line, line.case_line):
        if row is not None:
            for name, value in becomes.items():
                setattr(row, name, _as_column(name, value))
            done.save(row)
