"""Small invented returns: few states, few years, few words, so that lines often meet."""

from dataclasses import replace
from typing import Any, Final

from hypothesis import strategies as st

from tallystick.model.claim import NONE, Act, Basis, Claim, Filing
from tests.laws.tallies import exported, filed, imported

STATES: Final = ("SWE", "FIN", "NOR")
YEARS: Final = (2019, 2020)
CATEGORIES: Final = ("battle_tanks", "armoured_combat_vehicles")
WORDS: Final = (
    NONE,
    NONE,
    "Leopard 2",
    "Leopard 1 (museum)",
    "Igla launchers",
    "Igla missiles",
    "2 T-72 / 3 T-55",
)

figures = st.sampled_from(["1", "2", "3", "5", "5", "7", "10", "12", "28"])
quantities = st.one_of(
    figures, figures, st.sampled_from(["nil", "withheld", "unknown", "3-7", ">=5", "<100"])
)


@st.composite
def claims(draw: st.DrawFn, quantity: st.SearchStrategy[str] = quantities) -> Claim:
    """Draw a claim of one side about a flow between two states."""
    exporter, importer = draw(st.permutations(STATES))[:2]
    say = draw(st.sampled_from([exported, imported]))
    words: dict[str, Any] = {
        "category": draw(st.sampled_from(CATEGORIES)),
        "designation": draw(st.sampled_from(WORDS)),
        "origin_party": draw(st.sampled_from([NONE, NONE, NONE, *STATES])),
    }
    if draw(st.integers(0, 5)) == 0:
        words |= {"act": Act.AUTHORISATION, "basis": Basis.LICENSED}
    claim: Claim = say(exporter, importer, draw(quantity), draw(st.sampled_from(YEARS)), **words)
    return claim


returns = st.lists(claims(), min_size=1, max_size=12)
"""What one document says."""

exact_returns = st.lists(claims(figures), min_size=1, max_size=12)
"""The same with a figure in every line."""


@st.composite
def filings(draw: st.DrawFn) -> list[Filing]:
    """Draw who filed what; nobody files the same part twice."""
    scopes = draw(
        st.lists(
            st.tuples(
                st.sampled_from(STATES), st.sampled_from(YEARS), st.sampled_from(["exports", "imports"])
            ),
            unique=True,
            max_size=6,
        )
    )
    contents = st.sampled_from(["lines", "nil", "not_held"])
    return [filed(state, draw(contents), direction, year) for state, year, direction in scopes]


def numbered(said: list[Claim]) -> list[Claim]:
    """Give claims the filing and line that a careful secretariat writes beside them."""
    result: list[Claim] = []
    for claim in said:
        named = replace(claim, filing_id=f"{claim.claimant} {claim.period}")
        alike = sum(1 for other in result if replace(other, line=None) == named)
        result.append(replace(named, line=alike + 1))
    return result


def renamed(claim: Claim, names: dict[str, str]) -> Claim:
    """Call every party of a claim by another name."""
    return replace(
        claim,
        claimant=names[claim.claimant],
        from_party=names[claim.from_party],
        to_party=names[claim.to_party],
        origin_party=names.get(claim.origin_party, claim.origin_party),
    )
