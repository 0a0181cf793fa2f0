"""Reconcile a record of few claims, claim by claim, as a case is."""

import polars as pl

from tallystick.engine.engine import Engine
from tallystick.facts import mirror
from tallystick.facts.predict import predict
from tallystick.facts.reconcile import reconcile
from tallystick.facts.trust import complete_by, completed
from tallystick.pipeline.at_scale import asked
from tallystick.pipeline.gathered import Gathered
from tallystick.progress import Step
from tallystick.sources.describe import derivations


def by_claim(gathered: Gathered, engine: Engine, step: Step, *, predicts: bool) -> dict[str, pl.DataFrame]:
    """Make the tables of a small record, those of its claims among them.

    Args:
        gathered: what was said.
        engine: where cells are counted for `prediction`.
        step: called with the name of each step as it begins.
        predicts: also make table `prediction`.
    """
    tables = gathered.tables(engine)
    made = reconcile(tables, step, derivations())
    if predicts:
        step("predict")
        cells = engine.bring(made["cell"])
        complete = completed(asked(engine, cells))
        made["prediction"] = predict(engine.fetch(mirror.doubles(cells)), complete_by(complete))
    # the weights of a fact name claims: here they can be looked up
    return {**{name: tables[name] for name in ("claim", "sighting") if name in tables}, **made}
