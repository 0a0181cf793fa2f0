"""What a folder of outputs is of: the case's description, kept beside the tables."""

import json
from datetime import date
from pathlib import Path
from typing import Final

from tallystick.errors import CaseError
from tallystick.model.case import Case

DESCRIPTION: Final = "case.json"


def describe(case: Case) -> str:
    """Write a case's description as JSON, without the place where it lies."""
    return json.dumps(
        {
            "title": case.title,
            "about": case.about,
            "notes": case.notes,
            "sources": case.sources,
            "audience": case.audience,
            "assessed_on": None if case.assessed_on is None else str(case.assessed_on),
            "contact": case.contact,
            "reply_days": case.reply_days,
        },
        ensure_ascii=False,
        indent=2,
    )


def read_description(folder: Path) -> Case:
    """Read a description that `describe` wrote."""
    try:
        read = json.loads((folder / DESCRIPTION).read_text("utf-8"))
        day = read["assessed_on"]
    except (ValueError, KeyError, TypeError) as error:
        raise CaseError(f"{folder / DESCRIPTION} is damaged ({error}); assess the case again") from error
    return Case(
        folder=folder,
        title=read["title"],
        about=read["about"],
        notes=tuple(read["notes"]),
        sources=tuple(read["sources"]),
        audience=read["audience"],
        assessed_on=None if day is None else date.fromisoformat(day),
        contact=read["contact"],
        reply_days=read["reply_days"],
    )
