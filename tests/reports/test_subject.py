"""What an identifier means: the whole of it, a part of it, or a slip of the pen."""

import pytest

from tallystick.errors import AmbiguousIdError, UnknownIdError
from tallystick.model.record import Record
from tallystick.reports.subject import Kind, Subject, find_subject, near
from tests.findings.rows import answer, table
from tests.reports.judged import CHAD, judged

CELL = "transfer.SWE.FIN.battle_tanks.2020.items"
GAP = f"gap.{CELL}"
JOINT = "verdict.att.annual_report.no_complete_list"


@pytest.fixture
def record() -> Record:
    findings = (f"verdict.{CHAD}", GAP, JOINT)
    tables = judged(
        answer("breached", "not_received"),
        answer("met", "received", year=2020),
        answer("not_assessable", "no_complete_list", "SEN"),
        cell=table("cell", {"cell_id": CELL}),
        finding=table(
            "finding", *({"finding_id": name, "place": place} for place, name in enumerate(findings))
        ),
        fact_claim=table("fact_claim", {"cell_id": CELL, "claim_id": "abcdef0123"}),
    )
    return Record.of(tables)


@pytest.mark.parametrize(
    ("wanted", "kind", "name"),
    [
        (CELL, Kind.CELL, CELL),
        ("SWE.FIN.battle_tanks.2020", Kind.CELL, CELL),
        ("abcdef01", Kind.CELL, CELL),
        (CHAD, Kind.VERDICT, CHAD),
        ("annual_report.TCD.2019", Kind.VERDICT, CHAD),
        ("TCD.2019", Kind.VERDICT, CHAD),
        (f"verdict.{CHAD}", Kind.FINDING, f"verdict.{CHAD}"),
        ("verdict.TCD.2019", Kind.FINDING, f"verdict.{CHAD}"),
        ("gap.SWE.FIN", Kind.FINDING, GAP),
        (JOINT, Kind.FINDING, JOINT),
        ("att.annual_report.no_complete_list", Kind.FINDING, JOINT),
    ],
)
def test_an_identifier_or_an_unambiguous_part_of_it_is_found(
    record: Record, wanted: str, kind: Kind, name: str
) -> None:
    assert find_subject(record, wanted) == Subject(kind, name)


def test_what_means_several_things_lists_them(record: Record) -> None:
    with pytest.raises(AmbiguousIdError) as caught:
        find_subject(record, "att.annual_report.TCD")
    assert caught.value.found == (CHAD, CHAD.replace("2019", "2020"))


@pytest.mark.parametrize(
    ("wanted", "nearest"),
    [
        ("att.anual_report.TCD.2019", CHAD),
        ("att.annual_report.TCD.2031", CHAD),
        ("att.annual_report.TDC.2019", CHAD),
        ("SWE.FIN.battle_tank.2020", CELL),
        ("verdict.att.annual_report.no_list", JOINT),
    ],
)
def test_what_means_nothing_is_answered_with_the_nearest_of_every_kind(
    record: Record, wanted: str, nearest: str
) -> None:
    with pytest.raises(UnknownIdError) as caught:
        find_subject(record, wanted)
    assert nearest in caught.value.near


def test_the_same_word_is_nearer_than_one_like_it() -> None:
    names = ["annual_retort.x", "annual_report.something_else_entirely"]
    assert near("annual_report", names)[0] == "annual_report.something_else_entirely"


def test_a_finding_is_not_offered_beside_its_own_verdict(record: Record) -> None:
    with pytest.raises(UnknownIdError) as caught:
        find_subject(record, "att.annual_report.TCD.2031")
    assert f"verdict.{CHAD}" not in caught.value.near


@pytest.mark.parametrize("wanted", ["CD.2019", "TCD.20", "", "verdict."])
def test_half_a_word_means_nothing(record: Record, wanted: str) -> None:
    with pytest.raises(UnknownIdError):
        find_subject(record, wanted)


def test_only_the_kinds_asked_for_are_found(record: Record) -> None:
    with pytest.raises(UnknownIdError):
        find_subject(record, CHAD, (Kind.CELL,))


def test_an_assessment_without_verdicts_still_answers() -> None:
    record = Record.of({"cell": table("cell", {"cell_id": CELL})})
    assert find_subject(record, "SWE.FIN") == Subject(Kind.CELL, CELL)
