"""How far a claimant's figures can be relied on, in words: what its own record tells, never a rank, never a label."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tallystick.model import words
from tallystick.model.claim import NONE
from tallystick.model.record import Record, Row, is_named

LEAST: Final = 6
"""Fewer cells tell nothing of a claimant by itself (METHODS 1.6); of its errors the table says so in `estimable`."""
_TWICE: Final = math.log(2)
"""Farther off than this, a factor is read more easily than per cent."""
_LEVEL: Final = 0.005
"""Nearer than this is no difference once it is written in whole per cent."""
_AXIS: Final = math.log(4)
"""Where the axis of biases and errors ends: a quarter of the partners' figures, and four times them."""

Key = tuple[str, str, str, str]
"""Act, unit, role and claimant."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A 90 % range with its middle, in per cent of an axis."""

    low: int
    middle: int
    high: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One quality of a claimant's figures; without a bar where its own record tells nothing of it."""

    text: str
    bar: Bar | None = None
    short: str = ""
    """The text under a heading that says the rest."""


@dataclass(frozen=True, slots=True)
class Reliance:
    """What is known of one claimant in one role, for figures of one act and unit."""

    claimant: str
    role: str
    who: str
    of: str
    """The act and unit, where they are not transfers of items."""
    n_double: int
    n_asked: int
    returns: Measured
    bias: Measured
    noise: Measured

    @property
    def told(self) -> str:
        """Say it in words, for a trace."""
        if self.noise.bar is None:
            errors = _too_few(self.n_double, "doubly reported cell")
            return errors if self.returns.bar is None else f"{self._shown}; of its errors {errors}"
        errors = f"{self._leaning}; a typical error is {self.noise.text}"
        return errors if self.role == "observer" else f"{self._shown}; {errors}"

    @property
    def _leaning(self) -> str:
        if self.bias.bar is None:
            return f"whether its own figures lean or its partners' {self.bias.text}"
        return f"its figures lie {self.bias.text}"

    @property
    def _shown(self) -> str:
        if self.returns.bar is None:
            return f"how much its returns show is {self.returns.text}"
        cells = words.plural(self.n_asked, "cell")
        return f"of {cells} in which a partner gave a figure its returns show {self.returns.text}"

    @property
    def brief(self) -> str:
        """Say the same in few words, for a panel: cells first, since all else rests on them."""
        cells = words.plural(max(self.n_asked, self.n_double), "cell")
        if self.n_double not in {0, self.n_asked}:
            cells += f", both halves in {words.number(self.n_double)}"
        if self.noise.bar is None and self.returns.bar is None:
            return f"{cells}, {words.NOT_ESTIMABLE}"
        told = [] if self.returns.bar is None else [f"returns show {self.returns.short}"]
        if self.noise.bar is None:
            told.append(f"errors {words.NOT_ESTIMABLE}")
        else:
            told += [f"figures {self.bias.text}"] if self.bias.bar is not None else []
            told += [f"typical error × {self.noise.short}"]
        return f"{cells}; {', '.join(told)}"


def reliances(record: Record) -> dict[Key, Reliance]:
    """Put every row of table `reliability` in words."""
    return {
        (row["act"], row["unit"], row["role"], row["claimant"]): _reliance(row)
        for row in record.rows("reliability")
    }


def of_cell(known: Mapping[Key, Reliance], cell: Row, observers: Iterable[str] = ()) -> list[Reliance]:
    """Give both parties of a flow in their roles, then who observed it; nothing of holdings, which have one side.

    Of a party that is not in the table no doubly reported cell is on record, and that is said; areas are no claimants.
    """
    if cell["from_party"] == NONE or len(known) == 0:
        return []
    sides = [(cell["from_party"], "exporter"), (cell["to_party"], "importer")]
    sides += [(one, "observer") for one in sorted(set(observers))]
    return [
        known.get((cell["act"], cell["unit"], role, claimant)) or _unknown(cell, claimant, role)
        for claimant, role in sides
        if is_named(claimant) and not claimant.startswith("area:")
    ]


def by_name(known: Mapping[Key, Reliance]) -> list[Reliance]:
    """Order by the claimants' names, which says nothing about any of them."""
    return sorted(known.values(), key=lambda one: (words.party(one.claimant), one.claimant, one.of, one.role))


def _unknown(cell: Row, claimant: str, role: str) -> Reliance:
    none = {"act": cell["act"], "unit": cell["unit"], "n_double": 0, "n_asked": 0, "estimable": False}
    return _reliance({"claimant": claimant, "role": role, "completeness": None, **none})


def _reliance(row: Row) -> Reliance:
    return Reliance(
        claimant=row["claimant"],
        role=row["role"],
        who=f"{words.party(row['claimant'])} as {row['role']}",
        of="" if (row["act"], row["unit"]) == ("transfer", "items") else f"{row['act']}, {row['unit']}",
        n_double=row["n_double"],
        n_asked=row["n_asked"],
        returns=_returns(row),
        bias=_bias(row) if row["estimable"] else Measured(words.NOT_ESTIMABLE),
        noise=_noise(row) if row["estimable"] else Measured(words.NOT_ESTIMABLE),
    )


def _returns(row: Row) -> Measured:
    if row["completeness"] is None or row["n_asked"] < LEAST:
        return Measured(words.NOT_ESTIMABLE)
    share, low, high = (100 * row[f"completeness{end}"] for end in ("", "_low", "_high"))
    span = f"{low:.0f}{words.EN_DASH}{high:.0f}{words.THIN_SPACE}%"
    text = f"{words.probability(share / 100)} ({span})"
    return Measured(text, Bar(round(low), round(share), round(high)), text)


def _bias(row: Row) -> Measured:
    bias, low, high = row["bias_log"], row["bias_low"], row["bias_high"]
    if bias is None:
        return Measured(f"cannot be told of the only {row['role']}")
    beside = "the halves'" if row["role"] == "observer" else "its partners'"
    off, ends = _offset(bias), f"({words.offset(low)} to {words.offset(high)})"
    if abs(bias) > _TWICE:
        ends = f"({words.factor(low)} to {words.factor(high)})"
    bar = Bar(*(_placed(end, -_AXIS) for end in (low, bias, high)))
    return Measured(f"{off} {beside} {ends}", bar, f"{off} {ends}")


def _offset(bias: float) -> str:
    if abs(bias) > _TWICE:
        return f"at {words.factor(bias)} times"
    if abs(math.expm1(bias)) < _LEVEL:
        return "level with"
    percent = f"{abs(100 * math.expm1(bias)):.0f}{words.THIN_SPACE}%"
    return f"{percent} {'above' if bias > 0 else 'below'}"


def _noise(row: Row) -> Measured:
    middle, low, high = row["noise_log"], row["noise_low"], row["noise_high"]
    short = f"{words.factor(middle)} ({words.factor(low)}{words.EN_DASH}{words.factor(high)})"
    return Measured(f"a factor of {short}", Bar(*(_placed(end, 0.0) for end in (low, middle, high))), short)


def _placed(value: float, start: float) -> int:
    """Place a logarithm on its axis; what lies beyond an end stands at it."""
    return round(100 * min(1.0, max(0.0, (value - start) / (_AXIS - start))))


def _too_few(cells: int, what: str) -> str:
    counted = f"no {what}" if cells == 0 else words.plural(cells, what)
    return f"{words.NOT_ESTIMABLE}: {counted}; {LEAST} are needed"
