"""Why a licence does not allow a use: kept as a reason with its values, said in the language of who reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tallystick.register.days import NOT_COME
from tallystick.register.direction import listed
from tallystick.register.licences.models import Unit, Use
from tallystick.register.states import name_and_code


class Why(StrEnum):
    """A reason, by the name it is kept under: none is ever renamed."""

    NO_LICENCE = "no_licence"
    NO_LICENCE_NEAR = "no_licence_near"
    SEVERAL_PAPERS = "several_papers"
    NOT_COME = "not_come"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SURRENDERED = "surrendered"
    NOTHING = "nothing"
    NO_LINE = "no_line"
    OTHER_UNIT = "other_unit"
    TOO_MANY = "too_many"
    NO_USE_TO_CORRECT = "no_use_to_correct"
    CORRECTED = "corrected"
    OF_ITEMS = "of_items"
    NO_ATTEMPT = "no_attempt"
    ATTEMPT_OF_ITEMS = "attempt_of_items"
    TRIED_AGAIN = "tried_again"
    WAITS = "waits"
    TO_IMPORT = "to_import"
    NOT_TO_IMPORT = "not_to_import"
    OTHER_DESTINATION = "other_destination"
    DESTINED_FOR_TRANSIT = "destined_for_transit"
    OTHER_ORIGIN = "other_origin"
    ORIGIN_OF_TRANSIT = "origin_of_transit"


_SENTENCES: Final[Mapping[Why, str]] = {
    Why.NO_LICENCE: _(
        "No licence has the number %(number)s. One that was granted on paper, before this register, is first entered "
        "under Licences."
    ),
    Why.NO_LICENCE_NEAR: _("No licence has the number %(number)s. Nearest: %(near)s."),
    Why.SEVERAL_PAPERS: _(
        "Several licences on paper have the number %(number)s. Give the register's own: %(numbers)s."
    ),
    Why.EXPIRED: _("Licence %(number)s was valid until %(until)s; %(day)s is after it."),
    Why.NOT_YET: _("Licence %(number)s is valid from %(from)s; %(day)s is before it."),
    Why.SUSPENDED: _("Licence %(number)s was suspended on %(day)s."),
    Why.REVOKED: _("Licence %(number)s was revoked by %(day)s."),
    Why.SURRENDERED: _("Licence %(number)s was surrendered by %(day)s."),
    Why.NOTHING: _("A use counts at least one."),
    Why.NO_LINE: _("No line of licence %(number)s covers %(goods)s."),
    Why.OTHER_UNIT: _("Line %(line)s of licence %(number)s counts %(unit)s, not %(given)s."),
    Why.TOO_MANY: _("Line %(line)s of licence %(number)s has %(left)s left; %(wanted)s were to be used."),
    Why.NO_USE_TO_CORRECT: _("Only a use that counts, of the same licence, can be corrected."),
    Why.CORRECTED: _("This use was corrected already."),
    Why.OF_ITEMS: _("A use of items is corrected by the events of the items."),
    Why.NO_ATTEMPT: _("Only an attempt that was refused can be tried again."),
    Why.ATTEMPT_OF_ITEMS: _("Items that are to cross the border are entered again where they were."),
    Why.TRIED_AGAIN: _("This was tried again already."),
    Why.WAITS: _("Item %(number)s waits already for a second person to let it go."),
    Why.TO_IMPORT: _("This is a licence to import."),
    Why.NOT_TO_IMPORT: _("This is no licence to import."),
    Why.OTHER_DESTINATION: _("Licence %(number)s allows a transfer to %(allowed)s, not to %(party)s."),
    Why.DESTINED_FOR_TRANSIT: _(
        "Licence %(number)s names %(party)s for transit alone. Say in the note why the goods go there."
    ),
    Why.OTHER_ORIGIN: _("Licence %(number)s allows a transfer from %(allowed)s, not from %(party)s."),
    Why.ORIGIN_OF_TRANSIT: _(
        "Licence %(number)s names %(party)s for transit alone. Say in the note why the goods come from there."
    ),
}

Value = str | int | Sequence[str]

_UNITS: Final = ("unit", "given")
_STATES: Final = ("party", "allowed")
"""Which values are codes, and of what; all others stand as they are."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A reason with what stands in its sentence; units and states as their codes, days as ISO 8601."""

    why: Why
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say it in the language of this moment."""
        if self.why is Why.NOT_COME:
            return str(NOT_COME)
        return gettext(_SENTENCES[self.why]) % {
            name: _said(name, value) for name, value in self.values.items()
        }

    @property
    def kept(self) -> dict[str, Any]:
        """As it is kept in a row."""
        return asdict(self)


def why_refused(attempt: Use) -> str:
    """Say why an attempt was refused, in the reader's language.

    As it was said then, in the language of who made it, where a row has no reason of this version's: it was kept by an
    older one, or came from another site that knows more.
    """
    try:
        return str(Refused(Why(attempt.refused_as["why"]), attempt.refused_as["values"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return attempt.refused_because


def _said(name: str, value: Value) -> str:
    if not isinstance(value, (str, int)):
        return listed(_said(name, one) for one in value)
    if name in _UNITS:
        return str(Unit(str(value)).label)
    return name_and_code(str(value)) if name in _STATES else str(value)
