"""Compare and take in a ledger for a page: a short one at once, a long one beside it, and the page says how far."""

from collections.abc import Collection
from threading import Lock, Thread
from typing import Final
from uuid import UUID

from django.db import close_old_connections
from django.utils import translation

from tallystick.errors import TallystickError
from tallystick.register.core_words import error_kept
from tallystick.register.exchange.intake import Difference, Outcome, difference_of, taken_in
from tallystick.register.exchange.models import Intake, Mapping
from tallystick.register.exchange.sheets import Place

_AT_ONCE_BYTES: Final = 300_000
"""A file of some two thousand lines: taken in within the seconds that a person waits for a page."""
_MOST_SHOWN: Final = 200
"""Lines that the page shows of a difference; the rest is counted."""
_running: Final[set[UUID]] = set()
_lock: Final = Lock()


def is_running(intake: Intake) -> bool:
    """Whether this server is at it; one that says so and is not was cut short, and goes on when it is started again."""
    return intake.pk in _running


def start(intake: Intake, cleared: Collection[str], *, takes: bool) -> None:
    """Compare a ledger, or take it in, unless that is being done.

    Args:
        intake: what is compared or taken in.
        cleared: the marks that whoever started it is cleared for.
        takes: take it in; compare it only, otherwise.
    """
    with _lock:
        if intake.pk in _running:
            return
        _running.add(intake.pk)
    state = Intake.State.RUNNING if takes else Intake.State.COMPARING
    Intake.objects.filter(pk=intake.pk).update(state=state, line=0, problem="")
    if intake.document.bytes <= _AT_ONCE_BYTES:
        _run(intake.pk, cleared, takes=takes)
    else:
        asked = translation.get_language()
        Thread(target=_beside, args=(intake.pk, cleared, takes, asked), name=f"ledger {intake.pk}").start()


def _beside(pk: UUID, cleared: Collection[str], takes: bool, language: str | None) -> None:  # noqa: FBT001  # as a thread calls it
    try:
        with translation.override(language):
            _run(pk, cleared, takes=takes)
    finally:
        close_old_connections()


def _run(pk: UUID, cleared: Collection[str], *, takes: bool) -> None:
    intake = Intake.objects.select_related("document", "mapping").get(pk=pk)
    try:
        found = _take_in(intake, cleared) if takes else _compare(intake, cleared)
    except TallystickError as error:
        Intake.objects.filter(pk=pk).update(state=Intake.State.STOPPED, problem=error_kept(error))
    except OSError as error:
        problem = error_kept(TallystickError(error.strerror or str(error)))
        Intake.objects.filter(pk=pk).update(state=Intake.State.STOPPED, problem=problem)
    else:
        state = Intake.State.FINISHED if takes else Intake.State.COMPARED
        report = _report(found) | {"place": intake.report.get("place", {})}
        Intake.objects.filter(pk=pk).update(state=state, report=report)
    finally:
        _running.discard(pk)


def _compare(intake: Intake, cleared: Collection[str]) -> Difference:
    if intake.mapping is None:
        raise AssertionError("a ledger without a mapping is not compared")
    return compared_for(intake, intake.mapping, cleared)


def compared_for(intake: Intake, mapping: Mapping, cleared: Collection[str]) -> Difference:
    """Say what a ledger would change, to somebody who is cleared for these marks."""
    document = intake.document
    return difference_of(document.path, mapping, document.name, place_of(intake), cleared=cleared)


def _take_in(intake: Intake, cleared: Collection[str]) -> Difference:
    if intake.mapping is None:
        raise AssertionError("a ledger without a mapping is not taken in")

    def so_far(line: int) -> None:
        Intake.objects.filter(pk=intake.pk).update(line=line)

    return taken_in(
        intake.document.path,
        intake.mapping,
        intake.started_by,
        document=intake.document,
        at=place_of(intake),
        cleared=cleared,
        each=so_far,
    )


def place_of(intake: Intake) -> Place:
    """Say where a person found the headings of a ledger; nowhere where it is left to the mapping."""
    return Place(**intake.report.get("place", {}))


def _report(found: Difference) -> dict[str, object]:
    shown = [one for one in found.told if one.outcome is not Outcome.NEW or one.said != ""]
    fresh = [one for one in found.told if one.outcome is Outcome.NEW and one.said == ""]
    lines = (shown + fresh)[:_MOST_SHOWN]
    return {
        "counts": {str(outcome): count for outcome, count in found.counts.items()},
        "lines": sorted([one.line, one.key, str(one.outcome), one.said] for one in lines),
        "unknown": [[name, word, near] for (name, word), near in sorted(found.unknown.items())],
        "unread": list(found.unread),
        "twins": found.twins,
        "made_for": found.made_for,
        "names": sorted({str(pk) for one in lines for pk in one.names}),
    }
