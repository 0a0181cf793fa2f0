"""Where an item's category belongs in each classification, and the words for it."""

from functools import cache
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tallystick.model.category import schemes
from tallystick.register.items.categories import NOT_ASKED, WORDS, code_of
from tallystick.register.items.models import ItemKind
from tallystick.register.returns.part import Goods

_ARTILLERY: Final = "III"
"""From 75 mm on: of it, those are light weapons that are registered as such, mortars under 100 mm above all."""
_AMONG_MAJOR: Final = frozenset({_ARTILLERY, "VII.b"})
"""Categories of the Register, in VII and below, that light weapons are in."""

CHAPTERS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
"""The categories of the Arms Trade Treaty, Article 2(1)(a) to (h), by their numbers in its reporting template."""


def is_asked(category: str, goods: Goods) -> bool:
    """Whether a part that asks for these goods asks for this category, at least for some that are in it."""
    if goods is Goods.AMMUNITION:
        return category == NOT_ASKED
    code = code_of(category)
    if code is None:
        return False
    is_of_form = code.startswith(("SA", "LW"))
    return {
        Goods.ALL: True,
        Goods.MAJOR: not is_of_form,
        Goods.SMALL_FORM: is_of_form,
        Goods.SMALL: is_of_form or code in _AMONG_MAJOR,
    }[goods]


def is_in_part(category: str, goods: Goods) -> bool:
    """Whether a part that asks for these goods asks for a category, but not for all that is in it."""
    return goods is Goods.SMALL and code_of(category) == _ARTILLERY


def codes(goods: Goods) -> list[str]:
    """List every way in which items write the categories that a part asks for."""
    return [written for code in WORDS if is_asked(code, goods) for written in _spelled(code)]


def _spelled(code: str) -> list[str]:
    return sorted({code, code.replace(".", ""), code.replace(".", " ")})


def narrowed(goods: Goods, item: str = "") -> Q:
    """Leave out, of the categories asked for, what is not asked for: artillery that is no light weapon.

    Args:
        goods: what is asked for.
        item: the path to the item, as `item__`; empty for items themselves.
    """
    if goods is Goods.AMMUNITION:
        return Q(**{f"{item}kind": ItemKind.AMMUNITION})
    if goods is not Goods.SMALL:
        return Q()
    return ~Q(**{f"{item}category__in": _spelled(_ARTILLERY)}) | Q(**{f"{item}kind": ItemKind.LIGHT_WEAPON})


def disjoint(goods: Goods) -> tuple[Q, ...]:
    """Give conditions on items that together keep what is asked for, no item twice.

    The first asks for categories alone, so that an index of them answers it without reading the items.
    """
    if goods is not Goods.SMALL:
        return (narrowed(goods) & Q(category__in=codes(goods)),)
    artillery = _spelled(_ARTILLERY)
    return (
        Q(category__in=[code for code in codes(goods) if code not in artillery]),
        Q(category__in=artillery, kind=ItemKind.LIGHT_WEAPON),
    )


def words_of(category: str, goods: Goods = Goods.ALL) -> Any:  # noqa: ANN401  # lazy text
    """Give the words for a category as people read them; a code that is not known is itself."""
    if is_in_part(category, goods):
        return _("Light weapons of 75 mm and more")
    return WORDS.get(code_of(category) or "", category)


def chapter_of(category: str) -> str:
    """Give the category of the Arms Trade Treaty, I to VIII, that a category is in."""
    return att_code(category).split(".")[0]


def att_code(category: str) -> str:
    """Write a category as the Arms Trade Treaty's reporting template does: `III`, `VII.b`, `VIII.SA3`."""
    code = code_of(category) or category
    return f"VIII.{code}" if code.startswith(("SA", "LW")) else code


@cache
def tally_category(category: str, goods: Goods = Goods.ALL) -> str:
    """Give the category of the vocabulary that stands for an item's category.

    Where small arms and light weapons are asked for, those that the Register has among missiles and artillery are
    light weapons: to be one and to be in a category of the Register are two facts.

    Raises:
        KeyError: the category is none that a return asks for.
    """
    code = code_of(category)
    if code is None:
        raise KeyError(category)
    if code.startswith("SA"):
        return "small_arms"
    if code.startswith("LW") or goods is Goods.SMALL:
        return "light_weapons"
    known = schemes()
    # the Register has no VII without a letter: missiles and launchers other than man-portable ones are (a)
    return known.get(("un_register", code)) or known["un_register", f"{code}.a"]
