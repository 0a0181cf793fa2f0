"""Bring what documents of a case say of agreements to the shelf's own record: acts, and milestones that set clocks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

import polars as pl

from tallystick.engine.local import frame
from tallystick.errors import CaseError, near_misses
from tallystick.model.agreement import Joining, Participation
from tallystick.model.claim import NONE, UNRESOLVED
from tallystick.model.record import Row
from tallystick.model.tables import ISSUE
from tallystick.rules.evidence import WITHHELD
from tallystick.rules.load import Agreement, known
from tallystick.rules.participation import check

_LONGEST: Final = "longest_extension_years"
_YEAR: Final = timedelta(days=366)
"""The longest a year can be: an extension is refused only when it is too long beyond doubt."""


def with_acts(agreements: Iterable[Agreement], participation: pl.DataFrame) -> list[Agreement]:
    """Add the acts that documents record to each agreement's own; the same act told twice is one.

    Acts that the audience may not know, and parties that nobody has settled yet, are left out; they stand in the
    table participation.

    Raises:
        UsageError: if a document speaks of an agreement that is not on the shelf; with the nearest names.
        AgreementError: if an act contradicts another.
    """
    shelf = {one.name: one for one in agreements}
    told: dict[str, list[Participation]] = defaultdict(list)
    for row in participation.iter_rows(named=True):
        if row["act"] != WITHHELD and not row["party"].startswith(UNRESOLVED):
            told[known(row["agreement"], list(shelf))].append(_act(row))
    return [_joined(one, told[one.name]) if one.name in told else one for one in shelf.values()]


def with_withheld(
    rows: Iterable[Row], agreement: str, participation: pl.DataFrame
) -> list[dict[str, object]]:
    """Say beside a party's status that an act of it is withheld from this audience: a silence would pass for none."""
    closed = participation.filter(pl.col("agreement") == agreement, pl.col("act") == WITHHELD)
    parties = set(closed["party"])
    return [
        {**row, "basis": f"{row['basis']}; {_NOT_SHOWN}"} if row["party"] in parties else dict(row)
        for row in rows
    ]


_NOT_SHOWN: Final = "an act on record is withheld from this audience and may change this"


def _act(row: Row) -> Participation:
    fields = {name: row[name] for name in Participation.__slots__}
    return Participation(**{**fields, "act": Joining(row["act"])})


def _joined(one: Agreement, told: Sequence[Participation]) -> Agreement:
    acts = {(act.party, act.act, act.acted_on): act for act in one.acts}
    for act in told:
        key = (act.party, act.act, act.acted_on)
        own = acts.get(key)
        # the shelf may know a day that the page does not state, such as a succession's
        acts[key] = act if own is None or own.in_force_on is None else own
    # an act in another order of consent on one day, `ratification` here and `accession` there, is a contradiction
    joined = replace(one, acts=tuple(acts.values()))
    for party in {act.party for act in told}:
        mine = sorted(
            (act for act in joined.acts if act.party == party), key=lambda act: (act.acted_on, act.act)
        )
        check(joined, mine)
    return joined


def check_milestones(agreements: Iterable[Agreement], milestones: pl.DataFrame) -> None:
    """Refuse milestones about what no agreement asks, and extensions that overlap or run longer than the article lets.

    Raises:
        UsageError: for an agreement that is not known; with the nearest names.
        CaseError: for a rule that is not known, with the nearest names, and for extensions that cannot all be so; names
            them and their sources.
    """
    shelf = {one.name: one for one in agreements}
    granted: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in milestones.filter(pl.col("kind") != WITHHELD).iter_rows(named=True):
        one = shelf[known(row["agreement"], list(shelf))]
        rules = [obligation.name for obligation in one.obligations]
        if row["rule"] not in rules:
            told = f"milestone of {row['party']} [{row['source']}]: {one.name} has no rule {row['rule']!r}"
            hint, words = near_misses(row["rule"], rules), ", ".join(rules)
            raise CaseError(f"{told}. {hint if hint != '' else f'It has {words}.'}")
        if row["kind"] == "extension":
            granted[row["agreement"], row["rule"], row["party"]].append(row)
    for (agreement, _, _), rows in sorted(granted.items()):
        _check_extensions(shelf[agreement], sorted(rows, key=lambda row: (row["happened_on"], row["until"])))


def _check_extensions(one: Agreement, rows: Sequence[Row]) -> None:
    for earlier, later in pairwise(rows):
        if (earlier["happened_on"], earlier["until"]) == (later["happened_on"], later["until"]):
            continue  # told twice
        if later["until"] <= earlier["until"] or later["happened_on"] == earlier["happened_on"]:
            raise CaseError(
                f"extensions overlap: {_told(later)} and {_told(earlier)}. "
                "Each must run beyond the one before; take out the one that does not hold."
            )
    parameter = one.parameters.get(f"{rows[0]['rule']}_{_LONGEST}", one.parameters.get(_LONGEST))
    if parameter is None:
        return
    for earlier, later in pairwise(rows):
        _check_length(parameter.values[-1].value, earlier["until"], later)


def _check_length(years: float, begins: date, row: Row) -> None:
    if row["until"] > begins + years * _YEAR:
        raise CaseError(
            f"an extension runs too long: {_told(row)}; from {begins} at most {years:g} years are possible"
        )


def _told(row: Row) -> str:
    return (
        f"{row['agreement']} {row['rule']} of {row['party']}, granted {row['happened_on']} until {row['until']} "
        f"[{row['source']}]"
    )


def evidenced(agreements: Iterable[Agreement], tables: Mapping[str, pl.DataFrame]) -> list[Agreement]:
    """Choose the agreements about which a case holds anything: filings, lists, acts or milestones."""
    instruments = {
        name
        for table in ("filing", "complete_list")
        if table in tables
        for name in tables[table]["instrument"].unique()
    }
    named = {
        name
        for table in ("participation", "milestone")
        if table in tables
        for name in tables[table]["agreement"].unique()
    }
    return [
        one
        for one in agreements
        if one.name in named or any(rule.reports in instruments - {NONE} for rule in one.obligations)
    ]


def unread(agreements: Iterable[Agreement], tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Make rows of table issue: instruments of stated filings and complete lists that no agreement reads.

    A slip in the name of an instrument would otherwise make a report look as if it had never been made.
    """
    read = sorted({rule.reports for one in agreements for rule in one.obligations} - {NONE})
    stated = tables["filing"].filter(pl.col("stated"))["instrument"].to_list()
    listed = tables["complete_list"]["instrument"].to_list()
    return frame(ISSUE, (_unread(name, read) for name in sorted({*stated, *listed} - {*read, NONE})))


def _unread(name: str, read: Sequence[str]) -> dict[str, object]:
    return {
        "document": NONE,
        "locator": name,
        "rule": "unread_instrument",
        "field": "instrument",
        "value": name,
        "message": " ".join(
            (
                f"No agreement here reads filings or lists of {name!r}: no verdict rests on them.",
                near_misses(name, read),
            )
        ).strip(),
        "original": "{}",
    }
