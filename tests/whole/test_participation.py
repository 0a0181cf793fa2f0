"""Participation on the depositary's real pages, and the shelf made from them."""

import csv
import importlib.util
import io
import json
from collections import Counter
from datetime import date
from importlib import resources
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from tallystick.model.agreement import CONSENTS, Joining, Participation
from tallystick.model.claim import Issue
from tallystick.model.document import Addition, Entry
from tallystick.model.party import find_party
from tallystick.pipeline import cases, order, promises
from tallystick.sources.read import read

PROJECT = Path(__file__).resolve().parents[2]
Pages = dict[str, tuple[list[Participation], list[Issue]]]

CODES = {
    Joining.RATIFICATION: "",
    Joining.ACCEPTANCE: "A",
    Joining.APPROVAL: "AA",
    Joining.ACCESSION: "a",
    Joining.SUCCESSION: "d",
    Joining.CONSENT: "P",
}
FILED_UNASKED = {
    ("CHE", *range(1992, 2002)),
    ("CZE", 1992),
    ("KIR", 1997),
    ("SRB", 1992, 1993, 1994),
    ("SVK", 1992),
    ("TUV", *range(1992, 2000)),
}
"""Years for which a state reported to the Register before it was a member of the United Nations. Switzerland, Kiribati
and Tuvalu joined later; the Czech Republic and Slovakia reported in 1993, their first year, on the year before; the
Federal Republic of Yugoslavia was admitted in 2000."""


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "make_participation", PROJECT / "dev" / "make_participation.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages(shared_data: Path) -> Pages:
    found: Pages = {}
    for path in sorted((shared_data / "un_treaties_2026" / "html").glob("*.html")):
        reading = read(path)
        found[path.stem] = (reading.participation, reading.issues)
    return found


def counted(acts: list[Participation]) -> Counter[str]:
    return Counter("consent" if act.act in CONSENTS else act.act.value for act in acts)


@pytest.mark.parametrize(
    ("agreement", "expected"),
    [
        ("att", {"signature": 130, "consent": 117, "provisional_application": 22}),
        ("ottawa", {"signature": 133, "consent": 166, "provisional_application": 1, "withdrawal": 5}),
        ("ccm", {"signature": 108, "consent": 113, "provisional_application": 4, "withdrawal": 1}),
        # and two acceptances of Protocol III after the Convention
        ("ccw", {"signature": 50, "consent": 128 + 2}),
        ("ccw_p2a", {"consent": 107}),
        ("ccw_p4", {"consent": 111}),
        ("ccw_p5", {"consent": 99}),
        ("ccw_art1", {"consent": 90}),
        ("cwc", {"signature": 165, "consent": 193}),
        ("ctbt", {"signature": 187, "consent": 178}),
        ("enmod", {"signature": 48, "consent": 78}),
        ("tpnw", {"signature": 95, "consent": 74}),
    ],
)
def test_every_act_of_a_page_is_counted(pages: Pages, agreement: str, expected: dict[str, int]) -> None:
    acts, _ = pages[agreement]
    assert {act.agreement for act in acts} == {agreement}
    assert counted(acts) == expected


def stands_in_the_grid(act: Participation) -> bool:
    """Whether the first table of the page has it, and not a note, a declaration or the table of protocols."""
    elsewhere = act.note.startswith(("declaration, made", "accepted after the Convention"))
    return act.act is not Joining.WITHDRAWAL and not elsewhere


def as_rows(pages: Pages) -> set[tuple[str, ...]]:
    """Write acts as the other parse does, a participant a line."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for act in (act for acts, _ in pages.values() for act in acts if stands_in_the_grid(act)):
        row = rows.setdefault((act.agreement, act.party), dict.fromkeys(KINDS, ""))
        if act.act in CODES:
            row |= {"consent": str(act.acted_on), "consent_code": CODES[act.act]}
            row["withdrawn"] = "1" if act.note.startswith("in brackets") else "0"
        else:
            row["signature" if act.act is Joining.SIGNATURE else "provisional"] = str(act.acted_on)
    return {(*key, *(row[kind] for kind in KINDS)) for key, row in rows.items()}


KINDS = ("withdrawn", "consent", "consent_code", "signature", "provisional")


def test_the_pages_agree_row_for_row_with_another_parse_of_them(shared_data: Path, pages: Pages) -> None:
    with (shared_data / "un_treaties_2026" / "parsed_from_html.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    theirs = {
        (
            row["treaty"],
            find_party(row["participant"]) or "",
            row["withdrawn"] if row["consent"] != "" else "",
            *(row[kind] for kind in KINDS[1:]),
        )
        for row in rows
    }
    assert len(rows) == len(theirs) == 1546
    assert as_rows(pages) == theirs


def test_withdrawals_have_their_days_of_notice_and_of_effect(pages: Pages) -> None:
    left = {
        (act.agreement, act.party): (str(act.acted_on), str(act.in_force_on))
        for acts, _ in pages.values()
        for act in acts
        if act.act is Joining.WITHDRAWAL
    }
    assert left == {
        ("ottawa", "EST"): ("2025-06-27", "2025-12-27"),
        ("ottawa", "FIN"): ("2025-07-10", "2026-01-10"),
        ("ottawa", "LTU"): ("2025-06-27", "2025-12-27"),
        ("ottawa", "LVA"): ("2025-06-27", "2025-12-27"),
        ("ottawa", "POL"): ("2025-08-20", "2026-02-20"),
        ("ccm", "LTU"): ("2024-09-06", "2025-03-06"),
    }
    (poland,) = [act for act in pages["ottawa"][0] if (act.party, act.act) == ("POL", Joining.WITHDRAWAL)]
    assert poland.note.startswith("C.N.421.2025.TREATIES-XXVI-5 of 26 August 2025; article 20(3); subject to")


def test_provisional_application_is_dated_or_reported(pages: Pages) -> None:
    cluster = {act.party: act.articles for act in pages["ccm"][0] if act.act is Joining.PROVISIONAL}
    assert cluster == {"BLZ": "1", "CHE": "1(1)(a)", "LTU": "1", "NOR": "1"}
    undated = [issue.value for issue in pages["ottawa"][1] if issue.rule == "undated_act"]
    assert undated == ["Austria", "Mauritius", "South Africa", "Sweden", "Switzerland"]


def test_what_the_pages_leave_open_is_reported_and_nothing_else_is(pages: Pages) -> None:
    said = Counter(issue.rule for _, issues in pages.values() for issue in issues)
    assert said == {
        "declarations_unread": 12,
        "territories_unread": 1,
        "undated_act": 5,
        "protocols_unsettled": 2,
    }


def test_the_shelf_is_what_the_pages_and_the_rows_by_hand_say(shared_data: Path, script: ModuleType) -> None:
    made = script.shelf_files(shared_data, say=lambda _: None)
    shelf = resources.files("tallystick.agreements")
    kept = {name: shelf.joinpath(name, "participation.csv").read_text("utf-8") for name in made}
    assert [name for name in made if made[name] != kept[name]] == [], "run dev/make_participation.py"
    assert len(made) == 14


def test_every_row_by_hand_adds_to_a_page_and_takes_none_away(pages: Pages, script: ModuleType) -> None:
    acts = [act for acts, _ in pages.values() for act in acts]
    together = script.put_together(acts, script.rows_by_hand())
    told = {script.key_of(act) for act in acts}
    replacing = [one for one in script.rows_by_hand() if script.key_of(one) in told]
    assert len(together) == len(acts) + len(script.rows_by_hand()) - len(replacing)
    # what a hand adds to a row of a page is the day on which a consent took effect, or a note in our words
    assert len(replacing) > 20
    assert all(one.in_force_on is not None or one.note != "-" for one in replacing)
    assert all(act.source != "-" for act in script.rows_by_hand())


def test_every_year_filed_to_the_register_was_asked_or_is_known(
    shared_data: Path, script: ModuleType
) -> None:
    text = (shared_data / "unroca_participation" / "years.json").read_text("utf-8")
    filed = {(find_party(row["country"]), one["year"]) for row in json.loads(text) for one in row["years"]}
    asked = {act.party: act.in_force_on for act in script.addressed() if act.agreement == "un_register"}
    unasked = {(party, year) for party, year in filed if asked[party] > date(year, 12, 31)}
    assert (len(filed), len(asked)) == (2489, 193)
    assert unasked == {(party, year) for party, *years in FILED_UNASKED for year in years}
    assert len(unasked) == 24


def test_the_register_s_shelf_covers_every_year_filed(shared_data: Path, script: ModuleType) -> None:
    text = (shared_data / "unroca_participation" / "years.json").read_text("utf-8")
    filed = {(find_party(row["country"]), one["year"]) for row in json.loads(text) for one in row["years"]}
    rows = csv.DictReader(io.StringIO(script.shelf_files(shared_data, str)["un_register"]))
    spells = [
        (row["party"], int(row["in_force_on"][:4]), int((row["ends_on"] or "9999")[:4])) for row in rows
    ]
    left = {
        (party, year)
        for party, year in filed
        if not any(party == one and begun <= year <= end for one, begun, end in spells)
    }
    assert left == set()


def test_a_page_added_to_a_case_fills_its_table(tmp_path: Path) -> None:
    case = tmp_path / "case"
    page = resources.files("tallystick.catalog").joinpath("un_treaty_status", "sample", "provisional.html")
    cases.new(case)
    cases.add(case, [Path(str(page))], Entry(addition=Addition(added_on=date(2026, 2, 3), added_by="a test")))
    acts = order.read_case(case)["participation"]
    assert acts.filter(pl.col("act") == "withdrawal").select("agreement", "party", "in_force_on").rows() == [
        ("ccm", "FIN", date(2020, 9, 2))
    ]
    assert acts["document"].str.len_chars().unique().to_list() == [64]


def test_an_act_withheld_from_an_audience_is_named_as_withheld_and_told_to_no_other(tmp_path: Path) -> None:
    case, acts = tmp_path / "case", tmp_path / "acts.csv"
    acts.write_text("agreement,party,act,acted_on\nccm,NOR,withdrawal,2020-03-02\n", "utf-8")
    addition = Addition(added_on=date(2026, 2, 3), added_by="a test")
    cases.new(case)
    cases.add(case, [acts], Entry(addition=addition, handling="restricted"))
    on = date(2021, 1, 1)
    (told,) = promises.status("ccm", on, party="NOR", where=case, audience="restricted")[1]
    (hidden,) = promises.status("ccm", on, party="NOR", where=case)[1]
    assert (told["act"], told["bound"], hidden["act"]) == ("withdrawal", False, "ratification")
    assert str(hidden["basis"]).endswith(
        "; an act on record is withheld from this audience and may change this"
    )
    assert "withheld" not in str(told["basis"])
