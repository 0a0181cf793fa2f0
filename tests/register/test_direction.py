"""On Arabic pages and sheets marks, numbers and days run from left to right."""

import re
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from playwright.sync_api import Browser as Chromium

from tallystick.register import settings
from tallystick.register.access.models import Role
from tallystick.register.direction import isolated, listed
from tallystick.register.paper.paper import Paper
from tallystick.register.templatetags.register_words import isolated_on_page

Browser = Callable[[Role], Client]
STYLE: Final = (Path(settings.ROOM) / "static" / "register.css").read_text("utf-8")
MARKS: Final = ("XP1335?", "?8847", "*1234", "12?45", "QMU1-0000012-2")


def shown(sentence: str) -> str:
    """The sentence with brackets in place of the signs that nobody sees."""
    return sentence.replace("\u2066", "[").replace("\u2069", "]")


@pytest.mark.parametrize(
    ("sentence", "isolates"),
    [
        ("رموز: *1234، AB?4، AB*34.", "رموز: [*1234]، [AB?4]، [AB*34]."),
        ("من (AB1001-AB1500).", "من ([AB1001-AB1500])."),
        ("يوم الجرد: 2026-11-22", "يوم الجرد: [2026-11-22]"),
        ("الأمر tallystick register key new يصنع", "الأمر [tallystick register key new] يصنع"),
        ("قد تكون QMU1-0000012-2, QMU1-0000013-1.", "قد تكون [QMU1-0000012-2], [QMU1-0000013-1]."),
        ("Write ? for one: *1234.", "Write ? for one: *1234."),
        ("بندقية", "بندقية"),
        ("رموز: \u2066*1234\u2069، AB?4", "رموز: [*1234]، [AB?4]"),
    ],
)
def test_a_mark_in_an_arabic_sentence_is_isolated_and_nothing_else_is(sentence: str, isolates: str) -> None:
    assert shown(isolated(sentence)) == isolates


def test_markup_is_left_alone() -> None:
    markup = mark_safe("<ul><li>كلمة 12</li></ul>")  # as Django's own help has it
    assert isolated_on_page(markup) == markup


def test_a_day_on_an_arabic_sheet_is_set_as_on_the_page() -> None:
    paper = Paper(size=(100, 60), language="ar", title="", day=date(2026, 1, 1))
    paper.page()
    paper.text(5, 5, 90, "2026-11-22")
    paper.text(5, 15, 90, "يوم الجرد: 2026-11-22")
    streams = re.findall(rb"stream\n(.*?)\nendstream", paper.finished(), re.DOTALL)
    alone, beside = next(
        text.split(b"ET\nBT ")[1:] for text in map(_unpacked, streams) if b" Tf" in text and b"BT" in text
    )
    day = glyphs(alone)
    assert len(day) == len("2026-11-22")
    assert day in glyphs(beside), "the digits stand in another order beside Arabic letters"


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def glyphs(drawn: bytes) -> str:
    """The glyphs of one line, from left to right, one letter each."""
    runs = b"".join(re.findall(rb"\((.*?)\) Tj", drawn))
    return "".join(chr(0x100 + runs[at]) for at in range(1, len(runs), 2))


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("find_items", "mark"),
        ("register_item", "serial"),
        ("register_consignment", "serials"),
        ("items", "q"),
    ],
)
def test_fields_of_marks_run_as_what_is_typed_into_them(signed_in: Browser, name: str, field: str) -> None:
    browser = signed_in(Role.OPERATOR)
    browser.post(reverse("set_language"), {"language": "ar"})
    page = browser.get(reverse(name)).content.decode()
    (found,) = re.findall(rf'<(?:input|textarea)[^>]* name="{field}"[^>]*>', page)
    assert ' dir="auto"' in found


def test_a_day_on_a_page_is_isolated_in_arabic_alone() -> None:
    def written(language: str, day: date | None) -> str:
        with translation.override(language):
            return shown(Template('{{ day|date:"Y-m-d" }}').render(Context({"day": day})))

    day = date(2026, 11, 22)
    assert (written("ar", day), written("ar", None), written("fr", day)) == ("[2026-11-22]", "", "2026-11-22")


class Described(forms.Form):
    """A form whose help, label and faults hold marks."""

    mark = forms.CharField(help_text="مثل *1234.", error_messages={"required": "ليس AB?4 علامة."})


def test_patterns_in_the_help_and_the_faults_of_a_field_stay_as_they_are_typed() -> None:
    page = shown(render_to_string("form.html", {"form": Described({})}))
    assert ("مثل [*1234]." in page, "ليس [AB?4] علامة." in page) == (True, True)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.enable_socket
@pytest.mark.parametrize("width", [1280, 390])
def test_a_browser_sets_every_mark_of_an_arabic_page_from_left_to_right(
    browser: Chromium, width: int
) -> None:
    cells = "".join(f'<tr><td class="mono" data-label="العلامات">{mark}</td></tr>' for mark in MARKS)
    others = "".join(
        f'<dd class="mono">{mark}</dd><p>رقم <span class="mono">{mark}</span></p>' for mark in MARKS
    )
    inputs = "".join(f'<input dir="auto" value="{mark}">' for mark in MARKS)
    window = browser.new_page(viewport={"width": width, "height": 900})
    window.set_content(
        f'<html dir="rtl"><style>{STYLE}</style><table class="stack">{cells}</table>{others}{inputs}</html>'
    )
    wrong = window.evaluate(
        """() => [...document.querySelectorAll('.mono')].filter(one => {
            const text = one.firstChild, left = at => {
                const range = document.createRange();
                range.setStart(text, at); range.setEnd(text, at + 1);
                return range.getBoundingClientRect().left;
            };
            return [...text.data].some((_, at) => at > 0 && left(at) <= left(at - 1));
        }).map(one => one.tagName + ' ' + one.textContent)"""
    )
    turned = window.evaluate(
        "() => [...document.querySelectorAll('input')].filter(one => one.matches(':dir(rtl)')).map(one => one.value)"
    )
    window.close()
    assert (wrong, turned) == ([], [])


def test_words_in_a_row_have_the_comma_of_their_script() -> None:
    assert listed(["auditor", "operator"]) == "auditor, operator"
    assert listed(["المدقق", "المشغّل"]) == "المدقق، المشغّل"


@pytest.mark.usefixtures("own")
def test_roles_that_see_to_a_step_are_listed_with_the_arabic_comma() -> None:
    step = {"title": "-", "roles": ["المدقق", "المشغّل"]}
    written = [
        Template("{{ roles|listed }}").render(Context(step)),
        *(
            Path(settings.ROOM / "templates" / name).read_text("utf-8")
            for name in ("form.html", "set_up.html")
        ),
    ]
    assert written[0] == "المدقق، المشغّل"
    assert all("roles|listed" in one and "roles|join" not in one for one in written[1:])
