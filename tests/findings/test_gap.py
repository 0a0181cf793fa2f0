"""The lead sentence: what differs, what accounts for it, what is left, and whom to ask."""

from typing import Any

import pytest

from tallystick.findings.gap import gaps
from tallystick.model.cause import SHORT
from tallystick.model.claim import Act, Basis, Claim, Filing
from tests.laws.tallies import document, exported, filed, imported, laid

ACCUSING = (
    "violat",
    "breach",
    "false",
    "fail",
    "lie",
    "illegal",
    "suspicious",
    "discrepan",
    "conceal",
    "guilty",
)


def every(*claims: Claim, filings: tuple[Filing, ...] = ()) -> list[dict[str, Any]]:
    return gaps(laid(document(*claims, filings=filings))).to_dicts()


def gap(*claims: Claim, filings: tuple[Filing, ...] = ()) -> dict[str, Any]:
    (found,) = every(*claims, filings=filings)
    return found


def sent(quantity: str, words: str = "-", year: int = 2020, **more: Any) -> Claim:
    return exported("SWE", "FIN", quantity, year, designation=words, **more)


def got(quantity: str, words: str = "-", year: int = 2020, **more: Any) -> Claim:
    return imported("SWE", "FIN", quantity, year, designation=words, **more)


def test_who_may_have_repeated_a_return_is_asked_that_first() -> None:
    """The same lines a year later, of which the partners have none."""
    states = ("FIN", "NOR", "DNK", "EST", "LVA", "LTU")
    lines = [exported("SWE", to, str(7 + at), year) for year in (2019, 2020) for at, to in enumerate(states)]
    had = [imported("SWE", to, str(7 + at), 2019) for at, to in enumerate(states)]
    filings = tuple(filed(to, "lines", "imports", year) for to in states for year in (2019, 2020))
    asked = [row["ask"] for row in every(*lines, *had, filings=filings)]
    assert len(asked) == len(states)
    assert all(
        one.startswith("Sweden: does this line repeat the return of the year before? ") for one in asked
    )


def test_halves_that_fit_are_no_gap() -> None:
    assert every(sent("12"), got("12")) == []
    assert every(sent("nil"), got("nil")) == []
    assert len(every(sent("12"), got("12"), sent("12", year=2019))) == 1


def test_where_there_is_nothing_to_ask_there_is_no_gap() -> None:
    assert every(sent("nil")) == []
    assert every(sent("12", act=Act.AUTHORISATION, basis=Basis.LICENSED)) == []
    assert len(every(sent("withheld"))) == 1


def test_the_sentence_says_who_says_what_of_which_goods_when() -> None:
    said = gap(sent("12", "Leopard 2A4"), got("9", "Leopard 2"))["sentence"]
    for words in ("Battle tanks", "Sweden", "Finland", "2020", "12", "9", "Leopard 2A4", "Leopard 2"):
        assert words in said
    assert said.index("Sweden reports 12") < said.index("Finland reports 9")


def test_the_sentence_says_what_is_left_and_what_was_looked_for() -> None:
    found = gap(sent("12"), got("9"))
    assert (found["gap"], found["explained"], found["remainder"], found["causes"]) == (3, 0, 3, "-")
    assert "3" in found["sentence"].split("Finland reports 9")[1]
    assert SHORT["year_end"] in found["sentence"]
    assert SHORT["year_end"] in found["tried"]


def test_a_cause_is_named_with_its_quantity_and_where_the_counterpart_stands() -> None:
    first, second = every(sent("91"), got("63"), sent("28", year=2021), got("56", year=2021))
    assert (first["explained"], first["remainder"]) == (28, 0)
    assert "28" in first["causes"]
    assert "2021" in first["sentence"]
    assert "2020" in second["sentence"].split("reports 56")[1]
    assert "looked for" not in first["sentence"]


def test_other_goods_are_named_as_lines_of_their_own() -> None:
    found = gap(sent("374", "Casspir"), got("20", "Bushmaster"))
    assert "Casspir" in found["sentence"]
    assert "Bushmaster" in found["sentence"]
    assert found["one_sided"] == 394
    assert found["remainder"] == 0


@pytest.mark.parametrize(
    ("filings", "words"),
    [
        ((), "not known here"),
        ((filed("FIN", "not_held"),), "not held here"),
        ((filed("FIN", "lines", "imports"),), "without such a line"),
        ((filed("FIN", "nil", "imports"),), "says none"),
    ],
)
def test_nil_silent_not_held_and_unknown_are_four_sentences(filings: tuple[Filing, ...], words: str) -> None:
    found = gap(sent("12"), filings=filings)
    assert words in found["sentence"]
    others = {"not known here", "not held here", "without such a line", "says none"} - {words}
    assert not any(other in found["sentence"] for other in others)


def test_a_withheld_figure_is_said_to_be_withheld_and_nothing_is_looked_for() -> None:
    found = gap(sent("12"), got("withheld"))
    assert "withholds its figure" in found["sentence"]
    assert "looked for" not in found["sentence"]
    assert found["gap"] is None


@pytest.mark.parametrize(
    ("claims", "filings", "asked"),
    [
        ((sent("12"), got("9")), (), ("Sweden", "Finland")),
        ((sent("12"),), (filed("FIN", "lines", "imports"),), ("Finland", "received", "Sweden", "delivered")),
        ((got("12"),), (filed("SWE", "lines", "exports"),), ("Sweden", "sent", "Finland", "received")),
        ((sent("12"),), (filed("FIN", "not_held"),), ("Obtain Finland's return",)),
        ((sent("12"),), (), ("Find out whether Finland filed",)),
        ((sent("12"), got("withheld")), (), ("Finland", "range")),
        ((sent("374", "Casspir"), got("20", "Bushmaster")), (), ("Finland", "Sweden", "received", "sent")),
    ],
)
def test_whom_to_ask_what_follows_from_what_is_missing(
    claims: tuple[Claim, ...], filings: tuple[Filing, ...], asked: tuple[str, ...]
) -> None:
    question = gap(*claims, filings=filings)["ask"]
    for words in asked:
        assert words in question


def test_a_side_of_which_other_lines_are_held_is_asked_whether_they_are_all() -> None:
    (found,) = every(got("12"), exported("SWE", "NOR", "3", 2020), imported("SWE", "NOR", "3", 2020))
    assert (
        "lines of Sweden's exports for 2020 are held; whether they are its whole return" in found["sentence"]
    )
    assert found["ask"].startswith("Sweden: are the lines held the whole return?")
    assert "whether Sweden filed" not in found["sentence"] + found["ask"]


def test_lines_of_another_year_or_direction_tell_nothing_of_a_return() -> None:
    lines = (exported("SWE", "NOR", "3", 2019), imported("NOR", "SWE", "3", 2020))
    found = next(one for one in every(got("12"), *lines) if "Finland reports" in one["sentence"])
    assert "whether Sweden filed for 2020 is not known here" in found["sentence"]


def test_a_side_whose_own_returns_differ_is_asked_which_stands() -> None:
    found = gap(sent("12", filing_id="one"), sent("7", filing_id="two"), got("9"))
    assert found["ask"].startswith("Sweden: ")
    assert "which is to stand?" in found["ask"]
    assert "Finland" not in found["ask"]


def test_no_sentence_accuses() -> None:
    said = every(
        sent("12"),
        got("9"),
        sent("91", year=2018),
        got("nil", year=2018),
        sent("374", "Casspir", year=2016),
        got("20", "Bushmaster", year=2016),
        sent("12", year=2014),
        got("withheld", year=2012),
        filings=(filed("FIN", "lines", "imports", 2014),),
    )
    assert len(said) == 5
    for one in said:
        text = (one["sentence"] + one["ask"] + one["tried"] + one["causes"]).casefold()
        assert [word for word in ACCUSING if word in text.split() or f" {word}" in text] == []
