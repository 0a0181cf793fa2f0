"""Make `vocabulary/parties.csv` and `names.csv`: ISO 3166 by way of pycountry, completed by hand.

    python dev/make_parties.py

Reads `dev/parties_by_hand.csv` (a field that is not empty wins) and `dev/names_by_hand.csv`. Only codes and
names, which are facts, are taken from pycountry; it is not needed at run time.
"""

import csv
from collections.abc import Iterable
from pathlib import Path

import pycountry
from pycountry.db import Country

from tallystick.model.party import normalise

HERE = Path(__file__).parent
VOCABULARY = HERE.parent / "src" / "tallystick" / "vocabulary"
PARTY_COLUMNS = ("party", "name", "formal_name", "kind", "valid_from", "valid_until", "successor", "note")
NAME_COLUMNS = ("name", "party", "kind", "valid_from", "valid_until", "note")

# Current entries of ISO 3166-1 that are neither Members nor observers of the United Nations, nor states in
# the treaty practice of its Secretary-General. The word "territory" says no more than that.
TERRITORIES = """
ABW AIA ALA ASM ATA ATF BES BLM BMU BVT CCK CUW CXR CYM ESH FLK FRO GGY GIB GLP GRL GUF GUM HKG HMD IMN
IOT JEY MAC MAF MNP MSR MTQ MYT NCL NFK PCN PRI PYF REU SGS SHN SJM SPM SXM TCA TKL TWN UMI VGB VIR WLF
"""

# Tables write NA for "not available" far more often than for Namibia, so it must be asked about.
AMBIGUOUS_ALPHA_2 = frozenset({"NA"})

# Withdrawn alpha-2 codes that belonged to a party which is itself still listed as a former one; those that
# ISO has since given to another (AI, BQ, GE, SK, FQ) are left to their present holders.
FORMER_ALPHA_2 = {"AN": "ANT", "DD": "DDR", "SU": "SUN", "YD": "YMD", "YU": "YUG", "VD": "VDR"}

Row = dict[str, str]


def main() -> None:
    """Write both files."""
    parties = make_parties()
    write("parties.csv", PARTY_COLUMNS, (parties[code] for code in sorted(parties)))
    names = make_names(parties)
    write("names.csv", NAME_COLUMNS, sorted(names, key=lambda row: (row["party"], row["name"], row["kind"])))


def make_parties() -> dict[str, Row]:
    """Take ISO 3166-1 as it is and lay the hand-written fields over it."""
    parties = {country.alpha_3: iso_party(country) for country in pycountry.countries}
    for hand in read("parties_by_hand.csv"):
        party = parties.setdefault(hand["party"], dict.fromkeys(PARTY_COLUMNS, ""))
        party.update({column: value for column, value in hand.items() if value != ""})
    return parties


def iso_party(country: Country) -> Row:
    """Re-express one entry of ISO 3166-1."""
    formal = getattr(country, "official_name", "").removeprefix("the ")
    kind = "territory" if country.alpha_3 in TERRITORIES.split() else "state"
    return dict.fromkeys(PARTY_COLUMNS, "") | {
        "party": country.alpha_3,
        "name": country.name,
        "formal_name": formal,
        "kind": kind,
    }


def make_names(parties: dict[str, Row]) -> list[Row]:
    """List every spelling once for each party; what was written by hand comes first, with its dates."""
    kept: dict[tuple[str, str], Row] = {}
    for row in (*read("names_by_hand.csv"), *names_of(parties.values()), *iso_names()):
        kept.setdefault((normalise(row["name"]), row["party"]), row)
    return list(kept.values())


def names_of(parties: Iterable[Row]) -> Iterable[Row]:
    """Give the United Nations' short and long names."""
    for party in parties:
        dates = {"valid_from": "", "valid_until": "", "note": ""}
        yield {"name": party["name"], "party": party["party"], "kind": "un_short"} | dates
        if party["formal_name"] != "":
            yield {"name": party["formal_name"], "party": party["party"], "kind": "un_long"} | dates


def iso_names() -> Iterable[Row]:
    """Give ISO's own names and alpha-2 codes."""
    for country in pycountry.countries:
        for field in ("name", "official_name", "common_name"):
            if hasattr(country, field):
                yield iso_name(getattr(country, field), country.alpha_3, "iso")
        if country.alpha_2 not in AMBIGUOUS_ALPHA_2:
            yield iso_name(country.alpha_2, country.alpha_3, "code")
    for alpha_2, party in FORMER_ALPHA_2.items():
        yield iso_name(alpha_2, party, "code")


def iso_name(name: str, party: str, kind: str) -> Row:
    """Make one undated row."""
    return dict.fromkeys(NAME_COLUMNS, "") | {"name": name, "party": party, "kind": kind}


def read(file: str) -> list[Row]:
    """Read a hand-written file beside this script."""
    with (HERE / file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def write(file: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    """Write one file of the vocabulary."""
    with (VOCABULARY / file).open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
