"""Read a tally file of any size by columns: what it says is worked out once a word, not once a line.

Meaning and refusals are those of the reader of single lines (catalog/tally); a test holds both to each other. What
costs time there, a record of each line's raw fields, is left out here: sightings are for cases.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import narwhals as nw
import polars as pl

from tallystick.engine.engine import ROW, Engine, Frame
from tallystick.model.claim import NONE, UNRESOLVED, Role
from tallystick.model.quantity import counted_units
from tallystick.model.tables import CLAIM
from tallystick.sources import meanings as read
from tallystick.sources.amounts import is_described, misfits, with_numbers, with_quantities
from tallystick.sources.document import fold
from tallystick.sources.layout import Layout
from tallystick.sources.meanings import WORDS, Meanings, Names
from tallystick.sources.refusal import refuse_if_any, refused_rows, refused_words
from tallystick.sources.spread import spread, written
from tallystick.sources.table import without_rows

Remark = tuple[str, str]
"""Kind and sentence."""

_AS_STATED: Final = {
    "origin_party": "origin",
    "via": "via",
    "end_user": "end_user",
    "consignee": "consignee",
    "intermediary": "intermediary",
    "carrier": "carrier",
    "condition": "condition",
    "designation": "designation",
}
"""Columns of table `claim` that keep the claimant's own words, and where these stand."""
_PARTIES: Final = {"claimant": "claimant", "from": "from_party", "to": "to_party"}
_RECURRING: Final = (*_PARTIES, "category", "period")
"""Columns of few different words beside the lines of a file, which nothing looks into but as a whole."""
_MADE_LATER: Final = ("claim_id", "line", "scheme", "scheme_code")
"""Columns of table `claim` that few of many claims are ever asked for."""
COLUMNS: Final = tuple(name for name in CLAIM.column_names() if name not in _MADE_LATER)
"""What is read of every claim."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one tally file as written, on an engine; every required column of the layout is there."""

    path: Path
    document: str
    """What tells its filings from those of other files."""
    frame: Frame
    layout: Layout
    is_sheet: bool
    """Whether empty rows are nothing: in Parquet every row is meant."""


@dataclass(frozen=True, slots=True)
class Said:
    """The claims of a file, in the columns `COLUMNS`, and what to know of them."""

    claims: Frame
    remarks: list[Remark]
    resolved: bool
    """Whether every claimant, and every party it speaks of, is known."""


def read_columns(lines: Lines, engine: Engine, known: Names | None) -> Said:
    """Read what the lines of a tally file say.

    Args:
        lines: the file.
        engine: where its lines are.
        known: says which party a name means on a day; null: codes of parties and categories are taken as they stand.

    Raises:
        UnreadableError: if lines cannot stand: the first, how many there are, and why; nothing is taken then.
    """
    reader = _Reader(lines, engine, known)
    reader.read_words()
    reader.read_parties()
    reader.read_amounts()
    claims = _as_claims(reader.frame, reader.columns, lines.document)
    return Said(claims, sorted(set(reader.remarks)), reader.resolved)


class _Reader:
    """One file in progress: each step adds columns that say what the words of others mean."""

    def __init__(self, lines: Lines, engine: Engine, known: Names | None) -> None:
        self.lines, self.engine, self.known = lines, engine, known
        frame, self.columns, self.is_text = _as_written(lines)
        # it is looked into many times over, and reading a file of words takes longer than what is looked for
        self.frame = engine.held(frame, [written(name) for name in _RECURRING if name in self.columns])
        self.remarks = _unused(lines)
        self.counts = False
        self.resolved = False

    def read_words(self) -> None:
        """Read roles, acts, units, periods and categories."""
        words = [column for column in WORDS if column in self.columns]
        goods = [column for column in ("category", "instrument") if column in self.columns]
        different = self._different(map(written, words))
        if len(different) == 0:
            raise without_rows(self.lines.path, None)
        found = read.read_words(different, words)
        self.counts = any(counted_units()[row["unit"]] for row in found.rows)
        self._take(
            found,
            read.read_periods(self._different([written("period")])),
            read.read_categories(self._different(map(written, goods)), any_code=self.known is None),
        )

    def read_parties(self) -> None:
        """Read who speaks, from whom and to whom."""
        dated = [] if self.known is None else ["period_end"]
        found = {
            target: read.read_parties(self._different([written(column), *dated]), column, target, self.known)
            for column, target in _PARTIES.items()
        }
        self.resolved = not any(
            row[target].startswith(UNRESOLVED) for target, meanings in found.items() for row in meanings.rows
        )
        self._take(*found.values())

    def read_amounts(self) -> None:
        """Read the quantities, and count what lines may say but seldom mean."""
        self.frame = with_numbers(self.frame, is_text=self.is_text)
        odd = self._different([written("quantity"), "unit"], ~nw.col("plain")) if self.is_text else []
        figures = read.read_figures(odd)
        described = is_described(written("designation")) if "designation" in self.columns else None
        wrong = misfits(is_text=self.is_text, counts=self.counts)
        strange = _oddities(described)
        counts = self._counted([which for _, which in wrong] + [which for _, _, which in strange])
        bad = [refused_words(self.frame, figures, self.engine)]
        bad += [
            refused_rows(self.frame, "quantity", why, which)
            for (why, which), count in zip(wrong, counts, strict=False)
            if count > 0
        ]
        self._refuse(bad)
        self.remarks += [
            (kind, sentence.format("1 line" if count == 1 else f"{count:,} lines"))
            for (kind, sentence, _), count in zip(strange, counts[len(wrong) :], strict=True)
            if count > 0
        ]
        self.frame = with_quantities(self.frame, figures, described=described, bring=self.engine.bring)

    def _different(self, columns: Iterable[str], which: nw.Expr | None = None) -> list[dict[str, Any]]:
        """Give the different combinations of words in some columns, sorted."""
        keys = list(columns)
        rows = self.frame if which is None else self.frame.filter(which)
        return self.engine.fetch(rows.select(*keys).unique()).sort(keys).to_dicts()

    def _counted(self, conditions: list[nw.Expr]) -> list[int]:
        """Count the rows for which each condition holds, in one pass."""
        sums = [which.cast(nw.Int64).sum().alias(str(place)) for place, which in enumerate(conditions)]
        found = self.engine.fetch(self.frame.select(*sums)).row(0)
        return [0 if count is None else int(count) for count in found]

    def _take(self, *found: Meanings) -> None:
        self._refuse([refused_words(self.frame, meanings, self.engine) for meanings in found])
        for meanings in found:
            table = pl.DataFrame(meanings.rows, infer_schema_length=None)
            self.frame = spread(self.frame, table, meanings.keys, self.engine.bring)
            self.remarks += meanings.remarks

    def _refuse(self, bad: Iterable[Frame | None]) -> None:
        refuse_if_any(self.lines.path, [one for one in bad if one is not None], self.engine)


def _as_written(lines: Lines) -> tuple[Frame, set[str], bool]:
    """Give the columns of the layout as text without nulls, which there are, and whether quantities are text."""
    schema = lines.frame.collect_schema()
    names = {fold(name): name for name in schema.names() if name != ROW}
    known = [column for column in lines.layout.required + lines.layout.optional if column in names]
    is_text = not schema[names["quantity"]].is_numeric()
    taken = [
        _text(names[column], schema[names[column]]).alias(written(column))
        if column != "quantity" or is_text
        else nw.col(names[column]).alias(written(column))
        for column in known
    ]
    rows = [nw.col(ROW)] if ROW in schema.names() else []
    frame = lines.frame.select(*rows, *taken)
    texts = [nw.col(written(column)) for column in known if column != "quantity" or is_text]
    if lines.is_sheet:
        # a spreadsheet leaves empty rows behind; they say nothing, not even nothing
        frame = frame.filter(~nw.all_horizontal(*(text == "" for text in texts), ignore_nulls=True))
    return frame, set(known), is_text


def _text(name: str, kind: nw.dtypes.DType) -> nw.Expr:
    """Write a column as a person would have typed it: 2014.0 in a column of numbers is 2014."""
    column = nw.col(name)
    if kind.is_float():
        whole = column == column.floor()
        column = nw.when(whole).then(column).cast(nw.Int64).cast(nw.String)
    elif kind != nw.String:
        column = column.cast(nw.String)
    return column.fill_null("")


def _oddities(described: nw.Expr | None) -> list[tuple[str, str, nw.Expr]]:
    """List kind, sentence and condition of what lines may say but seldom mean; they are kept as they stand."""
    exporter, importer = (nw.col("role") == role for role in (Role.EXPORTER, Role.IMPORTER))
    claimant = nw.col("claimant")
    other = (exporter & (claimant != nw.col("from_party"))) | (importer & (claimant != nw.col("to_party")))
    found = [
        (
            "speaks_for_other",
            "In {} the claimant speaks as exporter or importer and is not that party. Kept as written.",
            other & ~claimant.cast(nw.String).str.starts_with(UNRESOLVED),
        ),
        (
            "same_party",
            "In {} from and to are the same party. Kept as written.",
            (nw.col("from_party") == nw.col("to_party")) & (nw.col("from_party") != NONE),
        ),
    ]
    if described is not None:
        sentence = (
            "In {} a 0 stands beside a described item: taken as withheld, not as nil. "
            "Write nil where none is meant."
        )
        found.append(("zero_beside_item", sentence, (nw.col("number") == 0.0) & described))
    return found


def _unused(lines: Lines) -> list[Remark]:
    known = {*lines.layout.required, *lines.layout.optional, fold(ROW)}
    unused = [name for name in lines.frame.collect_schema().names() if fold(name) not in known]
    return [("unused_field", f"Nothing uses the column {name!r} of {lines.path.name}.") for name in unused]


def _as_claims(frame: Frame, columns: set[str], document: str) -> Frame:
    stated = {name: _stated(column, columns) for name, column in _AS_STATED.items()}
    implied = nw.concat_str([nw.lit(document), nw.col("instrument"), nw.col("role")], separator="/")
    filing = implied
    if "filing" in columns:
        text = nw.col(written("filing")).str.strip_chars()
        filing = nw.when(text.is_in(["", NONE])).then(implied).otherwise(text)
    return frame.with_columns(filing_id=filing, **stated).select(*COLUMNS)


def _stated(column: str, columns: set[str]) -> nw.Expr:
    if column not in columns:
        return nw.lit(NONE)
    text = nw.col(written(column)).str.strip_chars()
    return nw.when(text == "").then(nw.lit(NONE)).otherwise(text)
