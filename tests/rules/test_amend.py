"""What if: changed parameters and participation, the verdicts that changes, and the law left as it was."""

import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tallystick.errors import AgreementError, UsageError
from tallystick.rules import amend, load
from tests.rules.invented import answers, judged, listed, pact, record, returned

ON = date(2013, 1, 1)
TABLES = record(
    [returned(2008, filed_on=date(2009, 5, 15)), returned(2010, filed_on=date(2011, 5, 15))],
    [listed(2001, 2012, date(2012, 6, 30))],
)
PARAMETER = """\
title = "31 May from 2005 on"

[[parameter]]
agreement = "pact"
name = "report_due"
since = 2005-01-01
value = "05-31"
"""
JOINS = """\
title = "Norway joins"

[[participation]]
agreement = "pact"
party = "Norway"
act = "accession"
acted_on = 2009-01-10
"""
LEAVES = """\
title = "Sweden never joined"

[[without]]
agreement = "pact"
party = "SWE"
act = "ratification"
"""


def supposing(at: Path, text: str) -> tuple[load.Agreement, load.Agreement]:
    """Give the agreement as it stands and as supposed."""
    one = pact(at)
    (at / "what_if.toml").write_text(text, "utf-8")
    (other,) = amend.amended([one], amend.read(at / "what_if.toml"))
    return one, other


def changes(at: Path, text: str) -> pl.DataFrame:
    one, other = supposing(at, text)
    return amend.changes(judged(one, TABLES, ON), judged(other, TABLES, ON))


def test_a_changed_parameter_changes_the_verdicts_of_its_years_alone(tmp_path: Path) -> None:
    rows = {row["verdict_id"]: row for row in changes(tmp_path, PARAMETER).iter_rows(named=True)}
    late = rows["pact.report_in_time.SWE.2008"]
    assert (late["verdict_before"], late["verdict_after"]) == ("breached", "met")
    assert (late["due_on_before"], late["due_on_after"]) == (date(2009, 4, 30), date(2009, 5, 31))
    # 2005 to 2009, by both rules on the report; later years were due on 31 May already
    assert {int(name[-4:]) for name in rows} == set(range(2005, 2010))
    assert len(rows) == 10


def test_a_what_if_leaves_the_law_as_it_was(tmp_path: Path) -> None:
    one, other = supposing(tmp_path, PARAMETER)
    before = answers(judged(one, TABLES, ON), "report_in_time")
    assert answers(judged(other, TABLES, ON), "report_in_time") != before
    assert [value.written for value in one.parameters["report_due"].values] == ["04-30", "05-31"]
    assert one.version != other.version
    assert answers(judged(one, TABLES, ON), "report_in_time") == before
    assert load.read(one.folder).version == one.version


def test_a_supposed_value_holds_from_its_day_whatever_the_text_says_later(tmp_path: Path) -> None:
    _, other = supposing(tmp_path, PARAMETER.replace("05-31", "02-28"))
    values = [
        (value.since.year, value.written, value.unconfirmed)
        for value in other.parameters["report_due"].values
    ]
    assert values == [(2000, "04-30", False), (2005, "02-28", True)]


def test_who_joins_gets_duties_and_the_other_side_shows_none(tmp_path: Path) -> None:
    rows = changes(tmp_path, JOINS)
    assert set(rows["party"]) == {"NOR"}
    assert set(rows["verdict_before"]) == {"-"}
    first = rows.filter(verdict_id="pact.report.NOR.2009").row(0, named=True)
    assert (first["verdict_after"], first["reason_after"]) == ("breached", "not_received")


def test_who_is_taken_out_has_no_duties_left(tmp_path: Path) -> None:
    rows = changes(tmp_path, LEAVES)
    assert set(rows["verdict_after"]) == {"-"}
    assert set(rows["verdict_before"]) == {"met", "breached", "not_due", "not_assessable"}


def test_a_clock_that_only_one_side_has_is_a_change(tmp_path: Path) -> None:
    verdicts = judged(pact(tmp_path), TABLES, ON).filter(verdict_id="pact.conduct.SWE.2001")
    dated = verdicts.with_columns(due_on=pl.lit(ON))
    for before, after in ((verdicts, dated), (dated, verdicts)):
        assert amend.changes(before, after).height == 1
    assert amend.changes(verdicts, verdicts).height == 0


def test_nothing_supposed_changes_nothing(tmp_path: Path) -> None:
    assert changes(tmp_path, 'title = "as it is"\n').height == 0


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"report_due"', '"report_du"', "line 5: pact has no parameter 'report_du'. Nearest: report_due"),
        ('"05-31"', '"05-32"', "line 5: report_due: '05-32' is no day of a year"),
        ("2005-01-01", "2005-02-30", r"is not TOML .*line 6"),
        ("since =", "sinse =", "line 6|line 3"),
        ("[[parameter]]", "[[parametr]]", "line 3.*'parametr' is not known here. Nearest: parameter"),
    ],
)
def test_a_parameter_that_cannot_be_supposed_is_refused(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    with pytest.raises(AgreementError) as found:
        supposing(tmp_path, PARAMETER.replace(old, new))
    assert re.search(rf"what_if\.toml.*({words})", str(found.value)), str(found.value)


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (JOINS.replace('"pact"', '"pcat"'), UsageError, "no agreement is called 'pcat'. Nearest: pact"),
        (JOINS.replace("Norway", "Norwey").replace("Norwey joins", "x"), UsageError, "nearest: .*Norway"),
        (JOINS.replace("accession", "acession"), AgreementError, "line 6, column 'participation.act'"),
        (JOINS + "ends_on = 2001-01-01\n", AgreementError, "line 3: it cannot end"),
        (LEAVES.replace("ratification", "accession"), AgreementError, "line 3: .*On record: ratification"),
    ],
)
def test_an_act_that_cannot_be_supposed_is_refused(
    tmp_path: Path, text: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error) as found:
        supposing(tmp_path, text)
    assert re.search(words, str(found.value)), str(found.value)


def test_acts_that_contradict_the_record_are_refused_when_judged(tmp_path: Path) -> None:
    _, other = supposing(tmp_path, JOINS.replace("Norway", "Sweden"))
    with pytest.raises(AgreementError, match=r"accession by SWE on 2009-01-10 .*it already consented"):
        judged(other, TABLES, ON)


def test_a_what_if_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AgreementError, match=r"nowhere\.toml: is missing"):
        amend.read(tmp_path / "nowhere.toml")
