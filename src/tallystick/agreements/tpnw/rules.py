"""What the Treaty on the Prohibition of Nuclear Weapons asks of its parties."""

from typing import Final

import polars as pl

from tallystick.rules.obligation import ALWAYS, Duty, Ruling, not_assessable, obligation, unknown

REASONS: Final = {
    "conduct_not_seen": "It shows in conduct; what states report of transfers, holdings and measures does not.",
}


@obligation(article="1(1)")
def prohibitions(_duty: Duty) -> Ruling:
    """Do not make, have, transfer, receive, use or threaten to use nuclear weapons, nor help with it."""
    return Ruling((not_assessable(ALWAYS, "conduct_not_seen"),))


@obligation(article="2(1)", reports="tpnw_article_2")
def declaration(duty: Duty) -> Ruling:
    """Declare to the Secretary-General whether it had or has nuclear weapons, or has those of others in its territory.

    Within 30 days after the Treaty enters into force for the party; a declaration that there were none is due as well.
    """
    return duty.report(_declaration_due(duty))


@obligation(article="2(1)", reports="tpnw_article_2")
def declaration_in_time(duty: Duty) -> Ruling:
    """Make that declaration within the 30 days."""
    return duty.report_in_time(_declaration_due(duty))


@obligation(article="3(2)", reports="tpnw_article_3")
def safeguards_agreement(duty: Duty) -> Ruling:
    """Bring a comprehensive safeguards agreement with the IAEA into force within 18 months, if it had none.

    For parties to which Article 4(1) and (2) do not apply. `exists` records that a party had no such agreement when
    the Treaty entered into force for it, `none` that it had one, `completed` that one entered into force since.
    The text knows no extension.
    """
    deadline = _months_after(duty.since, duty.parameter("safeguards_agreement_months"))
    return _done(duty, duty.completion(deadline, extendable=False))


@obligation(article="4(2)", reports="tpnw_article_4")
def elimination(duty: Duty) -> Ruling:
    """Destroy the nuclear weapons it has, by the deadline that the meeting of the parties set.

    The Treaty leaves the deadline to the First Meeting of States Parties; an extension is recorded as it was granted.
    """
    return _done(duty, duty.completion(duty.years_after(duty.since, duty.parameter("elimination_years"))))


@obligation(article="4(4)", reports="tpnw_article_4")
def removal(duty: Duty) -> Ruling:
    """See that another State's nuclear weapons leave its territory by the deadline that the meeting set.

    The article speaks of no extension: one on record moves nothing.
    """
    deadline = duty.days_after(duty.since, duty.parameter("removal_days"))
    return _done(duty, duty.completion(deadline, extendable=False))


def _done(duty: Duty, ruling: Ruling) -> Ruling:
    """Leave open what a declaration after the deadline does not tell: when it was done."""
    late = (duty.completed_on > ruling.due_on).fill_null(value=False)
    return ruling.first(unknown(late, "day_of_completion_unknown"))


def _declaration_due(duty: Duty) -> pl.Expr:
    return duty.days_after(duty.since, duty.parameter("declaration_days"))


def _months_after(day: pl.Expr, months: pl.Expr) -> pl.Expr:
    return day.dt.offset_by(pl.format("{}mo", months))
