"""Indicator 16.4.2: what share of the arms recovered was traced, or its origin established in another way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from tallystick.register.returns.figures import figures
from tallystick.register.returns.instruments import PARTS, Instrument
from tallystick.register.returns.lines import table
from tallystick.register.returns.models import Filing
from tallystick.register.returns.part import Fate, Part

_NUMERATOR: Final = (Fate.TRACED, Fate.ESTABLISHED)


@dataclass(frozen=True, slots=True)
class Share:
    """Arms recovered, and of them how many had each fate: None, or no word of it, where a figure is not known."""

    recovered: int | None
    fates: Mapping[Fate, int]

    @property
    def traced(self) -> int | None:
        """How many count in the numerator, however their origin came to be known."""
        known = [self.fates[fate] for fate in _NUMERATOR if fate in self.fates]
        return sum(known) if len(known) == len(_NUMERATOR) else None


def share(filing: Filing) -> Share:
    """Count the share.

    The denominator is all small arms and light weapons seized, found or surrendered in the period, the numerator those
    whose point of diversion was traced or established by a competent authority. Seizures for administrative offences
    and antiques are in neither. Source: metadata of indicator 16.4.2, UN Office on Drugs and Crime and UN Office for
    Disarmament Affairs, 26 July 2018.
    """
    recovered: list[int | None] = []
    fates: dict[Fate, int] = {}
    for part in PARTS[Instrument.SDG]:
        total = _total(filing, part)
        if part.fate is None:
            recovered.append(total)
        elif total is not None:
            fates[part.fate] = total
    whole = None if None in recovered else sum(one for one in recovered if one is not None)
    return Share(whole, fates)


def _total(filing: Filing, part: Part) -> int | None:
    """Add one part up; None where a figure of a submitted return is not known."""
    if filing.frozen is not None:
        return table(filing, part).total()
    return sum(figure.quantity or 0 for figure in figures(filing, part))


def is_shown(filing: Filing) -> bool:
    """Whether the return is the one that gives the share."""
    return filing.instrument == Instrument.SDG


def proportion(filing: Filing) -> str:
    """Say the share in a sentence; it is not defined where nothing was recovered."""
    counted = share(filing)
    if counted.recovered is None or counted.traced is None:
        return _("The share that was traced is not known: a figure that it rests on is not known.")
    if counted.recovered == 0:
        return _("No arms were seized, found or surrendered, so there is no share to give.")
    return _(
        "Of %(recovered)s arms seized, found or surrendered, the origin of %(traced)s is known (%(percent)s %%): "
        "of %(by_tracing)s by tracing, of %(otherwise)s in another way."
    ) % {
        "traced": counted.traced,
        "recovered": counted.recovered,
        "percent": round(100 * counted.traced / counted.recovered, 1),
        "by_tracing": counted.fates[Fate.TRACED],
        "otherwise": counted.fates[Fate.ESTABLISHED],
    }
