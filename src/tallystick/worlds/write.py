"""A world as the files of a case: tally and filing files, agreements, `case.toml`, and the truth beside them."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib import resources
from typing import Final

from tallystick.model.claim import NONE
from tallystick.worlds.filings import INSTRUMENT, Line, Return
from tallystick.worlds.truth import Truth
from tallystick.worlds.world import World

SHELF: Final = "tallystick.scenarios.worlds"
"""A name, not an import: rooms do not know what stands on shelves."""
AGREEMENTS: Final = ("pact", "embargo")
"""The invented agreements that judge a world; they are copied into its folder, with who takes part."""

_LINE: Final = (
    *(
        "claimant",
        "role",
        "from",
        "to",
        "category",
        "period",
        "quantity",
        "unit",
        "act",
        "instrument",
        "filing",
    ),
    *("origin", "basis", "designation", "handling"),
)
_FILING: Final = (
    *(
        "claimant",
        "instrument",
        "period",
        "direction",
        "content",
        "filing",
        "basis",
        "visibility",
        "filed_on",
    ),
    "supersedes",
)
_ACT: Final = (
    *("party", "act", "acted_on", "in_force_on", "ends_on", "articles", "contested", "note", "source"),
)
_INVENTED: Final = "invented for simulated worlds"


def documents(world: World) -> Mapping[str, str]:
    """Write what is added to the case, by file name: returns, what observers say, who filed."""
    lines = [_line(line, one.filing_id) for one in world.returns for line in one.lines]
    written = {
        "returns.csv": _table(_LINE, lines),
        "observers.csv": _table(_LINE, (_line(one, NONE) for one in world.seen)),
        "filings.csv": _table(_FILING, (_filing(one) for one in world.returns)),
    }
    return {name: text for name, text in written.items() if text.count("\n") > 1}


def truth_files(world: World) -> Mapping[str, str]:
    """Write what is so, which habit changed which cell, and what was planted, by file name."""
    return {
        "figures.csv": _table(("cell_id", "quantity"), world.truth.figures().items()),
        "touches.csv": _table(
            ("habit", "claimant", "cell_id"),
            ((one.habit, one.claimant, one.cell_id) for one in world.touches),
        ),
        "planted.csv": _table(
            ("kind", "size", "party", "cells", "verdicts"),
            (
                (one.kind, one.size, one.party, " ".join(one.cells), " ".join(one.verdicts))
                for one in world.planted
            ),
        ),
    }


def agreement_files(truth: Truth) -> Mapping[str, str]:
    """Write the invented agreements, by path below the folder of the world."""
    shelf = resources.files(SHELF)
    files = {
        f"{name}/{file}": shelf.joinpath(name, file).read_text("utf-8")
        for name in AGREEMENTS
        for file in ("agreement.toml", "parameters.toml", "rules.py")
    }
    files["pact/participation.csv"] = _acts(truth.parties, "ratification", date(2008, 6, 1), None)
    files["embargo/participation.csv"] = _acts(
        [truth.embargoed], "addressed", truth.embargo_from, truth.embargo_from
    )
    return files


def case_text(world: World) -> str:
    """Write `case.toml`: judged on the last day of the year after the last, under a complete list of who filed."""
    span = world.truth.scale.span()
    last = date(span[-1] + 1, 12, 31)
    return f"""\
title = "A simulated world (seed {world.seed})"
about = "Invented states report to an invented pact; what is true stands in the folder `truth`."
notes = ["Every state, make and figure here is invented."]
sources = ["Simulated; seed {world.seed}."]
audience = "public"
agreements = ["pact", "embargo"]
assessed_on = {last}
judged_from = {span[0]}

[[complete_list]]
instrument = "{INSTRUMENT}"
first_year = {span[0]}
last_year = {span[-1]}
as_of = {last}
source = "Secretariat of the Pact, list of returns, invented for simulated worlds"
"""


def _acts(parties: Iterable[str], act: str, acted_on: date, in_force_on: date | None) -> str:
    begun = "" if in_force_on is None else str(in_force_on)
    return _table(
        _ACT, ((party, act, acted_on, begun, "", NONE, NONE, NONE, _INVENTED) for party in sorted(parties))
    )


def _line(line: Line, filing_id: str) -> Sequence[object]:
    quantity = "withheld" if line.is_withheld else ("nil" if line.quantity == 0 else line.quantity)
    instrument = NONE if filing_id == NONE else INSTRUMENT
    return (
        *(line.claimant, line.role, line.from_party, line.to_party, line.category, line.year, quantity),
        *("items", line.act, instrument, filing_id, line.origin, line.basis, line.designation),
        line.handling,
    )


def _filing(one: Return) -> Sequence[object]:
    content = "lines" if len(one.lines) > 0 else "nil"
    return (
        *(
            one.claimant,
            INSTRUMENT,
            one.year,
            one.direction,
            content,
            one.filing_id,
            one.basis,
            one.visibility,
        ),
        *(one.filed_on, one.supersedes),
    )


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
