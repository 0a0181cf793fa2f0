"""Every string can be said in five languages, and a translation says what the string says."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

PROJECT: Final = Path(__file__).resolve().parents[2]
LANGUAGES: Final = ("fr", "pt", "es", "ar")
IS_COMPLETE: Final = True
"""Whether translations are in; until then the test of missing strings says how many there are and is skipped."""
_LATIN: Final = re.compile(r"[A-Za-z]{4,}")
_KEPT: Final = re.compile(
    r"%\(\w+\)s|https?://\S+|\b(?:register\.toml|backup_recipients|tallystick register(?: [a-z]+)+"
    r"|tallystick-trace-1|tallystick|Tallystick|xlsx|SHA|TOTP|Excel"
    r"|DOCX|JPEG|WebP|TIFF|ECOWAS|UTF|group:NAME|restricted|[A-Z]{2,}-?\d*"
    # words that stand in files as they are, and names of things outside
    r"|withheld|unknown|licensed|ordered|supersedes|18 July 2002|gzip|Parquet|Comtrade|docs/how-to)\b"
    r"|--since|--fingerprint …|`[a-zA-Z ]+`|'authorisation'|\[\{\"year\": 2003\}\]|(?:area|actor):\.\.\."
    r"|“Add your declarations”|'CSV UTF-8 \(comma delimited\)'|\(HS, as reported\)"
)
"""What stays in Latin letters in any language: placeholders, names of files and formats, marks as they are typed."""


@pytest.fixture(scope="module")
def messages() -> Iterator[ModuleType]:
    """Return the script that gathers the strings."""
    spec = importlib.util.spec_from_file_location("make_messages", PROJECT / "dev" / "make_messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    strings = module._strings
    found: dict[tuple[Path, int], list[object]] = {}

    def once(path: Path) -> list[object]:
        key = (path, path.stat().st_mtime_ns)
        if key not in found:
            found[key] = list(strings(path))
        return found[key]

    # every language asks for the strings of the same files, which take half a second to parse
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_strings", once)
        yield module


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_string_is_missing(messages: ModuleType, language: str) -> None:
    lacking = [line["id"] for line in messages.missing(language)]
    if not IS_COMPLETE:
        pytest.skip(f"{language} lacks {len(lacking)} strings")
    assert lacking == [], "python dev/make_messages.py --missing, then --fill"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_placeholders_and_has_every_plural(
    messages: ModuleType, language: str
) -> None:
    catalogue = messages.catalogue_of(language)
    lacking = {messages.key_of(one) for one in messages.lacking(catalogue)}
    wrong = []
    for message in catalogue:
        if message.id == "" or messages.key_of(message) in lacking:
            continue
        name = "forms" if message.pluralizable else "text"
        said = messages.fault(message, {name: message.string}, catalogue.num_plurals)
        if said is not None:
            wrong.append(f"{message.id!r}: {said}")
    assert wrong == []


def test_no_plain_space_stands_before_a_sign_of_french_or_inside_its_guillemets(messages: ModuleType) -> None:
    texts = [
        text
        for one in messages.catalogue_of("fr")
        if one.id != ""
        for text in (one.string if isinstance(one.string, tuple | list) else [one.string])
    ]
    assert [text for text in texts if re.search(r" [:;?!»]|« ", text)] == []
    assert sum("\u00a0:" in text for text in texts) > 100


@pytest.mark.parametrize(
    ("typed", "is_set"),
    [
        ("Pourquoi ? Voici : « %(name)s » ; oui !", "Pourquoi~? Voici~: «~%(name)s~»~; oui~!"),
        ("à 10:30, voir https://a.b/?c=d et group:NAME", "à 10:30, voir https://a.b/?c=d et group:NAME"),
        ("un :deux ?q=1 ://", "un :deux ?q=1 ://"),
        (("un : %(a)s", "deux : %(a)s"), ("un~: %(a)s", "deux~: %(a)s")),
    ],
)
def test_spaces_of_french_signs_are_set_and_times_and_addresses_left(
    messages: ModuleType, typed: object, is_set: object
) -> None:
    def wanted(text: object) -> object:
        return text.replace("~", "\u00a0") if isinstance(text, str) else text

    found = messages.spaced("fr", typed)
    assert found == (tuple(map(wanted, is_set)) if isinstance(is_set, tuple) else wanted(is_set))
    assert messages.spaced("es", typed) == typed


def test_arabic_is_written_in_arabic_letters(messages: ModuleType) -> None:
    left = []
    for message in messages.catalogue_of("ar"):
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        left += [
            text for text in texts if message.id != "" and _LATIN.search(_KEPT.sub("", text)) is not None
        ]
    assert left == []


def test_no_string_holds_markup_or_is_put_together_from_pieces(messages: ModuleType) -> None:
    texts = [messages.key_of(one)[0] for one in messages.said()]
    assert [text for text in texts if re.search(r"</?[a-z]+[ >]|&[a-z]+;", text) is not None] == []
    assert [text for text in texts if text != text.strip()] == []


def test_strings_of_templates_code_contexts_and_plurals_are_all_found(
    messages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path
    (place / "page.html").write_text(
        "{% load i18n %}{% translate 'One' %}{% blocktranslate count n=n %}{{ n }} item{% plural %}{{ n }} items"
        "{% endblocktranslate %}",
        "utf-8",
    )
    (place / "code.py").write_text(
        'x = _("Two " "lines")\ny = pgettext("of a gun", "mark")\nfor _ in x: pass', "utf-8"
    )
    monkeypatch.setattr(messages, "ROOM", place)
    monkeypatch.setattr(messages, "CORE", place / "rooms")
    found = {(str(one.id), one.context) for one in messages.said() if one.id != ""}
    assert found == {
        ("One", None),
        ("('%(n)s item', '%(n)s items')", None),
        ("Two lines", None),
        ("mark", "of a gun"),
    }


def test_phrases_of_the_register_and_of_the_rooms_beside_it_are_found_with_where_they_are_made(
    messages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register, facts = tmp_path / "register", tmp_path / "facts"
    for folder in (register, facts):
        folder.mkdir()
        text = 'from tallystick.phrase import says\nsays("%(n)s is odd", n=n)\ncounts("One", "Many", 2)'
        (folder / "code.py").write_text(text, "utf-8")
    (facts / "other.py").write_text('says("nothing of ours")', "utf-8")
    monkeypatch.setattr(messages, "ROOM", register)
    monkeypatch.setattr(messages, "CORE", tmp_path)
    found = {str(one.id): one.locations for one in messages.said() if one.id != ""}
    assert found == {
        "%(n)s is odd": [("../facts/code.py", 0), ("code.py", 0)],
        "('One', 'Many')": [("../facts/code.py", 0), ("code.py", 0)],
    }


def in_french(messages: ModuleType, place: Path, lines: list[dict[str, object]]) -> list[str]:
    """What is refused of translations of two strings."""
    (place / "code.py").write_text('_("Until %(day)s")\nngettext("%(n)s item", "%(n)s items", n)', "utf-8")
    said: list[str] = messages.filled("fr", lines)
    return said


@pytest.fixture
def room(messages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder whose strings are gathered instead of the register's."""
    monkeypatch.setattr(messages, "ROOM", tmp_path)
    monkeypatch.setattr(messages, "CORE", tmp_path / "rooms")
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    return tmp_path


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"id": "Until %(day)s", "text": "Jusqu’au %(jour)s"}, "its placeholders"),
        ({"id": "Until %(day)s", "text": ""}, "it has no text"),
        ({"id": "Untill %(day)s", "text": "x"}, "nothing says this"),
        ({"id": "%(n)s item", "forms": ["%(n)s objet"]}, "it wants 2 forms and has 1"),
    ],
)
def test_a_translation_that_does_not_fit_is_refused_with_its_reason(
    messages: ModuleType, room: Path, line: dict[str, object], why: str
) -> None:
    (said,) = in_french(messages, room, [line])
    assert why in said


def test_translations_are_taken_in_and_no_longer_missing(messages: ModuleType, room: Path) -> None:
    lines: list[dict[str, object]] = [
        {"id": "Until %(day)s", "text": "Jusqu’au %(day)s"},
        {"id": "%(n)s item", "forms": ["%(n)s objet", "%(n)s objets"]},
    ]
    assert in_french(messages, room, lines) == []
    assert messages.missing("fr") == []
    assert messages.main(["--check"]) == 1, "the other languages have no catalogue yet"
    messages.main([])
    assert messages.main(["--check"]) == 0


def test_arabic_asks_for_six_forms_and_names_them_by_examples(messages: ModuleType) -> None:
    assert messages.forms("ar") == ["as for 0", "as for 1", "as for 2", "as for 3", "as for 100", "as for 11"]
