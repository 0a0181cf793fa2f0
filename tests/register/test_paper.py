"""Count sheets and labels: the same bytes each time, Arabic mirrored and joined, codes that say what the line says."""

import re
import zlib
from collections.abc import Callable, Iterator
from datetime import date

import pytest
import segno
from django.test import Client, RequestFactory
from django.urls import reverse
from fpdf.fonts import TTFFont

from tallystick.register.access.models import Reading, Role, User
from tallystick.register.paper.labels import STOCKS, Label, label_sheets
from tallystick.register.paper.paper import FONTS, Paper, matrix
from tallystick.register.paper.sheets import PER_PAGE, SheetHead, SheetLine, blind_sheets, count_sheets
from tallystick.register.stocktaking.views.printing import sheet_lines
from tests.register.conftest import SmallState
from tests.register.samples_stocktaking import announced, drawn_by_two, sampled, stocked

pytestmark = pytest.mark.slow  # papers are laid out and read back; together they take seconds

Browser = Callable[[Role], Client]
HEAD = SheetHead(
    "Register of Arms", "QMA1-C000001-2", "A1 Armoury", date(2024, 5, 2), "two sergeants", "ab" * 32
)
ARABIC = "بندقية R1"


def lines(many: int) -> list[SheetLine]:
    return [SheetLine(one, f"QMA1-{one:07d}-0", ARABIC, f"AB{one}", "") for one in range(1, many + 1)]


def contents(pdf: bytes) -> Iterator[str]:
    """Yield what is drawn on each page."""
    for found in re.finditer(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL):
        try:
            text = zlib.decompress(found[1])
        except zlib.error:
            continue
        if b" Tf" in text and b"BT" in text:
            yield text.decode("latin-1")


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\n", pdf))


def codes(page: str) -> list[tuple[tuple[float, float, float], tuple[tuple[int, ...], ...]]]:
    """Read back each code of a page: size of a module and left and upper edge in points, and its dark modules."""
    found = []
    for drawn in re.finditer(r"q ([\d.]+) 0 0 -[\d.]+ ([\d.]+) ([\d.]+) cm ([\d re]+) f Q", page):
        runs = [tuple(map(int, run)) for run in re.findall(r"(\d+) (\d+) (\d+) 1 re", drawn[4])]
        side = max(down for _across, down, _wide in runs) - 1
        rows = [[0] * side for _ in range(side)]
        for across, down, wide in runs:
            rows[down - 2][across - 2 : across - 2 + wide] = [1] * wide
        place = (float(drawn[1]), float(drawn[2]), float(drawn[3]))
        found.append((place, tuple(tuple(row) for row in rows)))
    return found


def test_the_same_count_gives_the_same_bytes() -> None:
    first, second = (count_sheets(HEAD, lines(3), "ar") for _ in range(2))
    assert first == second
    assert b"/CreationDate (D:20240502" in first


def test_each_line_and_each_page_bears_a_code_that_says_what_it_says() -> None:
    pdf = count_sheets(HEAD, lines(PER_PAGE + 2), "en")
    assert pages(pdf) == 2
    first, second = (codes(page) for page in contents(pdf))
    wanted = [f"tallystick:QMA1-{one:07d}-0" for one in range(1, PER_PAGE + 1)]
    wanted.append(f"tallystick:QMA1-C000001-2/1-{PER_PAGE}")
    assert [rows for _place, rows in first] == [matrix(text) for text in wanted]
    assert second[-1][1] == matrix(f"tallystick:QMA1-C000001-2/{PER_PAGE + 1}-{PER_PAGE + 2}")


def test_a_code_is_large_enough_for_a_hand_scanner() -> None:
    page = next(contents(count_sheets(HEAD, lines(1), "en")))
    smallest = min(place[0] for place, _rows in codes(page))
    # 0.33 mm is the module that GS1 asks of what hand scanners read; points are 0.3528 mm
    assert smallest * 0.3528 >= 0.33


def test_a_code_is_the_one_that_others_make_of_the_text() -> None:
    text = "tallystick:QMA1-0000001-1"
    others = segno.make(text, error="m", micro=False, boost_error=False, mask=3)
    assert matrix(text) == tuple(tuple(row) for row in others.matrix)
    assert len(matrix(text)) == 25


def test_an_arabic_sheet_begins_on_the_right() -> None:
    left, right = (
        [place[1] for place, _rows in codes(next(contents(count_sheets(HEAD, lines(2), language))))]
        for language in ("en", "ar")
    )
    assert max(left[:2]) < 105 / 0.3528 < min(right[:2])


def test_arabic_letters_are_joined() -> None:
    # joined letters are other glyphs: a word takes less room than its letters one by one
    paper = Paper(size=(210, 297), language="ar", title="", day=HEAD.counted_on)
    whole = paper._measured("بندقية", 10, is_bold=False, is_mono=False)
    apart = sum(paper._measured(letter, 10, is_bold=False, is_mono=False) for letter in "بندقية")
    assert whole < 0.9 * apart


def test_a_text_too_long_for_its_column_is_made_smaller_and_then_cut_with_an_ellipsis() -> None:
    paper = Paper(size=(210, 297), language="en", title="", day=HEAD.counted_on)
    kept, size = paper._broken("AB1234", 40, 9, 1, is_bold=False, is_mono=True)
    assert (kept, size) == (["AB1234"], 9)
    smaller, size = paper._broken("A" * 30, 42, 9, 1, is_bold=False, is_mono=True)
    assert (smaller, size < 9) == (["A" * 30], True)
    cut, _size = paper._broken("A" * 300, 42, 9, 1, is_bold=False, is_mono=True)
    assert cut[0].endswith("…")


def test_fonts_hold_every_sign_that_five_languages_write() -> None:
    paper = Paper(size=(210, 297), language="ar", title="", day=HEAD.counted_on)
    signs = "ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸãõáíóúñ¿¡«»’“”…–×№ИЖЩابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئة٠١٢٣٤٥٦٧٨٩؟،؛"
    font = paper._pdf.fonts["sans"]
    assert isinstance(font, TTFFont)
    known = font.cmap
    assert [sign for sign in signs if ord(sign) not in known] == []
    assert sum(file.stat().st_size for file in FONTS.iterdir()) < 400_000
    assert "Bitstream" in (FONTS / "LICENSE.txt").read_text("utf-8")


def test_a_blind_sheet_names_no_item() -> None:
    (page,) = contents(blind_sheets(HEAD, 1, "en"))
    assert codes(page) == []


@pytest.mark.parametrize("name", list(STOCKS))
def test_labels_stay_on_their_label_and_begin_behind_those_already_taken(name: str) -> None:
    stock = STOCKS[name]
    many = [Label(f"QMA1-{one:07d}-0", ARABIC, "AB1") for one in range(1, stock.per_page + 1)]
    pdf = label_sheets(
        many, stock, register="Register of Arms", language="ar", day=HEAD.counted_on, skipped=1
    )
    assert pages(pdf) == (stock.per_page + 1 if stock.per_page == 1 else 2) - (stock.per_page == 1)
    first, *_rest = contents(pdf)
    places = [place for place, _rows in codes(first)]
    assert len(places) == max(1, stock.per_page - 1)
    for module, left, top in places:
        assert left * 0.3528 >= 0
        assert left + 25 * module <= stock.page[0] / 0.3528
        assert 25 * module <= top <= stock.page[1] / 0.3528


def test_sheets_are_printed_in_the_language_asked_for_and_for_the_lines_asked_for(
    small: SmallState, signed_in: Browser
) -> None:
    stocked(small.army, small.armoury, 20)
    count = announced(small.armoury)
    browser, address = signed_in(Role.STORE_KEEPER), reverse("count_sheet", args=[count.pk])
    answer = browser.get(address, {"language": "ar", "first": "20", "last": "21"})
    assert answer.headers["Content-Type"] == "application/pdf"
    (page,) = contents(answer.content)
    assert codes(page)[-1][1] == matrix(f"tallystick:{count.number}/20-21")
    assert b"/Lang (ar)" in answer.content
    assert browser.get(address, {"language": "xx"}).status_code == 302


def test_the_sheet_of_a_sample_bears_the_lines_drawn(small: SmallState, signed_in: Browser) -> None:
    stocked(small.army, small.armoury, 20)
    count = sampled(small.armoury, suspected=5)
    browser = signed_in(Role.STORE_KEEPER)
    assert browser.get(reverse("count_sheet", args=[count.pk]), {"language": "en"}).status_code == 302
    count = drawn_by_two(count)
    (page,) = contents(browser.get(reverse("count_sheet", args=[count.pk]), {"language": "en"}).content)
    assert len(codes(page)) == len(count.drawn) + 1


def test_what_a_person_is_not_cleared_for_stands_on_the_sheet_by_its_number_alone(
    small: SmallState, signed_in: Browser
) -> None:
    stocked(small.army, small.armoury, 1, handling="restricted", model="Hidden")
    count = announced(small.armoury)
    browser = signed_in(Role.STORE_KEEPER)
    said = browser.get(reverse("count_sheet", args=[count.pk]), {"language": "en"})
    (page,) = contents(said.content)
    assert len(codes(page)) == 3
    assert Reading.objects.count() == 0
    page_text = browser.get(reverse("count", args=[count.pk]), {"differs": "not_looked_for"}).content.decode()
    assert "Hidden" not in page_text
    # a whole word: tokens against forged forms have letters at random
    assert re.search(r"\bR0\b", page_text) is None
    assert "withheld from you" in page_text


def test_who_is_cleared_reads_the_line_and_the_reading_is_kept(
    small: SmallState, people: dict[Role, User]
) -> None:
    stocked(small.army, small.armoury, 1, handling="restricted", model="Hidden")
    rows = announced(small.armoury).lines.all()
    asked = RequestFactory().get("/")
    asked.user = people[Role.STORE_KEEPER]
    withheld = [(one.described, one.marks) for one in sheet_lines(asked, rows, "en")]  # type: ignore[arg-type]  # all it reads
    assert withheld == [("Invented R1 7.62 × 39 mm", "AB1234"), ("withheld", "")]
    people[Role.STORE_KEEPER].clearances = ["restricted"]
    told = [(one.described, one.marks) for one in sheet_lines(asked, rows, "en")]  # type: ignore[arg-type]  # as above
    assert told[1] == ("Invented Hidden 7.62 × 39 mm", "R0")
    assert Reading.objects.get().handling == "restricted"


def test_labels_are_printed_for_a_store_and_for_numbers(small: SmallState, signed_in: Browser) -> None:
    stocked(small.army, small.armoury, 2)
    browser = signed_in(Role.STORE_KEEPER)
    given: dict[str, object] = {"stock": "A4-24", "skipped": 0, "language": "fr"}
    of_store = browser.post(reverse("labels"), given | {"store": small.armoury.pk})
    assert len(codes(next(contents(of_store.content)))) == 3
    of_one = browser.post(reverse("labels"), given | {"numbers": small.rifle.number, "with_marks": "on"})
    assert [rows for _place, rows in codes(next(contents(of_one.content)))] == [
        matrix(f"tallystick:{small.rifle.number}")
    ]
    others = browser.post(reverse("labels"), given | {"numbers": small.pistol.number})
    assert "No item that you may see" in others.content.decode()
