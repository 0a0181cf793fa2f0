"""Say where the record breaks, and what its chains end with; both once Django is started."""

from collections.abc import Iterable, Iterator
from typing import Final

_GUARD: Final = "the database lacks the guard "
"""How `ledger.checks` begins each sentence on a guard; a database made by other means lacks one for every table."""
_GUARDS_TOLD: Final = 3
"""Guards named one by one; more are summed up, so that what else is broken is seen beside them."""


def heads() -> list[tuple[str, int, str]]:
    """Give the last entry of each chain: origin's name, place, hash; and the last reading, if there is any."""
    from tallystick.register.access.readings import head  # noqa: PLC0415  # after `started`
    from tallystick.register.ledger.verify import heads as found  # noqa: PLC0415

    last = head()
    return found() if last is None else [*found(), ("readings", *last)]


def found_breaks(head: str | None = None) -> Iterator[str]:
    """Say every break of the record, one sentence each: of the chain, of rows, of what follows from them, of files.

    Args:
        head: a hash of the log, or of the readings, that was written down; it is said where it is in no chain.
    """
    from tallystick.register.ledger.verify import breaks  # noqa: PLC0415  # after `started`
    from tallystick.register.offered import offered  # noqa: PLC0415

    for one in breaks():
        where = "no entry" if one.entry is None else f"entry {one.entry}"
        yield f"{where}{'' if one.subject == '' else ', ' + one.subject}: {one.sentence}"
    for checked in offered("checks"):
        yield from checked.breaks()
    if head is not None and not _is_in_a_chain(head):
        yield (
            f"no entry and no reading has the hash {head}: it was written down wrongly, so compare it with the paper "
            "first; or the log was cut or replaced since"
        )


def summed_up(sentences: Iterable[str]) -> Iterator[str]:
    """Give sentences on breaks as they come, those on the guards of the database last, and many of these as one."""
    guards = []
    for sentence in sentences:
        if sentence.startswith(_GUARD):
            guards.append(sentence)
        else:
            yield sentence
    if len(guards) <= _GUARDS_TOLD:
        yield from guards
        return
    first = guards[0].removeprefix(_GUARD).split(":")[0]
    yield (
        f"the database lacks {len(guards)} guards, {first} first: rows of their tables can be changed or removed. "
        "With --json each is named"
    )


def _is_in_a_chain(head: str) -> bool:
    from tallystick.register.access.models import Reading  # noqa: PLC0415  # after `started`
    from tallystick.register.ledger.models import Entry  # noqa: PLC0415

    return any(model.objects.filter(sha256=head).exists() for model in (Entry, Reading))
