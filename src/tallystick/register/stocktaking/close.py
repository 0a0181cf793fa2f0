"""Close a count, as the second person."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.ledger.operation import Operation
from tallystick.register.stocktaking.difference import Comparison, compared
from tallystick.register.stocktaking.models import Closing, Count


def close(done: Operation, count: Count, reason: str) -> Closing:
    """Close a count as the second person, with what it came to.

    Raises:
        ValidationError: the person announced, entered or settled something of it; or something is open, or was not
            looked for, and no reason is given.
    """
    if count.is_closed:
        raise ValidationError(_("This count is closed already."))
    if done.actor in _hands(count):
        raise ValidationError(_("Whoever announced, entered or settled a count cannot also close it."))
    came_to = compared(count) if count.is_drawn else Comparison(0, 0, 0)
    is_finished = count.is_drawn and came_to.is_finished
    if (not is_finished or came_to.open > 0) and reason.strip() == "":
        raise ValidationError(
            {"reason": _("Something was not looked for or is not settled. Say why it is closed.")}
        )
    return done.save(
        Closing(
            count=count,
            closed_by=done.actor,
            closed_at=done.at,
            is_finished=is_finished,
            summary=came_to.numbers(),
            reason=reason,
        )
    )


def _hands(count: Count) -> set[str]:
    """Name everybody who had a hand in what a count says."""
    entered = {
        name
        for rows in (count.seen, count.swept)
        for name in rows.order_by().values_list("entered_by", flat=True).distinct()
    }
    return entered | set(count.settlements.values_list("settled_by", flat=True)) | {count.announced_by}
