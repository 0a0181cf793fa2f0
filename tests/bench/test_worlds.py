"""What the bench of worlds plants and prints."""

from itertools import pairwise

from bench import worlds as bench
from tallystick.worlds.gather import curves, gather
from tallystick.worlds.rate import Rate
from tallystick.worlds.score import Found, Score
from tallystick.worlds.violate import Planted

NONE_YET = Score(
    false_leads=(),
    urgent=(),
    without_cause=(),
    honest=Rate(0, 14),
    asked_urgently=Rate(2, 14),
    measured=Rate(0, 0),
    near=Rate(0, 0),
    doubles=Rate(3, 40),
    agreed=Rate(20, 40),
    habits={"rounded": 3},
    coverage={"agreed": Rate(18, 20)},
)


def test_every_step_plants_every_kind_and_each_larger_than_the_step_before() -> None:
    steps = [bench.violations(step) for step in range(len(bench.ITEMS))]
    kinds = [[one.kind for one in some] for some in steps]
    assert len(set(kinds[0])) == len(kinds[0])
    assert kinds == [kinds[0]] * len(steps)
    for smaller, larger in pairwise(steps):
        assert all(one.size < other.size for one, other in zip(smaller, larger, strict=True))


def test_the_bench_prints_its_rates_with_intervals_and_a_dash_where_nothing_was_tried() -> None:
    found = Found(
        Planted("embargo_breach", 9, "QMA", ()), visible=True, raised=True, urgent=False, beyond=False
    )
    honest = gather([NONE_YET])
    alone = {"rounded": {name: honest[name] for name in ("doubles", "asked_urgently")}}
    text = list(bench.lines({"honest": honest, "alone": alone, "detection": curves([found])}))
    assert any(line.endswith("0.000 (0.000-0.232)") for line in text)
    assert any("verdicts on a limit" in line and line.endswith("-") for line in text)
    assert "rounded 3/40, 2/14" in "\n".join(text)
    assert text[-1].split()[:2] == ["embargo_breach", "9"]
