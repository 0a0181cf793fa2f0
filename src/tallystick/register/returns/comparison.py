"""Lay what two returns say about one year side by side, with the reasons that the rows themselves give."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tallystick.register.items.categories import code_of
from tallystick.register.returns import authorised, counting
from tallystick.register.returns.figures import UNIT
from tallystick.register.returns.goods import is_asked, is_in_part
from tallystick.register.returns.instruments import PARTS, Instrument
from tallystick.register.returns.lines import WITHHELD, Line, Table, live, table
from tallystick.register.returns.models import Filing
from tallystick.register.returns.national import read
from tallystick.register.returns.part import Part
from tallystick.register.returns.period import Years

DIRECTIONS: Final = ("exports", "imports")
COMPARED: Final = (Instrument.ATT_ANNUAL, Instrument.UN_REGISTER, Instrument.ECOWAS)
"""Returns that tell of the same transfers of one year."""

Flow = tuple[str, str, str]
"""Direction, category as the classifications write it, other state."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one return says of one flow."""

    quantity: int
    withheld: int
    """Of it, how many stand in lines that are withheld from the return."""


@dataclass(frozen=True, slots=True)
class Row:
    """One flow, what each return says of it, and why they differ."""

    direction: str
    category: str
    party: str
    said: tuple[Said | None, ...]
    """In the order of the returns compared; None where the return does not have it."""
    reasons: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the returns do not say the same."""
        return len({None if one is None else (one.quantity, one.withheld) for one in self.said}) > 1


def filings_of(years: Years) -> list[Filing]:
    """Give the latest version of each return on a year; one not begun stands here as it would begin."""
    found = []
    for instrument in COMPARED:
        kept = Filing.objects.filter(instrument=instrument, year_from=years.first, year_to=years.last)
        blank = Filing(instrument=instrument, year_from=years.first, year_to=years.last)
        found.append(kept.order_by("-version").first() or blank)
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """One flow that returns differ about."""

    filings: list[Filing]
    flow: Flow
    said: list[Said | None]
    now: list[Said | None]
    """What each would say if it were submitted today."""
    cleared: set[str]

    def each(self) -> Iterator[tuple[Filing, Said | None]]:
        """Give each return with what it says."""
        return zip(self.filings, self.said, strict=True)


def compare(filings: list[Filing], handlings: Iterable[str]) -> list[Row]:
    """Lay returns side by side, flow by flow.

    Args:
        filings: of one year.
        handlings: what the reader is cleared for; other lines are left out of all returns alike.
    """
    cleared = set(handlings)
    told = [_flows(filing, cleared, table) for filing in filings]
    now = [
        said if filing.frozen is None else _flows(filing, cleared, live)
        for filing, said in zip(filings, told, strict=True)
    ]
    flows = sorted({flow for each in told for flow in each})
    return [
        _row(_Asked(filings, flow, [one.get(flow) for one in told], [one.get(flow) for one in now], cleared))
        for flow in flows
    ]


def _flows(filing: Filing, cleared: set[str], read: Callable[[Filing, Part], Table]) -> dict[Flow, Said]:
    found: dict[Flow, Said] = {}
    for part in PARTS[filing.instrument]:
        if part.direction not in DIRECTIONS:
            continue
        for line in read(filing, part).lines:
            if line.figure.handling in cleared and line.figure.unit == UNIT:
                flow = _flow(part, line)
                found[flow] = _added(found.get(flow, Said(0, 0)), line)
    return found


def _flow(part: Part, line: Line) -> Flow:
    figure = line.figure
    return part.direction, code_of(figure.category) or figure.category, figure.party


def _added(said: Said, line: Line) -> Said:
    quantity = line.figure.quantity or 0
    return Said(said.quantity + quantity, said.withheld + (quantity if line.mark == WITHHELD else 0))


def _row(asked: _Asked) -> Row:
    row = Row(*asked.flow, said=tuple(asked.said), reasons=())
    if not row.differs:
        return row
    reasons = [reason for why in _WHY for reason in why(asked)]
    if len(reasons) == 0:
        reasons = [_("No reason was found among category, owner, basis, mark and day of filing.")]
    return Row(*asked.flow, said=row.said, reasons=tuple(reasons))


def _by_category(asked: _Asked) -> Iterator[str]:
    for filing, said in asked.each():
        parts = [part for part in PARTS[filing.instrument] if part.direction == asked.flow[0]]
        if any(is_in_part(asked.flow[1], part.goods) for part in parts):
            yield _("%(name)s asks for this category only where it is of light weapons.") % {
                "name": filing.get_instrument_display()
            }
        elif said is None and not any(is_asked(asked.flow[1], part.goods) for part in parts):
            yield _("%(name)s does not ask for this category.") % {"name": filing.get_instrument_display()}


def _by_owner(asked: _Asked) -> Iterator[str]:
    """The Register's form for small arms asks for those that are intended for military use."""
    for filing in asked.filings:
        military = [
            part
            for part in PARTS[filing.instrument]
            if part.direction == asked.flow[0] and part.is_military and is_asked(asked.flow[1], part.goods)
        ]
        count = sum(_of_others(part, filing, asked) for part in military)
        if count > 0:
            yield _("%(name)s leaves out %(count)s that do not belong to the armed forces.") % {
                "name": filing.get_instrument_display(),
                "count": count,
            }


def _of_others(part: Part, filing: Filing, asked: _Asked) -> int:
    everybodys, forces = replace(part, is_military=False), read(part, filing).owners
    rows = counting.events(everybodys, filing.years, filing.as_of).filter(
        party=asked.flow[2], item__handling__in=asked.cleared
    )
    total = Sum(Coalesce("quantity", "item__quantity"))
    grouped = (
        rows.exclude(item__service__kind__in=forces)
        .order_by()
        .values_list("item__category")
        .annotate(total=total)
    )
    return sum(int(count) for name, count in grouped if (code_of(name) or name) == asked.flow[1])


def _by_basis(asked: _Asked) -> Iterator[str]:
    bases = {filing.instrument: _is_authorised(filing, asked.flow) for filing in asked.filings}
    if len(set(bases.values())) == 1:
        return
    for filing in asked.filings:
        if bases[filing.instrument]:
            yield _("%(name)s counts what was authorised, the others what was delivered.") % {
                "name": filing.get_instrument_display()
            }


def _is_authorised(filing: Filing, flow: Flow) -> bool:
    parts = [part for part in PARTS[filing.instrument] if part.direction == flow[0]]
    return any(authorised.is_for(filing, part, flow[1]) for part in parts)


def _by_mark(asked: _Asked) -> Iterator[str]:
    for filing, said in asked.each():
        if said is not None and said.withheld > 0:
            yield _("%(name)s withholds %(count)s of them.") % {
                "name": filing.get_instrument_display(),
                "count": said.withheld,
            }


def _by_day(asked: _Asked) -> Iterator[str]:
    """Figures frozen on different days differ by what was entered between them."""
    for (filing, said), now in zip(asked.each(), asked.now, strict=True):
        if filing.filed_on is not None and said != now:
            yield _("%(name)s was submitted on %(day)s; the register has changed since.") % {
                "name": filing.get_instrument_display(),
                "day": filing.filed_on.isoformat(),
            }


_WHY: Final[tuple[Callable[[_Asked], Iterator[str]], ...]] = (
    _by_category,
    _by_owner,
    _by_basis,
    _by_mark,
    _by_day,
)
