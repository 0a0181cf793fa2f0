"""A layout: the columns by which a source is recognised, and how a file falls short of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from tallystick.phrase import Part, Phrase, Value, Word, counts, listed, quoted, says
from tallystick.sources.document import FileHead, Form
from tallystick.sources.headings import meant

ALMOST: Final = 0.5
"""A file that lacks up to half of the required columns was meant to be of that layout, or may be made so."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of file, in folded spelling."""

    name: str
    """What people call such a file: `tally file`."""
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    form: Form | None = None
    """The only form such a file has; null where it may be any table."""

    def missing(self, head: FileHead, given: Collection[str] = ()) -> list[str]:
        """Name the required columns that neither the file has nor the user gave a value for."""
        return [column for column in self.required if column not in head.columns and column not in given]

    def fits(self, head: FileHead, given: Collection[str] = ()) -> bool:
        """Whether it has the form, and every required column is there."""
        return self.form in {None, head.form} and len(self.missing(head, given)) == 0

    def said(self) -> Value:
        """Give its name, to stand in a phrase."""
        return Value(Word.SAID, (self.name,))

    def shortfall(self, head: FileHead, given: Collection[str] = ()) -> Phrase:
        """Say which columns a file lacks to have this layout, with the ones that may be meant."""
        spare = [column for column in head.columns if column not in self.required + self.optional]
        lacking = [_hinted(column, spare) for column in self.missing(head, given)]
        return counts(
            "is almost a %(layout)s, but lacks the column %(columns)s",
            "is almost a %(layout)s, but lacks the columns %(columns)s",
            len(lacking),
            layout=self.said(),
            columns=listed(lacking),
        )


def _hinted(column: str, spare: Sequence[str]) -> Part:
    """Name a column that is lacking, and the one that may be meant."""
    near = [one for one in spare if meant(one) == column]
    near = near or get_close_matches(column, spare, n=1, cutoff=0.5)
    if len(near) == 0:
        return quoted(column)
    return says("%(column)s (is it %(near)s?)", column=quoted(column), near=quoted(near[0]))


def by_likeness(
    layouts: Mapping[str, tuple[Layout, ...]], head: FileHead
) -> Sequence[tuple[float, str, Layout]]:
    """Order layouts by the share of required columns that a file lacks; each with that share and its source."""
    wanted = {one for one in map(meant, head.columns) if one is not None}
    candidates = [
        (len(layout.missing(head, wanted)) / len(layout.required), name, layout)
        for name, layouts_of_one in layouts.items()
        for layout in layouts_of_one
        if layout.form in {None, head.form}
    ]
    # of layouts that lack as little, the one of most columns has most in common with the file
    return sorted(candidates, key=lambda one: (one[0], -len(one[2].required), one[2].name))
