"""Returns that say again what the year before said."""

from tallystick.facts.returns import find_repeats
from tests.laws.tallies import collected, document, exported, imported

STATES = ("FIN", "NOR", "DNK", "EST", "LVA")


def test_the_lines_that_repeat_are_named_and_the_others_are_not() -> None:
    before = [exported("SWE", to, "7", 2019, designation="3 Strv 122 / 4 Pbv 302") for to in STATES]
    after = [exported("SWE", to, "7", 2020, designation="3 strv-122 / 4 PBV 302") for to in STATES[:4]]
    claims = collected(document(*before, *after, exported("SWE", "POL", "8", 2020)))["claim"]
    repeats = find_repeats(claims)
    assert [(row["lines"], row["repeated"]) for row in repeats.rows] == [(5, 4)]
    of = dict(claims.select("claim_id", "to_party").iter_rows())
    assert {of[claim_id] for claim_id in repeats.claim_ids} == set(STATES[:4])


def test_exports_and_imports_of_one_return_are_read_together() -> None:
    lines = [exported("SWE", "FIN", "1", year) for year in (2019, 2020)]
    lines += [imported(other, "SWE", "7", year) for other in STATES[1:4] for year in (2019, 2020)]
    assert len(find_repeats(collected(document(*lines))["claim"]).claim_ids) == 4


def test_identical_lines_count_as_often_as_they_stand_in_both() -> None:
    before = [exported("SWE", "FIN", "7", 2019, filing_id="old")] * 4
    after = [exported("SWE", "FIN", "7", 2020, filing_id="new")] * 5
    found = find_repeats(collected(document(*before, *after))["claim"])
    (row,) = found.rows
    assert (row["lines"], row["repeated"], len(found.claim_ids)) == (5, 4, 4)


def test_another_claimant_is_another_return() -> None:
    before = [exported("SWE", to, "7", 2019) for to in STATES]
    after = [exported("SWE", to, "7", 2020, claimant="POL") for to in STATES]
    assert find_repeats(collected(document(*before, *after))["claim"]).rows == []
