"""Facts of any number of cells at once: the closed form as expressions over a small table of pairs of parties.

The table (`of_pairs`) carries everything that was integrated over reliabilities; the expression (`estimate`) is the
same on every engine. It serves cells whose halves are exact figures; what is counted is rounded at its ends.
"""

from typing import Any, Final

import narwhals as nw
import numpy as np
import polars as pl

from tallystick.facts import existence
from tallystick.facts.amount import Trust, exactness, is_counted, places
from tallystick.facts.doubles import Floats
from tallystick.facts.estimate import TAIL, UNKNOWN_COMPLETENESS, Complete
from tallystick.facts.posterior import Coefficients, coefficients, copy, lone, quantile95
from tallystick.model.fact import HEARD, NO_FIGURE, SPOKEN
from tallystick.model.quantity import counted_units

PAIR: Final = ("act", "unit", "from_party", "to_party")
_NAMES: Final = ("weight", "offset", "own", "level", "slope", "curve", "df")
_CASES: Final = ("both", "copy", "ours", "theirs")
"""Two figures, two equal measured figures, the exporter's alone, the importer's alone."""


def of_pairs(trust: Trust, pairs: pl.DataFrame, complete: Complete) -> pl.DataFrame:
    """Make the table of pairs.

    Args:
        trust: the fitted reliabilities.
        pairs: the pairs that occur: act, unit, from_party, to_party.
        complete: completeness of each claimant.

    Returns:
        per pair `both_weight`, `both_offset` ... `theirs_df` (posterior.Coefficients), `growth` and `middle` (how scale
        moves with size), `p_copy` (that equal halves are copies), and the chances that something happened.
    """
    parts = [
        _measure(trust, own, complete)
        for own in pairs.sort(*PAIR).partition_by("act", "unit", maintain_order=True)
    ]
    return pl.concat(parts) if len(parts) > 0 else pairs


def _measure(trust: Trust, pairs: pl.DataFrame, complete: Complete) -> pl.DataFrame:
    act, unit = pairs["act"][0], pairs["unit"][0]
    posterior = trust.of((act, unit))
    exporter = places(pairs["from_party"].to_list(), posterior.exporters)
    importer = places(pairs["to_party"].to_list(), posterior.importers)
    cases = {
        "both": coefficients(posterior, exporter, importer),
        "copy": copy(posterior, exporter, importer),
        "ours": lone(posterior, exporter, "exporter"),
        "theirs": lone(posterior, importer, "importer"),
    }
    columns = {
        f"{case}_{name}": values for case, found in cases.items() for name, values in _columns(found).items()
    }
    copied, right = exactness(posterior, exporter, importer)
    chances = _chances(act, unit, pairs, complete)
    return pairs.with_columns(
        *(
            pl.Series(name, np.broadcast_to(values, pairs.height))
            for name, values in (columns | chances).items()
        ),
        growth=pl.lit(2 * float(posterior.slope.mean())),
        middle=pl.lit(posterior.middle_size),
        p_copy=pl.Series(
            copied / (copied + (1 - copied) * right**2) if is_counted((act, unit)) else np.ones(pairs.height)
        ),
    )


def _columns(found: Coefficients) -> dict[str, Floats]:
    return {name: getattr(found, name) for name in _NAMES} | {"q95": quantile95(found.df)}


def _chances(act: str, unit: str, pairs: pl.DataFrame, complete: Complete) -> dict[str, Floats]:
    ours = [complete.get((act, unit, "exporter", name), UNKNOWN_COMPLETENESS) for name in pairs["from_party"]]
    theirs = [complete.get((act, unit, "importer", name), UNKNOWN_COMPLETENESS) for name in pairs["to_party"]]
    return {
        "p_ours": np.array([existence.p_alone(one) for one in theirs]),
        "p_theirs": np.array([existence.p_alone(one) for one in ours]),
        "p_denied": np.array([existence.p_denied(*both) for both in zip(ours, theirs, strict=True)]),
    }


def estimate(cells: nw.LazyFrame[Any], pairs: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Make the columns of table `fact` for cells of exact figures, with the exporter's weight in `weight`.

    Args:
        cells: table `cell`.
        pairs: what `of_pairs` made.
    """
    joined = cells.join(pairs, on=list(PAIR), how="left")
    ours, theirs = _figure("from"), _figure("to")
    has_ours, has_theirs = ~ours.is_null(), ~theirs.is_null()
    counted = nw.col("unit").is_in([unit for unit, counts in counted_units().items() if counts])
    with_logs = joined.with_columns(
        x=ours.log(),
        m=theirs.log(),
        is_equal=(has_ours & has_theirs & (ours == theirs)).fill_null(value=False),
        counted=counted,
        p_happened=_p_happened(),
    )
    x, m = nw.col("x"), nw.col("m")
    d = (x - m).fill_null(0.0)
    growth = (nw.col("growth") * (_size(x, m) - nw.col("middle"))).exp()
    figure = nw.when(m.is_null()).then(x).otherwise(m)
    squared = _of("own") * growth + _of("level") + _of("slope") * d + _of("curve") * d * d
    estimated = with_logs.with_columns(
        log_mean=figure + _of("weight") * d + _of("offset"),
        log_sd=squared.sqrt(),
        df=_of("df"),
        q95=_of("q95"),
        weight=nw.when(m.is_null())
        .then(1.0)
        .otherwise(nw.when(x.is_null()).then(0.0).otherwise(_of("weight"))),
    )
    return _as_facts(estimated)


def _size(x: nw.Expr, m: nw.Expr) -> nw.Expr:
    both = (x + m) / 2
    return nw.when(x.is_null()).then(m).otherwise(nw.when(m.is_null()).then(x).otherwise(both))


def _figure(side: str) -> nw.Expr:
    low = nw.col(f"{side}_low")
    return nw.when((low > 0) & (low == nw.col(f"{side}_high"))).then(low)


def _of(name: str) -> nw.Expr:
    """Choose a coefficient by what is given; equal counted halves are copies or two right counts, in shares."""
    both, alike = nw.col(f"both_{name}"), nw.col(f"copy_{name}")
    equal = nw.col("p_copy") * alike + (1.0 - nw.col("p_copy")) * both
    two = nw.when(nw.col("is_equal")).then(equal).otherwise(both)
    alone = nw.when(nw.col("m").is_null()).then(nw.col(f"ours_{name}")).otherwise(nw.col(f"theirs_{name}"))
    return nw.when(nw.col("x").is_null() | nw.col("m").is_null()).then(alone).otherwise(two)


def _p_happened() -> nw.Expr:
    said = {side: _says_something(side) for side in ("from", "to")}
    heard = {side: nw.col(f"{side}_state").is_in(sorted(HEARD)) for side in said}
    unheard = 1 - existence.FALSE_SHARE
    alone_ours = nw.when(heard["to"]).then(nw.col("p_ours")).otherwise(unheard)
    alone_theirs = nw.when(heard["from"]).then(nw.col("p_theirs")).otherwise(unheard)
    same = nw.when(nw.col("from_low") == nw.col("to_low")).then(nw.col("p_copy")).otherwise(0.0)
    true, false = (
        (1 - existence.FALSE_SHARE) ** 2,
        existence.FALSE_SHARE * (same + (1 - same) * existence.FALSE_SHARE),
    )
    together = true / (true + false)
    neither = nw.when(heard["from"] & heard["to"]).then(nw.col("p_denied")).otherwise(existence.UNSAID)
    lone = (
        nw.when(said["from"])
        .then(alone_ours)
        .otherwise(nw.when(said["to"]).then(alone_theirs).otherwise(neither))
    )
    return nw.when(said["from"] & said["to"]).then(together).otherwise(lone)


def _says_something(side: str) -> nw.Expr:
    state = nw.col(f"{side}_state")
    none = (nw.col(f"{side}_high") == 0).fill_null(value=False)
    return state.is_in(sorted(NO_FIGURE)) | ((state == "reported") & ~none)


def _as_facts(estimated: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    centre, reach = nw.col("log_mean"), nw.col("q95") * nw.col("log_sd")
    figure = ~nw.col("log_mean").is_null()
    states = (nw.col("from_state"), nw.col("to_state"))
    none = ~figure & ((states[0] == "nil") | (states[1] == "nil"))
    gap = nw.when(~nw.col("from_low").is_null() & ~nw.col("to_low").is_null()).then(
        (nw.col("from_low") - nw.col("to_low")).abs()
    )
    return estimated.with_columns(
        low=_end(_least((centre - reach).exp()), figure, none),
        estimate=_end(centre.exp(), figure, none),
        high=_end((centre + reach).exp(), figure, none),
        p_zero=1 - nw.col("p_happened"),
        family=nw.when(figure)
        .then(nw.lit("student_t"))
        .otherwise(nw.when(none).then(nw.lit("point")).otherwise(nw.lit("none"))),
        df=nw.when(figure).then(nw.col("df")),
        log_sd=nw.when(figure).then(nw.col("log_sd")),
        halves=_halves(states),
        gap=gap,
        p_same=nw.when(figure & (gap == 0))
        .then(nw.col("p_copy"))
        .otherwise(nw.when(figure & ~gap.is_null()).then(0.0)),
    )


def _least(value: nw.Expr) -> nw.Expr:
    """Begin at zero where it may not have happened; what did happen is at least one of what is counted."""
    one = nw.when(nw.col("counted") & (value < 1.0)).then(1.0).otherwise(value)
    return nw.when(1 - nw.col("p_happened") > TAIL).then(0.0).otherwise(one)


def _end(value: nw.Expr, figure: nw.Expr, none: nw.Expr) -> nw.Expr:
    rounded = nw.when(nw.col("counted")).then((value + 0.5).floor()).otherwise(value)
    return nw.when(figure).then(rounded).otherwise(nw.when(none).then(0.0))


def _halves(states: tuple[nw.Expr, nw.Expr]) -> nw.Expr:
    """Say how the halves stand, before any cause is looked for (DESIGN §2)."""
    spoke = tuple(state.is_in(sorted(SPOKEN)) for state in states)
    withheld = states[0].is_in(sorted(NO_FIGURE)) | states[1].is_in(sorted(NO_FIGURE))
    nil = (states[0] == "nil") & (states[1] == "nil")
    apart = (nw.col("from_low") > nw.col("to_high")) | (nw.col("to_low") > nw.col("from_high"))
    two = (
        nw.when(withheld)
        .then(nw.lit("withheld_one"))
        .otherwise(
            nw.when(nil)
            .then(nw.lit("nil_both"))
            .otherwise(
                nw.when(apart.fill_null(value=False)).then(nw.lit("conflicting")).otherwise(nw.lit("agreed"))
            )
        )
    )
    one = nw.when(spoke[0]).then(nw.lit("exporter_only")).otherwise(nw.lit("importer_only"))
    holder = nw.when((nw.col("from_party") == "-") & (spoke[0] | spoke[1])).then(nw.lit("holder_only"))
    some = (
        nw.when(spoke[0] & spoke[1])
        .then(two)
        .otherwise(nw.when(spoke[0] | spoke[1]).then(one).otherwise(nw.lit("observer_only")))
    )
    return nw.when(~holder.is_null()).then(holder).otherwise(some)
