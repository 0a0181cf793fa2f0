"""Grant in part: of each line, how much a recommendation leaves, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.models import (
    Application,
    CaseLine,
    Move,
    Recommendation,
    Reduction,
    State,
    Verb,
)
from tallystick.register.licences.standing import recommendation
from tallystick.register.licences.steps import make_move

_SIGNED_IN: Final = frozenset(
    {State.RECOMMENDED, State.COUNTERSIGNED_1, State.COUNTERSIGNED_2, State.GRANTED}
)
"""States in which what was recommended stands; sent back to the case officer, it stands no more."""
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Part:
    """How much of one line is granted; `reason` is asked for where it is less than was applied for."""

    line: CaseLine
    granted: int
    reason: str = ""

    @property
    def is_less(self) -> bool:
        """Whether it is less than was applied for."""
        return self.granted < self.line.quantity

    @property
    def value(self) -> Decimal | None:
        """What that part is worth, at the price of one that the application implies; None where none was said."""
        if self.line.value is None or not self.is_less:
            return self.line.value
        worth = self.line.value * self.granted / self.line.quantity
        return worth.quantize(_CENT, ROUND_HALF_UP)

    def __str__(self) -> str:
        return _("Line %(line)s: %(granted)s of %(applied)s. %(reason)s") % {
            "line": self.line,
            "granted": self.granted,
            "applied": self.line.amount,
            "reason": self.reason,
        }


def parts(case: Application) -> list[Part]:
    """Say how much of each line the recommendation that stands leaves: all of it, where it says nothing of a line."""
    move = recommendation(case)
    less = {} if move is None else {one.line_id: one for one in move.reductions.all()}
    found = []
    for line in case.lines.filter(is_withdrawn=False):
        one = less.get(line.pk)
        found.append(Part(line, line.quantity) if one is None else Part(line, one.granted, one.reason))
    return found


def reduced(case: Application) -> list[Part]:
    """List the lines of which less than was applied for is, or is to be, granted."""
    if State(case.state) not in _SIGNED_IN:
        return []
    return [one for one in parts(case) if one.is_less]


def recommend(done: Operation, case: Application, wanted: Sequence[Part], reason: str) -> Move:
    """Recommend to grant, in whole or in part; lines that `wanted` does not name are granted whole.

    Raises:
        ValidationError: as `make_move`; more would be granted than was applied for, less without a reason, or nothing.
    """
    less = [one for one in wanted if one.granted != one.line.quantity]
    faults = [fault for one in less for fault in _faults(one)]
    whole = case.lines.filter(is_withdrawn=False).exclude(pk__in=[one.line.pk for one in less])
    if len(less) > 0 and not whole.exists() and all(one.granted == 0 for one in less):
        faults.append(_("Nothing would be granted: recommend to refuse."))
    if len(faults) > 0:
        raise ValidationError(faults)
    move = make_move(done, case, Verb.RECOMMEND, reason=reason, recommends=Recommendation.GRANT)
    done.save_all(
        [Reduction(move=move, line=one.line, granted=one.granted, reason=one.reason) for one in less]
    )
    return move


def _faults(one: Part) -> list[str]:
    said = {"line": one.line.place, "applied": one.line.quantity}
    faults = []
    if not 0 <= one.granted <= one.line.quantity:
        faults.append(_("Line %(line)s: between 0 and %(applied)s can be granted.") % said)
    elif one.reason.strip() == "":
        faults.append(_("Line %(line)s: say why less is granted than was applied for.") % said)
    return faults
