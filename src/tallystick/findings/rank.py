"""Which finding to look at first. Findings are ordered; parties never are."""

from typing import Final

import polars as pl

from tallystick.engine.local import conform
from tallystick.model.finding import ReplyState, Severity
from tallystick.model.tables import FINDING

_DONE: Final = [ReplyState.SETTLED.value, ReplyState.CLOSED.value]
_SOONEST: Final = {severity.value: place for place, severity in enumerate(Severity)}


def rank(found: pl.DataFrame) -> pl.DataFrame:
    """Number findings in the order to look at them: severity, the day a reply is due, the name; what is done last."""
    order = found.sort(
        pl.col("reply_state").is_in(_DONE),
        pl.col("severity").replace_strict(_SOONEST, return_dtype=pl.Int64),
        pl.col("reply_due_on"),
        pl.col("finding_id"),
        nulls_last=True,
    )
    return conform(FINDING, order.with_columns(place=pl.int_range(1, order.height + 1, dtype=pl.Int64)))
