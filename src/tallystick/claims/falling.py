"""What falls away where a document corrects another: a correction stands for the whole of the return it corrects."""

from collections.abc import Iterable

from tallystick.model.category import category_inline
from tallystick.model.claim import DIRECTION_OF, NONE, Claim, Reading
from tallystick.model.words import party, period

Return = tuple[str, str, str, object, str]
"""Claimant, instrument, direction, first day of the period, and the act."""


def falling_away(older: Reading, newer: Iterable[Reading]) -> list[Claim]:
    """Give the lines of a document whose returns others correct without a line of the same flow.

    Of a return that none of the others speaks of nothing falls away: it goes on to stand.

    Args:
        older: what the document says that is corrected.
        newer: what the documents say that correct it.
    """
    said = [item.claim for reading in newer for item in reading.claims]
    corrected, kept = {_return(claim) for claim in said}, {_flow(claim) for claim in said}
    lines = (item.claim for item in older.claims)
    return [claim for claim in lines if _return(claim) in corrected and _flow(claim) not in kept]


def named(lines: Iterable[Claim]) -> list[str]:
    """Name the flows of lines, each once, in order."""
    return sorted({_words(claim) for claim in lines})


def _return(claim: Claim) -> Return:
    return (
        claim.claimant,
        claim.instrument,
        DIRECTION_OF[claim.role],
        claim.period.start,
        claim.act.value,
    )


def _flow(claim: Claim) -> tuple[object, ...]:
    return (*_return(claim), claim.from_party, claim.to_party, claim.category)


def _words(claim: Claim) -> str:
    goods, when = category_inline(claim.category), period(claim.period.start, claim.period.end)
    ends = [party(one) for one in (claim.from_party, claim.to_party) if one != NONE]
    return f"{goods}, {' to '.join(ends)}, {when}"
