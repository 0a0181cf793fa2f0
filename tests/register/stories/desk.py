"""A desk at which people of the demonstration work: one browser window each, in one language."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Locator, Page

from tests.chromium import VIOLATIONS

SERIOUS: Final = {"serious", "critical"}
DESKTOP: Final = {"width": 1280, "height": 900}
TELEPHONE: Final = {"width": 390, "height": 844}
PASSWORD: Final = "demonstration only"  # noqa: S105  # printed by the demonstration itself
SCREENSHOTS: Final = os.environ.get("TALLYSTICK_SCREENSHOTS", "")
"""A folder for pictures of every page at both widths; empty where nobody looks at them."""
_NAMES: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")


@dataclass(slots=True)
class Desk:
    """The windows of one language; what was found wrong with pages is kept until the end."""

    browser: Browser
    place: str
    language: str
    faults: list[str] = field(default_factory=list)
    _windows: dict[str, Page] = field(default_factory=dict)
    _looked_at: set[str] = field(default_factory=set)

    def of(self, username: str) -> "Window":
        """Give the window of one person, signed in."""
        if username not in self._windows:
            page = self.browser.new_context(viewport=DESKTOP).new_page()  # type: ignore[arg-type]  # two numbers
            page.goto(f"{self.place}/sign-in/")
            page.fill("#id_username", username)
            page.fill("#id_password", PASSWORD)
            with page.expect_navigation():
                page.click("main button")
            page.select_option("#language", self.language)
            with page.expect_navigation():
                page.click("form.language button")
            assert page.get_attribute("html", "lang") == self.language
            self._windows[username] = page
        return Window(self, username, self._windows[username])

    def look_at(self, page: Page) -> None:
        """Look for faults on a page, once for each kind of page."""
        name = _NAMES.sub("1", urlsplit(page.url).path)
        if name in self._looked_at:
            return
        self._looked_at.add(name)
        found = Axe().run(page, options=VIOLATIONS).response["violations"]
        self.faults += [
            f"{self.language} {name}: {one['id']} at {one['nodes'][0]['html'][:120]}"
            for one in found
            if one["impact"] in SERIOUS
        ]
        self._picture(page, name, 1280)
        page.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]  # two numbers
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            self.faults.append(f"{self.language} {name}: wider than a telephone")
        self._picture(page, name, 390)
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # as above

    def _picture(self, page: Page, name: str, width: int) -> None:
        if SCREENSHOTS != "":
            file = f"{name.strip('/').replace('/', '_') or 'home'}.{self.language}.{width}.png"
            page.screenshot(path=Path(SCREENSHOTS) / file, full_page=True)

    def close(self) -> None:
        """Close every window."""
        for page in self._windows.values():
            page.context.close()


@dataclass(frozen=True, slots=True)
class Window:
    """One person's window."""

    desk: Desk
    username: str
    page: Page

    def go(self, path: str) -> "Window":
        """Open a page by its address, as from a bookmark."""
        answer = self.page.goto(self.desk.place + path)
        assert answer is not None
        assert answer.ok, f"{self.username}: {path} answered {answer.status}"
        self.desk.look_at(self.page)
        return self

    def follow(self, ending: str, *, nth: int = 0) -> "Window":
        """Follow a link of the page whose address ends so."""
        return self.click(self.links(ending).nth(nth))

    def click(self, there: Locator) -> "Window":
        """Click on something that leads to another page, and wait for that page; what hides it is opened first."""
        folded = there.locator("xpath=ancestor::details[not(@open)]/summary")
        if folded.count() > 0:
            folded.first.click()
        with self.page.expect_navigation():
            there.click()
        self.desk.look_at(self.page)
        return self

    def links(self, ending: str) -> Locator:
        """Give the links of the page whose addresses end so."""
        return self.page.locator(f'main a[href$="{ending}"]')

    def fill(self, **given: str | None) -> "Window":
        """Fill in fields by their names; None takes the first word that is offered."""
        for name, value in given.items():
            self._fill(name.strip("_"), value)
        return self

    def _fill(self, name: str, value: str | None) -> None:
        there = self.page.locator(f'main [name="{name}"]')
        kind = there.first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
        if kind == "radio":
            self.page.check(f'main [name="{name}"][value="{value}"]')
        elif kind == "checkbox":
            there.first.check()
        elif kind == "select":
            self._choose(there, value)
        else:
            there.fill(value or "")

    @staticmethod
    def _choose(there: Locator, value: str | None) -> None:
        offered = there.locator("option").evaluate_all(
            "all => all.map(one => [one.value, one.textContent.trim()])"
        )
        wanted = [
            key
            for key, text in offered
            if key != "" and (value is None or value == key or text.startswith(value))
        ]
        assert len(wanted) > 0, f"{value} is not among {offered}"
        there.select_option(wanted[0])

    def press(self, button: str = "main form button") -> "Window":
        """Press a button; what the form minds is a failure."""
        with self.page.expect_navigation():
            self.page.locator(button).first.click()
        minded = self.page.locator("main .message.error, main .errorlist")
        assert minded.count() == 0, f"{self.page.url}: {minded.first.inner_text()}"
        self.desk.look_at(self.page)
        return self

    def text(self, selector: str) -> str:
        """Read the first such part of the page."""
        return self.page.locator(selector).first.inner_text().strip()

    def texts(self, selector: str) -> list[str]:
        """Read all such parts of the page."""
        return [text.strip() for text in self.page.locator(selector).all_inner_texts()]

    @property
    def path(self) -> str:
        """Where the window is."""
        return urlsplit(self.page.url).path


def fields_of(window: Window, ending: str) -> Iterator[Any]:
    """Name the fields of a form whose names end so."""
    yield from window.page.locator(f'main [name$="{ending}"]').evaluate_all(
        "all => [...new Set(all.map(one => one.name))]"
    )
