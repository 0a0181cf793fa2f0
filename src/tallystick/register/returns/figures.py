"""Count the figures of a return, each with what opens it to its rows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet

from tallystick.register.folder import own_folder
from tallystick.register.items.categories import NOT_ASKED
from tallystick.register.items.models import Item
from tallystick.register.ledger.canonical import canonical, sha256
from tallystick.register.returns import authorised, counting
from tallystick.register.returns.amounts import Totals, grouped
from tallystick.register.returns.goods import is_asked, is_in_part
from tallystick.register.returns.instruments import part_of
from tallystick.register.returns.models import Filing
from tallystick.register.returns.national import read
from tallystick.register.returns.notes import notes
from tallystick.register.returns.part import Counted, Goods, Part
from tallystick.register.returns.period import Years

_KEY_LENGTH: Final = 12
"""Hexadecimal digits of a line's key: two of a thousand lines are alike once in five hundred million returns."""
UNIT: Final = "items"
ROUNDS: Final = "rounds"
LICENSED: Final = "licensed"
"""The basis of figures that are counted from licences."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a part: what it says, and by `which` it opens to its rows. `quantity` None: not known here."""

    part: str
    which: Mapping[str, str]
    quantity: int | None
    basis: str = "delivered"
    unit: str = UNIT
    value: str = ""
    """In money, with the currency's code; empty where nobody recorded one."""
    goods: str = Goods.ALL
    """What the part asks for, by which its category is read."""

    @property
    def key(self) -> str:
        """Name the line; the same in every version, whatever its figure."""
        framed = {"part": self.part, "basis": self.basis, **self.which}
        return sha256(canonical(framed))[:_KEY_LENGTH]

    @property
    def category(self) -> str:
        """The item's category."""
        return self.which.get("category", NOT_ASKED)

    @property
    def kind(self) -> str:
        """The kind of event; empty where the part has one kind."""
        return self.which.get("kind", "")

    @property
    def party(self) -> str:
        """The other state; empty where there is none."""
        return self.which.get("party", "")

    @property
    def handling(self) -> str:
        """Who may see the rows."""
        return self.which["handling"]

    @property
    def designation(self) -> str:
        """Make, model and calibre; where none is given, the description."""
        made = " ".join(one for one in (self.which.get(name, "") for name in _DESCRIBED) if one != "")
        return made or self.which.get("description", "")

    @property
    def origin(self) -> str:
        """The state of origin where it is not the exporter."""
        country = self.which.get("country", "")
        exporter = self.party if self.part.endswith("imports") else own_folder().settings.party
        return "" if country == exporter else country


_DESCRIBED: Final = ("make", "model", "calibre")


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of one part, in order, and what has to be known beside them."""

    part: Part
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()


def found(filing: Filing, part: Part) -> Found:
    """Count one part of a return, as the register stands or, for a submitted one, as it stood then."""
    if part.counted is Counted.ANSWERS:
        return Found(part, ())
    ruled = read(part, filing)
    every = _every(filing, ruled)
    said = tuple(notes(ruled, filing, {figure.category for figure in every}))
    return Found(part, _asked(filing, ruled, every), said)


def figures(filing: Filing, part: Part) -> tuple[Figure, ...]:
    """Count one part of a return, without what has to be known beside it."""
    ruled = read(part, filing)
    return _asked(filing, ruled, _every(filing, ruled))


def _every(filing: Filing, part: Part) -> list[Figure]:
    """Count from events and items, of every category."""
    return [] if authorised.is_alone(filing, part) else list(_delivered(filing, part))


def _asked(filing: Filing, part: Part, every: list[Figure]) -> tuple[Figure, ...]:
    """Keep the categories that are asked for, and take those from licences that are counted from them."""
    kept = [figure for figure in every if is_asked(figure.category, part.goods)]
    kept = [figure for figure in kept if not authorised.is_for(filing, part, figure.category)]
    granted = list(_authorised(filing, part)) if authorised.is_used(filing, part) else []
    return _in_order([*kept, *granted])


def _delivered(filing: Filing, part: Part) -> Iterator[Figure]:
    unit = ROUNDS if part.goods is Goods.AMMUNITION else UNIT
    for row, quantity in _grouped(part, filing.years, filing.as_of):
        which = {name: str(value) for name, value in row.items()}
        yield Figure(part.name, which, quantity, unit=unit, goods=part.goods, **_basis(part))


def _authorised(filing: Filing, part: Part) -> Iterator[Figure]:
    for one in authorised.granted(part, filing.years, filing.as_of):
        category = one.which["category"]
        # a line of a licence does not say whether artillery is a light weapon; the notes say what is left out
        if is_in_part(category, part.goods) or not is_asked(category, part.goods):
            continue
        if authorised.is_for(filing, part, category):
            value = "" if one.value is None else f"{one.value} {one.which['currency']}".strip()
            yield Figure(part.name, one.which, one.quantity, LICENSED, one.unit, value, part.goods)


def _basis(part: Part) -> dict[str, str]:
    return {} if part.direction in {"exports", "imports"} else {"basis": "-"}


def _in_order(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    return tuple(sorted(figures, key=lambda one: (*one.which.values(), one.key)))


def _grouped(part: Part, years: Years, as_of: int | None) -> Iterator[tuple[dict[str, Any], int]]:
    """Sum the rows of a part by what its lines say, in the database."""
    names = [*part.by, "handling"]
    paths = _OF_ITEMS if part.counted is Counted.HELD else _OF_EVENTS
    totals: Totals = Totals()
    for rows in _counted(part, years, as_of):
        totals.update(grouped(part, rows, [paths[name] for name in names]))
    for values, total in totals.items():
        yield dict(zip(names, values, strict=True)), total


def _counted(part: Part, years: Years, as_of: int | None) -> tuple[QuerySet[Any], ...]:
    """Give the rows that a part counts, in sets that do not overlap."""
    if part.counted is Counted.HELD:
        return counting.held(part, years)
    chosen = counting.made if part.counted is Counted.MADE else counting.events
    return (chosen(part, years, as_of),)


_ITEM_COLUMNS: Final = ("category", "country", "make", "model", "calibre", "handling")
_OF_ITEMS: Final = {name: name for name in _ITEM_COLUMNS}
_OF_EVENTS: Final = {"kind": "kind", "party": "party"} | {name: f"item__{name}" for name in _ITEM_COLUMNS}


def rows(filing: Filing, figure: Figure) -> QuerySet[Any]:
    """Give the rows behind a figure: items for what is held, lines of licences for what is licensed, else events.

    Raises:
        LookupError: the return has no such part.
    """
    part = part_of(filing.instrument, figure.part)
    if part is None:
        raise LookupError(figure.part)
    part = read(part, filing)
    if figure.basis == LICENSED:
        return _matching(authorised.lines(part, filing.years, filing.as_of), authorised.paths(part), figure)
    paths = _OF_ITEMS if part.counted is Counted.HELD else _OF_EVENTS
    found = [_matching(each, paths, figure) for each in _counted(part, filing.years, filing.as_of)]
    if len(found) == 1:
        return found[0]
    either = Q()
    for each in found:
        either |= Q(pk__in=each.values("pk"))
    return Item.objects.filter(either)


def _matching(every: QuerySet[Any], paths: Mapping[str, str], figure: Figure) -> QuerySet[Any]:
    return every.filter(**{paths[name]: value for name, value in figure.which.items()})
