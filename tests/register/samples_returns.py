"""Sample objects of the app `returns`, for the tests of every role and page; and transfers for its own tests."""

from collections.abc import Callable
from datetime import date

from django.core.files.base import ContentFile

from tallystick.register.files.keeping import keep
from tallystick.register.items.counted import SECOND
from tallystick.register.items.models import EventKind, Item, ItemKind
from tallystick.register.items.record import Happened, decide, happen, register
from tallystick.register.ledger.operation import operation
from tallystick.register.returns import versions
from tallystick.register.returns.figures import Found, found
from tallystick.register.returns.instruments import Instrument, part_of
from tallystick.register.returns.lines import table
from tallystick.register.returns.models import Filing, PartnerFile, Profile
from tallystick.register.returns.period import Years
from tallystick.register.returns.versions import begin, submit
from tallystick.register.stores.models import Service
from tests.register.conftest import SmallState

CLEARED = ["public", "parties_only"]
PARTNER_TALLY = (
    "claimant,role,from,to,category,period,quantity,unit,designation\n"
    "QMO,importer,QMA,QMO,small_arms,2024,{quantity},items,Invented R1\n"
)


def weapon(service: Service, **columns: object) -> Item:
    """Register one weapon of a service on the first of February 2024."""
    given = {
        "kind": ItemKind.SMALL_ARM,
        "category": "SA4",
        "make": "Invented",
        "model": "R1",
        "calibre": "7.62 × 39 mm",
        "country": "QMA",
    }
    with operation("clerk", "register item") as done:
        item = Item(service=service, **(given | columns))
        return register(done, item, [], Happened(EventKind.REGISTERED, date(2024, 2, 1)))


def moved(item: Item, kind: EventKind, on: date, **given: object) -> None:
    """Let something happen to an item, and have a second person accept it where that is needed."""
    columns = {name: given.pop(name) for name in ("party", "store", "quantity", "corrects") if name in given}
    with operation("clerk", f"enter {kind}") as done:
        item.refresh_from_db()
        event = happen(done, item, Happened(kind, on, details=given, **columns))  # type: ignore[arg-type]
    if kind in SECOND:
        with operation("approver", "accept event") as done:
            decide(done, event, accepts=True)


def exported(
    service: Service, count: int, party: str = "QMO", on: date = date(2024, 6, 1), **columns: object
) -> list[Item]:
    """Export so many new weapons to a party."""
    items = [weapon(service, **columns) for _ in range(count)]
    for item in items:
        moved(item, EventKind.EXPORTED, on, party=party, licence="L1")
    return items


def begun(instrument: Instrument = Instrument.ATT_ANNUAL, year: int = 2024) -> Filing:
    """Begin a return."""
    with operation("clerk", "begin return") as done:
        return begin(done, instrument, Years(year, year))


def counted(instrument: Instrument, part_name: str, year: int = 2024, **columns: object) -> Found:
    part = part_of(instrument, part_name)
    assert part is not None
    return found(Filing(instrument=instrument, year_from=year, year_to=year, **columns), part)


def total(instrument: Instrument, part_name: str, year: int = 2024) -> int:
    return sum(figure.quantity or 0 for figure in counted(instrument, part_name, year).figures)


def profiled(**columns: object) -> None:
    with operation("authority", "edit profile") as done:
        done.save(Profile(**columns))


def recovered(small: SmallState, seized: Item, found_one: Item, given_up: Item) -> None:
    """Let one weapon be seized, one found and one surrendered."""
    for item, kind in (
        (seized, EventKind.SEIZED),
        (found_one, EventKind.FOUND),
        (given_up, EventKind.SURRENDERED),
    ):
        moved(item, kind, date(2024, 5, 1), store=small.armoury, place="road")


def submitted(filing: Filing, on: date = date(2025, 5, 1), handlings: list[str] = CLEARED) -> Filing:
    with operation("authority", "submit return") as done:
        return versions.submit(done, filing, on, handlings)


def _filing(small: SmallState) -> dict[str, object]:
    exported(small.army, 1)
    return {"pk": begun().pk}


def _submitted(small: SmallState) -> dict[str, object]:
    filing = Filing.objects.get(pk=str(_filing(small)["pk"]))
    filing.said = {"imports": {"what": "nil", "by": "clerk"}}
    with operation("clerk", "submit return") as done:
        submit(done, filing, date(2025, 5, 1), ["public", "parties_only"])
    return {"pk": filing.pk}


def _figure(small: SmallState) -> dict[str, object]:
    found = _filing(small)
    filing = Filing.objects.get(pk=str(found["pk"]))
    part = part_of(filing.instrument, "exports")
    assert part is not None
    return found | {"part": "exports", "key": table(filing, part).lines[0].key}


def _partner(_small: SmallState) -> dict[str, object]:
    return {"pk": partner_file(12).pk}


def partner_file(quantity: int, text: str = PARTNER_TALLY) -> PartnerFile:
    """Keep a partner's tally file that says how many small arms it had from the state in 2024."""
    with operation("clerk", "keep declaration of partner") as done:
        content = ContentFile(text.format(quantity=quantity).encode(), name="morvane.csv")
        document = keep(done, content, title="Morvane 2024")
        return done.save(PartnerFile(title="Morvane 2024", document=document))


SAMPLES: dict[str, Callable[[SmallState], dict[str, object]]] = {
    "return": _filing,
    "return_change": _filing,
    "return_lines": _filing,
    "return_answers": _filing,
    "return_nil": lambda small: {**_filing(small), "part": "imports"},
    "return_submit": _filing,
    "return_acknowledge": _submitted,
    "return_revise": _submitted,
    "return_differences": _filing,
    "return_before": _filing,
    "partner_add": _filing,
    "partner_withdraw": _partner,
    "return_file": lambda small: {**_filing(small), "form": "tally", "audience": "parties_only"},
    "returns_compared": lambda _small: {"year": 2024},
    "figure": _figure,
}
