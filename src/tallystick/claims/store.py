"""The case folder: what it is, for whom, and which names people settled by hand.

Documents are the record and stay byte for byte; claims are read from them on every run, so that a corrected
name, vocabulary or reader is never out of step with what was kept (docs/decisions/0002).
"""

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tallystick.claims.ledger import COLUMNS, REGISTER, SHELVES, read_rows, write_bytes, write_rows
from tallystick.errors import CaseError, UsageError, near_misses
from tallystick.model.case import Case
from tallystick.model.claim import CompleteList
from tallystick.model.finding import DAYS_TO_ANSWER
from tallystick.model.party import find_party, is_code, nearest_names
from tallystick.model.period import Period


class ListKeys(BaseModel):
    """A `[[complete_list]]` of a `case.toml`: a source says that all filings for some years are known."""

    model_config = ConfigDict(extra="forbid")
    instrument: str = Field(description="the instrument, as filings name it")
    first_year: int = Field(ge=1, le=9999, description="the first year it covers")
    last_year: int = Field(ge=1, le=9999, description="the last year it covers")
    as_of: date = Field(description="the day as of which it is complete")
    source: str = Field(description="who says so")


class CaseKeys(BaseModel):
    """The keys of a `case.toml`."""

    model_config = ConfigDict(extra="forbid")
    title: str = Field(description="the title of the page")
    about: str = Field(description="what is put together here, and why: a paragraph below the title")
    notes: list[str] = Field(
        default_factory=list,
        description="what a reader must know before using a figure: what was inferred, what was left out",
    )
    sources: list[str] = Field(default_factory=list, description="citations of the primary sources")
    audience: str = Field(
        default="public",
        description="for whose eyes the outputs are: `public`, `parties_only`, `restricted` or `group:NAME`",
    )
    assessed_on: date | None = Field(
        default=None,
        description="the day the assessment speaks of; if not given, the last of which the record speaks",
    )
    contact: str = Field(default="", description="where to write to contest a figure")
    agreements: list[str] = Field(
        default_factory=list,
        description="which agreements to judge by; empty: those about which the case holds anything",
    )
    reply_days: int = Field(
        default=DAYS_TO_ANSWER,
        ge=1,
        le=365,
        description="days to answer a question where no agreement sets them",
    )
    judged_from: int | None = Field(
        default=None,
        ge=1,
        le=9999,
        description="the first calendar year judged; if not given, from when each party became bound",
    )
    complete_list: list[ListKeys] = Field(
        default_factory=list,
        description="complete lists, each a `[[complete_list]]`: only under one does a silence count",
    )


_NEW_CASE: Final = """\
title = {title}
# What is put together here, and why: a paragraph that stands below the title.
about = ""
# What a reader must know before using a figure: what was inferred, what was left out.
notes = []
# Citations of the primary sources.
sources = []
# For whose eyes the outputs are: public, parties_only, restricted or group:NAME.
audience = "public"
# Where to write to contest a figure.
contact = ""

# Which agreements to judge by (`tallystick agreements` lists them); empty: those about which the case holds anything.
agreements = []
# The day the assessment speaks of; if not given, the last day of which the record speaks.
# assessed_on = 2016-12-31
# The first calendar year judged; if not given, from when each party became bound.
# judged_from = 2010
# Days to answer a question where no agreement sets them.
reply_days = 28

# A complete list lets a silence count: a source says that all filings for these years are known.
# [[complete_list]]
# instrument = "un_register"
# first_year = 2014
# last_year = 2015
# as_of = 2016-12-31
# source = "who says so"
"""


def new_case(folder: Path, title: str) -> None:
    """Lay out an empty case.

    Raises:
        CaseError: if something already stands there.
    """
    if folder.exists() and any(folder.iterdir()):
        raise CaseError(f"{folder} is not empty; a new case needs a folder of its own")
    for name in (*SHELVES, "hand"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    # a JSON string is a TOML string, whatever stands in it
    quoted = json.dumps(title, ensure_ascii=False)
    write_bytes(folder / "case.toml", _NEW_CASE.format(title=quoted).encode())
    write_bytes(folder / "hand" / "names.csv", b"name,party,by,on,why\n")
    write_bytes(folder / "hand" / "judgements.csv", b"about,kind,text,by,on,evidence,supersedes\n")
    write_bytes(folder / REGISTER, (",".join(COLUMNS) + "\n").encode())


def open_case(folder: Path) -> Case:
    """Read a case's description.

    Raises:
        CaseError: if the folder is not a case or its `case.toml` is malformed.
    """
    described = folder / "case.toml"
    if not described.is_file():
        raise CaseError(
            f"{folder} is not a case: it has no case.toml. "
            "Make one with `tallystick new CASE`, then add files or folders with `tallystick add CASE FILE…`"
        )
    try:
        read = CaseKeys.model_validate(tomllib.loads(described.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CaseError(f"{described.name} is not TOML: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(map(_fault, error.errors()))
        raise CaseError(f"{described.name}: {wrong}") from error
    return Case(
        folder=folder,
        title=read.title,
        about=read.about,
        notes=tuple(read.notes),
        sources=tuple(read.sources),
        audience=read.audience,
        assessed_on=read.assessed_on,
        contact=read.contact,
        complete_lists=tuple(_complete(one) for one in read.complete_list),
        agreements=tuple(read.agreements),
        reply_days=read.reply_days,
        judged_from=read.judged_from,
    )


def _fault(one: Mapping[str, Any]) -> str:
    """Say what is wrong with a key; of one that there is not, which are near."""
    where = ".".join(map(str, one["loc"]))
    if one["type"] != "extra_forbidden":
        return f"{where}: {one['msg']}"
    known = (ListKeys if one["loc"][0] == "complete_list" else CaseKeys).model_fields
    return f"there is no key {where}. {near_misses(str(one['loc'][-1]), known)}".rstrip()


def _complete(read: ListKeys) -> CompleteList:
    if read.last_year < read.first_year:
        raise CaseError(
            f"case.toml: a complete list cannot end in {read.last_year} before it begins in {read.first_year}"
        )
    span = Period(date(read.first_year, 1, 1), date(read.last_year, 12, 31))
    return CompleteList(instrument=read.instrument, period=span, as_of=read.as_of, source=read.source)


def hand_names(folder: Path) -> dict[str, str]:
    """Read the names a person has settled for this case: as written → party."""
    return {
        row["name"]: row["party"]
        for row in read_rows(folder / "hand" / "names.csv", ("name", "party"), optional=True)
    }


def settle_name(folder: Path, name: str, party: str, *, by: str, on: date, why: str) -> None:
    """Enter in `hand/names.csv` which party a name means; what was entered before stays, and the newest holds.

    Raises:
        UsageError: if there is no such party; with the nearest names.
    """
    code = party if is_code(party) else find_party(party)
    if code is None:
        near = ", ".join(nearest_names(party)) or "none"
        raise UsageError(f"{party!r} is no party known here; nearest: {near}")
    path = folder / "hand" / "names.csv"
    rows = read_rows(path, ("name", "party"), optional=True)
    entry = {"name": name, "party": code, "by": by, "on": str(on), "why": why}
    write_rows(path, NAME_COLUMNS, [*({**dict.fromkeys(NAME_COLUMNS, "-"), **row} for row in rows), entry])


NAME_COLUMNS: Final = ("name", "party", "by", "on", "why")
