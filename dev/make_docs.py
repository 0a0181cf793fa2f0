"""Write the reference pages anew, and the figures and constants that other pages quote.

    python dev/make_docs.py            write what is stale
    python dev/make_docs.py --check    write nothing; name what is stale and end with 1

A page quotes a figure of the bundled case as `<!-- figure:cells -->416<!-- /figure -->`, a constant of the code as
`<!-- constant:tallystick.facts.causes.SMALL -->5<!-- /constant -->`, and what a bench measured (bench/measured.json) as
`<!-- bench:sawnwood.cells -->9,129<!-- /bench -->`; what stands between is written from here.
"""

import ast
import csv
import importlib
import inspect
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final, get_args, get_origin

from click.testing import CliRunner
from pydantic import BaseModel

# A script finds its neighbours by the project's folder, from wherever it is called.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measured import figures as measured
from dev.agreements_page import agreements_page
from dev.page_text import Rows, as_table, page_head
from tallystick import errors
from tallystick.claims.store import CaseKeys, ListKeys
from tallystick.cli import cli
from tallystick.facts import causes
from tallystick.model import agreement, cause, claim, finding, judgement, party, quantity, words
from tallystick.model.category import categories, schemes
from tallystick.model.tables import TABLES, Table
from tallystick.pipeline import cases, order
from tallystick.sources import shelf
from tallystick.sources.describe import Source, sources
from tallystick.sources.layout import Layout
from tallystick.sources.sample import read_sample

PROJECT: Final = Path(__file__).resolve().parents[1]
REFERENCE: Final = PROJECT / "docs" / "reference"
PACKAGE: Final = PROJECT / "src" / "tallystick"

_WIDTH: Final = 80
"""Help is written for the narrowest usual terminal, so that no page depends on who writes it."""


def main() -> int:
    """Write what is stale, or with `--check` only say what is."""
    check = sys.argv[1:] == ["--check"]
    stale = [path for path, text in pages() if not path.is_file() or path.read_text("utf-8") != text]
    for path, text in pages():
        if path in stale and not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    for path in stale:
        print(f"{path.relative_to(PROJECT)}: {'stale; run make docs' if check else 'written'}")
    return 1 if check and len(stale) > 0 else 0


@cache
def pages() -> list[tuple[Path, str]]:
    """Give every page made here or quoting from here, with the text it should have."""
    made = [(REFERENCE / name, make()) for name, make in REFERENCES.items()]
    return made + [(path, quoted(path.read_text("utf-8"), path)) for path in written_by_hand()]


def written_by_hand() -> list[Path]:
    """List the pages that people write: the README and all of docs but the reference."""
    found = sorted((PROJECT / "docs").rglob("*.md"))
    return [PROJECT / "README.md", *(path for path in found if REFERENCE not in path.parents)]


# ---- figures and constants in pages


_QUOTE: Final = re.compile(r"<!-- (figure|constant|bench):(\S+) -->.*?<!-- /\1 -->", re.DOTALL)


def quoted(text: str, page: Path) -> str:
    """Write a page's quoted figures and constants anew.

    Raises:
        SystemExit: if a page quotes what does not exist; it names the page and the name.
    """

    def written(match: re.Match[str]) -> str:
        kind, name = match[1], match[2]
        found = _FOUND[kind](name)
        if found is None:
            known = measured() if kind == "bench" else figures()
            sys.exit(f"{page.name}: no {kind} is called {name}. {errors.near_misses(name, known)}")
        return f"<!-- {kind}:{name} -->{found}<!-- /{kind} -->"

    return _QUOTE.sub(written, text)


@cache
def figures() -> Mapping[str, str]:
    """Count what an assessment of the bundled case gives."""
    _, tables = order.assess(cases.bundled_case())
    columns = (
        ("fact", "halves"),
        ("cell", "from_state"),
        ("cell", "to_state"),
        ("explained", "cause"),
        ("verdict", "verdict"),
        ("verdict", "reason"),
        ("finding", "severity"),
    )
    counts = Counter({name: table.height for name, table in tables.items()})
    for table, column in columns:
        counts.update(f"{column}.{word}" for word in tables[table][column].to_list())
    lone = sum(
        count for name, count in counts.items() if name.startswith("halves.") and name.endswith("_only")
    )
    counts |= Counter(
        both=counts["fact"] - lone,
        claimants=tables["claim"]["claimant"].n_unique(),
        agreements=tables["verdict"]["agreement"].n_unique(),
    )
    return {name: str(count) for name, count in counts.items()}


def constant(name: str) -> str | None:
    """Give a constant by its full name; `[key]` picks from a mapping."""
    path, _, key = name.removesuffix("]").partition("[")
    module, _, attribute = path.rpartition(".")
    found = getattr(importlib.import_module(module), attribute, None)
    if key != "":
        found = {str(one): value for one, value in (found or {}).items()}.get(key)
    if isinstance(found, int) and not isinstance(found, bool):
        return f"{found:,}"
    return f"{found:.3g}" if isinstance(found, float) else None if found is None else str(found)


_FOUND: Final[Mapping[str, Callable[[str], str | None]]] = {
    "figure": lambda name: figures().get(name),
    "constant": constant,
    "bench": lambda name: measured().get(name),
}


# ---- the reference pages


def commands() -> str:
    """Write the help of every command."""
    parts = [page_head("Commands", "`tallystick --help`"), _fenced(_help())]
    parts += [f"## {name}\n\n{_fenced(_help(name))}" for name in sorted(cli.commands)]
    parts.append(
        "## Exit codes\n\n"
        + as_table(
            ("code", "meaning"),
            [
                ("0", "finished"),
                ("2", "wrong usage: an option, a setting, or an identifier that nothing here has"),
                ("3", "data that could not be read"),
            ],
        )
        + "\nData goes to standard output, talk to standard error; progress shows on a terminal only.\n"
    )
    return "\n".join(parts)


def _help(*command: str) -> str:
    result = CliRunner().invoke(cli, [*command, "--help"], prog_name="tallystick", terminal_width=_WIDTH)
    return "\n".join(line.rstrip() for line in result.output.splitlines())


def tables() -> str:
    """Write every table with its columns."""
    intro = (
        "Every assessment writes each table that has rows as `<table>.parquet` and `<table>.csv`.\n"
        "Key columns are never empty: `-` stands for none.\n"
        "A blank number or day means that no such figure was given, which is not zero.\n"
    )
    overview = as_table(
        ("table", "one row is"), ((f"[{t.name}](#{t.name})", t.one_row_is) for t in TABLES.values())
    )
    return "\n".join(
        [page_head("Tables", "`model/tables`"), intro, overview, *map(_one_table, TABLES.values())]
    )


def _one_table(table: Table) -> str:
    rows = (
        (f"`{c.name}`", c.kind.value, c.unit or "-", "key" if c.key else "may be blank", c.meaning)
        for c in table.columns
    )
    ordered = ", ".join(f"`{name}`" for name in table.sorted_by)
    columns = as_table(("column", "holds", "unit", "", "meaning"), rows)
    return f"## {table.name}\n\nOne row is {table.one_row_is}.\nSorted by {ordered}.\n\n{columns}"


def sources_page() -> str:
    """Write every source of the catalog with the layouts it reads."""
    intro = (
        "A source is a publication that can be read: a folder of `src/tallystick/catalog/`.\n"
        "A file is recognised by its columns; `tallystick add --source NAME` names the source instead.\n"
        "Capitals, spaces, hyphens and underscores in column names make no difference, nor does the order of columns.\n"
    )
    found = sources()
    parts = [_one_source(name, found[name]) for name in sorted(found)]
    return "\n".join([page_head("Sources", "`catalog/*/source.toml` and the readers"), intro, *parts])


def _one_source(name: str, source: Source) -> str:
    rows = [
        ("publisher", source.publisher),
        ("address", source.url or "-"),
        ("licence", source.licence),
        ("who speaks", source.claimant_kind),
        ("forms", ", ".join(form.value for form in source.file_kinds)),
        ("derived from", source.derived_from or "-"),
    ]
    layouts = "\n".join(_layout(layout) for layout in shelf.reader(name).LAYOUTS)
    return f"## {name}\n\n**{source.title}.**\n{source.what}\n\n{as_table(('', ''), rows)}\n{layouts}"


def _layout(layout: Layout) -> str:
    needed, more = (", ".join(f"`{name}`" for name in names) for names in (layout.required, layout.optional))
    return f"### {layout.name}\n\nRequired: {needed}.\n" + (f"Optional: {more}.\n" if more != "" else "")


def errors_page() -> str:
    """Write the tree of errors, and the kinds of issue."""
    intro = (
        "An **error** ends a command: it names what happened, where, why and what to do, and nothing is changed.\n"
        "An **issue** is something a reader could not map: the row is kept, and the issue stands in table `issue`, "
        "on the page and in the output of `add`.\n"
    )
    raised = as_table(
        ("error", "is a kind of", "exit code", "meaning"),
        (
            (f"`{one.__name__}`", f"`{one.__bases__[0].__name__}`", str(one.exit_code), _summary(one))
            for one in error_classes()
        ),
    )
    met = examples_of_issues()
    kinds = as_table(
        ("issue", "as met in the samples of the catalog"),
        ((f"`{r}`", met.get(r, "-")) for r in issue_rules()),
    )
    more = "What to do about each: [add your declarations](../how-to/add-your-declarations.md).\n"
    parts = [page_head("Errors and issues", "`errors.py` and the readers"), intro, "## Errors\n", raised]
    return "\n".join([*parts, "## Issues\n", kinds, more])


def error_classes() -> list[type[errors.TallystickError]]:
    """List the errors, each below the one it is a kind of."""

    def below(one: type[errors.TallystickError]) -> Iterator[type[errors.TallystickError]]:
        yield one
        for child in sorted(one.__subclasses__(), key=lambda each: each.__name__):
            yield from below(child)

    return list(below(errors.TallystickError))


@cache
def issue_rules() -> list[str]:
    """Find the kinds of issue in the code that makes them: `rule="…"`, and the second argument of `report`."""
    found: set[str] = set()
    for file in PACKAGE.rglob("*.py"):
        text = file.read_text("utf-8")
        # most files say none of these, and parsing them all takes a second
        if any(words in text for words in ("rule=", '"rule"', ".report(")):
            for node in ast.walk(ast.parse(text)):
                found |= set(_rules(node))
    return sorted(found)


def _rules(node: ast.AST) -> Iterator[str]:
    values: list[ast.AST] = []
    if isinstance(node, ast.Call):
        values += [word.value for word in node.keywords if word.arg == "rule"]
        if isinstance(node.func, ast.Attribute) and node.func.attr == "report":
            values += node.args[1:2]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        values += [value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "rule"]
    yield from (v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str))


@cache
def examples_of_issues() -> Mapping[str, str]:
    """Give the first message of each kind that the samples of the catalog raise."""
    found: dict[str, str] = {}
    for name in shelf.names():
        for line in read_sample(name):
            issue = json.loads(line).get("issue")
            if issue is not None:
                found.setdefault(issue["rule"], issue["message"])
    return found


def vocabulary() -> str:
    """Write the words that columns may hold: parties, categories, units, and the fixed words of the model."""
    goods = ((one.category, one.label, one.unit, one.note or "-") for one in categories().values())
    codes = ((scheme, f"{code}: {category}") for (scheme, code), category in schemes().items())
    units = ((unit, "yes" if counts else "no") for unit, counts in quantity.counted_units().items())
    return "\n".join(
        [
            page_head("Vocabulary", "`vocabulary/` and `model/`"),
            _parties(),
            _section("Categories", ("category", "label", "unit", "note"), goods),
            _section("Codes of instruments", ("instrument", "code and category"), codes),
            _section("Units", ("unit", "counts things, so whole numbers only"), units),
            _causes(),
            _section("Words of columns", ("column", "words"), _fixed_words()),
            _section("What a side says", ("state", "in words"), words.STATES.items()),
            _section("How the halves stand", ("halves", "on the page", "meaning"), _fits()),
            _section("How lines were laid", ("how", "in words"), words.HOW_MATCHED.items()),
            _section("What people read for a verdict", ("verdict", "in words"), words.VERDICT_SAID.items()),
        ]
    )


def _parties() -> str:
    kinds = Counter(one.kind for one in party.parties().values())
    counted = ((kind, str(count)) for kind, count in sorted(kinds.items()))
    more = (
        "Codes and names stand in `vocabulary/parties.csv` and `vocabulary/names.csv`; "
        "how they were made, in the README beside them.\n"
        "A look-up is exact but for case, accents and punctuation.\n"
        "An unknown name is reported with the nearest ones, never guessed.\n"
    )
    return f"{_section('Parties', ('kind', 'parties'), counted)}\n{more}"


def _causes() -> str:
    looked = ((name, text, cause.SHORT[name]) for name, text in cause.WORDS.items())
    never = "".join(f"- {one}\n" for one in cause.NOT_LOOKED_FOR)
    return (
        f"{_section('Causes', ('cause', 'in words', 'in short'), looked)}\n"
        f"Not looked for, because a return carries no trace of them; a clarification has to ask:\n\n{never}\n"
        "How far the record bears a cause out is learnt from it, starting from these probabilities "
        "([why](../decisions/0014-causes-by-transport.md)):\n\n"
        f"{as_table(('', 'probability', 'stated for'), _code_first(stated_probabilities()))}"
    )


def stated_probabilities() -> Iterator[tuple[str, str, str]]:
    """List the probabilities of `facts/causes.py` with the sentence that stands below each."""
    for node, after in pairwise(ast.parse(inspect.getsource(causes)).body):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            value = getattr(causes, node.target.id)
            if isinstance(value, float) and isinstance(after, ast.Expr):
                yield node.target.id, str(value), str(ast.literal_eval(after.value))


def _fixed_words() -> Iterator[tuple[str, str]]:
    lists: dict[str, Iterable[str]] = {
        "role": claim.Role,
        "act": claim.Act,
        "basis": claim.Basis,
        "evidence_grade": claim.Grade,
        "handling": (*claim.HANDLINGS, "group:NAME"),
        "quantity_kind": quantity.QuantityKind,
        "direction": claim.DIRECTIONS,
        "content": claim.CONTENTS,
        "visibility": claim.VISIBILITIES,
        "kind (of a judgement)": judgement.KINDS,
        "act (of joining or leaving)": agreement.Joining,
        "kind (of a milestone)": agreement.MILESTONES,
        "force": agreement.Force,
        "verdict": agreement.Verdict,
        "severity": finding.Severity,
        "step": finding.Step,
        "reply_state": finding.ReplyState,
    }
    yield from ((name, ", ".join(f"`{word}`" for word in found)) for name, found in lists.items())


def _fits() -> Rows:
    return ((name, fit.label, fit.meaning) for name, fit in words.FITS.items())


def case_file() -> str:
    """Write the keys of a case's description, as the model that reads it has them."""
    about = (
        "A case is a folder; `case.toml` says what it is, for whom, and by which agreements it is judged.\n"
        "`tallystick new CASE` writes one with every key. A key that is not known is refused, with the nearest.\n"
    )
    return "\n".join(
        (
            page_head("The file case.toml", "`claims/store.py`"),
            about,
            _section("Keys", _OF_KEYS, _keys(CaseKeys)),
            _section("Keys of a complete list", _OF_KEYS, _keys(ListKeys)),
        )
    )


_OF_KEYS: Final = ("key", "kind", "if not given", "what it is")
_KINDS: Final = {"str": "text", "int": "whole number", "date": "day", "list": "list"}


def _keys(model: type[BaseModel]) -> Rows:
    for name, one in model.model_fields.items():
        given = "must be given" if one.is_required() else one.get_default(call_default_factory=True)
        kinds = get_args(one.annotation) or (one.annotation,)
        outer = get_origin(one.annotation)
        kind = outer.__name__ if outer is list else kinds[0].__name__
        shown = "nothing" if given in (None, "", []) else str(given)
        yield name, _KINDS[kind], shown, str(one.description)


def register_permissions() -> str:
    """Show who may do what in the national register: the one table that its pages and their tests read."""
    with (PACKAGE / "register" / "access" / "permissions.csv").open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file)
    about = (
        "Each line is one page and one thing to do there; a page of the register lets through whom it names.\n"
        "`any`: everywhere. `own`: for the person's own services and sites. `-`: not at all.\n"
    )
    head = page_head("Who may do what in the register", "`register/access/permissions.csv`")
    return "\n".join((head, about, as_table(heading, sorted(rows))))


REFERENCES: Final[Mapping[str, Callable[[], str]]] = {
    "agreements.md": agreements_page,
    "case-toml.md": case_file,
    "commands.md": commands,
    "tables.md": tables,
    "sources.md": sources_page,
    "errors.md": errors_page,
    "register-permissions.md": register_permissions,
    "vocabulary.md": vocabulary,
}


# ---- Markdown


def _summary(thing: object) -> str:
    return (inspect.getdoc(thing) or "-").split("\n\n", 1)[0].replace("\n", " ")


def _fenced(text: str) -> str:
    return f"```text\n{text}\n```\n"


def _section(title: str, head: Sequence[str], rows: Rows) -> str:
    return f"## {title}\n\n{as_table(head, _code_first(rows))}"


def _code_first(rows: Rows) -> Rows:
    return ((f"`{first}`", *rest) for first, *rest in rows)


if __name__ == "__main__":
    sys.exit(main())
