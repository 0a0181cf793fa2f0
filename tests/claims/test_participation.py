"""Acts and milestones of documents as tables, for those who may see them."""

from dataclasses import replace
from datetime import date

import polars as pl

from tallystick.claims.collect import collect
from tallystick.claims.handling import for_audience
from tallystick.claims.key import Read
from tallystick.model.agreement import Joining, Milestone, Participation
from tallystick.model.claim import Reading
from tests.laws.tallies import document

ACT = Participation(
    agreement="ottawa", party="POL", act=Joining.WITHDRAWAL, acted_on=date(2025, 8, 20), note="as notified"
)
MARK = Milestone(
    agreement="ottawa",
    rule="clearance",
    party="NER",
    kind="extension",
    happened_on=date(2014, 6, 27),
    until=date(2016, 12, 31),
    said_by="the meeting",
)


def said(handling: str, *, acts: tuple[Participation, ...] = (), marks: tuple[Milestone, ...] = ()) -> Read:
    kept, _ = document(handling=handling)
    return kept, Reading(participation=list(acts), milestones=list(marks))


def test_acts_and_milestones_are_rows_of_their_document_in_order() -> None:
    earlier = replace(ACT, party="EST")
    one = said("public", acts=(ACT, earlier), marks=(MARK,))
    tables = collect([one], [])
    assert tables["participation"]["party"].to_list() == ["EST", "POL"]
    assert tables["participation"]["act"].to_list() == ["withdrawal", "withdrawal"]
    assert tables["participation"]["document"].unique().to_list() == [one[0].sha256]
    (row,) = tables["milestone"].to_dicts()
    assert (row["kind"], row["until"], row["document"]) == ("extension", date(2016, 12, 31), one[0].sha256)


def test_a_case_without_them_has_empty_tables() -> None:
    tables = collect([document()], [])
    assert (tables["participation"].height, tables["milestone"].height) == (0, 0)


def test_a_closed_milestone_is_named_as_withheld_and_not_left_out() -> None:
    closed = replace(MARK, handling="parties_only")
    read = said("public", marks=(closed, replace(MARK, kind="exists", until=None)))
    tables = for_audience(collect([read], []), "public")
    assert sorted(tables["milestone"]["kind"]) == ["exists", "withheld"]
    hidden = tables["milestone"].filter(pl.col("kind") == "withheld").row(0, named=True)
    assert (hidden["party"], hidden["rule"]) == ("NER", "clearance")
    assert [hidden[name] for name in ("happened_on", "until", "said_by", "source")] == [
        None,
        None,
        "-",
        "withheld",
    ]
    assert for_audience(collect([read], []), "parties_only")["milestone"]["kind"].to_list() == [
        "exists",
        "extension",
    ]


def test_what_stands_in_a_closed_document_is_named_as_withheld() -> None:
    tables = for_audience(collect([said("restricted", acts=(ACT,), marks=(MARK,))], []), "public")
    (act,) = tables["participation"].to_dicts()
    assert (act["agreement"], act["party"], act["act"]) == ("ottawa", "POL", "withheld")
    assert (act["acted_on"], act["note"], act["source"]) == (None, "-", "withheld")
    assert tables["milestone"]["kind"].to_list() == ["withheld"]


def test_the_hash_of_a_document_does_not_give_a_closed_milestone_away() -> None:
    read = said("public", marks=(replace(MARK, handling="parties_only"),))
    tables = for_audience(collect([read], []), "public")
    text = "\n".join(str(table.to_dicts()) for table in tables.values())
    assert read[0].sha256 not in text
    assert "2016" not in text
