"""From one classification of goods to another: shares by code and year, with where each comes from."""

import csv
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from tallystick.errors import UnreadableError, UsageError, near_misses

NO_COUNTERPART: Final = "none"
"""The code of what the other classification does not ask for."""

ROUNDING: Final = 1e-9
"""Shares are written with two digits; their sum may miss 1 only by how fractions are kept."""

ALWAYS: Final = (0, 9999)
"""Years without a beginning or an end."""

EDITIONS: Final = (1992, 1996, 2002, 2007, 2012, 2017, 2022)
"""Years in which editions of the Harmonized System took effect; a state may go on using an old one."""

_FILE: Final = "crosswalk.csv"
_HS: Final = re.compile(r"^hs(\d{4})$")


@dataclass(frozen=True, slots=True)
class Share:
    """One row: which part of a code's lines belongs under a code of another classification."""

    from_scheme: str
    from_code: str
    to_scheme: str
    to_code: str
    probability: float
    definition_from: int
    """First year in which both definitions held."""
    definition_to: int
    """Last such year; 9999 where they still hold."""
    source: str
    note: str

    @property
    def block(self) -> tuple[str, str, str]:
        """Name what adds up to 1 in every year: code and both classifications."""
        return (self.from_scheme, self.from_code, self.to_scheme)

    @property
    def years(self) -> tuple[int, int]:
        """Give first and last year."""
        return (self.definition_from, self.definition_to)


@dataclass(frozen=True, slots=True)
class Scheme:
    """One classification: its title, its codes in words, and the years in which each was in use."""

    title: str
    words: Mapping[str, str]
    years: Mapping[str, tuple[int, int]]
    returns: tuple[str, ...] = ()
    """The instruments, other than of its own name, whose returns name goods by its codes."""


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The whole table with its version and provenance."""

    version: str
    expert_reviewed: bool
    what: str
    sources: Mapping[str, str]
    schemes: Mapping[str, Scheme]
    rows: tuple[Share, ...]

    def shares(self, code: str, from_scheme: str, to_scheme: str, year: int) -> dict[str, float]:
        """Split a code: each code of the other classification with its share, `none` among them.

        Shares are of lines, count lines alike, and add up to 1.

        Args:
            code: as `from_scheme` writes it.
            from_scheme: `un_register`, `att`, `sipri`, `ml` or `hs`; `hs2007` is `hs` in its edition of 2007,
                whichever later year the codes of that edition are still used in.
            to_scheme: likewise.
            year: the year of the transfer.

        Raises:
            UsageError: for a classification, code, pair or year that the table does not have, with near misses.

        Source: `vocabulary/crosswalk.csv`.
        """
        from_scheme, year = _by_edition(from_scheme, year)
        to_scheme, year = _by_edition(to_scheme, year)
        self._check(code, from_scheme, to_scheme)
        block = [row for row in self.rows if row.block == (from_scheme, code, to_scheme)]
        found = [row for row in block if row.definition_from <= year <= row.definition_to]
        if len(found) == 0:
            raise UsageError(self._nothing(code, from_scheme, to_scheme, year, block))
        return {row.to_code: row.probability for row in found}

    def chained(self, code: str, schemes: Sequence[str], year: int) -> dict[str, float]:
        """Split a code by way of others: `("hs", "un_register", "att")`; what has no counterpart stays so.

        It takes each step to be independent of the last, and is rougher than a split that was made directly.

        Raises:
            UsageError: as `shares`, for any of the steps.
        """
        held = {code: 1.0}
        for here, there in pairwise(schemes):
            step: dict[str, float] = defaultdict(float)
            for one, part in held.items():
                split = {one: 1.0} if one == NO_COUNTERPART else self.shares(one, here, there, year)
                for other, share in split.items():
                    step[other] += part * share
            held = dict(step)
        return dict(sorted(held.items()))

    def _check(self, code: str, from_scheme: str, to_scheme: str) -> None:
        for scheme in (from_scheme, to_scheme):
            if scheme not in self.schemes:
                raise UsageError(_unknown("classification", scheme, self.schemes))
        if code not in self.schemes[from_scheme].words:
            raise UsageError(_unknown(f"code of {from_scheme}", code, self.schemes[from_scheme].words))

    def _nothing(self, code: str, from_scheme: str, to_scheme: str, year: int, block: Sequence[Share]) -> str:
        if len(block) == 0:
            ways = sorted({row.to_scheme for row in self.rows if row.block[:2] == (from_scheme, code)})
            leads = f"it leads to {', '.join(ways)}" if len(ways) > 0 else "it leads nowhere"
            return f"no row of the crosswalk leads from {from_scheme} {code!r} to {to_scheme}; {leads}."
        spans = ", ".join(_span(years) for years in sorted({row.years for row in block}))
        return (
            f"the crosswalk from {from_scheme} {code!r} to {to_scheme} does not speak of {year}; "
            f"it has {spans}. Codes and definitions change with the years."
        )


@cache
def crosswalk() -> Crosswalk:
    """Read the crosswalk of the vocabulary.

    Raises:
        UnreadableError: naming the line that does not hold.
    """
    folder = resources.files("tallystick.vocabulary")
    return parse_crosswalk(
        folder.joinpath(_FILE).read_text("utf-8"), folder.joinpath("crosswalk.toml").read_text("utf-8")
    )


def shares(code: str, from_scheme: str, to_scheme: str, year: int) -> dict[str, float]:
    """Split a code by the crosswalk of the vocabulary; see `Crosswalk.shares`."""
    return crosswalk().shares(code, from_scheme, to_scheme, year)


def parse_crosswalk(rows: str, description: str) -> Crosswalk:
    """Make a crosswalk from the text of its table and of its description, and check it.

    Raises:
        UnreadableError: for unknown classifications, codes and sources, years in which a code was not in use,
            shares outside 0 to 1, a share given twice, and shares that do not add up to 1.
    """
    told: dict[str, Any] = tomllib.loads(description)
    made = Crosswalk(
        version=told["version"],
        expert_reviewed=told["expert_reviewed"],
        what=" ".join(told["what"].split()),
        sources=MappingProxyType(told["sources"]),
        schemes=MappingProxyType({name: _scheme(scheme) for name, scheme in told["schemes"].items()}),
        rows=tuple(_share(line, row) for line, row in enumerate(csv.DictReader(rows.splitlines()), start=2)),
    )
    for line, row in enumerate(made.rows, start=2):
        _check_row(made, line, row)
    _check_sums(made.rows)
    return made


def _scheme(told: Mapping[str, Any]) -> Scheme:
    codes: Mapping[str, Mapping[str, Any]] = told["codes"]
    first, last = ALWAYS
    return Scheme(
        title=told["title"],
        words=MappingProxyType({code: about["words"] for code, about in codes.items()}),
        years=MappingProxyType(
            {code: (about.get("from", first), about.get("to", last)) for code, about in codes.items()}
        ),
        returns=tuple(told.get("returns", ())),
    )


def _share(line: int, row: Mapping[str, str]) -> Share:
    try:
        return Share(
            from_scheme=row["from_scheme"],
            from_code=row["from_code"],
            to_scheme=row["to_scheme"],
            to_code=row["to_code"],
            probability=float(row["probability"]),
            definition_from=int(row["definition_from"]),
            definition_to=ALWAYS[1] if row["definition_to"] == "" else int(row["definition_to"]),
            source=row["source"],
            note=row["note"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _refused(line, f"cannot be read ({error})") from error


def _check_row(made: Crosswalk, line: int, row: Share) -> None:
    if not 0 < row.probability <= 1:
        raise _refused(line, f"has the share {row.probability:g}, which is not above 0 and at most 1")
    if row.definition_to < row.definition_from:
        raise _refused(line, f"ends ({row.definition_to}) before it begins ({row.definition_from})")
    if row.source not in made.sources:
        raise _refused(line, _unknown("source", row.source, made.sources))
    _check_code(made, line, row.from_scheme, row.from_code, row.years)
    if row.to_scheme not in made.schemes:
        raise _refused(line, _unknown("classification", row.to_scheme, made.schemes))
    if row.to_code != NO_COUNTERPART:
        _check_code(made, line, row.to_scheme, row.to_code, row.years)


def _check_code(made: Crosswalk, line: int, scheme: str, code: str, years: tuple[int, int]) -> None:
    if scheme not in made.schemes:
        raise _refused(line, _unknown("classification", scheme, made.schemes))
    if code not in made.schemes[scheme].words:
        raise _refused(
            line, _unknown(f"code of {scheme}", code, [*made.schemes[scheme].words, NO_COUNTERPART])
        )
    first, last = made.schemes[scheme].years[code]
    if years[0] < first or years[1] > last:
        raise _refused(
            line, f"speaks of {_span(years)}, but {scheme} {code!r} was in use {_span((first, last))}"
        )


def _check_sums(rows: Sequence[Share]) -> None:
    """See that every code splits whole in every year it is split at all."""
    blocks: dict[tuple[str, str, str], list[tuple[int, Share]]] = defaultdict(list)
    for line, row in enumerate(rows, start=2):
        blocks[row.block].append((line, row))
    for (from_scheme, code, to_scheme), block in blocks.items():
        # what is held changes only where a row begins, and where one has ended
        changes = {row.definition_from for _, row in block} | {row.definition_to + 1 for _, row in block}
        for year in sorted(changes - {ALWAYS[1] + 1}):
            held = [(line, row) for line, row in block if row.definition_from <= year <= row.definition_to]
            name = f"{from_scheme} {code!r} to {to_scheme} in {year}"
            if len({row.to_code for _, row in held}) < len(held):
                raise _refused(held[-1][0], f"gives a share from {name} twice")
            total = sum(row.probability for _, row in held)
            if len(held) > 0 and abs(total - 1) > ROUNDING:
                raise _refused(
                    held[0][0],
                    f"begins the shares from {name}, which add up to {total:.4g} and not to 1; "
                    f"write {NO_COUNTERPART!r} for the part that has no counterpart",
                )


def _by_edition(scheme: str, year: int) -> tuple[str, int]:
    """Take the year an edition is named by off a scheme, and move the year into those in which it was the newest."""
    match = _HS.match(scheme)
    if match is None or int(match[1]) not in EDITIONS:
        return scheme, year
    first = int(match[1])
    last = min((later - 1 for later in EDITIONS if later > first), default=ALWAYS[1])
    return "hs", min(max(year, first), last)


def _unknown(what: str, wanted: str, known: Iterable[str]) -> str:
    listed = sorted(known)
    parts = (f"no {what} is called {wanted!r}.", near_misses(wanted, listed), f"Known: {', '.join(listed)}.")
    return " ".join(part for part in parts if part != "")


def _span(years: tuple[int, int]) -> str:
    match years:
        case (0, 9999):
            return "always"
        case (first, 9999):
            return f"since {first}"
        case (0, last):
            return f"until {last}"
        case (first, last):
            return f"{first} to {last}"


def _refused(line: int, problem: str) -> UnreadableError:
    return UnreadableError(_FILE, problem, line=line, remedy="Correct the vocabulary.")
