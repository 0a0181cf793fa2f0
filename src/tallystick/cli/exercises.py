"""The command that plays a scenario and marks what was raised."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tallystick.cli.speech import FOLDER, JSON, PATH, cli, counted, fitted
from tallystick.progress import steps

if TYPE_CHECKING:
    from tallystick.pipeline.exercises import Mark, Played, Scenario


@cli.command()
@click.argument("name", required=False)
@click.option(
    "--out", type=FOLDER, default=None, help="Where to lay it out; ./tallystick-exercise if not given."
)
@click.option("--answers", type=PATH, default=None, help="A CSV file of answers (about, step, why) to mark.")
@click.option("--reveal", is_flag=True, help="Say what is true, and mark the software's own findings.")
@click.option("--list", "listed", is_flag=True, help="List the exercises; so without a NAME.")
@JSON
def exercise(
    name: str | None, out: Path | None, answers: Path | None, reveal: bool, listed: bool, as_json: bool
) -> None:
    """Play the scenario NAME, in which all is invented: a case to read, and a question to answer.

    \b
    tallystick exercise                            list them
    tallystick exercise year_end_shift             lay one out, with its page
    tallystick exercise year_end_shift --answers tallystick-exercise/answers.csv
    tallystick exercise year_end_shift --reveal    what is true, and what the software raises
    """
    from tallystick.pipeline import exercises

    if name is None or listed:
        _list(exercises.scenarios(), as_json=as_json)
        return
    scenario = exercises.find_scenario(name)
    if answers is not None or reveal:
        _mark(scenario, answers, reveal=reveal, as_json=as_json)
        return
    folder = Path(exercises.EXERCISE_OUT) if out is None else out
    with steps(f"Laying out {scenario.name}") as step:
        played = exercises.play(scenario, folder, step=step)
    if as_json:
        click.echo(json.dumps(_told(played), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(fitted(_lines(played))))


def _list(every: "Sequence[Scenario]", *, as_json: bool) -> None:
    if as_json:
        rows = [{"name": one.name, "title": one.told.title} for one in every]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    wide = max(len(one.name) for one in every)
    click.echo("\n".join(f"{one.name:<{wide}}  {one.told.title}" for one in every))


def _told(played: "Played") -> dict[str, str]:
    told = played.scenario.told
    return {
        "name": played.scenario.name,
        "title": told.title,
        "story": told.story,
        "question": told.question,
        "case": str(played.folder),
        "page": str(played.page),
        "answers": str(played.folder / "answers.csv"),
    }


def _lines(played: "Played") -> Iterable[str]:
    told, name = played.scenario.told, played.scenario.name
    yield from (told.title, "", told.story, "", f"Question: {told.question}", "")
    yield f"Page: {played.page}"
    yield f"Answers: one line for each step you would take, in {played.folder / 'answers.csv'}:"
    yield "  about,step,why   with an identifier or part of one, and clarify, inspect, assist or watch"
    own = "".join(f" --folder {played.folder / one.name}" for one in played.scenario.agreements)
    yield f"Trace: tallystick why ID --case {played.folder}{own}"
    yield f"Then:  tallystick exercise {name} --answers {played.folder / 'answers.csv'} --reveal"


def _mark(scenario: "Scenario", answers: Path | None, *, reveal: bool, as_json: bool) -> None:
    from tallystick.pipeline import exercises

    marked: dict[str, Sequence[Mark]] = {}
    if answers is not None:
        marked["answers"] = exercises.mark_answers(scenario, answers)
    if reveal:
        marked["software"] = exercises.mark_findings(scenario)
    if as_json:
        rows = [{"by": by, **mark.row()} for by, marks in marked.items() for mark in marks]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    lines = [line for by, marks in marked.items() for line in (*_marked(by, marks), "")]
    click.echo("\n".join(fitted([*(_truth(scenario) if reveal else ()), *lines][:-1])))


def _truth(scenario: "Scenario") -> Iterable[str]:
    yield from (scenario.told.truth, "")
    if len(scenario.told.beyond) > 0:
        yield "What the software cannot see of it:"
        yield from (f"  {one}" for one in scenario.told.beyond)
        yield ""


_BY: Final = {"answers": "Your answers", "software": "The software's own findings"}
_SAID: Final = {
    "found": "found",
    "other_step": "found, another step taken",
    "missed": "missed",
    "raised_wrongly": "raised wrongly",
    "allowed": "allowed",
}


def _marked(by: str, marks: "Sequence[Mark]") -> Iterable[str]:
    count = {word: sum(mark.outcome == word for mark in marks) for word in _SAID}
    expected = count["found"] + count["other_step"] + count["missed"]
    yield (
        f"{_BY[by]}: {count['found']} of {counted(expected, 'finding')} found with the step the record calls for, "
        f"{count['raised_wrongly']} raised wrongly."
    )
    for mark in marks:
        yield f"  {_SAID[mark.outcome]}: {mark.about}, {mark.step}"
        yield f"    {mark.why}"
