"""False leads on worlds of honest parties, and how often planted violations are found, by kind and size.

Prints both, and writes them with their Clopper-Pearson intervals as JSON under bench/results/.
"""

import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

# a script finds its neighbours by the project's folder, from wherever it is called
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measured import record
from tallystick.pipeline import worlds

RESULTS: Final = Path(__file__).resolve().parent / "results"
SEED: Final = 2026
HONEST_WORLDS: Final = 30
PLANTED_WORLDS: Final = 12
"""Honest worlds that are played again with violations planted."""
ALONE_WORLDS: Final = 1
"""Worlds in which one habit works alone: enough to name the habits that make gaps, not to rank them closely."""
ITEMS: Final = (2, 10, 50, 200)
"""Sizes of what is kept out of returns: from a tenth to ten times the usual order of tanks."""
SHARES: Final = (0.1, 0.25, 0.5, 1.0)
"""By how much a limit is exceeded, and how much of a return is made up. The pact lets 5 % pass and minds 20 %."""

Violations = tuple[worlds.Violation, ...]


def main() -> None:
    """Play honest worlds, each once more with one violation of every kind, score them, print and write."""
    started = time.process_time()
    honest = {seed: worlds.play(seed) for seed in range(SEED, SEED + HONEST_WORLDS)}
    scores = [worlds.scored(*played) for played in honest.values()]
    found = [one for step in range(len(ITEMS)) for one in _found(honest, step)]
    result: dict[str, Any] = {
        "honest": worlds.gather(scores),
        "alone": _alone(),
        "detection": worlds.curves(found),
    }
    result["cpu_seconds"] = round(time.process_time() - started, 1)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "worlds.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    record("worlds", figures(result))
    print("\n".join(lines(result)))


def violations(step: int) -> Violations:
    """Give one violation of every kind, each of its n-th size."""
    items, share = ITEMS[step], SHARES[step]
    return (
        *(worlds.UndeclaredTransfer(items, side) for side in ("exporter", "importer", "both")),
        worlds.EmbargoBreach(items),
        worlds.UnderDeclaredHolding(share),
        worlds.CosmeticReport(share),
    )


def _found(honest: dict[int, tuple[worlds.World, worlds.Tables]], step: int) -> Iterable[worlds.Found]:
    recipe = worlds.Recipe(violations=violations(step))
    for seed, (_, twin) in list(honest.items())[:PLANTED_WORLDS]:
        yield from worlds.found(*worlds.play(seed, recipe), twin)


def _alone() -> dict[str, Any]:
    """Let each habit work alone: gaps raised without cause, false leads."""
    made: dict[str, Any] = {}
    for habit in worlds.HONEST:
        recipe = worlds.Recipe(habits=(habit,))
        seeds = range(SEED, SEED + ALONE_WORLDS)
        total = worlds.gather([worlds.scored(*worlds.play(seed, recipe)) for seed in seeds])
        made[habit.name] = {name: total[name] for name in ("honest", "asked_urgently", "doubles", "coverage")}
    return made


def figures(result: dict[str, Any]) -> dict[str, str]:
    """Give the figures that pages quote: shares with their intervals, by name."""
    honest = result["honest"]
    rates = {name: honest[name] for name in _WORDS}
    rates |= {f"coverage.{halves}": rate for halves, rate in honest["coverage"].items()}
    for row in result["detection"]:
        rates |= {f"{row['kind']}.{row['size']:g}.{name}": row[name] for name in _SEEN}
    found = {"worlds": str(honest["worlds"])}
    for name, rate in rates.items():
        found[name] = "—" if rate["share"] is None else f"{100 * rate['share']:.1f} %"
        found[f"{name}.range"] = f"{100 * rate['low']:.1f}–{100 * rate['high']:.1f} %"
    return found


def lines(result: dict[str, Any]) -> Iterable[str]:
    """Write the result for people."""
    honest = result["honest"]
    yield f"{honest['worlds']} worlds of honest parties who report badly"
    for name, words in _WORDS.items():
        yield f"  {words:<72}{_rate(honest[name])}"
    yield f"  {'truth within the 90 % range, of flows':<72}{_rate(honest['coverage']['flows'])}"
    each = ((halves, rate) for halves, rate in honest["coverage"].items() if halves not in {"all", "flows"})
    yield "  " + ", ".join(f"{halves} {_rate(rate)}" for halves, rate in each)
    yield "gaps raised without cause, in a world, by the habit that made them"
    yield "  " + ", ".join(f"{name} {count:.1f}" for name, count in honest["habits"].items())
    yield "the same, and parties asked urgently, where one habit works alone"
    alone = {name: (one["doubles"], one["asked_urgently"]) for name, one in result["alone"].items()}
    yield "  " + ", ".join(
        f"{name} {gaps['count']}/{gaps['of']}, {asked['count']}/{asked['of']}"
        for name, (gaps, asked) in alone.items()
    )
    yield f"{'planted violation':<32}{'size':>6}{'on record':>22}{'raised':>22}{'urgent':>22}{'more than asked':>22}"
    for row in result["detection"]:
        shares = "".join(f"{_rate(row[name]):>22}" for name in ("visible", "raised", "urgent", "beyond"))
        yield f"{row['kind']:<32}{row['size']:>6g}{shares}"


_SEEN: Final = ("visible", "raised", "urgent", "beyond")
"""How far a planted violation shows: in some return or observation; raised; medium or high; more than asked."""
_WORDS: Final = {
    "honest": "parties with a finding that asks for more than a clarification",
    "near": "the same, of parties whom the record puts near a limit",
    "measured": "verdicts on a limit that give such a finding",
    "worlds_with_false_lead": "worlds with such a finding",
    "asked_urgently": "parties asked to clarify with more than low urgency",
    "doubles": "cells with two figures raised as a gap without cause",
    "agreed": "cells with two figures that agree",
}


def _rate(row: dict[str, Any]) -> str:
    if row["share"] is None:
        return "-"
    return f"{row['share']:.3f} ({row['low']:.3f}-{row['high']:.3f})"


if __name__ == "__main__":
    main()
