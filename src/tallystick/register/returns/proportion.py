"""Indicator 16.4.2: what share of the arms recovered was traced."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tallystick.register.returns import traced
from tallystick.register.returns.instruments import Instrument, part_of
from tallystick.register.returns.lines import table
from tallystick.register.returns.models import Filing


@dataclass(frozen=True, slots=True)
class Share:
    """Traced of recovered; `traced` None where the register keeps no traces."""

    recovered: int | None
    traced: int | None


def share(filing: Filing) -> Share:
    """Count the share.

    The denominator is all small arms and light weapons seized, found or surrendered in the period, the numerator those
    whose point of diversion was traced or established by a competent authority. Source: metadata of indicator 16.4.2,
    UN Office on Drugs and Crime and UN Office for Disarmament Affairs, 26 July 2018.
    """
    collected, found = (part_of(Instrument.SDG, name) for name in ("collected", "traced"))
    if collected is None or found is None:
        raise LookupError("the indicator has two parts")
    known = filing.frozen is not None or traced.is_known()
    return Share(table(filing, collected).total(), table(filing, found).total() if known else None)


def proportion(filing: Filing) -> str:
    """Say the share in a sentence; it is not defined where nothing was recovered."""
    counted = share(filing)
    if counted.recovered is None or counted.traced is None:
        return _("The share that was traced is not known: the register holds no traces.")
    if counted.recovered == 0:
        return _("No arms were seized or found, so there is no share to give.")
    return _("%(traced)s of %(recovered)s arms seized or found were traced (%(percent)s %%).") % {
        "traced": counted.traced,
        "recovered": counted.recovered,
        "percent": round(100 * counted.traced / counted.recovered, 1),
    }
