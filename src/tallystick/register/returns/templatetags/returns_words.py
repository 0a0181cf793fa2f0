"""What templates of returns say about lines: headings, cells, and words for codes."""

from collections.abc import Iterator
from typing import Any, Final

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tallystick.register import core_words
from tallystick.register.direction import listed
from tallystick.register.items.categories import code_of
from tallystick.register.items.models import EventKind
from tallystick.register.returns.before import Cause
from tallystick.register.returns.comparison import Row, Said
from tallystick.register.returns.figures import Figure
from tallystick.register.returns.forms import MARK_CHOICES
from tallystick.register.returns.goods import words_of
from tallystick.register.returns.instruments import part_of
from tallystick.register.returns.models import Filing, Visibility
from tallystick.register.returns.part import Goods
from tallystick.register.returns.wording import CAUSES, percent
from tallystick.register.states import state_name

register = template.Library()

_HEADINGS: Final = {
    "kind": gettext_lazy("What"),
    "category": gettext_lazy("Category"),
    "party": gettext_lazy("Other state"),
    "country": gettext_lazy("State of origin"),
    "make": gettext_lazy("Description"),
}
"""Columns that are shown; model and calibre stand in the description."""


@register.filter
def headings(by: tuple[str, ...]) -> list[Any]:
    """Give the headings of a part's lines."""
    return [_HEADINGS[name] for name in by if name in _HEADINGS]


@register.filter
def cells(figure: Figure, by: tuple[str, ...]) -> list[tuple[Any, str]]:
    """Give heading and text of each cell of a line."""
    return [(_HEADINGS[name], _cell(figure, name)) for name in by if name in _HEADINGS]


@register.filter
def told(figure: Figure) -> Iterator[tuple[Any, str]]:
    """Give heading and text of everything a line says."""
    for name, heading in _HEADINGS.items():
        if name in figure.which:
            yield heading, _cell(figure, name)


@register.filter
def in_short(figure: Figure) -> str:
    """Say what a line is about in one line."""
    names = [name for name in _HEADINGS if name in figure.which]
    return listed(text for name in names if (text := _cell(figure, name)) != "")


def _cell(figure: Figure, name: str) -> str:
    if name == "kind":
        return str(EventKind(figure.kind).label)
    if name == "category":
        code = code_of(figure.category) or figure.category
        return f"{code} {words_of(figure.category, Goods(figure.goods))}"
    if name == "party":
        return state_words(figure.party)
    if name == "country":
        return state_words(figure.origin)
    return figure.designation


@register.filter
def category_words(category: str) -> str:
    """Write a category with its words."""
    return f"{code_of(category) or category} {words_of(category)}"


@register.filter
def tally_words(category: str) -> str:
    """Write a category of the vocabulary."""
    return core_words.category_words(category)


@register.filter
def state_words(code: str) -> str:
    """Write a state by its name."""
    return "" if code == "" else state_name(code)


@register.filter
def direction_words(direction: str) -> str:
    """Write a direction."""
    return _("Exports") if direction == "exports" else _("Imports")


@register.filter
def mark_words(mark: str) -> Any:  # noqa: ANN401  # lazy text
    """Write who may see a line."""
    return dict(MARK_CHOICES).get(mark, mark)


@register.filter
def part_words(name: str, filing: Filing) -> Any:  # noqa: ANN401  # lazy text
    """Write the title of a part."""
    part = part_of(filing.instrument, name)
    return name if part is None else part.title


@register.filter
def cause_words(cause: Cause) -> str:
    """Write one cause with how likely it is and for how many it stands."""
    return _("%(cause)s: %(quantity)s, %(percent)s %%") % {
        "cause": CAUSES.get(cause.word, cause.word),
        "quantity": cause.quantity,
        "percent": percent(cause),
    }


@register.filter
def audiences(filing: Filing) -> list[tuple[str, Any]]:
    """Name for whom a return can be written: the public only where the return is public."""
    every = [(Visibility.PUBLIC.value, Visibility.PUBLIC.label)]
    shut = [(Visibility.PARTIES_ONLY.value, Visibility.PARTIES_ONLY.label)]
    return shut if filing.visibility == Visibility.PARTIES_ONLY else every + shut


@register.filter
def by_return(row: Row, filings: list[Filing]) -> list[tuple[str, Said | None]]:
    """Give what each return says, with its name."""
    return [(filing.get_instrument_display(), one) for filing, one in zip(filings, row.said, strict=True)]
