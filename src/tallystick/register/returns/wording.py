"""Say in a sentence how the halves of a flow lie beside each other; a lead for a person, never a reproach."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tallystick.model.party import party_name
from tallystick.register.returns.before import LIKELY, Cause, Flow, Stated

CAUSES: Final = {
    "different_goods": gettext_lazy("different goods"),
    "year_end": gettext_lazy("the year-end"),
    "category": gettext_lazy("another category"),
    "unit_of_count": gettext_lazy("launchers counted by one side, missiles by the other"),
    "authorisation": gettext_lazy("authorisation against delivery"),
    "transit": gettext_lazy("another state of origin or an intermediate place"),
    "repeated_return": gettext_lazy("a return that repeats the year before"),
    "repeated_line": gettext_lazy("a line given twice"),
    "revision": gettext_lazy("an earlier version of the return"),
    "demilitarised_or_collector": gettext_lazy("demilitarised or collectors' goods"),
    "loan_repair_or_return": gettext_lazy("loan, repair or return"),
}
"""The innocent causes of `tallystick.model.cause`, in a few words that can be translated."""


def said(flow: Flow) -> str:
    """Say who reports how many, and what most likely explains the difference."""
    told = {"partner": party_name(flow.partner), "theirs": _number(flow.theirs), "own": _number(flow.own)}
    if not flow.theirs.is_spoken:
        return (
            _("You report %(own)s; the declarations of %(partner)s that you gave do not mention it.") % told
        )
    if not flow.own.is_spoken:
        return _("%(partner)s reports %(theirs)s; you report none.") % told
    if flow.is_agreed:
        return _("%(partner)s and you report the same: %(own)s.") % told
    cause = flow.likely
    if cause is None:
        return _("%(partner)s reports %(theirs)s, you report %(own)s; no likely cause was found.") % told
    told |= {"cause": str(CAUSES.get(cause.word, cause.word)), "percent": percent(cause)}
    if cause.probability >= LIKELY:
        return (
            _(
                "%(partner)s reports %(theirs)s, you report %(own)s; "
                "most likely the cause is: %(cause)s (%(percent)s %%)."
            )
            % told
        )
    return (
        _(
            "%(partner)s reports %(theirs)s, you report %(own)s; perhaps the cause is: %(cause)s (%(percent)s %%)."
        )
        % told
    )


def percent(cause: Cause) -> str:
    """Write a probability as whole hundredths."""
    return str(round(100 * cause.probability))


def _number(side: Stated) -> str:
    if side.state == "nil":
        return _("nil")
    if side.low is None:
        return _("a withheld number") if side.state == "withheld" else _("an unknown number")
    return str(side.low) if side.low == side.high else f"{side.low}–{side.high}"
