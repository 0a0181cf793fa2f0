"""Make the bundled case from the UN Register's returns: facts only, re-expressed in the project's own files.

    python dev/make_case.py PATH-TO-SHARED-DATA

Reads `unroca_2010_2016/unroca_with_reporter.csv` (its SHA-256 is checked) and
`unroca_participation/years.json`; writes
`src/tallystick/cases/un_register_2010_2016_pairs/`. Neither source file is copied.
"""

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from tallystick.claims.ledger import COLUMNS, REGISTER, digest, keep, write_rows
from tallystick.model.claim import DIRECTION_OF, NONE, Claim, Filing, Grade, Role
from tallystick.model.document import Addition, Entry
from tallystick.sources.read import read

CASE: Final = Path(__file__).parent.parent / "src/tallystick/cases/un_register_2010_2016_pairs"
LINES_SHA256: Final = "1fc3286fd5ec63ac20eaa76d595751ef7df98d206af8ed2c15ab1bddcfa41336"
ADDED: Final = Addition(added_on=date(2026, 11, 22), added_by=NONE)
REGION: Final = frozenset(
    ["BFA", "CMR", "TCD", "GHA", "IND", "MLI", "MRT", "NER", "NGA", "PAK", "SEN", "SLE"]
)
"""States of West and Central Africa and South Asia whose every line is taken."""
CLAIM_COLUMNS: Final = [
    "claimant",
    "role",
    "from",
    "to",
    "category",
    "period",
    "quantity",
    "unit",
    "instrument",
    "filing",
    "line",
    "origin",
    "via",
    "designation",
    "evidence_grade",
]
FILING_COLUMNS: Final = ["claimant", "instrument", "period", "direction", "content", "filing"]
YEARS: Final = range(2010, 2017)

NOT_A_DESIGNATION: Final = {
    "Ministry of Defence – South Sudan": NONE,
    "Tank T-55 from Serbia' s military stock": "Tank T-55",
    "Used T-55A from Serbia’s military stock": "T-55A, used",
    "30 anti-shipping / missiles / 80 air-to-air missiles": "30 anti-shipping missiles / 80 air-to-air missiles",
    "Tank T-72 including complete demilitarized arms": "Tank T-72, demilitarized arms",
    "Used mortars of calibres M-75 122 mm from Serbia’s military stock": "Mortars M-75 122 mm, used",
}
"""Remarks met in the returns that are no make or type, and what is kept of them."""


def main(shared: Path) -> None:
    """Write the case anew."""
    lines = shared / "unroca_2010_2016/unroca_with_reporter.csv"
    if digest(lines) != LINES_SHA256:
        sys.exit(f"{lines.name} is not the file this case was made from: its SHA-256 differs")
    claims = [item.claim for item in read(lines).claims if item.claim.grade is not Grade.UNSETTLED]
    listed = read(shared / "unroca_participation/years.json").filings
    chosen = select(claims)
    for old in [*CASE.glob("claims/*"), *CASE.glob("filings/*")]:
        old.unlink()
    write_rows(CASE / REGISTER, COLUMNS, [])
    for claimant, own in sorted(_by_claimant(chosen).items()):
        _keep(f"claims/{claimant}.csv", CLAIM_COLUMNS, (claim_row(claim) for claim in own))
    _keep("filings/returns.csv", FILING_COLUMNS, filing_rows(chosen, listed))


def select(claims: Sequence[Claim]) -> list[Claim]:
    """Take the lines between pairs that both reported a common cell, and every line of the chosen states."""
    heard: dict[tuple[object, ...], set[Role]] = defaultdict(set)
    for claim in claims:
        heard[claim.from_party, claim.to_party, claim.category, claim.period].add(claim.role)
    pairs = {(cell[0], cell[1]) for cell, roles in heard.items() if len(roles) > 1}
    return [
        claim
        for claim in claims
        if (claim.from_party, claim.to_party) in pairs
        or not REGION.isdisjoint({claim.from_party, claim.to_party})
    ]


def claim_row(claim: Claim) -> dict[str, str]:
    """Write one line of a tally file."""
    return {
        "claimant": claim.claimant,
        "role": claim.role.value,
        "from": claim.from_party,
        "to": claim.to_party,
        "category": claim.scheme_code,
        "period": str(claim.period),
        "quantity": str(claim.quantity),
        "unit": claim.quantity.unit,
        "instrument": claim.instrument,
        "filing": claim.filing_id,
        "line": str(claim.line),
        "origin": claim.origin_party,
        # a lone letter is a footnote mark of the page
        "via": claim.via if len(claim.via) > 1 else NONE,
        "designation": designation(claim.designation),
        "evidence_grade": claim.grade.value,
    }


def designation(words: str) -> str:
    """Keep a designation as a short fact: make and type of the goods, without quotation marks or footnotes."""
    words = NOT_A_DESIGNATION.get(words, words)
    words = words.split(" / *", 1)[0].replace("*", "").replace("“", "").replace("”", "").replace('"', "")
    return re.sub(r"\s+", " ", words).strip(" .;") or NONE


def filing_rows(chosen: Sequence[Claim], listed: Sequence[Filing]) -> Iterable[dict[str, str]]:
    """List who filed: content `lines` for each part of a return that we hold, otherwise `not_held`."""
    parties = {party for claim in chosen for party in (claim.from_party, claim.to_party)}
    held = {(claim.claimant, claim.period.start.year, DIRECTION_OF[claim.role]) for claim in chosen}
    filed = {(filing.claimant, filing.period.start.year) for filing in listed} | {
        (who, year) for who, year, _ in held
    }
    for who, year in sorted(filed):
        if who not in parties or year not in YEARS:
            continue
        for direction in ("exports", "imports"):
            content = "lines" if (who, year, direction) in held else "not_held"
            yield {
                "claimant": who,
                "instrument": "un_register",
                "period": str(year),
                "direction": direction,
                "content": content,
                "filing": f"un_register/{year}/{who}/{direction}",
            }


def _by_claimant(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    own: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        own[claim.claimant].append(claim)
    return own


def _keep(file: str, columns: Sequence[str], rows: Iterable[dict[str, str]]) -> None:
    target = CASE / file
    target.parent.mkdir(parents=True, exist_ok=True)
    written = target.parent.parent / target.name
    with written.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    entry = Entry(addition=ADDED, source="tally", origin="UN Register of Conventional Arms, national returns")
    keep(CASE, written, entry, has_claims=file.startswith("claims/"))
    written.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
