"""Objects for the addresses of the log."""

from collections.abc import Callable
from typing import Final

from tests.register.conftest import SmallState

SAMPLES: Final[dict[str, Callable[[SmallState], dict[str, object]]]] = {
    "row_history": lambda small: {"kind": "items.item", "pk": small.rifle.pk},
}
