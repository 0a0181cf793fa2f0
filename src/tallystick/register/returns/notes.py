"""What has to be known beside the figures of a part: what is not counted, and why. No rule silently leaves out."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tallystick.register.items.categories import NOT_ASKED, code_of
from tallystick.register.items.models import Event, EventKind
from tallystick.register.returns import authorised, counting, recovered
from tallystick.register.returns.amounts import total
from tallystick.register.returns.goods import codes, is_in_part
from tallystick.register.returns.instruments import APART
from tallystick.register.returns.models import Filing
from tallystick.register.returns.part import Counted, Part
from tallystick.register.returns.period import Years


def notes(part: Part, filing: Filing, categories: Collection[str]) -> Iterator[str]:
    """Say what is not counted.

    Args:
        part: as `national.read` gives it.
        filing: the return.
        categories: those of everything that was counted from events and items, asked for or not.
    """
    years = filing.years
    yield from _of_licences(part, filing)
    if authorised.is_alone(filing, part):
        return
    yield from _of_categories(categories)
    yield from _of_events(part, years)
    if part.is_military:
        yield from _of_forces(part, years)
    every = counting.events(replace(part, is_indicator=False, covers_any_offence=True), years)
    if EventKind.SEIZED in part.kinds:
        yield from _of_offences(part, every)
    if part.is_indicator:
        yield from _of_antiques(part, every)


def _of_categories(categories: Collection[str]) -> Iterator[str]:
    strange = sorted({one for one in categories if one != NOT_ASKED and code_of(one) is None})
    if len(strange) > 0:
        yield _("No return knows these categories, so their items are not counted: %(categories)s.") % {
            "categories": ", ".join(strange)
        }


def _of_events(part: Part, years: Years) -> Iterator[str]:
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


def _of_forces(part: Part, years: Years) -> Iterator[str]:
    others = _sum(replace(part, is_military=False), years) - _sum(part, years)
    if others > 0:
        yield _("Not counted, as they do not belong to the armed forces: %(count)s.") % {"count": others}
    if part.counted is Counted.HELD:
        apart = _sum(replace(part, states=APART), years)
        if apart > 0:
            yield _("Not counted, as they are seized or deactivated: %(count)s.") % {"count": apart}


def _sum(part: Part, years: Years) -> int:
    """Add up what a part counts of the categories it asks for."""
    if part.counted is Counted.HELD:
        return sum(total(part, rows) for rows in counting.held(part, years))
    chosen = counting.made if part.counted is Counted.MADE else counting.events
    return total(part, chosen(part, years).filter(item__category__in=codes(part.goods)))


def _of_offences(part: Part, every: QuerySet[Event]) -> Iterator[str]:
    if part.is_offence_said and part.covers_any_offence:
        return
    out = total(part, recovered.administrative(every))
    if out > 0 and not part.is_offence_said:
        yield _("It was not said whether this return covers seizures for criminal offences alone.")
    if part.covers_any_offence:
        return
    if out > 0:
        yield _("Not counted, as they were seized for an administrative offence: %(count)s.") % {"count": out}
    unknown = total(part, recovered.of_unknown_offence(every))
    if unknown > 0:
        yield _("Counted, though nobody said for what offence they were seized: %(count)s.") % {
            "count": unknown
        }


def _of_antiques(part: Part, every: QuerySet[Event]) -> Iterator[str]:
    if part.antique_until is None:
        old = total(part, recovered.perhaps_antique(every))
        if old > 0:
            yield _(
                "Counted, though they may be antiques by national law, of which the profile does not say: %(count)s."
            ) % {"count": old}
    else:
        old = total(part, every.filter(item__year__lte=part.antique_until))
        if old > 0:
            yield _("Not counted, as they are antiques: %(count)s.") % {"count": old}


def _of_licences(part: Part, filing: Filing) -> Iterator[str]:
    if not authorised.is_used(filing, part):
        return
    amending = authorised.amending_earlier_years(part, filing.years)
    if amending > 0:
        yield _(
            "Licences that replace one of an earlier year, which the return on that year counts: %(count)s."
        ) % {"count": amending}
    listed = authorised.lines(part, filing.years, filing.as_of).values_list("category", flat=True)
    unsure = sum(1 for category in listed if is_in_part(category, part.goods))
    if unsure > 0:
        yield _("Lines of licences not counted, as they may be of artillery: %(count)s.") % {"count": unsure}
