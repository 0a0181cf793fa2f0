"""The page in a real browser: by mouse, by keyboard, on a phone, on paper, without script, and for screen readers."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Locator, Page

from tallystick.model.case import Case
from tallystick.reports.page import render
from tests.chromium import VIOLATIONS, missing

pytestmark = pytest.mark.browser

GOLDEN: Final = Path(__file__).parents[1] / "golden" / "page.html"
AGREED: Final = "c-transfer.DEU.POL.battle_tanks.2015.items"
TRACE: Final = "v-mines.yearly_report.DEU.2023"
PHONE: Final = 390

Open = Callable[..., Page]
Windows = tuple[Callable[[int, str, bool], Page], list[str]]
"""Gives the window of a kind; and what pages in any of them complained of."""


def test_a_missing_browser_is_a_failure_where_one_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYSTICK_BROWSER", "required")
    # Both are awaited: a skip that is not would make this test one that is skipped, too.
    either = (pytest.fail.Exception, pytest.skip.Exception)
    with pytest.raises(either, match="no browser at absent") as required:
        missing(Path("absent"))
    monkeypatch.delenv("TALLYSTICK_BROWSER")
    with pytest.raises(either, match="no browser at absent") as wanted:
        missing(Path("absent"))
    assert (required.type, wanted.type) == either


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    """Keep one offline window of each kind, opened when first asked for, and what pages in them complain of."""
    complaints: list[str] = []

    @cache
    def window(width: int, scheme: str, script: bool) -> Page:  # noqa: FBT001  (all three by place, as a cache asks)
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=script,
            reduced_motion="reduce",
            offline=True,
        )
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(request.url))
        return page

    return window, complaints


@pytest.fixture
def opened(windows: Windows) -> Iterator[Open]:
    """Open a page; whatever it asks for or complains of fails the test."""
    window, complaints = windows

    def open_page(
        file: Path = GOLDEN, *, width: int = 1280, scheme: str = "light", script: bool = True, at: str = ""
    ) -> Page:
        page = window(width, scheme, script)
        page.emulate_media(media="screen")
        # from elsewhere, since a page that differs in its fragment alone is not loaded again
        page.goto("about:blank")
        page.goto(file.as_uri() + at)
        return page

    yield open_page
    said = complaints.copy()
    complaints.clear()
    assert said == []


def shown(page: Page) -> list[str]:
    """List the rows in view; asked in one go, since a question a row takes a quarter of a minute."""
    visible = "(all) => all.filter((one) => one.getClientRects().length > 0).map((one) => one.id)"
    return [str(name) for name in page.locator("#gap-table > tbody").evaluate_all(visible)]


def chooser(page: Page, name: str) -> Locator:
    return page.locator(f"#filter [name={name}]")


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=VIOLATIONS).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


def open_all(page: Page) -> None:
    """Open whatever opens, and every trace, of which a reader sees one at a time."""
    page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    page.add_style_tag(content=".matrix .behind { display: table-row; }")


@pytest.mark.slow
def test_axe_finds_no_serious_fault_in_the_page_as_it_opens(opened: Open) -> None:
    assert faults(opened()) == []


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (PHONE, "dark")])
def test_axe_finds_no_serious_fault_in_all_that_opens(opened: Open, width: int, scheme: str) -> None:
    page = opened(width=width, scheme=scheme)
    open_all(page)
    assert faults(page) == []


@pytest.mark.slow
def test_agreed_flows_wait_for_the_toggle(opened: Open) -> None:
    page = opened()
    before = shown(page)
    assert AGREED not in before
    page.get_by_label("Show flows whose halves agree").check()
    assert set(shown(page)) - set(before) == {AGREED, "c-transfer.ALB.CZE.missiles.2013.items"}


def test_filters_narrow_and_are_taken_back(opened: Open) -> None:
    page = opened()
    every = shown(page)
    chooser(page, "halves").select_option("importer_only")
    assert shown(page) == ["c-transfer.BGR.MLI.missiles.2016.items"]
    assert page.locator("#shown").inner_text() == "1 of 11 flows matches"
    assert page.locator("#atlas .arc:visible").count() == 1
    page.get_by_role("button", name="Show all again").click()
    chooser(page, "settled").select_option("explained")
    assert shown(page) == ["c-transfer.DEU.POL.battle_tanks.2014.items"]
    page.get_by_role("button", name="Show all again").click()
    assert shown(page) == every


@pytest.mark.slow
def test_search_minds_neither_case_nor_accents(opened: Open) -> None:
    page = opened()
    chooser(page, "q").fill("LÉOPARD poland")
    assert shown(page) == ["c-transfer.DEU.POL.battle_tanks.2014.items"]
    chooser(page, "q").fill("no such thing")
    assert shown(page) == []
    assert page.locator("#nothing").is_visible()


@pytest.mark.slow
def test_columns_sort_by_keyboard_and_say_so(opened: Open) -> None:
    page = opened()
    head = page.get_by_role("button", name="Importer's half")
    head.focus()
    page.keyboard.press("Enter")
    assert page.locator("th[data-key=importer]").get_attribute("aria-sort") == "descending"
    first = shown(page)[:3]
    assert first[0].startswith("c-transfer.RUS.IND")
    assert first[1].startswith("c-transfer.BGR.MLI")
    page.keyboard.press("Enter")
    assert page.locator("th[data-key=importer]").get_attribute("aria-sort") == "ascending"
    assert shown(page)[0].startswith("c-transfer.USA.SGP")


@pytest.mark.slow
def test_a_point_of_the_map_chooses_its_party_by_keyboard(opened: Open) -> None:
    page = opened()
    point = page.locator("#atlas .point[data-party=NGA]")
    point.focus()
    assert page.locator("#readout").inner_text() == "Nigeria: exporter in 0 flows, importer in 2"
    page.keyboard.press("Enter")
    assert {one.split(".")[2] for one in shown(page)} == {"NGA"}
    assert chooser(page, "party").input_value() == "NGA"
    assert page.locator("#atlas .arc:visible").count() == 2
    page.keyboard.press("Enter")
    assert chooser(page, "party").input_value() == ""


@pytest.mark.slow
def test_an_arc_of_the_map_chooses_its_pair(opened: Open) -> None:
    page = opened()
    page.locator("#atlas .arc[data-pair='DEU>POL']").dispatch_event("click")
    assert set(shown(page)) == {AGREED, "c-transfer.DEU.POL.battle_tanks.2014.items"}


@pytest.mark.slow
def test_a_part_of_the_map_comes_nearer(opened: Open) -> None:
    page = opened()
    before = page.locator("#atlas").get_attribute("viewBox")
    page.get_by_role("button", name="Europe").click()
    assert page.locator("#atlas").get_attribute("viewBox") != before
    assert page.get_by_role("button", name="Europe").get_attribute("aria-pressed") == "true"


@pytest.mark.slow
def test_a_link_to_a_flow_shows_and_opens_it(opened: Open) -> None:
    page = opened(at=f"#{AGREED}")
    assert AGREED in shown(page)
    assert page.locator(f"[id='{AGREED}'] .opened").is_visible()


@pytest.mark.slow
def test_a_gap_opens_by_keyboard(opened: Open) -> None:
    page = opened()
    summary = page.locator("#gap-table summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("#gap-table .opened").first.is_visible()


@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False])
def test_a_mark_opens_the_trace_behind_it(opened: Open, *, script: bool) -> None:
    page = opened(script=script)
    trace = page.locator(f"[id='{TRACE}']")
    assert not trace.is_visible()
    page.locator("#a-mines summary", has_text="Party by party").click()
    page.locator(f"a[href='#{TRACE}']").click()
    assert trace.is_visible()
    assert page.locator("tr.behind:visible").count() == 1
    page.locator("tr.behind:visible").get_by_text("Close").click()
    assert page.locator("tr.behind:visible").count() == 0


@pytest.mark.slow
def test_a_link_to_a_trace_opens_all_that_lies_over_it(opened: Open) -> None:
    page = opened(at=f"#{TRACE}")
    page.wait_for_function("(id) => document.getElementById(id).offsetHeight > 0", arg=TRACE)


@pytest.mark.slow
def test_the_years_of_a_record_stand_below_each_other(opened: Open) -> None:
    page = opened()
    open_all(page)
    strips = page.locator("#a-mines tbody td:nth-child(3) .strip:visible")
    widths = strips.evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().width / one.textContent.length)"
    )
    assert len(widths) > 2
    assert max(widths) - min(widths) < 0.05


@pytest.mark.slow
def test_a_finding_opens_to_its_clock_and_history(opened: Open) -> None:
    page = opened()
    finding = page.locator("[id='f-verdict.mines.clearance.KEN.2021']")
    finding.locator("summary").focus()
    page.keyboard.press("Enter")
    assert finding.get_by_text("Cheapest further evidence").is_visible()
    assert finding.get_by_text("asked by A. Clerk").is_visible()


@pytest.mark.slow
def test_paper_has_the_findings_and_the_marks_and_not_the_traces(opened: Open) -> None:
    page = opened(script=False)
    page.emulate_media(media="print")
    assert page.locator("[id='m-mines-DEU'] .strip").first.is_visible()
    assert page.get_by_text("2024-04-01, asked by A. Clerk").is_visible()
    assert not page.locator(f"[id='{TRACE}']").is_visible()


@pytest.mark.slow
def test_nothing_sticks_out_on_a_phone(opened: Open) -> None:
    page = opened(width=PHONE)
    open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE


@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False])
def test_paper_shows_what_is_behind_the_gaps_and_no_controls(opened: Open, *, script: bool) -> None:
    page = opened(script=script)
    page.emulate_media(media="print")
    if script:
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#gap-table .opened").first.is_visible()
    assert not page.locator("#filter").is_visible()
    assert not page.locator("nav").is_visible()


@pytest.mark.slow
def test_without_script_everything_is_there(opened: Open) -> None:
    page = opened(script=False)
    assert len(shown(page)) == 11
    assert not page.locator("#filter").is_visible()
    page.locator("#gap-table summary").first.click()
    assert page.locator("#gap-table .opened").first.is_visible()


@pytest.mark.slow
def test_no_figure_of_a_line_is_broken_on_a_phone(opened: Open) -> None:
    page = opened(width=PHONE, at="#c-transfer.RUS.IND.missiles.2014.items")
    amounts = page.locator(".lines:visible tbody td.n")
    assert amounts.count() > 0
    # the lines that a figure takes, and how far it sticks out of its cell
    measured = """(cells) => cells.filter((cell) => {
        const drawn = document.createRange(); drawn.selectNodeContents(cell);
        const tops = new Set([...drawn.getClientRects()].map((box) => Math.round(box.top)));
        return tops.size > 1 || cell.scrollWidth > cell.clientWidth;
    }).length"""
    assert amounts.evaluate_all(measured) == 0


@pytest.fixture(scope="module")
def report(bundled: tuple[Case, dict[str, pl.DataFrame]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    case, tables = bundled
    target = tmp_path_factory.mktemp("page") / "report.html"
    target.write_text(render(tables, case), "utf-8")
    return target


@pytest.mark.slow
def test_a_long_table_starts_with_fifty_rows_and_shows_all_on_request(opened: Open, report: Path) -> None:
    page = opened(report)
    assert len(shown(page)) == 50
    button = page.locator("#whole")
    total = int(button.inner_text().removeprefix("Show all "))
    fifty_first = page.locator("#gap-table > tbody:not([hidden])").nth(50)
    button.focus()
    page.keyboard.press("Enter")
    assert len(shown(page)) == total
    assert not button.is_visible()
    assert fifty_first.locator("summary").evaluate("(one) => one === document.activeElement")


@pytest.mark.slow
def test_search_and_sorting_reach_beyond_the_rows_shown(opened: Open, report: Path) -> None:
    page = opened(report)
    last = page.locator("#gap-table > tbody:not([hidden])").last
    name = str(last.get_attribute("id"))
    assert not last.is_visible()
    page.get_by_role("button", name="Year").click()
    by_year = page.locator("#gap-table > tbody:visible").evaluate_all(
        "(all) => all.map((one) => one.dataset.y)"
    )
    assert by_year == sorted(by_year)
    in_order = page.locator("#gap-table > tbody:not([hidden])").evaluate_all(
        "(all) => all.map((one) => one.id)"
    )
    assert shown(page) == in_order[:50]
    source, target = str(page.locator(f"[id='{name}']").get_attribute("data-p")).split(">")
    chooser(page, "party").select_option(source if len(source) == 3 else target)
    found = page.locator("#shown").inner_text().split(" ")[0]
    assert page.locator("#gap-table > tbody:not([hidden])").count() == int(found)


@pytest.mark.slow
def test_a_link_reaches_a_row_not_yet_shown(opened: Open, report: Path) -> None:
    page = opened(report)
    last = str(page.locator("#gap-table > tbody.later").last.get_attribute("id"))
    page.evaluate("(id) => { location.hash = id; }", last)
    page.wait_for_function("(id) => document.getElementById(id).querySelector('details').open", arg=last)
    assert last in shown(page)


@pytest.mark.slow
def test_paper_shows_every_row(opened: Open, report: Path) -> None:
    page = opened(report)
    later = page.locator("#gap-table > tbody.later")
    assert later.count() > 0
    page.emulate_media(media="print")
    hidden = "(all) => all.filter((one) => getComputedStyle(one).display === 'none').length"
    assert later.evaluate_all(hidden) == 0
    assert not page.locator("#rest").is_visible()


@pytest.mark.slow
def test_the_bundled_page_is_small_and_whole(
    opened: Open, bundled: tuple[Case, dict[str, pl.DataFrame]], report: Path
) -> None:
    tables = bundled[1]
    assert report.stat().st_size < 3_000_000
    page = opened(report, width=PHONE)
    assert page.evaluate("document.querySelectorAll('#gap-table > tbody').length") == tables["cell"].height
    gaps = page.evaluate("document.querySelectorAll('#gap-table > tbody:not([hidden])').length")
    assert gaps == tables["gap"].height
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
