"""What the few different words of a large tally file mean: roles, acts, units, periods, categories, parties, figures.

The functions that read the lines of a small file one by one read them here too, each different word once.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar

from tallystick.errors import ValueRefusedError
from tallystick.model.category import as_code, find_category, scheme_of, schemes
from tallystick.model.claim import AUTHORISING, NONE, UNRESOLVED, Act, Basis, Grade, Role, no_act
from tallystick.model.party import find_party, nearest_names
from tallystick.model.quantity import Quantity, QuantityKind
from tallystick.phrase import Said
from tallystick.sources.figure import parse_figure
from tallystick.sources.spread import written
from tallystick.sources.table import computes
from tallystick.sources.words import BLANK, NOBODY, parse_handling, parse_period, word_of

T = TypeVar("T")
Row = Mapping[str, Any]
Names = Callable[[str, date], str | None]
"""Says which party a name means on a day, if one."""

WORDS: Final = ("role", "act", "basis", "unit", "instrument", "evidence_grade", "handling")
"""Columns with few different words each, which are read together since some bear on others."""


@dataclass(slots=True)
class Meanings:
    """What some combinations of words mean, which of them cannot stand, and what is worth a remark."""

    keys: tuple[str, ...]
    rows: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)
    """The keys, and under `column` and `why` what is wrong."""
    remarks: list[tuple[str, str]] = field(default_factory=list)
    """Kind and sentence."""

    def read(self, found: Iterable[Row], mean: Callable[[Row], dict[str, Any]]) -> "Meanings":
        """Read each combination; what `mean` refuses is kept as refused."""
        for row in found:
            try:
                self.rows.append(dict(row) | mean(row))
            except _RefusedError as error:
                self.refused.append(
                    {key: row[key] for key in self.keys} | {"column": error.column, "why": str(error)}
                )
        return self


class _RefusedError(Exception):
    """A word of this column cannot stand."""

    def __init__(self, column: str, why: Said) -> None:
        super().__init__(str(why))
        self.column = column


def read_words(found: Iterable[Row], columns: Iterable[str]) -> Meanings:
    """Read combinations of the columns `WORDS`, as far as a file has them."""
    return Meanings(tuple(written(column) for column in columns)).read(found, _words)


def _words(row: Row) -> dict[str, Any]:
    role = _taken(row, "role", word_of(Role))
    basis = _optional(row, "basis", word_of(Basis), Basis.UNSTATED)
    unit = _taken(row, "unit", _unit)
    act = _act(row, role, basis)
    _check_basis(act, basis)
    grade = _optional(row, "evidence_grade", word_of(Grade), Grade.DECLARED)
    return {
        "role": role.value,
        "act": act.value,
        "basis": basis.value,
        "unit": unit,
        "instrument": _optional(row, "instrument", str, NONE),
        "evidence_grade": (Grade.UNSETTLED if role is Role.UNSETTLED else grade).value,
        "handling": _optional(row, "handling", parse_handling, "public"),
    }


def _act(row: Row, role: Role, basis: Basis) -> Act:
    """Take the act; where none is written, a basis or a trader's role implies it, and nothing else does."""
    act = _optional(row, "act", word_of(Act), None)
    if act is not None:
        return act
    if basis in AUTHORISING:
        return Act.AUTHORISATION
    if role in {Role.HOLDER, Role.OBSERVER}:
        raise _RefusedError("act", no_act(role))
    return Act.TRANSFER


def _check_basis(act: Act, basis: Basis) -> None:
    if act is Act.AUTHORISATION and basis not in {*AUTHORISING, Basis.UNSTATED}:
        raise _RefusedError(
            "basis", f"an authorisation is not {basis.value!r}; write licensed, ordered or no basis"
        )
    if act is Act.TRANSFER and basis in AUTHORISING:
        raise _RefusedError("basis", f"basis {basis.value!r} implies the act 'authorisation'")


def _unit(text: str) -> str:
    return Quantity(QuantityKind.UNKNOWN, None, None, text.casefold()).unit


def _taken(row: Row, column: str, parse: Callable[[str], T]) -> T:
    text = str(row[written(column)]).strip()
    if text == "":
        raise _RefusedError(column, BLANK)
    try:
        return parse(text)
    except ValueRefusedError as error:
        raise _RefusedError(column, error.whole) from error


def _optional(row: Row, column: str, parse: Callable[[str], T], absent: T) -> T:
    text = str(row.get(written(column), "")).strip()
    return absent if text in {"", NONE} else _taken(row, column, parse)


def read_periods(found: Iterable[Row]) -> Meanings:
    """Read different periods."""

    def mean(row: Row) -> dict[str, Any]:
        period = _taken(row, "period", parse_period)
        return {"period_start": period.start, "period_end": period.end}

    return Meanings((written("period"),)).read(found, mean)


def read_categories(found: Iterable[Row], *, any_code: bool) -> Meanings:
    """Read different categories, each with its instrument where the file has that column.

    Args:
        found: combinations of both.
        any_code: take categories as they stand.
    """
    rows = list(found)
    meanings = Meanings(tuple(rows[0]) if len(rows) > 0 else ())

    def mean(row: Row) -> dict[str, Any]:
        text = _name(row, "category")
        if any_code:
            return {"category": text}
        scheme = scheme_of(_optional(row, "instrument", str, NONE))
        known = find_category(text) or schemes().get((scheme, text)) or _folded_scheme(scheme, text)
        if known is None:
            sentence = f"No category is called {text!r}; its lines are kept under the category as written. "
            sentence = (sentence + as_code(text)).strip()
            meanings.remarks.append(("unknown_category", sentence))
        return {"category": text if known is None else known}

    return meanings.read(rows, mean)


def _folded_scheme(of: str, text: str) -> str | None:
    wanted = (of, text.casefold())
    return next(
        (found for (scheme, code), found in schemes().items() if (scheme, code.casefold()) == wanted), None
    )


def read_parties(found: Iterable[Row], column: str, target: str, known: Names | None) -> Meanings:
    """Read different names of one column, each with the periods it stands beside.

    Args:
        found: combinations of the name and, where names are looked up, `period_end`.
        column: `claimant`, `from` or `to`.
        target: the column of table `claim`.
        known: looks a name up; null: every code is taken as it stands.
    """
    rows = list(found)
    meanings = Meanings(tuple(rows[0]) if len(rows) > 0 else ())
    unknown: set[str] = set()

    def mean(row: Row) -> dict[str, Any]:
        name = _name(row, column)
        if name == NONE and column == "claimant":
            raise _RefusedError(column, NOBODY)
        if known is None or name in {NONE, UNRESOLVED}:
            return {target: name}
        party = known(name, row["period_end"])
        if party is None:
            unknown.add(name)
        return {target: _waiting(name) if party is None else party}

    meanings.read(rows, mean)
    meanings.remarks += [("unknown_party", _unknown_party(name)) for name in sorted(unknown)]
    return meanings


def known_party(name: str, on: date) -> str | None:
    """Look a name up in the vocabulary, as of a day."""
    return find_party(name.removeprefix(UNRESOLVED), on=on)


def _waiting(name: str) -> str:
    return name if name.startswith(UNRESOLVED) else UNRESOLVED + " ".join(name.split())


def _unknown_party(name: str) -> str:
    near = nearest_names(name)
    hint = f" Nearest: {', '.join(near)}." if len(near) > 0 else ""
    return (
        f"No list of parties has the name {name!r}.{hint} Its lines are left out; write a known name, "
        "or take all codes as they stand with --parties any."
    )


def _name(row: Row, column: str) -> str:
    text = _taken(row, column, str)
    if computes(text):
        raise _RefusedError(
            column, f"holds a formula ({text[:40]!r}), and a formula is not a name anybody wrote"
        )
    return text


def read_figures(found: Iterable[Row]) -> Meanings:
    """Read quantities that are no plain numbers: ranges, bounds, words; each with the unit it is in."""

    def mean(row: Row) -> dict[str, Any]:
        def parse(text: str) -> Quantity:
            return parse_figure(text.casefold(), row["unit"], NONE)

        said = _taken(row, "quantity", parse)
        return {"odd_kind": said.kind.value, "odd_low": said.low, "odd_high": said.high}

    return Meanings((written("quantity"), "unit")).read(found, mean)
