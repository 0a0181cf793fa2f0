"""How sure a fact is, in words: its range, the chance that it happened, copies of one paper, what stays unexplained."""

from collections import defaultdict
from collections.abc import Iterable

from tallystick.model import words
from tallystick.model.record import Row


def held(fact: Row) -> str:
    """Give the estimate with its 90 % range, and the chance that anything happened."""
    if fact.get("estimate") is None and fact.get("low") is None:
        return "no figure; none was given"
    if fact["estimate"] is None:
        return f"{bounded(fact)}; {happened(fact)}"
    return f"{words.number(fact['estimate'])}, 90 % range {words.span(fact['low'], fact['high'])}; {happened(fact)}"


def bounded(fact: Row) -> str:
    """Say the bound that is known where no figure is."""
    return f"{words.span(fact['low'], fact['high'])}, by a bound that was given, and no figure"


def happened(fact: Row) -> str:
    """Say how likely it is that anything happened."""
    return f"that it happened at all: {words.probability(fact['p_happened'])}"


def weighed(weights: Iterable[tuple[str, str, float | None]]) -> str:
    """Say what share of the estimate each claimant's figures carry; nothing where one carries it all.

    Args:
        weights: role, claimant and weight of every claim.
    """
    shares: defaultdict[tuple[str, str], float] = defaultdict(float)
    for role, claimant, weight in weights:
        shares[role, claimant] += weight or 0.0
    told = [
        f"{words.party(claimant)} as {role} {words.probability(share)}"
        for (role, claimant), share in sorted(shares.items())
        if share > 0
    ]
    return f"Weight of each side's figures: {', '.join(told)}." if len(told) > 1 else ""


def copied(fact: Row) -> str:
    """Say what equal halves may be; nothing where they differ, or one gives no figure."""
    p_same = fact.get("p_same")
    if p_same is None or p_same == 0:
        return ""
    if p_same == 1:
        return (
            "Both halves give one measured figure: taken for copies of one paper, which count as one witness."
        )
    return f"What both say alike may be copied from one paper, one witness and not two: {words.probability(p_same)}."


def ordinary(fact: Row) -> str:
    """Say how usual such a gap is; nothing where halves agree or one of them cannot be heard."""
    chance = fact.get("p_ordinary")
    if chance is None or fact.get("gap") == 0:
        return ""
    if fact.get("gap") is None:
        return f"That such returns leave out a line like this one: {words.probability(chance)}."
    return f"That halves as reliable as these differ at least so far: {words.probability(chance)}."


def unexplained(fact: Row) -> str:
    """Say how likely it is that something of a gap has none of the causes looked for; nothing without a gap."""
    chance = fact.get("p_unexplained")
    if chance is None:
        return ""
    if chance == 1:
        return "For something of the gap no cause that was looked for is offered."
    return f"That something of the gap has none of the causes looked for: {words.probability(chance)}."
