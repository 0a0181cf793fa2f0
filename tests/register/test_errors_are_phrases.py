"""Errors that can reach a page are made of phrases, so that they can be said in the reader's language."""

import ast
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from django.utils.translation import override

from tallystick import errors
from tallystick.errors import TallystickError, UnreadableError, UsageError
from tallystick.phrase import says
from tallystick.register.core_words import Shown, error_kept, error_shown, kept_shown
from tallystick.register.exchange.sheets import opened_sheet
from tallystick.register.exchange.sites import introduce, take_in_bundle
from tests.register.conftest import SmallState

PACKAGE: Final = Path(errors.__file__).resolve().parent
ROOMS: Final = ("sources", "catalog", "model", "claims", "engine", "register")
ENGLISH_ALONE: Final = {
    "claims/judgement.py": "of a case, which only the command line has",
    "claims/ledger.py": "of a case, which only the command line has",
    "claims/store.py": "of a case, which only the command line has",
    "engine/engine.py": "said where an engine is named: the command line",
    "engine/local.py": "a fault of the program",
    "engine/spark.py": "an engine that the register never starts",
    "model/crosswalk.py": "a vocabulary of the program itself",
    "register/access/permissions.py": "a table of the program itself, read when it starts",
    "register/access/sealing.py": "said by the command line that restores",
    "register/aside.py": "said by the command line that writes into a new folder",
    "register/dated.py": "a table of times that an administrator wrote: said by `check`",
    "register/exchange/backup.py": "said by the command line and in its journal",
    "register/exchange/lists.py": "said by the command line: pages offer no other form",
    "register/exchange/restore.py": "said by the command line that restores",
    "register/folder.py": "said by the command line before any page is served",
    "register/licences/clock.py": "as register/dated.py",
    "register/management.py": "said by the command line that makes a register",
    "register/starting.py": "said by the command line that serves",
    "register/tracing/clock.py": "as register/dated.py",
    "sources/describe.py": "a description of the program itself",
    "sources/refusal.py": "of files read by columns, as the command line alone reads them",
}
"""Files whose errors reach no page, and why."""
_OF_A_FILE: Final = frozenset({"UnreadableError", "AgreementError"})
"""Errors whose first argument is a file, and no sentence."""
_MAKES: Final = re.compile(r"^class \w+\(.*Error", re.MULTILINE)


@cache
def error_names() -> frozenset[str]:
    """Name the classes of error, and those that are made of them anywhere in the package."""
    known = {
        name
        for name, one in vars(errors).items()
        if isinstance(one, type) and issubclass(one, TallystickError)
    }
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for path in PACKAGE.rglob("*.py")
        if _MAKES.search(text := path.read_text("utf-8")) is not None
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef)
    }
    while len(more := {name for name, of in bases.items() if len(of & known) > 0} - known) > 0:
        known |= more
    return frozenset(known)


def in_english_alone(source: str, names: frozenset[str]) -> Iterator[int]:
    """Give the lines of a source on which an error is given a sentence that is no phrase."""
    if not any(name in source for name in names):
        return  # to parse them all takes a second
    tree = ast.parse(source)
    functions = [one for one in ast.walk(tree) if isinstance(one, (ast.FunctionDef, ast.Module))]
    for function in functions:
        assigned = {
            target.id: node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                given = node.args[1:] if node.func.id in _OF_A_FILE else node.args
                told = [one.value for one in node.keywords if one.arg in {"problem", "remedy"}]
                if any(_is_text(one, assigned) for one in [*given, *told]):
                    yield node.lineno


def _is_text(node: ast.expr, assigned: dict[str, ast.expr]) -> bool:
    match node:
        case ast.Constant(value=str(text)):
            return text != ""
        case (
            ast.JoinedStr()
            | ast.BinOp()
            | ast.Call(func=ast.Name(id="str"))
            | ast.Call(func=ast.Attribute(attr="format" | "join"))
        ):
            return True
        case ast.IfExp(body=one, orelse=other):
            return _is_text(one, assigned) or _is_text(other, assigned)
        case ast.Starred(value=value):
            return _is_text(value, assigned)
        case ast.Name(id=name) if name in assigned:
            return _is_text(assigned[name], {key: one for key, one in assigned.items() if key != name})
    return False


def test_every_error_that_can_reach_a_page_is_made_of_phrases() -> None:
    names = error_names()
    found = {
        path.relative_to(PACKAGE).as_posix(): sorted(set(in_english_alone(path.read_text("utf-8"), names)))
        for room in ROOMS
        for path in sorted((PACKAGE / room).rglob("*.py"))
    }
    told = {name: lines for name, lines in found.items() if len(lines) > 0}
    assert {name: lines for name, lines in told.items() if name not in ENGLISH_ALONE} == {}
    assert sorted(set(ENGLISH_ALONE) - set(told)) == [], "it needs no exemption"


@pytest.mark.parametrize(
    "source",
    [
        'UsageError("plain")',
        'UsageError(f"{a} is no")',
        "UsageError(str(error))",
        'UsageError("a" + b)',
        'UsageError("{}".format(a))',
        'UnreadableError(file, "is odd")',
        'UnreadableError(file, says("is odd"), remedy="Mend it.")',
        'def f():\n    remedy = "Mend it."\n    raise UnreadableError(file, says("is odd"), remedy=remedy)',
    ],
)
def test_a_sentence_that_is_no_phrase_is_found(source: str) -> None:
    assert len(list(in_english_alone(source, error_names()))) > 0


@pytest.mark.parametrize(
    "source",
    [
        'UnreadableError("a.csv", says("is odd"), line=3)',
        'UsageError(says("no"), *nearest(a, b))',
        "Other('x')",
    ],
)
def test_a_phrase_passes(source: str) -> None:
    assert list(in_english_alone(source, error_names())) == []


def no_sheet(folder: Path, content: bytes, name: str) -> TallystickError:
    (folder / name).write_bytes(content)
    with pytest.raises(UnreadableError) as raised:
        list(opened_sheet(folder / name).lines)
    return raised.value


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("twice.csv", b"serial,serial\n1,2\n"),
        ("old.csv", "serial,dépôt\n1,2\n".encode("latin-1")),
        ("torn.csv", b'serial,model\n1,"2"3\n'),
        ("none.xlsx", b"no workbook"),
        ("far.xlsx", b""),
    ],
)
def test_a_ledger_that_cannot_be_read_is_told_without_english(
    tmp_path: Path, name: str, content: bytes
) -> None:
    if name == "far.xlsx":
        with zipfile.ZipFile(tmp_path / "made", "w") as archive:
            archive.writestr("xl/workbook.bin", "")
        content = (tmp_path / "made").read_bytes()
    error = no_sheet(tmp_path, content, name)
    with override("ar"):
        shown = error_shown(error)
    assert shown.english == ""
    assert name in shown.text


def refused(act: Callable[[], object]) -> Shown:
    with pytest.raises(TallystickError) as raised:
        act()
    with override("ar"):
        return error_shown(raised.value)


def test_a_bundle_or_a_card_that_is_none_is_told_without_english(small: SmallState, tmp_path: Path) -> None:
    assert small.rifle is not None
    (tmp_path / "plain.zip").write_bytes(b"no zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("a.txt", "a")
    for name in ("plain.zip", "other.zip"):
        shown = refused(lambda name=name: take_in_bundle(tmp_path / name, "tester"))  # type: ignore[misc]  # bound at once
        assert (shown.english, name in shown.text) == ("", True)
    assert refused(lambda: introduce(tmp_path / "plain.zip", "", "somebody")).english == ""


def test_an_error_that_was_kept_is_said_in_the_language_of_whoever_reads_it() -> None:
    error = UnreadableError("a.csv", says("is empty"), line=3, remedy=says("Split the file."))
    kept = error_kept(error)
    with override("fr"):
        assert kept_shown(kept) == Shown("«\u00a0a.csv\u00a0», ligne 3\u00a0: est vide. Scindez le fichier.")
    with override("en"):
        assert kept_shown(kept) == error_shown(error)


@pytest.mark.parametrize("kept", ["no mapping is called 'a'.", "5", '{"a": 1}', "[nothing"])
def test_what_an_earlier_version_kept_as_a_plain_text_is_shown_in_english(kept: str) -> None:
    with override("fr"):
        assert kept_shown(kept) == Shown("", kept)


def test_a_text_that_is_no_phrase_is_kept_and_shown_in_english() -> None:
    with override("fr"):
        assert kept_shown(error_kept(UsageError("No space left"))) == Shown("", "No space left")
