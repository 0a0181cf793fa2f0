"""What a licence on paper says of itself, as a correction would have it: its number, its days, its provisos."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.items.doubts import Doubt
from tallystick.register.ledger.canonical import plain
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.beside import used_outside
from tallystick.register.licences.models import Licence, LineCorrection, PaperLicence
from tallystick.register.licences.on_paper import faults_of_paper

TERMS: Final = ("number", "issued_on", "valid_from", "valid_until", "provisos")
"""Columns of a licence on paper that a correction may change."""
_OF_BOTH: Final = ("issued_on", "valid_from", "valid_until", "provisos")
"""Those that the licence has from its paper; the number of a licence is the register's own."""


def paper_of(licence: Licence) -> PaperLicence:
    """Read what stands of the paper of a licence now."""
    return PaperLicence.objects.select_related("application").get(application=licence.application_id)


def waiting_for_terms(licence: Licence) -> LineCorrection | None:
    """Give the correction of what the paper says that waits for a second person."""
    waits = licence.line_corrections.filter(line=None, is_accepted=None)
    return next((one for one in waits if one.is_of_terms), None)


def becoming(paper: PaperLicence, becomes: Mapping[str, object]) -> PaperLicence:
    """Put on the row of a paper what it is to say; nothing is written.

    Raises:
        ValidationError: the days do not fit, or another case is of the same paper.
    """
    for name, value in becomes.items():
        setattr(paper, name, PaperLicence._meta.get_field(name).to_python(value))  # type: ignore[union-attr]  # columns alone
    faults = faults_of_paper(paper)
    # why a paper that is younger than the register was not granted here, the reason of the correction says
    faults.pop("note", None)
    if len(faults) > 0:
        raise ValidationError(faults)
    return paper


def wider_terms(correction: LineCorrection) -> Iterator[Doubt]:
    """Ask whoever confirms to look at the paper again, where the licence would be valid on days on which it was not."""
    licence = correction.licence
    first, last = _days(licence, correction.becomes)
    if first < licence.valid_from or last > licence.valid_until:
        said = {"becomes": f"{first} – {last}", "was": f"{licence.valid_from} – {licence.valid_until}"}
        sentence = _("The paper itself says %(becomes)s, and not %(was)s.") % said
        yield Doubt(f"longer {first} {last}", sentence)


def outside_terms(correction: LineCorrection) -> list[str]:
    """Say which uses already made would lie outside the days of the licence."""
    return used_outside(correction.licence, *_days(correction.licence, correction.becomes))


def write_terms(done: Operation, correction: LineCorrection) -> None:
    """Write what the paper says to its row and to the licence.

    Raises:
        ValidationError: it was changed since the correction was entered, or does not fit what was entered meanwhile.
    """
    paper = paper_of(correction.licence)
    if any(plain(getattr(paper, name)) != was for name, was in correction.was.items()):
        raise ValidationError(_("This was changed meanwhile. Look at it again."))
    done.save(becoming(paper, correction.becomes))
    licence = Licence.objects.get(pk=correction.licence_id)
    for name in _OF_BOTH:
        setattr(licence, name, getattr(paper, name))
    done.save(licence)


def _days(licence: Licence, becomes: Mapping[str, str]) -> tuple[date, date]:
    first, last = (becomes.get(name) for name in ("valid_from", "valid_until"))
    return (
        licence.valid_from if first is None else date.fromisoformat(first),
        licence.valid_until if last is None else date.fromisoformat(last),
    )
