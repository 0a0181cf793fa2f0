"""What the invented state holds: weapons of common makes, parts, and lots of ammunition."""

from dataclasses import dataclass
from typing import Final

from tallystick.register.demo.scene import Scene
from tallystick.register.items.models import EventKind, Item, ItemKind, Mark, MarkKind, Reading
from tallystick.register.items.record import Happened, register_all
from tallystick.register.ledger.operation import operation
from tallystick.register.stores.models import Service, Store

_AT_ONCE: Final = 1_000
"""Items of one operation: a consignment's list."""


_TWICE: Final = 100
"""One weapon in so many stands twice: two clerks entered the same card."""
Fresh = tuple[Item, list[Mark], Happened]


@dataclass(frozen=True, slots=True)
class Model:
    """One model that the state holds: what it is, and which share of the weapons it makes up."""

    make: str
    model: str
    calibre: str
    kind: ItemKind
    category: str
    country: str
    share: int
    services: tuple[str, ...]


_ARMED: Final = ("Army", "National Police", "Gendarmerie", "Sample Security Company")
MODELS: Final = (
    Model("Izhmash", "AKM", "7.62 × 39 mm", ItemKind.SMALL_ARM, "SA4", "SUN", 30, ("Army", "Gendarmerie")),
    Model(
        "Norinco", "Type 56", "7.62 × 39 mm", ItemKind.SMALL_ARM, "SA4", "CHN", 18, ("Army", "Gendarmerie")
    ),
    Model(
        "FN Herstal", "FAL", "7.62 × 51 mm", ItemKind.SMALL_ARM, "SA4", "BEL", 12, ("Army", "National Police")
    ),
    Model("Heckler & Koch", "G3", "7.62 × 51 mm", ItemKind.SMALL_ARM, "SA4", "DEU", 8, ("Army",)),
    Model("FN Herstal", "Browning HP", "9 × 19 mm", ItemKind.SMALL_ARM, "SA1", "BEL", 10, _ARMED),
    Model("Glock", "17", "9 × 19 mm", ItemKind.SMALL_ARM, "SA1", "AUT", 8, ("National Police", "Customs")),
    Model("Heckler & Koch", "MP5", "9 × 19 mm", ItemKind.SMALL_ARM, "SA3", "DEU", 4, ("National Police",)),
    Model(
        "Mauser",
        "Karabiner 98k",
        "7.92 × 57 mm",
        ItemKind.SMALL_ARM,
        "SA2",
        "DEU",
        3,
        ("Wildlife Service", "Army"),
    ),
    Model("Molot", "RPK", "7.62 × 39 mm", ItemKind.SMALL_ARM, "SA5", "SUN", 3, ("Army",)),
    Model("Degtyarev Plant", "DShK", "12.7 × 108 mm", ItemKind.LIGHT_WEAPON, "LW1", "SUN", 1, ("Army",)),
    Model("Bazalt", "RPG-7", "40 mm", ItemKind.LIGHT_WEAPON, "LW5", "SUN", 2, ("Army",)),
    Model("Invented Works", "M-37 mortar", "82 mm", ItemKind.LIGHT_WEAPON, "LW6", "QOL", 1, ("Army",)),
)
"""Common models of public knowledge; that this state holds them is invented."""
_LOTS: Final = 240
_PARTS: Final = 60


def make_arms(scene: Scene, how_many: int) -> None:
    """Register the holdings as they stood when the register was begun, and what came in since.

    Args:
        scene: the state; its items are added to it.
        how_many: items in all; lots and parts are among them.
    """
    lots, parts = min(_LOTS, how_many // 20), min(_PARTS, how_many // 50)
    fresh: list[Fresh] = []
    for number in range(how_many - lots - parts):
        fresh.append(_again(fresh[-1]) if number % _TWICE == _TWICE - 1 else _weapon(scene, number))
    fresh += [_lot(scene, number) for number in range(lots)]
    fresh += [_part(scene, number) for number in range(parts)]
    for start in range(0, len(fresh), _AT_ONCE):
        with operation("operator", "register consignment", document=f"list {start // _AT_ONCE + 1}") as done:
            scene.items += register_all(done, fresh[start : start + _AT_ONCE])


def _weapon(scene: Scene, number: int) -> Fresh:
    dice = scene.dice
    model = dice.choices(MODELS, [one.share for one in MODELS])[0]
    service = scene.services[dice.choice(model.services)]
    item = Item(
        kind=model.kind,
        category=model.category,
        make=model.make,
        model=model.model,
        calibre=model.calibre,
        year=dice.randint(1958, 2012),
        country=model.country,
        service=service,
        condition=dice.choice(("good", "good", "fair", "poor")),
    )
    return item, _marks(scene, number), _registered(scene, service)


def _again(fresh: Fresh) -> Fresh:
    """Enter the card before once more, as a second clerk would: the same thing and marks."""
    item, marks, happened = fresh
    columns = ("kind", "category", "make", "model", "calibre", "country", "service")
    twin = Item(**{name: getattr(item, name) for name in columns}, note="from the old card index")
    return twin, [Mark(kind=mark.kind, text=mark.text, reading=mark.reading) for mark in marks], happened


def _marks(scene: Scene, number: int) -> list[Mark]:
    """Give marks as they are found: mostly whole, some half read, a few gone."""
    dice = scene.dice
    serial = f"{dice.choice('ABEHKMNPRTX')}{dice.choice('ABEHKMNPRTX')}{number * 7 + 10_000}"
    chance = dice.random()
    if chance < 0.01:  # noqa: PLR2004  # shares of worn and filed-off marks are invented
        return [Mark(kind=MarkKind.MANUFACTURER, text="????", reading=Reading.DEFACED)]
    if chance < 0.05:  # noqa: PLR2004  # as above
        worn = dice.randrange(len(serial))
        text = serial[:worn] + "?" + serial[worn + 1 :]
        return [Mark(kind=MarkKind.MANUFACTURER, text=text, reading=Reading.PARTIAL, place="receiver")]
    marks = [Mark(kind=MarkKind.MANUFACTURER, text=serial, place="receiver")]
    if chance > 0.6:  # noqa: PLR2004  # two in five carry the import mark of the state
        marks.append(
            Mark(kind=MarkKind.IMPORT, text=f"QMU {dice.randint(85, 99)} {number:05d}", place="barrel")
        )
    return marks


def _registered(scene: Scene, service: Service) -> Happened:
    stores = scene.stores_of(service)
    return Happened(
        EventKind.REGISTERED, scene.day(scene.begin, scene.begin.replace(month=6)), store=_one(scene, stores)
    )


def _one(scene: Scene, stores: list[Store]) -> Store:
    return scene.dice.choice(stores)


def _lot(scene: Scene, number: int) -> Fresh:
    dice = scene.dice
    service = scene.services[dice.choice(("Army", "Army", "National Police", "Gendarmerie"))]
    calibre = dice.choice(("7.62 × 39 mm", "7.62 × 51 mm", "9 × 19 mm", "12.7 × 108 mm", "40 mm", "82 mm"))
    year = dice.randint(1979, 2018)
    lot = f"{year % 100:02d}-{number + 100}"
    item = Item(
        kind=ItemKind.AMMUNITION,
        category="-",
        make="Invented Cartridge Works",
        model=f"Ball, {calibre}",
        calibre=calibre,
        year=year,
        country="QOL",
        service=service,
        quantity=dice.randrange(500, 40_000, 100),
        lot_number=lot,
        condition=dice.choice(("serviceable", "serviceable", "to be tested", "unserviceable")),
    )
    return item, [Mark(kind=MarkKind.LOT, text=lot)], _registered(scene, service)


def _part(scene: Scene, number: int) -> Fresh:
    service = scene.services["Army"]
    item = Item(
        kind=ItemKind.PART,
        category="-",
        make="Invented Works",
        model=scene.dice.choice(("Barrel, RPK", "Bolt carrier, AKM", "Slide, Browning HP")),
        country="QOL",
        service=service,
        quantity=scene.dice.randint(5, 200),
        note=f"box {number + 1}",
    )
    return item, [], _registered(scene, service)
