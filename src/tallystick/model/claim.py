"""A claim: one source says one measurable thing. And what a reader brings back from a document."""

from dataclasses import dataclass
from dataclasses import field as column
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tallystick.errors import ValueRefusedError
from tallystick.model.period import Period
from tallystick.model.quantity import Quantity
from tallystick.phrase import Phrase, listed, quoted, says

if TYPE_CHECKING:  # that file needs this one when it is loaded
    from tallystick.model.agreement import Milestone, Participation

NONE: Final = "-"
"""Written where a text column has nothing to say; keys are never null."""

UNRESOLVED: Final = "?"
"""First character of a party that no vocabulary knows yet: `?Ruritania` waits for `hand/names.csv`."""


class Role(StrEnum):
    """As what the claimant speaks."""

    EXPORTER = "exporter"
    IMPORTER = "importer"
    HOLDER = "holder"
    OBSERVER = "observer"
    UNSETTLED = "unsettled"
    """The document does not say who reported; the claim is kept apart."""


SIDE_OF: Final = {Role.EXPORTER: "from", Role.IMPORTER: "to", Role.HOLDER: "to", Role.OBSERVER: "observer"}
"""On which side of a cell a claimant speaks in each role; an unsettled claim is on none."""

HALF_OF: Final = {Role.EXPORTER: "exporter", Role.IMPORTER: "importer", Role.HOLDER: "importer"}
"""Which half of a cell a claim belongs to; observers keep none."""


class Act(StrEnum):
    """What is said to have happened."""

    TRANSFER = "transfer"
    AUTHORISATION = "authorisation"
    REFUSAL = "refusal"
    HOLDING = "holding"
    PRODUCTION = "production"
    DESTRUCTION = "destruction"
    LOSS = "loss"
    SEIZURE = "seizure"
    INSPECTION = "inspection"
    REQUEST = "request"
    """The claimant asks for help: with records, reporting, destruction, clearance. No flow, and never weighed."""


def no_act(role: Role) -> Phrase:
    """Say that the act is blank beside a role that implies none, to stand behind the column."""
    acts = listed(act.value for act in Act)
    if role is Role.HOLDER:
        return says("is blank, and holders speak of several acts; write one of %(acts)s", acts=acts)
    return says("is blank, and observers speak of several acts; write one of %(acts)s", acts=acts)


class Basis(StrEnum):
    """At which moment the claimant counts."""

    DELIVERED = "delivered"
    SHIPPED = "shipped"
    CUSTOMS = "customs"
    LICENSED = "licensed"
    ORDERED = "ordered"
    UNSTATED = "-"


AUTHORISING: Final = frozenset({Basis.LICENSED, Basis.ORDERED})
"""A licence or an order is not a delivery: these bases imply the act `authorisation` (DESIGN §2)."""


class Grade(StrEnum):
    """How firmly the words are the claimant's own."""

    DECLARED = "declared"
    """Read in a document that says who speaks."""
    INFERRED = "inferred"
    """Who speaks was inferred from the document's order or its other lines."""
    ESTIMATED = "estimated"
    """The publisher estimated the figure: one the claimant did not give, or its own, which stands here as a range."""
    UNSETTLED = "unsettled"
    """Who speaks could not be settled; never scored."""


HANDLINGS: Final = ("public", "parties_only", "restricted")
"""From open to closed; a named group is written `group:NAME`."""


def closeness(handling: str) -> tuple[int, str]:
    """Order handlings from open to closed: public, parties_only, a named group, restricted."""
    places = {"public": 0, "parties_only": 1, "restricted": 3}
    return (places.get(handling, 2), handling)


LOCAL_PRODUCTION: Final = "local production"
"""In a condition: made in the recipient's own country, so that it crossed no border and stands in no return."""

_MOVING: Final = frozenset({Basis.DELIVERED, Basis.SHIPPED, Basis.CUSTOMS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who says what act, from whom to whom, of what, when, how much, on what basis."""

    claimant: str
    role: Role
    from_party: str
    to_party: str
    category: str
    period: Period
    quantity: Quantity
    act: Act = Act.TRANSFER
    instrument: str = NONE
    filing_id: str = NONE
    line: int | None = None
    origin_party: str = NONE
    via: str = NONE
    end_user: str = NONE
    consignee: str = NONE
    intermediary: str = NONE
    carrier: str = NONE
    scheme: str = NONE
    scheme_code: str = NONE
    designation: str = NONE
    basis: Basis = Basis.UNSTATED
    condition: str = NONE
    handling: str = "public"
    grade: Grade = Grade.DECLARED

    def __post_init__(self) -> None:
        """Refuse empty keys, unknown handling, and a licence that calls itself a transfer."""
        for name in ("claimant", "from_party", "to_party", "category", "instrument", "filing_id"):
            if getattr(self, name) == "":
                raise ValueRefusedError(says("%(name)s is empty; write '-' where there is none", name=name))
        if self.handling not in HANDLINGS and not self.handling.startswith("group:"):
            raise ValueRefusedError(
                says(
                    "handling %(handling)s is not known; write %(known)s or group:NAME",
                    handling=quoted(self.handling),
                    known=listed(HANDLINGS),
                )
            )
        if self.basis in _MOVING and self.act is Act.AUTHORISATION:
            raise ValueRefusedError(
                says(
                    "an authorisation is not %(basis)s; write licensed, ordered or no basis",
                    basis=quoted(self.basis.value),
                )
            )
        if self.basis in AUTHORISING and self.act is Act.TRANSFER:
            raise ValueRefusedError(
                says("basis %(basis)s implies the act 'authorisation'", basis=quoted(self.basis.value))
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """The act of reporting; lateness is computed, never stored."""

    filing_id: str
    claimant: str
    instrument: str
    period: Period
    direction: str
    """`exports`, `imports`, `holdings`, `procurement`, `any` (the source does not say which)."""
    content: str
    """`lines`, `nil`, `withheld`, or `not_held`: filed, but we do not hold it."""
    categories: str = NONE
    """Space-separated categories it covers; `-` where it covers all that the instrument asks."""
    basis: Basis = Basis.UNSTATED
    visibility: str = "public"
    filed_on: date | None = None
    supersedes: str = NONE

    def __post_init__(self) -> None:
        """Refuse words outside DESIGN §2."""
        refuse_unknown("direction", self.direction, DIRECTIONS)
        refuse_unknown("content", self.content, CONTENTS)
        refuse_unknown("visibility", self.visibility, VISIBILITIES)


DIRECTIONS: Final = ("exports", "imports", "holdings", "procurement", "observations", "any")
CONTENTS: Final = ("lines", "nil", "withheld", "not_held")
VISIBILITIES: Final = ("public", "parties_only")

DIRECTION_OF: Final = {
    Role.EXPORTER: "exports",
    Role.IMPORTER: "imports",
    Role.HOLDER: "holdings",
    Role.OBSERVER: "observations",
    Role.UNSETTLED: "any",
}
"""In which part of a return a claimant speaks in each role."""


def refuse_unknown(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Refuse a word that is none of those allowed.

    Raises:
        ValueRefusedError: it names what the word is for, and the words allowed.
    """
    if value not in allowed:
        raise ValueRefusedError(
            says(
                "%(name)s %(value)s is not known; write %(known)s",
                name=name,
                value=quoted(value),
                known=listed(allowed),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteList:
    """A source says that all filings of an instrument for a period, as of a date, are known."""

    instrument: str
    period: Period
    as_of: date
    source: str


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A claim with where it was read and the raw fields it was made from."""

    claim: Claim
    locator: str
    original: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something a reader could not map; the row is kept."""

    rule: str
    """Short name of what went wrong: `unknown_party`, `unsettled_reporter`, `unused_field`, …"""
    field: str
    value: str
    message: str
    locator: str
    original: dict[str, str] = column(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one document says."""

    claims: list[ReadClaim] = column(default_factory=list)
    filings: list[Filing] = column(default_factory=list)
    complete_lists: list[CompleteList] = column(default_factory=list)
    issues: list[Issue] = column(default_factory=list)
    participation: "list[Participation]" = column(default_factory=list)
    milestones: "list[Milestone]" = column(default_factory=list)
    above: int = 0
    """How many lines of text stand above the header and were not read as rows."""
