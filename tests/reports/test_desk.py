import re
from datetime import date
from xml.etree import ElementTree

import polars as pl
import pytest

from tallystick.model.case import Case
from tallystick.model.finding import ReplyState, Severity, Step
from tallystick.model.record import Record
from tallystick.reports.alike import key_of, shared
from tallystick.reports.desk import STEPS, Desk, open_desk
from tallystick.reports.laid import lay_open
from tallystick.reports.page import render
from tests.reports.promised import RUS_IND, USA_AUS, promised

Tables = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def desk(tables: Tables) -> Desk:
    record = Record.of(tables | promised())
    return open_desk(record, lay_open(record), {"DEU", "NGA"}, {("mines", "DEU"): "m-mines-DEU"})


@pytest.fixture(scope="module")
def section(tables: Tables, case: Case) -> ElementTree.Element:
    page = render(tables | promised(), case)
    found = re.search(r'<section id="findings".*?</section>', page, re.DOTALL)
    assert found is not None
    return ElementTree.fromstring(found.group(0))  # noqa: S314 - our own page


def text(element: ElementTree.Element) -> str:
    return re.sub(r"[ \n]+", " ", "".join(element.itertext())).strip()


def row(section: ElementTree.Element, finding_id: str) -> ElementTree.Element:
    found = section.find(f".//*[@id='f-{finding_id}']")
    assert found is not None, finding_id
    return found


def test_every_finding_lies_in_one_place_of_the_desk(desk: Desk) -> None:
    alone = [
        *desk.in_hand,
        *desk.first,
        *desk.then,
        *desk.done,
        *(one for pile in desk.piles for one in pile.shown),
    ]
    together = sum(one.count for pile in desk.piles for one in pile.alike)
    gaps = sum(pile.gaps for pile in desk.piles)
    assert len(alone) + together + gaps == desk.count == promised()["finding"].height
    assert len({one.row["finding_id"] for one in alone}) == len(alone)


def test_what_waits_for_somebody_comes_first_and_the_overdue_before_all(desk: Desk) -> None:
    assert [one.row["reply_state"] for one in desk.in_hand] == ["overdue", "asked"]
    assert [one.row["severity"] for one in desk.first] == ["high"]
    assert desk.sentence == (
        "11 findings; in hand: 1 past the day an answer was expected, 1 waiting for an answer. "
        "Open: 1 high, 5 low, 1 for the record."
    )


def test_medium_findings_come_first_where_none_is_high() -> None:
    found = promised()["finding"].with_columns(reply_state=pl.lit("open"))
    both = open_desk(Record.of({"finding": found}), [], set(), {})
    assert [[one.row["severity"] for one in some] for some in (both.first, both.then)] == [
        ["high"],
        ["medium", "medium"],
    ]
    alone = open_desk(Record.of({"finding": found.filter(pl.col("severity") != "high")}), [], set(), {})
    assert [one.row["severity"] for one in alone.first] == ["medium", "medium"]
    assert len(alone.then) == 0


def test_a_desk_with_nothing_on_it_says_so() -> None:
    assert open_desk(Record.of({}), [], set(), {}).sentence == "Nothing on record asks for a person's time."


def test_findings_that_say_the_same_are_told_once(desk: Desk) -> None:
    (alike,) = next(pile for pile in desk.piles if pile.severity == "low").alike
    assert alike.sentence == "The Mines Convention, 13(2) (yearly report), … Not recorded as received."
    assert [(one.name, one.differs, one.anchor) for one in alike.items] == [
        ("Germany", "2020–2021", "m-mines-DEU"),
        ("Nigeria", "2023", ""),
    ]
    assert [one.name for one in alike.others] == ["Kenya"]
    assert alike.ask == "Was a report made?"
    assert alike.pattern == "verdict.mines.yearly_report.PARTY.YEAR"


def test_a_finding_whose_question_names_the_party_again_is_told_by_itself() -> None:
    rows = promised()["finding"].to_dicts()
    missing = next(one for one in rows if one["finding_id"].endswith("NGA.2023"))
    assert key_of(missing) is not None
    assert key_of(missing | {"ask": "Nigeria: what does Nigeria hold?"}) is None
    assert key_of(missing | {"sentence": "Whether Nigeria is bound is contested."}) is None
    assert key_of(missing | {"parties": "NGA DEU"}) is None
    assert key_of(rows[0]) is None


def test_words_are_shared_from_both_ends_and_never_twice() -> None:
    assert shared([["a", "1", "z"], ["a", "2", "z"]]) == (1, 1)
    assert shared([["a", "a"], ["a", "a", "a"]]) == (2, 0)
    assert shared([["a", "b"], ["a", "b"]]) == (2, 0)


def test_a_gap_leads_to_its_row_and_is_not_told_twice(section: ElementTree.Element) -> None:
    gap = row(section, f"gap.{RUS_IND}")
    assert text(gap) == (
        "High ask Missiles and missile launchers, Russian Federation to India, 2014: 7\u202f859 against 168; "
        "7\u202f691 unexplained"
    )
    assert [link.get("href") for link in gap.iter("a")] == [f"#c-{RUS_IND}"]


def test_a_finding_in_hand_shows_its_clock_channel_history_and_commands(section: ElementTree.Element) -> None:
    words = text(row(section, "verdict.mines.clearance.KEN.2021"))
    assert words.startswith("Medium help Kenya, the Mines Convention, 5 (clearance).")
    assert "Asked on 2024-04-01; an answer was expected by 2024-04-29." in words
    assert "by this channel: the Secretary-General of the United Nations (Art. 8(2))." in words
    assert "2024-04-01, asked by A. Clerk: Letter 3." in words
    assert "tallystick why verdict.mines.clearance.KEN.2021 --case invented" in words
    assert "tallystick reply verdict.mines.clearance.KEN.2021 --case invented --file FILE" in words
    asked = text(row(section, f"gap.{USA_AUS}"))
    assert "Letter 7 & its annex." in asked
    assert "an answer is expected by 2024-06-17" in asked


def test_the_section_tells_how_to_answer_contest_and_settle(section: ElementTree.Element) -> None:
    words = text(section)
    for command in ("letter", "reply", "contest", "settle"):
        assert f"tallystick {command} FINDING --case invented" in words
    assert "1 more gap, each with its question, in the list of gaps." in words
    assert "never an accusation" in words


def test_settled_findings_stay_to_be_read(section: ElementTree.Element) -> None:
    words = text(row(section, "verdict.mines.yearly_report.POL.2020"))
    assert "Settled on 2024-02-01." in words
    assert "Evidence: note 9" in words


def test_the_gap_itself_says_what_would_settle_it(tables: Tables, case: Case) -> None:
    page = render(tables | promised(), case)
    assert "Finding: high, ask, open; nobody was asked yet." in page
    assert "Cheapest further evidence" not in render(tables, case)


def test_every_step_has_a_word_and_every_state_a_sentence() -> None:
    assert set(STEPS) == {step.value for step in Step}
    rows = promised()["finding"]
    for state in ReplyState:
        what = {"answered": "replied"}.get(state.value, state.value)
        name = "verdict.mines.clearance.KEN.2021"
        event = promised()["finding_event"].with_columns(
            what=pl.when(pl.col("finding_id") == name).then(pl.lit(what)).otherwise("what")
        )
        one = rows.filter(pl.col("finding_id") == name).with_columns(reply_state=pl.lit(state.value))
        shown = open_desk(Record.of({"finding": one, "finding_event": event}), [], set(), {})
        places = [*shown.in_hand, *shown.first, *shown.done]
        assert [place.state != "" for place in places] == [True], state
    assert [pile for pile in open_desk(Record.of({}), [], set(), {}).piles if pile.count > 0] == []
    assert {severity.value for severity in Severity} == {"high", "medium", "low", "note"}


@pytest.mark.parametrize(
    ("state", "asked_on", "said"),
    [
        (ReplyState.SETTLED, date(2024, 1, 5), "1 finding; none in hand, 1 settled."),
        (ReplyState.CLOSED, date(2024, 1, 5), "1 finding; none in hand."),
        (ReplyState.OPEN, None, "1 finding; nobody was asked yet. Open: 1 high."),
    ],
)
def test_nobody_was_asked_is_said_only_where_nobody_was(
    state: ReplyState, asked_on: date | None, said: str
) -> None:
    found = promised()["finding"].filter(pl.col("severity") == "high").head(1)
    found = found.with_columns(
        reply_state=pl.lit(state.value),
        asked_on=pl.lit(asked_on, dtype=pl.Date),
        reply_due_on=pl.lit(asked_on),
    )
    events = promised().get("finding_event")
    known = {} if events is None else {"finding_event": _settled(found, events)}
    assert open_desk(Record.of({"finding": found, **known}), [], set(), {}).sentence == said


def _settled(found: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Let the finding's history end with a settlement, whose day the page tells."""
    last = events.head(1).with_columns(
        finding_id=pl.lit(found["finding_id"].item()), what=pl.lit("settled"), on=pl.lit(date(2024, 2, 1))
    )
    return pl.concat([events, last])
