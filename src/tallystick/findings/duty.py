"""What a duty is called in a sentence: the agreement, the article, the rule, the period."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tallystick.model import words
from tallystick.model.claim import NONE
from tallystick.model.record import Record, Row
from tallystick.model.words import plain


@dataclass(frozen=True, slots=True)
class Duties:
    """Titles and articles, from tables `clock` and `obligation`."""

    record: Record

    def title(self, agreement: str) -> str:
        """Name an agreement; one of which no title is known stands by its code."""
        return self.record.title(agreement)

    def name(self, row: Row) -> str:
        """Name the duty of a verdict: `the Arms Trade Treaty, Art. 13(3) (annual report)`."""
        cited = words.article(self._article(row["agreement"], row["rule"]))
        named = "" if cited == "" else f", {cited}"
        return f"{self.title(row['agreement'])}{named} ({plain(row['rule'])})"

    def names(self, rows: Iterable[Row]) -> str:
        """Name what falls due under one agreement; of the rules about one article, the one with the shortest name."""
        named: dict[str, str] = {}
        duties = {(row["agreement"], row["rule"]) for row in rows}
        for agreement, rule in sorted(duties, key=lambda duty: (len(duty[1]), duty)):
            article = self._article(agreement, rule)
            named.setdefault(rule if article == NONE else article, plain(rule))
        return ", ".join(sorted(named.values()))

    def _article(self, agreement: str, rule: str) -> str:
        known = self.record.obligations.get((agreement, rule))
        return NONE if known is None else str(known["article"])

    def instruments(self, row: Row) -> Sequence[str]:
        """Name the agreement of a verdict and the instrument of its reports, if it has one."""
        known = self.record.obligations.get((row["agreement"], row["rule"]))
        reports = NONE if known is None else known["reports"]
        return tuple(dict.fromkeys(name for name in (row["agreement"], reports) if name != NONE))


def when(row: Row) -> str:
    """Say which period a verdict is about: a year, or from when a duty runs."""
    start, end = row["period_start"], row["period_end"]
    return str(start.year) if start.year == end.year else f"since {start}"


def years(rows: Iterable[Row]) -> str:
    """List the years verdicts are about, neighbours joined: `1994–1998, 2003`."""
    return words.years(row["period_start"].year for row in rows)
