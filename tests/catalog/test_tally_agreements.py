"""Participation files and milestone files, value by value."""

from datetime import date
from pathlib import Path

import pytest

from tallystick.errors import UnreadableError
from tallystick.model.agreement import Joining, Milestone, Participation
from tallystick.model.claim import Reading
from tallystick.sources.read import read, recognise

ACT = {"agreement": "ottawa", "party": "Ghana", "act": "accession", "acted_on": "2000-06-30"}
MARK = {
    "agreement": "ottawa",
    "rule": "clearance",
    "party": "Niger",
    "kind": "extension",
    "happened_on": "2014-06-27",
    "until": "2016-12-31",
}


def read_rows(folder: Path, *rows: dict[str, str]) -> Reading:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [",".join(columns), *(",".join(f'"{row.get(column, "")}"' for column in columns) for row in rows)]
    path = folder / "t.csv"
    path.write_text("\n".join(lines), "utf-8")
    assert recognise(path) == "tally"
    return read(path)


def test_a_line_is_one_act_and_its_repetition_adds_nothing(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, ACT, ACT, ACT | {"act": "Withdrawal", "in_force_on": "2001-01-01"})
    assert reading.participation == [
        Participation(agreement="ottawa", party="GHA", act=Joining.ACCESSION, acted_on=date(2000, 6, 30)),
        Participation(
            agreement="ottawa",
            party="GHA",
            act=Joining.WITHDRAWAL,
            acted_on=date(2000, 6, 30),
            in_force_on=date(2001, 1, 1),
        ),
    ]
    assert (reading.claims, reading.filings, reading.issues) == ([], [], [])


def test_a_line_is_one_milestone_and_its_repetition_adds_nothing(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, MARK, MARK)
    assert reading.milestones == [
        Milestone(
            agreement="ottawa",
            rule="clearance",
            party="NER",
            kind="extension",
            happened_on=date(2014, 6, 27),
            until=date(2016, 12, 31),
        )
    ]


@pytest.mark.parametrize(
    ("good", "changes", "column", "words"),
    [
        (ACT, {"act": "joined"}, "act", "write signature, ratification"),
        (ACT, {"acted_on": "2000-02-30"}, "acted_on", "is not a day"),
        (ACT, {"acted_on": ""}, "acted_on", "blank"),
        (ACT, {"agreement": ""}, "agreement", "blank"),
        (ACT, {"party": "-"}, "party", "nobody speaks"),
        (ACT, {"in_force_on": "then"}, "in_force_on", "is not a day"),
        (ACT, {"ends_on": "1999-01-01"}, "ends_on", "cannot end (1999-01-01) before"),
        (MARK, {"kind": "begun"}, "kind", "write exists, none, extension, completed"),
        (MARK, {"until": ""}, "until", "an extension needs `until`"),
        (MARK, {"until": "2010-01-01"}, "until", "before 2014-06-27"),
        (MARK, {"happened_on": "2014"}, "happened_on", "is not a day"),
        (MARK, {"rule": ""}, "rule", "blank"),
        (MARK, {"handling": "secret"}, "handling", "write public"),
    ],
)
def test_a_value_that_cannot_stand_refuses_the_whole_file(
    tmp_path: Path, good: dict[str, str], changes: dict[str, str], column: str, words: str
) -> None:
    spare = {name: good.get(name, "") for name in changes}
    with pytest.raises(UnreadableError) as caught:
        read_rows(tmp_path, good | spare, good | changes)
    assert (caught.value.line, caught.value.column) == (3, column)
    assert words in caught.value.problem


def test_an_unknown_party_is_kept_and_reported(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, ACT | {"party": "Ruritania"}, MARK | ACT | {"party": "Ruritania"})
    assert [act.party for act in reading.participation] == ["?Ruritania"] * len(reading.participation)
    assert {issue.rule for issue in reading.issues} >= {"unknown_party"}


def test_a_file_that_is_almost_one_is_told_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("agreement,party,act,date\nottawa,Ghana,accession,2000-06-30\n", "utf-8")
    with pytest.raises(UnreadableError, match="almost a participation file, but lacks the column 'acted_on'"):
        recognise(path)
