"""What parties asked for themselves: the only ground on which assistance is proposed (DESIGN §6.9)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from tallystick.model.claim import NONE, Act
from tallystick.model.record import Record, Row

Requests = Mapping[tuple[str, str], Sequence[Row]]
"""Claims of act `request` that stand, by the party that asks for itself and the instrument (`-` for any)."""


def requests(record: Record) -> Requests:
    """Collect what parties ask for themselves; what others ask for them is not their request."""
    replaced = {row["filing_id"] for row in record.rows("filing") if row["superseded_by"] != NONE}
    found: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for claim in record.rows("claim"):
        if (
            claim["act"] == Act.REQUEST
            and claim["claimant"] == claim["to_party"]
            and claim["filing_id"] not in replaced
        ):
            found[claim["claimant"], claim["instrument"]].append(claim)
    return dict(found)


def asked_help(asked: Requests, party: str, instruments: Sequence[str]) -> Sequence[Row]:
    """Give a party's requests under some instruments or none, the latest first."""
    found = [row for name in (*instruments, NONE) for row in asked.get((party, name), ())]
    return sorted(found, key=lambda row: (row["period_end"], row["claim_id"]), reverse=True)
