"""What counts as a false lead, as an urgent question, as a gap raised without cause; and adding scores up."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from tallystick.engine.local import frame
from tallystick.model.tables import CELL, FACT, FINDING, STATUS, VERDICT
from tallystick.worlds.gather import curves, gather
from tallystick.worlds.known import Known
from tallystick.worlds.rate import Rate
from tallystick.worlds.score import Found, detect, score
from tallystick.worlds.violate import Planted

DAY = date(2016, 12, 31)
CELLS = ("transfer.QMA.QMO.battle_tanks.2012.items", "transfer.QMU.QMO.battle_tanks.2012.items")


def finding(about: str, parties: str, step: str, severity: str) -> dict[str, object]:
    kind = "gap" if about.startswith("transfer") else "verdict"
    words = dict.fromkeys(("agreement", "rule", "sentence", "ask", "evidence", "claims", "channel"), "-")
    return {
        **words,
        "place": 1,
        "finding_id": f"{kind}.{about}",
        "kind": kind,
        "severity": severity,
        "step": step,
        "about": about,
        "parties": parties,
        "opened_on": DAY,
        "reply_state": "open",
        "judgements": 0,
    }


def tables(*findings: Mapping[str, object], remainder: float = 3.0) -> dict[str, pl.DataFrame]:
    cells = [_cell(name) for name in CELLS]
    facts = [
        {**dict.fromkeys(FACT.column_names()), "cell_id": name, "low": 5.0, "high": 15.0}
        | {"family": "range", "halves": "conflicting", "remainder": remainder}
        for name in CELLS
    ]
    bound = {"agreement": "pact", "bound": "true", "since": DAY, "act": "ratification", "acted_on": DAY}
    status = [{**bound, "party": party, "basis": "-"} for party in ("QMA", "QMO", "QMU")]
    words = dict.fromkeys(("articles", "notice"), "-")
    return {
        "finding": frame(FINDING, findings),
        "cell": frame(CELL, cells),
        "fact": frame(FACT, facts),
        "status": frame(STATUS, [{**one, **words} for one in status]),
        "verdict": frame(VERDICT, []),
    }


def _cell(name: str) -> dict[str, object]:
    act, exporter, importer, category, year, unit = name.split(".")
    return {
        **dict.fromkeys(CELL.column_names()),
        "cell_id": name,
        "act": act,
        "from_party": exporter,
        "to_party": importer,
        "category": category,
        "period_start": date(int(year), 1, 1),
        "period_end": date(int(year), 12, 31),
        "unit": unit,
        "from_state": "reported",
        "to_state": "reported",
        "observer_state": "no_record",
        "claims": 2,
    }


HONEST = Known({CELLS[0]: 10.0, CELLS[1]: 40.0}, {CELLS[0]: ("rounded",)}, ())


def test_only_what_asks_for_more_than_a_clarification_is_a_false_lead() -> None:
    found = score(
        tables(
            finding("pact.most_tanks.QMA.2012", "QMA", "inspect", "high"),
            finding("pact.most_tanks.QMO.2012", "QMO", "clarify", "medium"),
            finding("pact.annual_return.QMU", "QMU", "assist", "low"),
        ),
        HONEST,
    )
    assert found.false_leads == ("verdict.pact.most_tanks.QMA.2012",)
    assert found.urgent == ("verdict.pact.most_tanks.QMO.2012",)
    assert (found.honest, found.asked_urgently) == (Rate(1, 3), Rate(1, 3))


def test_findings_about_a_violator_or_what_it_did_are_none_of_the_false_ones() -> None:
    planted = Planted("cosmetic_report", 1.0, "QMA", (CELLS[0],))
    found = score(
        tables(
            finding("pact.most_tanks.QMA.2012", "QMA", "inspect", "high"),
            finding(CELLS[0], "QMA QMO", "clarify", "high"),
        ),
        Known({}, {}, (planted,)),
    )
    assert (found.false_leads, found.urgent, found.without_cause) == ((), (), ())
    assert found.honest == Rate(0, 2)


def test_a_gap_with_something_unexplained_is_raised_without_cause_and_put_to_the_habit() -> None:
    raised = [finding(name, "QMA QMO", "clarify", "low") for name in CELLS]
    found = score(tables(*raised), HONEST)
    assert found.doubles == Rate(2, 2)
    assert found.habits == {"no habit": 1, "rounded": 1}
    assert score(tables(*raised, remainder=0.0), HONEST).without_cause == ()


def test_coverage_counts_the_ranges_that_hold_the_truth() -> None:
    assert score(tables(), HONEST).coverage == {"conflicting": Rate(1, 2)}
    assert score(tables(), Known({CELLS[0]: 10.0}, {}, ())).coverage == {"conflicting": Rate(1, 2)}
    both_in = Known(dict.fromkeys(CELLS, 15.0), {}, ())
    assert score(tables(), both_in).coverage == {"conflicting": Rate(2, 2)}
    bound = tables()
    bound["fact"] = bound["fact"].with_columns(high=pl.when(pl.col("cell_id") != CELLS[0]).then("high"))
    assert score(bound, both_in).coverage == {"conflicting": Rate(1, 1)}, (
        "at least five is no range of nine in ten"
    )


def test_a_violation_that_nobody_else_saw_is_not_on_record() -> None:
    (seen,) = detect([Planted("x", 1.0, "QMA", (CELLS[0],))], tables(), tables())
    assert (seen.visible, seen.raised) == (True, False)
    (unseen,) = detect(
        [Planted("x", 1.0, "QMA", ("transfer.QMA.QZZ.missiles.2012.items",))], tables(), tables()
    )
    assert not unseen.visible
    alone = tables()
    alone["cell"] = alone["cell"].with_columns(to_state=pl.lit("silent"))
    for party, is_seen in (("QMA", False), ("QMO", True)):
        assert detect([Planted("x", 1.0, party, (CELLS[0],))], alone, alone)[0].visible is is_seen


def test_a_finding_more_pressing_than_the_twin_s_is_a_detection() -> None:
    planted = [Planted("x", 1.0, "QMA", (CELLS[0],))]
    low, high = (tables(finding(CELLS[0], "QMA QMO", "clarify", one)) for one in ("low", "high"))
    assert [one.raised for one in (*detect(planted, high, low), *detect(planted, low, high))] == [True, False]
    assert [(one.urgent, one.beyond) for one in detect(planted, high, low)] == [(True, False)]


def test_scores_add_up_and_a_gap_of_two_habits_is_shared() -> None:
    known = Known(HONEST.figures, dict.fromkeys(CELLS, ("late", "rounded")), ())
    one = score(tables(finding(CELLS[0], "QMA QMO", "clarify", "low")), known)
    total = gather([one, one])
    assert total["worlds"] == 2
    assert total["doubles"] == Rate(2, 4).row()
    assert total["habits"] == {"late": 0.5, "rounded": 0.5}
    assert total["coverage"] == dict.fromkeys(("all", "flows", "conflicting"), Rate(2, 4).row())


def test_curves_keep_kinds_and_sizes_apart() -> None:
    planted = [Planted("a", 2, "QMA", ()), Planted("a", 5, "QMA", ()), Planted("a", 2, "QMA", ())]
    raised = (True, True, False)
    found = [
        Found(one, visible=True, raised=was, urgent=False, beyond=False)
        for one, was in zip(planted, raised, strict=True)
    ]
    rows = curves(found)
    assert [(row["size"], row["raised"]) for row in rows] == [(2, Rate(1, 2).row()), (5, Rate(1, 1).row())]


def test_a_world_in_which_nothing_is_measured_has_no_share() -> None:
    assert score(tables(), HONEST).measured.share is None
    assert score(tables(), HONEST).near.share is None
