"""Derive where a case stands from what was done about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.clock import clock_on
from tallystick.register.licences.models import (
    Application,
    CaseParty,
    EndUseDocument,
    Licence,
    LicenceState,
    LicenceVerb,
    Move,
    PartyRole,
    Refusal,
    State,
    Verb,
)
from tallystick.register.licences.models.case import OPEN
from tallystick.register.licences.names import folded, folded_number

Named = TypeVar("Named", CaseParty, EndUseDocument, Refusal)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the derived columns of a case hold."""

    state: State
    since: date
    due_on: date | None
    officer: str


def standing(made_on: date, moves: Iterable[Move]) -> Standing:
    """Derive state, clock and case officer.

    The authority's clock stands still while the applicant is asked: what was used of it before counts on.

    Args:
        made_on: when the case was entered.
        moves: what was done about it, in order.
    """
    state, since, officer, used = State.DRAFT, made_on, "", 0
    for move in moves:
        if state == State.UNDER_REVIEW:
            used += clock_on(since).between(since, move.made_on)
        state, since = State(move.leads_to), move.made_on
        if move.verb == Verb.TAKE_UP:
            officer = move.made_by
        if state not in {State.UNDER_REVIEW, State.RETURNED} or move.verb in {Verb.TAKE_UP, Verb.SEND_BACK}:
            used = 0
    return Standing(state, since, _due(state, since, used), officer)


def _due(state: State, since: date, used: int) -> date | None:
    if state not in OPEN:
        return None
    clock = clock_on(since)
    allowed = clock.working_days[state.value]
    if state == State.UNDER_REVIEW:
        # a clock that had run out before the question is overdue from the first day of its going on
        allowed = max(allowed - used, 0)
    return clock.after(since, allowed)


def case_columns(case: Application) -> dict[str, object]:
    """Derive every derived column of a case, from the database."""
    stands = standing(case.made_on, case.moves.order_by("made_at", "id"))
    ends = _end_user(case)
    return {
        "state": stands.state,
        "since": stands.since,
        "due_on": stands.due_on,
        "officer": stands.officer,
        "is_in_part": stands.state == State.GRANTED and _is_in_part(case),
        "end_user": "" if ends is None else ends.name,
        "end_user_party": "" if ends is None else ends.party,
    }


def recommendation(case: Application) -> Move | None:
    """Give the last recommendation of a case; sent back, it waits for the next."""
    return case.moves.filter(verb=Verb.RECOMMEND).order_by("made_at", "id").last()


def _is_in_part(case: Application) -> bool:
    last = recommendation(case)
    return last is not None and last.reductions.exists()


def settle(case: Application) -> None:
    """Write where a case stands into its derived columns; they are no part of what the chain keeps."""
    columns = case_columns(case)
    for name, value in columns.items():
        setattr(case, name, value)
    Application.objects.filter(pk=case.pk).update(**columns)


_ENDS: Final = (PartyRole.ULTIMATE_END_USER, PartyRole.END_USER, PartyRole.CONSIGNEE)
"""Who counts as the end user of a case: the last of them that it names."""


def _end_user(case: Application) -> CaseParty | None:
    named = case.parties.filter(is_withdrawn=False, role__in=_ENDS)
    return min(named, key=lambda one: (_ENDS.index(PartyRole(one.role)), one.name, one.pk), default=None)


def standing_by_events(licence: Licence) -> LicenceState:
    """Derive where a licence stands by its events alone."""
    last = licence.events.order_by("entered_at", "id").values_list("verb", flat=True).last()
    return STOPPED.get(LicenceVerb(last or LicenceVerb.ISSUE), LicenceState.ISSUED)


STOPPED: Final = {
    LicenceVerb.SUSPEND: LicenceState.SUSPENDED,
    LicenceVerb.REVOKE: LicenceState.REVOKED,
    LicenceVerb.SURRENDER: LicenceState.SURRENDERED,
}
"""Where a licence stands whose last event is one of these; after any other it is in force."""


def settle_licence(licence: Licence) -> None:
    """Write where a licence stands by its events alone."""
    licence.standing = standing_by_events(licence)
    Licence.objects.filter(pk=licence.pk).update(standing=licence.standing)


def save_named(done: Operation, row: Named, *, seen: int | None = None) -> Named:
    """Save a row that is found by its name or number, and how that is compared: an operation writes no derived column.

    Raises:
        EditedMeanwhileError: as `Operation.save`.
    """
    fold_names(row)
    done.save(row, seen=seen)
    type(row)._base_manager.filter(pk=row.pk).update(folded=row.folded)
    return row


def fold_names(row: CaseParty | EndUseDocument | Refusal) -> None:
    """Put the name or number of a row as it is compared on it: for a new one, which is saved whole."""
    if isinstance(row, CaseParty):
        row.folded = folded(row.name)[:200]
    elif isinstance(row, EndUseDocument):
        row.folded = folded_number(row.number)[:120]
    else:
        names = [row.end_user, *row.others.splitlines()]
        row.folded = "\n".join(one for one in map(folded, names) if one != "")
