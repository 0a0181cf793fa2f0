"""Recovered arms, light weapons, evidence and ammunition are counted as each text defines them."""

from datetime import date
from typing import Any

import pytest

from tallystick.register.items.models import EventKind, Item, ItemKind
from tallystick.register.ledger.operation import operation
from tallystick.register.returns.figures import Found, found
from tallystick.register.returns.forms import FilingForm
from tallystick.register.returns.goods import tally_category, words_of
from tallystick.register.returns.instruments import PARTS, Instrument, part_of
from tallystick.register.returns.models import Filing
from tallystick.register.returns.part import Fate, Goods
from tallystick.register.returns.proportion import Share, proportion
from tallystick.register.stores.models import Service, ServiceKind
from tallystick.register.tracing.entering import conclude
from tallystick.register.tracing.models import Conclusion, How
from tests.register.conftest import SmallState
from tests.register.samples_returns import begun, counted, exported, moved, profiled, recovered, total, weapon
from tests.register.samples_tracing import asking

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

DESTRUCTION = {"method": "melting", "place": "Works", "witnesses": "two", "certificate": "C1"}


def test_the_programme_of_action_counts_what_was_destroyed_recovered_and_lost(small: SmallState) -> None:
    burnt, gone, seized, found_one, given_up = (weapon(small.army) for _ in range(5))
    moved(burnt, EventKind.DESTROYED, date(2024, 5, 1), **DESTRUCTION)
    moved(gone, EventKind.LOST, date(2024, 5, 1), circumstances="not at the count")
    recovered(small, seized, found_one, given_up)
    names = ("destroyed", "losses", "seized", "found", "surrendered", "marked")
    assert [total(Instrument.POA, name) for name in names] == [1, 1, 1, 1, 1, 0]


def test_what_became_of_recovered_arms_is_counted_apart(small: SmallState) -> None:
    before, after, marked_one, later = (weapon(small.army) for _ in range(4))
    moved(before, EventKind.MARKED, date(2024, 4, 1), mark="QMA 1")
    for item in (before, after, marked_one, later):
        moved(item, EventKind.SEIZED, date(2024, 5, 1), store=small.armoury, place="road")
    moved(after, EventKind.DESTROYED, date(2024, 6, 1), **DESTRUCTION)
    moved(marked_one, EventKind.MARKED, date(2024, 6, 1), mark="QMA 2")
    moved(later, EventKind.DESTROYED, date(2025, 6, 1), **DESTRUCTION)
    [burnt] = counted(Instrument.POA, "recovered_destroyed").figures
    assert (burnt.kind, burnt.quantity) == ("seized", 1)
    assert total(Instrument.POA, "recovered_marked") == 1, "marked after it was seized, not before"
    assert total(Instrument.POA, "recovered_asked") == 0


def test_the_share_of_traced_arms_is_not_known_where_one_of_its_figures_is_not() -> None:
    assert Share(3, {Fate.TRACED: 1, Fate.ESTABLISHED: 1}).traced == 2
    assert Share(3, {Fate.TRACED: 1}).traced is None


def test_the_share_tells_tracing_from_other_ways_and_how_far_the_rest_has_come(small: SmallState) -> None:
    items = [weapon(small.army) for _ in range(7)]
    recovered(small, items[0], items[1], items[2])
    for item in items[3:]:
        moved(item, EventKind.SEIZED, date(2024, 5, 1), store=small.armoury, place="road")
    for item, how in zip(items, (How.TRACED, How.ESTABLISHED, How.ESTABLISHED, How.NOT), strict=False):
        concluded(item, how)
    asking(items[4])
    fates = [part.name for part in PARTS[Instrument.SDG] if part.fate is not None]
    assert [total(Instrument.SDG, name) for name in fates] == [1, 2, 1, 1, 2]
    assert proportion(begun(Instrument.SDG)) == (
        "Of 7 arms seized, found or surrendered, the origin of 3 is known (42.9 %): "
        "of 1 by tracing, of 2 in another way."
    )
    assert proportion(begun(Instrument.SDG, 2023)) == (
        "No arms were seized, found or surrendered, so there is no share to give."
    )


def seize_for_each_offence(small: SmallState) -> None:
    for offence in ("criminal", "administrative", "unknown"):
        moved(
            weapon(small.army),
            EventKind.SEIZED,
            date(2024, 5, 1),
            store=small.armoury,
            place="road",
            offence=offence,
        )
    moved(weapon(small.army), EventKind.SEIZED, date(2024, 5, 1), store=small.armoury, place="road")


def said_of(filing: Filing, seizures: str) -> Found:
    filing.seizures = seizures
    part = part_of(filing.instrument, "seized")
    assert part is not None
    return found(filing, part)


def test_the_indicator_leaves_out_seizures_for_administrative_offences_and_says_so(small: SmallState) -> None:
    seize_for_each_offence(small)
    told = counted(Instrument.SDG, "seized")
    assert [figure.quantity for figure in told.figures] == [3]
    assert told.notes == (
        "It was not said whether this return covers seizures for criminal offences alone.",
        "Not counted, as they were seized for an administrative offence: 1.",
        "Counted, though nobody said for what offence they were seized: 2.",
    )
    assert total(Instrument.POA, "seized") == 4


@pytest.mark.parametrize("instrument", [Instrument.SDG, Instrument.POA, Instrument.ECOWAS])
def test_a_return_covers_the_seizures_that_a_person_says_it_covers(
    small: SmallState, instrument: Instrument
) -> None:
    seize_for_each_offence(small)
    filing = begun(instrument)
    criminal = said_of(filing, "criminal")
    assert [figure.quantity for figure in criminal.figures] == [3]
    assert criminal.notes == (
        "Not counted, as they were seized for an administrative offence: 1.",
        "Counted, though nobody said for what offence they were seized: 2.",
    )
    every = said_of(filing, "all")
    assert [figure.quantity for figure in every.figures] == [4]
    assert every.notes == ()
    unsaid = said_of(filing, "")
    assert unsaid.notes[0] == (
        "It was not said whether this return covers seizures for criminal offences alone."
    )
    assert [figure.quantity for figure in unsaid.figures] == [3 if instrument == Instrument.SDG else 4]


def test_only_a_return_on_seizures_asks_which_it_covers() -> None:
    asked = {one for one in PARTS if "seizures" in FilingForm(instance=Filing(instrument=one)).fields}
    assert asked == {Instrument.SDG, Instrument.POA, Instrument.ECOWAS}


def test_the_share_of_traced_arms_is_of_the_seizures_that_the_return_covers(small: SmallState) -> None:
    seize_for_each_offence(small)
    filing = begun(Instrument.SDG)
    assert proportion(filing).startswith("Of 3 arms")
    filing.seizures = "all"
    assert proportion(filing).startswith("Of 4 arms")


def test_antiques_by_national_law_are_left_out_of_the_indicator_once_the_profile_says_which_they_are(
    small: SmallState,
) -> None:
    for year in (1880, 1895, 1950, None):
        moved(
            weapon(small.army, year=year), EventKind.FOUND, date(2024, 5, 1), store=small.armoury, place="r"
        )
    told = counted(Instrument.SDG, "found")
    assert [figure.quantity for figure in told.figures] == [4]
    assert told.notes[0].endswith("of which the profile does not say: 2.")
    profiled(antique_until=1890)
    told = counted(Instrument.SDG, "found")
    assert [figure.quantity for figure in told.figures] == [3]
    assert told.notes == ("Not counted, as they are antiques: 1.",)


def test_light_weapons_count_as_small_arms_whatever_category_of_the_register_they_are_in(
    small: SmallState,
) -> None:
    mortar: dict[str, Any] = {
        "kind": ItemKind.LIGHT_WEAPON,
        "category": "III",
        "model": "M82",
        "calibre": "82 mm",
    }
    howitzer: dict[str, Any] = {
        "kind": ItemKind.SYSTEM,
        "category": "III",
        "model": "H1",
        "calibre": "122 mm",
    }
    missile: dict[str, Any] = {"kind": ItemKind.SYSTEM, "category": "VIIb", "model": "P1", "calibre": "72 mm"}
    for goods in (mortar, howitzer, missile):
        item = weapon(small.army, **goods)
        moved(item, EventKind.FOUND, date(2024, 5, 1), store=small.armoury, place="road")
        exported(small.army, 1, **goods)
    found_ones = counted(Instrument.POA, "found").figures
    assert [(one.category, one.quantity) for one in found_ones] == [("III", 1), ("VIIb", 1)]
    assert total(Instrument.SDG, "found") == total(Instrument.ECOWAS, "exports") == 2
    assert total(Instrument.ECOWAS, "held") == 2 + 2, "and the two rifles of the small state"
    assert total(Instrument.UN_REGISTER, "exports") == 3
    assert total(Instrument.UN_REGISTER, "small_exports") == 0, "the form for small arms has no such types"


def test_what_is_both_missile_and_light_weapon_is_written_as_each_return_asks() -> None:
    assert [tally_category(code, Goods.SMALL) for code in ("VII.b", "III", "SA1")] == [
        "light_weapons",
        "light_weapons",
        "small_arms",
    ]
    assert (tally_category("VII.b"), tally_category("III")) == ("manpads", "large_calibre_artillery")
    assert str(words_of("III", Goods.SMALL)) == "Light weapons of 75 mm and more"
    assert str(words_of("LW2")) == "Hand-held, under-barrel and mounted grenade launchers"
    assert str(words_of("LW6")) == "Mortars of calibres less than 75 mm"


def test_evidence_and_what_no_longer_fires_are_held_apart_on_the_last_day_and_since(
    small: SmallState,
) -> None:
    system = {"kind": ItemKind.SYSTEM, "category": "III", "model": "H1"}
    for goods in (system, {}):
        kept, seized, dead = (weapon(small.army, **goods) for _ in range(3))
        moved(seized, EventKind.SEIZED, date(2024, 5, 1), store=small.armoury, place="road")
        moved(seized, EventKind.MOVED, date(2024, 6, 1), store=small.locker)
        moved(dead, EventKind.DEACTIVATED, date(2024, 5, 1), method="welding", certificate="C2")
        for item in (kept, seized, dead):
            moved(item, EventKind.MOVED, date(2025, 2, 1), store=small.armoury)
    for year in (2024, 2025):
        told = counted(Instrument.UN_REGISTER, "holdings", year)
        assert [figure.quantity for figure in told.figures] == [1]
        assert told.notes == ("Not counted, as they are seized or deactivated: 2.",)
        apart = [total(Instrument.ECOWAS, name, year) for name in ("held", "seized_held", "deactivated_held")]
        assert apart == [3, 1, 1], "two of them the rifles of the small state"


@pytest.mark.usefixtures("small")
def test_a_gendarmerie_is_of_the_armed_forces_where_the_profile_says_so() -> None:
    with operation("clerk", "add service") as done:
        gendarmes = done.save(Service(name="Gendarmerie", kind=ServiceKind.GENDARMERIE))
    weapon(gendarmes, kind=ItemKind.SYSTEM, category="II", model="V1")
    told = counted(Instrument.UN_REGISTER, "holdings")
    assert (told.figures, told.notes) == ((), ("Not counted, as they do not belong to the armed forces: 1.",))
    profiled(armed_forces=["army", "gendarmerie"])
    assert total(Instrument.UN_REGISTER, "holdings") == 1


def test_ammunition_is_counted_in_rounds_where_the_convention_covers_it(small: SmallState) -> None:
    lot = {"kind": ItemKind.AMMUNITION, "category": "-", "model": "Ball", "quantity": 5000, "lot_number": "7"}
    moved(weapon(small.army, **lot), EventKind.IMPORTED, date(2024, 3, 1), party="QMO", store=small.armoury)
    sent = weapon(small.army, **lot)
    moved(sent, EventKind.EXPENDED, date(2024, 3, 1), quantity=1000)
    moved(sent, EventKind.EXPORTED, date(2024, 6, 1), party="QMU", licence="L1")
    [came] = counted(Instrument.ECOWAS, "ammunition_imports").figures
    assert (came.party, came.quantity, came.unit) == ("QMO", 5000, "rounds")
    told = counted(Instrument.ECOWAS, "ammunition_exports")
    assert ([figure.quantity for figure in told.figures], told.notes) == ([4000], ())
    moved(sent, EventKind.IMPORTED, date(2024, 7, 1), party="QMU", store=small.armoury, quantity=500)
    moved(sent, EventKind.EXPORTED, date(2024, 8, 1), party="QMU", licence="L1")
    assert total(Instrument.ECOWAS, "ammunition_exports") == 4500
    assert total(Instrument.ECOWAS, "imports") == total(Instrument.ATT_ANNUAL, "imports") == 0


def concluded(item: Item, how: How) -> None:
    with operation("authority", "conclude on origin") as done:
        conclude(done, Conclusion(item=item, how=how, reason="the file", made_on=date(2024, 7, 1)))
