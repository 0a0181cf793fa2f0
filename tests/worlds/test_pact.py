"""The invented agreements by which worlds are judged."""

import tomllib
from importlib import resources
from pathlib import Path

import pytest

from tallystick.pipeline import promises, worlds
from tallystick.worlds import truth, write


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pact") / "world"
    worlds.simulate(folder, 3, worlds.Recipe(scale=worlds.Scale(parties=6, years=3, orders=12)))
    room = Path(str(resources.files(write.SHELF)))
    for name in write.AGREEMENTS:
        (folder / "agreements" / name / "cases").symlink_to(room / name / "cases")
    return folder / "agreements"


@pytest.mark.parametrize("name", write.AGREEMENTS)
def test_the_invented_agreements_judge_their_own_cases_as_expected(shelf: Path, name: str) -> None:
    checked = promises.check(name, (shelf / name,))
    assert [one.title for one in checked.outcomes if not one.passed] == []
    assert len(checked.outcomes) > 2


def test_the_limit_that_holdings_are_drawn_against_is_the_limit_of_the_pact(shelf: Path) -> None:
    parameters = tomllib.loads((shelf / "pact" / "parameters.toml").read_text("utf-8"))
    assert parameters["most_tanks"]["value"][0]["value"] == truth.LIMIT
