"""Tally files: each line is one claim."""

from dataclasses import dataclass
from typing import Final

from tallystick.catalog.tally.goods import Goods, goods_of
from tallystick.errors import ValueRefusedError
from tallystick.model.claim import (
    AUTHORISING,
    NONE,
    UNRESOLVED,
    Act,
    Basis,
    Claim,
    Grade,
    ReadClaim,
    Role,
    no_act,
)
from tallystick.model.period import Period
from tallystick.model.quantity import Quantity, QuantityKind
from tallystick.phrase import marked
from tallystick.sources.document import Form
from tallystick.sources.figure import is_zero, parse_figure
from tallystick.sources.intake import Intake
from tallystick.sources.layout import Layout
from tallystick.sources.strict import Record
from tallystick.sources.words import parse_handling, parse_line, parse_period, word_of

_AS_STATED: Final = ("end_user", "consignee", "intermediary", "carrier", "condition")
"""Kept in the claimant's own words."""

TALLY_LAYOUT: Final = Layout(
    marked("tally file"),
    ("claimant", "role", "from", "to", "category", "period", "quantity", "unit"),
    (
        "act",
        "instrument",
        "filing",
        "line",
        "origin",
        "via",
        "basis",
        "designation",
        "handling",
        "evidence_grade",
        *_AS_STATED,
    ),
)

_PARSE_ROLE: Final = word_of(Role)
_PARSE_ACT: Final = word_of(Act)
_PARSE_BASIS: Final = word_of(Basis)
_PARSE_GRADE: Final = word_of(Grade)


@dataclass(frozen=True, slots=True)
class _Words:
    """What a line says besides parties and goods."""

    role: Role
    act: Act
    basis: Basis
    period: Period
    quantity: Quantity
    designation: str
    line: int | None
    handling: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class _Flow:
    """The parties of a line."""

    claimant: str
    from_party: str
    to_party: str
    origin_party: str
    via: str


def read_lines(intake: Intake) -> None:
    """Read every line of a tally file into a claim."""
    for record in intake.records():
        claim = _claim(intake, record)
        if claim is not None:
            _report_oddities(intake, record, claim)
            intake.reading.claims.append(ReadClaim(claim, record.row.locator, record.row.fields))


def _claim(intake: Intake, record: Record) -> Claim | None:
    period = intake.take(record, "period", parse_period)
    words = _words(intake, record, period)
    flow = _flow(intake, record, period)
    instrument = record.pop_optional("instrument")
    goods = _goods(intake, record, instrument)
    filing_id = record.pop_optional("filing")
    stated = {name: record.pop_optional(name) for name in _AS_STATED}
    if words is None or flow is None or goods is None:
        return None
    try:
        return Claim(
            claimant=flow.claimant,
            role=words.role,
            from_party=flow.from_party,
            to_party=flow.to_party,
            origin_party=flow.origin_party,
            via=flow.via,
            category=goods.category,
            scheme=goods.scheme,
            scheme_code=goods.scheme_code,
            period=words.period,
            quantity=words.quantity,
            act=words.act,
            instrument=instrument,
            filing_id=filing_id,
            line=words.line,
            designation=words.designation,
            basis=words.basis,
            handling=words.handling,
            grade=words.grade,
            **stated,
        )
    except ValueRefusedError as error:
        intake.refuse(record, "basis", error.whole)
        return None


def _words(intake: Intake, record: Record, period: Period | None) -> _Words | None:
    before = len(intake.problems)
    role = intake.take(record, "role", _PARSE_ROLE)
    basis = intake.take_optional(record, "basis", _PARSE_BASIS)
    designation = record.pop_optional("designation")
    quantity = _quantity(intake, record, designation)
    act = _act(intake, record, role, basis)
    line = intake.take_optional(record, "line", parse_line)
    handling = intake.take_optional(record, "handling", parse_handling)
    grade = intake.take_optional(record, "evidence_grade", _PARSE_GRADE)
    if role is Role.UNSETTLED:
        grade = Grade.UNSETTLED
    if period is None or role is None or quantity is None or act is None or len(intake.problems) > before:
        return None
    return _Words(
        role=role,
        act=act,
        basis=Basis.UNSTATED if basis is None else basis,
        period=period,
        quantity=quantity,
        designation=designation,
        line=line,
        handling="public" if handling is None else handling,
        grade=Grade.DECLARED if grade is None else grade,
    )


def _quantity(intake: Intake, record: Record, designation: str) -> Quantity | None:
    unit = intake.take(record, "unit", str.casefold)
    text = intake.take(record, "quantity", str.casefold)
    if unit is None or text is None:
        return None
    try:
        Quantity(QuantityKind.UNKNOWN, None, None, unit)
    except ValueRefusedError as error:
        intake.refuse(record, "unit", error.whole)
        return None
    try:
        return parse_figure(text, unit, designation)
    except ValueRefusedError as error:
        intake.refuse(record, "quantity", error.whole)
        return None


def _act(intake: Intake, record: Record, role: Role | None, basis: Basis | None) -> Act | None:
    """Take the act; where none is written, a basis or a trader's role implies it, and nothing else does."""
    written = record.pop_optional("act")
    if written != NONE:
        try:
            return _PARSE_ACT(written)
        except ValueRefusedError as error:
            intake.refuse(record, "act", error.whole)
            return None
    if basis in AUTHORISING:
        return Act.AUTHORISATION
    if role is Role.HOLDER or role is Role.OBSERVER:
        intake.refuse(record, "act", no_act(role))
        return None
    return Act.TRANSFER


def _flow(intake: Intake, record: Record, period: Period | None) -> _Flow | None:
    on = None if period is None else period.end
    named = {column: intake.take(record, column, str) for column in ("from", "to")}
    origin = record.pop_optional("origin")
    via = record.pop_optional("via")
    claimant = intake.claimant(record, "claimant", on)
    from_party, to_party = (
        None if name is None else intake.party(record, column, name, on) for column, name in named.items()
    )
    if claimant is None or from_party is None or to_party is None:
        return None
    return _Flow(
        claimant,
        from_party,
        to_party,
        intake.party(record, "origin", origin, on),
        intake.place(record, "via", via, on),
    )


def _goods(intake: Intake, record: Record, instrument: str) -> Goods | None:
    text = intake.take(record, "category", str)
    return None if text is None else goods_of(intake, record, "category", text, instrument)


def _report_oddities(intake: Intake, record: Record, claim: Claim) -> None:
    """Report what a line may say but seldom means; the line is kept as it stands."""
    speaker = {Role.EXPORTER: claim.from_party, Role.IMPORTER: claim.to_party}.get(claim.role, claim.claimant)
    if claim.claimant != speaker and not claim.claimant.startswith(UNRESOLVED):
        intake.report(
            record,
            "speaks_for_other",
            "claimant",
            claim.claimant,
            f"{claim.claimant} speaks as {claim.role}, but that is {speaker} here. Kept as written.",
        )
    intake.report_same_party(record, "to", claim)
    if claim.quantity.kind is QuantityKind.WITHHELD and is_zero(record.written("quantity")):
        intake.report(
            record,
            "zero_beside_item",
            "quantity",
            record.written("quantity"),
            f"A 0 stands beside a described item ({claim.designation}): taken as withheld, not as nil. "
            "Write nil where none is meant.",
        )
    if (
        intake.document.form is Form.XLSX
        and claim.period.start == claim.period.end
        and claim.period.start.day == 1
    ):
        intake.report(
            record,
            "one_day_period",
            "period",
            record.written("period"),
            f"Read as the one day {claim.period.start}. Excel turns a month such as 2014-03 into its first "
            "day: if the month is meant, write it as text, or as 2014-03-01/2014-03-31.",
        )
