"""Count the figures of a return, each with what opens it to its rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tallystick.register.folder import own_folder
from tallystick.register.items.models import Item
from tallystick.register.ledger.canonical import canonical, sha256
from tallystick.register.returns import authorised, counting, traced
from tallystick.register.returns.goods import NOT_ASKED, code_of, is_asked
from tallystick.register.returns.instruments import Counted, Instrument, Part, part_of
from tallystick.register.returns.models import Basis, Filing
from tallystick.register.returns.period import Years

_KEY_LENGTH: Final = 12
"""Hexadecimal digits of a line's key: two of a thousand lines are alike once in five hundred million returns."""
UNIT: Final = "items"
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
    if is_authorised(filing, part):
        return Found(part, _in_order(_authorised(part, filing)))
    figures = [
        Figure(part.name, {name: str(value) for name, value in row.items()}, quantity, **_basis(part))
        for row, quantity in _grouped(part, filing.years, filing.as_of)
    ]
    asked = [figure for figure in figures if is_asked(figure.category, part.goods)]
    return Found(part, _in_order(asked), tuple(_notes(part, filing.years, figures)))


def is_authorised(filing: Filing, part: Part) -> bool:
    """Whether the part is counted from licences: the Arms Trade Treaty alone leaves the choice (Article 13(3))."""
    may_choose = filing.instrument == Instrument.ATT_ANNUAL and authorised.is_known()
    return may_choose and filing.basis == Basis.AUTHORISED and part.direction in {"exports", "imports"}


def _authorised(part: Part, filing: Filing) -> Iterator[Figure]:
    for one in authorised.granted(part, filing.years, filing.as_of):
        if is_asked(one.which["category"], part.goods):
            value = "" if one.value is None else f"{one.value} {one.which['currency']}".strip()
            yield Figure(part.name, one.which, one.quantity, LICENSED, one.unit, value)


def _basis(part: Part) -> dict[str, str]:
    return {} if part.direction in {"exports", "imports"} else {"basis": "-"}


def _in_order(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    return tuple(sorted(figures, key=lambda one: (*one.which.values(), one.key)))


def _grouped(part: Part, years: Years, as_of: int | None) -> Iterator[tuple[dict[str, Any], int]]:
    """Sum the rows of a part by what its lines say, in the database."""
    names = [*part.by, "handling"]
    paths, count = (_OF_ITEMS, F("quantity")) if part.counted is Counted.HELD else (_OF_EVENTS, _OF_EVENT)
    totals: Counter[tuple[Any, ...]] = Counter()
    for rows in _counted(part, years, as_of):
        grouped = rows.order_by().values_list(*(paths[name] for name in names)).annotate(total=Sum(count))
        totals.update({tuple(values): int(total) for *values, total in grouped})
    for values, total in totals.items():
        yield dict(zip(names, values, strict=True)), total


def _counted(part: Part, years: Years, as_of: int | None) -> tuple[QuerySet[Any], ...]:
    """Give the rows that a part counts, in sets that do not overlap."""
    if part.counted is Counted.HELD:
        return counting.held(part, years)
    chosen = counting.made if part.counted is Counted.MADE else counting.events
    rows = chosen(part, years, as_of)
    if part.counted is Counted.TRACED:
        rows = rows.filter(item__in=traced.items().values("pk"))
    return (rows,)


_OF_EVENT: Final = Coalesce(F("quantity"), F("item__quantity"))
"""How many an event is about: of a weapon one, of parts as many as it says."""
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


def _notes(part: Part, years: Years, figures: list[Figure]) -> Iterator[str]:
    """Say what is not counted, and why: no rule silently leaves out."""
    strange = sorted(
        {one.category for one in figures if one.category != NOT_ASKED and code_of(one.category) is None}
    )
    if len(strange) > 0:
        yield _("No return knows these categories, so their items are not counted: %(categories)s.") % {
            "categories": ", ".join(strange)
        }
    waiting = counting.pending(part, years)
    if waiting > 0:
        yield ngettext(
            "%(count)s event waits for a second person and is not counted.",
            "%(count)s events wait for a second person and are not counted.",
            waiting,
        ) % {"count": waiting}
    if part.counted is Counted.MADE:
        unknown = counting.of_unknown_year(part, years)
        if unknown > 0:
            yield ngettext(
                "%(count)s item made here has no year of manufacture and is not counted.",
                "%(count)s items made here have no year of manufacture and are not counted.",
                unknown,
            ) % {"count": unknown}
    if part.counted is Counted.TRACED and not traced.is_known():
        yield _("The register holds no traces, so it cannot say how many arms were traced.")
