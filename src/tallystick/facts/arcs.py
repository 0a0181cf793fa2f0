"""Where a left-over quantity may have its counterpart: pairs of lines in sibling cells, and how well each fits.

A pair is laid out for comparison wherever the two cells are siblings: the period before or after, another category,
licensed against delivered, a third state on the way. Most pairs fit badly; how much a good fit is worth is learnt from
how often it turns up (odds.py).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Final

from tallystick.facts import causes
from tallystick.facts.compare import Relation
from tallystick.facts.fit import Fit, fit_of, fit_of_licence, is_equal
from tallystick.facts.match import relation
from tallystick.facts.residual import Key, Residual
from tallystick.model.claim import NONE, Act

NEIGHBOURS: Final = {
    frozenset({"battle_tanks", "armoured_combat_vehicles"}),
    frozenset({"armoured_combat_vehicles", "large_calibre_artillery"}),
    frozenset({"combat_aircraft", "attack_helicopters"}),
    frozenset({"missiles", "manpads"}),
    frozenset({"large_calibre_artillery", "missiles"}),
}
"""Categories between which national practice differs: mortar carriers, trainer aircraft, rockets, MANPADS."""


class Model(StrEnum):
    """Kinds of pairs whose fits are worth the same; each is learnt by itself (odds.py)."""

    HEARD = "heard"
    """Another year or another route, where both returns are in hand that could have told of it."""
    STEADY = "steady"
    """Another year, where one of these returns is not in hand: a steady yearly delivery looks the same."""
    CATEGORY = "category"
    """Another category."""
    LICENCE = "licence"
    """A licence and a delivery."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Lines of one side that add up to those of the other, or to one line of it."""

    name: tuple[object, ...]
    lines: int
    total: float


@dataclass(frozen=True, slots=True)
class Arc:
    """A possible counterpart of an exporter's left-over line among an importer's, in a sibling cell."""

    exporter: Residual
    importer: Residual
    cause: str
    model: Model
    relation: Relation
    fit: Fit
    detail: str
    bundle: Bundle | None = None
    """The sum it is part of, where only the sum fits."""

    def ends(self) -> tuple[Residual, Residual]:
        """Give its two lines."""
        return self.exporter, self.importer

    def most(self) -> float:
        """Give the most that can be one movement in both lines."""
        return min(self.exporter.left, self.importer.left)

    def alone(self) -> "Arc":
        """Give the same pair as it fits when the sum it stands in does not hold."""
        return replace(self, fit=_fit(self.exporter, self.importer, self.model, self.relation), bundle=None)

    def order(self) -> tuple[object, ...]:
        """Give its place among arcs that are worth the same: the year after first, then by what the lines say."""
        earlier = self.importer.key.start < self.exporter.key.start
        return (self.cause != "year_end", earlier, self.exporter.order(), self.importer.order())


def sibling_pairs(residuals: Sequence[Residual]) -> list[Arc]:
    """List every pair of left-over lines in sibling cells once, with how well it fits, in an order of its own."""
    pairs: dict[tuple[int, int], Arc] = {}
    for arc in _met(residuals):
        pairs.setdefault((id(arc.exporter), id(arc.importer)), arc)
    return _with_sums(sorted(pairs.values(), key=Arc.order))


def is_near(one: str, other: str) -> bool:
    """Whether national practice is known to differ between two categories."""
    return frozenset({one, other}) in NEIGHBOURS


def _met(residuals: Sequence[Residual]) -> Iterator[Arc]:
    index: dict[tuple[object, ...], list[Residual]] = defaultdict(list)
    for one in residuals:
        if one.part.side == "importer" and one.left > 0:
            for name in _addresses(one):
                index[name].append(one)
    for ours in residuals:
        if ours.part.side == "exporter" and ours.left > 0:
            for cause, address in _sought(ours):
                for theirs in index.get(address, ()):
                    if theirs.key.cell_id != ours.key.cell_id and _may_be(cause, ours.key, theirs.key):
                        yield _arc(ours, theirs, cause)


def _arc(ours: Residual, theirs: Residual, cause: str) -> Arc:
    found = relation(ours.part, theirs.part)
    model = _model(cause, ours, theirs)
    fit = _fit(ours, theirs, model, found.relation)
    return Arc(ours, theirs, cause, model, found.relation, fit, found.detail)


def _model(cause: str, ours: Residual, theirs: Residual) -> Model:
    if cause in {"authorisation", "category"}:
        return Model.LICENCE if cause == "authorisation" else Model.CATEGORY
    heard = ours.is_heard and theirs.is_heard
    return Model.HEARD if heard or cause == "transit" else Model.STEADY


def _fit(ours: Residual, theirs: Residual, model: Model, found: Relation) -> Fit:
    if model is Model.LICENCE:
        licensed = ours.key.act == Act.AUTHORISATION
        licence, delivery = (ours, theirs) if licensed else (theirs, ours)
        return fit_of_licence(found, licence.left, delivery.left, ours.key.unit)
    fit = fit_of(found, ours.left, theirs.left, ours.key.unit)
    return in_category(fit, ours.key.category, theirs.key.category) if model is Model.CATEGORY else fit


def in_category(fit: Fit, one: str, other: str) -> Fit:
    """Give a fit across categories: the number alone tells only between neighbours, and only if it is not small."""
    if fit is Fit.OPEN_SMALL or (fit in {Fit.OPEN_EQUAL, Fit.OPEN_SUM} and not is_near(one, other)):
        return Fit.OTHER
    return fit


def _may_be(cause: str, ours: Key, theirs: Key) -> bool:
    if cause == "authorisation":
        return {ours.act, theirs.act} == {Act.AUTHORISATION, Act.TRANSFER}
    return ours.act == theirs.act


def _addresses(one: Residual) -> Iterator[tuple[object, ...]]:
    key = one.key
    flow = (key.from_party, key.to_party, key.category, key.unit)
    span = (key.category, key.start, key.end, key.unit)
    yield ("starts", *flow, key.start)
    yield ("ends", *flow, key.end)
    yield ("span", key.from_party, key.to_party, key.start, key.end, key.unit)
    yield ("flow", key.from_party, key.to_party, *span)
    for third in sorted({one.origin, one.via} - {NONE, key.from_party, key.to_party}):
        yield ("route", third, key.to_party, *span)
        yield ("route", key.from_party, third, *span)


def _sought(ours: Residual) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Name where an exporter's left-over quantity may have its counterpart, and by which cause."""
    key = ours.key
    flow = (key.from_party, key.to_party, key.category, key.unit)
    span = (key.category, key.start, key.end, key.unit)
    after, before = key.end + timedelta(days=1), key.start - timedelta(days=1)
    yield "year_end", ("starts", *flow, after)
    yield "year_end", ("ends", *flow, before)
    yield "category", ("span", key.from_party, key.to_party, key.start, key.end, key.unit)
    yield "authorisation", ("flow", key.from_party, key.to_party, *span)
    # a licence is often used in the year after: the exporter's own, or one the importer gave before
    licensed = key.act == Act.AUTHORISATION
    yield "authorisation", ("starts", *flow, after) if licensed else ("ends", *flow, before)
    yield "transit", ("route", key.from_party, key.to_party, *span)
    for third in sorted({ours.origin, ours.via} - {NONE, key.from_party, key.to_party}):
        yield "transit", ("flow", third, key.to_party, *span)
        yield "transit", ("flow", key.from_party, third, *span)


def _with_sums(pairs: Sequence[Arc]) -> list[Arc]:
    """Mark pairs whose lines fit only as a sum: all that two cells have left, or all deliveries under one licence."""
    groups: dict[tuple[object, ...], list[Arc]] = defaultdict(list)
    for arc in pairs:
        if arc.relation <= Relation.OPEN:
            groups[_group(arc)].append(arc)
    bundles = {name: found for name, arcs in groups.items() if (found := _bundle(name, arcs)) is not None}
    return [_in_bundle(arc, bundles) for arc in pairs]


def _group(arc: Arc) -> tuple[object, ...]:
    if arc.model is Model.LICENCE:
        licence = arc.exporter if arc.exporter.key.act == Act.AUTHORISATION else arc.importer
        return ("licence", *licence.order())
    return (arc.cause, arc.exporter.key.cell_id, arc.importer.key.cell_id)


def _bundle(name: tuple[object, ...], arcs: Sequence[Arc]) -> Bundle | None:
    """Give the sum that two sets of lines have in common, if every line may be one with every line across."""
    ours = {id(arc.exporter): arc.exporter.left for arc in arcs}
    theirs = {id(arc.importer): arc.importer.left for arc in arcs}
    total, other = sum(ours.values()), sum(theirs.values())
    alike = len(arcs) == len(ours) * len(theirs) > 1 and total >= causes.SMALL
    if not alike or not is_equal(total, other, arcs[0].exporter.key.unit):
        return None
    return Bundle(name, len(ours) + len(theirs) - 1, min(total, other))


def _in_bundle(arc: Arc, bundles: Mapping[tuple[object, ...], Bundle]) -> Arc:
    bundle = bundles.get(_group(arc)) if arc.relation <= Relation.OPEN else None
    if bundle is None or arc.fit in {Fit.SAME_EQUAL, Fit.OPEN_EQUAL, Fit.SAME_SMALL}:
        # one line that fits by itself needs no sum
        return arc
    fit = Fit.SAME_SUM if arc.relation is Relation.SAME else Fit.OPEN_SUM
    if arc.model is Model.CATEGORY:
        fit = in_category(fit, arc.exporter.key.category, arc.importer.key.category)
    return arc if fit is Fit.OTHER else replace(arc, fit=fit, bundle=bundle)
