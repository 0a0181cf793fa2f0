"""Lines of a list that a person ticks, or all of it: nothing is chosen of a list that is no longer as it was shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tallystick.register.items.choosing import MOST
from tallystick.register.ledger.canonical import Json, canonical, sha256
from tallystick.register.paging import cut

_LINES: Final = 100
"""Lines on one page of such a list: some fifty kilobytes."""
CHANGED: Final = gettext_lazy(
    "The list has changed since you opened it. Nothing of yours was saved yet: look at it again."
)
Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Ticks(Generic[Line]):
    """A list as it is shown: its lines by the name that a tick sends, and what of each must not change unseen."""

    lines: dict[str, Line]
    states: Sequence[Json] = field(default=())
    """What a person goes by when they tick, in any order; the names alone where nothing else can change."""

    @property
    def listed(self) -> str:
        """Name the list as it stands; the form sends it back."""
        return sha256(canonical([list(self.lines), list(self.states)]))

    def page(self, request: HttpRequest) -> Page[tuple[str, Line]]:
        """Give the part of the list that the address asks for: `?page=3`."""
        return cut(request, list(self.lines.items()), _LINES)

    def chosen(self, request: HttpRequest) -> list[Line]:
        """Give the lines that were ticked, or all that are listed where that was ticked, in order.

        Raises:
            ValidationError: the list is no longer the one that was shown, nothing was ticked, a line was sent that does
                not stand on it, or there are too many.
        """
        ticks = set(request.POST.getlist("line"))
        if request.POST.get("listed") != self.listed or not ticks <= set(self.lines):
            raise ValidationError(CHANGED)
        names = [name for name in self.lines if name in ticks or "all" in request.POST]
        if len(names) == 0:
            raise ValidationError(_("Nothing is ticked: tick lines of the list, or all of it."))
        if len(names) > MOST:
            raise ValidationError(_("These are more than %(most)s. Enter them in parts.") % {"most": MOST})
        return [self.lines[name] for name in names]


def ticked(request: HttpRequest) -> frozenset[str]:
    """Name the lines that were ticked, so that a form that is shown again keeps them."""
    return frozenset(request.POST.getlist("line"))
