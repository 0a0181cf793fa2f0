"""Announce a count: freeze what the register has in the store, and draw a sample where one is wanted."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.folder import own_folder
from tallystick.register.items.holdings import PRESENT, lying_in
from tallystick.register.items.models import Mark
from tallystick.register.ledger.operation import Operation
from tallystick.register.numbers import following
from tallystick.register.stocktaking.models import Count, Line, SeedPart
from tallystick.register.stocktaking.sampling import drawn, plan, plan_by_strata, seed_of
from tallystick.register.stores.models import Store

_MARKS: Final = 300
"""Signs of marks kept on a line: more do not fit on a sheet."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Lines of one kind, and how many of them are drawn; the name is empty where all lines are alike."""

    name: str
    places: tuple[int, ...]
    sample: int


def announce(done: Operation, count: Count, today: date) -> Count:
    """Keep a new count and its list, frozen as the register has the store now.

    Args:
        done: the operation.
        count: unsaved; its number and the hash of its list are given here.
        today: the day it is announced.

    Raises:
        ValidationError: nothing lies in the store, or a sample is asked for that cannot be planned.
    """
    lines = _lines(count)
    if len(lines) == 0:
        raise ValidationError(_("The register has nothing in this store, so there is no list to count by."))
    count.number = _next_number()
    count.announced_on, count.announced_by = today, done.actor
    count.lines_expected = len(lines)
    count.list_sha256 = hashlib.sha256(written(lines).encode()).hexdigest()
    if count.is_sample:
        strata(count, lines)  # refuses a plan that cannot be, before anything is kept
    done.save(count)
    done.save_all(lines)
    return count


def written(lines: Iterable[Line]) -> str:
    """Write a list as it is hashed: a row a line, `place number quantity`, in order."""
    return "".join(f"{line.place} {line.number} {line.quantity}\n" for line in lines)


def _lines(count: Count) -> list[Line]:
    items = list(lying_in(count.store).order_by("number"))
    marks = _marks(count.store)
    return [
        Line(
            count=count,
            place=place,
            item=item,
            number=item.number,
            kind=item.kind,
            described=" ".join(part for part in (item.described, item.lot_number) if part != "")[:220],
            marks=", ".join(marks[item.pk])[:_MARKS],
            quantity=item.remaining,
            handling=item.handling,
        )
        for place, item in enumerate(items, 1)
    ]


def _marks(store: Store) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Mark.objects.filter(item__store=store, item__state__in=PRESENT, is_withdrawn=False)
    for item, text in rows.order_by("kind", "text").values_list("item", "text"):
        found[item].append(text)
    return found


def _next_number() -> str:
    own = own_folder().settings
    start = f"{own.party}{own.code}-C"
    known = (
        Count.objects.filter(number__startswith=start).order_by("-number").values_list("number", flat=True)
    )
    return following(known.first(), start, own.code)


def strata(count: Count, lines: Iterable[Line]) -> list[Stratum]:
    """Say from which lines how many are drawn: kind by kind, or from all of them alike.

    Raises:
        ValidationError: the plan cannot reach what is asked of it.
    """
    if count.suspected is None or count.confidence_percent is None or count.sees_percent is None:
        raise ValidationError(_("A sample needs how many to detect, and with which probability."))
    places: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        places[line.kind if count.is_by_kind else ""].append(line.place)
    names = sorted(places)
    population = sum(len(found) for found in places.values())
    if count.suspected > population:
        fault = _("The list has %(all)s lines, fewer than are to be detected.") % {"all": population}
        raise ValidationError({"suspected": fault})
    many = _many([len(places[name]) for name in names], count.suspected, *_chances(count))
    if many is None:
        fault = _("Even a look at everything does not reach this probability, since a look may miss.")
        raise ValidationError({"confidence_percent": fault})
    return [Stratum(name, tuple(sorted(places[name])), n) for name, n in zip(names, many, strict=True)]


def _chances(count: Count) -> tuple[Fraction, Fraction]:
    return Fraction(count.confidence_percent or 0) / 100, Fraction(count.sees_percent or 0) / 100


def _many(sizes: list[int], suspected: int, asked: Fraction, sees: Fraction) -> list[int] | None:
    if len(sizes) > 1:
        return plan_by_strata(sizes, suspected, asked, sees)
    sample = plan(sizes[0], suspected, asked, sees).sample
    return None if sample is None else [sample]


def give_seed_part(done: Operation, count: Count, text: str) -> SeedPart:
    """Keep one person's part of the seed; with the second person's part the sample is drawn.

    Raises:
        ValidationError: the person gave one already, or the sample is drawn.
    """
    if count.is_drawn:
        raise ValidationError(_("The sample is drawn already."))
    if count.seed_parts.filter(given_by=done.actor).exists():
        raise ValidationError(_("You gave your part. The other part must come from somebody else."))
    part = done.save(SeedPart(count=count, text=text, given_by=done.actor, given_at=done.at))
    parts = list(count.seed_parts.values_list("text", flat=True))
    if len(parts) > 1:
        count.seed = seed_of(parts, count.list_sha256)
        count.drawn = drawn_again(count)
        done.save(count)
    return part


def drawn_again(count: Count) -> list[int]:
    """Draw the lines of a sample from its seed; anybody who has the list and the seed draws the same."""
    found: list[int] = []
    for stratum in strata(count, count.lines.only("place", "kind")):
        chosen = drawn(count.seed, len(stratum.places), stratum.sample, stratum.name)
        found += [stratum.places[one - 1] for one in chosen]
    return sorted(found)
