"""What keeps stores in order: keys, handovers, surveillance of ammunition, and entries that stand twice."""

from datetime import timedelta
from typing import Final

from tallystick.register.demo.scene import Scene
from tallystick.register.items.holdings import lying_in
from tallystick.register.items.judging import Told, judge
from tallystick.register.items.models import Item, ItemKind, Likely, State, Verdict
from tallystick.register.ledger.operation import operation
from tallystick.register.stocktaking.models import Surveillance, SurveillanceResult
from tallystick.register.stores.models import Handover, KeyHolding, StockBasis, Store

_OLD: Final = 20
"""Years after which the invented state looks at its lots."""
_LOOKED_AT: Final = 60
_RESULTS: Final = (
    SurveillanceResult.SERVICEABLE,
    SurveillanceResult.SERVICEABLE,
    SurveillanceResult.RESTRICTED,
    SurveillanceResult.UNSERVICEABLE,
)


def keep_order(scene: Scene) -> None:
    """Hand out keys, hand over two stores, look at old lots, and judge some likely duplicates."""
    _keys(scene)
    for store in scene.stores_of(scene.services["Army"])[:2]:
        _hand_over(scene, store)
    _surveillance(scene)
    _judge_likely()


def _keys(scene: Scene) -> None:
    with operation("keeper", "hand over key", document="key book") as done:
        for number, store in enumerate(scene.stores):
            for key in ("outer door, 1 of 2", "outer door, 2 of 2"):
                out = scene.day(scene.begin, scene.today - timedelta(days=30))
                is_back = key.startswith("outer door, 2") and number % 2 == 0
                done.save(
                    KeyHolding(
                        store=store,
                        key=key,
                        holder=f"Store keeper {number:02d}",
                        handed_over_on=out,
                        handed_over_by="Duty officer",
                        returned_on=out + timedelta(days=14) if is_back else None,
                    )
                )


def _hand_over(scene: Scene, store: Store) -> None:
    with operation("keeper", "hand over store", document="handover minutes") as done:
        stands = Store.objects.get(pk=store.pk)
        lies = lying_in(stands).count()
        done.save(
            Handover(
                store=stands,
                handed_over_on=scene.today,
                from_custodian=stands.custodian,
                to_custodian="Store keeper 40",
                basis=StockBasis.COUNTED,
                confirmed=lies,
                registered=lies,
            )
        )
        stands.custodian = "Store keeper 40"
        done.save(stands)


def _surveillance(scene: Scene) -> None:
    lots = [
        item
        for item in scene.items
        if item.kind == ItemKind.AMMUNITION
        and item.state == State.IN_STORE
        and (item.year or scene.today.year) <= scene.today.year - _OLD
    ]
    with operation("authority", "enter surveillance", document="laboratory report 4") as done:
        for lot in lots[:_LOOKED_AT]:
            day = scene.day(scene.begin, scene.today)
            done.save(
                Surveillance(
                    item=lot,
                    inspected_on=day,
                    inspected_by="Ammunition laboratory",
                    method="stabiliser content",
                    result=scene.dice.choice(_RESULTS),
                    next_due_on=day + timedelta(days=730),
                )
            )


def _judge_likely() -> None:
    """Judge the first pairs: one is the same weapon, one is another, one cannot be said; the rest is left to people."""
    pairs = Likely.objects.filter(is_open=True).select_related("first", "second")
    # ids are made by chance, register numbers are not: the same pairs each time
    ordered = sorted(pairs, key=lambda pair: sorted((pair.first.number, pair.second.number)))
    for pair, verdict in zip(ordered, (Verdict.DIFFERENT, Verdict.UNSURE, Verdict.SAME), strict=False):
        sides = (pair.first, pair.second)
        kept = _older(sides) if verdict == Verdict.SAME else None
        with operation("authority", "judge likely duplicate", document="visit to the store") as done:
            judge(done, sides, Told(verdict, "Both cards were laid side by side.", kept))


def _older(sides: tuple[Item, Item]) -> Item:
    return min(sides, key=lambda item: item.number)
