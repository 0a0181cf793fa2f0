"""Write `participation.csv` of every agreement on the shelf from the depositary's pages and from what is added by hand.

    python dev/make_participation.py DATA_DIR

DATA_DIR holds `un_treaties_2026/html/*.html`, status pages of the UN Treaty Collection saved as HTML.
What pages do not say comes from `participation_by_hand.csv`, each row with its own source, which begins with
`unconfirmed:` where the primary source could not be read. The measures asked of every Member State of the United
Nations are made from `un_admissions.csv`.
"""

import csv
import io
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from tallystick.model.agreement import Joining, Participation
from tallystick.model.claim import NONE
from tallystick.model.party import PartyKind, parties
from tallystick.rules.load import ACT_COLUMNS
from tallystick.sources.read import read

DEV = Path(__file__).resolve().parent
SHELF = DEV.parent / "src" / "tallystick" / "agreements"


def main() -> int:
    """Write every file, and say what pages could not tell."""
    if len(sys.argv) != 2:  # noqa: PLR2004
        print(__doc__)
        return 2
    for agreement, text in shelf_files(Path(sys.argv[1])).items():
        folder = SHELF / agreement
        folder.mkdir(exist_ok=True)
        (folder / "participation.csv").write_text(text, "utf-8")
        print(f"{agreement}: {text.count(chr(10)) - 1} acts")
    return 0


def from_pages(data: Path, say: Callable[[str], object] = print) -> list[Participation]:
    """Read every status page; `say` is told what a page could not settle."""
    acts: list[Participation] = []
    for page in sorted((data / "un_treaties_2026" / "html").glob("*.html")):
        reading = read(page, "un_treaty_status")
        acts += reading.participation
        for issue in reading.issues:
            say(f"{page.name}: {issue.rule}: {issue.message}")
    return acts


def put_together(pages: Iterable[Participation], by_hand: Iterable[Participation]) -> list[Participation]:
    """Let a row by hand take the place of the page's row of the same act and day, or stand beside it."""
    acts = {key_of(act): act for act in pages}
    return sorted((acts | {key_of(act): act for act in by_hand}).values(), key=key_of)


BRACKETED = "in brackets: no longer in effect"
"""What the reader notes of a consent that the page puts in brackets."""


def unbracketed(acts: list[Participation]) -> list[Participation]:
    """Leave out that a consent stands in brackets, where the withdrawal itself is on record and says more."""
    left = {(act.agreement, act.party) for act in acts if act.act is Joining.WITHDRAWAL}
    return [
        replace(act, note=NONE) if (act.agreement, act.party) in left and act.note == BRACKETED else act
        for act in acts
    ]


def key_of(act: Participation) -> tuple[str, str, date, str, str]:
    """Name an act; protocols accepted on one day are told apart by their articles."""
    apart = act.articles if act.act in {Joining.CONSENT, Joining.PROVISIONAL} else NONE
    return (act.agreement, act.party, act.acted_on, act.act.value, apart)


def rows_by_hand() -> list[Participation]:
    """Read what was added by hand."""
    with (DEV / "participation_by_hand.csv").open(encoding="utf-8", newline="") as file:
        return [_act(row) for row in csv.DictReader(file)]


def addressed() -> list[Participation]:
    """Make one row for each Member State of the United Nations and each measure that is asked of them all."""
    with (DEV / "un_admissions.csv").open(encoding="utf-8", newline="") as file:
        admitted = {row["party"]: row for row in csv.DictReader(file)}
    members = sorted(code for code, one in parties().items() if one.kind is PartyKind.STATE)
    return [
        _asked(measure, code, admitted.get(code))
        for measure in MEASURES
        for code in members
        if code not in NOT_MEMBERS
    ]


@dataclass(frozen=True, slots=True)
class Measure:
    """What the General Assembly asks of every Member State."""

    agreement: str
    adopted_on: date
    begins_on: date
    resolution: str


MEASURES = (
    Measure("un_milex", date(1980, 12, 12), date(1980, 12, 12), "resolution 35/142 B of 12 December 1980"),
    # the first returns were asked for the calendar year 1992
    Measure("un_register", date(1991, 12, 9), date(1992, 1, 1), "resolution 46/36 L of 9 December 1991"),
)
NOT_MEMBERS = frozenset({"COK", "NIU", "PSE", "VAT"})
"""States in the treaty practice of the United Nations that are not its members; the resolutions ask nothing of them."""


def _asked(measure: Measure, party: str, admission: dict[str, str] | None) -> Participation:
    """Ask it from the later of the resolution and the admission; who is not listed was a member before both."""
    admitted_on = date.min if admission is None else date.fromisoformat(admission["admitted_on"])
    return Participation(
        agreement=measure.agreement,
        party=party,
        act=Joining.ADDRESSED,
        acted_on=max(measure.adopted_on, admitted_on),
        in_force_on=max(measure.begins_on, admitted_on),
        note=NONE if admission is None or admitted_on < measure.adopted_on else admission["note"],
        source=f"UN General Assembly {measure.resolution}; UN member states, dates of admission",
    )


def _act(row: dict[str, str]) -> Participation:
    return Participation(
        agreement=row["agreement"],
        party=row["party"],
        act=Joining(row["act"]),
        acted_on=date.fromisoformat(row["acted_on"]),
        in_force_on=_day(row["in_force_on"]),
        ends_on=_day(row["ends_on"]),
        articles=row["articles"],
        contested=row["contested"],
        note=row["note"],
        source=row["source"],
    )


def _day(text: str) -> date | None:
    return None if text == "" else date.fromisoformat(text)


def written(acts: Iterable[Participation]) -> str:
    """Write the acts of one agreement as CSV, sorted by party, day and act."""
    told = io.StringIO()
    out = csv.DictWriter(told, ACT_COLUMNS, lineterminator="\n")
    out.writeheader()
    out.writerows(
        {name: "" if (value := getattr(act, name)) is None else str(value) for name in ACT_COLUMNS}
        for act in sorted(acts, key=lambda act: (act.party, act.acted_on, act.act.value, act.articles))
    )
    return told.getvalue()


def shelf_files(data: Path, say: Callable[[str], object] = print) -> dict[str, str]:
    """Make the text of every agreement's file, by agreement."""
    acts = unbracketed(put_together([*from_pages(data, say), *addressed()], rows_by_hand()))
    return {
        agreement: written(act for act in acts if act.agreement == agreement)
        for agreement in sorted({act.agreement for act in acts})
    }


if __name__ == "__main__":
    sys.exit(main())
