"""What no two halves can show, and what becomes of it where a third witness looks on."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from bench.scoring import Floats, Marks, Share, share
from tallystick.facts.amount import Trust
from tallystick.facts.doubles import Doubles
from tallystick.facts.posterior import both
from tallystick.facts.reliability import fit
from tallystick.facts.statement import Statement
from tallystick.worlds.mirror import Mirror

MEASURE: Final = ("transfer", "usd")
EVERY: Final = 3
"""The witness speaks of every third flow."""


@dataclass(frozen=True, slots=True)
class Watched:
    """False halves that a witness speaks of too: how often ranges hold the truth, and how wide they are.

    `width` is the mean ratio of the upper to the lower end.
    """

    without: Share
    width_without: float
    with_witness: Share
    width_with: float


def watched(records: list[tuple[Mirror, Doubles]]) -> Watched:
    """Estimate the same flows without and with the witness."""
    rows = [_both_ways(flows, doubles) for flows, doubles in records]
    before, wide_before, after, wide_after = (np.concatenate(column) for column in zip(*rows, strict=True))
    return Watched(
        share(before == 1),
        float(np.exp(wide_before.mean())),
        share(after == 1),
        float(np.exp(wide_after.mean())),
    )


def _both_ways(flows: Mirror, doubles: Doubles) -> tuple[Floats, Floats, Floats, Floats]:
    seen = np.arange(len(doubles)) % EVERY == 0
    asked = np.flatnonzero(seen & flows.changed)
    trust = Trust({MEASURE: fit(doubles)}, {MEASURE: fit(against_witness(flows, seen))})
    found = both(trust.of(MEASURE), doubles.take(asked))
    truth = flows.truth[asked]
    amounts = trust.amounts([_said(flows, int(cell)) for cell in asked])
    low, high = (np.log([getattr(amount, end) for amount in amounts]) for end in ("low", "high"))
    return (
        ((found.low <= truth) & (truth <= found.high)).astype(np.float64),
        found.high - found.low,
        ((low <= truth) & (truth <= high)).astype(np.float64),
        high - low,
    )


def against_witness(flows: Mirror, seen: Marks) -> Doubles:
    """Lay exporters' figures beside those of the witness."""
    cells = int(seen.sum())
    return Doubles(
        flows.exporter[seen],
        np.zeros(cells, np.intp),
        flows.x[seen],
        flows.witness[seen],
        flows.parties,
        ("witness",),
        np.zeros(cells),
    )


def _said(flows: Mirror, cell: int) -> Statement:
    ours, theirs, third = (float(np.exp(said[cell])) for said in (flows.x, flows.m, flows.witness))
    return Statement(
        MEASURE,
        flows.parties[flows.exporter[cell]],
        flows.parties[flows.importer[cell]],
        (ours, ours),
        (theirs, theirs),
        (("witness", (third, third)),),
    )
