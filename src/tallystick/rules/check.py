"""Try an agreement's rules on the cases of its own folder: what a lawyer expects, as small invented records."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, Literal

import polars as pl
from pydantic import Field

from tallystick.engine.local import frame
from tallystick.errors import AgreementError, TallystickError, near_misses
from tallystick.model.agreement import Joining, Milestone, Participation, Verdict
from tallystick.model.category import categories
from tallystick.model.claim import NONE, Act
from tallystick.model.period import Period
from tallystick.model.record import Row
from tallystick.model.tables import CELL, COMPLETE_LIST, FACT, FILING, MILESTONE
from tallystick.rules.clock import Span
from tallystick.rules.lines import line_at
from tallystick.rules.load import Agreement, parsed
from tallystick.rules.participation import statuses
from tallystick.rules.run import judge, possible_verdicts, prepare
from tallystick.rules.terms import Strict

_INVENTED: Final = "invented for the case"


class _Act(Strict):
    act: Joining
    acted_on: date
    in_force_on: date | None = None
    ends_on: date | None = None
    articles: str = NONE
    contested: str = NONE


class _Filing(Strict):
    instrument: str
    period: str
    filed_on: date | None = None
    content: str = "lines"
    visibility: str = "public"


class _List(Strict):
    instrument: str
    first_year: int
    last_year: int
    as_of: date


class _Milestone(Strict):
    kind: str
    happened_on: date
    until: date | None = None
    rule: str | None = None


class _Figure(Strict):
    category: str
    year: int
    act: Act = Act.TRANSFER
    side: Literal["from", "to"]
    exact: float | None = None
    log_mean: float | None = None
    log_sd: float | None = None
    p_happened: float = 1.0


class LawCase(Strict):
    """One case: what is on record, and the verdict a lawyer expects."""

    title: str
    rule: str
    on: date
    period: int
    verdict: Verdict
    reason: str | None = None
    due_on: date | None = None
    acts: tuple[_Act, ...] = Field(min_length=1)
    filings: tuple[_Filing, ...] = ()
    lists: tuple[_List, ...] = ()
    milestones: tuple[_Milestone, ...] = ()
    figures: tuple[_Figure, ...] = ()
    agreement: str | None = None


class _CaseFile(Strict):
    case: tuple[LawCase, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one case came out: `expected` and `found` as verdict, reason and due day."""

    file: str
    title: str
    rule: str
    expected: str
    found: str
    passed: bool


_OTHER: Final = "XXX"
_A: Final = ord("A")
_LETTERS: Final = 26


def cases(agreement: Agreement) -> dict[str, tuple[LawCase, ...]]:
    """Read the cases of an agreement's folder, by file.

    Raises:
        AgreementError: for a case that is ill-formed, or names a rule or agreement that is not this one's.
    """
    files = sorted((agreement.folder / "cases").glob("*.toml"))
    return {path.name: tuple(_read(agreement, path)) for path in files}


def _read(agreement: Agreement, path: Path) -> Iterator[LawCase]:
    text, found = parsed(path, _CaseFile)
    rules = [one.name for one in agreement.obligations]
    for number, case in enumerate(found.case):
        if case.rule not in rules:
            raise AgreementError(
                path,
                f"{agreement.name} has no rule {case.rule!r}",
                line=line_at(text, ("case", number, "rule")),
                remedy=near_misses(case.rule, rules) or f"It has {', '.join(rules)}.",
            )
        if case.agreement not in {None, agreement.name}:
            raise AgreementError(
                path,
                f"speaks of agreement {case.agreement!r}, and stands in the folder of {agreement.name!r}",
                line=line_at(text, ("case", number, "agreement")),
            )
        _refuse_uncounted(path, text, number, case)
        yield case


def _refuse_uncounted(path: Path, text: str, number: int, case: LawCase) -> None:
    """Refuse figures of a category that is none: a slip would read as if nothing were on record."""
    known = categories()
    for one in case.figures:
        if one.category not in known:
            raise AgreementError(
                path,
                f"no category is called {one.category!r}",
                line=line_at(text, ("case", number, "figures")),
                remedy=near_misses(one.category, known),
            )


def check(agreement: Agreement) -> list[Outcome]:
    """Try every case of an agreement.

    Cases of one rule, day and set of complete lists are judged together, each as a party of its own.
    """
    found = [(file, case) for file, some in cases(agreement).items() for case in some]
    groups: dict[object, list[int]] = defaultdict(list)
    for number, (_, case) in enumerate(found):
        groups[case.rule, case.on, case.lists].append(number)
    outcomes: dict[int, Outcome] = {}
    for numbers in groups.values():
        rows = _rows(agreement, [found[number][1] for number in numbers])
        for number, row in zip(numbers, rows, strict=True):
            outcomes[number] = _outcome(*found[number], row)
    return [outcomes[number] for number in sorted(outcomes)]


def uncovered(agreement: Agreement) -> list[tuple[str, str]]:
    """List the verdicts that a rule can give and no case shows: rule and verdict."""
    shown = {(case.rule, case.verdict.value) for found in cases(agreement).values() for case in found}
    able = {(rule.obligation.name, word) for rule in prepare(agreement) for word in possible_verdicts(rule)}
    return sorted(able - shown)


def _rows(agreement: Agreement, some: Sequence[LawCase]) -> list[Row | str]:
    """Judge cases together; where one cannot be judged, each alone, so that the fault is told of that one."""
    try:
        return _judged(agreement, some)
    except TallystickError as error:
        if len(some) == 1:
            return [str(error)]
        return [row for case in some for row in _rows(agreement, [case])]


def _outcome(file: str, case: LawCase, row: Row | str) -> Outcome:
    expected = _said(case.verdict.value, case.reason, case.due_on)
    if isinstance(row, str):
        found = row
    else:
        reason = row["reason"] if case.reason is not None else None
        found = _said(row["verdict"], reason, row["due_on"] if case.due_on is not None else None)
    return Outcome(file, case.title, case.rule, expected, found, found == expected)


def _said(verdict: str, reason: str | None, due_on: date | None) -> str:
    parts = (
        [verdict]
        + ([reason] if reason is not None else [])
        + ([f"due {due_on}"] if due_on is not None else [])
    )
    return ", ".join(parts)


def _judged(agreement: Agreement, some: Sequence[LawCase]) -> list[Row | str]:
    """Judge cases of one rule, day and set of lists; gives the verdict of each, or what is wrong with it."""
    parties = [_party(number) for number in range(len(some))]
    acts = tuple(
        Participation(agreement=agreement.name, party=party, source=_INVENTED, **act.model_dump())
        for party, case in zip(parties, some, strict=True)
        for act in case.acts
    )
    asked = tuple(one for one in agreement.obligations if one.name == some[0].rule)
    one = replace(agreement, acts=acts, obligations=asked)
    tables = _tables(agreement.name, some, parties) | {"status": statuses([one])}
    judged = judge([one], tables, Span(on=some[0].on))
    rows = {(row["party"], row["period_start"].year): row for row in judged.iter_rows(named=True)}
    return [
        rows.get((party, case.period), f"there is no duty of {case.rule} for {case.period}")
        for party, case in zip(parties, some, strict=True)
    ]


def _party(number: int) -> str:
    """Name the n-th case's party: XAA to XZZ are the codes that ISO 3166 leaves to users, so no state is spoken of."""
    return f"X{chr(_A + number // _LETTERS)}{chr(_A + number % _LETTERS)}"


def _tables(agreement: str, some: Sequence[LawCase], parties: Sequence[str]) -> dict[str, pl.DataFrame]:
    """Make the tables of what is on record in cases, each with its own party."""
    own = list(zip(parties, some, strict=True))
    figures = [(party, number, one) for party, case in own for number, one in enumerate(case.figures)]
    filings = [(party, number, one) for party, case in own for number, one in enumerate(case.filings)]
    rows = {
        FILING: [_filing(*one) for one in filings],
        COMPLETE_LIST: [_listed(one) for one in some[0].lists],
        MILESTONE: [
            _milestone(agreement, case.rule, party, one) for party, case in own for one in case.milestones
        ],
        CELL: [_cell(*one) for one in figures],
        FACT: [_fact(*one) for one in figures],
    }
    return {table.name: frame(table, found) for table, found in rows.items() if len(found) > 0}


def _filing(party: str, number: int, one: _Filing) -> dict[str, object]:
    period = Period.parse(one.period)
    return {
        "filing_id": f"case/{one.instrument}/{party}/{number}",
        "claimant": party,
        "instrument": one.instrument,
        "period_start": period.start,
        "period_end": period.end,
        "direction": "any",
        "categories": NONE,
        "basis": NONE,
        "content": one.content,
        "visibility": one.visibility,
        "filed_on": one.filed_on,
        "supersedes": NONE,
        "superseded_by": NONE,
        "stated": True,
    }


def _listed(one: _List) -> dict[str, object]:
    return {
        "instrument": one.instrument,
        "period_start": date(one.first_year, 1, 1),
        "period_end": date(one.last_year, 12, 31),
        "as_of": one.as_of,
        "source": _INVENTED,
    }


def _milestone(agreement: str, rule: str, party: str, one: _Milestone) -> dict[str, object]:
    said = Milestone(
        agreement=agreement,
        rule=one.rule or rule,
        party=party,
        kind=one.kind,
        happened_on=one.happened_on,
        until=one.until,
        said_by=party,
        source=_INVENTED,
    )
    columns = [name for name in MILESTONE.column_names() if name != "document"]
    return {name: getattr(said, name) for name in columns} | {"document": NONE}


def _cell(party: str, number: int, one: _Figure) -> dict[str, object]:
    exporter, importer = (party, _OTHER) if one.side == "from" else (NONE, party)
    return {
        **dict.fromkeys(CELL.column_names()),
        "cell_id": f"case.{party}.{number}",
        "act": one.act.value,
        "from_party": exporter,
        "to_party": importer,
        "category": one.category,
        "period_start": date(one.year, 1, 1),
        "period_end": date(one.year, 12, 31),
        "unit": "items",
        "from_state": "reported",
        "to_state": "reported",
        "observer_state": "no_record",
        "claims": 1,
    }


def _fact(party: str, number: int, one: _Figure) -> dict[str, object]:
    smooth = one.log_mean is not None
    return {
        **dict.fromkeys(FACT.column_names()),
        "cell_id": f"case.{party}.{number}",
        "low": one.exact,
        "estimate": one.exact,
        "high": one.exact,
        "p_happened": one.p_happened,
        "p_zero": 1 - one.p_happened,
        "family": "lognormal" if smooth else "point",
        "log_mean": one.log_mean,
        "log_sd": one.log_sd,
        "halves": "agreed",
    }
