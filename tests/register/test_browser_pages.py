"""Every page in a real browser: nothing from elsewhere, no fault for screen readers, nothing wider than a telephone."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, Request

from tests.chromium import VIOLATIONS
from tests.register.databases import ADDRESS
from tests.register.serving import serving

PROJECT: Final = Path(__file__).resolve().parents[2]
PASSWORD: Final = "a password of tests"  # noqa: S105  # of tests
SERIOUS: Final = {"serious", "critical"}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.skipif(
        ADDRESS != "",
        reason="a page has the same markup whatever keeps its rows; test_pages asks for every page on PostgreSQL too",
    ),
]

Served = tuple[str, dict[str, dict[str, str]]]
"""Where a register is served, and by role the pages it may look at."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a register with a sample of everything, served by the installed command."""
    folder = tmp_path_factory.mktemp("served") / "register"
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join([str(PROJECT / "src"), str(PROJECT)])}
    made = subprocess.run(
        [sys.executable, PROJECT / "tests/register/served.py", folder],
        capture_output=True, text=True, check=True, env=surroundings,
    )  # fmt: skip
    with serving(folder, surroundings) as place:
        yield place, json.loads(made.stdout)


def visited(
    browser: Browser, served: Served, *, width: int, language: str
) -> Iterator[tuple[str, Page, list[str]]]:
    """Visit every page as somebody who may; give its name, the page, and every address that was asked for."""
    place, by_role = served
    for role, pages in by_role.items():
        window = browser.new_page(viewport={"width": width, "height": 900})
        asked: list[str] = []
        window.on("request", _into(asked))
        window.goto(f"{place}/sign-in/")
        window.fill("#id_username", role.replace("_", "-"))
        window.fill("#id_password", PASSWORD)
        with window.expect_navigation():
            window.click("main button")
        window.select_option("#language", language)
        with window.expect_navigation():
            window.click("form.language button")
        for name, path in pages.items():
            # a document is downloaded and a picture is no page
            answer = window.request.head(place + path)
            if answer.ok and answer.headers.get("content-type", "").startswith("text/html"):
                window.goto(place + path)
                yield name, window, asked
        window.close()


def _into(asked: list[str]) -> Callable[[Request], None]:
    return lambda request: asked.append(request.url)


def test_no_page_asks_for_anything_from_elsewhere_and_axe_finds_no_serious_fault(
    browser: Browser, served: Served
) -> None:
    axe, faults, elsewhere, count = Axe(), [], set(), 0
    for name, page, asked in visited(browser, served, width=1280, language="en"):
        found = axe.run(page, options=VIOLATIONS).response["violations"]
        faults += [
            f"{name}: {one['id']} at {one['nodes'][0]['html'][:120]}"
            for one in found
            if one["impact"] in SERIOUS
        ]
        elsewhere |= {url for url in asked if not url.startswith((served[0], "data:"))}
        count += 1
    assert count > 10
    assert faults == []
    assert elsewhere == set()


def test_on_a_telephone_and_in_arabic_no_page_is_wider_than_the_screen(
    browser: Browser, served: Served
) -> None:
    wide = []
    for name, page, _ in visited(browser, served, width=390, language="ar"):
        assert page.get_attribute("html", "dir") == "rtl"
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(name)
    assert wide == []
