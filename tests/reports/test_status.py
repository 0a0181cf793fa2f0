"""Who is bound, for a terminal: lines that fit, and nothing said beyond what is known."""

from datetime import date
from typing import Any

import pytest

from tallystick.reports.status import party_lines, status_lines

ON = date(2026, 2, 1)
TITLE = "the Ottawa Convention"


def row(party: str, *, bound: object = True, **more: Any) -> dict[str, Any]:
    return {
        "party": party,
        "bound": bound,
        "since": date(2013, 6, 1),
        "until": None,
        "act": "ratification",
        "acted_on": date(2012, 12, 27),
        "articles": "-",
        "basis": "ratification on 2012-12-27; in force for it from 2013-06-01 (Art. 17(2))",
    } | more


ROWS = [
    row("AFG"),
    row("AGO"),
    row("ALB"),
    row("VCT", until=date(2026, 2, 20)),
    row("UKR", bound="contested", basis="declared. Contested: one view | another view"),
    row("FIN", bound=False, act="withdrawal"),
]


def lines(width: int | None = None, known: date = ON) -> list[str]:
    return list(status_lines(ROWS, TITLE, ON, known, width=width))


def test_a_summary_counts_who_is_bound_contested_and_not() -> None:
    assert lines()[0] == (
        "The Ottawa Convention, on 2026-02-01: 4 parties are bound; of 1 party it is contested; "
        "1 other has acted and is not."
    )


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(width: int) -> None:
    written = lines(width)
    assert max(map(len, written)) <= width
    for one in ROWS:
        assert all(word in " ".join(written) for word in str(one["basis"]).split())


def test_columns_stand_below_their_heads() -> None:
    head, *rest = lines(120)[2:]
    assert head.split() == ["party", "bound", "since", "until", "act", "basis"]
    first = rest[0]
    assert first[head.index("since") :].startswith("2013-06-01")
    assert first[head.index("basis") :].startswith("ratification on")


def test_a_narrow_terminal_has_the_basis_below_its_row() -> None:
    written = lines(80)
    place = next(number for number, line in enumerate(written) if line.startswith("Afghanistan"))
    assert written[place + 1].startswith("    ratification on 2012-12-27")


def test_parties_stand_in_the_order_of_their_names() -> None:
    names = [line.split("  ")[0] for line in lines()[3:]]
    assert names == sorted(names)
    assert names[:3] == ["Afghanistan", "Albania", "Angola"]


def test_a_day_after_what_is_known_is_told() -> None:
    assert not any("As known on" in line for line in lines())
    assert "As known on 2026-01-31: acts after that day are not on record here." in lines(
        known=date(2026, 1, 31)
    )


def test_one_party_is_answered_in_a_paragraph() -> None:
    first, basis = party_lines(ROWS[3], TITLE, ON, ON)
    assert first.endswith("on 2026-02-01: bound since 2013-06-01, and no longer from 2026-02-20 on.")
    assert basis.startswith("Basis: ratification on 2012-12-27")


def test_each_view_of_a_contested_status_has_its_line() -> None:
    written = list(party_lines(ROWS[4], TITLE, ON, ON))
    assert "contested since 2013-06-01" in written[0]
    assert written[1:] == ["Basis: declared. Contested: one view", "  and: another view"]


def test_nothing_on_record_is_said_to_be_nothing() -> None:
    nothing = row("USA", bound=False, since=None, act="-", basis="no act by then on record")
    assert list(party_lines(nothing, TITLE, ON, ON)) == [
        "United States, the Ottawa Convention, on 2026-02-01: not bound.",
        "No act of United States by then is on record.",
    ]


def test_articles_applied_provisionally_bring_no_reporting_duty() -> None:
    applied = row("SRB", bound=False, act="provisional_application", articles="6 7")
    assert "Applied provisionally: Art. 6, 7; no reporting duty follows from that." in party_lines(
        applied, TITLE, ON, ON
    )


def test_a_resolution_addresses_and_does_not_bind() -> None:
    asked = row("AFG", act="addressed")
    assert next(iter(status_lines([asked], "the Register", ON, ON))).endswith("1 party is addressed.")
    assert "asked since 2013-06-01." in next(iter(party_lines(asked, "the Register", ON, ON)))


def test_without_any_act_the_table_is_left_out() -> None:
    assert len(list(status_lines([], TITLE, ON, ON))) == 1
