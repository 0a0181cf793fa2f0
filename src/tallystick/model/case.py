"""A case: one assessment, as its `case.toml` describes it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tallystick.model.claim import CompleteList
from tallystick.model.finding import DAYS_TO_ANSWER


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is assessed, from what, for whose eyes; `folder` is where it lies."""

    folder: Path
    title: str
    about: str
    """One paragraph: what was put together and why."""
    notes: tuple[str, ...] = ()
    """What a reader must know before using a figure: what was inferred, what was left out."""
    sources: tuple[str, ...] = ()
    """Citations of the primary sources."""
    audience: str = "public"
    """For whose eyes the outputs are: `public`, `parties_only`, `restricted` or `group:NAME`."""
    assessed_on: date | None = None
    """The day the assessment speaks of; null: it carries no date."""
    contact: str = ""
    """Where to write to contest a figure; empty where the case names nobody."""
    complete_lists: tuple[CompleteList, ...] = ()
    agreements: tuple[str, ...] = ()
    """The agreements judged, by their folders; empty: those about which the case holds anything."""
    reply_days: int = DAYS_TO_ANSWER
    """Days to answer where no agreement sets them."""
    judged_from: int | None = None
    """The first calendar year judged; null: from when each party became bound."""
