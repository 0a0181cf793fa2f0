"""Figures count what the events say, say what they leave out, and open to exactly the rows they count."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tallystick.register.items.categories import code_of
from tallystick.register.items.models import Event, EventKind, ItemKind
from tallystick.register.items.record import Happened, decide, happen
from tallystick.register.ledger.operation import operation
from tallystick.register.returns import comparison
from tallystick.register.returns.figures import found, rows
from tallystick.register.returns.goods import att_code, tally_category
from tallystick.register.returns.instruments import PARTS, Instrument
from tallystick.register.returns.part import Counted
from tallystick.register.returns.period import Years
from tallystick.register.stores.models import Service, ServiceKind
from tests.register.conftest import SmallState
from tests.register.samples_returns import begun, counted, exported, moved, recovered, total, weapon


def test_exports_of_the_year_are_counted_by_goods_and_other_state(small: SmallState) -> None:
    exported(small.army, 2)
    exported(small.army, 1, "QMU")
    exported(small.army, 1, kind=ItemKind.SYSTEM, category="III", model="H1", calibre="122 mm")
    figures = counted(Instrument.ATT_ANNUAL, "exports").figures
    assert [(one.category, one.party, one.quantity) for one in figures] == [
        ("III", "QMO", 1),
        ("SA4", "QMO", 2),
        ("SA4", "QMU", 1),
    ]
    assert figures[1].designation == "Invented R1 7.62 × 39 mm"
    assert counted(Instrument.ATT_ANNUAL, "exports", 2023).figures == ()


def test_an_export_that_waits_for_a_second_person_is_not_counted_and_said(small: SmallState) -> None:
    with operation("clerk", "enter exported") as done:
        details = {"licence": "L1"}
        happen(
            done, small.rifle, Happened(EventKind.EXPORTED, date(2024, 6, 1), party="QMO", details=details)
        )
    told = counted(Instrument.ATT_ANNUAL, "exports")
    assert told.figures == ()
    assert "1 event waits" in told.notes[0]


def test_a_corrected_export_counts_as_its_correction_says(small: SmallState) -> None:
    [item] = exported(small.army, 1, "QMO")
    wrong = Event.objects.get(item=item, kind=EventKind.EXPORTED)
    moved(item, EventKind.EXPORTED, date(2024, 6, 2), party="QMU", licence="L1", corrects=wrong)
    figures = counted(Instrument.ATT_ANNUAL, "exports").figures
    assert [(one.party, one.quantity) for one in figures] == [("QMU", 1)]


def test_an_export_corrected_twice_counts_once_while_the_first_correction_waits(small: SmallState) -> None:
    [item] = exported(small.army, 1, "QMO")
    corrected = Event.objects.get(item=item, kind=EventKind.EXPORTED)
    with operation("clerk", "correct event") as done:
        said = Happened(
            EventKind.EXPORTED, date(2024, 6, 2), party="QMX", details={"licence": "L1"}, corrects=corrected
        )
        waits = happen(done, item, said)
    moved(item, EventKind.EXPORTED, date(2024, 6, 2), party="QMU", licence="L1", corrects=waits)
    figures = counted(Instrument.ATT_ANNUAL, "exports").figures
    assert [(one.party, one.quantity) for one in figures] == [("QMU", 1)]


def test_a_withdrawal_that_nobody_accepted_leaves_an_export_counted(small: SmallState) -> None:
    [item] = exported(small.army, 1)
    wrong = Event.objects.get(item=item, kind=EventKind.EXPORTED)
    with operation("clerk", "correct event") as done:
        said = Happened(
            EventKind.WITHDRAWN, date(2024, 6, 2), details={"circumstances": "slip"}, corrects=wrong
        )
        waits = happen(done, item, said)
    assert total(Instrument.ATT_ANNUAL, "exports") == 1
    with operation("approver", "accept event") as done:
        decide(done, waits, accepts=True)
    assert total(Instrument.ATT_ANNUAL, "exports") == 0


def test_an_item_entered_in_error_is_counted_nowhere(small: SmallState) -> None:
    [item] = exported(small.army, 1)
    moved(item, EventKind.STRUCK, date(2024, 7, 1), circumstances="keyed twice")
    assert total(Instrument.ATT_ANNUAL, "exports") == 0


def test_the_register_of_the_united_nations_counts_small_arms_of_the_armed_forces_alone(
    small: SmallState,
) -> None:
    with operation("clerk", "add service") as done:
        dealer = done.save(Service(name="Dealer", kind=ServiceKind.PRIVATE))
    exported(small.army, 2)
    exported(dealer, 3)
    exported(small.police, 1)
    assert total(Instrument.ATT_ANNUAL, "exports") == 6
    assert total(Instrument.UN_REGISTER, "small_exports") == 2
    assert counted(Instrument.UN_REGISTER, "small_exports").notes == (
        "Not counted, as they do not belong to the armed forces: 4.",
    )
    assert total(Instrument.UN_REGISTER, "exports") == 0


def test_a_category_that_no_return_knows_is_said(small: SmallState) -> None:
    exported(small.army, 1, category="tank")
    told = counted(Instrument.ATT_ANNUAL, "exports")
    assert told.figures == ()
    assert "tank" in told.notes[0]


def test_imports_name_the_state_of_origin_only_where_it_is_not_the_exporter(small: SmallState) -> None:
    for country in ("QMO", "QMU"):
        item = weapon(small.army, country=country)
        moved(item, EventKind.IMPORTED, date(2024, 3, 1), party="QMO", store=small.armoury)
    figures = counted(Instrument.ATT_ANNUAL, "imports").figures
    assert [(one.party, one.origin) for one in figures] == [("QMO", ""), ("QMO", "QMU")]


def test_holdings_are_those_of_the_last_day_whatever_happened_since(small: SmallState) -> None:
    howitzers = [weapon(small.army, kind=ItemKind.SYSTEM, category="III", model="H1") for _ in range(3)]
    moved(howitzers[0], EventKind.EXPORTED, date(2024, 6, 1), party="QMO", licence="L1")
    moved(howitzers[1], EventKind.EXPORTED, date(2025, 6, 1), party="QMO", licence="L1")
    moved(howitzers[2], EventKind.MOVED, date(2025, 6, 1), store=small.armoury)
    [lent] = exported(small.army, 1, kind=ItemKind.SYSTEM, category="III", model="H1")
    moved(lent, EventKind.IMPORTED, date(2026, 2, 1), party="QMO", store=small.armoury)
    with operation("clerk", "add service") as done:
        dealer = done.save(Service(name="Dealer", kind=ServiceKind.PRIVATE))
    for service in (dealer, small.police):
        weapon(service, kind=ItemKind.SYSTEM, category="III", model="H1")
    assert total(Instrument.UN_REGISTER, "holdings", 2023) == 0
    assert total(Instrument.UN_REGISTER, "holdings", 2024) == 2
    assert total(Instrument.UN_REGISTER, "holdings", 2025) == 1


def test_procurement_is_what_was_made_here_in_the_year_and_an_unknown_year_is_said(small: SmallState) -> None:
    system = {"kind": ItemKind.SYSTEM, "category": "II", "model": "V1"}
    weapon(small.army, year=2024, **system)
    weapon(small.army, year=2010, **system)
    weapon(small.army, year=2024, **(system | {"country": "QMO"}))
    weapon(small.army, year=None, **system)
    told = counted(Instrument.UN_REGISTER, "procurement")
    assert [one.quantity for one in told.figures] == [1]
    assert "1 item made here" in told.notes[0]


@pytest.mark.parametrize("instrument", list(PARTS))
def test_every_figure_opens_to_rows_that_add_up_to_it(small: SmallState, instrument: Instrument) -> None:
    exported(small.army, 2)
    exported(small.police, 1, "QMU", handling="restricted")
    weapon(small.army, kind=ItemKind.SYSTEM, category="III", model="H1", year=2024)
    exported(small.army, 1, kind=ItemKind.SYSTEM, category="III", model="H1", year=2024)
    recovered(small, *(weapon(small.army) for _ in range(3)))
    weapon(small.army, kind=ItemKind.LIGHT_WEAPON, category="III", model="M82", calibre="82 mm")
    moved(weapon(small.army), EventKind.IMPORTED, date(2024, 5, 1), party="QMO", store=small.armoury)
    filing, figures = begun(instrument), 0
    for part in PARTS[instrument]:
        for figure in found(filing, part).figures:
            figures += 1
            assert len(rows(filing, figure)) == figure.quantity, figure
    asked = [part for part in PARTS[instrument] if part.counted is not Counted.ANSWERS]
    assert figures > 0 or len(asked) == 0


def test_a_part_of_transfers_is_one_query_however_many_rows_there_are(small: SmallState) -> None:
    exported(small.army, 5)
    with CaptureQueriesContext(connection) as asked:
        counted(Instrument.ATT_ANNUAL, "exports")
    # one sums, one counts what waits
    assert len(asked) == 2


def test_returns_that_disagree_say_why(small: SmallState) -> None:
    with operation("clerk", "add service") as done:
        dealer = done.save(Service(name="Dealer", kind=ServiceKind.PRIVATE))
    exported(small.army, 2)
    exported(dealer, 3)
    exported(small.army, 1, kind=ItemKind.SYSTEM, category="III", model="H1")
    every = comparison.compare(comparison.filings_of(Years(2024, 2024)), ["parties_only"])
    by_category = {row.category: row for row in every}
    small_arms, artillery = by_category["SA4"], by_category["III"]
    assert [one and one.quantity for one in small_arms.said] == [5, 2, 5]
    assert small_arms.reasons == (
        "UN Register of Conventional Arms leaves out 3 that do not belong to the armed forces.",
    )
    assert [one and one.quantity for one in artillery.said] == [1, 1, None]
    assert artillery.reasons == (
        "ECOWAS Convention on small arms asks for this category only where it is of light weapons.",
    )


def test_categories_are_written_in_the_codes_of_each_classification() -> None:
    assert [code_of(text) for text in ("III", "IVb", "VII.a", "SA3", "LW7", "SA9", "-")] == [
        "III",
        "IV.b",
        "VII.a",
        "SA3",
        "LW7",
        None,
        None,
    ]
    assert (att_code("SA3"), att_code("VII b")) == ("VIII.SA3", "VII.b")
    assert tally_category("VII") == "missiles"
    assert tally_category("IV.b") == "unmanned_combat_aircraft"
