"""A page of a large record lays open what matters most, counts all, and says what it left out."""

import re
from collections.abc import Mapping

import polars as pl
import pytest

from tallystick.engine.local import frame
from tallystick.model.case import Case
from tallystick.model.record import Record
from tallystick.model.tables import FINDING
from tallystick.reports.laid import Laid, lay_open
from tallystick.reports.page import render
from tests.findings.rows import table

FEW = 3
Tables = Mapping[str, pl.DataFrame]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tallystick.reports.opened.MOST", FEW)


def laid(tables: Tables) -> list[Laid]:
    return lay_open(Record.of(tables))


def asked(tables: Tables, *about: str) -> dict[str, pl.DataFrame]:
    rows = [{"finding_id": f"gap.{name}", "about": name} for name in about]
    return dict(tables) | {"finding": table("finding", *rows)}


def open_ones(tables: Tables) -> list[str]:
    return [one.cell_id for one in laid(tables) if one.is_open]


def test_a_record_of_ordinary_size_is_laid_open_whole(tables: Tables) -> None:
    assert all(one.is_open and len(one.statements) > 0 for one in laid(tables))


@pytest.mark.usefixtures("few")
def test_of_a_large_record_the_first_of_the_list_are_laid_open_and_all_are_there(tables: Tables) -> None:
    without = dict(tables) | {"finding": frame(FINDING, [])}
    every = laid(without)
    assert len(every) == tables["cell"].height > FEW
    assert [one.is_open for one in every] == [place < FEW for place in range(len(every))]
    assert all(one.statements == [] for one in every[FEW:])
    shuffled = without | {
        name: without[name].sample(fraction=1.0, shuffle=True, seed=3) for name in ("cell", "fact")
    }
    assert open_ones(shuffled) == open_ones(without)


@pytest.mark.usefixtures("few")
def test_what_a_finding_is_about_is_laid_open_however_many_there_are(tables: Tables) -> None:
    last = [one.cell_id for one in laid(tables)][-FEW - 1 :]
    assert open_ones(asked(tables, *last)) == last
    assert set(open_ones(asked(tables, last[-1]))) > {last[-1]}
    assert len(open_ones(asked(tables, last[-1]))) == FEW


@pytest.mark.usefixtures("few")
def test_a_large_page_counts_all_says_what_is_elsewhere_and_links_nowhere_else(
    tables: Tables, case: Case
) -> None:
    page = render(dict(tables), case)
    flows = tables["cell"].height
    assert f"{FEW} of {flows} flows are laid open on this page" in page
    assert f"Of {flows} flows, " in page
    assert f'data-flows="{flows}"' in page
    names = set(re.findall(r' id="([^"]+)"', page))
    assert len([name for name in names if name.startswith("c-")]) == FEW
    assert set(re.findall(r' href="#([^"]*)"', page)) - names == set()
    assert re.search(r"\d+ more pairs?, of which no flow is laid open here, ha(s|ve) no chart", page)
    assert re.search(r"\d+ more lines? of flows that are not laid open here", page)
