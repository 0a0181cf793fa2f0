"""Before filing: the register's own tally beside what partners declared, flow by flow."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tallystick.errors import TallystickError
from tallystick.model.claim import NONE
from tallystick.register.core_words import Shown, error_shown, issue_shown, remark_shown
from tallystick.register.folder import own_folder
from tallystick.register.handling import Handling
from tallystick.register.items.categories import code_of
from tallystick.register.returns.category_words import is_known
from tallystick.register.returns.comparison import DIRECTIONS
from tallystick.register.returns.covered import MIRRORED, Covered, Scope, Unlaid
from tallystick.register.returns.goods import tally_category
from tallystick.register.returns.lines import Table, readable, tables
from tallystick.register.returns.models import Filing
from tallystick.register.returns.partner_files import copied, fault_in
from tallystick.register.returns.tallies import filings as filing_file
from tallystick.register.returns.tallies import tally as tally_file

Record = dict[str, Any]
LIKELY: Final = 0.5
"""A cause likelier than not is named as the likely one; the others as possible."""
_REMARKS: Final = 10
"""Sentences about what could not be read that one page shows."""
_SPOKEN: Final = frozenset({"reported", "nil", "withheld", "unknown"})
_TOLD: Final = (
    "cell", "fact", "explained", "fact_claim", "claim", "filing", "sighting", "document", "issue", "remark",
)  # fmt: skip
_EVERYBODYS: Final = Handling.RESTRICTED
"""For whose eyes the halves are laid: what the reader is not cleared for was left out before."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One innocent cause of a gap: its word in the vocabulary of causes, how many it accounts for, how likely."""

    word: str
    quantity: int
    probability: float


@dataclass(frozen=True, slots=True)
class Stated:
    """What one side says: from low to high; `state` tells nil, withheld and silence apart."""

    state: str
    low: int | None
    high: int | None

    @property
    def is_spoken(self) -> bool:
        """Whether the side says something, if only nil."""
        return self.state in _SPOKEN


@dataclass(frozen=True, slots=True)
class Claimed:
    """One row of a partner's file."""

    document: str
    locator: str
    designation: str
    quantity: str
    is_withheld: bool = False
    kind: str = ""
    """The register's code for the kind, `SA4`; empty where the file names the category alone."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One flow of the return's years, as both sides tell it."""

    direction: str
    partner: str
    category: str
    year: int
    own: Stated
    theirs: Stated
    causes: tuple[Cause, ...]
    p_unexplained: float | None
    rows: tuple[Claimed, ...]
    keys: tuple[tuple[str, str], ...]
    """Part and key of the return's own lines in this flow."""
    kinds: frozenset[str] = frozenset()
    """The register's codes for the kinds that those lines name: `SA4`."""
    is_covered: bool = True
    """Whether a declaration of the partner was given that would speak of it."""
    unlaid: int = 0
    """Lines of the partner that may be about it, and whose category or other state is not known."""

    @property
    def is_laid(self) -> bool:
        """Whether there is something of the partner to lay beside it: a figure, or a silence that says something."""
        return self.theirs.is_spoken or (self.is_covered and self.unlaid == 0)

    @property
    def is_agreed(self) -> bool:
        """Whether both sides say the same figure."""
        return (self.own.low, self.own.high) == (self.theirs.low, self.theirs.high) and self.theirs.is_spoken

    @property
    def their_kinds(self) -> frozenset[str]:
        """The same of the partner's lines; empty where they name the category alone."""
        return frozenset(row.kind for row in self.rows if row.kind != "")

    @property
    def withheld(self) -> int:
        """How many of the partner's lines withhold their number."""
        return sum(row.is_withheld for row in self.rows)

    @property
    def likely(self) -> Cause | None:
        """The likeliest cause; None where none was found."""
        return max(self.causes, key=lambda one: one.probability, default=None)


@dataclass(frozen=True, slots=True)
class Laid:
    """Everything that was laid side by side: those that differ first; and what to know about what was read."""

    flows: tuple[Flow, ...]
    remarks: tuple[Shown, ...]
    unlaid: tuple[Unlaid, ...] = ()
    """Categories of partners' lines that are not known, so that those lines were laid beside nothing."""
    refused: tuple[Shown, ...] = ()
    """Of each file that cannot be read, and was left out: which, where, and what to do."""


def lay(filing: Filing, partners: Sequence[tuple[str, Path]], handlings: Iterable[str]) -> Laid:
    """Lay a return's own lines beside what partners declared.

    Only lines of exports and imports are laid, of the return's years and the year before and after, in which year-end
    lags are found; and only flows with partners that spoke are given.

    Args:
        filing: the return.
        partners: name and place of each file: a tally file, a filing file, or a file of any source of the catalog.
        handlings: what the reader is cleared for; other own lines are left out.

    A file that cannot be read is left out, and named.

    Raises:
        TallystickError: the files that can be read, each by itself, cannot be laid together.
    """
    with TemporaryDirectory(prefix="tallystick-before-") as place:
        folder = Path(place)
        own = _own_lines(filing, set(handlings))
        copies = [*copied(partners, folder)]
        told, refused = _read(folder, [*_written(own, folder)], [copy.path for copy in copies])
    covered = Covered(own_folder().settings.party, told["claim"], told["filing"])
    issues = {issue_shown(row) for row in told["issue"] if not _is_of_category(row)}
    remarks = sorted(issues | {remark_shown(row) for row in told["remark"]})[:_REMARKS]
    words = covered.words(filing.year_from, filing.year_to)
    kinds = {(copy.path.name, place): kind for copy in copies for place, kind in copy.kinds.items()}
    flows = tuple(_with_kinds(flow, kinds) for flow in _flows(filing, own, told, covered))
    return Laid(flows, tuple(remarks), words, tuple(map(error_shown, refused)))


def _with_kinds(flow: Flow, kinds: Mapping[tuple[str, str], str]) -> Flow:
    rows = (replace(row, kind=kinds.get((row.document, row.locator), "")) for row in flow.rows)
    return replace(flow, rows=tuple(rows))


def _read(
    folder: Path, own: list[Path], theirs: list[Path]
) -> tuple[dict[str, list[Record]], list[TallystickError]]:
    """Assess all files together; where one cannot be read, those that can, and say what is wrong with the others."""
    try:
        return _assessed(folder / "case", own + theirs), []
    except TallystickError:
        faults = [(path, fault_in(path)) for path in theirs]
        refused = [fault for _, fault in faults if fault is not None]
        if len(refused) == 0:
            raise
    good = own + [path for path, fault in faults if fault is None]
    return (_assessed(folder / "without", good) if len(good) > 0 else {name: [] for name in _TOLD}), refused


def _is_of_category(issue: Record) -> bool:
    """Whether an issue is a line's category, which is told with its number of lines and the words that are accepted."""
    return (issue["rule"], issue["field"]) == ("unknown_category", "category")


def _assessed(case: Path, files: Sequence[Path]) -> dict[str, list[Record]]:
    """Assess the files as a case of their own: read, pair, match, explain, weigh, estimate."""
    # half a second, and only this needs it
    from tallystick.model.document import Addition, Entry  # noqa: PLC0415
    from tallystick.pipeline.cases import add, new  # noqa: PLC0415
    from tallystick.pipeline.order import Setting, assess  # noqa: PLC0415

    new(case)
    # the day is that of nothing: the case lives for a second, and no step asks when its files were added
    add(case, files, Entry(addition=Addition(added_on=date(2000, 1, 1), added_by=NONE)))
    _case, made = assess(case, Setting(audience=_EVERYBODYS))
    return {name: made[name].to_dicts() for name in _TOLD}


Own = list[tuple[Filing, list[Table]]]
"""Filings with their parts of exports and imports."""


def _own_lines(filing: Filing, cleared: set[str]) -> Own:
    found = []
    for each in (_of_year(filing, -1), filing, _of_year(filing, 1)):
        parts = [
            replace(table, lines=tuple(readable(table.lines, cleared)))
            for table in tables(each)
            if table.part.direction in DIRECTIONS
        ]
        found.append((each, parts))
    return found


def _of_year(filing: Filing, by: int) -> Filing:
    """Give the latest version of the same return on another year, or one that would begin now."""
    which = {
        "instrument": filing.instrument,
        "year_from": filing.year_from + by,
        "year_to": filing.year_to + by,
    }
    kept = Filing.objects.filter(**which).order_by("-version").first()
    return kept or Filing(**which, basis=filing.basis)


def _written(own: Own, folder: Path) -> Iterator[Path]:
    """Write the own lines of each year as a tally file, and what was declared nil as a filing file."""
    for number, (filing, parts) in enumerate(own):
        for name, text in (
            ("tally", tally_file(filing, parts, None)),
            ("filings", filing_file(filing, parts, is_alone=True)),
        ):
            # a header without rows is refused: an empty list is no statement
            if text.count("\n") > 1:
                path = folder / f"own-{name}-{number}.csv"
                path.write_text(text, "utf-8", newline="")
                yield path


def _flows(filing: Filing, own: Own, told: dict[str, list[Record]], covered: Covered) -> tuple[Flow, ...]:
    party = own_folder().settings.party
    facts = {row["cell_id"]: row for row in told["fact"]}
    keys = _keys(filing, own)
    found = [
        _beside(_flow(cell, facts[cell["cell_id"]], keys, party), cell["cell_id"], told, covered)
        for cell in told["cell"]
        if cell["act"] in {"transfer", "authorisation"}
        and is_known(cell["category"])
        and party in {cell["from_party"], cell["to_party"]}
        and filing.year_from <= cell["period_start"].year <= filing.year_to
    ]
    return tuple(sorted((flow for flow in found if flow.partner in covered.parties), key=_order))


def _order(flow: Flow) -> tuple[bool, bool, str, str, str, int]:
    """Put what differs first, then what has nothing beside it, and what is agreed last."""
    return flow.is_agreed, not flow.is_laid, flow.direction, flow.partner, flow.category, flow.year


def _beside(flow: Flow, cell_id: str, told: dict[str, list[Record]], covered: Covered) -> Flow:
    """Add what is known of the partner's half: rows, what was given, and causes where there is a half to explain."""
    scope = Scope(flow.partner, MIRRORED[flow.direction], flow.category, flow.year)
    found = replace(
        flow,
        rows=tuple(_rows(cell_id, own_folder().settings.party, told)),
        is_covered=covered.covers(scope),
        unlaid=covered.unlaid(scope),
    )
    return replace(found, causes=tuple(_causes(cell_id, told))) if found.is_laid else found


Keys = dict[tuple[str, str, str], list[tuple[str, str, str]]]
"""Part, key and the register's own code for the kind of own lines, by direction, partner and category."""


def _keys(filing: Filing, own: Own) -> Keys:
    found: Keys = {}
    for each, parts in own:
        if each is not filing:
            continue
        for table in parts:
            for line in table.lines:
                flow = (
                    table.part.direction,
                    line.figure.party,
                    tally_category(line.figure.category, table.part.goods),
                )
                kind = code_of(line.figure.category) or ""
                found.setdefault(flow, []).append((table.part.name, line.key, kind))
    return found


def _flow(cell: Record, fact: Record, keys: Keys, party: str) -> Flow:
    is_export = cell["from_party"] == party
    direction, own, theirs = ("exports", "from", "to") if is_export else ("imports", "to", "from")
    partner = cell[f"{theirs}_party"]
    lines = keys.get((direction, partner, cell["category"]), ())
    return Flow(
        direction=direction,
        partner=partner,
        category=cell["category"],
        year=cell["period_start"].year,
        own=_stated(cell, own),
        theirs=_stated(cell, theirs),
        causes=(),
        p_unexplained=fact["p_unexplained"],
        rows=(),
        keys=tuple((part, key) for part, key, _ in lines),
        kinds=frozenset(kind for _, _, kind in lines if kind != ""),
    )


def _stated(cell: Record, side: str) -> Stated:
    low, high = cell[f"{side}_low"], cell[f"{side}_high"]
    return Stated(
        cell[f"{side}_state"], None if low is None else int(low), None if high is None else int(high)
    )


def _causes(cell_id: str, told: dict[str, list[Record]]) -> Iterator[Cause]:
    for row in told["explained"]:
        if row["cell_id"] == cell_id:
            yield Cause(row["cause"], int(row["quantity"]), row["probability"])


def _rows(cell_id: str, own: str, told: dict[str, list[Record]]) -> Iterator[Claimed]:
    """Give the rows of partners' files that the flow was laid from."""
    used = {row["claim_id"] for row in told["fact_claim"] if row["cell_id"] == cell_id}
    claims = {row["claim_id"]: row for row in told["claim"] if row["claim_id"] in used}
    names = {row["sha256"]: row["name"] for row in told["document"]}
    for seen in told["sighting"]:
        claim = claims.get(seen["claim_id"])
        if claim is not None and claim["claimant"] != own:
            written = str(json.loads(seen["original"]).get("quantity", ""))
            yield Claimed(
                names[seen["document"]],
                seen["locator"],
                claim["designation"],
                written,
                is_withheld=claim["quantity_kind"] == "withheld",
            )
