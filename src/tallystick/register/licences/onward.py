"""Who takes a case on: what comes next, whose it is, and for whom a case waits."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext as _

from tallystick.register.access.models import User
from tallystick.register.access.permissions import Reach, reach, roles_of
from tallystick.register.direction import listed
from tallystick.register.licences.models import Application, State, Verb
from tallystick.register.licences.steps import STEPS, is_for

_NEXT: Final[Mapping[State, tuple[Verb, ...]]] = MappingProxyType(
    {
        State.SUBMITTED: (Verb.TAKE_UP, Verb.RECORD),
        State.APPEALED: (Verb.TAKE_UP,),
        State.UNDER_REVIEW: (Verb.RECOMMEND,),
        State.RECOMMENDED: (Verb.COUNTERSIGN_1,),
        State.COUNTERSIGNED_1: (Verb.COUNTERSIGN_2,),
        State.COUNTERSIGNED_2: (Verb.GRANT, Verb.REFUSE),
    }
)
"""What takes a case on from where it stands; which of two, its kind or its recommendation says."""
_BY_ANOTHER: Final = frozenset(_NEXT) - {State.UNDER_REVIEW}
"""States that somebody else may have to take it on from; who reviews a case stands on its page."""


def waits_for(case: Application, user: User) -> bool:
    """Whether a case is this person's to take on."""
    return any(
        reach(user.role, "licences", STEPS[verb].action) is not Reach.NONE
        and is_for(case, verb, user.username)
        for verb in _NEXT.get(State(case.state), ())
    )


def waiting_among(cases: Iterable[Application], user: User) -> list[Application]:
    """Keep the cases that are this person's to take on."""
    return [case for case in cases if waits_for(case, user)]


def next_for_others(case: Application, *, names_people: bool) -> list[str]:
    """Say what comes next and by whom, to somebody whose it is not; nothing where only the case officer goes on.

    Args:
        case: the case.
        names_people: whether the reader may learn who had a part in it.
    """
    # whom a step is for hangs on the person alone, but for what the case is: nobody has an empty name
    verb = next((one for one in _NEXT.get(State(case.state), ()) if is_for(case, one, "")), None)
    if verb is None or State(case.state) not in _BY_ANOTHER:
        return []
    roles = roles_of("licences", STEPS[verb].action)
    people = [one for one in User.objects.filter(is_active=True, role__in=roles) if _sees(one, case)]
    free = {one.username for one in people if is_for(case, verb, one.username)}
    barred = sorted({one.username for one in people} - free) if names_people else []
    said = {
        "step": verb.label,
        "roles": listed(role.label for role in roles),
        "names": listed(barred),
    }
    alone = [] if len(free) > 0 else [_nobody()]
    return [_sentence(verb, case, is_naming=len(barred) > 0) % said, *alone]


def _sees(user: User, case: Application) -> bool:
    return case.handling in user.handlings


def _sentence(verb: Verb, case: Application, *, is_naming: bool) -> str:
    if not is_naming:
        return _("Next: %(step)s. By: %(roles)s.")
    if verb == Verb.TAKE_UP and case.state == State.SUBMITTED:
        return _("Next: %(step)s. By: %(roles)s, other than %(names)s, who entered the case.")
    return _("Next: %(step)s. By: %(roles)s, other than %(names)s, who had a part in the case.")


def _nobody() -> str:
    return _("Nobody else who has an account here may do this: ask the administrator to make one.")
