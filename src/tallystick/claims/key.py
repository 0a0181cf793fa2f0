"""The name of a claim: a hash of what it says, in which filing, and as which of its identical statements."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count

from tallystick.model.claim import DIRECTION_OF, NONE, Claim, ReadClaim, Reading
from tallystick.model.document import Document

Read = tuple[Document, Reading]
"""A document of the case with all that it says."""


@dataclass(frozen=True, slots=True)
class Said:
    """One claim of one document, with its filing, line and name."""

    document: Document
    item: ReadClaim
    claim_id: str


def framed(parts: Iterable[str]) -> bytes:
    """Put each part behind its length, so that no value can imitate a boundary between two."""
    return b"".join(len(raw).to_bytes(8, "big") + raw for raw in (part.encode() for part in parts))


def content(claim: Claim) -> tuple[str, ...]:
    """List everything a claim says, without its filing and line."""
    amount = claim.quantity
    return (
        claim.instrument,
        claim.claimant,
        claim.role.value,
        claim.act.value,
        claim.from_party,
        claim.to_party,
        claim.category,
        str(claim.period.start),
        str(claim.period.end),
        claim.origin_party,
        claim.via,
        claim.end_user,
        claim.consignee,
        claim.intermediary,
        claim.carrier,
        claim.scheme,
        claim.scheme_code,
        claim.designation,
        amount.kind.value,
        str(amount),
        amount.unit,
        claim.basis.value,
        claim.condition,
        claim.handling,
        claim.grade.value,
    )


def claim_id(claim: Claim) -> str:
    """Hash a claim that has its filing and line: SHA-256 in hexadecimal."""
    return hashlib.sha256(framed((*content(claim), claim.filing_id, str(claim.line)))).hexdigest()


def filing_key(claim: Claim) -> tuple[str, str, str, str]:
    """Say which act of reporting a claim belongs to: instrument, period, claimant, direction."""
    return (claim.instrument, str(claim.period), claim.claimant, DIRECTION_OF[claim.role])


def placed(read: Sequence[ReadClaim]) -> list[ReadClaim]:
    """Give every claim of one document its filing and line.

    A claim without a filing joins one named by the words of all such lines of the document with the
    same instrument, period, claimant and direction: the same words in another file format are the same
    filing, other words are another. A claim without a line gets the n-th place among its like.
    """
    named = _named_by_content(read)
    filed = [
        replace(claim, filing_id=named[filing_key(claim)]) if claim.filing_id == NONE else claim
        for claim in (item.claim for item in read)
    ]
    # written lines keep their place, so that a blank one beside them is not taken for the same statement
    taken = {(*content(claim), claim.filing_id, claim.line) for claim in filed if claim.line is not None}
    seen: Counter[tuple[object, ...]] = Counter()
    result: list[ReadClaim] = []
    for item, claim in zip(read, filed, strict=True):
        line = claim.line
        if line is None:
            same = (*content(claim), claim.filing_id)
            line = next(place for place in count(seen[same] + 1) if (*same, place) not in taken)
            seen[same] = line
        result.append(ReadClaim(replace(claim, line=line), item.locator, item.original))
    return result


def name_claims(readings: Sequence[Read]) -> list[Said]:
    """Name every claim of every document."""
    return [
        Said(document, item, claim_id(item.claim))
        for document, reading in readings
        for item in placed(reading.claims)
    ]


def _as_written(item: ReadClaim) -> list[str]:
    """List a line's fields as they stand, so that settling one line's name later renames none of its neighbours."""
    if len(item.original) == 0:
        return [*content(item.claim), str(item.claim.line)]
    fields = sorted((name.strip().casefold(), value.strip()) for name, value in item.original.items())
    return [part for name, value in fields if value not in {"", NONE} for part in (name, value)]


def _named_by_content(read: Sequence[ReadClaim]) -> dict[tuple[str, str, str, str], str]:
    groups: dict[tuple[str, str, str, str], list[bytes]] = defaultdict(list)
    for item in read:
        if item.claim.filing_id == NONE:
            groups[filing_key(item.claim)].append(framed(_as_written(item)))
    return {
        key: "/".join((*key, hashlib.sha256(b"".join(sorted(parts))).hexdigest()[:12]))
        for key, parts in groups.items()
    }
