"""What licences of a period allow is counted once, for the returns that ask for it."""

from datetime import date

from tallystick.register.items.models import ItemKind
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.entering import enter_case
from tallystick.register.licences.models import Application, Kind, Licence, LicenceLine
from tallystick.register.licences.numbers import next_licence_number
from tallystick.register.returns.figures import rows
from tallystick.register.returns.instruments import Instrument
from tallystick.register.returns.models import Basis, Filing
from tests.register.conftest import SmallState
from tests.register.licence_case import Goods as LicensedGoods
from tests.register.licence_case import issued, licensed
from tests.register.samples_returns import counted, exported


def test_the_authorised_basis_counts_what_licences_of_the_year_allow_and_opens_to_them(
    small: SmallState,
) -> None:
    exported(small.army, 1)
    line = licensed(small).lines.get()
    year = line.licence.issued_on.year
    told = counted(Instrument.ATT_ANNUAL, "exports", year, basis=Basis.AUTHORISED)
    assert [(one.category, one.party, one.quantity, one.basis) for one in told.figures] == [
        (line.category, "QMO", line.quantity, "licensed")
    ]
    filing = Filing(instrument="att_annual", year_from=year, year_to=year, basis=Basis.AUTHORISED)
    assert list(rows(filing, told.figures[0])) == [line]
    assert counted(Instrument.UN_REGISTER, "small_exports", year, basis=Basis.AUTHORISED).figures == ()


def test_a_licence_that_an_amendment_replaced_is_not_authorised_twice(small: SmallState) -> None:
    first = issued(small)
    year = first.issued_on.year
    amended(small, first, first.issued_on, 12)
    told = counted(Instrument.ATT_ANNUAL, "exports", year, basis=Basis.AUTHORISED)
    assert [figure.quantity for figure in told.figures] == [12]
    assert told.notes == ()


def test_an_amendment_of_a_later_year_leaves_the_return_on_the_year_before_as_it_was(
    small: SmallState,
) -> None:
    first = issued(small)
    year = first.issued_on.year
    amended(small, first, date(year + 1, 2, 1), 12)
    before, after = (
        counted(Instrument.ATT_ANNUAL, "exports", one, basis=Basis.AUTHORISED) for one in (year, year + 1)
    )
    assert [figure.quantity for figure in (*before.figures, *after.figures)] == [10, 12]
    assert after.notes == (
        "Licences that replace one of an earlier year, which the return on that year counts: 1.",
    )


def test_each_category_of_a_return_may_be_counted_from_licences_or_from_deliveries(small: SmallState) -> None:
    exported(small.army, 2, kind=ItemKind.SYSTEM, category="III", model="H1")
    year = issued(small).issued_on.year
    # the one day of this year that has come whatever the day is
    exported(small.army, 1, on=date(year, 1, 1), kind=ItemKind.SYSTEM, category="III", model="H1")
    exported(small.army, 4, on=date(year, 1, 1))
    mixed = {"basis": Basis.BY_CATEGORY, "authorised_for": ["exports:VIII"]}
    told = counted(Instrument.ATT_ANNUAL, "exports", year, **mixed)
    assert [(one.category, one.quantity, one.basis) for one in told.figures] == [
        ("III", 1, "delivered"),
        ("SA3", 10, "licensed"),
    ]


def test_orders_under_the_convention_are_counted_from_import_licences(small: SmallState) -> None:
    year = issued(small, Kind.IMPORT).issued_on.year
    issued(small, Kind.IMPORT, LicensedGoods(category="III"))
    told = counted(Instrument.ECOWAS, "orders", year)
    assert [(one.category, one.quantity, one.basis) for one in told.figures] == [("SA3", 10, "licensed")]
    assert told.notes == ("Lines of licences not counted, as they may be of artillery: 1.",)


def amended(small: SmallState, licence: Licence, issued_on: date, quantity: int) -> None:
    """Grant an amendment of a licence, which a register then closes as replaced."""
    with operation("officer", "grant licence") as done:
        case = Application(
            kind=licence.kind,
            applicant=small.army,
            from_party=licence.from_party,
            to_party=licence.to_party,
            amends=licence.application,
        )
        enter_case(done, case)
        given = {name: getattr(licence, name) for name in ("kind", "holder", "from_party", "to_party")}
        later = Licence(
            application=case,
            number=next_licence_number(),
            issued_on=issued_on,
            valid_from=issued_on,
            valid_until=licence.valid_until,
            **given,
        )
        done.save(later)
        line = LicenceLine(licence=later, place=1, category="SA3", description="rifles", unit="items")
        line.quantity = quantity
        done.save(line)
