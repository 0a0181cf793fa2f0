"""Rows of a Comtrade table, taken apart: who, with whom, which way, of what, when, and three figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tallystick.catalog.comtrade.words import (
    ALL_PRODUCTS,
    UNITS,
    Flow,
    parse_flag,
    parse_flow,
    parse_product,
    parse_scheme,
    parse_time,
)
from tallystick.model.claim import NONE, UNRESOLVED, Grade, Issue
from tallystick.model.period import Period
from tallystick.model.quantity import Quantity, QuantityKind
from tallystick.phrase import marked
from tallystick.sources.document import Row
from tallystick.sources.figure import is_zero, parse_figure
from tallystick.sources.intake import Intake
from tallystick.sources.layout import Layout
from tallystick.sources.strict import Record
from tallystick.sources.words import parse_handling

_IGNORED: Final = (
    "id",
    "year",
    "perioddescription",
    "aggrlevel",
    "isleaf",
    "flowcode",
    "reportercode",
    "partnercode",
    "unitcode",
    "lastchanged",
    "productdescription",
)
"""They repeat another column in other words, or describe the product as the classification does."""

LAYOUT: Final = Layout(
    marked("UN Comtrade table"),
    (
        "classification",
        "period",
        "flow",
        "reporter",
        "partner",
        "productcode",
        "unit",
        "quantity",
        "weight",
        "tradevalue",
        "flag",
    ),
    (*_IGNORED, "reporteriso", "partneriso", "timeinfo"),
)

WORLD: Final = "area:world"
_GROUPS: Final = frozenset({"EU-28", "EU-27", "EU-25", "ASEAN"})
"""Reporters that Comtrade adds up from others it also shows."""
_NAMES_WITH_CODE: Final = {"reporter": "reporteriso", "partner": "partneriso"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of a row: how much, and whether the publisher estimated it."""

    quantity: Quantity
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeRow:
    """What one row says."""

    raw: Row
    period: Period
    flow: Flow
    reporter: str
    partner: str
    scheme: str
    product: str
    value: Figure
    others: tuple[Figure, ...]
    edition: str
    """The day the publisher last changed the row; `-` where the file does not say."""
    handling: str
    is_sum: bool

    @property
    def category(self) -> str:
        """Name the product, and the part of trade where Comtrade shows a part by itself: `hs:440799:re_export`."""
        return f"hs:{self.product}" if self.flow.part == "" else f"hs:{self.product}:{self.flow.part}"


def read_rows(intake: Intake) -> Iterator[TradeRow]:
    """Take every row apart; one with a refused value is left out, and refuses the file in the end."""
    for record in intake.records():
        record.ignore(*_IGNORED)
        row = _row(intake, record)
        if row is not None:
            yield row


def _row(intake: Intake, record: Record) -> TradeRow | None:
    before = len(intake.problems)
    period = intake.take(record, "period", parse_time)
    flow = intake.take(record, "flow", parse_flow)
    scheme = intake.take(record, "classification", parse_scheme)
    product = intake.take(record, "productcode", parse_product)
    reporter = _party(intake, record, "reporter", period)
    partner = _party(intake, record, "partner", period)
    figures = _figures(intake, record)
    edition = record.pop_optional("timeinfo")[:10]
    handling = intake.take_optional(record, "handling", parse_handling)
    if period is None or flow is None or scheme is None or product is None or len(intake.problems) > before:
        return None
    sums = partner == WORLD or product == ALL_PRODUCTS or record.written("reporter") in _GROUPS
    return TradeRow(
        raw=record.row,
        period=period,
        flow=flow,
        reporter=reporter,
        partner=partner,
        scheme=scheme,
        product=product,
        value=figures[0],
        others=figures[1:],
        edition=edition,
        handling="public" if handling is None else handling,
        is_sum=sums,
    )


def _party(intake: Intake, record: Record, column: str, period: Period | None) -> str:
    """Look a name up, and its ISO code where the name is not known; an unknown one is reported once a file."""
    code = record.pop_optional(_NAMES_WITH_CODE[column])
    name = intake.take(record, column, str)
    if name is None or name in _GROUPS:
        return NONE
    on = None if period is None else period.end
    found = intake.known_party(name, on)
    if found is None and code != NONE:
        found = intake.known_party(code, on)
    if found is None:
        intake.report_once(_unknown(record, column, name))
        return UNRESOLVED + name
    return found


def _unknown(record: Record, column: str, name: str) -> Issue:
    return Issue(
        rule="unknown_party",
        field=column,
        value=name,
        message=f"No list of parties has the name {name!r}, and its row gives no code that is known. All its rows "
        "are kept, and none is laid into a cell; settle the name with `tallystick name`.",
        locator=record.row.locator,
        original=record.row.fields,
    )


def _figures(intake: Intake, record: Record) -> tuple[Figure, ...]:
    """Read value, quantity and net weight; a figure in a unit nobody knows is reported and left out."""
    flag = intake.take(record, "flag", parse_flag)
    by_quantity, by_weight = (False, False) if flag is None else flag
    unit = _unit(intake, record)
    value = _figure(intake, record, "tradevalue", "usd", estimated=False)
    weight = _figure(intake, record, "weight", "kg", estimated=by_weight)
    if unit is None:
        record.ignore("quantity")
        return (value, weight)
    quantity = _figure(intake, record, "quantity", unit, estimated=by_quantity)
    if unit != "kg":
        return (value, quantity, weight)
    # the quantity of goods measured by weight is their net weight over again
    return (value, quantity if weight.quantity.kind is QuantityKind.UNKNOWN else weight)


def _unit(intake: Intake, record: Record) -> str | None:
    written = record.pop_optional("unit")
    if written != NONE and written.casefold() not in UNITS:
        intake.report_once(
            Issue(
                rule="unknown_unit",
                field="unit",
                value=written,
                message=f"Quantities in {written!r} are left out; value and net weight of their rows are read.",
                locator=record.row.locator,
                original=record.row.fields,
            )
        )
    return UNITS.get(written.casefold())


def _figure(intake: Intake, record: Record, column: str, unit: str, *, estimated: bool) -> Figure:
    grade = Grade.ESTIMATED if estimated else Grade.DECLARED
    quantity = intake.take_optional(record, column, lambda text: _amount(text, unit))
    return Figure(_unstated(unit) if quantity is None else quantity, grade)


def _amount(text: str, unit: str) -> Quantity:
    """Read a figure; a 0 is rounded or left out, since a row stands only where goods moved."""
    return _unstated(unit) if is_zero(text) else parse_figure(text, unit, NONE)


def _unstated(unit: str) -> Quantity:
    return Quantity(QuantityKind.UNKNOWN, None, None, unit)
