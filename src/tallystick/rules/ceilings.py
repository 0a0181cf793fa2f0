"""Whether a ceiling makes sense: what it measures is known, and its figures do not contradict each other."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from tallystick.errors import AgreementError
from tallystick.model.category import categories
from tallystick.model.claim import Act
from tallystick.model.fact import FALSE_SHARE
from tallystick.model.quantity import counted_units
from tallystick.rules.obligation import Ceiling, Obligation
from tallystick.rules.terms import Parameter, Unit

_HALF: Final = 0.5
"""A chance of error from a half on is no test: both answers could be given of one total."""


def refuse_unsound(path: Path, one: Obligation, parameters: Mapping[str, Parameter]) -> None:
    """Refuse a quantitative rule that could judge nothing, or anybody.

    Raises:
        AgreementError: naming the rule's line, and the nearest names where one is not known.
    """
    if one.ceiling is None:
        return
    for fault in _faults(one, one.ceiling, parameters):
        raise AgreementError(path, f"{one.name}: {fault}", line=one.line)


def _faults(one: Obligation, ceiling: Ceiling, parameters: Mapping[str, Parameter]) -> Iterator[str]:
    if not one.each_year:
        yield "a ceiling is held against the figures of a year; mark it each_year=True"
    for name, chance in (("alpha", ceiling.alpha), ("beta", ceiling.beta)):
        if not 0 < chance < _HALF:
            yield f"{name} is {chance}, and must lie between 0 and {_HALF}, ends excluded"
    yield from _unknown("side", [ceiling.side], ["from", "to"])
    yield from _unknown("act", [ceiling.act], [act.value for act in Act])
    yield from _unknown("unit", [ceiling.unit], counted_units())
    yield from _unknown("category", ceiling.categories, categories())
    figures = {
        "limit": ceiling.limit,
        "tolerance": ceiling.tolerance,
        "significance": ceiling.significance,
    }
    unknown = list(_unknown("parameter", figures.values(), parameters))
    yield from unknown
    if len(unknown) == 0:
        yield from _contradictions({what: parameters[name] for what, name in figures.items()})
        yield from _one_line_alone(ceiling, parameters[ceiling.limit], parameters[ceiling.tolerance])


def _unknown(what: str, words: Collection[str], known: Collection[str]) -> Iterator[str]:
    if len(words) == 0:
        yield f"no {what} is named"
    for word in words:
        if word not in known:
            near = ", ".join(get_close_matches(word, list(known), n=3, cutoff=0.4))
            yield f"no {what} is called {word!r}" + (f"; nearest: {near}" if near != "" else "")


def _one_line_alone(ceiling: Ceiling, limit: Parameter, tolerance: Parameter) -> Iterator[str]:
    """Refuse a ban that one line settles which nobody confirms: the record has no part in how sure it is."""
    none_passes = any(one.value == 0 for one in limit.values) and any(
        one.value == 0 for one in tolerance.values
    )
    is_of_two = ceiling.act == Act.TRANSFER
    if none_passes and is_of_two and ceiling.alpha >= FALSE_SHARE:
        yield (
            f"alpha is {ceiling.alpha}, and where none may pass, one line that nobody confirms would settle it: such "
            f"a line is taken to be false in one of {round(1 / FALSE_SHARE)} cases; let alpha be less than "
            f"{FALSE_SHARE:.3f}"
        )


def _contradictions(figures: Mapping[str, Parameter]) -> Iterator[str]:
    for what, parameter in figures.items():
        if parameter.unit is Unit.MONTH_DAY:
            yield f"parameter {parameter.name!r} is a day of the year and no {what}"
        for one in parameter.values:
            if one.value < 0:
                yield f"parameter {parameter.name!r} is {one.written} from {one.since} on: a {what} is not below 0"
    tolerance, significance = figures["tolerance"], figures["significance"]
    for day in sorted({one.since for each in (tolerance, significance) for one in each.values}):
        passed, matters = (
            [one for one in each.values if one.since <= day] for each in (tolerance, significance)
        )
        if len(passed) > 0 and len(matters) > 0 and matters[-1].value < passed[-1].value:
            yield (
                f"from {day} on, {significance.name!r} ({matters[-1].written}) is less than {tolerance.name!r} "
                f"({passed[-1].written}): what is let pass cannot matter"
            )
