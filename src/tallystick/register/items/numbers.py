"""The register's own numbers of items: which comes next, and how many there are."""

from tallystick.register.folder import own_folder
from tallystick.register.items.models import Item
from tallystick.register.numbers import written


def next_numbers(many: int) -> list[str]:
    """Give the next numbers of this register, in order; call it inside an operation, which holds the chain."""
    own, count = own_folder().settings, how_many()
    return [written(count + one, own.party, own.code) for one in range(1, many + 1)]


def how_many() -> int:
    """Say how many items this register has numbered, by its last number: no row is counted."""
    own = own_folder().settings
    prefix = f"{own.party}{own.code}-"
    known = Item.objects.filter(number__fits=f"{prefix}*").order_by("-number")
    last = known.values_list("number", flat=True).first()
    return 0 if last is None else int(last.removeprefix(prefix).split("-")[0])
