"""Facts of any number of cells at once: the closed form as expressions over a small table of pairs of parties.

The table (`of_pairs`) carries everything that was integrated over reliabilities; the expression (`estimate`) is the
same on every engine. It serves cells whose halves are exact figures; what is counted is rounded at its ends.
"""

from collections.abc import Mapping
from typing import Any, Final

import narwhals as nw
import numpy as np
import polars as pl
from scipy.special import stdtrit

from tallystick.engine.engine import beside
from tallystick.facts import existence
from tallystick.facts.amount import Trust, exactness, places
from tallystick.facts.doubles import Floats, Indices
from tallystick.facts.estimate import UNKNOWN_COMPLETENESS, Complete
from tallystick.facts.posterior import Coefficients, coefficients, copy, lone, quantile95
from tallystick.facts.reliability import Posterior
from tallystick.facts.statement import Measure, is_counted
from tallystick.model.fact import FALSE_SHARE, HEARD, NO_FIGURE, SPOKEN
from tallystick.model.quantity import counted_units

PAIR: Final = ("act", "unit", "from_party", "to_party")
KEY: Final = (*PAIR, "case")
"""What coefficients belong to: a pair of parties, and which of its halves give a figure."""
_NAMES: Final = ("weight", "offset", "own", "level", "slope", "curve", "df", "q95")
_DOWN: Final = ("down", "down_unheard", "down_together")
"""How many scales down the lower end lies: of a line alone beside a return in hand or none, and of two lines."""
_NEITHER, _OURS, _THEIRS, _BOTH, _EQUAL = range(5)
"""Cases: no figure, the exporter's alone, the importer's alone, two that differ, two that are equal."""


def cased(cells: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Add to table `cell` the columns `x` and `m`, the halves' figures above zero where they are exact, and `case`."""
    figures = cells.with_columns(x=_figure("from"), m=_figure("to"))
    x, m = nw.col("x"), nw.col("m")
    two = nw.when(x == m).then(_EQUAL).otherwise(_BOTH)
    one = nw.when(~x.is_null()).then(_OURS).otherwise(nw.when(~m.is_null()).then(_THEIRS).otherwise(_NEITHER))
    case = nw.when(~x.is_null() & ~m.is_null()).then(two).otherwise(one)
    return figures.with_columns(case=case.cast(nw.Int64))


def of_pairs(trust: Trust, pairs: pl.DataFrame, complete: Complete) -> pl.DataFrame:
    """Make the table of pairs.

    Args:
        trust: the fitted reliabilities.
        pairs: the pairs and cases that occur, each once: `KEY`, the case as `cased` gives it.
        complete: completeness of each claimant.

    Returns:
        per pair and case `weight`, `offset` ... `df` (posterior.Coefficients) with the 95th percentile `q95`, `growth`,
        `bend` and `middle` (how scale moves with size), `p_copy` (that equal halves are copies), and the chances that
        something happened.
    """
    parts = [
        _measure(trust, own, complete)
        for own in pairs.sort(*KEY).partition_by("act", "unit", maintain_order=True)
    ]
    return pl.concat(parts) if len(parts) > 0 else pairs


def _measure(trust: Trust, pairs: pl.DataFrame, complete: Complete) -> pl.DataFrame:
    measure = pairs["act"][0], pairs["unit"][0]
    posterior = trust.of(measure)
    exporter = places(pairs["from_party"].to_list(), posterior.exporters)
    importer = places(pairs["to_party"].to_list(), posterior.importers)
    columns = {name: np.full(pairs.height, np.nan) for name in (*_NAMES, "p_copy")}
    case = pairs["case"].to_numpy()
    for which in range(_OURS, _EQUAL + 1):
        here = np.flatnonzero(case == which)
        found = _of_case(posterior, exporter[here], importer[here], which, counted=is_counted(measure))
        for name, values in found.items():
            columns[name][here] = values
    columns |= _chances(measure, pairs, complete)
    columns |= _lower_ends(case, columns)
    return pairs.with_columns(
        *(pl.Series(name, values, nan_to_null=True) for name, values in columns.items()),
        growth=pl.lit(posterior.growth[0]),
        bend=pl.lit(posterior.growth[1]),
        middle=pl.lit(posterior.middle_size),
    )


def _of_case(
    posterior: Posterior, exporter: Indices, importer: Indices, case: int, *, counted: bool
) -> dict[str, Floats]:
    if case == _OURS:
        # nothing lies between one figure and itself: its weight is all
        return _of_claimants(posterior, exporter, "exporter") | {"weight": np.ones(len(exporter))}
    if case == _THEIRS:
        return _of_claimants(posterior, importer, "importer")
    if case == _BOTH:
        return _columns(coefficients(posterior, exporter, importer))
    alike = _columns(copy(posterior, exporter, importer))
    if not counted:
        return alike | {"p_copy": np.ones(len(exporter))}
    # equal counts are copies of one paper or two right counts, in shares
    copied, right = exactness(posterior, exporter, importer)
    share = copied / (copied + (1 - copied) * right**2)
    apart = _columns(coefficients(posterior, exporter, importer))
    mixed = {name: share * alike[name] + (1 - share) * apart[name] for name in _NAMES}
    return mixed | {"p_copy": share}


def _of_claimants(posterior: Posterior, place: Indices, role: str) -> dict[str, Floats]:
    """Give the coefficients of one half alone, worked out once for each claimant."""
    known, back = np.unique(place, return_inverse=True)
    return {name: values[back] for name, values in _columns(lone(posterior, known, role)).items()}


def _columns(found: Coefficients) -> dict[str, Floats]:
    return {name: getattr(found, name) for name in _NAMES[:-1]} | {"q95": quantile95(found.df)}


def _chances(measure: Measure, pairs: pl.DataFrame, complete: Complete) -> dict[str, Floats]:
    ours = _completeness(measure, "exporter", pairs["from_party"], complete)
    theirs = _completeness(measure, "importer", pairs["to_party"], complete)
    return {
        "p_ours": _alone(theirs),
        "p_theirs": _alone(ours),
        "p_denied": existence.p_denied(ours, theirs),
    }


def _lower_ends(case: Indices, columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """Say how far down a range goes, that nothing happened lying below its end as well."""
    df, alone = columns["df"], np.where(case == _OURS, columns["p_ours"], columns["p_theirs"])
    single = (case == _OURS) | (case == _THEIRS)
    copied = np.nan_to_num(columns["p_copy"])
    chances: dict[str, Floats] = {
        "down": np.where(single, 1 - alone, np.nan),
        "down_unheard": np.where(single, 1 - existence.p_alone(None), np.nan),
        "down_together": 1 - existence.p_together(copied),
    }
    return {name: _reach(df, existence.share_below(p_zero)) for name, p_zero in chances.items()}


def _reach(df: Floats, share: Floats) -> Floats:
    """Give how many scales below its centre a Student t has a share below it; nan for none, and where df is nan."""
    found = np.full(len(df), np.nan)
    some = share > 0
    found[some] = -stdtrit(df[some], share[some])
    return found


def _completeness(measure: Measure, role: str, names: pl.Series, complete: Complete) -> Floats:
    known = names.unique()
    shares = [complete.get((*measure, role, name), UNKNOWN_COMPLETENESS) for name in known]
    return names.replace_strict(known, shares, return_dtype=pl.Float64).to_numpy()


def _alone(partner_complete: Floats) -> Floats:
    known, back = np.unique(partner_complete, return_inverse=True)
    return np.array([existence.p_alone(float(share)) for share in known])[back]


def estimate(cells: nw.LazyFrame[Any], pairs: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Make the columns of table `fact` for cells of exact figures, with the exporter's weight in `weight`.

    Args:
        cells: table `cell`.
        pairs: what `of_pairs` made.
    """
    joined = beside(cased(cells), pairs, KEY)
    counted = nw.col("unit").is_in([unit for unit, counts in counted_units().items() if counts])
    with_logs = joined.with_columns(
        x=nw.col("x").log(), m=nw.col("m").log(), counted=counted, p_happened=_p_happened()
    )
    x, m = nw.col("x"), nw.col("m")
    d = (x - m).fill_null(0.0)
    size = _size(x, m) - nw.col("middle")
    growth = ((nw.col("growth") + nw.col("bend") * size) * size).exp()
    figure = nw.when(m.is_null()).then(x).otherwise(m)
    squared = nw.col("own") * growth + nw.col("level") + nw.col("slope") * d + nw.col("curve") * d * d
    estimated = with_logs.with_columns(
        log_mean=figure + nw.col("weight") * d + nw.col("offset"), log_sd=squared.sqrt(), down=_down()
    )
    return _as_facts(estimated)


def _size(x: nw.Expr, m: nw.Expr) -> nw.Expr:
    both = (x + m) / 2
    return nw.when(x.is_null()).then(m).otherwise(nw.when(m.is_null()).then(x).otherwise(both))


def _figure(side: str) -> nw.Expr:
    low = nw.col(f"{side}_low")
    return nw.when((low > 0) & (low == nw.col(f"{side}_high"))).then(low)


def _p_happened() -> nw.Expr:
    said = {side: _says_something(side) for side in ("from", "to")}
    heard = {side: nw.col(f"{side}_state").is_in(sorted(HEARD)) for side in said}
    unheard = 1 - FALSE_SHARE
    alone_ours = nw.when(heard["to"]).then(nw.col("p_ours")).otherwise(unheard)
    alone_theirs = nw.when(heard["from"]).then(nw.col("p_theirs")).otherwise(unheard)
    same = nw.col("p_copy").fill_null(0.0)
    true = unheard * (same + (1 - same) * unheard)
    false = FALSE_SHARE * (same + (1 - same) * FALSE_SHARE)
    together = true / (true + false)
    neither = nw.when(heard["from"] & heard["to"]).then(nw.col("p_denied")).otherwise(existence.UNSAID)
    lone = (
        nw.when(said["from"])
        .then(alone_ours)
        .otherwise(nw.when(said["to"]).then(alone_theirs).otherwise(neither))
    )
    return nw.when(said["from"] & said["to"]).then(together).otherwise(lone)


def _down() -> nw.Expr:
    """Choose among `_DOWN` as `_p_happened` chooses among chances."""
    said = {side: _says_something(side) for side in ("from", "to")}
    heard = {side: nw.col(f"{side}_state").is_in(sorted(HEARD)) for side in said}
    answered = nw.when(said["from"]).then(heard["to"]).otherwise(heard["from"])
    alone = nw.when(answered).then(nw.col("down")).otherwise(nw.col("down_unheard"))
    return nw.when(said["from"] & said["to"]).then(nw.col("down_together")).otherwise(alone)


def _says_something(side: str) -> nw.Expr:
    state = nw.col(f"{side}_state")
    none = (nw.col(f"{side}_high") == 0).fill_null(value=False)
    return state.is_in(sorted(NO_FIGURE)) | ((state == "reported") & ~none)


def _as_facts(estimated: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    centre, scale = nw.col("log_mean"), nw.col("log_sd")
    figure = ~nw.col("log_mean").is_null()
    states = (nw.col("from_state"), nw.col("to_state"))
    none = ~figure & ((states[0] == "nil") | (states[1] == "nil"))
    gap = nw.when(~nw.col("from_low").is_null() & ~nw.col("to_low").is_null()).then(
        (nw.col("from_low") - nw.col("to_low")).abs()
    )
    return estimated.with_columns(
        low=_end(_least((centre - nw.col("down") * scale).exp()), figure, none),
        estimate=_end(centre.exp(), figure, none),
        high=_end((centre + nw.col("q95") * scale).exp(), figure, none),
        p_zero=1 - nw.col("p_happened"),
        family=nw.when(figure)
        .then(nw.lit("student_t"))
        .otherwise(nw.when(none).then(nw.lit("point")).otherwise(nw.lit("none"))),
        df=nw.when(figure).then(nw.col("df")),
        log_sd=nw.when(figure).then(nw.col("log_sd")),
        # measured amounts: no figure is exactly right
        **{name: nw.lit(None, dtype=nw.Float64) for name in ("figure", "other_figure")},
        **{name: nw.when(figure).then(0.0) for name in ("p_figure", "p_other")},
        halves=_halves(states),
        gap=gap,
        p_same=nw.when(figure & (gap == 0))
        .then(nw.col("p_copy"))
        .otherwise(nw.when(figure & ~gap.is_null()).then(0.0)),
    )


def _least(value: nw.Expr) -> nw.Expr:
    """Begin at zero where it may well not have happened; what did happen is at least one of what is counted."""
    one = nw.when(nw.col("counted") & (value < 1.0)).then(1.0).otherwise(value)
    return nw.when(1 - nw.col("p_happened") > existence.TAIL).then(0.0).otherwise(one)


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
