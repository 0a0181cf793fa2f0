"""Common makes, models and calibres: to suggest while somebody types, and to say what is near. Never forced."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from tallystick.model.party import read_vocabulary
from tallystick.register.items.likeness import calibre_key, key


@dataclass(frozen=True, slots=True)
class Make:
    """One model as `vocabulary/makes.csv` has it."""

    make: str
    model: str
    aliases: tuple[str, ...]
    calibre: str
    kind: str
    category: str
    country: str


@cache
def makes() -> tuple[Make, ...]:
    """Read every model, in order of make and model."""
    return tuple(
        Make(
            row["make"],
            row["model"],
            tuple(alias for alias in row["aliases"].split(";") if alias != ""),
            row["calibre"],
            row["kind"],
            row["category"],
            row["country"],
        )
        for row in read_vocabulary("makes.csv")
    )


@cache
def by_name() -> Mapping[str, tuple[Make, ...]]:
    """Give the models by each of their names, as names are compared (`likeness.key`)."""
    found: dict[str, tuple[Make, ...]] = {}
    for one in makes():
        for name in sorted({key(name) for name in (one.model, *one.aliases, f"{one.make} {one.model}")}):
            found[name] = (*found.get(name, ()), one)
    return MappingProxyType(found)


@cache
def known_makes() -> tuple[str, ...]:
    """Give every make, in order."""
    return tuple(sorted({one.make for one in makes()}))


@cache
def known_models() -> tuple[str, ...]:
    """Give every model, in order."""
    return tuple(sorted({one.model for one in makes()}))


@cache
def known_calibres() -> tuple[str, ...]:
    """Give every calibre, in order."""
    return tuple(sorted({one.calibre for one in makes()} - {""}))


def nearest(model: str) -> tuple[str, ...]:
    """Give the models nearest to a name that is none of theirs; nothing where it is one, or nothing is near."""
    wanted = key(model)
    if wanted == "" or wanted in by_name():
        return ()
    near = get_close_matches(wanted, sorted(by_name()), n=3, cutoff=0.75)
    return tuple(dict.fromkeys(one.model for name in near for one in by_name()[name]))


def disagreeing(model: str, calibre: str, category: str) -> tuple[Make, ...]:
    """Give the models of this name where none has this calibre and category, else nothing."""
    named = by_name().get(key(model), ())
    fitting = [
        one
        for one in named
        if (calibre == "" or one.calibre == "" or calibre_key(calibre) == calibre_key(one.calibre))
        and one.category == category
    ]
    return () if len(fitting) > 0 else named
