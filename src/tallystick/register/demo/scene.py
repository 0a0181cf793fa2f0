"""What the parts of the demonstration share: the dice, the days, and what was made so far."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from tallystick.register.items.models import Item
from tallystick.register.licences.models import Licence
from tallystick.register.stores.models import Service, Site, Store

SEED: Final = 20_240_229
YEARS: Final = 3


@dataclass(slots=True)
class Scene:
    """An invented state in the making.

    Attributes:
        today: the day on which the demonstration is made; its three years end here.
        dice: what chance decides; seeded, so that the state is the same each time.
    """

    today: date
    dice: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311  # invention, no secret
    services: dict[str, Service] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    stores: list[Store] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    licences: list[Licence] = field(default_factory=list)

    @property
    def begin(self) -> date:
        """Give the first of January three years ago: when the register was begun."""
        return date(self.today.year - YEARS, 1, 1)

    def day(self, first: date, last: date) -> date:
        """Give some day between two, neither after today."""
        end = min(last, self.today)
        return first + timedelta(days=self.dice.randint(0, max((end - first).days, 0)))

    def stores_of(self, service: Service) -> list[Store]:
        """Give the stores of one service, in order."""
        return [store for store in self.stores if store.site.service_id == service.pk]
