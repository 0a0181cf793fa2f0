"""Ledgers come in by a mapping: what changes is said first, a second time changes nothing, nothing is guessed."""

import csv
from collections.abc import Callable
from collections.abc import Mapping as Mapping_
from datetime import date
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from openpyxl import Workbook

from tallystick.errors import UnreadableError, UsageError
from tallystick.register.access.models import Role
from tallystick.register.breaks import found_breaks
from tallystick.register.exchange.fields import UnreadableValueError, day, whole
from tallystick.register.exchange.forms import LedgerForm, WordsForm
from tallystick.register.exchange.intake import Outcome, difference_of, taken_in
from tallystick.register.exchange.models import DayOrder, ImportedRow, Intake, Mapping
from tallystick.register.exchange.sheets import Place, opened_sheet, write_csv, write_xlsx
from tallystick.register.exchange.usual import field_headed
from tallystick.register.items.models import Event, EventKind, Item, Likely, Mark, State
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tests.register.conftest import SmallState

HEADINGS = ("No", "Type", "Marque", "Modèle", "Calibre", "Série", "Dépôt", "Entrée", "État", "Depuis", "À")
Write = Callable[..., Path]


@pytest.fixture
def mapping(small: SmallState) -> Mapping:
    with operation("authority", "add mapping") as done:
        return done.save(
            Mapping(
                name="army cards",
                ledger="army",
                columns={
                    "kind": "Type", "make": "Marque", "model": "Modèle", "calibre": "Calibre", "serial": "Série",
                    "store": "Dépôt", "happened_on": "Entrée", "state": "État", "since": "Depuis", "holder": "À",
                },
                constants={"service": small.army.name, "category": "SA3"},
                words={"kind": {"fusil": "small_arm"}, "state": {"dépôt": "in_store", "sorti": "issued"}},
                key=["No"],
                day_order=DayOrder.DAY,
            )
        )  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Write:
    def write(*rows: tuple[str, ...], name: str = "cards.csv", headings: tuple[str, ...] = HEADINGS) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows([headings, *rows])
        return path

    return write


def card(number: str, **other: str) -> tuple[str, ...]:
    given = {
        "No": number, "Type": "fusil", "Marque": "Invented", "Modèle": "R1", "Calibre": "7,62", "Série": f"S{number}",
        "Dépôt": "A1", "Entrée": "31.03.2020", "État": "dépôt", "Depuis": "", "À": "",
    }  # fmt: skip
    return tuple((given | other)[heading] for heading in HEADINGS)


def test_lines_become_items_with_marks_and_where_they_lie(mapping: Mapping, ledger: Write) -> None:
    found = taken_in(ledger(card("1"), card("2")), mapping, "kim")
    assert found.counts[Outcome.NEW] == 2
    item = ImportedRow.objects.get(key="2").item
    assert (item.state, str(item.store), item.calibre) == (State.IN_STORE, "A1 Armoury", "7,62")
    assert item.marks.get().text == "S2"
    assert item.events.get().happened_on == date(2020, 3, 31)
    assert list(found_breaks()) == []


def test_a_dry_run_says_the_same_and_writes_nothing(mapping: Mapping, ledger: Write) -> None:
    path, before = ledger(card("1"), card("2", Type="canon")), Entry.objects.count()
    said = difference_of(path, mapping)
    assert (said.counts[Outcome.NEW], said.counts[Outcome.UNREADABLE]) == (1, 1)
    assert Entry.objects.count() == before
    assert taken_in(path, mapping, "kim").counts == said.counts


def test_a_second_import_changes_nothing(mapping: Mapping, ledger: Write) -> None:
    path = ledger(card("1"), card("2"))
    taken_in(path, mapping, "kim")
    before = Entry.objects.count()
    assert taken_in(path, mapping, "kim").counts[Outcome.UNCHANGED] == 2
    assert Entry.objects.count() == before


def test_a_line_more_enters_one_item_and_leaves_the_others_alone(mapping: Mapping, ledger: Write) -> None:
    taken_in(ledger(card("1"), card("2")), mapping, "kim")
    found = taken_in(ledger(card("1"), card("2"), card("3")), mapping, "kim")
    assert (found.counts[Outcome.NEW], found.counts[Outcome.UNCHANGED]) == (1, 2)
    assert ImportedRow.objects.filter(entry=Entry.objects.order_by("-number")[0].number).count() == 1


def test_unknown_words_are_said_with_their_near_misses_and_never_guessed(
    mapping: Mapping, ledger: Write
) -> None:
    found = difference_of(ledger(card("1", Dépôt="A11", Type="small arms")), mapping)
    (line,) = found.unreadable
    assert any("“A11” is not known under “in store”" in fault and "a1" in fault for fault in line.faults)
    assert found.unknown["kind", "small arms"].startswith("Nearest: small arm")


def test_a_country_that_nobody_knows_is_asked_for_as_other_words_are(mapping: Mapping, ledger: Write) -> None:
    mapping.columns = mapping.columns | {"country": "À"}
    mapping.columns.pop("holder")
    path = ledger(card("1", À="Moldavia SSR of old"))
    found = difference_of(path, mapping)
    [asked] = found.unknown
    assert asked == ("country", "Moldavia SSR of old")
    form = WordsForm([[*asked, found.unknown[asked]]], {"word_0": "Nowhere Land"})
    assert not form.is_valid()
    form = WordsForm([[*asked, found.unknown[asked]]], {"word_0": "Soviet Union"})
    assert form.is_valid()
    mapping.words = mapping.words | form.words()
    assert mapping.words["country"] == {"Moldavia SSR of old": "SUN"}
    taken_in(path, mapping, "kim")
    assert ImportedRow.objects.get(key="1").item.country == "SUN"


def test_unreadable_lines_are_kept_as_they_were_with_the_reasons(
    mapping: Mapping, ledger: Write, tmp_path: Path
) -> None:
    path = ledger(card("1", Entrée="soon"), card("2"), card("2"), card(""), (*card("5"), "one too many"))
    found = taken_in(path, mapping, "kim")
    assert (found.counts[Outcome.NEW], found.counts[Outcome.UNREADABLE]) == (1, 4)
    found.write_unreadable(tmp_path / "left.csv")
    with (tmp_path / "left.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == [*HEADINGS, "why it was not taken in"]
    assert rows[1][:11] == list(card("1", Entrée="soon"))
    assert "“soon” is no day" in rows[1][11]
    assert "Line 3 has the same key" in rows[2][11]
    assert sum(found.counts.values()) == 5


def test_a_changed_line_says_what_changed_and_edits_the_item(mapping: Mapping, ledger: Write) -> None:
    taken_in(ledger(card("1")), mapping, "kim")
    path = ledger(card("1", Marque="Invented Works", Série="S1B"))
    assert "make: “Invented” is now “Invented Works”" in difference_of(path, mapping).told[0].said
    assert taken_in(path, mapping, "kim").counts[Outcome.CHANGED] == 1
    item = ImportedRow.objects.get().item
    assert item.make == "Invented Works"
    assert list(Mark.objects.filter(item=item).order_by("text").values_list("text", "is_withdrawn")) == [
        ("S1", True),
        ("S1B", False),
    ]
    assert list(found_breaks()) == []


def test_a_new_state_becomes_an_event_of_its_day(mapping: Mapping, ledger: Write) -> None:
    taken_in(ledger(card("1")), mapping, "kim")
    taken_in(ledger(card("1", État="sorti", Depuis="1.2.2021", À="Unit 7")), mapping, "kim")
    item = ImportedRow.objects.get().item
    assert (item.state, item.holder, item.happened_on) == (State.ISSUED, "Unit 7", date(2021, 2, 1))
    taken_in(ledger(card("1", État="dépôt", Depuis="2.2.2021")), mapping, "kim")
    kinds = Event.objects.filter(item=item).order_by("happened_on").values_list("kind", flat=True)
    assert list(kinds) == [EventKind.REGISTERED, EventKind.ISSUED, EventKind.RETURNED]


def test_a_new_state_without_its_day_is_not_taken_in(mapping: Mapping, ledger: Write) -> None:
    taken_in(ledger(card("1")), mapping, "kim")
    found = taken_in(ledger(card("1", Dépôt="P1")), mapping, "kim")
    assert "no new day" in found.unreadable[0].faults[0]
    assert str(ImportedRow.objects.get().item.store) == "A1 Armoury"


def test_what_the_register_changed_meanwhile_is_not_overwritten(mapping: Mapping, ledger: Write) -> None:
    taken_in(ledger(card("1")), mapping, "kim")
    item = ImportedRow.objects.get().item
    item.make = "Put right by hand"
    with operation("keeper", "edit item") as done:
        done.save(item)
    found = taken_in(ledger(card("1", Marque="Wrong again")), mapping, "kim")
    assert "was changed to “Put right by hand” in the register" in found.unreadable[0].faults[0]
    assert Item.objects.get(pk=item.pk).make == "Put right by hand"


def test_one_line_that_cannot_be_does_not_keep_the_others_out(mapping: Mapping, ledger: Write) -> None:
    found = taken_in(ledger(card("1"), card("2", Entrée="31.03.2999"), card("3")), mapping, "kim")
    assert (found.counts[Outcome.NEW], found.counts[Outcome.UNREADABLE]) == (2, 1)
    assert found.unreadable[0].key == "2"
    assert list(found_breaks()) == []


def test_a_ledger_without_a_column_that_the_mapping_names_is_refused(mapping: Mapping, ledger: Write) -> None:
    with pytest.raises(UsageError, match=r"no column “No”\. Nearest"):
        difference_of(ledger(card("1"), headings=("Nr", *HEADINGS[1:])), mapping)


def test_a_workbook_reads_as_the_same_ledger(mapping: Mapping, tmp_path: Path) -> None:
    path = tmp_path / "cards.xlsx"
    with path.open("wb") as file:
        write_xlsx(file, HEADINGS, [card("1"), card("2")])
    assert difference_of(path, mapping).counts[Outcome.NEW] == 2


def test_a_file_that_is_not_utf_8_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes("No;Modèle\n1;R1\n".encode("cp1252"))
    with pytest.raises(UnreadableError, match="Save it in the spreadsheet as “CSV UTF-8”"):
        list(opened_sheet(path).lines)


def test_no_cell_of_a_list_is_taken_for_a_formula() -> None:
    file = BytesIO()
    write_csv(file, ["mark"], [["=cmd|' /C calc'!A0"], ["+1"], ["-1"], ["@x"], ["A-1"], [-1]])
    cells = [row[0] for row in csv.reader(file.getvalue().decode("utf-8-sig").splitlines())]
    assert cells == ["mark", "'=cmd|' /C calc'!A0", "'+1", "'-1", "'@x", "A-1", "-1"]


@pytest.mark.parametrize(
    ("text", "order", "read"),
    [
        ("2024-03-04", DayOrder.MONTH, date(2024, 3, 4)),
        ("03/04/2024", DayOrder.DAY, date(2024, 4, 3)),
        ("03/04/2024", DayOrder.MONTH, date(2024, 3, 4)),
        ("2024-03-04 00:00:00", DayOrder.DAY, date(2024, 3, 4)),
    ],
)
def test_days_are_read_in_the_order_that_the_mapping_says(text: str, order: DayOrder, read: date) -> None:
    assert day(text, order) == read


@pytest.mark.parametrize("text", ["03/04/2024", "31.04.2024", "4.3.24", "March", "2024"])
def test_a_day_that_could_be_two_is_none(text: str) -> None:
    with pytest.raises(UnreadableValueError):
        day(text, DayOrder.YEAR)


def test_grouped_digits_are_a_number_and_points_are_not() -> None:
    assert whole("12 000") == 12_000
    for text in ("1.200", "-3", "3.0", "٣", "1e3", "12 00"):
        with pytest.raises(UnreadableValueError):
            whole(text)


def test_no_line_makes_a_weapon_something_that_is_counted(mapping: Mapping, ledger: Write) -> None:
    mapping.constants["quantity"] = "1"
    taken_in(ledger(card("1")), mapping, "kim")
    path = ledger(card("1", Type="ammunition"))
    for found in (difference_of(path, mapping), taken_in(path, mapping, "kim")):
        assert "only parts and ammunition are counted" in found.unreadable[0].faults[0]
    assert Item.objects.get(pk=ImportedRow.objects.get().item_id).kind == "small_arm"


def test_a_changed_line_notes_what_the_item_may_be_the_same_as(mapping: Mapping, ledger: Write) -> None:
    taken_in(ledger(card("1", Série="HX4411"), card("2", Série="HX4411", Modèle="T9")), mapping, "kim")
    before = Likely.objects.count()
    taken_in(ledger(card("2", Série="HX4411")), mapping, "kim")
    assert Likely.objects.count() == before + 1


@pytest.mark.parametrize(
    "line",
    [
        card("2", Entrée="31.03.2999"),
        card("2", État="sorti", Depuis="1.2.2999", À="Unit 7"),
        card("2", Calibre="1"),
    ],
    ids=["registered tomorrow", "issued tomorrow", "fits"],
)
def test_the_comparison_finds_what_taking_in_refuses(
    mapping: Mapping, ledger: Write, line: tuple[str, ...]
) -> None:
    path = ledger(card("1"), line)
    said = difference_of(path, mapping)
    assert said.counts[Outcome.UNREADABLE] == (0 if line == card("2", Calibre="1") else 1)
    assert taken_in(path, mapping, "kim").counts == said.counts
    assert len(difference_of(path, mapping).unreadable) == said.counts[Outcome.UNREADABLE]


def test_the_comparison_finds_that_a_change_cannot_have_happened(mapping: Mapping, ledger: Write) -> None:
    taken_in(ledger(card("1")), mapping, "kim")
    path = ledger(card("1", État="sorti", Depuis="1.2.2999", À="Unit 7"))
    assert "has not come yet" in difference_of(path, mapping).unreadable[0].faults[0]


def test_one_weapon_on_two_lines_is_said_before_taking_in(mapping: Mapping, ledger: Write) -> None:
    path = ledger(
        card("1", Série="HX 4411"), card("2", Série="hx4411"), card("3", Série="HX4411", Marque="X")
    )
    found = difference_of(path, mapping)
    assert [one.said for one in found.told if one.said != ""] == [
        "Line 2 has the same serial number, make and model. Look whether it is one item."
    ]
    assert found.counts[Outcome.NEW] == 3


@pytest.mark.parametrize(
    ("word", "marks"),
    [("illisible", ["?"]), ("غير مقروء", ["?"]), ("sans numéro", []), ("N/A", []), ("-", [])],
)
def test_a_word_for_no_number_is_no_serial_number(
    mapping: Mapping, ledger: Write, word: str, marks: list[str]
) -> None:
    found = taken_in(ledger(card("1", Série=word)), mapping, "kim")
    assert f"“{word}” is read as" in found.told[0].said
    item = ImportedRow.objects.get().item
    assert [mark.text for mark in item.marks.all()] == marks
    taken_in(ledger(card("1", Série="S77")), mapping, "kim")
    assert [mark.text for mark in item.marks.filter(is_withdrawn=False)] == ["S77"]


def test_words_for_categories_are_suggested_and_mapped_and_never_guessed(
    mapping: Mapping, ledger: Write
) -> None:
    del mapping.constants["category"]
    mapping.columns["category"] = "Calibre"
    path = ledger(card("1", Calibre="Fusil d’assaut"), card("2", Calibre="rocket"))
    found = difference_of(path, mapping)
    assert found.unknown["category", "Fusil d’assaut"] == "Perhaps SA4 · Assault rifles."
    assert found.counts[Outcome.UNREADABLE] == 2
    mapping.words = mapping.words | {"category": {"Fusil d’assaut": "SA4"}}
    assert difference_of(path, mapping).counts[Outcome.NEW] == 1


def test_a_ledger_can_tell_what_was_seized(mapping: Mapping, ledger: Write) -> None:
    mapping.words = mapping.words | {"state": {"saisi": "seized"}}
    mapping.columns = mapping.columns | {"place": "À"}
    del mapping.columns["holder"]
    lines = card("1", État="saisi", Depuis="1.2.2021", À="Old harbour"), card("2", État="saisi", Dépôt="")
    found = taken_in(ledger(*lines), mapping, "kim")
    (line,) = found.unreadable
    assert len(line.faults) == 3
    item = ImportedRow.objects.get().item
    event = item.events.get(kind=EventKind.SEIZED)
    assert (item.state, event.details["place"], str(event.store)) == (
        State.SEIZED, "Old harbour", "A1 Armoury",
    )  # fmt: skip
    assert list(found_breaks()) == []


@pytest.mark.parametrize(
    ("heading", "field"), [("N° de série", "serial"), ("MODELO", "model"), ("العيار", "calibre"), ("x", None)]
)
def test_usual_headings_are_recognised(heading: str, field: str | None) -> None:
    assert field_headed(heading) == field


def test_a_file_of_an_old_encoding_is_refused_at_the_door_with_what_to_do() -> None:
    for encoding, is_taken in (("cp1252", False), ("utf-8", True), ("utf-8-sig", True), ("utf-16", True)):
        file = SimpleUploadedFile("cards.csv", "No;Modèle\n1;R1\n".encode(encoding))
        form = LedgerForm(None, MultiValueDict({"file": [file]}))
        assert form.is_valid() is is_taken, encoding
        assert is_taken or "CSV UTF-8" in str(form.errors)


def test_one_weapon_in_two_ledgers_is_said_and_left_to_a_person(
    mapping: Mapping, ledger: Write, signed_in: Callable[[Role], Client]
) -> None:
    taken_in(ledger(card("1", Série="HX 4411"), card("2")), mapping, "kim")
    first = ImportedRow.objects.get(key="1").item
    with operation("authority", "add mapping") as done:
        mapping.pk, mapping.name, mapping.ledger = uuid4(), "police cards", "police"
        mapping._state.adding = True
        other = done.save(mapping)
    path = ledger(card("9", Série="hx4411"), card("8", Série="HX 4412"), name="other.csv")
    told = (
        f"Item {first.number}, line 1 of the ledger “army”, has the same serial number, make and model. "
        "Look whether it is one item."
    )
    said = difference_of(path, other)
    assert [one.said for one in said.told] == [told, ""]
    assert (said.twins, said.counts[Outcome.NEW]) == (1, 2)
    found = taken_in(path, other, "kim")
    assert [one.said for one in found.told] == [told, ""]
    [pair] = Likely.objects.filter(is_open=True)
    assert {pair.first_id, pair.second_id} == {first.pk, ImportedRow.objects.get(key="9").item_id}
    assert difference_of(path, other).twins == 0, "it is no new line any more"
    document = ImportedRow.objects.get(key="9").document
    assert document is not None
    intake = Intake.objects.create(
        document=document, mapping=other, report={"counts": {}, "twins": 1, "made_for": []}
    )
    page = signed_in(Role.AUTHORITY).get(reverse("ledger", args=[intake.pk])).content.decode()
    assert reverse("duplicates") in page.partition("<main")[2]


def test_an_item_of_no_ledger_and_one_of_an_earlier_file_are_said_of_a_new_line(
    mapping: Mapping, ledger: Write, small: SmallState
) -> None:
    taken_in(ledger(card("1", Série="S1001")), mapping, "kim")
    path = ledger(
        card("1", Série="S1001"),
        card("5", Série="AB 1234"),
        card("6", Série="S1001"),
        card("7", Série="S1007"),
    )
    said = {one.key: one.said for one in difference_of(path, mapping).told}
    assert said["5"].startswith(f"Item {small.rifle.number} has the same serial number")
    assert said["6"] == "Line 2 has the same serial number, make and model. Look whether it is one item."
    assert said["7"] == ""
    later = ledger(card("6", Série="S1X"), name="next.csv")
    taken_in(later, mapping, "kim")
    rekeyed = {one.key: one.said for one in difference_of(ledger(card("1b", Série="S1X")), mapping).told}
    assert "line 6 of the ledger “army”" in rekeyed["1b"], "its key was changed from one year to the next"


def test_a_short_number_and_one_half_read_tell_nothing_of_two_lines(mapping: Mapping, ledger: Write) -> None:
    taken_in(ledger(card("1", Série="12"), card("2", Série="HX?411")), mapping, "kim")
    assert difference_of(ledger(card("3", Série="12"), card("4", Série="HX?411")), mapping).twins == 0


def test_five_hundred_new_lines_are_laid_beside_the_register_by_a_few_statements(
    mapping: Mapping, ledger: Write
) -> None:
    path = ledger(*(card(str(number)) for number in range(500)))
    with CaptureQueriesContext(connection) as asked:
        difference_of(path, mapping)
    assert len(asked) < 25


LINES = [
    ["no", "kind", "model", "day"],
    ["1", "small_arm", "R1", "2024-01-02"],
    ["2", "small_arm", "R1", "2024-01-02"],
]


def workbook(path: Path, sheets: Mapping_[str, list[list[str]]], merged: str = "") -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if merged != "":
        book.worksheets[-1].merge_cells(merged)
    book.save(path)
    return path


def test_titles_and_notes_before_a_ledger_are_passed_over(tmp_path: Path) -> None:
    sheets = {"Notes": [["Read me"]], "Arms": [["Register of arms"], [], *LINES], "Old": LINES}
    path = workbook(tmp_path / "a.xlsx", sheets)
    found = opened_sheet(path)
    assert (found.place, found.headings[0], found.unread) == (Place("Arms", 3), "no", ("Notes", "Old"))
    assert [number for number, _ in found.lines] == [4, 5]
    assert opened_sheet(path, wanted={"Read me"}).place == Place("Notes", 1)
    chosen = opened_sheet(path, at=Place("Old", 2))
    assert (chosen.headings[0], [number for number, _ in chosen.lines]) == ("1", [3])


def test_a_mapping_finds_its_own_sheet_and_line(mapping: Mapping, tmp_path: Path) -> None:
    cards = [["Notes"], ["type", "day"], list(HEADINGS), list(card("1"))]
    found = difference_of(workbook(tmp_path / "a.xlsx", {"Notes": [["x"]], "Cards": cards}), mapping)
    assert (found.counts[Outcome.NEW], found.told[0].line) == (1, 4)


def test_a_cell_that_is_merged_with_the_one_above_is_said_to_be(mapping: Mapping, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"1": [list(HEADINGS), list(card("1")), list(card("2"))]}, "D2:D3")
    found = difference_of(path, mapping)
    assert found.counts[Outcome.NEW] == 1
    assert found.unreadable[0].faults == [
        "model is empty, since its cell is merged with the one above. Unmerge the cells."
    ]


def test_a_formula_without_its_result_is_no_empty_cell(mapping: Mapping, tmp_path: Path) -> None:
    rows = [[], list(HEADINGS), list(card("1", Série="=A1")), list(card("2"))]
    path = workbook(tmp_path / "a.xlsx", {"Notes": [["=A1"]], "1": [["", *row] for row in rows]})
    found = difference_of(path, mapping)
    assert found.counts[Outcome.NEW] == 1
    assert found.unreadable[0].key == "1"
    assert "serial number as read is a formula without its result" in found.unreadable[0].faults[0]


def test_a_spreadsheets_number_of_a_day_is_not_guessed_at() -> None:
    with pytest.raises(
        UnreadableValueError, match=r"“45000” is a spreadsheet's own number of a day\. Format"
    ):
        day("45000", DayOrder.YEAR)


def test_a_person_chooses_sheet_and_line_and_the_ledger_is_read_from_there(
    small: SmallState, signed_in: Callable[[Role], Client], tmp_path: Path
) -> None:
    wrong = [["no", "kind", "model", "day"], ["7", "small_arm", "R1", "2024-01-02"]]
    path = workbook(tmp_path / "a.xlsx", {"First": wrong, "Second": [["Title"], *LINES]})
    browser = signed_in(Role.AUTHORITY)
    file = SimpleUploadedFile("a.xlsx", path.read_bytes())
    address = browser.post(reverse("ledger_add"), {"file": file})["Location"]
    page = browser.get(address).content.decode()
    assert "These sheets of the workbook are not read: <bdi>Second</bdi>" in page
    given = {
        "name": "cards", "ledger": "cards", "day_order": "year", "key": ["no"], "column_kind": "kind",
        "column_model": "model", "column_happened_on": "day", "constant_service": small.army.name,
        "constant_category": "SA3",
    }  # fmt: skip
    browser.post(f"{address}?sheet=Second&line=2", given)
    intake = Intake.objects.get()
    assert intake.report["counts"]["new"] == 2
    ledger = reverse("ledger", args=[intake.pk])
    assert "Take it in" in browser.get(ledger).content.decode()
    browser.post(reverse("ledger_take", args=[intake.pk]))
    assert set(ImportedRow.objects.values_list("key", flat=True)) == {"1", "2"}
    browser.post(reverse("ledger_compare", args=[intake.pk]))
    assert "Take it in" not in browser.get(ledger).content.decode()
