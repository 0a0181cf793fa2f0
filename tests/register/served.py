"""Make a register in a folder with a sample of everything, and say where its pages are: `python served.py FOLDER`.

Run as a program of its own, since tests hold a database of their own. Prints one JSON object: for each role, the pages
that it may look at.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tallystick.register import management
from tallystick.register.folder import Settings

PASSWORD: Final = "a password of tests"  # noqa: S105  # of tests


def main(folder: Path) -> None:
    """Make the register and print its pages."""
    settings = Settings(name="Register of Arms", party="QMA", second_factor=())
    management.initialise(folder, settings, "admin")
    print(json.dumps(dict(_pages())))  # noqa: T201  # a program


def _pages() -> Iterator[tuple[str, dict[str, str]]]:
    from django.db import transaction  # noqa: PLC0415  # after the register has started
    from django.urls import reverse  # noqa: PLC0415

    from tallystick.register.access.models import Role, User  # noqa: PLC0415
    from tests.register import conftest  # noqa: PLC0415
    from tests.register.walk import furthest, reachable, samples  # noqa: PLC0415

    small = conftest.small_state()
    for role in Role:
        user = User.objects.create_user(
            role.value.replace("_", "-"), PASSWORD, full_name=role.label, role=role
        )
        user.services.add(small.army)
    found: dict[str, dict[str, str]] = {role.value: {} for role in Role}
    for address in reachable():
        try:
            with transaction.atomic():
                made = samples()[address.name](small) if len(address.arguments) > 0 else {}
        except Exception as error:  # noqa: BLE001  # a sample is made for a register without the other samples
            print(f"{address.name} has no page here: {error}", file=sys.stderr)  # noqa: T201  # a program
            continue
        found[furthest(address).value][address.name] = reverse(address.name, kwargs=made)
    yield from found.items()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
