"""What happened in three years: issues and returns, moves, losses, finds, destructions, seizures, imports, exports."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from tallystick.register.demo.papers import certificate
from tallystick.register.demo.permits import export_of_rifles, import_of_pistols
from tallystick.register.demo.scene import YEARS, Scene
from tallystick.register.items.leaving import let_happen
from tallystick.register.items.models import EventKind, Item, ItemKind, Mark, MarkKind, Offence, State
from tallystick.register.items.record import Happened, decide_all, happen_all, register_all
from tallystick.register.ledger.operation import operation
from tallystick.register.stores.models import Store

_ISSUED_SHARE: Final = 0.08
"""Share of the weapons issued in a year; most come back. Invented, as are the counts below."""
_LOST_A_YEAR, _FOUND_A_YEAR, _DESTROYED_A_YEAR, _SEIZED_A_YEAR, _TRADED_A_YEAR = 6, 2, 90, 25, 40
_HANDED_IN_A_YEAR, _STUMBLED_ON_A_YEAR = 9, 3
_SPARE: Final = 10
"""Pieces by which a licence allows more than was transferred."""
_WAITING: Final = 3
"""Losses of the last year that no second person has decided on."""


def make_years(scene: Scene) -> None:
    """Let three years pass, year by year; what needs a second person is decided by the approver."""
    for number in range(YEARS + 1):
        first = date(scene.begin.year + number, 7 if number == 0 else 1, 1)
        if first >= scene.today:
            return
        last = min(date(first.year, 12, 31), scene.today)
        for season, parts in enumerate(_SEASONS):
            span = (last - first) / len(_SEASONS)
            for part in parts:
                part(scene, first + season * span, first + (season + 1) * span - timedelta(days=1))


def _there(
    scene: Scene, kinds: Sequence[ItemKind] = (ItemKind.SMALL_ARM, ItemKind.LIGHT_WEAPON)
) -> list[Item]:
    return [item for item in scene.items if item.state == State.IN_STORE and item.kind in kinds]


def _some(scene: Scene, items: Sequence[Item], how_many: int) -> list[Item]:
    return scene.dice.sample(items, min(how_many, len(items)))


def _enter(scene: Scene, verb: str, told: Sequence[tuple[Item, Happened]], *, by: str = "keeper") -> None:
    if len(told) == 0:
        return
    with operation(by, verb, document="daily sheets") as done:
        events = happen_all(done, told)
    waiting = [event for event in events if event.kind in _TWO]
    if len(waiting) > 0:
        kept = (
            waiting[:-_WAITING]
            if _is_last(scene, waiting[-1].happened_on) and verb == "enter losses"
            else waiting
        )
        with operation("approver", "accept event", document="minutes of the commission") as done:
            decide_all(done, kept, accepts=True, reason="as the commission found")
    for item, _ in told:
        item.refresh_from_db()


_TWO: Final = frozenset({EventKind.LOST, EventKind.STOLEN, EventKind.DESTROYED, EventKind.EXPORTED})


def _is_last(scene: Scene, day: date) -> bool:
    return day.year == scene.today.year


def _issue(scene: Scene, first: date, last: date) -> None:
    told = [
        (
            item,
            Happened(
                EventKind.ISSUED, scene.day(first, last), holder=f"number {scene.dice.randint(1000, 9999)}"
            ),
        )
        for item in _some(scene, _there(scene), int(_ISSUED_SHARE * len(scene.items)))
    ]
    _enter(scene, "enter issues", told)


def _return(scene: Scene, first: date, last: date) -> None:
    out = [item for item in scene.items if item.state == State.ISSUED]
    told = [
        (item, Happened(EventKind.RETURNED, scene.day(first, last), store=_home(scene, item)))
        for item in _some(scene, out, len(out) * 3 // 4)
    ]
    _enter(scene, "enter returns", told)


def _home(scene: Scene, item: Item) -> Store:
    return item.store or scene.dice.choice(scene.stores_of(item.service))


def _move(scene: Scene, first: date, last: date) -> None:
    chosen = _some(scene, _there(scene), len(scene.items) // 50)
    told = [
        (
            item,
            Happened(
                EventKind.MOVED,
                scene.day(first, last),
                store=scene.dice.choice(scene.stores_of(item.service)),
            ),
        )
        for item in chosen
    ]
    _enter(scene, "enter moves", told)


def _expend(scene: Scene, first: date, last: date) -> None:
    lots = _some(scene, _there(scene, (ItemKind.AMMUNITION,)), 40)
    told = [
        (
            lot,
            Happened(
                EventKind.EXPENDED,
                scene.day(first, last),
                quantity=min(scene.dice.randrange(50, 400, 50), lot.remaining),
                details={"circumstances": "training"},
            ),
        )
        for lot in lots
    ]
    _enter(scene, "enter expenditure", told)


def _lose(scene: Scene, first: date, last: date) -> None:
    chosen = _some(scene, _there(scene), _LOST_A_YEAR)
    told = [
        (
            item,
            Happened(
                EventKind.LOST if number % 3 else EventKind.STOLEN,
                scene.day(first, last),
                details={
                    "circumstances": "Not at its place when the patrol came back.",
                    "place": "Highland road",
                },
            ),
        )
        for number, item in enumerate(chosen)
    ]
    _enter(scene, "enter losses", sorted(told, key=lambda one: one[1].on))


def _find(scene: Scene, first: date, last: date) -> None:
    gone = [item for item in scene.items if item.state in {State.LOST, State.STOLEN}]
    found = [
        (
            item,
            Happened(
                EventKind.FOUND,
                scene.day(first, last),
                store=scene.dice.choice(scene.stores_of(item.service)),
                details={"place": "Market"},
            ),
        )
        for item in _some(scene, gone, _FOUND_A_YEAR)
    ]
    _enter(scene, "enter finds", found)


def _destroy(scene: Scene, first: date, last: date) -> None:
    worn = [item for item in _there(scene) if item.condition == "poor"]
    day = scene.day(first, last)
    details = {
        "method": "cutting and melting",
        "place": "Central Depot",
        "witnesses": "Two officers of the National Authority; one observer",
        "certificate": f"DC-{day.year}-01",
    }
    chosen = _some(scene, worn, _DESTROYED_A_YEAR)
    if len(chosen) == 0:
        return
    paper = certificate(details["certificate"], day, chosen)
    told = [(item, Happened(EventKind.DESTROYED, day, details=details, document=paper)) for item in chosen]
    _enter(scene, "enter destruction", told, by="authority")


def _seize(scene: Scene, first: date, last: date) -> None:
    items = _strangers(scene, first, last, _SEIZED_A_YEAR, "seized", f"protocol {first.year}/1")
    store = scene.stores_of(scene.services["National Authority"])[0]
    details = {"place": "Border Post", "from_whom": "unknown"}
    told = [
        (item, Happened(EventKind.SEIZED, day, store=store, details=details | {"offence": _offence(number)}))
        for number, (item, day) in enumerate(items)
    ]
    _enter(scene, "enter seizures", told, by="authority")


def _offence(number: int) -> Offence:
    return Offence.ADMINISTRATIVE if number % 5 == 4 else Offence.CRIMINAL  # noqa: PLR2004  # one in five


def _collect(scene: Scene, first: date, last: date) -> None:
    """Hold a campaign to hand weapons in; a few more are found with nobody near."""
    store = scene.stores_of(scene.services["National Authority"])[0]
    campaign = {"place": "Market", "campaign": f"weapons for tools {first.year}"}
    handed = _strangers(scene, first, last, _HANDED_IN_A_YEAR, "surrendered", f"campaign {first.year}")
    found = _strangers(scene, first, last, _STUMBLED_ON_A_YEAR, "found", f"finds {first.year}")
    told = [
        *(
            (item, Happened(EventKind.SURRENDERED, day, store=store, details=campaign))
            for item, day in handed
        ),
        *(
            (item, Happened(EventKind.FOUND, day, store=store, details={"place": "River"}))
            for item, day in found
        ),
    ]
    _enter(scene, "enter collection", told, by="authority")


def _strangers(
    scene: Scene, first: date, last: date, how_many: int, origin: str, paper: str
) -> list[tuple[Item, date]]:
    """Register weapons that the register knew nothing of, on the day on which they came to hand."""
    fresh = []
    for number in range(how_many):
        item = Item(
            kind=ItemKind.SMALL_ARM,
            category="SA4",
            make="Norinco",
            model="Type 56",
            calibre="7.62 × 39 mm",
            country="CHN",
            service=scene.services["National Authority"],
            origin=origin,
        )
        mark = Mark(
            kind=MarkKind.MANUFACTURER,
            text=f"{scene.dice.randint(10, 99)}?{first.year}{number:02d}",
            reading="partial",
        )
        fresh.append((item, [mark], Happened(EventKind.REGISTERED, scene.day(first, last))))
    with operation("authority", f"register {origin}", document=paper) as done:
        items = register_all(done, fresh)
    scene.items += items
    return [(item, start.on) for item, (_, _, start) in zip(items, fresh, strict=True)]


def _import(scene: Scene, first: date, last: date) -> None:
    service = scene.services["National Police"]
    store = scene.stores_of(service)[0]
    day = scene.day(first, last)
    fresh = []
    for number in range(_TRADED_A_YEAR):
        item = Item(
            kind=ItemKind.SMALL_ARM,
            category="SA1",
            make="Glock",
            model="17",
            calibre="9 × 19 mm",
            year=first.year - 1,
            country="AUT",
            service=service,
            condition="good",
        )
        mark = Mark(kind=MarkKind.MANUFACTURER, text=f"QX{first.year % 100:02d}{number:03d}")
        fresh.append(
            (
                item,
                [mark],
                Happened(EventKind.REGISTERED, day, store=store, reference=f"waybill {day.year}-11"),
            )
        )
    with operation("operator", "register consignment", document=f"waybill {day.year}-11") as done:
        items = register_all(done, fresh)
    licence = import_of_pistols(scene, day, _TRADED_A_YEAR + _SPARE)
    happened = Happened(
        EventKind.IMPORTED,
        day,
        store=store,
        party="QOL",
        details={"licence": licence.number},
        reference=f"waybill {day.year}-11",
    )
    with operation("authority", "enter import", document=happened.reference) as done:
        let_happen(done, [(item, happened) for item in items])
    for item in items:
        item.refresh_from_db()
    scene.items += items


def _export(scene: Scene, first: date, last: date) -> None:
    old = [item for item in _there(scene) if item.model == "FAL" and item.service.name == "Army"]
    chosen = _some(scene, old, _TRADED_A_YEAR)
    if len(chosen) == 0:
        return
    day = scene.day(first, last)
    licence = export_of_rifles(scene, day, len(chosen) + _SPARE)
    happened = Happened(
        EventKind.EXPORTED,
        day,
        party="QOR",
        details={"licence": licence.number},
        reference=f"waybill {day.year}-21",
    )
    with operation("authority", "export under licence", document=licence.number) as done:
        events = let_happen(done, [(item, happened) for item in chosen])
    with operation("approver", "accept event", document="minutes of the commission") as done:
        decide_all(done, events, accepts=True, reason="as the licence allows")
    for item in chosen:
        item.refresh_from_db()


_SEASONS: Final = (
    (_issue, _import),
    (_return, _seize),
    (_move, _expend),
    (_lose,),
    (_find, _collect),
    (_destroy, _export),
)
"""What happens in which sixth of a year: a thing that is destroyed must have come back before."""
