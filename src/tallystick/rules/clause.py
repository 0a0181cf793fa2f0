"""When an act takes effect, by the agreement's own clauses on entry into force and withdrawal."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from tallystick.model.agreement import CONSENTS, Joining, Participation
from tallystick.rules.terms import Delay, Terms

_MONTHS: int = 12


def after(day: date, delay: Delay) -> date:
    """Count a delay from a day; where the month lacks that day, it ends on its last (31 August: 28 February)."""
    if delay.by == "at_once":
        return day
    if delay.by == "days":
        return day + timedelta(days=delay.count)
    months = day.year * _MONTHS + day.month - 1 + delay.count
    year, month = months // _MONTHS, months % _MONTHS + 1
    if delay.by == "first_of_month":
        return date(year, month, 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def bound_from(terms: Terms, act: Participation) -> date | None:
    """Give the first day on which a consent binds; null while the agreement is not in force.

    A day that the source states (a succession, most often) wins over the clause, but nobody is bound before the
    agreement itself is in force.
    """
    began = terms.entry_into_force.in_force_on
    if began is None:
        return None
    if act.in_force_on is not None:
        return max(act.in_force_on, began)
    joining = terms.joining
    if joining is None:
        return max(act.acted_on, began)
    late_after = began if joining.after == "entry_into_force" else terms.entry_into_force.threshold_on
    if late_after is not None and act.acted_on <= late_after:
        return began
    return max(after(act.acted_on, joining), began)


def threshold(terms: Terms, acts: Sequence[Participation]) -> date | None:
    """Find the day on which as many had consented as the entry into force needs; null if fewer have."""
    needed = terms.entry_into_force.deposits
    days = sorted(act.acted_on for act in acts if act.act in CONSENTS)
    return None if needed is None or len(days) < needed else days[needed - 1]


def withdrawn_from(terms: Terms, act: Participation, conflicts: Sequence[Participation]) -> date | None:
    """Give the first day on which a withdrawal has taken effect; null while an armed conflict holds it back."""
    if terms.withdrawal is None:
        return act.in_force_on if act.in_force_on is not None else act.acted_on
    computed = after(act.acted_on, terms.withdrawal)
    if act.in_force_on is not None:
        computed = act.in_force_on
    if not terms.withdrawal.waits_for_conflict:
        return computed
    for conflict in sorted(conflicts, key=lambda one: one.acted_on):
        if conflict.acted_on <= computed and (conflict.ends_on is None or conflict.ends_on > computed):
            if conflict.ends_on is None:
                return None
            computed = conflict.ends_on
    return computed


def article_of(terms: Terms, act: Participation) -> str:
    """Name the article by which an act takes effect."""
    if act.act is Joining.WITHDRAWAL:
        return terms.entry_into_force.article if terms.withdrawal is None else terms.withdrawal.article
    began = terms.entry_into_force.in_force_on
    late = terms.joining is not None and began is not None and bound_from(terms, act) != began
    return terms.joining.article if late and terms.joining is not None else terms.entry_into_force.article
