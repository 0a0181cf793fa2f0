"""What amended Protocol II asks of those who have, use or transfer mines, booby-traps and other devices."""

from typing import Final

import polars as pl

from tallystick.model.agreement import Force
from tallystick.rules.obligation import ALWAYS, Duty, Ruling, Step, not_assessable, not_due, obligation

REASONS: Final = {
    "before_first_full_year": "The first report is for the first full calendar year in which the party is bound.",
    "no_day_agreed": "The Protocol fixes no day, and none is on record that the parties agreed on for that year.",
    "conduct_not_seen": "It shows in conduct; what states report of transfers, holdings and measures does not.",
    "kind_of_mine_not_told": "Records of transfers do not tell whether a mine meets the Technical Annex.",
}


@obligation(article="3 to 7; Technical Annex")
def restrictions_on_use(_duty: Duty) -> Ruling:
    """Use mines, booby-traps and other devices only as the Protocol allows, and only such as meet its Technical Annex.

    A party could declare, when it consented, that it puts off parts of the Annex on detectability and self-destruction
    for up to nine years from the Protocol's entry into force (Technical Annex 2(c), 3(c)). Whether those years run from
    3 December 1998 or from its entry into force for that party is read in both ways, so no day is computed here.
    """
    return Ruling((not_assessable(ALWAYS, "conduct_not_seen"),))


@obligation(article="8(1)")
def transfers(_duty: Duty) -> Ruling:
    """Transfer no mine whose use the Protocol prohibits, and none to anyone but a State or its agency."""
    return Ruling((not_assessable(ALWAYS, "kind_of_mine_not_told"),))


@obligation(article="13(4)", each_year=True, reports="ccw_p2a_annual")
def annual_report(duty: Duty) -> Ruling:
    """Report to the depositary every year, ahead of the annual conference, on measures taken under the Protocol.

    The article names no day. The period is the calendar year in which the report is made, and a report counts as absent
    only when that year is over: any reading of "annual" asks for that much, and from the first full year on.
    """
    return duty.report(pl.date(duty.year, 12, 31)).first(_not_yet(duty))


@obligation(
    article="Twelfth Annual Conference, Final Document, para. 26",
    each_year=True,
    reports="ccw_p2a_annual",
    force=Force.POLITICAL,
)
def annual_report_in_time(duty: Duty) -> Ruling:
    """Make the annual report by the day that the parties agreed, 31 March since 2011."""
    agreed = duty.parameter("annual_report_due")
    return duty.report_in_time(duty.day(duty.year, agreed)).first(
        not_assessable(agreed.is_null(), "no_day_agreed"), _not_yet(duty)
    )


def _not_yet(duty: Duty) -> Step:
    return not_due(duty.since > pl.date(duty.year, 1, 1), "before_first_full_year")
