"""The shelf of agreements, read: what each is, its dated parameters, who acted towards it, its rules and cases."""

import csv
import importlib
import importlib.util
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache, cached_property, partial
from hashlib import sha256
from importlib import resources
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from tallystick.errors import AgreementError, UsageError, ValueRefusedError, near_misses
from tallystick.model.agreement import Force, Joining, Participation
from tallystick.model.claim import NONE
from tallystick.model.party import is_code
from tallystick.rules.ceilings import refuse_unsound
from tallystick.rules.faults import Faults, refused, together
from tallystick.rules.lines import line_at
from tallystick.rules.obligation import Obligation, marked
from tallystick.rules.reasons import REASONS
from tallystick.rules.terms import Parameter, ParameterTable, Terms

_Model = TypeVar("_Model", bound=BaseModel)
SHELF: Final = "tallystick.agreements"
"""A name, not an import: rooms do not know what stands on shelves."""
ACT_COLUMNS: Final = (
    "party",
    "act",
    "acted_on",
    "in_force_on",
    "ends_on",
    "articles",
    "contested",
    "note",
    "source",
)


@dataclass(frozen=True)
class Agreement:
    """One folder of the shelf, read and checked."""

    folder: Path
    terms: Terms
    parameters: Mapping[str, Parameter]
    acts: tuple[Participation, ...]
    obligations: tuple[Obligation, ...]
    reasons: Mapping[str, str]
    """Sentence of every reason that its rules may give."""
    amendment: str = ""
    """What a what-if changed in it; empty for the law as it stands."""

    @property
    def name(self) -> str:
        """What it is called here: its folder."""
        return self.terms.name

    @cached_property
    def version(self) -> str:
        """Name its law: a hash over its terms, parameters and rules, so that a trace says by which text it judged."""
        files = ("agreement.toml", "parameters.toml", "rules.py")
        parts = [(self.folder / name).read_bytes() for name in files] + [self.amendment.encode()]
        return sha256(b"\0".join(parts)).hexdigest()[:12]


@cache
def names() -> tuple[str, ...]:
    """Name the agreements on the shelf, sorted."""
    folders = resources.files(SHELF).iterdir()
    return tuple(sorted(one.name for one in folders if one.joinpath("agreement.toml").is_file()))


def shelf(more: Sequence[Path] = ()) -> Mapping[str, Agreement]:
    """Read every agreement: those of the shelf, and the folders given besides, by name.

    Raises:
        AgreementError: if a folder is not sound, or two agreements have one name.
        UsageError: if a folder is not there; with the nearest beside it.
    """
    found = {name: agreement(name) for name in names()}
    for folder in more:
        _refuse_absent(folder)
        one = read(folder)
        if one.name in found:
            raise AgreementError(
                folder / "agreement.toml", f"{one.name!r} is the name of another agreement", column="name"
            )
        found[one.name] = one
    return MappingProxyType(dict(sorted(found.items())))


def _refuse_absent(folder: Path) -> None:
    """Refuse a folder that is not there, before each of its files is said to be missing."""
    if folder.is_dir():
        return
    beside = [one.parent.name for one in folder.parent.glob("*/agreement.toml")]
    told = [f"there is no folder {folder} of an agreement.", near_misses(folder.name, beside)]
    raise UsageError(" ".join(part for part in told if part != ""))


@cache
def agreement(name: str) -> Agreement:
    """Read one agreement of the shelf.

    Raises:
        UsageError: with the nearest names, if none is called so.
    """
    return read(Path(str(resources.files(SHELF).joinpath(known(name, names())))), f"{SHELF}.{name}.rules")


def meant(name: str, among: Sequence[str]) -> str:
    """Give the name of an agreement that somebody typed, however it is capitalised; documents are taken at their word.

    Raises:
        UsageError: with the nearest names, if there is none of that name.
    """
    folded = name.casefold().replace("-", "_")
    return folded if name not in among and folded in among else known(name, among)


def known(name: str, among: Sequence[str]) -> str:
    """Give an agreement's name back if there is one of that name.

    Raises:
        UsageError: with the nearest names, if there is not.
    """
    if name in among:
        return name
    told = [
        f"no agreement is called {name!r}.",
        near_misses(name, among),
        f"Known: {', '.join(sorted(among))}.",
        "One of your own is found where --folder names its folder.",
    ]
    raise UsageError(" ".join(part for part in told if part != ""))


def read(folder: Path, module: str | None = None) -> Agreement:
    """Read the folder of an agreement; `module` names its rules where they stand on the shelf.

    Raises:
        AgreementError: naming file and line, for whatever is missing, unknown, ill-typed or contradictory.
    """
    faults = Faults()
    terms = faults.of(lambda: _terms(folder))
    parameters = faults.of(lambda: _parameters(folder))
    known = faults.of(lambda: acts(folder, folder.name))
    if terms is None or parameters is None or known is None:
        raise together(faults.found)
    rules = _module(folder, module)
    obligations = tuple(marked(rules))
    if len(obligations) == 0:
        raise AgreementError(folder / "rules.py", "has no function marked @obligation")
    for one in obligations:
        _check(folder, terms, one)
        refuse_unsound(folder / "rules.py", one, parameters)
    own = getattr(rules, "REASONS", {})
    return Agreement(folder, terms, parameters, known, obligations, {**REASONS, **own})


def _check(folder: Path, terms: Terms, one: Obligation) -> None:
    if one.asks == "":
        raise AgreementError(
            folder / "rules.py", f"{one.name} has no docstring to say what it asks", line=one.line
        )
    if one.force is Force.BINDING and terms.force is not Force.BINDING:
        raise AgreementError(
            folder / "rules.py",
            f"{one.name} cannot be of force 'binding' under an agreement of force {terms.force.value!r}",
            line=one.line,
        )


def _terms(folder: Path) -> Terms:
    path = folder / "agreement.toml"
    terms = parsed(path, Terms, remedy=_HOW_TO)[1]
    if terms.name != folder.name:
        raise AgreementError(
            path, f"calls itself {terms.name!r}, but stands in the folder {folder.name!r}", column="name"
        )
    return terms


def _parameters(folder: Path) -> dict[str, Parameter]:
    path = folder / "parameters.toml"
    text = _text(path)
    faults, read_by_name = Faults(), {}
    for name, one in sorted(_toml(path, text).items()):
        made = faults.of(partial(_parameter, path, text, name, one))
        if made is not None:
            read_by_name[name] = made
    faults.refuse()
    return read_by_name


def _parameter(path: Path, text: str, name: str, table: object) -> Parameter:
    try:
        return Parameter.of(name, ParameterTable.model_validate(table))
    except ValidationError as error:
        raise refused(path, text, error, ParameterTable, (name,)) from error
    except ValueRefusedError as error:
        raise AgreementError(path, str(error), line=line_at(text, [name])) from error


_HOW_TO: Final = "See docs/how-to/add-an-agreement.md for what a folder holds."


def _text(path: Path) -> str:
    return _written(path, remedy=_HOW_TO)


def parsed(path: Path, model: type[_Model], remedy: str = "") -> tuple[str, _Model]:
    """Read a TOML file by a model; returns its text too, so that what is found amiss later can be told by its line.

    Raises:
        AgreementError: if it is missing, not UTF-8 or not TOML; naming the line, for keys that are missing, unknown or
            ill-typed, and days that do not exist.
    """
    text = _written(path, remedy)
    try:
        return text, model.model_validate(_toml(path, text))
    except ValidationError as error:
        raise refused(path, text, error, model) from error


def _written(path: Path, remedy: str = "") -> str:
    """Read a text file.

    Raises:
        AgreementError: if it is missing or not UTF-8.
    """
    try:
        return path.read_text("utf-8")
    except FileNotFoundError as error:
        raise AgreementError(path, "is missing", remedy=remedy) from error
    except UnicodeDecodeError as error:
        raise AgreementError(path, f"is not UTF-8 ({error})") from error


def _toml(path: Path, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except ValueError as error:  # TOML's own error, and dates that do not exist
        raise AgreementError(path, f"is not TOML ({error})") from error


def acts(folder: Path, name: str) -> tuple[Participation, ...]:
    """Read `participation.csv`: every act of joining or leaving, with its source.

    Raises:
        AgreementError: naming line and column, for what is missing, unknown or no day; with the nearest acts.
    """
    path = folder / "participation.csv"
    reader = csv.DictReader(_text(path).splitlines())
    if tuple(reader.fieldnames or ()) != ACT_COLUMNS:
        raise AgreementError(path, f"needs the columns {', '.join(ACT_COLUMNS)}", line=1)
    faults = Faults()
    found = [faults.of(partial(_act, path, number, name, row)) for number, row in enumerate(reader, start=2)]
    faults.refuse()
    return tuple(act for act in found if act is not None)


def _act(path: Path, number: int, name: str, row: Mapping[str, str | None]) -> Participation:
    if None in row.values() or None in row:
        raise AgreementError(path, "has more or fewer cells than the header", line=number)
    words = {column: str(value) for column, value in row.items()}
    try:
        act = Joining(words["act"])
    except ValueError:
        near = ", ".join(get_close_matches(words["act"], list(Joining), n=2, cutoff=0.4)) or ", ".join(
            Joining
        )
        raise AgreementError(
            path, f"{words['act']!r} is no act", line=number, column="act", remedy=f"Nearest: {near}."
        ) from None
    if not is_code(words["party"]):
        raise AgreementError(path, f"{words['party']!r} is no party's code", line=number, column="party")
    days = {column: _day(path, number, column, words[column]) for column in ("in_force_on", "ends_on")}
    acted_on = _day(path, number, "acted_on", words["acted_on"])
    if acted_on is None:
        raise AgreementError(path, "an act needs its day", line=number, column="acted_on")
    text = {column: words[column] or NONE for column in ("articles", "contested", "note", "source")}
    if text["source"] == NONE:
        raise AgreementError(path, "an act needs its source", line=number, column="source")
    try:
        return Participation(
            agreement=name,
            party=words["party"],
            act=act,
            acted_on=acted_on,
            in_force_on=days["in_force_on"],
            ends_on=days["ends_on"],
            **text,
        )
    except ValueRefusedError as error:
        raise AgreementError(path, str(error), line=number) from error


def _day(path: Path, number: int, column: str, text: str) -> date | None:
    if text == "":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise AgreementError(
            path, f"{text!r} is no day: {error}", line=number, column=column, remedy="Write 2014-12-24."
        ) from error


def _module(folder: Path, name: str | None) -> ModuleType:
    path = folder / "rules.py"
    _text(path)
    try:
        return importlib.import_module(name) if name is not None else _from(path)
    except Exception as error:  # whatever the law's own code raises is told with its place
        raise AgreementError(path, f"cannot be loaded: {error}", line=line_in(path, error)) from error


def _from(path: Path) -> ModuleType:
    name = f"tallystick_agreement_{path.parent.name}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise AgreementError(path, "is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def line_in(path: Path, error: BaseException) -> int | None:
    """Find the line of a file at which an error arose, if it arose there."""
    trace, line = error.__traceback__, None
    if isinstance(error, SyntaxError):
        return error.lineno
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename) == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
