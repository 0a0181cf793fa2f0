"""Say where derived columns differ from what they are derived from: `tallystick register check` prints it."""

from collections.abc import Iterator
from typing import Final

from tallystick.register.licences.derived import KINDS, wanted

_AT_ONCE: Final = 2_000


def derived_breaks() -> Iterator[str]:
    """Go through every case, licence and name; a sentence for each whose derived columns are not what they must be."""
    for kind in KINDS:
        for row in kind._base_manager.order_by("pk").iterator(_AT_ONCE):
            kept = {name: getattr(row, name) for name in kind.DERIVED}
            for name, said in sorted(wanted(row).items()):
                if kept[name] != said:
                    stands = "nothing" if kept[name] in (None, "") else kept[name]
                    yield f"{kind.row_kind()} {row.pk}: {name} stands as {stands}, and its rows say {said or 'nothing'}"
