"""Explain what matching left over: each cause as a quantity with its counterpart, never as a mere label.

In this order: what the return itself makes plain (a line given twice, an earlier version); counterparts in sibling
cells, all at once, at the least cost (blocks.py); and for what is still left what the cell itself offers (own.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from tallystick.facts.account import Account, Row
from tallystick.facts.arcs import Arc, sibling_pairs
from tallystick.facts.blocks import Block, lay_blocks
from tallystick.facts.fit import WHOLE
from tallystick.facts.match import Laying
from tallystick.facts.odds import Odds, learn
from tallystick.facts.own import Known, plain_causes
from tallystick.facts.remarkable import remark_row
from tallystick.facts.residual import Residual
from tallystick.facts.returns import Repeats
from tallystick.facts.versions import earlier_figures, figures, years_before
from tallystick.phrase import Value, Word, says


@dataclass(frozen=True, slots=True)
class Explained:
    """What causes account for, what else would fit, what is left, and how sure it is that nothing explains it."""

    rows: list[Row] = field(default_factory=list)
    """Table `explained`."""
    alternatives: list[Row] = field(default_factory=list)
    """Table `alternative`."""
    p_unexplained: dict[str, float] = field(default_factory=dict)
    """By cell; no entry where nothing is left over, or the other half is not in hand."""
    left: list[Residual] = field(default_factory=list)
    """Lines of which something has no cause; `left` says how much."""
    remarks: list[Row] = field(default_factory=list)
    """Table `remark`: where work was capped."""


def explained(
    cells: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    layings: Mapping[str, Laying],
    residuals: Iterable[Residual],
    repeats: Repeats,
    odds: Odds | None = None,
) -> Explained:
    """Explain what is left over in all cells that were laid.

    Args:
        cells: table `cell`; those laid, or more.
        tables: tables `claim` and `filing`, for versions since superseded.
        layings: how each cell's lines lie (residual.py).
        residuals: what is left over; their `left` is lowered by what is accounted for.
        repeats: returns that repeat the year before (returns.py).
        odds: what fits are worth; null: learnt from these residuals.
    """
    known = Known(
        layings, repeats.claim_ids, years_before(cells), figures(cells), earlier_figures(cells, tables)
    )
    return explain_lines(sorted(residuals, key=Residual.order), known, odds)


def explain_lines(lines: Sequence[Residual], known: Known, odds: Odds | None = None) -> Explained:
    """Explain left-over lines, in an order of their own, from what is known of their returns."""
    account = Account(known)
    for one, own in list(plain_causes(lines, known)):
        account.own(one, own, one.left)
    pairs = sibling_pairs(lines)
    worth = learn(lines, pairs) if odds is None else odds
    blocks = list(lay_blocks(_plausible(pairs, known.repeated), worth))
    for block in blocks:
        account.readings(block)
    for block in blocks:
        account.take(block.best)
    weighed = {id(line) for block in blocks for line in block.lines}
    for one in lines:
        account.rest(one, is_weighed=id(one) in weighed)
    return Explained(
        rows=list(account.rows()),
        alternatives=list(account.alternatives()),
        p_unexplained=_in_hand(account.p_unexplained(), lines),
        left=[one for one in lines if one.left > 0],
        remarks=list(_remarks(blocks)),
    )


def _in_hand(p_unexplained: Mapping[str, float], lines: Iterable[Residual]) -> dict[str, float]:
    """Leave out cells of which the other half is not in hand, so that there is nothing to explain."""
    unheard = {one.key.cell_id for one in lines if not one.is_heard}
    return {cell_id: p for cell_id, p in p_unexplained.items() if cell_id not in unheard}


def _remarks(blocks: Iterable[Block]) -> Iterator[Row]:
    for block in blocks:
        if block.cut > 0:
            cell_id = min(line.key.cell_id for line in block.lines)
            capped = says(
                "%(count)s of the possible counterparts of lines in this flow and its siblings were not weighed: there "
                "are too many, and the better fitting were taken first.",
                count=Value(Word.TEXT, (str(block.cut),)),
            )
            yield remark_row(cell_id, "work_capped", capped)


def _plausible(pairs: Iterable[Arc], repeated: frozenset[str]) -> Iterator[Arc]:
    """Leave out parts of lines in a return that repeats the year before: the whole line is in doubt."""
    for arc in pairs:
        if arc.fit in WHOLE or repeated.isdisjoint(end.part.claim_id for end in arc.ends()):
            yield arc
