"""A small invented assessment that holds every way in which halves can stand."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl
import pytest

from tallystick.engine.local import frame
from tallystick.model.case import Case
from tallystick.model.tables import TABLES
from tests.reports.relied import relied

HOSTILE: Final = "</script><script>alert('x')</script> \"& <b>tank</b>"
"""What a file may hold where a designation should be."""

_DAY: Final = date(2024, 3, 1)
_RETURNS: Final = "a" * 64
_CLOSED: Final = "b" * 64

_Side = tuple[str, float | None, float | None, str]
"""State, low, high, designation."""
_NOBODY: Final[_Side] = ("no_record", None, None, "-")


@dataclass(frozen=True)
class Flow:
    """One invented cell with its fact."""

    key: str
    """FROM TO category year [act unit]."""
    halves: str
    exporter: _Side = _NOBODY
    importer: _Side = _NOBODY
    held: tuple[float, float, float] | None = None
    """Low, estimate, high."""
    remainder: float | None = None
    causes: Sequence[Mapping[str, object]] = field(default_factory=tuple)
    sentence: str = ""

    @property
    def words(self) -> dict[str, object]:
        source, target, category, year, *rest = self.key.split()
        act, unit = rest or ("transfer", "items")
        return {
            "act": act,
            "from_party": source,
            "to_party": target,
            "category": category,
            "period_start": date(int(year), 1, 1),
            "period_end": date(int(year), 12, 31),
            "unit": unit,
        }

    @property
    def cell_id(self) -> str:
        source, target, category, year, *rest = self.key.split()
        act, unit = rest or ("transfer", "items")
        return f"{act}.{source}.{target}.{category}.{year}.{unit}"


def _said(figure: float, designation: str = "-") -> _Side:
    return ("reported", figure, figure, designation)


_SHIFT: Final = {
    "cause": "year_end",
    "side": "exporter",
    "quantity": 28.0,
    "probability": 0.8,
    "detail": "Leopard 2 in both",
}
FLOWS: Final = (
    Flow("ALB CZE missiles 2013", "nil_both", ("nil", 0, 0, "-"), ("nil", 0, 0, "-"), (0, 0, 0)),
    Flow(
        "DEU POL battle_tanks 2014",
        "explained",
        _said(91, "Leopard 2"),
        _said(63, "Leopard 2"),
        (60, 77, 95),
        0.0,
        ({**_SHIFT, "sibling": "transfer.DEU.POL.battle_tanks.2015.items"},),
        "Battle tanks from Germany to Poland in 2014: 91 against 63; 28 were counted in the year after.",
    ),
    Flow(
        "DEU POL battle_tanks 2015", "agreed", _said(56, "Leopard 2"), _said(56, "Leopard 2A5"), (56, 56, 56)
    ),
    Flow(
        "RUS IND missiles 2014",
        "conflicting",
        _said(7859, HOSTILE),
        _said(168, "Kornet"),
        (160, 1149.2, 7866.4),
        7691.0,
        (),
        f"Missiles from the Russian Federation to India in 2014: 7859 ({HOSTILE}) against 168.",
    ),
    Flow(
        "USA SGP combat_aircraft 2014",
        "withheld_one",
        ("withheld", None, None, "F-15"),
        _said(4, "F-15SG"),
        (1, 4, 9),
    ),
    Flow("USA AUS missiles 2015", "exporter_only", _said(12), ("silent", None, None, "-"), (3, 12, 20), 12.0),
    Flow("GBR NGA warships 2015", "exporter_only", _said(1), ("not_held", None, None, "-"), (0, 1, 2), 1.0),
    Flow(
        "CHN NGA missiles 2015",
        "exporter_only",
        ("reported", 10, 20, "-"),
        ("no_filing", None, None, "-"),
        (5, 15, 30),
        15.0,
    ),
    Flow(
        "ITA area:africa small_arms 2015",
        "exporter_only",
        ("reported", 5, None, "-"),
        _NOBODY,
        (2, 6, 40),
        5.0,
    ),
    Flow(
        "BGR MLI missiles 2016",
        "importer_only",
        ("silent", None, None, "-"),
        _said(100),
        (40, 100, 160),
        100.0,
    ),
    Flow(
        "NLD EST missiles 2016 authorisation tonnes", "exporter_only", _said(2.5), _NOBODY, (1, 2.5, 5), 2.5
    ),
)


def _claims(flow: Flow) -> Iterable[dict[str, object]]:
    words = flow.words
    for role, (state, low, high, designation) in (("exporter", flow.exporter), ("importer", flow.importer)):
        if state not in {"reported", "nil", "withheld"}:
            continue
        claimant = words["from_party" if role == "exporter" else "to_party"]
        exact = "exact" if low == high else "interval" if high is not None else "at_least"
        yield (
            words
            | dict.fromkeys(
                (
                    "origin_party",
                    "via",
                    "end_user",
                    "consignee",
                    "intermediary",
                    "carrier",
                    "condition",
                    "basis",
                ),
                "-",
            )
            | {
                "claim_id": f"{claimant}-{role}-{flow.cell_id}".ljust(64, "0"),
                "filing_id": f"un_register/{claimant}",
                "instrument": "un_register",
                "claimant": claimant,
                "role": role,
                "scheme": "un_register",
                "scheme_code": "I",
                "designation": designation,
                "quantity_kind": exact if state == "reported" else state,
                "quantity_low": low,
                "quantity_high": high,
                "line": 1,
                "handling": "public",
                "evidence_grade": "inferred",
            }
        )


def _apart() -> dict[str, object]:
    claim = next(iter(_claims(FLOWS[2])))
    return claim | {"claim_id": "9" * 64, "to_party": "?Ruritania", "designation": "-"}


_P_SAME: Final = {"agreed": 0.2, "explained": 0.2, "conflicting": 0.0}
_P_UNEXPLAINED: Final = {"explained": 0.06, "conflicting": 1.0}


def _fact(flow: Flow) -> dict[str, object]:
    low, estimate, high = flow.held or (None, None, None)
    gap = None
    if flow.exporter[1] is not None and flow.importer[1] is not None:
        gap = abs(flow.exporter[1] - flow.importer[1])
    return {
        "cell_id": flow.cell_id,
        "low": low,
        "estimate": estimate,
        "high": high,
        "p_happened": 0.97,
        "family": "student_t",
        "p_same": _P_SAME.get(flow.halves),
        "p_unexplained": _P_UNEXPLAINED.get(flow.halves),
        "halves": flow.halves,
        "gap": gap,
        "explained": sum(float(str(cause["quantity"])) for cause in flow.causes),
        "remainder": flow.remainder,
    }


def _cell(flow: Flow) -> dict[str, object]:
    row = flow.words | {
        "cell_id": flow.cell_id,
        "observer_state": "no_record",
        "claims": len(list(_claims(flow))),
    }
    for side, (state, low, high, _) in (("from", flow.exporter), ("to", flow.importer)):
        row |= {f"{side}_state": state, f"{side}_low": low, f"{side}_high": high}
    return row


def _gap(flow: Flow) -> dict[str, object]:
    fact = _fact(flow)
    return {name: fact[name] for name in ("cell_id", "halves", "gap", "explained", "remainder")} | {
        "causes": "-",
        "tried": "other year; other goods",
        "sentence": flow.sentence or f"{flow.cell_id}: one half stands alone.",
        "ask": "Ask both for the date each figure was made.",
    }


def _matches(flow: Flow) -> Iterable[dict[str, object]]:
    claims = {str(claim["role"]): claim for claim in _claims(flow)}
    exporter, importer = claims.get("exporter"), claims.get("importer")
    if exporter is None or importer is None:
        return
    yield {
        "cell_id": flow.cell_id,
        "from_claim": exporter["claim_id"],
        "to_claim": importer["claim_id"],
        "from_designation": flow.exporter[3],
        "to_designation": flow.importer[3],
        "quantity": min(flow.exporter[1] or 0, flow.importer[1] or 0),
        "how": "designation",
        "detail": "both name leopard",
    }


def _sightings(claims: Sequence[Mapping[str, object]]) -> Iterable[dict[str, object]]:
    for place, claim in enumerate(claims, start=2):
        original = {"item": claim["designation"], "number": str(claim["quantity_low"]), "remarks": ""}
        is_closed = claim["role"] == "importer" and claim["to_party"] == "SGP"
        yield {
            "claim_id": claim["claim_id"],
            "document": _CLOSED if is_closed else _RETURNS,
            "locator": f"line {place}",
            "original": "{}" if is_closed else json.dumps(original),
            "recorded_on": _DAY,
            "recorded_by": "registry",
        }


def _document(sha256: str, name: str, handling: str) -> dict[str, object]:
    return {
        "sha256": sha256,
        "source": "tally",
        "name": name,
        "bytes": 12345,
        "added_on": _DAY,
        "handling": handling,
        "origin": "National returns",
    }


def _filing(claimant: str, year: int, content: str, superseded_by: str = "-") -> dict[str, object]:
    return {
        "filing_id": f"un_register/{year}/{claimant}/{content}",
        "claimant": claimant,
        "instrument": "un_register",
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "direction": "exports",
        "categories": "-",
        "basis": "-",
        "content": content,
        "visibility": "public",
        "supersedes": "-",
        "superseded_by": superseded_by,
        "stated": True,
    }


def _issue(place: int) -> dict[str, object]:
    return {
        "document": _RETURNS,
        "locator": f"line {place}",
        "rule": "unknown_party",
        "field": "to",
        "value": "Ruritania",
        "message": "not known; nearest: Romania (ROU). Add a line to hand/names.csv.",
        "original": "{}",
    }


_CONTEST: Final = {
    "judgement_id": "c" * 64,
    "about": "transfer.RUS.IND.missiles.2014.items",
    "kind": "contest",
    "text": "Our figure counts rounds & tubes.",
    "by": "A. Clerk",
    "on": _DAY,
    "evidence": "note 12",
    "supersedes": "-",
}


@pytest.fixture(scope="session")
def tables() -> dict[str, pl.DataFrame]:
    """Give the invented assessment's tables, made to their declarations."""
    claims = [claim for flow in FLOWS for claim in _claims(flow)]
    rows: dict[str, Iterable[Mapping[str, object]]] = {
        "claim": [*claims, _apart()],
        "sighting": _sightings([*claims, _apart()]),
        "document": [
            _document(_RETURNS, "returns.csv", "public"),
            _document(_CLOSED, "closed.csv", "restricted"),
        ],
        "filing": [
            _filing("DEU", 2014, "not_held", "un_register/2014/DEU/lines"),
            _filing("DEU", 2014, "lines"),
            _filing("GBR", 2015, "nil"),
        ],
        "complete_list": [
            {
                "instrument": "un_register",
                "period_start": date(2013, 1, 1),
                "period_end": date(2015, 12, 31),
                "as_of": _DAY,
                "source": "list of participating states",
            }
        ],
        "issue": [_issue(place) for place in range(2, 62)],
        "cell": map(_cell, FLOWS),
        "match": [row for flow in FLOWS for row in _matches(flow)],
        "explained": [{"cell_id": flow.cell_id} | dict(cause) for flow in FLOWS for cause in flow.causes],
        "fact": map(_fact, FLOWS),
        "fact_claim": [
            {"cell_id": flow.cell_id, "claim_id": claim["claim_id"], "weight": 0.5}
            for flow in FLOWS
            for claim in _claims(flow)
        ],
        "gap": [_gap(flow) for flow in FLOWS if flow.halves not in {"agreed", "nil_both"}],
        "judgement": [_CONTEST],
        **relied(),
    }
    return {
        name: frame(TABLES[name], [_completed(name, row) for row in given]) for name, given in rows.items()
    }


def _completed(table: str, row: Mapping[str, object]) -> dict[str, object]:
    return {name: row.get(name) for name in TABLES[table].column_names()}


@pytest.fixture(scope="session")
def case() -> Case:
    """Give the invented case."""
    return Case(
        folder=Path("invented"),
        title="Invented returns <2013-2016>",
        about="Returns that nobody made, for trying the page.",
        notes=("All of this is invented.",),
        sources=("Invented national returns.",),
        assessed_on=date(2024, 6, 1),
        contact="registry@example.org",
    )
