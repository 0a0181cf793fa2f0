"""A record that is too large to be kept claim by claim: what was said, and the cells it makes.

Nothing here needs the rooms that weigh and explain, so that these may load while the cells are made.
"""

from dataclasses import dataclass

from tallystick.engine.engine import Engine, Frame
from tallystick.facts.pair import SIDES, named, pair_lazy
from tallystick.facts.silence import Returns
from tallystick.pipeline.gathered import Gathered


@dataclass(frozen=True, slots=True)
class Record:
    """A large record on an engine: usable claims, and what was filed if anything was."""

    engine: Engine
    gathered: Gathered
    claims: Frame
    returns: Returns | None

    def cells(self) -> Frame:
        """Pair, and hold table `cell` in the order of its ids, which everything after this asks for."""
        cells = named(pair_lazy(self.claims, self.returns, self.engine))
        return self.engine.kept(cells, "cell_id", [f"{side}_state" for side in SIDES])
