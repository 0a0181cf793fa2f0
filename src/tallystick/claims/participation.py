"""Rows of the tables participation and milestone, from what documents and the shelf of agreements say."""

from tallystick.model.agreement import Milestone, Participation


def participation_row(act: Participation, document: str) -> dict[str, object]:
    """Make one row of the table participation; `document` is a SHA-256, or `-` for the shelf."""
    return {
        "agreement": act.agreement,
        "party": act.party,
        "act": act.act.value,
        "acted_on": act.acted_on,
        "in_force_on": act.in_force_on,
        "ends_on": act.ends_on,
        "articles": act.articles,
        "contested": act.contested,
        "note": act.note,
        "source": act.source,
        "document": document,
    }


def milestone_row(one: Milestone, document: str) -> dict[str, object]:
    """Make one row of the table milestone; `document` is a SHA-256, or `-` for the shelf."""
    return {
        "agreement": one.agreement,
        "rule": one.rule,
        "party": one.party,
        "kind": one.kind,
        "happened_on": one.happened_on,
        "until": one.until,
        "said_by": one.said_by,
        "source": one.source,
        "handling": one.handling,
        "document": document,
    }
