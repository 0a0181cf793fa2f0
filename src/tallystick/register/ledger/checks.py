"""Say where what guards the chain was changed: the guards of the database, the keys of other sites, forms of values."""

import json
from collections.abc import Iterator

from tallystick.register.ledger import forms_of_values
from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.guards import missing_guards
from tallystick.register.ledger.models import Entry, Origin

_ACCEPT = "accept site"
_KIND = "ledger.origin"


def breaks() -> Iterator[str]:
    """Say each guard that is gone, each other site that is not what was accepted, and each value respelt."""
    for name in missing_guards():
        yield f"the database lacks the guard {name}: rows of its table can be changed or removed"
    told = _told()
    for origin in Origin.objects.filter(is_own=False).order_by("name", "pk"):
        accepted = told.pop(str(origin.pk), None)
        if accepted is None:
            yield f"{_KIND} {origin.pk}: {origin.name} stands as a site, and no entry accepted it"
        elif (accepted["name"], accepted["public_key"]) != (origin.name, origin.public_key):
            yield f"{_KIND} {origin.pk}: the name or key of {origin.name} is not what was accepted"
    for key in sorted(told):
        yield f"{_KIND} {key}: an entry accepted this site, and it is gone"
    yield from forms_of_values.breaks()


def _told() -> dict[str, dict[str, Json]]:
    entries = Entry.objects.filter(verb=_ACCEPT, origin__is_own=True).order_by("number")
    rows = (row for text in entries.values_list("rows", flat=True) for row in json.loads(text))
    return {row["id"]: row["is"] for row in rows if row["row"] == _KIND}
