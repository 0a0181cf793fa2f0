"""Gather every string that the register says, its own and the phrases of the rooms, and keep the translations.

    python dev/make_messages.py                      write the catalogues anew; translations that stand are kept
    python dev/make_messages.py --check              write nothing; end with 1 where a catalogue is stale
    python dev/make_messages.py --missing fr         print what French still lacks, one JSON object a line
    python dev/make_messages.py --fill fr FILE.jsonl take translations in: `id`, `context` if any, `text` or `forms`

Catalogues are `src/tallystick/register/locale/<language>/LC_MESSAGES/django.po`, with the `.mo` made from it beside.
A line of `--missing` has `id` and, where there is one, `plural` with `forms`, the names of the plural forms wanted, in
order; `context`; and `where` it is said. Placeholders such as %(name)s stay as they are.
"""

import argparse
import ast
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOM: Final = Path(__file__).resolve().parents[1] / "src" / "tallystick" / "register"
LOCALE: Final = ROOM / "locale"
CORE: Final = ROOM.parent
"""Beside the register stand the rooms whose phrases its pages show."""
os.environ.setdefault("TALLYSTICK_REGISTER", "")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tallystick.register.settings")
LANGUAGES: Final = ("fr", "pt", "es", "ar")
_KEYWORDS: Final[dict[str, Any]] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_PHRASES: Final[dict[str, Any]] = {"says": None, "marked": None, "counts": (1, 2), "BrokenBundleError": None}
"""What makes phrases: see `tallystick.phrase`; the verifier of bundles stands alone, and its error has the template."""
_SPEAKS: Final = re.compile(r"^from tallystick\.phrase import|^class BrokenBundleError", re.MULTILINE)
_BREAKABLE: Final = re.compile(r"(?<=\S) (?=[:;?!»](?![\w/=]))|(?<=«) ")
"""A space that French wants, at which a line must not break: before a sign that stands apart, and inside guillemets.

Times, addresses and placeholders have no space there. U+00A0 and not the narrow U+202F: every old font has it.
"""
_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""The date in the header: the same strings give the same file on any day."""
_PLACEHOLDER: Final = re.compile(r"%(?:\(\w+\))?[sd]|%%")

Key = tuple[str, str | None]
"""A string and its context."""


def main(arguments: list[str]) -> int:
    """Do what the arguments ask; the number is the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--check", action="store_true")
    asked.add_argument("--missing", choices=LANGUAGES)
    asked.add_argument("--fill", nargs=2, metavar=("LANGUAGE", "FILE"))
    given = parser.parse_args(arguments)
    if given.missing is not None:
        print("\n".join(json.dumps(line, ensure_ascii=False) for line in missing(given.missing)))
        return 0
    if given.fill is not None:
        language, file = given.fill
        lines = [
            json.loads(line) for line in Path(file).read_text("utf-8").splitlines() if line.strip() != ""
        ]
        said = filled(language, lines)
        print("\n".join(said), file=sys.stderr)
        return 1 if len(said) > 0 else 0
    stale = [
        path for language in LANGUAGES for path in written(language, updated(language), is_check=given.check)
    ]
    print("\n".join(f"{path.relative_to(ROOM)} {'is stale' if given.check else 'written'}" for path in stale))
    return 1 if given.check and len(stale) > 0 else 0


def said() -> Catalog:
    """Gather every string of the templates and of the code, with the files it stands in."""
    catalogue = Catalog(creation_date=_NEVER, fuzzy=False)
    for path in sorted([*ROOM.rglob("*.py"), *ROOM.rglob("*.html")]):
        if "migrations" in path.parts:
            continue
        name = path.relative_to(ROOM).as_posix()
        for message, context in _strings(path):
            catalogue.add(message, locations=[(name, 0)], context=context)
    for path in spoken():
        is_own = ROOM in path.parents
        name = path.relative_to(ROOM).as_posix() if is_own else f"../{path.relative_to(CORE).as_posix()}"
        for message, context in phrases(path):
            catalogue.add(message, locations=[(name, 0)], context=context)
    return catalogue


def spoken() -> list[Path]:
    """Name the files that make phrases, of the rooms and of the register."""
    return sorted(path for path in CORE.rglob("*.py") if _SPEAKS.search(path.read_text("utf-8")) is not None)


def phrases(path: Path) -> list[tuple[Any, str | None]]:
    """Give the templates of a file's phrases.

    Raises:
        ValueError: a template is no text that stands there, so that nobody could translate it.
    """
    found = []
    for function, given in _calls_of_code(path, _PHRASES):
        if given[0] is None:
            raise ValueError(f"{path.name}: {function} is called with what is no plain text")
        found.append(_message(function, given))
    return found


def _strings(path: Path) -> Iterator[tuple[Any, str | None]]:
    calls = _calls_of_code if path.suffix == ".py" else _calls_of_template
    for function, given in calls(path):
        if given[0] is not None:
            yield _message(function, given)


def _calls_of_code(
    path: Path, keywords: Mapping[str, Any] = MappingProxyType(_KEYWORDS)
) -> Iterator[tuple[str, tuple[str | None, ...]]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if (
            not isinstance(node, ast.Call)
            or not isinstance(node.func, ast.Name)
            or node.func.id not in keywords
        ):
            continue
        yield node.func.id, tuple(_text(argument) for argument in node.args) or (None,)


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _calls_of_template(path: Path) -> Iterator[tuple[str, tuple[str | None, ...]]]:
    from django.utils.translation.template import templatize  # noqa: PLC0415  # it reads the settings

    text = templatize(path.read_text("utf-8"), origin=str(path))
    file = BytesIO(text.encode("utf-8"))
    calls: Iterable[Any] = extract_python(file, _KEYWORDS, (), {"encoding": "utf-8"})
    for _line, function, found, _comments in calls:
        yield function, found if isinstance(found, tuple) else (found,)


def _message(function: str, given: tuple[Any, ...]) -> tuple[Any, str | None]:
    places = {**_KEYWORDS, **_PHRASES}[function] or (1,)
    context = None
    if isinstance(places[0], tuple):
        context, places = given[0], places[1:]
    texts = tuple(given[place - 1] for place in places)
    return (texts[0] if len(texts) == 1 else texts), context


def updated(language: str) -> Catalog:
    """Give a language's catalogue with the strings of today; those no longer said stay as obsolete."""
    kept = catalogue_of(language)
    kept.update(said(), no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    for one in kept:
        # a sentence that came to have a plural is marked so for good, and what is marked is left out of the `.mo`
        one.flags.discard("fuzzy")
        one.string = spaced(language, one.string)
    return kept


def spaced(language: str, said: Any) -> Any:  # noqa: ANN401  # a text, or one for each plural form
    """Set a translation as its language is set: in French no line begins with a colon or ends with a guillemet."""
    if language != "fr":
        return said
    if isinstance(said, (tuple, list)):
        return tuple(spaced(language, one) for one in said)
    return _BREAKABLE.sub("\u00a0", said or "")


def catalogue_of(language: str) -> Catalog:
    """Read a language's catalogue; an empty one where there is none yet."""
    path = place(language)
    if not path.exists():
        return Catalog(
            locale=language,
            project="Tallystick",
            version="1",
            creation_date=_NEVER,
            revision_date=_NEVER,
            header_comment=f"# {Locale.parse(language).english_name} strings of the national register.",
            msgid_bugs_address="-",
            last_translator="-",
            language_team="-",
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file, locale=language)


def place(language: str) -> Path:
    """Say where a language's catalogue lies."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def written(language: str, catalogue: Catalog, *, is_check: bool) -> list[Path]:
    """Write a catalogue and what is made from it; name the files that were stale."""
    po, mo = BytesIO(), BytesIO()
    write_po(po, catalogue, width=110, sort_output=True, include_lineno=False)
    po.seek(0)
    # from what was written, so that a second run gives the same bytes
    write_mo(mo, read_po(po, locale=language))
    stale = []
    for path, content in ((place(language), po), (place(language).with_suffix(".mo"), mo)):
        if path.exists() and path.read_bytes() == content.getvalue():
            continue
        stale.append(path)
        if not is_check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.getvalue())
    return stale


def missing(language: str) -> list[dict[str, Any]]:
    """List the strings that a language lacks, in order."""
    catalogue = updated(language)
    return [_asked(one, language) for one in sorted(lacking(catalogue), key=key_of)]


def lacking(catalogue: Catalog) -> Iterator[Message]:
    """Give the strings without a whole translation."""
    for one in catalogue:
        texts = one.string if isinstance(one.string, (tuple, list)) else (one.string,)
        if one.id != "" and (len(texts) == 0 or any(text in {"", None} for text in texts)):
            yield one


def key_of(message: Message) -> Key:
    """Name a string: itself, or its singular, and its context."""
    first = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
    return str(first), message.context


def _asked(message: Message, language: str) -> dict[str, Any]:
    line: dict[str, Any] = {"id": key_of(message)[0]}
    if message.pluralizable:
        line |= {"plural": message.id[1], "forms": forms(language)}
    if message.context is not None:
        line["context"] = message.context
    return line | {"where": sorted({name for name, _ in message.locations})}


def forms(language: str) -> list[str]:
    """Name the plural forms of a language in the order of its catalogue: one, few, many, other.

    Named by an example: the smallest number that takes the form.
    """
    catalogue = Catalog(locale=language)
    of = re.fullmatch(r"nplurals=(\d+); plural=(.*);?", catalogue.plural_forms.rstrip(";"))
    if of is None:
        raise ValueError(f"{language}: {catalogue.plural_forms!r} is no rule of plurals")
    from gettext import c2py  # noqa: PLC0415  # as gettext itself reads it

    rule = c2py(of[2])
    return [f"as for {next(n for n in range(1000) if rule(n) == form)}" for form in range(int(of[1]))]


def filled(language: str, lines: Iterable[dict[str, Any]]) -> list[str]:
    """Take translations in and write the catalogue; give one sentence for each that was refused."""
    catalogue = updated(language)
    known = {key_of(one): one for one in catalogue if one.id != ""}
    refused = []
    for line in lines:
        message = known.get((line["id"], line.get("context")))
        wrong = "nothing says this" if message is None else fault(message, line, catalogue.num_plurals)
        if message is None or wrong is not None:
            refused.append(f"{line['id']!r}: {wrong}")
            continue
        message.string = spaced(language, tuple(line["forms"]) if message.pluralizable else line["text"])
    written(language, catalogue, is_check=False)
    return refused


def fault(message: Message, line: dict[str, Any], plurals: int) -> str | None:
    """Say what is wrong with a translation: its forms, its placeholders, or nothing."""
    if not message.pluralizable:
        text = line.get("text", "")
        return "it has no text" if text == "" else _of_placeholders({key_of(message)[0]}, text)
    texts = line.get("forms", [])
    if len(texts) != plurals:
        return f"it wants {plurals} forms and has {len(texts)}"
    faults = (_of_placeholders(set(message.id), text) for text in texts)
    return next((one for one in faults if one is not None), None)


def _of_placeholders(sources: set[str], text: str) -> str | None:
    mine = sorted(_PLACEHOLDER.findall(text))
    wanted = [sorted(_PLACEHOLDER.findall(source)) for source in sorted(sources)]
    # "one item" may leave the number out in any language
    fits = mine in wanted or (len(sources) > 1 and set(mine) <= {one for each in wanted for one in each})
    return None if fits else f"its placeholders {mine} are not {wanted[0]}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
