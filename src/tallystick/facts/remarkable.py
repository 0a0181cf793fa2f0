"""Rows of table `remark`, and the sentences about one cell: phrases, so that they can be said in other languages."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tallystick.model.claim import NONE
from tallystick.model.spoken import ENGLISH, spoken_in
from tallystick.model.words import period
from tallystick.phrase import Joint, Part, Phrase, Phrases, Several, Value, Word, counts, says

Row = Mapping[str, Any]
Sentences = Iterator[Phrase]

EXACT_UP_TO: Final = 2.0**53
"""Up to here a floating-point number holds every whole number."""
_SIDES: Final = ("from", "to", "observer")


def remark_row(cell_id: str, kind: str, *said: Phrase) -> dict[str, object]:
    """Make one row of table `remark`, in English and as phrases."""
    return {
        "cell_id": cell_id,
        "kind": kind,
        "sentence": spoken_in(said, ENGLISH),
        "phrases": Phrases(said).to_json(),
    }


def to_oneself(row: Row) -> Sentences:
    """Say that one party stands at both ends of a flow."""
    yield says(
        "%(flow)s: %(party)s stands at both ends. What was stated is kept; it is no transfer between parties, is "
        "counted under no limit, and nobody is asked about it.",
        flow=_flow(row),
        party=_party(row["from_party"]),
    )


def implausible(row: Row, bound: float, what: str) -> Sentences:
    """Say who gives a figure above what could be.

    Args:
        row: a cell, with the `size` of its largest figure.
        bound: what no such figure can exceed.
        what: what that bound is; marked.
    """
    said = [_speaks(row, side) for side in _SIDES if (_top(row, side) or 0) > bound]
    yield says(
        "%(flow)s: %(said)s %(unit)s, which is more than %(what)s.",
        flow=_flow(row),
        said=Several(tuple(said), Joint.AND),
        unit=Value(Word.UNIT, (row["unit"],)),
        what=Value(Word.SAID, (what,)),
    )
    if row["size"] > EXACT_UP_TO:
        yield says("Of whole numbers this large the last digits may be lost.")
    yield says(
        "The figure is kept, and the fact computed as it stands; check unit, digits and separators in the document "
        "before using it."
    )


def _top(row: Row, side: str) -> float | None:
    ends = [row[f"{side}_{end}"] for end in ("low", "high") if row[f"{side}_{end}"] is not None]
    return max(ends, default=None)


def _speaks(row: Row, side: str) -> Phrase:
    figure = Value(Word.FIGURE, (_top(row, side),))
    if side == "observer":
        return says("an observer says %(figure)s", figure=figure)
    return says("%(party)s says %(figure)s", party=_party(row[f"{side}_party"]), figure=figure)


def far_apart(row: Row) -> Sentences:
    """Say how far the halves of a flow are apart, and whether the fact's range holds both."""
    ours, theirs = (Value(Word.SPAN, (row[f"{side}_low"], row[f"{side}_high"])) for side in ("from", "to"))
    yield says(
        "%(flow)s: %(from)s says %(ours)s, %(to)s %(theirs)s, apart by a factor of %(factor)s.",
        flow=_flow(row),
        **_ends(row),
        ours=ours,
        theirs=theirs,
        factor=Value(Word.ROUNDED, (row["factor"],)),
    )
    tops = [row["from_high"], row["to_high"]]
    is_within = _is_within(row, min(row["from_low"], row["to_low"]), None if None in tops else max(tops))
    if is_within is None:
        yield says("The fact gives no range.")
    elif is_within:
        yield says("The range of the fact, %(range)s, holds both.", range=_range(row))
    else:
        yield says("The range of the fact, %(range)s, does not hold both.", range=_range(row))
    yield says("Settle unit and digits before any figure between them is used.")


def several(row: Row) -> Sentences:
    """Say in what the statements of one side differ, and whether the fact's range holds all of them."""
    party, low, high = row[f"{row['side']}_party"], row["side_low"], row["side_high"]
    yield says(
        "%(flow)s: %(count)s statements of %(whose)s side differ, and none replaces another: %(said)s.",
        flow=_flow(row),
        count=Value(Word.TEXT, (str(len(row["said"])),)),
        whose=Value(Word.OWNER, (party,)),
        said=Several(tuple(_figure(one, _filing(row, one)) for one in row["said"])),
    )
    yield says("They are taken as one that says %(whole)s.", whole=Value(Word.SPAN, (low, high)))
    is_within = _is_within(row, low, high)
    if is_within is None:
        yield says("The fact gives no range.")
    elif is_within:
        yield says("The range of the fact, %(range)s, holds all of them.", range=_range(row))
    else:
        yield says("The range of the fact, %(range)s, does not hold all of them.", range=_range(row))
    yield says("Which is to stand is for %(party)s to say.", party=_party(party))


def revised(row: Row) -> Sentences:
    """Say what a superseded filing said, and what stands in its place."""
    stands = Value(Word.TEXT, (row["stands"],))
    told: dict[str, Part] = {
        "flow": _flow(row),
        "party": _party(row["claimant"]),
        "before": _figure(row, Value(Word.TEXT, (row["filing_id"],))),
        "day": Value(Word.TEXT, (str(row["filed_on"]),)),
    }
    if row["is_there"]:
        ends = {"low": row["new_low"], "high": row["new_high"]}
        yield _replaced(row, told | {"after": _figure(ends, stands)})
        yield says("Only what stands is weighed.")
    else:
        yield _dropped(row, told | {"stands": stands})


def in_parts(row: Row) -> Sentences:
    """Say what the parts add up to that one side gives of a span of time, beside the other side's one figure."""
    other = "to" if row["side"] == "from" else "from"
    yield counts(
        "%(flow)s: %(party)s gives figures for %(count)s part of that time, together %(sum)s; %(other)s gives "
        "%(figure)s for the whole of it.",
        "%(flow)s: %(party)s gives figures for %(count)s parts of that time, together %(sum)s; %(other)s gives "
        "%(figure)s for the whole of it.",
        row["parts"],
        flow=_flow(row),
        party=_party(row[f"{row['side']}_party"]),
        sum=Value(Word.SPAN, (row["low"], row["high"])),
        other=_party(row[f"{other}_party"]),
        figure=Value(Word.SPAN, (row[f"{other}_low"], row[f"{other}_high"])),
    )


def _replaced(row: Row, told: Mapping[str, Part]) -> Phrase:
    if row["filed_on"] is None:
        return says(
            "%(flow)s: %(party)s first said %(before)s, and then %(after)s, which replaced that and stands.",
            **told,
        )
    return says(
        "%(flow)s: %(party)s first said %(before)s, and then %(after)s, which replaced that on %(day)s and stands.",
        **told,
    )


def _dropped(row: Row, told: Mapping[str, Part]) -> Phrase:
    if row["filed_on"] is None:
        return says(
            "%(flow)s: %(party)s first said %(before)s; %(stands)s, which replaced that, has no such line, and the "
            "earlier figure is not weighed.",
            **told,
        )
    return says(
        "%(flow)s: %(party)s first said %(before)s; %(stands)s, which replaced that on %(day)s, has no such line, and "
        "the earlier figure is not weighed.",
        **told,
    )


def _figure(one: Row, filing: Part) -> Phrase:
    return says("%(figure)s (%(filing)s)", figure=Value(Word.SPAN, (one["low"], one["high"])), filing=filing)


def _filing(row: Row, one: Row) -> Several:
    """Name a filing, with what tells its statement from others: who made it if not the side itself, and the basis."""
    who = [] if one["claimant"] == row[f"{row['side']}_party"] else [_party(one["claimant"])]
    basis = [] if one["basis"] == NONE else [Value(Word.BASIS, (one["basis"],))]
    return Several((*who, Value(Word.TEXT, (one["filing_id"],)), *basis))


def _is_within(row: Row, low: float, high: float | None) -> bool | None:
    """Whether the fact's range holds figures between two ends; None where it gives no range."""
    if row["fact_low"] is None or row["fact_high"] is None:
        return None
    # no range reaches as far as a figure that is open above
    return bool(high is not None and row["fact_low"] <= low and high <= row["fact_high"])


def _range(row: Row) -> Value:
    return Value(Word.RANGE, (row["fact_low"], row["fact_high"]))


def _flow(row: Row) -> Phrase:
    told = {
        "goods": Value(Word.GOODS, (row["category"], row["act"])),
        "period": Value(Word.TEXT, (period(row["period_start"], row["period_end"]),)),
    }
    if row["from_party"] == NONE:
        return says("%(goods)s of %(to)s in %(period)s", to=_party(row["to_party"]), **told)
    return says("%(goods)s from %(from)s to %(to)s in %(period)s", **_ends(row), **told)


def _ends(row: Row) -> dict[str, Part]:
    return {"from": _party(row["from_party"]), "to": _party(row["to_party"])}


def _party(code: str) -> Value:
    return Value(Word.PARTY, (code,))
