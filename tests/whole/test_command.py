"""The command as it is installed: what it writes, says and answers, on the bundled case and on one's own files."""

import json
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from docx import Document

from tallystick.cli import speech
from tallystick.model.case import Case
from tallystick.pipeline import cases
from tests.conftest import Drawn, drawing
from tests.whole.conftest import Done, Run, within

HEAD = "claimant,role,from,to,category,period,quantity,unit,instrument,designation,handling"
HIDDEN = "73919"
"""A figure that stands nowhere else, so that it can be sought in every output."""
DAY = ("--on", "2026-03-02")
CELL = "SWE.FIN.battle_tanks.2020"


def tally(folder: Path, name: str, *lines: str) -> Path:
    """Write a tally file of invented lines."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("\n".join((HEAD, *lines)) + "\n", "utf-8")
    return path


def sweden(folder: Path, tanks: str = "12") -> Path:
    return tally(
        folder,
        "sweden.csv",
        f"SWE,exporter,SWE,FIN,battle_tanks,2020,{tanks},items,un_register,Leopard 2,public",
        "SWE,exporter,SWE,NOR,large_calibre_artillery,2020,6,items,un_register,155 mm howitzer,public",
    )


def finland(folder: Path) -> Path:
    return tally(
        folder, "finland.csv", "FIN,importer,SWE,FIN,battle_tanks,2020,9,items,un_register,Leopard 2,public"
    )


def ok(done: Done) -> Done:
    assert done.code == 0, done.stderr
    return done


def new_case(run: Run, at: Path, *files: Path) -> Path:
    ok(run("new", "case", at=at))
    ok(run("add", "case", *files, *DAY, at=at))
    return at / "case"


def every_file(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def table(out: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(out / f"{name}.parquet")


@pytest.fixture(scope="module")
def demo(
    bundled: tuple[Case, dict[str, pl.DataFrame]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Done]:
    """Run the demonstration on what is assessed already for other tests."""
    at = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        known = {cases.bundled_case(): bundled}
        patch.setattr("tallystick.pipeline.cases.assess", lambda folder, *, step: known[folder])  # noqa: ARG005
        return at / "tallystick-demo", within("demo", at=at)


@pytest.fixture(scope="module")
def piped(installed: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """Make a case of a folder of one's own files, and assess it in a process of its own, which writes to pipes."""
    at = tmp_path_factory.mktemp("own")
    returns = at / "returns"
    sweden(returns)
    finland(returns)
    case = new_case(within, at, returns)
    return case, ok(installed("assess", case, at=at))


@pytest.fixture(scope="module")
def own(piped: tuple[Path, Done]) -> Path:
    """Return a case made of a folder of one's own files, assessed."""
    return piped[0]


def test_the_demo_writes_the_page_and_every_table_that_has_rows(
    demo: tuple[Path, Done],
) -> None:
    out, done = demo
    assert done.code == 0, done.stderr
    written = {path.name for path in out.iterdir()}
    for name in ("claim", "sighting", "document", "filing", "cell", "match", "explained", "fact", "gap"):
        assert {f"{name}.csv", f"{name}.parquet"} <= written
        assert table(out, name).height > 0
    assert "judgement.csv" not in written
    assert (out / "report.html").read_text("utf-8").lower().startswith("<!doctype html>")
    assert (out / "report.html").stat().st_size < 3_000_000


@pytest.mark.parametrize(
    ("which", "counted"),
    [
        ("demo", "653 claims, 416 flows, 126 with both halves:\n"),
        ("piped", "3 claims, 2 flows, 1 with both halves:\n"),
    ],
    ids=("demo", "a process of its own"),
)
def test_a_pipe_gets_the_summary_and_no_progress(
    which: str, counted: str, request: pytest.FixtureRequest
) -> None:
    done: Done = request.getfixturevalue(which)[1]
    assert done.stderr == ""
    assert done.stdout.startswith(counted)
    assert done.stdout.endswith("report.html\n")
    assert "\r" not in done.stdout
    assert "\x1b" not in done.stdout


def test_the_outputs_of_the_demo_can_be_asked_without_assessing_again(
    tallystick: Run, demo: tuple[Path, Done]
) -> None:
    done = ok(tallystick("why", "DEU.POL.battle_tanks.2014", at=demo[0].parent))
    assert "transfer.DEU.POL.battle_tanks.2014.items" in done.stdout
    assert "DEU.csv" in done.stdout


def test_a_folder_of_ones_own_files_becomes_facts(own: Path) -> None:
    facts = {row["cell_id"]: row for row in table(own / "out", "fact").to_dicts()}
    both = facts[f"transfer.{CELL}.items"]
    assert (both["halves"], both["gap"], both["remainder"]) == ("conflicting", 3, 3)
    assert facts["transfer.SWE.NOR.large_calibre_artillery.2020.items"]["halves"] == "exporter_only"
    assert sorted(path.name for path in (own / "claims").iterdir()) == ["finland.csv", "sweden.csv"]


def test_why_says_both_figures_and_leads_to_the_original_cells(tallystick: Run, own: Path) -> None:
    done = ok(tallystick("why", CELL, "--case", own, at=own.parent))
    for words in ("12", "9", "Leopard 2", "sweden.csv", "finland.csv", "line 2", "quantity=12", "Ask:"):
        assert words in done.stdout
    assert done.stderr == ""


def test_why_answers_in_json_also_by_claim(tallystick: Run, own: Path) -> None:
    claim = table(own / "out", "claim").filter(pl.col("claimant") == "FIN")["claim_id"][0]
    trace = json.loads(
        ok(tallystick("why", claim[:12], "--case", own / "out", "--json", at=own.parent)).stdout
    )
    assert trace["cell"]["cell_id"] == f"transfer.{CELL}.items"
    assert {claim["claimant"] for claim in trace["claims"]} == {"SWE", "FIN"}
    assert sum(claim["weight"] for claim in trace["claims"]) == pytest.approx(1)


def test_a_letter_is_text_on_stdout_or_a_file_of_either_kind(
    tallystick: Run, own: Path, tmp_path: Path
) -> None:
    asked = ("letter", CELL, "--case", own, *DAY)
    said = ok(tallystick(*asked, at=tmp_path)).stdout
    for words in (
        "Date: 2026-03-02",
        "Reply by: 2026-03-30",
        "Sweden",
        "Finland",
        "Leopard 2",
        "not a finding",
    ):
        assert words in said
    ok(tallystick(*asked, "--out", "letter.txt", at=tmp_path))
    assert (tmp_path / "letter.txt").read_text("utf-8") == said
    ok(tallystick(*asked, "--out", "letter.docx", at=tmp_path))
    document = Document(str(tmp_path / "letter.docx"))
    paragraphs = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Reply by: 2026-03-30" in paragraphs
    assert "12" in document.tables[0].rows[1].cells[1].text
    assert tallystick(*asked, "--out", "letter.odt", at=tmp_path).code == 2


def test_a_contest_is_kept_and_shown_wherever_the_flow_is(tallystick: Run, tmp_path: Path) -> None:
    case = new_case(tallystick, tmp_path, sweden(tmp_path), finland(tmp_path))
    words = "Three were delivered in January 2021."
    said = ("--by", "Finland", "--text", words, *DAY)
    done = ok(tallystick("contest", CELL, "--case", case, *said, at=tmp_path))
    assert done.stdout == ""
    ok(tallystick("assess", case, at=tmp_path))
    assert words in ok(tallystick("why", CELL, "--case", case, at=tmp_path)).stdout
    assert words in (case / "out" / "report.html").read_text("utf-8")
    judgement = table(case / "out", "judgement").row(0, named=True)
    assert (judgement["about"], judgement["by"], str(judgement["on"])) == (
        f"transfer.{CELL}.items",
        "Finland",
        "2026-03-02",
    )
    assert table(case / "out", "fact").filter(pl.col("halves") == "conflicting").height == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("why", "SWE.FIN.battle_tanks.2019"), 2, "Nearest: transfer.SWE.FIN.battle_tanks.2020.items"),
        (("assess", "case", "--for", "everybody"), 2, "public, parties_only, restricted or group:NAME"),
        (("add", "case", "absent.csv"), 2, "absent.csv"),
        (("assess", "nowhere"), 3, "nowhere is not a case"),
        (("new", "case"), 3, "case is not empty"),
        (("asess", "case"), 2, "No such command"),
    ],
)
def test_a_call_that_cannot_be_carried_out_says_why_and_ends_with_its_code(
    tallystick: Run, own: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    named = (*arguments, "--case", own) if arguments[0] == "why" else arguments
    done = tallystick(*named, at=own.parent)
    assert done.code == code
    assert words in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_malformed_file_names_its_place_and_leaves_the_case_as_it_was(
    tallystick: Run, own: Path, tmp_path: Path
) -> None:
    good = tally(
        tmp_path, "norway.csv", "NOR,importer,SWE,NOR,battle_tanks,2020,1,items,un_register,-,public"
    )
    bad = tally(
        tmp_path, "broken.csv", 'FIN,importer,SWE,FIN,battle_tanks,2020,"1,200",items,un_register,-,public'
    )
    before = every_file(own)
    done = tallystick("add", own, good, bad, at=tmp_path)
    assert done.code == 3
    assert "broken.csv, line 2, column 'quantity'" in done.stderr
    assert "Nothing of this file was taken" in done.stderr
    assert done.stdout == ""
    assert every_file(own) == before


def test_an_unknown_name_waits_for_a_person_and_is_then_used(tallystick: Run, tmp_path: Path) -> None:
    line = "Ruritanya,importer,SWE,Ruritanya,battle_tanks,2020,12,items,un_register,Leopard 2,public"
    case = new_case(tallystick, tmp_path, sweden(tmp_path), tally(tmp_path, "their.csv", line))
    ok(tallystick("assess", case, at=tmp_path))
    issue = table(case / "out", "issue").filter(pl.col("rule") == "unknown_party")
    assert set(issue["value"]) == {"Ruritanya"}
    assert "Nearest:" in issue["message"][0]
    assert "FIN" not in set(table(case / "out", "claim")["claimant"])
    assert table(case / "out", "fact").filter(pl.col("halves") == "agreed").height == 0
    settle = ("name", case, "Ruritanya")
    assert tallystick(*settle, "Nowhere", "--by", "A. Analyst", at=tmp_path).code == 2
    ok(tallystick(*settle, "Finland", "--by", "A. Analyst", "--why", "a translation", *DAY, at=tmp_path))
    settled = (case / "hand" / "names.csv").read_text("utf-8").splitlines()
    assert settled[1:] == ["Ruritanya,FIN,A. Analyst,2026-03-02,a translation"]
    assert "Nearest" not in ok(tallystick("add", case, "their.csv", *DAY, at=tmp_path)).stderr
    ok(tallystick("assess", case, at=tmp_path))
    assert not (case / "out" / "issue.parquet").exists()
    fact = table(case / "out", "fact").filter(pl.col("cell_id") == f"transfer.{CELL}.items")
    assert fact["halves"].to_list() == ["agreed"]


def test_a_correction_replaces_a_filing_and_both_stay_readable(tallystick: Run, tmp_path: Path) -> None:
    case = new_case(tallystick, tmp_path, sweden(tmp_path), finland(tmp_path))
    corrected = sweden(tmp_path / "later", tanks="9")
    ok(tallystick("add", case, corrected, "--replaces", "sweden.csv", *DAY, at=tmp_path))
    ok(tallystick("assess", case, at=tmp_path))
    out = case / "out"
    assert table(out, "fact").filter(pl.col("cell_id") == f"transfer.{CELL}.items")["halves"].to_list() == [
        "agreed"
    ]
    assert table(out, "filing").filter(pl.col("superseded_by") != "-").height == 1
    tanks = table(out, "claim").filter((pl.col("category") == "battle_tanks") & (pl.col("claimant") == "SWE"))
    assert sorted(tanks["quantity_low"]) == [9, 12]
    assert tallystick("add", case, corrected, "--replaces", "norway.csv", at=tmp_path).code == 3


def test_a_correction_that_holds_one_line_of_a_return_is_refused_until_somebody_says_it_is_whole(
    tallystick: Run, tmp_path: Path
) -> None:
    def documents(case: Path) -> int:
        return len((case / "documents.csv").read_text("utf-8").splitlines()) - 1

    case = new_case(tallystick, tmp_path, sweden(tmp_path), finland(tmp_path))
    line = "SWE,exporter,SWE,FIN,battle_tanks,2020,9,items,un_register,Leopard 2,public"
    add = ("add", case, tally(tmp_path / "later", "tanks.csv", line), "--replaces", "sweden.csv", *DAY)
    refused = tallystick(*add, at=tmp_path)
    assert refused.code == 2
    assert "1 flow of sweden.csv would fall away: large calibre artillery" in refused.stderr
    assert "Sweden to Norway, 2020" in refused.stderr
    assert documents(case) == 2
    ok(tallystick(*add, "--whole", at=tmp_path))
    assert documents(case) == 3


def test_a_file_heard_twice_adds_sightings_and_nothing_else(tallystick: Run, tmp_path: Path) -> None:
    case = new_case(tallystick, tmp_path, sweden(tmp_path), finland(tmp_path))
    ok(tallystick("assess", case, at=tmp_path))
    once = every_file(case / "out")
    ok(tallystick("add", case, tmp_path / "finland.csv", "--on", "2026-03-09", "--by", "post", at=tmp_path))
    ok(tallystick("assess", case, at=tmp_path))
    twice = every_file(case / "out")
    differing = {name for name in once | twice if once.get(name) != twice.get(name)}
    assert differing <= {"sighting.csv", "sighting.parquet", "report.html"}
    assert twice["sighting.csv"].count(b"\n") == once["sighting.csv"].count(b"\n") + 1


def test_two_runs_are_byte_for_byte_the_same(
    tallystick: Run, as_users: Drawn, own: Path, tmp_path: Path
) -> None:
    """One in a process of its own, with as many threads as it likes, and one here, with one."""
    with drawing(as_users):
        ok(tallystick("assess", own, "--out", tmp_path / "out", at=tmp_path))
    assert every_file(tmp_path / "out") == every_file(own / "out")


def test_the_public_sees_no_figure_that_is_for_the_parties_only(tallystick: Run, tmp_path: Path) -> None:
    line = f"FIN,importer,SWE,FIN,battle_tanks,2020,{HIDDEN},items,un_register,Hush-Hush 9,parties_only"
    case = new_case(tallystick, tmp_path, sweden(tmp_path), tally(tmp_path, "closed.csv", line))
    said = ok(tallystick("assess", case, "--for", "parties_only", "--json", at=tmp_path)).stdout
    assert '"gap": 73907.0' in said
    done = ok(tallystick("assess", case, "--for", "public", "--json", at=tmp_path))
    gaps = {gap["cell_id"]: gap for gap in json.loads(done.stdout)}
    assert gaps[f"transfer.{CELL}.items"]["halves"] == "withheld_one"
    for name, content in every_file(case / "out").items():
        text = (
            str(pl.read_parquet(case / "out" / name).to_dicts())
            if name.endswith("parquet")
            else content.decode()
        )
        for secret in (HIDDEN, "73,919", "73 919", "73 919", "Hush"):
            assert secret not in text, name
    for asked in (("why", CELL), ("letter", CELL)):
        said = ok(tallystick(*asked, "--case", case, at=tmp_path)).stdout
        assert HIDDEN not in "".join(said.split())
        entitled = ok(tallystick(*asked, "--case", case, "--for", "parties_only", at=tmp_path)).stdout
        assert HIDDEN in "".join(entitled.split())
        assert "withh" in said


def test_json_is_all_that_stands_on_stdout(tallystick: Run, own: Path, tmp_path: Path) -> None:
    done = ok(tallystick("assess", own, "--json", "--out", tmp_path / "out", at=tmp_path))
    gaps = json.loads(done.stdout)
    assert {gap["cell_id"] for gap in gaps} == set(table(own / "out", "gap")["cell_id"])
    assert "Page:" in done.stderr


def test_the_summary_says_which_lines_and_flows_can_be_no_finding(tallystick: Run, tmp_path: Path) -> None:
    odd = "SWE,exporter,SWE,FIN,III,2020,4,items,-,-,public"
    case = new_case(tallystick, tmp_path, tally(tmp_path / "in", "one.csv", odd))
    said = ok(tallystick("assess", case, *DAY, at=tmp_path)).stdout
    assert "\n0 findings\n" in said
    assert "  1 flow with one half only is no finding: state who filed (a filing file); see gap.csv" in said
    assert (
        "  1 line has a category that is not known and cannot be laid against others; see issue.csv\n" in said
    )
    assert not (case / "out" / "finding.csv").exists()


def test_a_file_added_again_with_other_content_is_asked_about(tallystick: Run, tmp_path: Path) -> None:
    case = new_case(tallystick, tmp_path, sweden(tmp_path / "one"))
    again = ok(tallystick("add", case, sweden(tmp_path / "one"), *DAY, at=tmp_path)).stderr
    assert "added before" not in again
    corrected = sweden(tmp_path / "two", tanks="13")
    asked = ok(tallystick("add", case, corrected, *DAY, at=tmp_path)).stderr
    assert "sweden.csv was added before with other content" in asked
    replaces = asked.split("--replaces ")[1].split()[0]
    told = ok(tallystick("add", case, corrected, "--replaces", replaces, *DAY, at=tmp_path)).stderr
    assert "added before" not in told


def test_adding_a_sheet_says_that_titles_stand_above_its_header(tallystick: Run, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    rows = [line.split(",") for line in (HEAD, "SWE,exporter,SWE,FIN,battle_tanks,2020,4,items,-,-,public")]
    for row in (["Exports of Sweden"], ["as sent", "2021"], [], *rows):
        sheet.append(row)
    sheet.merge_cells("A1:H1")
    workbook.save(tmp_path / "f.xlsx")
    ok(tallystick("new", "case", at=tmp_path))
    said = ok(tallystick("add", "case", "f.xlsx", *DAY, at=tmp_path)).stderr
    assert "f.xlsx: 1 claim\n" in said
    assert "  line 4 was read as the header; the 3 lines above it not\n" in said


def test_long_lines_are_folded_in_a_terminal_and_whole_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    line = "  " + "Sweden reports twelve tanks. " * 9
    monkeypatch.setattr(speech, "width", lambda: 40)
    folded = list(speech.fitted([line]))
    assert max(map(len, folded)) <= 40
    assert {one[:4] for one in folded[1:]} == {"    "}
    monkeypatch.setattr(speech, "width", lambda: None)
    assert list(speech.fitted([line])) == [line]
