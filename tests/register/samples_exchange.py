"""Something to look at on each page of the app `exchange` that shows one thing."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile

from tallystick.register.exchange.models import Conflict, ConflictKind, Intake, Mapping
from tallystick.register.files.keeping import keep
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tests.register.conftest import SmallState

LEDGER = b"no,kind,model,day\n1,small_arm,R1,2024-01-02\n2,rifle,R1,2024-01-02\n"


def intake(small: SmallState) -> dict[str, object]:
    """Keep a ledger with a mapping, not compared yet."""
    with operation("setter", "keep ledger") as done:
        document = keep(done, SimpleUploadedFile("cards.csv", LEDGER), handling="restricted")
        mapping = Mapping.objects.filter(name="cards").first() or done.save(
            Mapping(
                name="cards",
                ledger="cards",
                columns={"kind": "kind", "model": "model", "happened_on": "day"},
                constants={"service": small.army.name, "category": "SA3"},
                key=["no"],
            )
        )
    return {"pk": Intake.objects.create(document=document, mapping=mapping, started_by="setter").pk}


def conflict(small: SmallState) -> dict[str, object]:
    """Let two versions of one rifle wait."""
    name = Entry.objects.values_list("sha256", flat=True).get(number=small.rifle.entry)
    about = {"kind": ConflictKind.EDITED, "about_kind": "items.item", "about_id": str(small.rifle.pk)}
    return {"pk": Conflict.objects.get_or_create(**about, defaults={"versions": [name]})[0].pk}


def written_out(_small: SmallState) -> dict[str, object]:
    """Name a list."""
    return {"what": "items", "ending": "csv"}


SAMPLES: dict[str, Callable[[SmallState], dict[str, object]]] = {
    "write_out": written_out,
    "conflict": conflict,
    "ledger": intake,
    "ledger_mapping": intake,
    "ledger_words": intake,
    "ledger_compare": intake,
    "ledger_take": intake,
    "ledger_unreadable": intake,
}
