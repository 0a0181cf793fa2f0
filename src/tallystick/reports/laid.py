"""One cell as people see it: both halves side by side, the estimate, and what lies behind them."""

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from tallystick.model import words
from tallystick.model.category import category_label
from tallystick.model.claim import NONE, Act
from tallystick.model.record import Record, Row
from tallystick.reports import readings, sureness
from tallystick.reports.opened import in_order, opened
from tallystick.reports.readings import Cause, Reading
from tallystick.reports.reliance import Key, Reliance, of_cell, reliances

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._:-]")
_GOODS_SHOWN: Final = 3
"""More designations than this make a row taller than a screen; the others are behind the row."""
_SHORTEST_BAR: Final = 3
"""Per cent of the track: 20 beside 7 859 must still be seen to be there."""
_BETWEEN: Final = frozenset({Act.TRANSFER, Act.AUTHORISATION, Act.REFUSAL})
"""Acts that have two sides, even where one of them is not named."""
_NO_SIDE: Final = "no other side"
"""What stands for a half that nobody could give: what is held has no exporter, and so none who is silent."""
_NO_ENTRY: Final = frozenset({"", NONE})
"""What a document writes where it has nothing to say."""
_GRADES: Final = {
    "declared": "as declared",
    "estimated": "the publisher estimated the figure",
    "inferred": "who reported was inferred",
    "unsettled": "who reported is not settled",
}


@dataclass(frozen=True, slots=True)
class Sight:
    """One place where a claim was read, with the fields as they stood there."""

    document: str
    sha256: str
    locator: str
    fields: Sequence[tuple[str, str]]
    blank: Sequence[str]


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim, in words."""

    claim_id: str
    flow: str
    """What goods from whom to whom, for a claim that is shown by itself."""
    claimant: str
    role: str
    quantity: str
    designation: str
    unit: str
    notes: Sequence[str]
    """What else the claim says: basis, origin, via, condition, grade."""
    weight: float | None
    sights: Sequence[Sight]
    contests: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Half:
    """What one side says of a cell."""

    state: str
    text: str
    figure: float | None
    bar: int
    """Length of its bar in per cent of the longer half."""
    goods: Sequence[str]
    more_goods: int


@dataclass(frozen=True, slots=True)
class Laid:
    """One cell laid open."""

    cell: Row
    fact: Row
    anchor: str
    category: str
    period: str
    year: int
    halves: str
    exporter: Half
    importer: Half
    estimate: str
    bounds: str
    """Low to high of the estimate, its 90 % range."""
    remainder: float | None
    settled: str
    """`fits`, `explained`, `remains` or `alone`: what a filter asks for."""
    is_gap: bool
    sentence: str
    ask: str
    tried: str
    matches: Sequence[Row]
    causes: Sequence[Cause]
    readings: Sequence[Reading]
    """Other readings of the gap that fit nearly as well."""
    sure: Sequence[str]
    """Weights, what equal halves may be, and how likely something is unexplained, in a sentence each."""
    reliances: Sequence[Reliance]
    remarks: Sequence[str]
    statements: Sequence[Statement]
    contests: Sequence[Row]
    is_open: bool
    """Whether the page shows it with its claims; of a large record some stand in the counts and files alone."""

    @property
    def cell_id(self) -> str:
        """The identifier that `why`, `letter` and `contest` take."""
        return str(self.cell["cell_id"])

    @property
    def quoted_id(self) -> str:
        """The identifier as a shell needs it."""
        return shlex.quote(self.cell_id)

    @property
    def has_both(self) -> bool:
        """Whether both halves have lines; the lines of one alone are its claims, and nothing was laid."""
        return all(any(row[side] != NONE for row in self.matches) for side in ("from_claim", "to_claim"))

    @property
    def pair(self) -> tuple[str, str]:
        """From whom to whom."""
        return (self.cell["from_party"], self.cell["to_party"])

    @property
    def is_between(self) -> bool:
        """Whether two sides could speak of it; a holding, a loss or a count at a place has one."""
        return _is_between(self.cell)

    @property
    def holder(self) -> str:
        """Whose it is, where it has one side only."""
        return next((party for party in self.pair if party != NONE), NONE)

    @property
    def pair_anchor(self) -> str:
        """Where the page shows the pair over time."""
        return pair_anchor(*self.pair)


def anchor(prefix: str, identifier: str) -> str:
    """Make an anchor of an identifier; where letters must go, a short hash keeps it apart from others."""
    plain = _UNSAFE.sub("_", identifier)
    if plain != identifier:
        plain += "-" + sha256(identifier.encode()).hexdigest()[:8]
    return f"{prefix}-{plain}"


def pair_anchor(source: str, target: str) -> str:
    """Make the anchor of an ordered pair."""
    return anchor("pair", f"{source}-{target}")


def lay_open(record: Record) -> list[Laid]:
    """Turn every cell into what people see, first those that ask most for attention (`opened.in_order`)."""
    ordered = in_order(record)
    laid_open = opened(record, ordered)
    beside = _Beside(
        anchors={name: anchor("c", name) for name in laid_open},
        alternatives=readings.by_cell(record.rows("alternative")),
        remarks=readings.by_cell(record.rows("remark")),
        reliances=reliances(record),
    )
    return [_laid(record, cell, beside) for cell in ordered]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is looked up for every cell."""

    anchors: Mapping[str, str]
    alternatives: Mapping[str, Sequence[Row]]
    remarks: Mapping[str, Sequence[Row]]
    reliances: Mapping[Key, Reliance]


def _laid(record: Record, cell: Row, beside: _Beside) -> Laid:
    cell_id = cell["cell_id"]
    fact = record.facts.get(cell_id, {})
    gap = record.gaps.get(cell_id, {})
    is_open = cell_id in beside.anchors
    statements = [_statement(record, use) for use in record.uses.get(cell_id, ()) if is_open]
    halves = fact.get("halves", "")
    longest = max(_figure(cell, "from") or 0, _figure(cell, "to") or 0)
    return Laid(
        cell=cell,
        fact=fact,
        anchor=beside.anchors.get(cell_id, ""),
        category=category_label(cell["category"]),
        period=words.period(cell["period_start"], cell["period_end"]),
        year=cell["period_start"].year,
        halves=halves,
        exporter=_half(cell, "from", _goods(statements, "exporter"), longest),
        importer=_half(cell, "to", _goods(statements, "importer", "holder"), longest),
        estimate=_estimate(fact),
        bounds=_bounds(fact),
        remainder=gap.get("remainder", fact.get("remainder")),
        settled=_settled(halves, gap),
        is_gap=len(gap) > 0,
        sentence=gap.get("sentence", "") or _plain_sentence(cell, halves),
        ask=_or_blank(gap.get("ask", "")),
        tried=_or_blank(gap.get("tried", "")),
        matches=record.matches.get(cell_id, ()),
        causes=readings.causes(record.causes.get(cell_id, ()), beside.anchors),
        readings=readings.readings(beside.alternatives.get(cell_id, ()), beside.anchors),
        sure=_sure(fact, statements),
        reliances=of_cell(beside.reliances, cell, _observers(statements)),
        remarks=[row["sentence"] for row in beside.remarks.get(cell_id, ())],
        statements=statements,
        contests=record.judgements.get(cell_id, ()),
        is_open=is_open,
    )


def _or_blank(text: str) -> str:
    return "" if text == NONE else text


def _figure(cell: Row, side: str) -> float | None:
    low, high = cell[f"{side}_low"], cell[f"{side}_high"]
    if cell[f"{side}_state"] not in {"reported", "nil"} or (low is None and high is None):
        return None
    return float(high if low is None else low)


def _is_between(cell: Row) -> bool:
    """Whether an act is between two parties, be it that one of them is not named."""
    return cell["act"] in _BETWEEN or NONE not in {cell["from_party"], cell["to_party"]}


def _half(cell: Row, side: str, goods: Sequence[str], longest: float) -> Half:
    figure = _figure(cell, side)
    state = cell[f"{side}_state"]
    is_side = _is_between(cell) or cell[f"{side}_party"] != NONE
    bar = 0 if figure is None or longest == 0 else round(100 * figure / longest)
    return Half(
        state=state,
        text=words.said(state, cell[f"{side}_low"], cell[f"{side}_high"]) if is_side else _NO_SIDE,
        figure=figure,
        bar=max(bar, _SHORTEST_BAR) if figure is not None and figure > 0 else 0,
        goods=goods[:_GOODS_SHOWN],
        more_goods=max(0, len(goods) - _GOODS_SHOWN),
    )


def _sure(fact: Row, statements: Sequence[Statement]) -> list[str]:
    weights = ((one.role, one.claimant, one.weight) for one in statements)
    told = (
        sureness.weighed(weights),
        sureness.copied(fact),
        sureness.ordinary(fact),
        sureness.unexplained(fact),
    )
    return [sentence for sentence in told if sentence != ""]


def _observers(statements: Sequence[Statement]) -> list[str]:
    return [one.claimant for one in statements if one.role == "observer"]


def _goods(statements: Sequence[Statement], *roles: str) -> list[str]:
    named = (one.designation for one in statements if one.role in roles and one.designation != "")
    return list(dict.fromkeys(named))


def _estimate(fact: Row) -> str:
    return words.number(fact.get("estimate"))


def _bounds(fact: Row) -> str:
    low, high = fact.get("low"), fact.get("high")
    return "" if low is None and high is None else words.span(low, high)


def _settled(halves: str, gap: Row) -> str:
    if halves in {"agreed", "nil_both"}:
        return "fits"
    if halves == "explained" or gap.get("remainder") == 0:
        return "explained"
    return "remains" if halves == "conflicting" else "alone"


def _plain_sentence(cell: Row, halves: str) -> str:
    if halves == "agreed":
        return f"Both halves say {words.said(cell['from_state'], cell['from_low'], cell['from_high'])}."
    if halves == "nil_both":
        return "Both sides declare that there was nothing."
    return words.FITS[halves].meaning.capitalize() + "." if halves in words.FITS else ""


def _statement(record: Record, use: Row) -> Statement:
    return statement(record, record.claims[use["claim_id"]], use["weight"])


def statement(record: Record, claim: Row, weight: float | None = None) -> Statement:
    """Put one claim in words, with every place where it was read."""
    return Statement(
        claim_id=claim["claim_id"],
        flow=_flow(claim),
        claimant=claim["claimant"],
        role=claim["role"],
        quantity=_quantity(claim),
        designation=_or_blank(claim["designation"]),
        unit=claim["unit"],
        notes=_notes(claim),
        weight=weight,
        sights=[_sight(record, row) for row in record.sightings.get(claim["claim_id"], ())],
        contests=record.judgements.get(claim["claim_id"], ()),
    )


def _flow(claim: Row) -> str:
    parties = f"{words.party(claim['from_party'])} to {words.party(claim['to_party'])}"
    when = words.period(claim["period_start"], claim["period_end"])
    return f"{category_label(claim['category'])}, {parties}, {when}"


def _quantity(claim: Row) -> str:
    match claim["quantity_kind"]:
        case "nil":
            return "none"
        case "withheld" | "unknown" as kind:
            return words.STATES[kind]
        case "below":
            return f"below {words.exact(claim['quantity_high'])}"
        case _:
            return words.span(claim["quantity_low"], claim["quantity_high"], words.exact)


def _notes(claim: Row) -> list[str]:
    notes: list[str] = [] if claim["scheme_code"] == NONE else [f"category {claim['scheme_code']}"]
    for column, phrase in _PHRASES.items():
        if claim[column] != NONE:
            value = words.party(claim[column]) if column in {"origin_party", "via"} else claim[column]
            notes.append(f"{phrase} {value}")
    if claim["line"] > 1:
        notes.append(f"identical statement no. {claim['line']} of its return")
    grade = str(claim["evidence_grade"])
    return [*notes, _GRADES.get(grade, grade)]


_PHRASES: Final = {
    "basis": "counted as",
    "origin_party": "made in",
    "via": "by way of",
    "end_user": "end user",
    "consignee": "consignee",
    "intermediary": "intermediary",
    "carrier": "carrier",
    "condition": "condition",
}


def _sight(record: Record, row: Row) -> Sight:
    document = record.documents.get(row["document"], {})
    fields = [(name, _cell_text(value)) for name, value in json.loads(row["original"]).items()]
    return Sight(
        document=document.get("name", "document not listed"),
        sha256=row["document"],
        locator=row["locator"],
        fields=[(name, value) for name, value in fields if value.strip() not in _NO_ENTRY],
        blank=[name for name, value in fields if value.strip() in _NO_ENTRY],
    )


def _cell_text(value: object) -> str:
    return "" if value is None else str(value)
