"""Small claims, filings and documents in a line each, and the tables they make; every one of them is invented."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from tallystick.claims.collect import collect
from tallystick.facts.pair import pair, usable
from tallystick.facts.reconcile import laid_out, reconcile
from tallystick.model.claim import NONE, Claim, CompleteList, Filing, ReadClaim, Reading, Role
from tallystick.model.document import Addition, Document
from tallystick.model.period import Period
from tallystick.model.quantity import Quantity

Tables = dict[str, pl.DataFrame]
Read = tuple[Document, Reading]

INSTRUMENT = "un_register"
ADDED = Addition(added_on=date(2026, 1, 1), added_by=NONE)


def exported(exporter: str, importer: str, quantity: str, year: int = 2020, **more: Any) -> Claim:
    """Make the exporter's claim of a transfer."""
    return _claim(Role.EXPORTER, exporter, importer, quantity, year, **more)


def imported(exporter: str, importer: str, quantity: str, year: int = 2020, **more: Any) -> Claim:
    """Make the importer's claim of a transfer."""
    return _claim(Role.IMPORTER, exporter, importer, quantity, year, **more)


def _claim(role: Role, exporter: str, importer: str, quantity: str, year: int, **more: Any) -> Claim:
    claim = Claim(
        claimant=exporter if role is Role.EXPORTER else importer,
        role=role,
        from_party=exporter,
        to_party=importer,
        category="battle_tanks",
        period=Period.year(year),
        quantity=Quantity.parse(quantity, more.pop("unit", "items")),
        instrument=INSTRUMENT,
    )
    return replace(claim, **more)


def filed(claimant: str, content: str, direction: str = "any", year: int = 2020, **more: Any) -> Filing:
    """Make a filing for a calendar year."""
    filing = Filing(
        filing_id=f"{INSTRUMENT}/{year}/{claimant}/{direction}",
        claimant=claimant,
        instrument=INSTRUMENT,
        period=Period.year(year),
        direction=direction,
        content=content,
    )
    return replace(filing, **more)


def complete(first: int = 2020, last: int = 2020) -> CompleteList:
    """Make a complete list of the instrument's filings for some years."""
    span = Period(date(first, 1, 1), date(last, 12, 31))
    return CompleteList(instrument=INSTRUMENT, period=span, as_of=date(2025, 1, 1), source="a secretariat")


def document(
    *claims: Claim,
    filings: Iterable[Filing] = (),
    additions: tuple[Addition, ...] = (ADDED,),
    replaces: str = NONE,
    handling: str = "public",
) -> Read:
    """Make a document that says these things, one a line."""
    every = list(filings)
    sha256 = hashlib.sha256(repr((claims, every)).encode()).hexdigest()
    kept = Document(
        sha256=sha256,
        path=Path("claims") / f"{sha256[:6]}.csv",
        source="tally",
        name=f"{sha256[:6]}.csv",
        size=len(claims),
        handling=handling,
        origin=NONE,
        replaces=replaces,
        additions=additions,
    )
    lines = [ReadClaim(claim, f"line {place}", _fields(claim)) for place, claim in enumerate(claims, start=2)]
    return kept, Reading(claims=lines, filings=every)


def _fields(claim: Claim) -> dict[str, str]:
    return {"from": claim.from_party, "quantity": str(claim.quantity), "designation": claim.designation}


def collected(*documents: Read, lists: Sequence[CompleteList] = ()) -> Tables:
    """Put documents together into the tables of claims."""
    return collect(documents, lists)


def assessed(*documents: Read, lists: Sequence[CompleteList] = ()) -> Tables:
    """Lay the halves of some documents together."""
    tables = collect(documents, lists)
    return tables | reconcile(tables)


def laid(*documents: Read, lists: Sequence[CompleteList] = ()) -> Tables:
    """Lay the halves of some documents together, without remarks on them, which take a quarter of the time."""
    tables = collect(documents, lists)
    cells = pair(tables["claim"], tables["filing"], tables["complete_list"])
    claims = usable(tables["claim"], tables["filing"])
    return tables | laid_out(cells, claims, tables, lambda _: None, {})


def laid_claims(*claims: Claim) -> Tables:
    """Lay claims together, all of which stand in one document, without remarks on them."""
    return laid(document(*claims))


def rows(tables: Tables, table: str, about: str = "") -> list[dict[str, Any]]:
    """Give the rows of a table whose cell has these words in its name."""
    found = tables[table].to_dicts()
    return [row for row in found if about in str(row["cell_id"])]


def only(tables: Tables, table: str, about: str = "") -> dict[str, Any]:
    """Give the one row of a table whose cell has these words in its name."""
    (row,) = rows(tables, table, about)
    return row
