"""The steps by which rows of another site come into this record: what is done to which row, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tallystick.register.exchange.models import ConflictKind
from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.models import Recorded


class Why(StrEnum):
    """Why a step is taken."""

    NEW = "no row here has its id"
    FOLLOWS = "it was made from the version that stands here"
    STANDS = "it stands before the version here, which was made beside it"
    BESIDE = "versions of it were made beside each other"
    ONE_LEFT = "one version of it is left"
    SETTLED = "a person settled it"
    SAME_NAME = "both sites used the name, and it has the greater id"
    EXCLUDED = "only one of two can be entered, and the other ranks before it"
    UNFIT = "whoever decided it entered the event, or another than the decider wrote it down"


@dataclass(frozen=True, slots=True)
class Put:
    """Write a new row into its table."""

    row: Recorded
    why: Why = Why.NEW


@dataclass(frozen=True, slots=True)
class Overwrite:
    """Write what an entry says over a row."""

    row: Recorded
    content: Mapping[str, Json]
    number: int
    """Of the entry."""
    why: Why


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a row another name; the receipt's own entry tells of it once all entries are in."""

    row: Recorded
    column: str
    name: str
    is_here: bool
    """Whether it is in its table already."""
    why: Why = Why.SAME_NAME


@dataclass(frozen=True, slots=True)
class LeaveAside:
    """Keep a row in the chain alone, where it waits for a person."""

    row: Recorded
    version: str
    """The hash of the entry that wrote it."""
    is_here: bool
    """Whether it is in its table, and is taken out."""
    why: Why


@dataclass(frozen=True, slots=True)
class Wait:
    """Lay a row before a person."""

    kind: ConflictKind
    about_kind: str
    about_id: str
    versions: tuple[str, ...] = ()
    """The hashes of the entries whose versions wait, the one that stands first."""
    differs: bool = True
    why: Why = Why.BESIDE


@dataclass(frozen=True, slots=True)
class Unwait:
    """Take a row from before a person."""

    kind: ConflictKind
    about_kind: str
    about_id: str
    why: Why


@dataclass(frozen=True, slots=True)
class StandAnew:
    """Find anew which of the decisions on one event stands, after one was settled against."""

    about_kind: str
    about_id: str
    why: Why = Why.SETTLED


Step = Put | Overwrite | Rename | LeaveAside | Wait | Unwait | StandAnew
