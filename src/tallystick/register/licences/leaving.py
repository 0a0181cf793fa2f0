"""Let items cross the border by the licence that their event names: no export is entered under none."""

from collections.abc import Sequence

from django.db.models import QuerySet

from tallystick.register.access.models import User
from tallystick.register.items.checking import Happened
from tallystick.register.items.leaving import LeaveRefusedError
from tallystick.register.items.models import Event, Item
from tallystick.register.items.record import happen_all
from tallystick.register.ledger.operation import Operation, operation
from tallystick.register.licences.destined import check_destination, check_origin
from tallystick.register.licences.drawing import draw, first_attempt, wanted_of
from tallystick.register.licences.models import Kind, Licence
from tallystick.register.licences.naming import nameable
from tallystick.register.licences.use import (
    Said,
    UseRefusedError,
    Wanted,
    check_use,
    check_waits,
    find_licence,
    keep_attempt,
)
from tallystick.register.licences.use_refused import Refused, Why


def leave(
    done: Operation, items: Sequence[Item], happened: Happened, place: int | None = None
) -> list[Event]:
    """Enter the export of items under the licence it names, which it uses at once; a second person then decides.

    A correction that names the licence of what it corrects stands for it in that use.

    Args:
        done: the operation.
        items: of one export.
        happened: of kind `exported`; with the number of the licence among its details.
        place: of the line of the licence; None finds the line that each item fits.

    Raises:
        UseRefusedError: as `check_use` and `check_destination`, or it is no licence to send goods out. Keep the
            attempt with `keep_refused`.
        ValidationError: as `happen_all`.
    """
    number = str(happened.details.get("licence", ""))
    licence = find_licence(number, nameable(done.actor, items, happened))
    if licence.kind == Kind.IMPORT:
        raise UseRefusedError(Refused(Why.TO_IMPORT), licence)
    check_destination(licence, happened.party, happened.note)
    if happened.corrects is None:
        check_waits(items, licence)
    return draw(done, licence, items, happened, place=place)


def arrive(done: Operation, items: Sequence[Item], happened: Happened, *, first_step: int = 0) -> list[Event]:
    """Enter the import of items; where it names a licence, under that one, which it uses at once.

    An import may name none: Article 8(2) of the Arms Trade Treaty asks for regulation where necessary.

    Args:
        done: the operation.
        items: of one import.
        happened: of kind `imported`; perhaps with the number of a licence among its details.
        first_step: as `happen_all` has it.

    Raises:
        UseRefusedError: as `check_use` and `check_origin`, or it is no licence to import. Keep the attempt with
            `keep_refused`.
        ValidationError: as `happen_all`.
    """
    number = str(happened.details.get("licence", ""))
    if number.strip() == "":
        return happen_all(done, [(item, happened) for item in items], first_step=first_step)
    licence = _to_import(number, happened, nameable(done.actor, items, happened))
    return draw(done, licence, items, happened, first_step=first_step)


def _to_import(number: str, happened: Happened, among: QuerySet[Licence]) -> Licence:
    licence = find_licence(number, among)
    if licence.kind != Kind.IMPORT:
        raise UseRefusedError(Refused(Why.NOT_TO_IMPORT), licence)
    check_origin(licence, happened.party, happened.note)
    return licence


def check_arrival(actor: User, items: Sequence[Item], happened: Happened) -> None:
    """Refuse an import that the licence it names would not allow, before anything is written.

    Args:
        actor: who would enter it.
        items: of one import.
        happened: of kind `imported`.

    Raises:
        UseRefusedError: as `arrive`.
    """
    number = str(happened.details.get("licence", ""))
    if number.strip() == "":
        return
    licence = _to_import(number, happened, nameable(actor.get_username(), items, happened))
    check_use(licence.number, [wanted_of(item, happened) for item in items], happened.on)


def keep_refused(actor: User, error: LeaveRefusedError, items: Sequence[Item], happened: Happened) -> None:
    """Keep the attempt at an export or import that its licence did not allow, in an operation of its own."""
    if not isinstance(error, UseRefusedError) or error.licence is None:
        return
    wanted = [wanted_of(item, happened) for item in items]
    total = Wanted(sum(one.quantity for one in wanted), wanted[0].unit)
    with operation(actor, "refuse use of licence", document=happened.reference) as done:
        said = Said(happened.on, happened.reference, tries=first_attempt(error.licence, wanted, happened))
        keep_attempt(done, error, total, said, is_of_items=True)
