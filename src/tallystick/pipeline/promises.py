"""Ask the shelf what was promised: who is bound, what an agreement asks and how it is checked, what falls due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tallystick.claims.collect import collect
from tallystick.claims.store import open_case
from tallystick.engine import local
from tallystick.errors import UsageError
from tallystick.pipeline.order import Tables, read_for
from tallystick.reports import calendar, shelf
from tallystick.reports import status as standing
from tallystick.rules import load as rules
from tallystick.rules import verdicts
from tallystick.rules.check import Outcome, uncovered
from tallystick.rules.check import check as check_rules
from tallystick.rules.join import with_acts, with_withheld
from tallystick.rules.law import law
from tallystick.rules.participation import party_code, status_on
from tallystick.rules.terms import Terms


def status(
    agreement: str,
    on: date,
    *,
    party: str | None = None,
    where: Path | None = None,
    audience: str | None = None,
    folders: tuple[Path, ...] = (),
) -> tuple[Terms, list[dict[str, object]]]:
    """Say who is bound by an agreement on a day, by the shelf and, where a case is named, by its documents too.

    Args:
        agreement: its folder's name.
        on: the day asked about.
        party: one party, by code or name; null: all that have acted by then.
        where: a case, whose documents count as far as `audience` may see them.
        audience: for whose eyes; null: the case's own.
        folders: agreements that stand beside the shelf.

    Returns:
        The agreement's terms, and rows party, bound (true, false, "contested"), since, until, act, acted_on, articles,
        basis.

    Raises:
        UsageError: for an agreement, party or audience that is not known; with the nearest names.
        AgreementError: if a folder is not sound, or acts contradict each other; names the line.
    """
    every = rules.shelf(folders)
    one = every[rules.meant(agreement, list(every))]
    if where is None:
        return one.terms, status_on(one, on, party)
    told = read_for(where, audience)["participation"]
    joined = next(each for each in with_acts(every.values(), told) if each.name == one.name)
    return one.terms, with_withheld(status_on(joined, on, party), one.name, told)


def status_lines(
    terms: Terms, rows: Sequence[Mapping[str, object]], on: date, *, single: bool, width: int | None
) -> Iterable[str]:
    """Write who is bound for a terminal; a single party in a paragraph."""
    known_on = terms.participation_as_of
    if single:
        return standing.party_lines(rows[0], terms.short, on, known_on)
    return standing.status_lines(rows, terms.short, on, known_on, width=width)


@dataclass(frozen=True, slots=True)
class Checked:
    """How an agreement's rules did on the cases of its own folder."""

    name: str
    outcomes: list[Outcome]
    uncovered: list[tuple[str, str]]
    """Rule and verdict that it can give, and that no case shows."""

    def is_sound(self) -> bool:
        """Whether every case came out as expected and every verdict is shown by one."""
        return len(self.uncovered) == 0 and all(outcome.passed for outcome in self.outcomes)


def agreement_names(agreement: str | None = None, folders: tuple[Path, ...] = ()) -> list[str]:
    """Name the agreement asked for, the folders given, or all of the shelf."""
    every = rules.shelf(folders)
    if agreement is not None:
        return [rules.meant(agreement, list(every))]
    return [folder.name for folder in folders] or list(every)


def check(agreement: str, folders: tuple[Path, ...] = ()) -> Checked:
    """Try an agreement's rules on the cases of its own folder.

    Raises:
        UsageError: if no agreement is called so; with the nearest names.
        AgreementError: if its folder or a case of it is not sound.
    """
    every = rules.shelf(folders)
    one = every[rules.meant(agreement, list(every))]
    return Checked(one.name, check_rules(one), uncovered(one))


def obligations(agreement: str | None = None, folders: tuple[Path, ...] = ()) -> Tables:
    """Give what the agreements of the shelf ask, or one of them, as tables obligation, parameter and clock.

    Raises:
        UsageError: if no agreement is called so; with the nearest names.
    """
    every = rules.shelf(folders)
    names = list(every) if agreement is None else [rules.meant(agreement, list(every))]
    return law([every[name] for name in names])


def agreement_lines(tables: Tables, *, whole: bool) -> Iterable[str]:
    """Write the shelf, or the whole of one agreement, for a terminal."""
    return shelf.shelf_lines(tables, whole=whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Of what a calendar is made."""

    where: Path | None = None
    """A case whose record counts too; null: the shelf alone."""
    audience: str | None = None
    """For whose eyes the case's record is read; null: the case's own audience."""
    agreements: tuple[str, ...] = ()
    """Only these; empty: those that the case names, else all."""
    parties: tuple[str, ...] = ()
    """Only theirs, by code or name; empty: everybody's."""
    on: date
    until: date
    folders: tuple[Path, ...] = ()


def due(asked: Ahead) -> list[calendar.Due]:
    """List what falls due from a day on, by the shelf and, where a case is named, by its record too.

    Raises:
        UsageError: for an agreement, party or audience that is not known, with the nearest names; and for a span that
            ends before it begins.
        AgreementError: if a folder is not sound, acts contradict each other, or a rule raises.
    """
    if asked.until < asked.on:
        raise UsageError(
            f"a calendar from {asked.on} cannot end before it, on {asked.until}; change one of the two"
        )
    tables = collect([], ()) if asked.where is None else read_for(asked.where, asked.audience)
    # a case that names its agreements has a calendar of those, as its page has
    named = () if asked.where is None else open_case(asked.where).agreements
    question = verdicts.Question(
        on=asked.on,
        agreements=asked.agreements or named or tuple(rules.shelf(asked.folders)),
        first_year=asked.on.year - 1,
        last_year=asked.until.year,
        folders=asked.folders,
    )
    _, made = verdicts.verdicts(tables, question)
    parties = [party_code(party) for party in asked.parties]
    return calendar.due(made, asked.on, parties, asked.until)


def due_lines(rows: Iterable[calendar.Due]) -> Iterable[str]:
    """Write what falls due for a terminal."""
    return calendar.lines(rows)


def save_calendar(rows: Iterable[calendar.Due], asked: Ahead, path: Path) -> None:
    """Write what falls due as an iCalendar file."""
    name = "What falls due" if len(asked.parties) == 0 else f"What falls due: {', '.join(asked.parties)}"
    content = calendar.icalendar(rows, asked.on, name=name, is_filtered=len(asked.parties) > 0)
    local.write_text(content.decode(), path)
