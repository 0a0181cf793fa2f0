"""Who filed what: filings stated by documents, filings implied by lines, and which replaced which.

A correction supersedes a whole filing: by name (`supersedes`), by the document it replaces (`add --replaces`),
or by a later `filed_on`; never by the order of adding.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from tallystick.claims.key import Read, Said
from tallystick.model.claim import AUTHORISING, DIRECTION_OF, NONE, Basis, Claim, Filing, Grade
from tallystick.model.period import Period

Row = dict[str, Any]
Scope = tuple[object, ...]


def filing_rows(said: Sequence[Said], readings: Sequence[Read]) -> tuple[list[Row], list[Row]]:
    """Make the rows of table filing, and issue rows for filings that nothing puts in order."""
    rows = {filing.filing_id: _row(filing) for filing in _stated(readings)}
    holders: dict[str, set[str]] = defaultdict(set)
    lines: dict[str, list[Claim]] = defaultdict(list)
    for one in said:
        holders[one.item.claim.filing_id].add(one.document.sha256)
        if one.item.claim.grade is not Grade.UNSETTLED:
            lines[one.item.claim.filing_id].append(one.item.claim)
    rows |= {
        name: _row(_implied(name, claims)) | {"stated": False}
        for name, claims in lines.items()
        if name not in rows
    }
    replaced = _by_name(rows) | _by_document(rows, holders, readings) | _by_date(rows)
    for filing_id, newer in replaced.items():
        rows[filing_id]["superseded_by"] = newer
    troubles = [
        *_unordered(rows, holders),
        *_dangling(rows, readings),
        *_of_several(lines, said),
        *_at_odds(readings),
        *_replacing_nothing(rows, holders, readings),
    ]
    return list(rows.values()), troubles


def _stated(readings: Sequence[Read]) -> Iterable[Filing]:
    every = (filing for _, reading in readings for filing in reading.filings)
    # A filing stated twice: the statement that holds lines and a date says more than the bare one.
    return sorted(every, key=lambda one: (one.content == "lines", one.filed_on is not None, repr(one)))


def _row(filing: Filing) -> Row:
    return {
        "filing_id": filing.filing_id,
        "claimant": filing.claimant,
        "instrument": filing.instrument,
        "period_start": filing.period.start,
        "period_end": filing.period.end,
        "direction": filing.direction,
        "categories": filing.categories,
        "basis": filing.basis.value,
        "content": filing.content,
        "visibility": filing.visibility,
        "filed_on": filing.filed_on,
        "supersedes": filing.supersedes,
        "superseded_by": NONE,
        "stated": True,
    }


def _implied(filing_id: str, claims: Sequence[Claim]) -> Filing:
    """Make the filing that some lines imply; it covers all they speak of, whichever comes first."""
    directions = {DIRECTION_OF[claim.role] for claim in claims}
    # a filing that also speaks of deliveries is no mere list of licences
    bases = {claim.basis if claim.basis in AUTHORISING else Basis.UNSTATED for claim in claims}
    open_to_all = all(claim.handling == "public" for claim in claims)
    return Filing(
        filing_id=filing_id,
        claimant=min(claim.claimant for claim in claims),
        instrument=min(claim.instrument for claim in claims),
        period=Period(min(claim.period.start for claim in claims), max(claim.period.end for claim in claims)),
        direction=directions.pop() if len(directions) == 1 else "any",
        content="lines",
        basis=Basis.UNSTATED if Basis.UNSTATED in bases else min(bases),
        visibility="public" if open_to_all else "parties_only",
    )


def _by_name(rows: dict[str, Row]) -> dict[str, str]:
    """Follow `supersedes`, but for circles: two filings cannot each replace the other, so neither is taken out."""
    named = {row["supersedes"]: row["filing_id"] for row in rows.values() if row["supersedes"] in rows}
    return {older: newer for older, newer in named.items() if not _is_circle(older, named)}


def _is_circle(start: str, newer_of: dict[str, str]) -> bool:
    seen = {start}
    here = newer_of.get(start)
    while here is not None and here not in seen:
        seen.add(here)
        here = newer_of.get(here)
    return here is not None


def _dangling(rows: dict[str, Row], readings: Sequence[Read]) -> list[Row]:
    """Tell of filings said to replace one that is not here, or one that replaces them in turn."""
    followed = _by_name(rows)
    stated = {
        filing.filing_id: document.sha256 for document, reading in readings for filing in reading.filings
    }
    return [
        {
            "document": stated.get(row["filing_id"], NONE),
            "locator": row["filing_id"],
            "rule": "supersedes_nothing",
            "field": "supersedes",
            "value": row["supersedes"],
            "message": "it is said to replace a filing that is not in this case, or that replaces it in turn; "
            "neither was taken out. Correct `supersedes` in the filing file.",
            "original": "{}",
        }
        for row in rows.values()
        if row["supersedes"] != NONE and followed.get(row["supersedes"]) != row["filing_id"]
    ]


def _of_several(lines: dict[str, list[Claim]], said: Sequence[Said]) -> list[Row]:
    """Tell of one name that several claimants give their filing; the lines stay apart by claimant all the same."""
    shared = {name: sorted({claim.claimant for claim in claims}) for name, claims in lines.items()}
    places = {
        one.item.claim.filing_id: one.document.sha256
        for one in sorted(said, key=lambda one: one.document.sha256)
    }
    return [
        _trouble(
            places[name],
            name,
            "filing_of_several",
            "; ".join(claimants),
            "one filing is named by several claimants; a filing is one party's act, so give each its own name.",
        )
        for name, claimants in sorted(shared.items())
        if len(claimants) > 1
    ]


def _at_odds(readings: Sequence[Read]) -> list[Row]:
    """Tell of filings that two documents state differently; the statement that holds lines is taken."""
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for document, reading in readings:
        for filing in reading.filings:
            said[filing.filing_id][filing.content] = document.sha256
    return [
        _trouble(
            max(contents.items())[1],
            name,
            "filing_stated_twice",
            "; ".join(sorted(contents)),
            "documents say different things of one filing; where one of them says `lines`, that is taken. "
            "Correct the filing file that is wrong, or name two filings.",
        )
        for name, contents in sorted(said.items())
        if len(contents) > 1
    ]


def _replacing_nothing(
    rows: dict[str, Row], holders: dict[str, set[str]], readings: Sequence[Read]
) -> list[Row]:
    """Tell of corrections that correct nothing: another year, party or direction than the document they name."""
    replaced = _by_document(rows, holders, readings)
    newer = set(replaced.values())
    return [
        _trouble(
            document.sha256,
            document.name,
            "replaces_nothing",
            document.replaces,
            "it was added to replace another document, but speaks of no filing that stands there: another claimant, "
            "instrument, period or direction. Both stand side by side.",
        )
        for document, _ in readings
        if document.replaces != NONE and not any(document.sha256 in holders[one] for one in newer)
    ]


def _trouble(document: str, filing_id: str, rule: str, value: str, message: str) -> Row:
    return {
        "document": document,
        "locator": filing_id,
        "rule": rule,
        "field": "filing",
        "value": value,
        "message": message,
        "original": "{}",
    }


def _by_document(
    rows: dict[str, Row], holders: dict[str, set[str]], readings: Sequence[Read]
) -> dict[str, str]:
    replaced: dict[str, str] = {}
    for document, _ in readings:
        if document.replaces == NONE:
            continue
        newer = {
            _scope(rows[one]): one
            for one, held in sorted(holders.items())
            if document.sha256 in held and one in rows
        }
        for older, held in holders.items():
            successor = newer.get(_scope(rows[older])) if older in rows else None
            if document.replaces in held and successor is not None and successor != older:
                replaced[older] = successor
    return replaced


def _by_date(rows: dict[str, Row]) -> dict[str, str]:
    groups: dict[Scope, list[Row]] = defaultdict(list)
    for row in rows.values():
        if row["filed_on"] is not None and row["content"] != "not_held":
            groups[_scope(row)].append(row)
    replaced: dict[str, str] = {}
    for group in groups.values():
        latest = max(group, key=lambda row: (row["filed_on"], row["filing_id"]))
        replaced |= {
            row["filing_id"]: latest["filing_id"] for row in group if row["filed_on"] < latest["filed_on"]
        }
    return replaced


def _scope(row: Row) -> Scope:
    return tuple(
        row[name]
        for name in (
            "claimant",
            "instrument",
            "period_start",
            "period_end",
            "direction",
            "categories",
            "basis",
        )
    )


def _unordered(rows: dict[str, Row], holders: dict[str, set[str]]) -> list[Row]:
    """Tell of filings of one claimant about one thing that stand side by side with nothing to order them."""
    groups: dict[Scope, list[str]] = defaultdict(list)
    for filing_id in sorted(holders):
        if filing_id in rows and rows[filing_id]["superseded_by"] == NONE:
            groups[_scope(rows[filing_id])].append(filing_id)
    return [_unordered_row(group, min(holders[group[0]])) for group in groups.values() if len(group) > 1]


def _unordered_row(group: list[str], document: str) -> Row:
    return {
        "document": document,
        "locator": group[0],
        "rule": "filings_side_by_side",
        "field": "filing",
        "value": "; ".join(group),
        "message": (
            "one claimant filed the same thing more than once and nothing says which stands; they are taken as one "
            "witness with the range of their figures. State filed_on or supersedes in a filing file, or add the "
            "correction with --replaces."
        ),
        "original": "{}",
    }
