"""Everything Tallystick raises on purpose.

    TallystickError            exit code 3 unless a subclass says otherwise
    ├── UsageError             2  the call is wrong: a setting, an option, an identifier nobody has
    │   ├── UnknownIdError     2  no claim, cell or party by that name; near misses are offered
    │   └── AmbiguousIdError   2  several answer to that name; they are listed
    ├── UnreadableError        3  a file cannot be read; names file, line and column
    ├── CaseError              3  a case folder is not one, or is damaged
    ├── AgreementError         3  an agreement's folder cannot be used; names file and line
    ├── BackupError            3  a backup of a register could not be read back
    ├── NotWholeError          3  a register that was restored does not fit together
    └── ValueRefusedError      3  a value that the model does not allow (a half tank, a low above a high)

A message says what happened, where, why it matters, and what to do; the parts are attributes too. What is said as
phrases can be said in other languages (`tallystick.phrase`).
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from tallystick.phrase import Joint, Phrase, Said, Value, Word, listed, quoted, says

_MOST_LISTED: Final = 12
"""Identifiers that an error lists: a screenful; the tables hold the rest."""
_LIKE: Final = 0.4
"""How like each other two words must be for one to be offered for the other: names have several words."""


def near_misses(wanted: str, known: Iterable[str]) -> str:
    """Name the near misses of a word, to stand in a message: `Nearest: a, b.`; empty where none is like it."""
    near = near_words(wanted, known)
    return f"Nearest: {', '.join(near)}." if len(near) > 0 else ""


def nearest(wanted: str, known: Iterable[str]) -> tuple[Phrase, ...]:
    """Name the near misses of a word as a sentence, to stand among others; none where none is like it."""
    near = near_words(wanted, known)
    return (says("Nearest: %(near)s.", near=listed(near)),) if len(near) > 0 else ()


def near_words(wanted: str, known: Iterable[str]) -> list[str]:
    """Give the words most like one, the nearest first; none where none is like it."""
    return get_close_matches(wanted, list(known), n=3, cutoff=_LIKE)


class TallystickError(Exception):
    """What every error of this package is; `exit_code` is what the command line ends with."""

    exit_code = 3

    def __init__(self, *said: Said) -> None:
        """Say it, sentence after sentence."""
        self.said = said
        """The sentences; those that are no phrases can be said in English alone."""
        super().__init__(" ".join(str(one) for one in said))

    @property
    def whole(self) -> Said:
        """All of it, to stand within what another error says; in English alone where one of its sentences is."""
        if any(isinstance(one, str) for one in self.said):
            return str(self)
        return self.said[0] if len(self.said) == 1 else listed(self.said, Joint.SPACE)


class UsageError(TallystickError):
    """The command or call cannot be carried out as it was put."""

    exit_code = 2


class UnknownIdError(UsageError):
    """Nothing here has that identifier."""

    def __init__(self, wanted: str, near: Sequence[str] = ()) -> None:
        """Name what was asked for and the nearest identifiers there are."""
        self.wanted = wanted
        self.near = tuple(near)
        hint = f" Nearest: {', '.join(self.near)}." if len(self.near) > 0 else ""
        super().__init__(
            f"nothing in this assessment is called {wanted!r}.{hint} "
            "Identifiers stand in out/cell.csv, claim.csv, verdict.csv and finding.csv, and on the page."
        )

    def __reduce__(self) -> tuple[type["UnknownIdError"], tuple[str, tuple[str, ...]]]:
        """Survive pickling to a worker."""
        return (type(self), (self.wanted, self.near))


class AmbiguousIdError(UsageError):
    """Several things here answer to that identifier."""

    def __init__(self, wanted: str, found: Sequence[str]) -> None:
        """List what answers, so that one can be chosen."""
        self.wanted = wanted
        self.found = tuple(found)
        more = len(self.found) - _MOST_LISTED
        shown = ", ".join(self.found[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
        super().__init__(f"{len(self.found)} things answer to {wanted!r}; choose one: {shown}")

    def __reduce__(self) -> tuple[type["AmbiguousIdError"], tuple[str, tuple[str, ...]]]:
        """Survive pickling to a worker."""
        return (type(self), (self.wanted, self.found))


class UnreadableError(TallystickError):
    """A file could not be read; nothing of it was taken."""

    def __init__(
        self,
        file: str | Path,
        problem: Said,
        *,
        line: int | None = None,
        column: str | None = None,
        remedy: Said = "",
    ) -> None:
        """Say which file, line and column, what is wrong with it, and what to do.

        Args:
            file: the file; its name alone is said.
            problem: what is wrong, to stand behind the file: "has no rows".
            line: the line, from 1.
            column: the column, as the file calls it.
            remedy: what to do, as sentences.
        """
        self.file = Path(file)
        self.problem = str(problem)
        self.line = line
        self.column = column
        self.remedy = str(remedy)
        self.given = (problem, remedy)
        """The problem and the remedy as they were put."""
        placed = _placed(self.file, problem, line, column)
        super().__init__(*([placed] if self.remedy == "" else [placed, remedy]))

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        """Survive pickling to a worker."""
        problem, remedy = self.given
        return (_unreadable, (self.file, problem, self.line, self.column, remedy))


class AgreementError(UnreadableError):
    """The folder of an agreement cannot be used as it stands: nothing is judged by half a law."""

    faults: tuple["AgreementError", ...] = ()
    """Each fault, where one message tells several."""

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        """Survive pickling to a worker."""
        problem, remedy = self.given
        return (_agreement, (self.file, problem, self.line, self.column, remedy))


def _placed(file: Path, problem: Said, line: int | None, column: str | None) -> Said:
    """Say where what is wrong stands; in English alone where the problem is."""
    name = Value(Word.FILE, (file.name,))
    at = says("line %(line)s", line=str(line)) if line is not None else None
    within = says("column %(column)s", column=quoted(column)) if column is not None else None
    place = listed(one for one in (name, at, within) if one is not None)
    if isinstance(problem, str):
        return f"{place}: {problem}."
    return says("%(place)s: %(problem)s.", place=place, problem=problem)


def _agreement(
    file: Path, problem: Said, line: int | None, column: str | None, remedy: Said
) -> AgreementError:
    return AgreementError(file, problem, line=line, column=column, remedy=remedy)


def _unreadable(
    file: Path, problem: Said, line: int | None, column: str | None, remedy: Said
) -> UnreadableError:
    return UnreadableError(file, problem, line=line, column=column, remedy=remedy)


class CaseError(TallystickError):
    """A folder is not a case, or its documents no longer are what was added."""


class ValueRefusedError(TallystickError):
    """The model does not allow this value."""


class BackupError(TallystickError):
    """A backup of a register could not be read back as it was written, so it was not kept."""


class NotWholeError(TallystickError):
    """What was restored of a register does not fit together, so nothing was kept."""
