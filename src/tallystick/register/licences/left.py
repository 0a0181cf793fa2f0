"""What is left of licences, and where they stand on a day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Sum

from tallystick.register.licences.models import Licence, LicenceLine, LicenceState, LicenceVerb, Use
from tallystick.register.licences.standing import STOPPED
from tallystick.register.licences.stayed import stayed_by_line


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of one line."""

    line: LicenceLine
    used: int

    @property
    def left(self) -> int:
        """How many may still be transferred; below nought where more were than the line allows."""
        return self.line.quantity - self.used


def left_of(licence: Licence) -> list[Left]:
    """Say what is left of each line of a licence, in order."""
    return left_of_many([licence])[licence.pk]


def left_of_many(licences: Collection[Licence]) -> dict[UUID, list[Left]]:
    """Say what is left of each line of many licences, in as many queries as of one; prefetch their lines.

    Corrected and refused uses do not count, nor items that were not let go.
    """
    used = _used_by_line(licences)
    return {
        licence.pk: [Left(line, used.get(line.pk, 0)) for line in licence.lines.all()] for licence in licences
    }


def _used_by_line(licences: Collection[Licence]) -> Mapping[object, int]:
    ids = [licence.pk for licence in licences]
    counts = Use.objects.filter(licence__in=ids, is_refused=False).filter(
        ~Exists(Use.objects.filter(corrects=OuterRef("pk"), is_refused=False))
    )
    totals = dict(counts.values_list("line").annotate(total=Sum("quantity")).order_by("line"))
    for line, total in stayed_by_line(counts).items():
        totals[line] -= total
    return totals


def state_on(licence: Licence, day: date, left: Sequence[Left]) -> LicenceState:
    """Say where a licence stands on a day: by the events up to it, the calendar, and what is left."""
    verb = LicenceVerb.ISSUE
    for event in sorted(licence.events.all(), key=lambda one: (one.happened_on, one.entered_at)):
        if event.happened_on <= day:
            verb = LicenceVerb(event.verb)
    stopped = STOPPED.get(verb)
    if stopped is not None:
        return stopped
    if day < licence.valid_from:
        return LicenceState.NOT_YET
    if day > licence.valid_until:
        return LicenceState.EXPIRED
    return LicenceState.EXHAUSTED if all(one.left <= 0 for one in left) else LicenceState.ISSUED
