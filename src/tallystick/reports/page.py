"""The page: one file that opens offline, with every gap down to the original cells of the original documents."""

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tallystick import __version__
from tallystick.model import words
from tallystick.model.case import Case
from tallystick.model.cause import NOT_LOOKED_FOR
from tallystick.model.claim import NONE
from tallystick.model.record import Record, Row, count_by, is_named
from tallystick.reports.ahead import MONTHS
from tallystick.reports.atlas import Pair, draw, pair_up
from tallystick.reports.charts import Chart, chart_pair, cut_stick, year_labels
from tallystick.reports.desk import STEPS, open_desk
from tallystick.reports.dossier import open_dossiers
from tallystick.reports.laid import Laid, lay_open, statement
from tallystick.reports.promises import open_promises, parties_of
from tallystick.reports.reliance import LEAST, by_name, reliances

_ISSUES_SHOWN: Final = 50
"""Of each rule; more would bury the rules that have few. All stand in issue.csv."""

_SPEAKS: Final = frozenset({"reported", "nil", "withheld", "unknown"})
"""States of a side that said something, be it that it gives no figure."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The counts that stand at the top."""

    claims: int
    claimants: int
    flows: int
    opened: int
    """Of the flows, how many are laid open with their claims."""
    both: int
    counts: Mapping[str, int]
    sentence: str
    silent: Sequence[tuple[str, str, int, int]]
    """State, its words, silent importers, silent exporters."""


@dataclass(frozen=True, slots=True)
class ChartedPair:
    """One ordered pair with its charts."""

    pair: Pair
    charts: Sequence[Chart]
    has_both: bool


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """All that could not be read for one reason."""

    rule: str
    shown: Sequence[Row]
    count: int


def render(tables: Mapping[str, pl.DataFrame], case: Case, *, no_finding: str = words.NOTHING_ASKED) -> str:
    """Write the page of one assessment; it shows the tables and computes no figure of its own.

    Args:
        tables: by name, as `model/tables/` declares them; a missing table has no rows.
        case: what was assessed, and for whose eyes.
        no_finding: what to say where there is no finding.

    Returns:
        A whole HTML document with everything in it: no request leaves it.

    Raises:
        CaseError: if there are verdicts and nobody says on which day they were given.
    """
    record = Record.of(tables)
    laid = lay_open(record)
    years = _years(record, laid)
    pairs = pair_up(laid)
    headline = _headline(record, laid)
    promises = open_promises(record, case, laid)
    text = (
        _environment()
        .get_template("page.html.j2")
        .render(
            case=case,
            record=record,
            headline=headline,
            stick=cut_stick(headline.counts),
            atlas=draw(pairs),
            pairs=pairs,
            promises=promises,
            desk=open_desk(record, laid, parties_of(record, laid), promises.lines, no_finding),
            charted=[_charted(pair, years) for pair in pairs if pair.is_open],
            laid=laid,
            choices=_choices([one for one in laid if one.is_open]),
            years=years,
            year_labels=year_labels(years),
            looked_for=_looked_for(laid),
            reliances=by_name(reliances(record)),
            remarks=[row["sentence"] for row in record.rows("remark") if row["cell_id"] == NONE],
            dossiers=open_dossiers(record, laid, years),
            apart=[statement(record, claim) for claim in record.apart],
            issues=_issues(record.rows("issue")),
            case_name=shlex.quote(case.folder.name if case.folder.name != "" else "."),
        )
    )
    return "\n".join(line for raw in text.splitlines() if (line := raw.strip()) != "") + "\n"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tallystick.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "article": words.article,
        "capitalize_first": _capitalized,
        "coded": _coded,
        "number": words.number,
        "party": words.party,
        "plain": words.plain,
        "probability": words.probability,
        "span": words.span,
    }
    environment.globals |= {
        "FITS": words.FITS,
        "NOT_LOOKED_FOR": NOT_LOOKED_FOR,
        "LEAST": LEAST,
        "HOW_MATCHED": words.HOW_MATCHED,
        "MONTHS": MONTHS,
        "STEPS": STEPS,
        "STATES": words.STATES,
        "inlined": _inlined,
        "is_named": is_named,
        "plural": words.plural,
        "said": _said,
        "share": words.share,
        "version": __version__,
    }
    return environment


def _inlined(name: str) -> Markup:
    """Give a style or script of our own as it is; nothing that comes from a file passes here."""
    return Markup(resources.files("tallystick.reports").joinpath("templates", name).read_text("utf-8"))  # noqa: S704


def _capitalized(text: str) -> str:
    """Begin with a capital and leave the rest, names included, as it is."""
    return text[:1].upper() + text[1:]


def _said(verdict: str, reason: str) -> str:
    """Say a verdict for people; where there is no such duty, that."""
    return "no such duty" if verdict == NONE else words.verdict_said(verdict, reason)


def _coded(text: str) -> Markup:
    """Set what stands between backticks as code; all else stays words."""
    pieces = re.split(r"`([^`]+)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if place % 2 == 1 else piece
        for place, piece in enumerate(pieces)
    )


def _years(record: Record, laid: Sequence[Laid]) -> range:
    """Span the years that flows speak of; filings reach further back and would only show emptiness."""
    years = {cell.year for cell in laid} or {row["period_start"].year for row in record.rows("claim")}
    return range(min(years), max(years) + 1) if len(years) > 0 else range(0)


def _headline(record: Record, laid: Sequence[Laid]) -> Headline:
    counts = Counter(cell.halves for cell in laid)
    both = sum(cell.exporter.state in _SPEAKS and cell.importer.state in _SPEAKS for cell in laid)
    claims = record.rows("claim")
    claimants = len({row["claimant"] for row in claims if is_named(row["claimant"])})
    return Headline(
        claims=len(claims),
        claimants=claimants,
        flows=len(laid),
        opened=sum(cell.is_open for cell in laid),
        both=both,
        counts={halves: counts[halves] for halves in words.FITS if halves in counts},
        sentence=_sentence(counts, both),
        silent=_silent(laid),
    )


def _sentence(counts: Mapping[str, int], both: int) -> str:
    total = sum(counts.values())
    if total == 0:
        return "No claim could be laid beside another."
    fits = _listed(
        (counts.get("agreed", 0), "agree", "agrees"),
        (counts.get("nil_both", 0), "say none on both sides", "says none on both sides"),
        (
            counts.get("explained", 0),
            "differ by what likely causes or lines of other goods account for",
            "differs by what likely causes or lines of other goods account for",
        ),
        (
            counts.get("conflicting", 0),
            "differ with no likely cause for a part",
            "differs with no likely cause for a part",
        ),
        (counts.get("withheld_one", 0), "have one figure withheld", "has one figure withheld"),
    )
    alone = _listed(
        (counts.get("exporter_only", 0), "have the exporter's half only", "has the exporter's half only"),
        (counts.get("importer_only", 0), "the importer's only", "the importer's only"),
    )
    sentence = f"Of {words.plural(total, 'flow')}, {words.number(both)} ({words.share(both, total)}) have both halves"
    sentence += f": {fits}." if fits != "" else "."
    return sentence + (f" {alone[0].upper()}{alone[1:]}." if alone != "" else "")


def _listed(*parts: tuple[int, str, str]) -> str:
    phrases = [
        f"{words.number(count)} {one if count == 1 else many}" for count, many, one in parts if count > 0
    ]
    return (
        phrases[0]
        if len(phrases) == 1
        else ", ".join(phrases[:-1]) + f" and {phrases[-1]}"
        if phrases
        else ""
    )


def _silent(laid: Iterable[Laid]) -> list[tuple[str, str, int, int]]:
    cells = [cell for cell in laid if cell.is_between]
    importers = Counter(cell.importer.state for cell in cells if cell.exporter.state in _SPEAKS)
    exporters = Counter(cell.exporter.state for cell in cells if cell.importer.state in _SPEAKS)
    return [
        (state, words.STATES[state], importers[state], exporters[state])
        for state in words.SILENCES
        if importers[state] + exporters[state] > 0
    ]


def _charted(pair: Pair, years: range) -> ChartedPair:
    has_both = any(cell.exporter.state in _SPEAKS and cell.importer.state in _SPEAKS for cell in pair.cells)
    return ChartedPair(pair, chart_pair(pair.cells, years), has_both)


def _choices(laid: Sequence[Laid]) -> Mapping[str, Sequence[tuple[str, str]]]:
    """List what the filters offer: only what occurs."""
    parties = {party for cell in laid for party in cell.pair if is_named(party)}
    occurring = {cell.halves for cell in laid}
    return {
        "party": sorted(((code, words.party(code)) for code in parties), key=lambda choice: choice[1]),
        "category": sorted(
            {(cell.cell["category"], cell.category) for cell in laid}, key=lambda choice: choice[1]
        ),
        "year": [(str(year), str(year)) for year in sorted({cell.year for cell in laid})],
        "halves": [(halves, fit.label) for halves, fit in words.FITS.items() if halves in occurring],
    }


def _looked_for(laid: Sequence[Laid]) -> str:
    """Say once what was looked for everywhere; where it differs, each gap says it."""
    tried = {cell.tried for cell in laid if cell.is_gap}
    return tried.pop() if len(tried) == 1 else ""


def _issues(rows: Sequence[Row]) -> list[IssueGroup]:
    counts = count_by(rows, lambda row: str(row["rule"]))
    return [
        IssueGroup(rule, [row for row in rows if row["rule"] == rule][:_ISSUES_SHOWN], counts[rule])
        for rule in sorted(counts)
    ]
