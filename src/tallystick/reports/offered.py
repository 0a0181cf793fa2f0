"""What may account for a difference, as a letter says it: how much, the line that it may be, and whom to ask.

A letter gives no odds: whoever is asked is to say what is so, not how likely we think it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.model.category import category_inline
from tallystick.model.cause import LICENSED, REPEATS, WORDS
from tallystick.model.claim import NONE, Act
from tallystick.model.counterpart import counted_elsewhere
from tallystick.model.record import Record, Row
from tallystick.model.stated import possessive
from tallystick.model.words import number, party, period, plural, said
from tallystick.reports.letter_lines import ROLES, figure, line, spot
from tallystick.reports.readings import UNEXPLAINED
from tallystick.reports.why import Trace, claims_of

_SIDES: Final = {"exporter": "from", "importer": "to"}
_OTHER: Final = {"from": "to", "to": "from"}


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The half of a sibling cell in which a quantity may stand, and its lines."""

    cell: Row
    side: str
    claims: Sequence[Row]

    def half(self) -> tuple[str, str, str]:
        """Write it as a row of a letter's table."""
        cell = self.cell
        role = "exporter" if self.side == "from" else "importer"
        act = "" if cell["act"] == Act.TRANSFER else f", {cell['act']}"
        when = period(cell["period_start"], cell["period_end"])
        flow = (
            f"{category_inline(cell['category'])}, {party(cell['from_party'])} to {party(cell['to_party'])}"
        )
        return (
            f"{party(cell[f'{self.side}_party'])} (as {role}) of {flow}, {when}{act}",
            said(cell[f"{self.side}_state"], cell[f"{self.side}_low"], cell[f"{self.side}_high"]),
            "; ".join(line(claim) for claim in self.claims) or "no line on record",
        )

    def cited(self) -> str:
        """Give its figure and where that stands: `28; poland.csv, line 50`; many lines stand in the table."""
        if len(self.claims) == 1:
            return f"{figure(self.claims[0])}; {spot(self.claims[0])}"
        cell = self.cell
        given = said(cell[f"{self.side}_state"], cell[f"{self.side}_low"], cell[f"{self.side}_high"])
        return f"{given} in {plural(len(self.claims), 'line')} named above"


@dataclass(frozen=True, slots=True)
class Offer:
    """One cause offered for a quantity in one half of a flow, with its counterpart if it has one."""

    cause: str
    cell: Row
    side: str
    quantity: float
    details: Sequence[str]
    counterpart: Counterpart | None

    @property
    def own(self) -> str:
        """Name the party in whose half the quantity stands."""
        return party(self.cell[f"{self.side}_party"])

    @property
    def other(self) -> str:
        """Name the party across."""
        return party(self.cell[f"{_OTHER[self.side]}_party"])

    @property
    def part(self) -> str:
        """Say how much it is about: `28 in Germany's half`."""
        return f"{number(self.quantity)} in {possessive(self.own)} half"

    def sentence(self) -> str:
        """Say what the quantity may be."""
        return f"{self.part} may be {self._what()}{self._shown()}"

    def _what(self) -> str:
        sibling = None if self.counterpart is None else self.counterpart.cell
        match self.cause:
            case "different_goods":
                return f"other goods, which {possessive(self.other)} half does not record"
            case "repeated_return" if sibling is not None:
                return f"what {self.own} reported for {_when(sibling)}, repeated"
            case "authorisation" if sibling is not None:
                verb = "licensed" if sibling["act"] == Act.AUTHORISATION else "reports as delivered"
                return f"what {self.other} {verb} in {_when(sibling)}"
            case _ if sibling is not None:
                return f"what {counted_elsewhere(self.other, self.cell, sibling)}"
            case _:
                return f"a matter of: {WORDS[self.cause]}"

    def question(self) -> str:
        """Ask the party that can tell whether it is so."""
        if self.counterpart is None:
            return self._of_itself()
        return self._of_counterpart(self.counterpart)

    def _of_counterpart(self, beside: Counterpart) -> str:
        match self.cause:
            case "repeated_return":
                return (
                    f"{self.own}: does this line repeat its line for {_when(beside.cell)} ({beside.cited()})?"
                )
            case "authorisation":
                what = "licence" if beside.cell["act"] == Act.AUTHORISATION else "delivery"
                return (
                    f"{party(self.cell['from_party'])}: {LICENSED} On record is a {what} ({beside.cited()})."
                )
            case _:
                share = (
                    "part of what" if (beside.cell[f"{beside.side}_low"] or 0.0) > self.quantity else "what"
                )
                what = f"{share} {counted_elsewhere('it', self.cell, beside.cell)}"
                return f"{self.other}: {self._one('is', 'are')} the {self.part} {what} ({beside.cited()})?"

    def _of_itself(self) -> str:
        match self.cause:
            case "different_goods" | "unit_of_count":
                asked = "received" if self.side == "from" else "sent"
                what = f"the {self.part} that its own does not record{self._shown()}"
                return f"{self.other}: {self._one('was', 'were')} {what} {asked}?"
            case "repeated_return":
                return f"{self.own}: {REPEATS}"
            case "repeated_line":
                return f"{self.own}: does one line stand twice in its return, with {number(self.quantity)}?"
            case "authorisation":
                return f"{party(self.cell['from_party'])}: {LICENSED}"
            case "demilitarised_or_collector" | "loan_repair_or_return":
                return f"{self.other}: does its return leave out goods like the {self.part} ({WORDS[self.cause]})?"
            case _:
                return self._of_both()

    def _of_both(self) -> str:
        if self.cause == "revision":
            return f"{self.own} and {self.other}: which version of the return is to stand?"
        return f"{self.own} and {self.other}: {self._one('is', 'are')} the {self.part} a matter of {WORDS[self.cause]}?"

    def _one(self, one: str, many: str) -> str:
        return one if self.quantity == 1 else many

    def _shown(self) -> str:
        return "" if len(self.details) == 0 else f" ({'; '.join(self.details)})"


def offers(record: Record, found: Trace) -> list[Offer]:
    """List the causes of the reading that fits best, one offer for all that one cause is offered for."""
    return list(_offers(record, found.cell, found.causes))


def other_offers(record: Record, found: Trace) -> list[Offer]:
    """List what only other readings offer."""
    told = {_key(row) for row in found.causes}
    readings: dict[int, list[Row]] = {}
    for row in found.alternatives:
        readings.setdefault(row["reading"], []).append(row)
    listed: list[Offer] = []
    for _, rows in sorted(readings.items()):
        fresh = [row for row in rows if row["cause"] != UNEXPLAINED and _key(row) not in told]
        told |= {_key(row) for row in fresh}
        listed += _offers(record, found.cell, fresh)
    return listed


def _key(row: Row) -> tuple[str, str, str]:
    return row["cause"], row["sibling"], row["side"]


def _offers(record: Record, cell: Row, rows: Iterable[Row]) -> Iterator[Offer]:
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault(_key(row), []).append(row)
    for (cause, sibling, which), group in groups.items():
        side = _SIDES[which]
        yield Offer(
            cause=cause,
            cell=cell,
            side=side,
            quantity=sum(row["quantity"] for row in group),
            details=[name for name in dict.fromkeys(row["detail"] for row in group) if name != NONE],
            # a return that repeats another is its own counterpart; any other stands in the half across
            counterpart=_counterpart(record, sibling, side if cause == "repeated_return" else _OTHER[side]),
        )


def _counterpart(record: Record, cell_id: str, side: str) -> Counterpart | None:
    cell = next((row for row in record.rows("cell") if row["cell_id"] == cell_id), None)
    if cell is None:
        return None
    claims = [claim for claim in claims_of(record, cell_id) if claim["role"] in ROLES[side]]
    return Counterpart(cell, side, claims)


def _when(cell: Row) -> str:
    return period(cell["period_start"], cell["period_end"])
