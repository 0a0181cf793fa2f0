"""Where the other half of a quantity may stand, in words."""

from tallystick.model.category import category_label
from tallystick.model.record import Row
from tallystick.model.words import party, period


def counted_elsewhere(who: str, cell: Row, sibling: Row) -> str:
    """Say of what differs about a sibling cell what follows `what`: `Poland counts in 2015`.

    Args:
        who: whose counterpart it is, by name, or `it`.
        cell: the cell in question.
        sibling: the cell where the counterpart stands.
    """
    if sibling["period_start"] != cell["period_start"]:
        return f"{who} counts in {period(sibling['period_start'], sibling['period_end'])}"
    if sibling["category"] != cell["category"]:
        return f"{who} counts as {category_label(sibling['category']).lower()}"
    if sibling["act"] != cell["act"]:
        return f"{who} reports as {sibling['act']}"
    return f"is recorded from {party(sibling['from_party'])} to {party(sibling['to_party'])}"
