"""The documents say what is there, and lead where they say."""

import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from tallystick.cli import cli
from tallystick.model.agreement import MILESTONES, Joining, Verdict
from tallystick.model.case import Case
from tallystick.model.cause import NOT_LOOKED_FOR, WORDS
from tallystick.model.judgement import KINDS
from tallystick.model.tables import TABLES
from tallystick.rules.load import shelf as agreements
from tallystick.sources import shelf

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"
REFERENCE = DOCS / "reference"
PAGES = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


@pytest.fixture(scope="module")
def make_docs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_docs", PROJECT / "dev" / "make_docs.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    # two tests ask, and the answer is in every file of the package
    script.issue_rules = cache(script.issue_rules)  # type: ignore[attr-defined]  # of a script
    return script


def _prose(page: Path) -> str:
    """Give a page without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def _anchors(page: Path) -> set[str]:
    """Give the anchors of a page's headings, as a forge makes them."""
    titles = re.findall(r"^#+ (.+)$", _prose(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


# ---- what is generated


@pytest.mark.slow  # `make check` asks the same
def test_generated_pages_and_quoted_figures_are_fresh(
    make_docs: ModuleType, bundled: tuple[Case, dict[str, pl.DataFrame]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make_docs.order, "assess", {make_docs.cases.bundled_case(): bundled}.__getitem__)
    stale = [
        str(path.relative_to(PROJECT)) for path, text in make_docs.pages() if path.read_text("utf-8") != text
    ]
    assert stale == [], "run make docs"


def test_a_stale_page_is_named_and_fails_the_check(
    make_docs: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fresh.md").write_text("new", "utf-8")
    (tmp_path / "stale.md").write_text("old", "utf-8")
    monkeypatch.setattr(make_docs, "PROJECT", tmp_path)
    monkeypatch.setattr(
        make_docs,
        "pages",
        lambda: [(tmp_path / f"{name}.md", "new") for name in ("fresh", "stale", "absent")],
    )
    monkeypatch.setattr("sys.argv", ["make_docs.py", "--check"])
    assert make_docs.main() == 1
    said = capsys.readouterr().out
    assert "stale.md" in said
    assert "absent.md" in said
    assert "fresh.md" not in said
    assert (tmp_path / "stale.md").read_text("utf-8") == "old"
    monkeypatch.setattr("sys.argv", ["make_docs.py"])
    assert make_docs.main() == 0
    assert (tmp_path / "stale.md").read_text("utf-8") == "new"


def test_a_quoted_constant_is_written_from_the_code(make_docs: ModuleType) -> None:
    page = "p = <!-- constant:tallystick.facts.causes.EXACT_SAME -->?<!-- /constant -->."
    assert make_docs.quoted(page, Path("page.md")) == page.replace("?", "0.9")


def test_a_quote_of_what_does_not_exist_names_page_and_quote(
    make_docs: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    # what lies near is looked for among figures, which take an assessment
    monkeypatch.setattr(make_docs, "figures", dict)
    with pytest.raises(
        SystemExit, match=r"page\.md: no constant is called tallystick\.facts\.causes\.NO_SUCH"
    ):
        make_docs.quoted(
            "<!-- constant:tallystick.facts.causes.NO_SUCH --><!-- /constant -->", Path("page.md")
        )


# ---- what must be mentioned


def test_the_reference_names_every_command_table_source_error_and_cause(make_docs: ModuleType) -> None:
    wanted = {
        "commands.md": [f"tallystick {name} " for name in cli.commands],
        "tables.md": [f"## {name}\n" for name in TABLES],
        "sources.md": [f"## {name}\n" for name in shelf.names()],
        "errors.md": [f"`{error.__name__}`" for error in make_docs.error_classes()],
        "vocabulary.md": [*(f"`{name}`" for name in WORDS), *NOT_LOOKED_FOR],
    }
    missing = {
        page: [name for name in names if name not in (REFERENCE / page).read_text("utf-8")]
        for page, names in wanted.items()
    }
    assert [(page, name) for page, names in missing.items() for name in names] == []


def _section_of(page: Path, title: str) -> str:
    _, _, rest = page.read_text("utf-8").partition(f"\n## {title}\n")
    return rest.partition("\n## ")[0]


@pytest.mark.parametrize("name", sorted(agreements()))
def test_the_reference_gives_every_obligation_and_every_dated_figure_of_an_agreement(name: str) -> None:
    one, text = agreements()[name], _section_of(REFERENCE / "agreements.md", name)
    rows = [f"| `{rule.name}` | {rule.article} |" for rule in one.obligations]
    for parameter in one.parameters.values():
        for value in parameter.values:
            mark = "; *unconfirmed* |" if value.unconfirmed else " |"
            rows.append(f"| {value.written} | {value.since} | {value.article} | {value.source}{mark}")
    rows += [f"| *unconfirmed* | {what} |" for what in one.terms.unconfirmed]
    assert [row for row in rows if row not in text] == []


def test_the_reference_says_nobody_is_bound_by_what_is_voluntary() -> None:
    text = _section_of(REFERENCE / "agreements.md", "un_register")
    assert " asked, and not bound on " in text
    assert "| parties | 193 bound" not in text


def test_the_how_to_says_what_every_verdict_means_and_the_vocabulary_in_which_words() -> None:
    told = _section_of(DOCS / "how-to" / "judge-by-an-agreement.md", "What a verdict means")
    worded = _section_of(REFERENCE / "vocabulary.md", "What people read for a verdict")
    assert [word for word in Verdict if f"`{word}`" not in told] == []
    assert [word for word in Verdict if f"| `{word}` |" not in worded] == []


def test_the_how_to_on_agreements_names_every_act_and_every_milestone() -> None:
    text = (DOCS / "how-to" / "add-an-agreement.md").read_text("utf-8")
    assert [word for word in (*Joining, *MILESTONES) if re.search(rf"\b{word}\b", text) is None] == []


def test_the_how_to_on_findings_shows_every_kind_of_judgement() -> None:
    text = (DOCS / "how-to" / "answer-a-finding.md").read_text("utf-8")
    own_command = {"reply": "$ tallystick reply ", "settle": "$ tallystick settle "}
    assert [kind for kind in KINDS if own_command.get(kind, f"| `{kind}` |") not in text] == []


def test_the_reply_clocks_told_are_those_of_the_agreements() -> None:
    text = (DOCS / "how-to" / "answer-a-finding.md").read_text("utf-8")
    told = re.findall(r"^\| .*Convention.*, Art\. (\S+) \| (\d+) \|", text, flags=re.MULTILINE)
    clocks = [one.terms.reply for one in agreements().values() if one.terms.reply is not None]
    assert sorted((article, int(days)) for article, days in told) == sorted(
        (clock.article, clock.days) for clock in clocks
    )


def test_the_reference_names_every_column() -> None:
    text = (REFERENCE / "tables.md").read_text("utf-8")
    sections = dict(
        zip(
            re.findall(r"^## (\w+)$", text, re.MULTILINE),
            re.split(r"^## .*$", text, flags=re.MULTILINE)[1:],
            strict=True,
        )
    )
    missing = [
        (table.name, name)
        for table in TABLES.values()
        for name in table.column_names()
        if f"| `{name}` |" not in sections[table.name]
    ]
    assert missing == []


def test_the_how_to_says_what_to_do_about_every_issue(make_docs: ModuleType) -> None:
    rules = make_docs.issue_rules()
    text = (DOCS / "how-to" / "add-your-declarations.md").read_text("utf-8")
    assert {"unknown_party", "unused_field", "filings_side_by_side"} <= set(rules)
    assert [rule for rule in rules if f"| `{rule}` |" not in text] == []


def test_the_how_to_names_every_column_of_tally_and_filing_files() -> None:
    text = (DOCS / "how-to" / "add-your-declarations.md").read_text("utf-8")
    columns = {name for layout in shelf.reader("tally").LAYOUTS for name in layout.required + layout.optional}
    assert sorted(name for name in columns if f"`{name}`" not in text) == []


# ---- where links lead


def test_every_link_leads_somewhere() -> None:
    broken = [(str(page.relative_to(PROJECT)), target) for page in PAGES for target in _broken_links(page)]
    assert broken == []


def _broken_links(page: Path) -> Iterator[str]:
    for target in re.findall(r"\]\(([^)\s]+)\)", _prose(page)):
        if re.match(r"[a-z]+:", target) is not None:
            continue
        file, _, anchor = target.partition("#")
        found = page if file == "" else (page.parent / file).resolve()
        if not found.exists() or (anchor != "" and anchor not in _anchors(found)):
            yield target


def test_every_document_is_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [PROJECT / "README.md"]
    while len(waiting) > 0:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        links = re.findall(r"\]\(([^)\s#]+)[^)]*\)", _prose(page))
        waiting += [(page.parent / link).resolve() for link in links if ":" not in link]
    assert sorted(str(page) for page in set(DOCS.rglob("*.md")) - reached) == []


# ---- what the README is


def test_the_readme_is_short_and_shows_the_page() -> None:
    lines = (PROJECT / "README.md").read_text("utf-8").splitlines()
    pictures = re.findall(r"!\[[^\]]{20,}\]\(([^)]+)\)", "\n".join(lines))
    assert len(lines) <= 110
    assert len(pictures) == 1
    assert (PROJECT / pictures[0]).stat().st_size < 300_000


def test_no_document_names_a_package_index_or_a_place_on_somebodys_machine() -> None:
    hosts = [".".join(parts) for parts in (("pypi", "org"), ("python" + "hosted", "org"), ("npmjs", "com"))]
    forbidden = re.compile("|".join([*map(re.escape, hosts), r"(?<![\w.*])/(?:work|root|home|tmp)/"]))
    found = {page.name: forbidden.findall(page.read_text("utf-8")) for page in PAGES}
    assert {name: hits for name, hits in found.items() if len(hits) > 0} == {}
