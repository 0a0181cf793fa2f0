"""Say in a sentence how the halves of a flow lie beside each other; a lead for a person, never a reproach."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tallystick.register.direction import listed
from tallystick.register.returns.before import LIKELY, Cause, Flow, Stated
from tallystick.register.returns.category_words import in_words
from tallystick.register.returns.covered import Unlaid
from tallystick.register.states import state_name

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
    told: dict[str, object] = {
        "partner": state_name(flow.partner),
        "theirs": _number(flow.theirs),
        "own": _number(flow.own),
        "year": flow.year,
        "count": flow.unlaid,
    }
    if not flow.theirs.is_spoken:
        return _unheard(flow) % told
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


def _unheard(flow: Flow) -> str:
    """Say why nothing of the partner lies beside a flow: three reasons, of which only the second is a silence."""
    if flow.unlaid > 0:
        return ngettext(
            "You report %(own)s; %(count)s line of %(partner)s for %(year)s could not be laid beside it: "
            "its category, or a state in it, is not known.",
            "You report %(own)s; %(count)s lines of %(partner)s for %(year)s could not be laid beside it: "
            "their category, or a state in them, is not known.",
            flow.unlaid,
        )
    if flow.is_covered:
        return _("You report %(own)s; the declarations of %(partner)s that you gave do not mention it.")
    if flow.direction == "exports":
        return _("You report %(own)s; no declaration of imports by %(partner)s was given for %(year)s.")
    return _("You report %(own)s; no declaration of exports by %(partner)s was given for %(year)s.")


def besides(flow: Flow) -> list[str]:
    """Say which lines of the partner its figure leaves out, and where kinds that are not the same lie together."""
    found = [] if not _is_mixed(flow) else [_mixed(flow)]
    if flow.withheld > 0:
        found.append(
            ngettext(
                "%(partner)s withholds the number of %(count)s line.",
                "%(partner)s withholds the numbers of %(count)s lines.",
                flow.withheld,
            )
            % {"partner": state_name(flow.partner), "count": flow.withheld}
        )
    if flow.unlaid > 0 and flow.theirs.is_spoken:
        found.append(
            ngettext(
                "%(count)s more line could not be laid beside it.",
                "%(count)s more lines could not be laid beside it.",
                flow.unlaid,
            )
            % {"count": flow.unlaid}
        )
    return found


def _is_mixed(flow: Flow) -> bool:
    """Whether both sides name kinds within the category, and not the same ones."""
    return 0 not in {len(flow.kinds), len(flow.their_kinds)} and flow.kinds != flow.their_kinds


def _mixed(flow: Flow) -> str:
    told = {
        "partner": state_name(flow.partner),
        "own": in_words(flow.kinds),
        "theirs": in_words(flow.their_kinds),
    }
    return (
        _("Kinds of one category are laid together. You name: %(own)s. %(partner)s names: %(theirs)s.") % told
    )


def unread(unlaid: Unlaid) -> str:
    """Say how many lines have a category that is not known, and which accepted words are near."""
    told = {
        "count": unlaid.lines,
        "word": unlaid.word,
        "near": listed(unlaid.near),
    }
    if len(unlaid.near) == 0:
        return (
            ngettext(
                "%(count)s line was not laid: no category is called “%(word)s”.",
                "%(count)s lines were not laid: no category is called “%(word)s”.",
                unlaid.lines,
            )
            % told
        )
    return (
        ngettext(
            "%(count)s line was not laid: no category is called “%(word)s”. Nearest: %(near)s.",
            "%(count)s lines were not laid: no category is called “%(word)s”. Nearest: %(near)s.",
            unlaid.lines,
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
    if side.high is None:
        return _("at least %(figure)s") % {"figure": side.low}
    return str(side.low) if side.low == side.high else f"{side.low}–{side.high}"
