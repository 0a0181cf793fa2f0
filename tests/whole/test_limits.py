"""A limit of one's own on what comes in, from the files to the last word of the party, through the command."""

import logging
from pathlib import Path

import polars as pl
import pytest

from tests.agreements.hill import hill_pact
from tests.whole.conftest import Done, Run

pytestmark = pytest.mark.slow  # each answers and assesses anew; together they take seconds

ON = ("--on", "2018-03-01")
LIMIT = "hill_pact.most_imported.SVK.2016"
HEAD = "claimant,role,from,to,category,period,quantity,unit,act,instrument\n"
GERMAN = "DEU,exporter,DEU,SVK,battle_tanks,2016,10,items,transfer,hill_report\n"
AMERICAN = "USA,exporter,USA,SVK,battle_tanks,2016,10,items,transfer,hill_report\n"
OWN = (
    "SVK,importer,DEU,SVK,battle_tanks,2016,10,items,transfer,hill_report\n"
    "SVK,importer,USA,SVK,battle_tanks,2016,10,items,transfer,hill_report\n"
)
BEFORE = "".join(
    f"{who},{role},{seller},SVK,battle_tanks,{year},3,items,transfer,hill_report\n"
    for year in range(2012, 2016)
    for seller in ("DEU", "USA")
    for who, role in ((seller, "exporter"), ("SVK", "importer"))
)
"""Years in which both sides said the same: without them nothing is known of how exact anybody is."""
HELD = "SVK,holder,-,SVK,battle_tanks,2016,75,items,holding,hill_report\n"


def ok(done: Done) -> Done:
    assert done.code == 0, done.stderr
    return done


@pytest.fixture
def case(tallystick: Run, tmp_path: Path) -> Path:
    """Make a case of twenty tanks in two deliveries, both agreed, under a limit of twelve a year."""
    hill_pact(tmp_path / "hill_pact")
    (tmp_path / "exporters.csv").write_text(HEAD + GERMAN + AMERICAN, "utf-8")
    (tmp_path / "importer.csv").write_text(HEAD + OWN + HELD + BEFORE, "utf-8")
    ok(tallystick("new", "case", at=tmp_path))
    ok(tallystick("add", "case", "exporters.csv", "importer.csv", "--on", "2017-06-01", at=tmp_path))
    toml = tmp_path / "case" / "case.toml"
    text = toml.read_text("utf-8").replace(
        "agreements = []", 'agreements = ["hill_pact"]\njudged_from = 2016'
    )
    toml.write_text(text, "utf-8")
    return tmp_path / "case"


def run(tallystick: Run, case: Path, command: str, *arguments: str) -> Done:
    return tallystick(command, *arguments, "--case", "case", "--folder", "hill_pact", at=case.parent)


def assessed(tallystick: Run, case: Path) -> pl.DataFrame:
    ok(tallystick("assess", "case", "--folder", "hill_pact", *ON, at=case.parent))
    return pl.read_parquet(case / "out" / "finding.parquet")


def test_two_agreed_deliveries_exceed_together_a_limit_that_neither_does(tallystick: Run, case: Path) -> None:
    found = assessed(tallystick, case).filter(pl.col("finding_id") == f"verdict.{LIMIT}").row(0, named=True)
    assert (found["severity"], found["step"]) == ("high", "inspect")
    assert (
        "On record: 10 from Germany (halves agree); 10 from United States (halves agree)."
        in found["sentence"]
    )
    assert "The limit with what is let pass: 14." in found["sentence"]
    letter = ok(run(tallystick, case, "letter", f"verdict.{LIMIT}", *ON)).stdout
    assert "10 from Germany" in letter
    traced = ok(run(tallystick, case, "why", LIMIT)).stdout
    assert "limit with its tolerance: 14" in traced


def test_what_is_held_has_no_exporter_who_is_silent(tallystick: Run, case: Path) -> None:
    assessed(tallystick, case)
    page = (case / "out" / "report.html").read_text("utf-8")
    assert "no other side" in page
    assert "no party named <span" not in page
    assert "Where one half is missing" not in page
    assert "because they have no one place" not in page


def test_a_word_may_be_taken_back_and_only_one_that_was_said(tallystick: Run, case: Path) -> None:
    said = ("--by", "Slovakia", "--text", "It counts deliveries.", "--on", "2018-02-10")
    nothing = run(tallystick, case, "contest", f"verdict.{LIMIT}", *said, "--supersedes", "abc")
    assert nothing.code == 2
    assert "nobody has said anything" in nothing.stderr
    ok(run(tallystick, case, "contest", f"verdict.{LIMIT}", *said))
    wrong = run(tallystick, case, "contest", f"verdict.{LIMIT}", *said, "--supersedes", "zzz")
    assert wrong.code == 2
    (named,) = wrong.stderr.rpartition(" one: ")[2].splitlines()
    assert named.endswith("(2018-02-10, contest, Slovakia)")
    taken = ("--by", "Slovakia", "--text", "Withdrawn.", "--kind", "note", *ON)
    ok(run(tallystick, case, "contest", f"verdict.{LIMIT}", *taken, "--supersedes", named.split(" ")[0]))
    found = assessed(tallystick, case).filter(pl.col("finding_id") == f"verdict.{LIMIT}").row(0, named=True)
    assert found["reply_state"] == "open"


def test_the_calendar_of_a_case_has_the_agreements_that_it_names(tallystick: Run, case: Path) -> None:
    told = ok(run(tallystick, case, "calendar", *ON, "--until", "2018-12-31")).stdout
    assert told.splitlines() == [
        "2018-04-15",
        "  Hill Pact, Art. 5(1): yearly return for 2017 (binding). Slovakia.",
        "    Report by 15 April on the tanks of the year before.",
    ]
    without = tallystick("calendar", "--case", "case", *ON, at=case.parent)
    assert without.code == 2
    assert "One of your own is found where --folder names its folder." in without.stderr
    other = ok(run(tallystick, case, "calendar", *ON, "--agreement", "att", "--party", "Ghana")).stdout
    assert "Arms Trade Treaty" in other


def test_asking_as_of_another_day_than_that_of_the_outputs_is_told(
    tallystick: Run, case: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assessed(tallystick, case)
    with caplog.at_level(logging.WARNING):
        ok(run(tallystick, case, "why", LIMIT))
    assert "speaks as of 2022-12-31" in caplog.text
    assert "stand as of 2018-03-01" in caplog.text
    caplog.clear()
    ok(tallystick("why", LIMIT, "--case", "case/out", "--folder", "hill_pact", at=case.parent))
    assert caplog.text == ""


def test_one_silence_of_one_party_is_told_as_one(tallystick: Run, case: Path) -> None:
    with (case / "case.toml").open("a", encoding="utf-8") as toml:
        toml.write(
            '\n[[complete_list]]\ninstrument = "hill_report"\nfirst_year = 2017\nlast_year = 2017\n'
            'as_of = 2018-06-01\nsource = "an invented list"\n'
        )
    told = ok(
        tallystick("assess", "case", "--folder", "hill_pact", "--on", "2018-07-01", at=case.parent)
    ).stdout
    assert "1 report of 1 party counts as not received." in told
    words = ("--by", "Slovakia", "--text", "We sent it.", "--on", "2018-07-02")
    answered = ok(run(tallystick, case, "reply", "verdict.hill_pact.yearly_return.SVK", *words))
    assert answered.stdout.startswith("Nothing: the figures, the verdict and its reason are the same")


def test_an_answer_in_words_alone_is_kept_and_said_to_change_nothing(tallystick: Run, case: Path) -> None:
    words = ("--by", "Slovakia", "--text", "We shall look into it.", "--on", "2018-02-10")
    done = ok(run(tallystick, case, "reply", f"verdict.{LIMIT}", *words))
    assert done.stderr.endswith(f"answer kept beside verdict.{LIMIT}\n")
    assert done.stdout.startswith("Nothing: the figures, the verdict and its reason are the same")
