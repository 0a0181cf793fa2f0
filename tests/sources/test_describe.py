"""Each source on the shelf is described, and a bad description is refused."""

import pytest

from tallystick.errors import UnreadableError, UsageError
from tallystick.sources import shelf
from tallystick.sources.describe import parse_source, source, sources

GOOD = """
name = "tally"
title = "t"
publisher = "p"
url = ""
licence = "l"
what = "w"
claimant_kind = "states"
reader = "read"
file_kinds = ["CSV"]
"""


def test_every_folder_of_the_shelf_is_described_and_has_its_reader() -> None:
    assert {"tally", "un_register"} <= set(sources())
    for name, described in sources().items():
        assert source(name) is described
        assert len(shelf.reader(name).LAYOUTS) > 0


def test_an_unknown_source_is_answered_with_near_names() -> None:
    with pytest.raises(UsageError, match="Nearest: tally"):
        source("taly")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('title = "t"', 'title = "t"\ncolour = "red"'), "column 'colour': Extra inputs"),
        (("publisher", "publsher"), "column 'publisher': Field required"),
        (('["CSV"]', '["PDF"]'), "file_kinds"),
        (('name = "tally"', 'name = "other"'), "stands in the folder 'tally'"),
        (('title = "t"', 'title = "t'), "is not TOML"),
    ],
)
def test_a_bad_description_is_refused_with_its_key(change: tuple[str, str], words: str) -> None:
    with pytest.raises(UnreadableError, match=r"source\.toml") as caught:
        parse_source("tally", GOOD.replace(*change))
    assert words in str(caught.value)
