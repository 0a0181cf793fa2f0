"""Each innocent cause in its smallest case, and beside it a near miss in which it must not be offered."""

from dataclasses import replace
from typing import Any

import pytest

from tallystick.model.cause import NOT_LOOKED_FOR, SHORT, WORDS
from tallystick.model.claim import Act, Basis, Claim
from tests.laws.tallies import Tables, document, exported, filed, imported, laid, laid_claims, rows

TANKS = "SWE.FIN.battle_tanks.2020"


def found(tables: Tables, about: str = "") -> set[tuple[str, str, float]]:
    """Give cause, side and quantity of everything explained."""
    return {(row["cause"], row["side"], row["quantity"]) for row in rows(tables, "explained", about)}


def causes(*claims: Claim) -> set[str]:
    return {row["cause"] for row in rows(laid_claims(*claims), "explained")}


def sent(quantity: str, words: str = "-", year: int = 2020, **more: Any) -> Claim:
    return exported("SWE", "FIN", quantity, year, designation=words, **more)


def got(quantity: str, words: str = "-", year: int = 2020, **more: Any) -> Claim:
    return imported("SWE", "FIN", quantity, year, designation=words, **more)


# the year before or after


def test_what_left_in_december_may_arrive_in_january() -> None:
    tables = laid_claims(sent("91"), got("63"), sent("28", year=2021), got("56", year=2021))
    assert found(tables, TANKS) == {("year_end", "exporter", 28)}
    assert found(tables, "2021") == {("year_end", "importer", 28)}
    assert {row["halves"] for row in rows(tables, "fact")} == {"explained"}
    assert rows(tables, "explained", TANKS)[0]["sibling"] == "transfer.SWE.FIN.battle_tanks.2021.items"


def test_an_importer_may_also_count_earlier_than_the_exporter() -> None:
    assert found(laid_claims(got("28"), sent("28", year=2021)), TANKS) == {("year_end", "importer", 28)}


def test_several_lines_of_one_year_may_be_the_sum_of_the_next() -> None:
    tables = laid_claims(sent("10"), sent("18"), got("28", year=2021))
    assert found(tables, TANKS) == {("year_end", "exporter", 28)}
    # the sum of one line and something else is no such thing
    assert causes(sent("10"), sent("17"), got("28", year=2021)) == set()


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param((sent("28"), got("28", year=2022)), id="two years apart"),
        pytest.param((sent("28", "Leopard 2"), got("28", "M113", year=2021)), id="other goods"),
        pytest.param((sent("28"), got("27", year=2021)), id="another number and no words"),
        pytest.param((sent("28", "Leopard 2"), got("6", "Leopard 2", year=2021)), id="far fewer of the same"),
        pytest.param((sent("28"), imported("SWE", "NOR", "28", 2021)), id="another importer"),
        pytest.param((sent("28"), sent("28", year=2021)), id="the same side"),
        pytest.param(
            (sent("28"), got("28"), sent("5", year=2021), got("5", year=2021)), id="nothing left over"
        ),
        pytest.param((sent("28"), got("28", year=2021, category="missiles")), id="another category too"),
    ],
)
def test_no_year_end_without_a_counterpart_in_the_year_beside_it(claims: tuple[Claim, ...]) -> None:
    assert "year_end" not in causes(*claims)


def test_the_same_goods_in_another_number_may_be_a_part_and_only_that_part() -> None:
    heard = [filed("SWE", "lines", "exports", year=2021)]
    said = [sent("28", "Leopard 2"), got("nil"), got("10", "Leopard 2", year=2021)]
    tables = laid(document(*said, filings=heard))
    assert found(tables, TANKS) == {("year_end", "exporter", 10)}
    assert (rows(tables, "fact", TANKS)[0]["explained"], rows(tables, "fact", TANKS)[0]["remainder"]) == (
        10,
        18,
    )


# another category


def test_goods_may_stand_in_another_category_under_the_same_name() -> None:
    elsewhere = got("14", "Gepard", category="armoured_combat_vehicles")
    assert found(laid_claims(sent("14", "Gepard"), elsewhere), TANKS) == {("category", "exporter", 14)}


def test_between_neighbouring_categories_the_number_alone_may_tell() -> None:
    assert causes(sent("14"), got("14", category="armoured_combat_vehicles")) == {"category"}


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param((sent("14"), got("14", category="warships")), id="categories that are never confused"),
        pytest.param((sent("2"), got("2", category="armoured_combat_vehicles")), id="a small number"),
        pytest.param((sent("14"), got("13", category="armoured_combat_vehicles")), id="another number"),
        pytest.param(
            (sent("14", "Leopard 2"), got("14", "M113", category="armoured_combat_vehicles")),
            id="other goods",
        ),
    ],
)
def test_no_other_category_on_weak_grounds(claims: tuple[Claim, ...]) -> None:
    assert "category" not in causes(*claims)


# different goods


def test_goods_of_other_calibre_are_lines_of_their_own() -> None:
    mortars: dict[str, Any] = {"category": "large_calibre_artillery"}
    claims = [sent("52", "Mortars 120 mm", **mortars), sent("156", "Mortars 82 mm", **mortars)]
    tables = laid_claims(*claims, got("52", "120 mm mortars", **mortars))
    assert found(tables) == {("different_goods", "exporter", 156)}
    assert rows(tables, "explained")[0]["detail"] == "82 mm against 120 mm"
    assert rows(tables, "fact")[0]["halves"] == "explained"


def test_differently_named_goods_are_two_one_sided_lines() -> None:
    tables = laid_claims(sent("374", "Casspir"), got("20", "Bushmaster"))
    assert found(tables) == {("different_goods", "exporter", 374), ("different_goods", "importer", 20)}
    assert {row["how"] for row in rows(tables, "match")} == {"exporter_line", "importer_line"}


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param((sent("12", "Leopard 2"), got("9", "Leopard 2A4")), id="the same goods"),
        pytest.param((sent("12", "Leopard 2"), got("9")), id="no words on one side"),
        pytest.param((sent("12"), got("9")), id="no words at all"),
        pytest.param((sent("12", "Leopard 2"),), id="one half only"),
    ],
)
def test_no_different_goods_where_words_do_not_exclude_each_other(claims: tuple[Claim, ...]) -> None:
    assert causes(*claims) == set()


def test_launchers_against_missiles_are_two_units_of_count() -> None:
    igla: dict[str, Any] = {"category": "manpads"}
    tables = laid_claims(sent("50", "Igla missiles", **igla), got("5", "Igla launchers", **igla))
    assert found(tables) == {("unit_of_count", "exporter", 50), ("unit_of_count", "importer", 5)}
    assert causes(sent("50", "Igla missiles", **igla), got("5", "Igla missiles", **igla)) == set()


# authorisation against delivery


def test_a_licence_may_be_what_the_other_side_received() -> None:
    licence: dict[str, Any] = {"act": Act.AUTHORISATION, "basis": Basis.LICENSED}
    tables = laid_claims(sent("12", **licence), got("12"))
    assert {row["cause"] for row in rows(tables, "explained")} == {"authorisation"}
    # a licence may be used in part, but not exceeded
    assert causes(sent("12", **licence), got("4")) == {"authorisation"}
    assert "authorisation" not in causes(sent("12", **licence), got("13"))
    assert "authorisation" not in causes(sent("12", **licence), got("12", year=2022))


def test_a_licence_may_be_used_in_the_year_after_and_in_several_deliveries() -> None:
    licence: dict[str, Any] = {"act": Act.AUTHORISATION, "basis": Basis.LICENSED}
    tables = laid_claims(sent("12", **licence), got("5"), got("7", year=2021))
    assert found(tables, "authorisation.") == {
        ("authorisation", "exporter", 5),
        ("authorisation", "exporter", 7),
    }
    assert found(tables, "transfer.SWE.FIN.battle_tanks.2021") == {("authorisation", "importer", 7)}
    # a delivery cannot be made under a licence that was given after it
    assert causes(got("12"), sent("12", year=2021, **licence)) == set()


def test_a_licence_and_a_refusal_are_no_halves_of_one_thing() -> None:
    assert causes(sent("12", act=Act.REFUSAL), got("12")) == set()


# transit and origin


def test_goods_by_way_of_a_third_state_may_stand_in_two_flows() -> None:
    tables = laid_claims(exported("SWE", "FIN", "12", origin_party="NOR"), imported("NOR", "FIN", "12"))
    assert {(row["cause"], row["quantity"]) for row in rows(tables, "explained")} == {("transit", 12)}


def test_an_importer_may_name_the_way_the_exporter_left_out() -> None:
    tables = laid_claims(exported("SWE", "NOR", "12"), imported("FIN", "NOR", "12", via="SWE"))
    assert {row["cause"] for row in rows(tables, "explained")} == {"transit"}


def test_no_transit_without_a_third_state_named() -> None:
    assert causes(exported("SWE", "FIN", "12"), imported("NOR", "FIN", "12")) == set()
    assert causes(exported("SWE", "FIN", "12", origin_party="SWE"), imported("NOR", "FIN", "12")) == set()
    assert causes(exported("SWE", "FIN", "12", origin_party="NOR"), imported("NOR", "FIN", "5")) == set()


# a return that repeats the year before


def a_return(year: int, *numbers: str) -> list[Claim]:
    states = ("FIN", "NOR", "DNK", "EST", "LVA", "LTU")
    return [exported("SWE", to, number, year) for to, number in zip(states, numbers, strict=False)]


def test_a_return_that_repeats_the_year_before_is_offered_as_a_repetition() -> None:
    tables = laid_claims(*a_return(2019, "3", "4", "7", "9"), *a_return(2020, "3", "4", "7", "9"))
    assert {(row["cause"], row["side"]) for row in rows(tables, "explained", ".2020.")} == {
        ("repeated_return", "exporter")
    }
    assert rows(tables, "explained", ".2019.") == []
    assert rows(tables, "explained", TANKS)[0]["sibling"] == "transfer.SWE.FIN.battle_tanks.2019.items"
    (repeat,) = tables["repeat"].to_dicts()
    assert (repeat["claimant"], repeat["period_start"].year, repeat["lines"], repeat["repeated"]) == (
        "SWE",
        2020,
        4,
        4,
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(("3", "4", "7"), ("3", "4", "7"), id="three lines repeat by chance"),
        pytest.param(("3", "4", "7", "9", "2"), ("3", "4", "7", "8", "5"), id="three of five"),
        pytest.param(("3", "4", "7", "9"), ("4", "3", "9", "7"), id="the same numbers for others"),
        pytest.param(("3", "4", "7", "9", "2", "2"), ("3", "4", "7", "9", "8", "8"), id="four of six"),
    ],
)
def test_no_repeated_return_on_a_likeness(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    tables = laid_claims(*a_return(2019, *before), *a_return(2020, *after))
    assert tables["repeat"].height == 0
    assert "repeated_return" not in set(tables["explained"]["cause"])


def test_a_counterpart_in_the_year_beside_it_goes_before_a_repetition() -> None:
    returns = [*a_return(2019, "3", "4", "7", "9"), *a_return(2020, "3", "4", "7", "9")]
    tables = laid_claims(*returns, imported("SWE", "FIN", "3", 2021))
    assert {row["cause"] for row in rows(tables, "explained", TANKS)} == {"year_end"}


def test_no_repeated_return_two_years_apart() -> None:
    tables = laid_claims(*a_return(2018, "3", "4", "7", "9"), *a_return(2020, "3", "4", "7", "9"))
    assert tables["repeat"].height == 0


def test_what_both_halves_confirm_is_no_repetition() -> None:
    confirmed = [imported("SWE", "FIN", "3")]
    tables = laid_claims(*a_return(2019, "3", "4", "7", "9"), *a_return(2020, "3", "4", "7", "9"), *confirmed)
    assert rows(tables, "explained", TANKS) == []
    assert rows(tables, "fact", TANKS)[0]["halves"] == "agreed"


# a line given twice


def test_a_gap_that_equals_a_line_given_twice_is_offered_as_that() -> None:
    tables = laid_claims(sent("7", "Leopard 2"), sent("7", "Leopard 2"), got("7", "Leopard 2"))
    assert found(tables) == {("repeated_line", "exporter", 7)}


def test_no_line_given_twice_where_the_gap_is_another_number() -> None:
    assert causes(sent("7", "Leopard 2"), sent("7", "Leopard 2"), got("9", "Leopard 2")) == set()
    assert causes(sent("7", "Leopard 2A4"), sent("7", "Leopard 2A5"), got("7", "Leopard 2")) == set()
    twice = (sent("7", "Leopard 2"), sent("7", "Leopard 2"), got("7", "Leopard 2"))
    assert "repeated_line" not in causes(*twice, sent("4", "M113"))


# revision


def test_an_earlier_version_that_gave_the_other_halfs_figure_is_a_revision() -> None:
    older = document(sent("9"))
    newer = document(sent("12"), replaces=older[0].sha256)
    tables = laid(older, newer, document(got("9")))
    assert found(tables) == {("revision", "exporter", 3)}
    assert found(laid(older, newer, document(got("10")))) == set()


# what the words themselves say


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("Leopard 1 (demilitarised)", "demilitarised_or_collector"),
        ("T-34 for a museum", "demilitarised_or_collector"),
        ("Chieftain, private collector", "demilitarised_or_collector"),
        ("Leopard 2 after repair", "loan_repair_or_return"),
        ("Leopard 2 on loan", "loan_repair_or_return"),
    ],
)
def test_a_condition_the_words_state_may_be_why_one_side_counts_it(words: str, cause: str) -> None:
    heard = laid(document(sent("4", words), filings=[filed("FIN", "lines", "imports")]))
    assert found(heard) == {(cause, "exporter", 4)}
    # of a partner that was not heard nobody knows what it would have left out
    assert found(laid_claims(sent("4", words))) == set()


def test_a_condition_explains_nothing_where_the_halves_fit() -> None:
    assert causes(sent("4", "T-34 for a museum"), got("4", "T-34")) == set()
    assert causes(sent("4", "T-34")) == set()


# withheld


def test_nothing_is_explained_where_no_figure_can_be_compared() -> None:
    tables = laid_claims(sent("12", "T-34 for a museum"), got("withheld"))
    assert found(tables) == set()
    assert rows(tables, "fact")[0]["halves"] == "withheld_one"


# all of them


def test_every_cause_has_words_for_people_and_none_is_both_sought_and_not() -> None:
    assert list(SHORT) == list(WORDS)
    assert set(WORDS.values()).isdisjoint(NOT_LOOKED_FOR)


def test_every_explained_quantity_has_a_probability_and_a_reason() -> None:
    tables = laid_claims(
        sent("91"), got("63"), got("28", year=2021), sent("4", "T-34 for a museum", category="warships")
    )
    assert tables["explained"].height > 0
    for row in rows(tables, "explained"):
        assert 0 < row["probability"] < 1
        assert row["cause"] in WORDS
        assert row["detail"] != ""
        assert row["quantity"] > 0


def test_one_quantity_is_explained_once() -> None:
    """A shift of 28 into next year cannot also be 28 of another category."""
    elsewhere = replace(got("28", year=2020), category="armoured_combat_vehicles")
    tables = laid_claims(sent("28"), got("28", year=2021), elsewhere)
    assert sum(row["quantity"] for row in rows(tables, "explained", TANKS)) == 28


def test_a_number_in_the_column_line_alone_makes_no_repeated_line() -> None:
    assert "repeated_line" not in causes(
        sent("6", "Leopard 2", line=1), sent("4", "CV90", line=2), got("6", "Leopard 2")
    )
    assert "repeated_line" in causes(sent("6", "Leopard 2"), sent("6", "Leopard 2"), got("6", "Leopard 2"))
