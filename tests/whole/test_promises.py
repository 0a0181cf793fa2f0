"""What was promised, through the installed command: who is bound, verdicts, findings, replies, what-ifs, reminders."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.whole.conftest import Done, Run

DAY = ("--on", "2026-03-02")
CELL = "SWE.FIN.battle_tanks.2020"
FINDING = f"gap.transfer.{CELL}.items"


def ok(done: Done) -> Done:
    assert done.code == 0, done.stderr
    return done


def status(run: Run, at: Path, *asked: str) -> dict[str, object]:
    row: dict[str, object]
    (row,) = json.loads(ok(run("status", *asked, "--json", at=at)).stdout)
    return row


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("att", "Lithuania", "2014-12-23"), (False, "ratification", "2014-12-24")),
        (("att", "Lithuania", "2014-12-24"), (True, "ratification", None)),
        (("ottawa", "Poland", "2026-02-01"), (True, "withdrawal", "2026-02-20")),
        (("ottawa", "Poland", "2026-02-20"), (False, "withdrawal", None)),
        (("ottawa", "Finland", "2026-01-09"), (True, "withdrawal", "2026-01-10")),
        (("ottawa", "Finland", "2026-01-11"), (False, "withdrawal", None)),
        (("ottawa", "Ukraine", "2026-01-11"), ("contested", "suspension", None)),
    ],
)
def test_status_says_who_is_bound_on_a_day(
    tallystick: Run, tmp_path: Path, asked: tuple[str, str, str], expected: tuple[object, ...]
) -> None:
    agreement, party, on = asked
    row = status(tallystick, tmp_path, agreement, "--party", party, "--on", on)
    assert (row["bound"], row["act"], row["until"]) == expected
    assert set(row) == {"party", "bound", "since", "until", "act", "acted_on", "articles", "basis"}


def test_an_agreement_is_found_however_it_is_capitalised(tallystick: Run, tmp_path: Path) -> None:
    row = status(tallystick, tmp_path, "Ottawa", "--party", "POL", "--on", "2026-02-01")
    assert row["bound"] is True


def test_an_unknown_agreement_is_refused_with_the_nearest(tallystick: Run, tmp_path: Path) -> None:
    done = tallystick("status", "otawa", at=tmp_path)
    assert done.code == 2
    assert "Nearest: ottawa" in done.stderr


def test_a_calendar_that_ends_before_it_begins_is_refused_and_not_empty(
    tallystick: Run, tmp_path: Path
) -> None:
    done = tallystick("calendar", "--on", "2026-02-03", "--until", "2026-02-02", at=tmp_path)
    assert done.code == 2
    assert "cannot end before it, on 2026-02-02" in done.stderr


@pytest.fixture
def case(tallystick: Run, tmp_path: Path) -> Path:
    """Make a case with two halves that differ, and reports to the Arms Trade Treaty under a complete list."""
    head = "claimant,role,from,to,category,period,quantity,unit,instrument,designation"
    (tmp_path / "halves.csv").write_text(
        f"{head}\nSWE,exporter,SWE,FIN,battle_tanks,2020,12,items,un_register,Leopard 2\n"
        "FIN,importer,SWE,FIN,battle_tanks,2020,9,items,un_register,Leopard 2\n",
        "utf-8",
    )
    (tmp_path / "reports.csv").write_text(
        "claimant,instrument,period,direction,content,filed_on,filing\n"
        "SWE,att_annual,2020,any,not_held,2021-05-20,swe\n"
        "KEN,att_annual,2020,any,not_held,2021-05-20,ken\n",
        "utf-8",
    )
    ok(tallystick("new", "case", at=tmp_path))
    ok(tallystick("add", "case", "halves.csv", "reports.csv", *DAY, at=tmp_path))
    toml = tmp_path / "case" / "case.toml"
    toml.write_text(
        toml.read_text("utf-8").replace("agreements = []", 'agreements = ["att"]')
        + '\n[[complete_list]]\ninstrument = "att_annual"\nfirst_year = 2020\nlast_year = 2020\n'
        'as_of = 2022-01-31\nsource = "an invented list"\n',
        "utf-8",
    )
    return tmp_path / "case"


def verdict(case: Path, name: str) -> str:
    frame = pl.read_parquet(case / "out" / "verdict.parquet").filter(pl.col("verdict_id") == name)
    return str(frame["verdict"].item())


def test_a_silence_counts_only_under_the_complete_list(tallystick: Run, case: Path) -> None:
    ok(tallystick("assess", "case", at=case.parent))
    assert verdict(case, "att.annual_report.SWE.2020") == "met"
    assert verdict(case, "att.annual_report.FIN.2020") == "breached"
    assert verdict(case, "att.annual_report.FIN.2019") == "not_assessable"
    told = ok(tallystick("why", "att.annual_report.FIN.2020", "--case", "case", at=case.parent)).stdout
    assert "Not recorded as received: the complete list as of 2022-01-31 does not have it." in told
    assert "breach" not in told.lower()
    traced = json.loads(
        ok(tallystick("why", "att.annual_report.FIN.2020", "--case", "case", "--json", at=case.parent)).stdout
    )
    assert traced["article"] == "13(3)"
    assert traced["parameters"][0]["source"] != ""


def test_a_slip_in_the_name_of_an_instrument_is_told_with_the_nearest(tallystick: Run, case: Path) -> None:
    at = case.parent
    (at / "slip.csv").write_text(
        "claimant,instrument,period,direction,content,filed_on,filing\n"
        "FIN,att_anual,2020,any,not_held,2021-05-20,fin\n",
        "utf-8",
    )
    ok(tallystick("add", "case", "slip.csv", *DAY, at=at))
    told = ok(tallystick("assess", "case", at=at)).stdout
    assert "not met as the record stands" in told
    assert "count as not received" in told
    issues = pl.read_parquet(case / "out" / "issue.parquet").filter(pl.col("rule") == "unread_instrument")
    assert issues["value"].to_list() == ["att_anual"]
    assert "Nearest: att_annual" in issues["message"].item()


def test_a_what_if_says_which_verdicts_it_would_change(tallystick: Run, case: Path) -> None:
    amendment = case.parent / "later.toml"
    amendment.write_text(
        'title = "the list is of a day before the report is due"\n[[parameter]]\nagreement = "att"\n'
        'name = "annual_report_due"\nsince = 2014-12-24\nvalue = "12-31"\n[[participation]]\n'
        'agreement = "att"\nparty = "USA"\nact = "ratification"\nacted_on = 2019-01-15\n',
        "utf-8",
    )
    done = ok(tallystick("assess", "case", "--amend", "later.toml", "--json", at=case.parent))
    changed = {row["verdict_id"]: row for row in json.loads(done.stdout)}
    assert changed["att.annual_report.USA.2020"]["verdict_before"] == "-"
    assert changed["att.annual_report.USA.2020"]["verdict_after"] == "breached"
    assert changed["att.annual_report.FIN.2020"]["due_on_after"] == "2021-12-31"
    assert verdict(case, "att.annual_report.FIN.2020") == "breached"


def test_an_answer_changes_the_facts_and_its_history_says_why(tallystick: Run, case: Path) -> None:
    at = case.parent
    asked = ("--by", "The secretariat", "--text", "Asked by letter.", "--kind", "request")
    ok(tallystick("contest", FINDING, "--case", "case", *asked, "--on", "2026-03-03", at=at))
    (at / "answer.csv").write_text(
        "claimant,role,from,to,category,period,quantity,unit,instrument,designation\n"
        "FIN,importer,SWE,FIN,battle_tanks,2020,12,items,un_register,Leopard 2\n",
        "utf-8",
    )
    said = ("--by", "Finland", "--text", "Three came in December.", "--on", "2026-03-20")
    done = ok(
        tallystick(
            "reply",
            FINDING,
            "--case",
            "case",
            "--file",
            "answer.csv",
            "--replaces",
            "halves.csv",
            *said,
            at=at,
        )
    )
    assert "9" in done.stdout
    assert "12" in done.stdout
    told = ok(tallystick("why", FINDING, "--case", "case", at=at)).stdout
    for words in ("asked, The secretariat", "replied, Finland: Three came in December.", "changed"):
        assert words in told
    ok(tallystick("settle", FINDING, "--case", "case", "--by", "An analyst", "--text", "Explained.", at=at))
    ok(tallystick("assess", "case", at=at))
    found = pl.read_parquet(case / "out" / "finding.parquet").filter(pl.col("finding_id") == FINDING)
    assert found["judgements"].item() == 3
    assert found["reply_state"].item() in {"settled", "closed"}


def test_a_report_that_was_only_not_recorded_closes_its_lead_when_it_is_shown(
    tallystick: Run, case: Path
) -> None:
    at, lead = case.parent, "verdict.att.annual_report.FIN"
    (at / "found.csv").write_text(
        "claimant,instrument,period,direction,content,filed_on,filing\n"
        "FIN,att_annual,2020,any,not_held,2021-05-30,fin\n",
        "utf-8",
    )
    said = ("--by", "Finland", "--text", "It was sent on 30 May 2021.", "--on", "2026-03-20")
    done = ok(tallystick("reply", lead, "--case", "case", "--file", "found.csv", *said, at=at))
    assert "att.annual_report.FIN.2020: " in done.stdout
    assert "New elsewhere" not in done.stdout
    told = ok(tallystick("why", lead, "--case", "case", at=at)).stdout
    assert "replied, Finland: It was sent on 30 May 2021." in told
    assert verdict_after(tallystick, case) == ("met", "closed")


def test_a_finding_that_an_answer_raises_elsewhere_is_named(tallystick: Run, case: Path) -> None:
    at = case.parent
    (at / "more.csv").write_text(
        "claimant,role,from,to,category,period,quantity,unit,instrument,designation\n"
        "FIN,importer,SWE,FIN,warships,2020,7,items,un_register,Corvette\n"
        "SWE,exporter,SWE,FIN,warships,2020,2,items,un_register,Corvette\n",
        "utf-8",
    )
    said = ("--by", "Finland", "--text", "See the corvettes too.", "--on", "2026-03-20")
    done = ok(tallystick("reply", FINDING, "--case", "case", "--file", "more.csv", *said, at=at))
    assert "New elsewhere" in done.stdout
    assert "gap.transfer.SWE.FIN.warships.2020.items" in done.stdout


def verdict_after(run: Run, case: Path) -> tuple[str, str]:
    ok(run("assess", "case", at=case.parent))
    found = pl.read_parquet(case / "out" / "finding.parquet")
    lead = found.filter(pl.col("finding_id") == "verdict.att.annual_report.FIN")
    return verdict(case, "att.annual_report.FIN.2020"), str(lead["reply_state"].item())


def test_a_calendar_is_written_with_what_falls_due(tallystick: Run, tmp_path: Path) -> None:
    asked = ("--agreement", "att", "--party", "Kenya", "--party", "SWE", "--on", "2026-02-03")
    told = ok(tallystick("calendar", *asked, at=tmp_path)).stdout
    assert "2026-05-31" in told
    assert "Sweden" in told
    assert "Kenya" not in told
    ok(tallystick("calendar", *asked, "--out", "due.ics", at=tmp_path))
    written = (tmp_path / "due.ics").read_bytes()
    assert written.startswith(b"BEGIN:VCALENDAR")
    assert b"DTSTART;VALUE=DATE:20260531" in written


def test_every_agreement_of_the_shelf_passes_its_own_cases(tallystick: Run, tmp_path: Path) -> None:
    done = ok(tallystick("agreements", "un_register", "--check", at=tmp_path))
    assert done.stdout.startswith("un_register: ")
    assert "no case shows" not in done.stdout


def test_a_folder_of_one_s_own_that_lacks_cases_is_said_to(tallystick: Run, tmp_path: Path) -> None:
    folder = tmp_path / "pact"
    (folder / "cases").mkdir(parents=True)
    (folder / "agreement.toml").write_text(
        'name = "pact"\ntitle = "A Pact"\nshort = "the pact"\nkind = "political"\nforce = "political"\n'
        'about = "A report each year."\ndepositary = "-"\nsource = "invented"\nadopted_on = 2020-01-01\n'
        'participation_as_of = 2025-01-01\n[entry_into_force]\narticle = "1"\nin_force_on = 2020-01-01\n',
        "utf-8",
    )
    (folder / "participation.csv").write_text(
        "party,act,acted_on,in_force_on,ends_on,articles,contested,note,source\n", "utf-8"
    )
    (folder / "parameters.toml").write_text("", "utf-8")
    (folder / "rules.py").write_text(
        '"""A pact."""\nimport polars as pl\nfrom tallystick.rules.obligation import Duty, Ruling, obligation\n\n'
        '@obligation(article="2", each_year=True, reports="pact")\ndef report(duty: Duty) -> Ruling:\n'
        '    """Report each year."""\n    return duty.report(pl.date(duty.year + 1, 3, 31))\n',
        "utf-8",
    )
    done = tallystick("agreements", "pact", "--folder", "pact", "--check", at=tmp_path)
    assert done.code == 1
    assert "no case shows report giving not recorded" in done.stdout
    assert "breached" not in done.stdout
