"""Invented tally files of two sides, for the command and for both engines."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

HEADER = "claimant,role,from,to,category,period,quantity,unit"


def written(path: Path, lines: Iterable[str], header: str = HEADER) -> Path:
    """Write a tally file."""
    path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    return path


def trade(parties: int = 6, years: int = 6, unit: str = "usd") -> list[str]:
    """Invent a trade that both sides record with errors, each now and then alone, or as a range."""
    rng = np.random.default_rng(3)
    lines = []
    for exporter in range(parties):
        for importer in range(parties):
            for year in range(2001, 2001 + years if exporter != importer else 2001):
                ours, theirs = np.exp(rng.normal(9, 1.5) + rng.normal(0, 0.3, 2))
                flow = f"P{exporter},P{importer},4407,{year}"
                written_as = f"{ours:.2f}" if rng.random() > 0.05 else f"{ours:.0f}-{2 * ours:.0f}"
                if rng.random() > 0.2:
                    lines.append(f"P{exporter},exporter,{flow},{written_as},{unit}")
                if rng.random() > 0.2:
                    lines.append(f"P{importer},importer,{flow},{theirs:.2f},{unit}")
    return lines
