"""What `agreement.toml` and `parameters.toml` say, as checked values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tallystick.errors import ValueRefusedError
from tallystick.model.agreement import Force
from tallystick.model.claim import NONE


class Strict(BaseModel):
    """A table of a TOML file: a key that it does not know is refused, never dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class EntryIntoForce(Strict):
    """When the agreement entered into force; without a day it has not."""

    article: str
    """The article that says when it enters into force."""
    in_force_on: date | None = None
    threshold_on: date | None = None
    """The day of the deposit that set it going, where later deposits go by it."""
    deposits: int | None = None
    """How many consents that took."""
    note: str = NONE


class Delay(Strict):
    """A span counted from a day, as an article words it."""

    article: str
    """The article that sets the span."""
    by: Literal["days", "months", "first_of_month", "at_once"]
    """`first_of_month`: the first day of the n-th month after the month of the day."""
    count: int = Field(default=0, ge=0)


class Joining(Delay):
    """From when a party that consents later is bound."""

    after: Literal["entry_into_force", "threshold"]
    """Whose consents go by this clause: those after the agreement's entry into force, or after the deposit that set
    it going. Earlier ones are bound when the agreement enters into force."""


class Withdrawal(Delay):
    """When a withdrawal takes effect."""

    waits_for_conflict: bool = False
    """Whether it waits for the end of an armed conflict in which the party is engaged when the span ends."""


class ProvisionalApplication(Strict):
    """What may be applied before entry into force."""

    article: str
    """The article that allows it."""
    articles: tuple[str, ...]
    """The articles that may be applied so."""


class Reply(Strict):
    """The agreement's own right of reply."""

    article: str
    """The article that gives the right."""
    days: int = Field(gt=0)
    """How many days there are to reply."""
    channel: str
    """Through whom a question goes."""


class Terms(Strict):
    """What an agreement is, and by which clauses parties join and leave it."""

    name: str
    """The name of its folder."""
    title: str
    """Its full title."""
    short: str
    """As it stands in a sentence: "the Arms Trade Treaty"."""
    kind: Literal["treaty", "political", "voluntary", "embargo"]
    """What sort it is: treaty, political, voluntary or embargo."""
    force: Force
    """How far it binds: binding, political or voluntary."""
    depositary: str
    """Who keeps the list of parties (a body may be invented)."""
    source: str
    """The primary source of its text."""
    about: str
    """One sentence: what it asks."""
    part_of: str = NONE
    adopted_on: date
    """The day its text was adopted."""
    opened_on: date | None = None
    participation_as_of: date
    """As of which day `participation.csv` is known."""
    unconfirmed: tuple[str, ...] = ()
    """What of this file could not be read in a source."""
    entry_into_force: EntryIntoForce
    """A table that says by which article and on which day it entered into force."""
    joining: Joining | None = None
    withdrawal: Withdrawal | None = None
    provisional_application: ProvisionalApplication | None = None
    reply: Reply | None = None

    @model_validator(mode="after")
    def _is_sound(self) -> "Terms":
        if self.kind in {"political", "voluntary"} and self.force is Force.BINDING:
            raise ValueError(f"a {self.kind} agreement cannot be of force 'binding'")
        began = self.entry_into_force
        late = self.joining is not None and self.joining.after == "threshold"
        if late and began.threshold_on is None and began.in_force_on is not None:
            raise ValueError("joining after the threshold needs entry_into_force.threshold_on")
        return self


class Unit(StrEnum):
    """How a parameter's value is written."""

    WHOLE = "whole"
    NUMBER = "number"
    MONTH_DAY = "month_day"


class _Value(Strict):
    since: date
    """The day from which the value holds."""
    value: int | float | str
    """The value, in the parameter's unit."""
    article: str
    """The article that sets it."""
    source: str
    """The primary source of the text."""
    unconfirmed: bool = False


class ParameterTable(Strict):
    """One parameter as `parameters.toml` writes it."""

    what: str
    """What it is, in words."""
    unit: Unit
    """How its value is written: whole, number or month_day."""
    value: tuple[_Value, ...] = Field(min_length=1)
    """Its values, each a table with the day from which it holds."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A parameter's value from a day on, with the article that says so."""

    since: date
    value: float
    written: str
    article: str
    source: str
    unconfirmed: bool


_LEAP: Final = 2024
"""29 February is refused all the same: it does not come every year."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named value of an agreement; an old period is judged by the old value."""

    name: str
    what: str
    unit: Unit
    values: tuple[Dated, ...]

    @classmethod
    def of(cls, name: str, table: ParameterTable) -> "Parameter":
        """Check the values and put them in the order of their dates.

        Raises:
            ValueRefusedError: for a value that is not of the unit, a day that no year has, or two of one date.
        """
        dated = tuple(
            Dated(
                one.since,
                number(name, table.unit, one.value),
                str(one.value),
                one.article,
                one.source,
                one.unconfirmed,
            )
            for one in sorted(table.value, key=lambda one: one.since)
        )
        if len({one.since for one in dated}) < len(dated):
            raise ValueRefusedError(f"{name}: two values begin on the same day")
        return cls(name, table.what, table.unit, dated)


def number(name: str, unit: Unit, value: float | str) -> float:
    """Turn a written value into the number the rules compute with; 31 May becomes 531.

    Raises:
        ValueRefusedError: for a value that is not of the unit, and a day that no year, or not every year, has.
    """
    if unit is Unit.MONTH_DAY:
        return _month_day(name, str(value))
    if isinstance(value, str) or (unit is Unit.WHOLE and value != int(value)):
        raise ValueRefusedError(f"{name}: {value!r} is not a {unit} number")
    return float(value)


def _month_day(name: str, value: str) -> float:
    try:
        day = date.fromisoformat(f"{_LEAP}-{value}")
    except ValueError as error:
        raise ValueRefusedError(f"{name}: {value!r} is no day of a year ({error}); write 05-31") from error
    if (day.month, day.day) == (2, 29):
        raise ValueRefusedError(f"{name}: 29 February does not come every year; write 02-28")
    return float(day.month * 100 + day.day)
