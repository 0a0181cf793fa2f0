"""Returns to the Register: each row is one claim by the exporter or by the importer."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from tallystick.errors import ValueRefusedError
from tallystick.model.category import schemes
from tallystick.model.claim import (
    DIRECTION_OF,
    NONE,
    UNRESOLVED,
    Claim,
    Filing,
    Grade,
    Issue,
    ReadClaim,
    Role,
)
from tallystick.model.period import Period
from tallystick.model.quantity import Quantity, QuantityKind
from tallystick.phrase import Joint, listed, marked, quoted, says
from tallystick.sources.figure import parse_figure
from tallystick.sources.intake import Intake
from tallystick.sources.layout import Layout
from tallystick.sources.strict import Record
from tallystick.sources.words import parse_handling

INSTRUMENT: Final = "un_register"

_STATED: Final = (
    "year",
    "exporter",
    "importer",
    "category",
    "num_items",
    "state_of_origin",
    "intermediate_locations",
    "comments",
)
RAW_LAYOUT: Final = Layout(marked("UN Register return without reporter"), _STATED)
REPORTER_LAYOUT: Final = Layout(
    marked("UN Register return with reporter"),
    (*_STATED, "reporter", "role", "ambiguous"),
    ("row", "page", "inferred_from"),
)

_ROLES: Final = {"export": Role.EXPORTER, "import": Role.IMPORTER}
_WORDS: Final = {"classified": QuantityKind.WITHHELD, "not declared": QuantityKind.UNKNOWN}
"""Where there is no number, `classified` says that there is a figure, and `not declared` does not."""

_YEAR: Final = re.compile(r"^\d{4}$")
_CATEGORY: Final = re.compile(r"^([IVX]+)\.\s*(?:\(([a-z])\)\s*)?")
"""`VII. (a) Missiles …` and `II. Armoured …`: number of the category, letter of the subcategory."""


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who says it, as what, and how firmly that is known."""

    claimant: str
    role: Role
    grade: Grade


@dataclass(frozen=True, slots=True)
class _Goods:
    """What it is, how many."""

    category: str
    scheme_code: str
    quantity: Quantity
    designation: str


def read_returns(intake: Intake) -> None:
    """Read the layout that names the reporter, and one filing for each return that settled rows show."""
    statements = Counter[Claim]()
    filings: dict[str, Filing] = {}
    for record in intake.records():
        record.ignore("row", "page", "inferred_from")
        claim = _reported(intake, record)
        if claim is None:
            continue
        _keep(intake, record, claim, statements)
        if claim.grade is Grade.UNSETTLED:
            _report_unsettled(intake, record, claim)
        else:
            filings.setdefault(claim.filing_id, _filing(claim))
    intake.reading.filings.extend(filings[key] for key in sorted(filings))


def read_raw(intake: Intake) -> None:
    """Read the layout that does not say who reported: every claim is kept apart as unsettled."""
    statements = Counter[Claim]()
    speaker = _Speaker(UNRESOLVED, Role.UNSETTLED, Grade.UNSETTLED)
    for record in intake.records():
        claim = _claim(intake, record, intake.take(record, "year", _parse_year), speaker)
        if claim is not None:
            _keep(intake, record, claim, statements)
    intake.reading.issues.append(
        Issue(
            rule="unsettled_reporter",
            field="reporter",
            value=UNRESOLVED,
            message="This layout does not say who reported. Its claims are kept apart and never scored; "
            "add the layout with reporters to lay the halves together.",
            locator="whole file",
        )
    )


def _keep(intake: Intake, record: Record, claim: Claim, statements: Counter[Claim]) -> None:
    """Number a statement among the identical ones of its filing, so that repeated lines of a return stay."""
    intake.report_same_party(record, "importer", claim)
    statements[claim] += 1
    numbered = replace(claim, line=statements[claim])
    intake.reading.claims.append(ReadClaim(numbered, record.row.locator, record.row.fields))


def _reported(intake: Intake, record: Record) -> Claim | None:
    period = intake.take(record, "year", _parse_year)
    claimant = intake.claimant(record, "reporter", None if period is None else period.end)
    role = intake.take(record, "role", _parse_role)
    ambiguous = intake.take(record, "ambiguous", _parse_flag)
    if period is None or claimant is None or role is None or ambiguous is None:
        return None
    grade = Grade.UNSETTLED if ambiguous else Grade.INFERRED
    return _claim(intake, record, period, _Speaker(claimant, role, grade))


def _claim(intake: Intake, record: Record, period: Period | None, speaker: _Speaker) -> Claim | None:
    on = None if period is None else period.end
    exporter = intake.take(record, "exporter", str)
    importer = intake.take(record, "importer", str)
    origin = record.pop_optional("state_of_origin")
    via = record.pop_optional("intermediate_locations")
    goods = _goods(intake, record)
    handling = intake.take_optional(record, "handling", parse_handling)
    if period is None or exporter is None or importer is None or goods is None:
        return None
    return Claim(
        claimant=speaker.claimant,
        role=speaker.role,
        grade=speaker.grade,
        from_party=intake.party(record, "exporter", exporter, on),
        to_party=intake.party(record, "importer", importer, on),
        origin_party=intake.party(record, "state_of_origin", origin, on),
        via=intake.place(record, "intermediate_locations", via, on),
        category=goods.category,
        scheme=INSTRUMENT,
        scheme_code=goods.scheme_code,
        designation=goods.designation,
        period=period,
        quantity=goods.quantity,
        instrument=INSTRUMENT,
        filing_id=_filing_id(period, speaker),
        handling="public" if handling is None else handling,
    )


def _goods(intake: Intake, record: Record) -> _Goods | None:
    text = intake.take(record, "category", str)
    designation = _designation(record.pop_optional("comments"))
    quantity = intake.take(record, "num_items", lambda written: _parse_number(written, designation))
    if text is None or quantity is None:
        return None
    code = _code(text)
    category = schemes().get((INSTRUMENT, code))
    if category is None:
        _report_category(intake, record, text)
    return _Goods(text if category is None else category, code, quantity, designation)


def _designation(comments: str) -> str:
    """Write a remark on one line: single spaces, and a stroke where the return began a new line."""
    lines = (" ".join(line.split()) for line in comments.splitlines())
    return " / ".join(line for line in lines if line != "")


def _parse_number(text: str, designation: str) -> Quantity:
    """Read a number of items; a 0 beside a described item is withheld, not nil."""
    if text in _WORDS:
        return Quantity(_WORDS[text], None, None)
    if not (text.isascii() and text.isdigit()):
        raise ValueRefusedError(
            says(
                "%(text)s is not a number of items; known besides whole numbers: %(known)s",
                text=quoted(text[:40]),
                known=listed(map(quoted, _WORDS)),
            )
        )
    return parse_figure(text, "items", designation)


def _code(text: str) -> str:
    """Write the category as the scheme does, `VII. (a) Missiles` as `VII.a`; keep any other text."""
    match = _CATEGORY.match(text)
    if match is None:
        return text
    return match[1] if match[2] is None else f"{match[1]}.{match[2]}"


def _parse_year(text: str) -> Period:
    if _YEAR.match(text) is None:
        raise ValueRefusedError(says("%(text)s is not a calendar year", text=quoted(text[:40])))
    return Period.parse(text)


def _parse_role(text: str) -> Role:
    if text not in _ROLES:
        raise ValueRefusedError(
            says(
                "%(text)s is not known; written here are %(known)s",
                text=quoted(text[:40]),
                known=listed(_ROLES),
            )
        )
    return _ROLES[text]


def _parse_flag(text: str) -> bool:
    if text not in {"0", "1"}:
        raise ValueRefusedError(
            says(
                "%(text)s is not known; written here are %(known)s",
                text=quoted(text[:40]),
                known=listed(("0", "1"), Joint.AND),
            )
        )
    return text == "1"


def _filing_id(period: Period, speaker: _Speaker) -> str:
    if speaker.role is Role.UNSETTLED:
        return NONE
    return f"{INSTRUMENT}/{period}/{speaker.claimant}/{DIRECTION_OF[speaker.role]}"


def _filing(claim: Claim) -> Filing:
    return Filing(
        filing_id=claim.filing_id,
        claimant=claim.claimant,
        instrument=INSTRUMENT,
        period=claim.period,
        direction=DIRECTION_OF[claim.role],
        content="lines",
    )


def _report_unsettled(intake: Intake, record: Record, claim: Claim) -> None:
    intake.report(
        record,
        "unsettled_reporter",
        "reporter",
        claim.claimant,
        f"It is not settled whether {claim.from_party} or {claim.to_party} reported this row. "
        "It is kept apart and never scored.",
    )


def _report_category(intake: Intake, record: Record, text: str) -> None:
    intake.report_once(
        Issue(
            rule="unknown_category",
            field="category",
            value=text,
            message=f"No category {text!r} of the Register is known here. Its rows are kept as written.",
            locator=record.row.locator,
            original=record.row.fields,
        )
    )
