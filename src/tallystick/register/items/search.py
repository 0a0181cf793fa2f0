"""Find items by marks that were half read and by what else is known of them: ranked, with reasons, never certain.

The steps: (1) indexes give some hundred items of which a mark or the model may fit; (2) each is compared field by
field; (3) the weights are added (`weights`) and the best come first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log2
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tallystick.register.items import weights
from tallystick.register.items.comparing import Fit, fit
from tallystick.register.items.history import chunks
from tallystick.register.items.likeness import calibre_key, key
from tallystick.register.items.marks import folded
from tallystick.register.items.misread import misreadings
from tallystick.register.items.models import Item, Mark
from tallystick.register.items.numbers import how_many

_LEAST: Final = 2
"""Characters that must have been read of a mark: one fits every fifth weapon."""
_INSIDE: Final = 3
"""Characters in a row from which a mark is looked for inside others: that reads the whole index of marks."""
_LEAST_MISREAD: Final = 4
"""Characters that a mark must have for its misreadings to tell anything: every third mark of three is one."""
_FEW: Final = 20
"""Items found by their beginnings and ends below which the inside is looked through too."""
_MOST: Final = 300
"""Marks that one way of searching gives to be compared: some 30 ms of comparing."""


_SENTENCES: Final = MappingProxyType(
    {
        "make": (gettext_lazy("The make fits."), gettext_lazy("The make differs.")),
        "calibre": (gettext_lazy("The calibre fits."), gettext_lazy("The calibre differs.")),
        "country": (
            gettext_lazy("The country of manufacture fits."),
            gettext_lazy("The country of manufacture differs."),
        ),
        "kind": (gettext_lazy("The kind fits."), gettext_lazy("The kind differs.")),
    }
)


class Strength(TextChoices):
    """How far a candidate stands out from a register of this size. None of them is certainty."""

    STRONG = "strong", gettext_lazy("strong")
    FAIR = "fair", gettext_lazy("fair")
    WEAK = "weak", gettext_lazy("weak")


@dataclass(frozen=True, slots=True)
class Sought:
    """What is known of a weapon that is looked for; empty where it is not known."""

    marks: tuple[str, ...] = ()
    """As read: `?` for one character that could not be read, `*` for a stretch."""
    make: str = ""
    model: str = ""
    calibre: str = ""
    year: int | None = None
    country: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one field says."""

    field: str
    bits: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One item that may be the one that is sought."""

    item: Item
    score: float
    """Log odds in bits, added over the fields. It orders candidates and is no probability."""
    strength: Strength
    reasons: tuple[str, ...]
    """Sentences, those that weigh most first."""
    weights: tuple[tuple[str, float], ...]
    """Field and bits; they add up to the score."""


def find(items: QuerySet[Item], sought: Sought, *, limit: int = 20) -> list[Candidate]:
    """Find the items that may be the one sought, the likeliest first.

    Args:
        items: those that the asker may see.
        sought: what is known.
        limit: candidates at most.

    Raises:
        ValidationError: too little is known to search by: two characters of a mark, or a model.
    """
    check(sought)
    found = _candidates(items, sought)
    background = log2(max(how_many(), 2))
    weighed = [(item, list(_reasons(item, sought))) for item in found]
    scored = [
        _candidate(item, reasons, background)
        for item, reasons in weighed
        if sum(reason.bits for reason in reasons) > 0
    ]
    return sorted(scored, key=lambda one: (-one.score, one.item.number))[:limit]


def check(sought: Sought) -> None:
    """Refuse a search by too little.

    Raises:
        ValidationError: neither two characters of a mark nor a model are known.
    """
    if len(_readable(sought)) == 0 and key(sought.model) == "":
        raise ValidationError(_("Give at least two characters of a mark, or a model."))


def by_mark(items: QuerySet[Item], text: str, *, most: int = 500, looks_inside: bool = True) -> list[UUID]:
    """Give ids of items one of whose marks begins or ends with this text or, failing that, has it inside.

    Args:
        items: those that the asker may see: the marks of others take no place among the `most`.
        text: a mark or a part of one, as read.
        most: marks that are looked up at most.
        looks_inside: look inside the marks where none begins or ends so.
    """
    marks = _marks_of(items)
    fold = folded(text)
    if len(fold.replace("?", "")) < _LEAST:
        return []
    ends = Q(folded__fits=f"{fold}*") | Q(turned__fits=f"{fold[::-1]}*")
    found = set(marks.filter(ends).values_list("item", flat=True)[:most])
    if looks_inside and len(found) == 0 and len(fold) >= _INSIDE:
        found = set(marks.filter(_inside(fold)).values_list("item", flat=True)[:most])
    return sorted(found)


def by_misread_mark(items: QuerySet[Item], text: str, *, most: int = 50) -> list[UUID]:
    """Give ids of items that bear this mark if it was misread once, or if theirs was half read.

    Args:
        items: those that the asker may see.
        text: a mark as read.
        most: marks that are looked up at most.
    """
    fold = folded(text)
    if len(fold.replace("?", "")) < _LEAST_MISREAD:
        return []
    found = _marks_of(items).filter(folded__in=misreadings(fold)).values_list("item", flat=True)
    return sorted(set(found[:most]))


def _marks_of(items: QuerySet[Item]) -> QuerySet[Mark]:
    return Mark.objects.filter(Exists(items.filter(pk=OuterRef("item"))), is_withdrawn=False).order_by()


def _inside(text: str) -> Q:
    # what is read first is an index, a seventh of the table; PostgreSQL has one for this and reads little of it
    return Q(folded__in=Mark.objects.filter(folded__fits=f"*{text}*").values("folded"))


def is_readable(mark: str) -> bool:
    """Whether enough of a mark was read to search by it."""
    return len(folded(mark).replace("?", "")) >= _LEAST


def _readable(sought: Sought) -> list[str]:
    return [mark for mark in sought.marks if is_readable(mark)]


def _candidates(items: QuerySet[Item], sought: Sought) -> list[Item]:
    ids = {pk for mark in _readable(sought) for pk in _under(items, mark, key(sought.model))}
    if key(sought.model) != "":
        ids |= set(_of_model(items, sought))
    found: list[Item] = []
    for some in chunks(sorted(ids)):
        found += items.filter(pk__in=some).select_related("store", "service").prefetch_related("marks")
    return found


def _of_model(items: QuerySet[Item], sought: Sought) -> list[UUID]:
    alike = items.filter(model_key=key(sought.model))
    if sought.year is not None:
        alike = alike.filter(Q(year__range=(sought.year - 1, sought.year + 1)) | Q(year=None))
    return list(alike.order_by("number").values_list("pk", flat=True)[:_MOST])


def _under(items: QuerySet[Item], mark: str, model: str) -> set[UUID]:
    there = _marks_of(items)
    found: set[UUID] = set()
    for condition in _ways(mark):
        rows = there.filter(condition)
        if model != "":
            found |= set(rows.filter(item__model_key=model).values_list("item", flat=True)[:_MOST])
        found |= set(rows.values_list("item", flat=True)[:_MOST])
    pattern = _pattern(mark)
    inner, is_inside = pattern.strip("*?"), pattern[:1] == pattern[-1:] == "*"
    if (is_inside or len(found) < _FEW) and len(inner) >= _INSIDE:
        found |= set(there.filter(_inside(inner)).values_list("item", flat=True)[:_MOST])
    return found


def _ways(mark: str) -> Iterator[Q]:
    pattern = _pattern(mark)
    core = pattern.strip("*")
    if "*" not in pattern and "?" not in pattern:
        yield Q(folded__in=misreadings(core))
    begins, ends = core[:1] not in "?*", core[-1:] not in "?*"
    if begins and not pattern.startswith("*"):
        yield Q(folded__fits=f"{core}*")
    if ends and not pattern.endswith("*"):
        yield Q(turned__fits=f"{core[::-1]}*")


def _pattern(mark: str) -> str:
    return "*".join(folded(part) for part in mark.split("*"))


def _candidate(item: Item, reasons: list[Reason], background: float) -> Candidate:
    score = sum(reason.bits for reason in reasons)
    best_first = sorted(reasons, key=lambda reason: (-abs(reason.bits), reason.field))
    if score - background >= weights.STRONG:
        strength = Strength.STRONG
    else:
        strength = Strength.FAIR if score >= background else Strength.WEAK
    return Candidate(
        item,
        score,
        strength,
        tuple(reason.sentence for reason in best_first),
        tuple((reason.field, reason.bits) for reason in reasons),
    )


def _reasons(item: Item, sought: Sought) -> Iterator[Reason]:
    for mark in _readable(sought):
        best = _best_fit(item, mark)
        yield Reason("mark", best.bits, best.reason or _("No mark of this item fits."))
    yield from _plain_reasons(item, sought)
    yield from _reasons_of_year(item, sought)


def _best_fit(item: Item, sought: str) -> Fit:
    # a mark that cannot be laid along at all is as bad as one of which every second character is wrong
    fits = [fit(sought, mark.text) for mark in item.marks.all() if not mark.is_withdrawn]
    return max(fits, key=lambda one: one.bits, default=Fit(2 * weights.CHARACTER.differs, ""))


def _plain_reasons(item: Item, sought: Sought) -> Iterator[Reason]:
    compared = (
        ("make", weights.MAKE, key(sought.make), key(item.make)),
        ("calibre", weights.CALIBRE, calibre_key(sought.calibre), item.calibre_key),
        ("country", weights.COUNTRY, sought.country, item.country),
        ("kind", weights.KIND, sought.kind, item.kind),
    )
    for name, field, wanted, there in compared:
        if "" in {wanted, there}:
            continue
        fits, differs = _SENTENCES[name]
        if wanted == there:
            yield Reason(name, field.agrees, str(fits))
        else:
            yield Reason(name, field.differs, str(differs))
    if "" not in {key(sought.model), item.model_key}:
        yield _reason_of_model(key(sought.model), item.model_key)


def _reason_of_model(wanted: str, there: str) -> Reason:
    if wanted == there:
        return Reason("model", weights.MODEL.agrees, _("The model fits."))
    if wanted.startswith(there) or there.startswith(wanted):
        return Reason(
            "model", weights.MODEL_NEAR.agrees, _("The model is perhaps a variant of the one sought.")
        )
    return Reason("model", weights.MODEL.differs, _("The model differs."))


def _reasons_of_year(item: Item, sought: Sought) -> Iterator[Reason]:
    if sought.year is None or item.year is None:
        return
    apart = abs(sought.year - item.year)
    if apart == 0:
        yield Reason("year", weights.YEAR.agrees, _("The year fits."))
    elif apart == 1:
        yield Reason("year", weights.YEAR_NEAR.agrees, _("The year differs by 1."))
    else:
        yield Reason("year", weights.YEAR.differs, _("The year differs by %(years)s.") % {"years": apart})
