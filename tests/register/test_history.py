"""One row is followed back through the chain."""

from tallystick.register.ledger.history import history
from tallystick.register.ledger.operation import operation
from tallystick.register.stores.models import Store
from tests.register.conftest import SmallState


def test_each_version_of_a_row_says_who_changed_what(small: SmallState) -> None:
    for keeper in ("first keeper", "second keeper"):
        with operation(keeper, "change store") as done:
            store = Store.objects.get(pk=small.armoury.pk)
            store.custodian = keeper
            done.save(store)
    newest, middle, oldest = history(Store.objects.get(pk=small.armoury.pk))
    assert (newest.entry.actor, newest.changed) == (
        "second keeper",
        (("custodian", "first keeper", "second keeper"),),
    )
    assert (middle.entry.actor, middle.changed) == ("first keeper", (("custodian", "", "first keeper"),))
    assert (oldest.entry.verb, oldest.changed) == ("set up", ())
