"""The law itself as tables: what each article asks, by which dated values, and how long a party has to answer."""

from collections.abc import Collection, Iterable

import polars as pl

from tallystick.engine.local import frame
from tallystick.model.claim import NONE
from tallystick.model.tables import CLOCK, OBLIGATION, PARAMETER
from tallystick.rules.load import Agreement


def law(agreements: Collection[Agreement]) -> dict[str, pl.DataFrame]:
    """Make tables obligation, parameter and clock of some agreements."""
    return {
        "obligation": _obligations(agreements),
        "parameter": _parameters(agreements),
        "clock": _clocks(agreements),
    }


def _obligations(agreements: Iterable[Agreement]) -> pl.DataFrame:
    """Make table obligation: what each article asks, and by which version of the law it is judged."""
    return frame(
        OBLIGATION,
        (
            {
                "agreement": one.name,
                "rule": obligation.name,
                "article": obligation.article,
                "asks": obligation.asks,
                "force": (obligation.force or one.terms.force).value,
                "each_year": obligation.each_year,
                "reports": obligation.reports,
                "version": one.version,
                "source": one.terms.source,
                "unconfirmed": "; ".join(one.terms.unconfirmed) or NONE,
            }
            for one in agreements
            for obligation in one.obligations
        ),
    )


def _parameters(agreements: Iterable[Agreement]) -> pl.DataFrame:
    """Make table parameter: every dated value with its article and source."""
    return frame(
        PARAMETER,
        (
            {
                "agreement": one.name,
                "parameter": parameter.name,
                "since": value.since,
                "value": value.value,
                "written": value.written,
                "unit": parameter.unit.value,
                "what": parameter.what,
                "article": value.article,
                "source": value.source,
                "unconfirmed": value.unconfirmed,
            }
            for one in agreements
            for parameter in one.parameters.values()
            for value in parameter.values
        ),
    )


def _clocks(agreements: Iterable[Agreement]) -> pl.DataFrame:
    """Make table clock: how long, and through whom, a party has to answer where its agreement says so."""
    return frame(
        CLOCK,
        (
            {
                "agreement": one.name,
                "title": one.terms.short,
                "days": None if one.terms.reply is None else one.terms.reply.days,
                "channel": NONE if one.terms.reply is None else one.terms.reply.channel,
                "article": NONE if one.terms.reply is None else f"Art. {one.terms.reply.article}",
            }
            for one in agreements
        ),
    )
