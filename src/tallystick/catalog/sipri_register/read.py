"""Read SIPRI's trade register: each row is one claim by SIPRI on what one deal delivered in one year."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tallystick.catalog.sipri_register.edition import INSTRUMENT, Edition, edition_of
from tallystick.catalog.sipri_register.estimates import (
    UNKNOWN,
    Flag,
    delivery_period,
    parse_flag,
    parse_number,
    parse_year,
)
from tallystick.catalog.sipri_register.goods import SCHEME, category_of
from tallystick.catalog.sipri_register.names import party_of
from tallystick.model.claim import NONE, Basis, Claim, Filing, Grade, Issue, ReadClaim, Reading, Role
from tallystick.model.period import Period
from tallystick.model.quantity import Quantity, QuantityKind
from tallystick.phrase import marked
from tallystick.sources.document import Document, FileHead, Form
from tallystick.sources.intake import Given, Intake
from tallystick.sources.layout import Layout
from tallystick.sources.strict import Record
from tallystick.sources.words import parse_handling

CLAIMANT: Final = "SIPRI"
"""An observer: it is no party to any agreement, and stands on no list of parties."""

_LOCAL: Final = ("local_production", "local_production;")
"""Every line of the published file ends in a semicolon, the header too."""

_IGNORED: Final = ("sipri_at_database_id", "sipri_estimate", "tiv_deal_unit", "tiv_delivery_values")
"""The number of the deal is SIPRI's own. Its trend-indicator values say what a weapon is worth to a force, in units
that nobody else uses: they are neither money nor a number of weapons, and nothing may be compared with them."""

LAYOUT: Final = Layout(
    marked("SIPRI trade register"),
    (
        "sipri_at_database_id",
        "supplier",
        "recipient",
        "designation",
        "description",
        "armament_category",
        "order_date",
        "order_date_is_estimate",
        "numbers_delivered",
        "numbers_delivered_is_estimate",
        "delivery_year",
        "delivery_year_is_estimate",
        "status",
    ),
    (*_IGNORED[1:], *_LOCAL),
    Form.CSV,
)
LAYOUTS: Final = (LAYOUT,)
DEFAULTS: Final = frozenset({"handling"})


@dataclass(frozen=True, slots=True)
class _When:
    """The year as written, and the period it stands for."""

    year: int
    period: Period


@dataclass(frozen=True, slots=True)
class _Goods:
    """What it is, how many, in which state."""

    category: str
    scheme_code: str
    designation: str
    quantity: Quantity
    condition: str
    grade: Grade


def recognises(head: FileHead) -> bool:
    """Whether the columns are those of the trade register."""
    return LAYOUT.fits(head)


def read(document: Document, given: Given) -> Reading:
    """Take every row: used, ignored by name, or reported.

    Raises:
        UnreadableError: naming every cell the model refuses; nothing is taken then.
    """
    intake = Intake(document, given)
    edition = edition_of(document.preamble)
    statements, unflagged, years = Counter[Claim](), Counter[str](), set[int]()
    for record in intake.records():
        record.ignore(*_IGNORED)
        when = _when(intake, record, unflagged)
        claim = _claim(intake, record, edition, when, _goods(intake, record, unflagged))
        if when is not None and claim is not None:
            years.add(when.year)
            _keep(intake, record, claim, statements)
    intake.reading.filings.extend(_filings(edition, years))
    intake.reading.issues.extend([*edition.issues(), *_open_flags(unflagged)])
    return intake.finish()


def _keep(intake: Intake, record: Record, claim: Claim, statements: Counter[Claim]) -> None:
    """Number a statement among the identical ones of its filing: two deals may deliver the same in a year."""
    intake.report_same_party(record, "recipient", claim)
    statements[claim] += 1
    numbered = replace(claim, line=statements[claim])
    intake.reading.claims.append(ReadClaim(numbered, record.row.locator, record.row.fields))


def _claim(
    intake: Intake, record: Record, edition: Edition, when: _When | None, goods: _Goods | None
) -> Claim | None:
    supplier = intake.take(record, "supplier", str)
    recipient = intake.take(record, "recipient", str)
    handling = intake.take_optional(record, "handling", parse_handling)
    if when is None or goods is None or supplier is None or recipient is None:
        return None
    on = date(when.year, 12, 31)
    return Claim(
        claimant=CLAIMANT,
        role=Role.OBSERVER,
        from_party=party_of(intake, record, "supplier", supplier, on),
        to_party=party_of(intake, record, "recipient", recipient, on),
        category=goods.category,
        scheme=SCHEME,
        scheme_code=goods.scheme_code,
        designation=goods.designation,
        period=when.period,
        quantity=goods.quantity,
        basis=Basis.DELIVERED,
        condition=goods.condition,
        grade=goods.grade,
        instrument=INSTRUMENT,
        filing_id=edition.filing_id(when.year),
        handling="public" if handling is None else handling,
    )


def _when(intake: Intake, record: Record, unflagged: Counter[str]) -> _When | None:
    year = intake.take(record, "delivery_year", parse_year)
    flag = _flag(intake, record, "delivery_year_is_estimate", unflagged)
    ordered = intake.take_optional(record, "order_date", parse_year)
    order_flag = _flag(intake, record, "order_date_is_estimate", unflagged)
    if year is None or flag is None or order_flag is None:
        return None
    if ordered is not None and ordered > year:
        message = f"The order of {ordered} is later than the delivery of {year}. Kept as written."
        intake.report(record, "order_after_delivery", "order_date", str(ordered), message)
    firm = None if order_flag.is_open() else ordered
    return _When(year, delivery_period(year, flag, firm))


def _goods(intake: Intake, record: Record, unflagged: Counter[str]) -> _Goods | None:
    model = intake.take(record, "designation", str)
    description = intake.take(record, "description", str)
    code = intake.take(record, "armament_category", str)
    flag = _flag(intake, record, "numbers_delivered_is_estimate", unflagged)
    condition = _condition(intake, record)
    if model is None or description is None or code is None or flag is None:
        return None
    designation = f"{model}, {description}"
    number = _number(intake, record, flag, designation)
    if number is None:
        return None
    # what the register gives as an estimate of its own is a range here: nobody is to read that as its words
    grade = Grade.ESTIMATED if number.kind is QuantityKind.INTERVAL else Grade.DECLARED
    category = category_of(intake, record, code, description)
    return _Goods(category, code, designation, number, condition, grade)


def _number(intake: Intake, record: Record, flag: Flag, designation: str) -> Quantity | None:
    if record.written("numbers_delivered") == "":
        return UNKNOWN
    return intake.take(record, "numbers_delivered", lambda text: parse_number(text, flag, designation))


def _condition(intake: Intake, record: Record) -> str:
    """Write the state of the goods as SIPRI does; what the recipient builds itself is no crossing of a border."""
    status = record.pop_optional("status").casefold()
    local = [intake.take_optional(record, column, _parse_local) for column in _LOCAL]
    stated = [] if status == NONE else [status]
    return "; ".join([*stated, "local production"] if Flag.YES in local else stated) or NONE


def _parse_local(text: str) -> Flag:
    return parse_flag(text.removesuffix(";").strip())


def _flag(intake: Intake, record: Record, column: str, unflagged: Counter[str]) -> Flag | None:
    flag = Flag.BLANK if record.written(column) == "" else intake.take(record, column, parse_flag)
    if flag is Flag.BLANK:
        unflagged[column] += 1
    return flag


def _filings(edition: Edition, years: Iterable[int]) -> list[Filing]:
    return [
        Filing(
            filing_id=edition.filing_id(year),
            claimant=CLAIMANT,
            instrument=INSTRUMENT,
            period=Period.year(year),
            direction="observations",
            content="lines",
            filed_on=edition.filed_on(),
        )
        for year in sorted(years)
    ]


def _open_flags(unflagged: Counter[str]) -> list[Issue]:
    """Tell how often SIPRI does not say whether a figure is an estimate, once a column."""
    return [
        Issue(
            rule="estimate_not_stated",
            field=column,
            value=str(count),
            message=f"{column!r} is blank in {count:,} of the rows, and a blank does not say that a figure is firm. "
            "What it speaks of is read as an estimate there.",
            locator="whole file",
        )
        for column, count in sorted(unflagged.items())
    ]
