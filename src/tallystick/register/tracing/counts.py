"""Indicator 16.4.2: how many arms were recovered in some years, and of how many the origin is known."""

from typing import NamedTuple

from tallystick.register.returns.instruments import Instrument
from tallystick.register.returns.models import Filing
from tallystick.register.returns.period import Years
from tallystick.register.returns.proportion import share


class Recovered(NamedTuple):
    """Arms recovered in a period."""

    total: int
    traced: int
    """Of these, how many had their origin traced or established, whenever that was."""


def seized_found_surrendered(years: Years) -> Recovered:
    """Count small arms and light weapons that were seized, found or surrendered, and those traced among them.

    The figures are those of the report itself, so that both always agree.
    Source: metadata of indicator 16.4.2, UN Office on Drugs and Crime and UN Office for Disarmament Affairs,
    26 July 2018: the numerator is every recovered arm whose point of diversion was established, by tracing or
    otherwise by a competent authority; parts and ammunition are not arms.
    """
    counted = share(Filing(instrument=Instrument.SDG, year_from=years.first, year_to=years.last))
    return Recovered(counted.recovered or 0, counted.traced or 0)
