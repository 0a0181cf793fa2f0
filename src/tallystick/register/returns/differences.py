"""What differs between two versions of a return, or between what was submitted and what the register says now."""

from dataclasses import dataclass
from typing import Final

from tallystick.register.returns.figures import Figure
from tallystick.register.returns.instruments import PARTS
from tallystick.register.returns.lines import Line, Table, live, table, tables
from tallystick.register.returns.models import Filing
from tallystick.register.returns.part import Part
from tallystick.register.returns.questions import Answer, answers


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that is not the same; a side is None where the line does not stand there."""

    before: Line | None
    after: Line | None

    @property
    def figure(self) -> Figure:
        """The figure as it stands on the side that has it."""
        line = self.after or self.before
        if line is None:
            raise ValueError("a difference has one side at least")
        return line.figure


def between(before: list[Table], after: list[Table]) -> list[Difference]:
    """List the lines whose figure, mark or remark differs, in the order of the later side."""
    old = {line.key: line for table in before for line in table.lines}
    new = {line.key: line for table in after for line in table.lines}
    changed = [
        Difference(old.get(key), line)
        for key, line in new.items()
        if key not in old or not _same(old[key], line)
    ]
    return changed + [Difference(line, None) for key, line in old.items() if key not in new]


def _same(before: Line, after: Line) -> bool:
    one, other = before.figure, after.figure
    return (one.quantity, one.unit, before.mark, before.remark) == (
        other.quantity,
        other.unit,
        after.mark,
        after.remark,
    )


def since_the_version_before(filing: Filing) -> list[Difference]:
    """List what differs from the version that a filing supplements; nothing for a first version."""
    return [] if filing.supersedes is None else between(tables(filing.supersedes), tables(filing))


def answers_since_the_version_before(filing: Filing) -> list[tuple[Answer, Answer]]:
    """List the questions answered otherwise than in the version that a filing supplements: before and after."""
    if filing.supersedes is None:
        return []
    pairs = zip(answers(filing.supersedes), answers(filing), strict=True)
    return [(before, after) for before, after in pairs if _given(before) != _given(after)]


def _given(one: Answer) -> str:
    """Give what was answered: what stands for a lacking answer differs once a return is submitted."""
    return one.answer if one.is_answered else ""


def since_submission(filing: Filing, part: Part | None = None) -> list[Difference]:
    """List what the register says otherwise by now: late entries and corrections; nothing for a working filing.

    Args:
        filing: a submitted one.
        part: only this part; None for all.
    """
    if filing.frozen is None:
        return []
    now = Filing(**{name: getattr(filing, name) for name in _KEPT})
    parts = PARTS[filing.instrument] if part is None else (part,)
    return between([table(filing, one) for one in parts], [live(now, one) for one in parts])


_KEPT: Final = (
    "instrument",
    "year_from",
    "year_to",
    "visibility",
    "basis",
    "authorised_for",
    "marks",
    "line_remarks",
    "said",
)
