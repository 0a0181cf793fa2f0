"""What the rooms beside the register say is said in the reader's language; what is not, is marked as English."""

import ast
import importlib.util
import pickle
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tallystick.errors import TallystickError, UnreadableError, UsageError
from tallystick.facts.remarks import of_record
from tallystick.model.category import categories
from tallystick.model.claim import Act, Basis
from tallystick.model.quantity import counted_units
from tallystick.model.spoken import ENGLISH, spoken_in
from tallystick.model.words import THIN_SPACE
from tallystick.phrase import Joint, Phrases, Word, listed, says
from tallystick.register import core_words
from tallystick.register.access.models import Role, User
from tallystick.register.core_words import (
    ISSUES,
    Shown,
    category_words,
    error_shown,
    issue_shown,
    remark_shown,
)
from tallystick.register.direction import isolated
from tests.laws.tallies import Read, assessed, document, exported, filed, imported
from tests.register.conftest import SmallState
from tests.register.samples_returns import PARTNER_TALLY, begun, partner_file
from tests.register.samples_returns import exported as exported_here

PACKAGE: Final = Path(core_words.__file__).resolve().parents[1]
DEV: Final = PACKAGE.parents[1] / "dev"
_TEMPLATE: Final = re.compile(r"%\(\w+\)s")


def script(name: str) -> ModuleType:
    """Load a script of the folder `dev`."""
    spec = importlib.util.spec_from_file_location(name, DEV / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    """Return the script that gathers strings."""
    return script("make_messages")


def remarkable() -> list[Read]:
    """Statements of which most kinds of remark are made."""
    versions = [
        document(
            exported("SWE", "FIN", figure, 2018, filing_id=name),
            filings=(filed("SWE", "lines", "exports", filing_id=name, supersedes=before, year=2018),),
        )
        for name, before, figure in (("v1", "-", "12"), ("v2", "v1", "9"))
    ]
    lines = (
        exported("SWE", "SWE", "40"),
        exported("SWE", "FIN", "900000000", 2019, unit="kg"),
        imported("SWE", "FIN", "0.9", 2019, unit="kg"),
        exported("NOR", "DNK", "5000000000"),
        imported("NOR", "DNK", "5000000000"),
        exported("SWE", "DNK", "12", filing_id="one", basis=Basis.SHIPPED),
        exported("SWE", "DNK", ">=5", filing_id="two"),
        imported("SWE", "DNK", "12"),
    )
    return [*versions, document(*lines)]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    """Return rows of table `remark` of most kinds."""
    counts = {"cells": 3, "traded": 3, "both": 0, "exporters": 3, "importers": 0, "nils": 3, "others": 0}
    told: list[dict[str, Any]] = list(of_record(counts, 3, ["SWE"]))
    told += of_record({"cells": 0}, 7, [])
    return told + assessed(*remarkable())["remark"].to_dicts()


def test_phrases_say_in_english_what_the_sentence_says(rows: list[dict[str, Any]]) -> None:
    kinds = {row["kind"] for row in rows}
    assert kinds >= {
        "all_nil", "empty", "far_apart", "implausible", "one_side_only", "revised", "several_figures", "to_oneself",
    }  # fmt: skip
    assert [spoken_in(Phrases.from_json(row["phrases"]).said, ENGLISH) for row in rows] == [
        row["sentence"] for row in rows
    ]


def test_every_remark_is_made_of_templates_that_translators_are_given(
    rows: list[dict[str, Any]], messages: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {
        text
        for path in messages.spoken()
        for message, _ in messages.phrases(path)
        for text in (message if isinstance(message, tuple) else (message,))
    }
    asked: set[str] = set()

    def looked_up(text: str) -> str:
        asked.add(text)
        return text

    monkeypatch.setattr(core_words, "gettext", looked_up)
    monkeypatch.setattr(core_words, "_WRITTEN", {**core_words._WRITTEN, Word.SAID: looked_up})
    with override("fr"):
        assert [shown for shown in map(remark_shown, rows) if shown.english != ""] == []
    words = {"no figure", "at least %(figure)s"}
    assert len(asked - words) > 20
    assert sorted(asked - words - given) == []


def test_a_template_that_is_put_together_is_refused_since_nobody_could_translate_it(
    messages: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "one.py").write_text('says(f"{a} and b")', "utf-8")
    with pytest.raises(ValueError, match="no plain text"):
        messages.phrases(tmp_path / "one.py")


def test_a_phrase_is_made_by_the_names_that_translators_strings_are_found_by(messages: ModuleType) -> None:
    makers = set(messages._PHRASES)
    strange = [
        f"{path.name}: {node.func.id}"
        for path in messages.spoken()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Phrase"
        # the second says again what the verifier of bundles says, whose own error is found by its name
        if path.name not in {"phrase.py", "sites.py"}
    ]
    assert strange == [], f"use one of {makers}"


def test_every_kind_of_issue_can_be_said_in_other_languages() -> None:
    kinds = {*script("make_docs").issue_rules(), *_troubles()}
    assert len(kinds) > 20
    assert sorted(kinds - set(ISSUES)) == []
    assert sorted(set(ISSUES) - kinds) == []


def _troubles() -> Iterator[str]:
    """The kinds of issue that filings have: the third argument of the function that makes them."""
    for node in ast.walk(ast.parse((PACKAGE / "claims" / "filings.py").read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_trouble":
            assert isinstance(node.args[2], ast.Constant)
            yield str(node.args[2].value)


def issue(rule: str, value: str = "QMO", field: str = "to") -> Mapping[str, str]:
    return {"rule": rule, "value": value, "field": field, "locator": "line 2", "message": "In English."}


@pytest.mark.parametrize("rule", sorted(ISSUES))
def test_an_issue_leaves_nothing_of_its_template_open(rule: str) -> None:
    shown = issue_shown(issue(rule))
    assert shown.english == ""
    assert shown.text != ""
    assert _TEMPLATE.search(shown.text) is None


def test_an_issue_of_which_nothing_is_known_is_shown_in_english() -> None:
    assert issue_shown(issue("unheard_of")) == Shown("", "In English.")


def test_an_unknown_state_is_told_in_french_with_the_nearest_names() -> None:
    with override("fr"):
        said = issue_shown(issue("unknown_party", "Finlnd")).text
    assert said.startswith(
        "Aucun État n’est connu sous «\u00a0Finlnd\u00a0». Les plus proches\u00a0: Finlande (FIN)"
    )


def test_every_word_of_the_rooms_has_words_for_readers() -> None:
    assert set(core_words.CATEGORIES) == set(categories())
    known = {*core_words.WORDS, "kg"}
    assert {*counted_units()} <= known
    assert {*Act} - known == {Act.TRANSFER, Act.REQUEST}, "the one needs no word, the other is never laid"
    assert {*Basis} - known == {Basis.UNSTATED}


@pytest.mark.parametrize(
    ("category", "words"),
    [
        ("battle_tanks", "Chars de combat"),
        ("sipri:engines", "Engines (catégorie du SIPRI)"),
        ("hs:440799:re_export", "Marchandises du SH 440799, réexportation"),
        ("VIII. Cannons", "VIII. Cannons"),
    ],
)
def test_a_category_is_named_in_french_a_publishers_own_too(category: str, words: str) -> None:
    with override("fr"):
        assert category_words(category) == words


def test_figures_are_written_as_the_language_does(rows: list[dict[str, Any]]) -> None:
    far = next(row for row in rows if row["kind"] == "far_apart")
    with override("fr"):
        text = remark_shown(far).text
    assert f"900{THIN_SPACE}000{THIN_SPACE}000" in text
    assert "0,9" in text
    assert "Chars de combat" in text
    assert "SWE" not in text, "a party is named, not given by its code"


def test_thousands_and_spans_do_not_change_places_in_arabic(rows: list[dict[str, Any]]) -> None:
    texts = {}
    with override("ar"):
        for row in rows:
            texts[row["kind"]] = isolated(remark_shown(row).text)
    assert f"\u2066900{THIN_SPACE}000{THIN_SPACE}000\u2069" in texts["far_apart"]
    assert re.search("\u2066[0-9]+–[0-9]+\u2069", texts["several_figures"]) is not None


def test_one_who_reads_english_is_told_what_the_rooms_say(rows: list[dict[str, Any]]) -> None:
    assert [remark_shown(row).english for row in rows] == [row["sentence"] for row in rows]


EMPTY: Final = says("is empty")


@pytest.mark.parametrize(
    ("error", "text", "english"),
    [
        (
            UnreadableError("a.csv", EMPTY, line=3, column="to", remedy=says("Split the file.")),
            "«\u00a0a.csv\u00a0», ligne 3, colonne «\u00a0to\u00a0»\u00a0: est vide. Scindez le fichier.",
            "",
        ),
        (
            UnreadableError("a.csv", EMPTY, remedy="Mend it."),
            "«\u00a0a.csv\u00a0»\u00a0: est vide.",
            "Mend it.",
        ),
        (UnreadableError("a.csv", "is odd", line=3), "", "a.csv, line 3: is odd."),
        (UsageError("no such thing"), "", "no such thing"),
    ],
)
def test_an_error_is_told_in_french_and_what_is_no_phrase_is_marked_as_english(
    error: TallystickError, text: str, english: str
) -> None:
    with override("fr"):
        shown = error_shown(error)
        page = render_to_string("core.html", {"shown": shown})
    assert (shown.text, shown.english) == (text, english)
    assert (f'<bdi lang="en" dir="ltr">{english}</bdi>' in page) == (english != "")


@pytest.mark.parametrize(
    ("language", "between"), [("en", "; "), ("fr", "\N{NO-BREAK SPACE}; "), ("ar", "؛ ")]
)
def test_problems_of_a_list_are_parted_as_the_language_has_it(language: str, between: str) -> None:
    with override(language):
        shown = error_shown(UsageError(listed(["one", "two"], Joint.SEMICOLON)))
    assert shown.text == f"One{between}two"


def test_an_error_survives_pickling_with_its_phrases() -> None:
    error = UnreadableError("a.csv", says("has %(found)s bytes", found=1234), line=3, column="to")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own
    assert str(again) == str(error) == "a.csv, line 3, column 'to': has 1,234 bytes."
    assert again.said == error.said


def test_the_page_beside_partners_says_an_issue_in_french(
    small: SmallState, signed_in: Callable[[Role], Client]
) -> None:
    exported_here(small.army, 3)
    partner_file(5, PARTNER_TALLY.replace("QMA,QMO", "QMA,Finlnd"))
    User.objects.update(language="fr")
    page = signed_in(Role.AUTHORITY).get(reverse("return_before", args=[begun().pk])).content.decode()
    assert "Aucun État n’est connu sous «\u00a0Finlnd\u00a0»" in page
    assert "No list of parties" not in page
    assert "Armes de petit calibre" in page


def test_a_file_that_cannot_be_read_is_told_in_english_marked_as_such(
    small: SmallState, signed_in: Callable[[Role], Client]
) -> None:
    exported_here(small.army, 3)
    partner_file(5, PARTNER_TALLY.replace("importer", "nobody"))
    page = signed_in(Role.AUTHORITY).get(reverse("return_before", args=[begun().pk])).content.decode()
    assert '<bdi lang="en" dir="ltr">' in page
    assert "line 2" in page
