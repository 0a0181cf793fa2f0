"""What if: judge by changed parameters or participation, and say which verdicts that changes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from tallystick.engine.local import conform
from tallystick.errors import AgreementError, ValueRefusedError, near_misses
from tallystick.model.agreement import Joining, Participation
from tallystick.model.claim import NONE
from tallystick.model.tables import VERDICT_CHANGE
from tallystick.rules.lines import line_at
from tallystick.rules.load import Agreement, known, parsed
from tallystick.rules.participation import party_code
from tallystick.rules.terms import Dated, Parameter, Strict, number


class _Value(Strict):
    agreement: str
    name: str
    since: date
    value: int | float | str


class _Act(Strict):
    agreement: str
    party: str
    act: Joining
    acted_on: date
    in_force_on: date | None = None
    ends_on: date | None = None
    articles: str = NONE
    contested: str = NONE


class _Without(Strict):
    agreement: str
    party: str
    act: Joining


class _File(Strict):
    title: str
    parameter: tuple[_Value, ...] = ()
    participation: tuple[_Act, ...] = ()
    without: tuple[_Without, ...] = ()


@dataclass(frozen=True, slots=True)
class Amendment:
    """A what-if as its file words it."""

    path: Path
    text: str
    asked: _File

    @property
    def title(self) -> str:
        """What it supposes."""
        return self.asked.title


def read(path: Path) -> Amendment:
    """Read a what-if.

    Raises:
        AgreementError: naming the line, for keys that are missing, unknown or ill-typed, and days that do not exist.
    """
    return Amendment(path, *parsed(path, _File))


def amended(agreements: Sequence[Agreement], amendment: Amendment) -> list[Agreement]:
    """Give the agreements as the what-if would have them.

    Raises:
        UsageError: for an agreement, party or parameter that is not known; with the nearest names.
        AgreementError: for a value that its unit does not allow, or nothing to take out.
    """
    shelf = {one.name: one for one in agreements}
    asked = amendment.asked
    for nth, value in enumerate(asked.parameter):
        one = shelf[known(value.agreement, list(shelf))]
        line = line_at(amendment.text, ("parameter", nth, "name"))
        shelf[one.name] = _with_value(one, value, amendment, line)
    for nth, gone in enumerate(asked.without):
        one = shelf[known(gone.agreement, list(shelf))]
        line = line_at(amendment.text, ("without", nth))
        shelf[one.name] = _without(one, gone, amendment, line)
    for nth, act in enumerate(asked.participation):
        one = shelf[known(act.agreement, list(shelf))]
        line = line_at(amendment.text, ("participation", nth))
        shelf[one.name] = _with_act(one, act, amendment, line)
    return list(shelf.values())


def _with_act(one: Agreement, act: _Act, amendment: Amendment, line: int | None) -> Agreement:
    try:
        said = Participation(
            **{**act.model_dump(), "party": party_code(act.party)}, source=f"what-if: {amendment.title}"
        )
    except ValueRefusedError as error:
        raise AgreementError(amendment.path, str(error), line=line) from error
    return replace(one, acts=(*one.acts, said), amendment=amendment.text)


def _with_value(one: Agreement, value: _Value, amendment: Amendment, line: int | None) -> Agreement:
    if value.name not in one.parameters:
        hint = near_misses(value.name, one.parameters) or f"It has {', '.join(one.parameters)}."
        raise AgreementError(
            amendment.path,
            f"{one.name} has no parameter {value.name!r}",
            line=line,
            remedy=hint,
        )
    parameter = one.parameters[value.name]
    try:
        amount = number(value.name, parameter.unit, value.value)
    except ValueRefusedError as error:
        raise AgreementError(amendment.path, str(error), line=line) from error
    dated = Dated(value.since, amount, str(value.value), "-", f"what-if: {amendment.title}", unconfirmed=True)
    # from its day on the supposed value holds, whatever the text says later
    kept = [old for old in parameter.values if old.since < value.since]
    changed = Parameter(parameter.name, parameter.what, parameter.unit, (*kept, dated))
    return replace(one, parameters={**one.parameters, value.name: changed}, amendment=amendment.text)


def _without(one: Agreement, gone: _Without, amendment: Amendment, line: int | None) -> Agreement:
    party = party_code(gone.party)
    left = tuple(act for act in one.acts if (act.party, act.act) != (party, gone.act))
    if len(left) == len(one.acts):
        there = [act.act.value for act in one.acts if act.party == party]
        raise AgreementError(
            amendment.path,
            f"{party} has no act {gone.act.value!r} towards {one.name} to take out",
            line=line,
            remedy=f"On record: {', '.join(there) or 'none'}.",
        )
    return replace(one, acts=left, amendment=amendment.text)


def changes(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Make table verdict_change: verdicts that differ, and those that only one side has (`-` on the other)."""
    kept = ["verdict", "reason", "due_on"]
    keys = ["verdict_id", "agreement", "rule", "party"]
    sides = [
        data.select(*keys, pl.col(kept).name.suffix(f"_{side}"))
        for data, side in ((before, "before"), (after, "after"))
    ]
    joined = sides[0].join(sides[1], on=keys, how="full", coalesce=True)
    texts = [f"{name}_{side}" for name in ("verdict", "reason") for side in ("before", "after")]
    joined = joined.with_columns(pl.col(texts).fill_null(NONE))
    differs = [pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after")) for name in kept]
    return conform(VERDICT_CHANGE, joined.filter(pl.any_horizontal(differs)))
