"""An agreement: what was promised, by which act a party joined or left it, and what its terms are called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tallystick.errors import ValueRefusedError
from tallystick.model.claim import NONE, refuse_unknown
from tallystick.phrase import says


class Force(StrEnum):
    """How far an obligation binds."""

    BINDING = "binding"
    POLITICAL = "political"
    VOLUNTARY = "voluntary"


class Joining(StrEnum):
    """One act of joining or leaving, or a circumstance that an agreement's own clause makes count."""

    SIGNATURE = "signature"
    RATIFICATION = "ratification"
    ACCEPTANCE = "acceptance"
    APPROVAL = "approval"
    ACCESSION = "accession"
    SUCCESSION = "succession"
    CONSENT = "consent"
    """Consent to be bound by a protocol, as the conventional weapons protocols call it."""
    PROVISIONAL = "provisional_application"
    """Some articles are applied before entry into force; never a reporting duty."""
    ADDRESSED = "addressed"
    """A resolution asks it of this party; nothing was consented to."""
    WITHDRAWAL = "withdrawal"
    SUSPENSION = "suspension"
    """Declared; whether it has effect is a matter of each agreement's text, so it is shown as contested."""
    CONFLICT = "armed_conflict"
    """An armed conflict in which the party is engaged: some withdrawals wait for its end."""


CONSENTS: Final = frozenset(
    {
        Joining.RATIFICATION,
        Joining.ACCEPTANCE,
        Joining.APPROVAL,
        Joining.ACCESSION,
        Joining.SUCCESSION,
        Joining.CONSENT,
    }
)
"""The acts by which a party consents to be bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """One act of one party towards one agreement, as a depositary or another source records it."""

    agreement: str
    party: str
    act: Joining
    acted_on: date
    in_force_on: date | None = None
    """The day it takes effect, where the source states it; otherwise the agreement's clause computes it."""
    ends_on: date | None = None
    """The day it ceases to have effect (a conflict, a provisional application), where the source states it."""
    articles: str = NONE
    """Space-separated articles it covers; `-` for the whole agreement."""
    contested: str = NONE
    """Each view of a disputed act, with who holds it; `-` where nobody disputes it."""
    note: str = NONE
    source: str = NONE

    def __post_init__(self) -> None:
        """Refuse empty keys, and an act that ends before it takes effect."""
        for name in ("agreement", "party"):
            if getattr(self, name) == "":
                raise ValueRefusedError(says("%(name)s is empty", name=name))
        begun = self.acted_on if self.in_force_on is None else self.in_force_on
        if self.ends_on is not None and self.ends_on < begun:
            raise ValueRefusedError(
                says(
                    "it cannot end (%(end)s) before it takes effect (%(begun)s)",
                    end=str(self.ends_on),
                    begun=str(begun),
                )
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """One thing that starts, moves or stops the clock of one obligation, and who said so."""

    agreement: str
    rule: str
    """The obligation it bears on: the name of its rule."""
    party: str
    kind: str
    happened_on: date
    until: date | None = None
    """For an extension: the new deadline."""
    said_by: str = NONE
    source: str = NONE
    handling: str = "public"

    def __post_init__(self) -> None:
        """Refuse kinds without meaning, and an extension that names no new deadline."""
        refuse_unknown("kind", self.kind, MILESTONES)
        if self.kind == "extension" and self.until is None:
            raise ValueRefusedError(says("an extension needs `until`, the new deadline"))
        if self.until is not None and self.until < self.happened_on:
            raise ValueRefusedError(
                says(
                    "it cannot run until %(until)s, before %(begun)s",
                    until=str(self.until),
                    begun=str(self.happened_on),
                )
            )


MILESTONES: Final = ("exists", "none", "extension", "completed")
"""What sets a clock: the duty's object is known to exist (mined areas, stocks), is declared not to exist, the
deadline was extended, the duty was completed."""


PARAMETER: Final = "parameter."
"""How the inputs of a verdict that are parameters begin, before the parameter's own name."""


def parameters_among(inputs: Iterable[str]) -> list[str]:
    """Name the parameters among a verdict's inputs, in their order."""
    return [name.removeprefix(PARAMETER) for name in inputs if name.startswith(PARAMETER)]


class Verdict(StrEnum):
    """The answer of one rule for one party and period (DESIGN §2)."""

    MET = "met"
    BREACHED = "breached"
    UNDETERMINED = "undetermined"
    FOLLOWED = "followed"
    NOT_RECORDED = "not_recorded"
    NOT_ASSESSABLE = "not_assessable"
    NOT_DUE = "not_due"
    NOT_BOUND = "not_bound"


HOLDS: Final = {
    Force.BINDING: Verdict.MET,
    Force.POLITICAL: Verdict.FOLLOWED,
    Force.VOLUNTARY: Verdict.FOLLOWED,
}
FAILS: Final = {
    Force.BINDING: Verdict.BREACHED,
    Force.POLITICAL: Verdict.NOT_RECORDED,
    Force.VOLUNTARY: Verdict.NOT_RECORDED,
}
UNKNOWN: Final = {
    Force.BINDING: Verdict.UNDETERMINED,
    Force.POLITICAL: Verdict.NOT_ASSESSABLE,
    Force.VOLUNTARY: Verdict.NOT_ASSESSABLE,
}
"""What a rule's answer is called under each force: only what binds can be breached."""
