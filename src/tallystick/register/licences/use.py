"""Use of a licence: whether a use may be, and the refusal of one that may not, kept as a lead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tallystick.register.days import is_to_come
from tallystick.register.items.leaving import LeaveRefusedError
from tallystick.register.items.models import EventKind, Item, ItemKind
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.left import Left, left_of, state_on
from tallystick.register.licences.models import Licence, LicenceLine, LicenceState, Unit, Use, UsedItem
from tallystick.register.licences.names import folded
from tallystick.register.licences.use_refused import Refused, Value, Why

_MOST_NUMBERS: Final = 5_000
"""Licences whose numbers are laid beside a mistyped one, the newest: a tenth of a second."""


class UseRefusedError(LeaveRefusedError):
    """A licence does not allow a use; the message is a sentence for people."""

    def __init__(
        self, refused: Refused, licence: Licence | None = None, line: LicenceLine | None = None
    ) -> None:
        self.refused = refused
        self.licence = licence
        self.line = line
        super().__init__(str(refused))

    @property
    def is_kept(self) -> bool:
        """Whether there is a licence that the attempt is kept with."""
        return self.licence is not None

    @property
    def told(self) -> str:
        """What a person is told: the sentence, and that the attempt is kept where it is."""
        if not self.is_kept:
            return self.sentence
        return f"{self.sentence} {_('The attempt is kept with the licence.')}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to do under a licence. `line` is its place; None finds the one that the goods fit."""

    quantity: int
    unit: str
    line: int | None = None
    category: str = ""
    make: str = ""
    model: str = ""


def find_licence(number: str, among: QuerySet[Licence] | None = None) -> Licence:
    """Find a licence by its number, or by the number on its paper where it is older than this register.

    Args:
        number: as it was typed.
        among: the licences that whoever asks may name; None for all, where no person asks.

    Raises:
        UseRefusedError: there is none among them, and the nearest numbers of these are named; or several papers bear
            the number.
    """
    rows = Licence.objects.all() if among is None else among
    wanted = number.strip().upper()
    found = rows.filter(number=wanted).first() or _on_paper(number.strip(), rows)
    if found is not None:
        return found
    near = get_close_matches(wanted, _known_numbers(rows), n=2, cutoff=0.85)
    if len(near) == 0:
        raise UseRefusedError(Refused(Why.NO_LICENCE, {"number": number}))
    raise UseRefusedError(Refused(Why.NO_LICENCE_NEAR, {"number": number, "near": near}))


def _known_numbers(rows: QuerySet[Licence]) -> list[str]:
    newest = rows.order_by("-number")[:_MOST_NUMBERS]
    papers = rows.exclude(application__paper=None).order_by("-number")[:_MOST_NUMBERS]
    return [
        *newest.values_list("number", flat=True),
        *papers.values_list("application__paper__number", flat=True),
    ]


def _on_paper(number: str, rows: QuerySet[Licence]) -> Licence | None:
    found = list(rows.filter(application__paper__number__iexact=number).order_by("number"))
    if len(found) > 1:
        numbers = [one.number for one in found]
        raise UseRefusedError(Refused(Why.SEVERAL_PAPERS, {"number": number, "numbers": numbers}))
    return found[0] if len(found) == 1 else None


def check_use(number: str, wanted: Sequence[Wanted], on: date) -> list[LicenceLine]:
    """Say under which line of a licence each thing wanted falls. Call it inside an operation, which holds the chain.

    Args:
        number: of the licence.
        wanted: what is to be transferred; several things may draw on one line.
        on: the day of the transfer.

    Returns:
        one line of the licence for each thing wanted, in its order.

    Raises:
        UseRefusedError: no such licence; it was suspended, expired or not yet valid on that day; no line fits; the unit
            is another; or more would be used than is left. The message says which, and how much.
    """
    licence = find_licence(number)
    left = left_of(licence)
    check_day(licence, on, left)
    found, taken = [], {one.line.pk: 0 for one in left}
    for one in wanted:
        fit = _fitting(licence, left, one)
        taken[fit.line.pk] += one.quantity
        if taken[fit.line.pk] > fit.left:
            raise UseRefusedError(_too_many(licence, fit, taken[fit.line.pk]), licence, fit.line)
        found.append(fit.line)
    return found


def as_wanted(item: Item, line: int | None = None) -> Wanted:
    """Say what an item is to a licence: as many as remain of it, in the unit of its kind."""
    unit = _UNITS.get(ItemKind(item.kind), Unit.ITEMS)
    return Wanted(item.remaining, unit, line, item.category, item.make, item.model)


_UNITS: Final = {ItemKind.AMMUNITION: Unit.ROUNDS, ItemKind.PART: Unit.PARTS}


def check_day(licence: Licence, on: date, left: Sequence[Left]) -> None:
    """Refuse a use on a day that has not come, or on which the licence was not valid.

    Raises:
        UseRefusedError: with the day and the reason.
    """
    if is_to_come(on):
        raise UseRefusedError(Refused(Why.NOT_COME), licence)
    why = _NOT_VALID.get(state_on(licence, on, left))
    if why is not None:
        days = {"day": on, "until": licence.valid_until, "from": licence.valid_from}
        said = {"number": licence.number} | {name: day.isoformat() for name, day in days.items()}
        raise UseRefusedError(Refused(why, said), licence)


_NOT_VALID: Final = {
    LicenceState.EXPIRED: Why.EXPIRED,
    LicenceState.NOT_YET: Why.NOT_YET,
    LicenceState.SUSPENDED: Why.SUSPENDED,
    LicenceState.REVOKED: Why.REVOKED,
    LicenceState.SURRENDERED: Why.SURRENDERED,
}


def _fitting(licence: Licence, left: Sequence[Left], wanted: Wanted) -> Left:
    if wanted.quantity < 1:
        raise UseRefusedError(Refused(Why.NOTHING), licence)
    if wanted.line is not None:
        fits = [one for one in left if one.line.place == wanted.line]
    else:
        fits = [one for one in left if is_of(one.line, wanted)]
    if (
        wanted.line is not None
        and len(fits) == 1
        and wanted.category != ""
        and not is_of(fits[0].line, wanted)
    ):
        fits = []
    if len(fits) == 0:
        goods = f"{wanted.category} {wanted.make} {wanted.model}".strip()
        raise UseRefusedError(Refused(Why.NO_LINE, {"number": licence.number, "goods": goods}), licence)
    # of several lines that fit, the one with most left: a use is refused only where none has enough
    fit = max(fits, key=lambda one: (one.line.unit == wanted.unit, one.left, -one.line.place))
    if fit.line.unit != wanted.unit:
        said: dict[str, Value] = {"line": fit.line.place, "number": licence.number}
        said |= {"unit": str(fit.line.unit), "given": str(wanted.unit)}
        raise UseRefusedError(Refused(Why.OTHER_UNIT, said), licence, fit.line)
    return fit


def is_of(line: LicenceLine, wanted: Wanted) -> bool:
    """Whether goods are of the kind of a line: the same category, and the make and model that the line names."""
    return (
        line.category == wanted.category
        and (line.make == "" or folded(line.make) == folded(wanted.make))
        and (line.model == "" or folded(line.model) == folded(wanted.model))
    )


def _too_many(licence: Licence, fit: Left, wanted: int) -> Refused:
    said: dict[str, Value] = {"line": fit.line.place, "number": licence.number}
    said |= {"left": max(fit.left, 0), "wanted": wanted}
    return Refused(Why.TOO_MANY, said)


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says about a use."""

    on: date
    reference: str = ""
    corrects: Use | None = None
    tries: Use | None = None
    """The attempt that was refused before."""


def record_use(done: Operation, licence: Licence, wanted: Wanted, said: Said) -> Use:
    """Record one use of a licence.

    Raises:
        UseRefusedError: as `check_use`. Keep the attempt with `keep_attempt`, in an operation of its own.
    """
    corrects = said.corrects
    if said.tries is not None:
        _check_tries(licence, said.tries)
    if corrects is not None:
        _check_correction(licence, corrects)
        # the corrected use gives back what it took, before the new one is counted
        back = put_use(done, licence, corrects.line, Wanted(0, corrects.unit), said)
        if wanted.quantity == 0:
            return back
        said = replace(said, corrects=None)
    line = check_use(licence.number, [wanted], said.on)[0]
    return put_use(done, licence, line, wanted, said)


def _check_correction(licence: Licence, corrects: Use) -> None:
    if corrects.licence_id != licence.pk or corrects.is_refused:
        raise UseRefusedError(Refused(Why.NO_USE_TO_CORRECT), licence)
    if corrects.corrections.filter(is_refused=False).exists():
        raise UseRefusedError(Refused(Why.CORRECTED), licence)
    if corrects.items.exists():
        raise UseRefusedError(Refused(Why.OF_ITEMS), licence)


def _check_tries(licence: Licence, tries: Use) -> None:
    if tries.licence_id != licence.pk or not tries.is_refused:
        raise UseRefusedError(Refused(Why.NO_ATTEMPT), licence)
    if tries.is_of_items is True:
        raise UseRefusedError(Refused(Why.ATTEMPT_OF_ITEMS), licence)
    if tries.tried_again.filter(is_refused=False).exists():
        raise UseRefusedError(Refused(Why.TRIED_AGAIN), licence)


def is_used_alike(line: LicenceLine, quantity: int, said: Said) -> bool:
    """Whether a use of the same line, day, document and quantity counts already, that this one does not correct."""
    alike = Use.objects.filter(
        line=line, quantity=quantity, used_on=said.on, reference__iexact=said.reference, is_refused=False
    )
    if said.corrects is not None:
        alike = alike.exclude(pk=said.corrects.pk)
    corrected = Use.objects.filter(line=line, is_refused=False, corrects__isnull=False)
    return alike.exclude(pk__in=corrected.values("corrects")).exists()


def put_use(done: Operation, licence: Licence, line: LicenceLine | None, wanted: Wanted, said: Said) -> Use:
    """Record a use that was checked."""
    return done.save(
        Use(
            licence=licence,
            line=line,
            quantity=wanted.quantity,
            unit=wanted.unit,
            used_on=said.on,
            reference=said.reference,
            corrects=said.corrects,
            tries=said.tries,
            entered_by=done.actor,
            entered_at=done.at,
        )
    )


def keep_attempt(
    done: Operation, error: UseRefusedError, wanted: Wanted, said: Said, *, is_of_items: bool = False
) -> Use | None:
    """Keep the attempt at a use that was refused, with the sentence; None where no licence has that number."""
    if error.licence is None:
        return None
    return done.save(
        Use(
            licence=error.licence,
            line=error.line,
            quantity=wanted.quantity,
            unit=wanted.unit,
            used_on=said.on,
            reference=said.reference,
            is_of_items=is_of_items,
            is_refused=True,
            refused_because=error.sentence[:400],
            refused_as=error.refused.kept,
            tries=said.tries,
            entered_by=done.actor,
            entered_at=done.at,
        )
    )


def check_waits(items: Iterable[Item], licence: Licence, line: LicenceLine | None = None) -> None:
    """Refuse to let an item leave a second time while the first waits for a second person.

    Raises:
        UseRefusedError: one waits; it is named.
    """
    waiting = UsedItem.objects.filter(
        item__in=items, item__pending__gt=0, event__decision=None, event__kind=EventKind.EXPORTED
    )
    waits = waiting.select_related("item").first()
    if waits is not None:
        raise UseRefusedError(Refused(Why.WAITS, {"number": waits.item.number}), licence, line)
