"""Services, sites and stores of the invented state."""

from datetime import timedelta
from typing import Final

from tallystick.register.demo.scene import Scene
from tallystick.register.ledger.operation import operation
from tallystick.register.stores.models import Inspection, Service, ServiceKind, Site, Store

SERVICES: Final = {
    "Army": ServiceKind.ARMY,
    "National Police": ServiceKind.POLICE,
    "Gendarmerie": ServiceKind.GENDARMERIE,
    "Customs": ServiceKind.CUSTOMS,
    "Wildlife Service": ServiceKind.WILDLIFE,
    "National Authority": ServiceKind.AUTHORITY,
    "Example Arms Brokers": ServiceKind.PRIVATE,
    "Sample Security Company": ServiceKind.PRIVATE,
}
SITES: Final = {
    "Army": ("North Barracks", "River Barracks", "Central Depot", "Coast Battery"),
    "National Police": ("Police Headquarters", "Harbour Station", "Market Station"),
    "Gendarmerie": ("Highland Post", "Border Post"),
    "Customs": ("Port Customs House",),
    "Wildlife Service": ("Forest Camp",),
    "National Authority": ("Evidence Store",),
    "Example Arms Brokers": ("Brokers' Office",),
    "Sample Security Company": ("Company Guardroom",),
}
"""Plain words for places, so that nobody takes them for real ones."""
_ROOMS: Final = ("Armoury", "Magazine", "Strong room")
_CAPACITY: Final = {"Armoury": 1_500, "Magazine": 600, "Strong room": 200}


def make_places(scene: Scene) -> None:
    """Make services, sites, stores, and the inspections of three years."""
    with operation("demonstration", "set up services and stores", document="invented") as done:
        for name, kind in SERVICES.items():
            scene.services[name] = done.save(Service(name=name, kind=kind, contact=f"Duty officer, {name}"))
            for place in SITES[name]:
                site = done.save(Site(name=place, service=scene.services[name], place="Invented Province"))
                scene.sites[place] = site
                scene.stores += [done.save(store) for store in _stores(scene, site)]
        for store in scene.stores:
            for inspection in _inspections(scene, store):
                done.save(inspection)


def _stores(scene: Scene, site: Site) -> list[Store]:
    is_large = site.service.kind in {ServiceKind.ARMY, ServiceKind.POLICE, ServiceKind.GENDARMERIE}
    rooms = _ROOMS if site.service.kind == ServiceKind.ARMY else _ROOMS[: 2 if is_large else 1]
    number = len(scene.sites)
    return [
        Store(
            code=f"S{number:02d}-{room[0]}",
            name=f"{site.name}, {room.lower()}",
            site=site,
            capacity=_CAPACITY[room],
            custodian=f"Store keeper {number:02d}",
        )
        for room in rooms
    ]


def _inspections(scene: Scene, store: Store) -> list[Inspection]:
    found = []
    day = scene.day(scene.begin, scene.begin + timedelta(days=200))
    while day < scene.today:
        is_in_order = scene.dice.random() > 0.15  # noqa: PLR2004  # one inspection in seven finds something
        found.append(
            Inspection(
                store=store,
                inspected_on=day,
                inspected_by="Inspection team of the National Authority",
                found="" if is_in_order else "A lock is worn; the key book was not signed for one week.",
                is_in_order=is_in_order,
                next_due_on=day + timedelta(days=365),
            )
        )
        day += timedelta(days=scene.dice.randint(300, 420))
    return found
