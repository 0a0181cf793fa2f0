"""The shelf of scenarios: what each expects is what the software raises, and both sides are marked alike."""

import csv
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from tallystick.cli import cli
from tallystick.errors import AmbiguousIdError, UnknownIdError, UnreadableError, UsageError, ValueRefusedError
from tallystick.model.finding import Step
from tallystick.model.party import find_party, invented_states
from tallystick.pipeline import exercises
from tallystick.pipeline import exercises as room
from tallystick.worlds.mark import Answer, Mark, Outcome, answers_of, mark, names_of, unborne, untold
from tallystick.worlds.scenario import Expected, Mistaken, Scenario, Stands, read_scenario

pytestmark = pytest.mark.usefixtures("all_draws")  # what is expected is expected of the software as it draws

EVERY = exercises.scenarios()
ASKED_FOR = {
    "war_to_war": "civil war",
    "year_end_shift": "year-end",
    "embargo_by_reexport": "re-export",
    "lost_depots": "depots",
    "largest_holder_outside": "largest holder",
    "ban_moves_purchases": "another category",
}

QUICK = {"ban_moves_purchases", "lost_depots", "war_to_war", "year_end_shift"}
"""A ceiling, a report with help asked for, observers alone, a cause: what the others are made of."""
PLAYED = [
    pytest.param(one, id=one.name, marks=[] if one.name in QUICK else [pytest.mark.slow]) for one in EVERY
]

Write = Callable[[str], Path]


ASSESSED_AFRESH = room.assessed_afresh


@cache
def assessed(name: str) -> dict[str, pl.DataFrame]:
    return ASSESSED_AFRESH(exercises.find_scenario(name))


@pytest.fixture(autouse=True)
def _once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Assess each scenario once for all tests: what a test changes is what is expected, never the files."""
    monkeypatch.setattr(room, "assessed_afresh", lambda scenario: assessed(scenario.name))


def changed(name: str, **told: object) -> Scenario:
    scenario = exercises.find_scenario(name)
    return replace(scenario, told=scenario.told.model_copy(update=told))


def outcomes(marks: list[Mark]) -> dict[str, Outcome]:
    return {one.about: one.outcome for one in marks}


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["exercise", *words])


# ---- what stands on the shelf


def test_there_are_at_least_eight_and_those_that_were_asked_for() -> None:
    titles = {one.name: one.told.title for one in EVERY}
    assert len(titles) >= 8
    assert {name: word for name, word in ASKED_FOR.items() if word not in titles[name]} == {}


@pytest.mark.parametrize("scenario", PLAYED)
def test_the_software_raises_what_a_scenario_expects_and_nothing_wrongly(scenario: Scenario) -> None:
    tables = assessed(scenario.name)
    assert untold(scenario.told, names_of(tables)) == []
    assert unborne(scenario.told, tables) == []
    marks = mark(scenario.told, answers_of(tables["finding"]))
    assert [one for one in marks if one.outcome not in {Outcome.FOUND, Outcome.ALLOWED}] == []
    assert sum(one.outcome is Outcome.FOUND for one in marks) == len(scenario.told.expected) > 0
    assert tables["issue"].height == 0


@pytest.mark.parametrize("scenario", EVERY, ids=lambda one: one.name)
def test_a_story_is_short_and_says_what_is_true_and_what_stands(scenario: Scenario) -> None:
    assert 3 <= len(re.findall(r"[.?](?:\s|$)", scenario.told.story)) <= 6
    assert scenario.told.question.endswith("?")
    assert len(scenario.told.stands) > 0
    assert len(scenario.told.beyond) > 0


@pytest.mark.parametrize("scenario", EVERY, ids=lambda one: one.name)
def test_every_party_of_a_scenario_is_invented(scenario: Scenario) -> None:
    named = {
        row[column]
        for file in scenario.files
        for row in csv.DictReader(file.read_text("utf-8").splitlines())
        for column in ("claimant", "from", "to", "origin", "party")
        if row.get(column) not in {None, "-"}
    }
    codes = {find_party(name) or name for name in named if not name.startswith("actor:")}
    assert codes <= set(invented_states())


def test_every_invented_agreement_is_used_and_asks_something_of_invented_parties_alone() -> None:
    shelf = Path(str(resources.files(room.SHELF))) / "agreements"
    folders = {one.parent for one in shelf.glob("*/agreement.toml")}
    assert folders == {folder for one in EVERY for folder in one.agreements}
    for folder in folders:
        rows = csv.DictReader((folder / "participation.csv").read_text("utf-8").splitlines())
        assert {row["party"] for row in rows} <= set(invented_states())
        assert "invented example" in (folder / "agreement.toml").read_text("utf-8")


# ---- what makes it fail


def test_a_finding_that_is_expected_and_not_raised_is_missed() -> None:
    about = "transfer.QMO.QSO.armoured_combat_vehicles.2018.items"
    told = changed("year_end_shift", expected=(Expected(about=about, step=Step.CLARIFY, why="-"),)).told
    marks = outcomes(mark(told, answers_of(assessed("year_end_shift")["finding"])))
    assert marks[about] is Outcome.MISSED
    assert marks["transfer.QMO.QYA.armoured_combat_vehicles.2019.items"] is Outcome.WRONG


def test_a_finding_that_nobody_expects_is_raised_wrongly() -> None:
    told = changed("war_to_war", expected=()).told
    marks = mark(told, answers_of(assessed("war_to_war")["finding"]))
    assert {one.outcome for one in marks} == {Outcome.WRONG}
    assert len(marks) == 3


def test_a_step_other_than_the_one_expected_is_told_apart() -> None:
    about = "river_returns.yearly_return.QNA"
    told = changed("lost_depots", expected=(Expected(about=about, step=Step.CLARIFY, why="-"),)).told
    assert outcomes(mark(told, answers_of(assessed("lost_depots")["finding"])))[about] is Outcome.OTHER_STEP


def test_a_scenario_that_speaks_of_what_is_not_there_is_refused() -> None:
    slip = Mistaken(about="transfer.QMO.QSE.*", why="-")
    with pytest.raises(ValueRefusedError, match=r"nothing is called transfer\.QMO\.QSE\.\*"):
        exercises.mark_findings(changed("year_end_shift", mistaken=(slip,)))


def test_a_scenario_whose_record_says_something_else_is_refused() -> None:
    about = "transfer.QMO.QSO.armoured_combat_vehicles.2018.items"
    stands = Stands(about=about, says="agreed", why="-")
    with pytest.raises(ValueRefusedError, match=r"2018\.items: agreed, is explained, year_end"):
        exercises.mark_findings(changed("year_end_shift", stands=(stands,)))


# ---- an analyst's answers


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        path = tmp_path / "mine.csv"
        path.write_text(f"about,step,why\n{text}", "utf-8")
        return path

    return written


def test_answers_are_marked_by_parts_of_identifiers_and_by_single_verdicts(write: Write) -> None:
    path = write(
        "river_returns.yearly_return.QNA.2020,Assist,asked for help\n"
        "seizure.QNA.QPE,inspect,go and look\n"
        "transfer.QPE.QOL,clarify,-\n"
    )
    assert outcomes(exercises.mark_answers(exercises.find_scenario("lost_depots"), path)) == {
        "river_returns.yearly_return.QNA": Outcome.FOUND,
        "river_returns.yearly_return.QOL": Outcome.MISSED,
        "seizure.QNA.QPE.small_arms.2020.items": Outcome.OTHER_STEP,
        "transfer.QPE.QOL.small_arms.2018.items": Outcome.WRONG,
    }


def test_the_right_step_counts_where_two_are_given() -> None:
    told = exercises.find_scenario("year_end_shift").told
    about = told.expected[0].about
    both = [Answer(about, step) for step in (Step.WATCH, Step.CLARIFY)]
    assert outcomes(mark(told, both))[about] is Outcome.FOUND


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("QNA,clarify,-\n", AmbiguousIdError, "choose one"),
        ("seizure.QNA.QXX,clarify,-\n", UnknownIdError, r"Nearest: seizure\.QNA\.QPE"),
        ("seizure.QNA.QPE,clarfy,-\n", UnreadableError, r"line 2, column 'step'.*Nearest: clarify"),
        ("seizure.QNA.QPE,clarify\n", UnreadableError, "fewer cells"),
    ],
)
def test_an_answer_that_cannot_be_read_names_what_is_near(
    write: Write, text: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        exercises.mark_answers(exercises.find_scenario("lost_depots"), write(text))


# ---- the command


def test_the_list_names_every_exercise() -> None:
    assert [line.split()[0] for line in run().stdout.splitlines()] == [one.name for one in EVERY]
    assert [one["name"] for one in json.loads(run("--json").stdout)] == [one.name for one in EVERY]


def test_an_unknown_exercise_is_refused_with_the_nearest_names() -> None:
    said = run("year_end")
    assert said.exit_code == UsageError.exit_code
    assert "Nearest: year_end_shift" in said.stderr


def test_an_exercise_is_laid_out_as_a_case_and_its_page_holds_the_findings_back(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    said = run("lost-depots", "--out", str(folder))
    assert said.exit_code == 0, said.output
    assert exercises.find_scenario("lost_depots").told.story in said.stdout
    assert f"--folder {folder / 'river_returns'}" in said.stdout
    page = (folder / "out" / "report.html").read_text("utf-8")
    assert "findings are held back" in page
    assert "Nothing on record asks" not in page
    assert not (folder / "out" / "finding.csv").exists()
    assert (folder / "answers.csv").read_text("utf-8") == "about,step,why\n"


def test_playing_again_keeps_the_answers_and_another_exercise_finds_the_folder_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # what is assessed and shown is looked at above; here, only what lies in the folder
    monkeypatch.setattr(room, "assess", lambda *_, **__: (None, {}))
    monkeypatch.setattr(room, "_write", lambda *_: tmp_path / "report.html")
    folder = tmp_path / "mine"
    assert run("war_to_war", "--out", str(folder)).exit_code == 0
    (folder / "answers.csv").write_text("about,step,why\nmine,watch,-\n", "utf-8")
    assert run("war_to_war", "--out", str(folder)).exit_code == 0
    assert "mine,watch" in (folder / "answers.csv").read_text("utf-8")
    said = run("year_end_shift", "--out", str(folder))
    assert said.exit_code == 3
    assert "holds something else than the exercise year_end_shift" in said.stderr


def test_revealing_tells_the_truth_and_marks_both_sides_by_the_same_words(write: Write) -> None:
    path = str(write("QMO.QYA.armoured_combat_vehicles.2019,clarify,-\n"))
    said = run("year_end_shift", "--answers", path, "--reveal").stdout
    told = exercises.find_scenario("year_end_shift").told
    assert said.startswith(told.truth)
    assert said.count("1 of 1 finding found with the step the record calls for, 0 raised wrongly.") == 2
    assert told.truth not in run("year_end_shift", "--answers", path).stdout
    rows = json.loads(run("year_end_shift", "--answers", path, "--reveal", "--json").stdout)
    assert [(row["by"], row["outcome"]) for row in rows] == [("answers", "found"), ("software", "found")]


# ---- a scenario that is not written as it should be


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str, str], Path]:
    def with_slip(before: str, after: str) -> Path:
        folder = tmp_path / "lost_depots"
        shutil.copytree(exercises.find_scenario("lost_depots").folder, folder)
        agreement = exercises.find_scenario("lost_depots").agreements[0]
        shutil.copytree(agreement, tmp_path / "agreements" / agreement.name)
        text = (folder / "scenario.toml").read_text("utf-8")
        assert before in text
        (folder / "scenario.toml").write_text(text.replace(before, after, 1), "utf-8")
        return folder

    return with_slip


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "question =",
            "questoin =",
            r"line 1[0-9], column 'questoin'.*'questoin' is not known.*Nearest: question",
        ),
        ("question =", "# question =", "column 'question'.*'question' is missing"),
        (
            'step = "assist"',
            'step = "asist"',
            r"column 'expected\.0\.step'.*'asist' is no step.*Nearest: assist",
        ),
        (
            '"river_returns"',
            '"river_return"',
            "no invented agreement is called 'river_return'.*river_returns",
        ),
        ('title = "', "title = ", "is not TOML"),
        ('why = "It asked', 'way = "It asked', r"expected\.0\.way.*Nearest: why"),
    ],
)
def test_a_slip_in_a_scenario_names_its_place_and_what_is_near(
    own: Callable[[str, str], Path], before: str, after: str, said: str
) -> None:
    with pytest.raises(UnreadableError, match=said):
        read_scenario(own(before, after))


def test_a_scenario_in_which_nothing_can_be_raised_wrongly_is_refused(tmp_path: Path) -> None:
    text = 'title = "-"\nadded_on = 2020-01-01\nstory = "-"\nquestion = "-"\ntruth = "-"\nmistaken = []\n'
    (tmp_path / "scenario.toml").write_text(text, "utf-8")
    with pytest.raises(UnreadableError, match=r"line 6, column 'mistaken'.*at least 1 item"):
        read_scenario(tmp_path)


def test_a_folder_without_a_scenario_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"scenario\.toml: is missing"):
        read_scenario(tmp_path)
