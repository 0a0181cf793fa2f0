"""Who is bound by an agreement on a day, for a terminal."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from tallystick.model.agreement import Joining
from tallystick.model.claim import NONE
from tallystick.model.record import Row
from tallystick.model.words import article, capitalised, party, plain, plural

_HEADS: Final = ("party", "bound", "since", "until", "act")
_GAP: Final = "  "
_NAME_WIDTH: Final = 24
"""Longer names of parties go on in the next line."""
_LEAST_NAME: Final = 10
_BASIS_WIDTH: Final = 44
"""Narrower than this, the basis stands below its row and not beside it."""
_VIEWS: Final = " | "
"""Between the views of a disputed act, as `participation.csv` writes them."""
_BOUND: Final = {True: "yes", False: "no", "contested": "contested"}


def status_lines(
    rows: Sequence[Row], title: str, on: date, known_as_of: date, *, width: int | None = None
) -> Iterator[str]:
    """Write who is bound: a summary, then a row a party.

    Args:
        rows: what `rules.participation.status_on` gives.
        title: the agreement, as it stands in a sentence: "the Arms Trade Treaty".
        on: the day asked about.
        known_as_of: the day up to which participation is known.
        width: columns of the terminal; null where lines go elsewhere and stay whole.
    """
    yield from _wrapped(_summary(rows, title, on), width, "")
    if on > known_as_of:
        yield from _wrapped(_later(known_as_of), width, "")
    if len(rows) > 0:
        yield ""
        yield from _table(rows, width)


def party_lines(row: Row, title: str, on: date, known_as_of: date) -> Iterator[str]:
    """Say in a short paragraph whether one party is bound, since and until when, and by what."""
    name = party(row["party"])
    yield f"{name}, {title}, on {on}: {_one_bound(row)}"
    if row["act"] == NONE:
        yield f"No act of {name} by then is on record."
    else:
        first, *others = row["basis"].split(_VIEWS)
        yield f"Basis: {first}{'.' if len(others) == 0 else ''}"
        yield from (f"  and: {view}" for view in others)
    if row["articles"] != NONE:
        cited = article(row["articles"].replace(" ", ", "))
        yield f"Applied provisionally: {cited}; no reporting duty follows from that."
    if on > known_as_of:
        yield _later(known_as_of)


def _one_bound(row: Row) -> str:
    since, until = row["since"], row["until"]
    match row["bound"]:
        case True:
            said = f"{'asked' if _is_addressed(row) else 'bound'} since {since}"
            return f"{said}." if until is None else f"{said}, and no longer from {until} on."
        case False:
            return "not bound." if since is None else f"not bound, as things stand since {since}."
        case _:
            return f"contested since {since}; the basis gives each view and who holds it."


def _is_addressed(row: Row) -> bool:
    """Whether a resolution asks it of this party, which consented to nothing."""
    return bool(row["act"] == Joining.ADDRESSED)


def _later(known_as_of: date) -> str:
    return f"As known on {known_as_of}: acts after that day are not on record here."


def _summary(rows: Sequence[Row], title: str, on: date) -> str:
    counts = Counter(str(row["bound"]) for row in rows)
    asked = any(_is_addressed(row) for row in rows)
    said = [f"{plural(counts['True'], 'party is', 'parties are')} {'addressed' if asked else 'bound'}"]
    if counts["contested"] > 0:
        said.append(f"of {plural(counts['contested'], 'party')} it is contested")
    if counts["False"] > 0:
        said.append(
            f"{plural(counts['False'], 'other has', 'others have')} acted and {_are(counts['False'])} not"
        )
    return f"{capitalised(title)}, on {on}: {'; '.join(said)}."


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _table(rows: Sequence[Row], width: int | None) -> Iterator[str]:
    rows = sorted(rows, key=lambda row: party(row["party"]))
    cells = [_cells(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(_HEADS, *cells, strict=True)]
    if width is not None:
        room = width - sum(widths[1:]) - len(_GAP) * len(widths[1:])
        widths[0] = max(_LEAST_NAME, min(widths[0], _NAME_WIDTH, room))
    taken = sum(widths) + len(_GAP) * len(widths)
    beside = width is None or width - taken >= _BASIS_WIDTH
    yield _row([*_HEADS, *(["basis"] if beside else [])], widths)
    for row, words in zip(rows, cells, strict=True):
        yield from (
            _beside(words, row["basis"], widths, width)
            if beside
            else _below(words, row["basis"], widths, width)
        )


def _cells(row: Row) -> list[str]:
    days = ("—" if row[name] is None else str(row[name]) for name in ("since", "until"))
    act = "—" if row["act"] == NONE else plain(row["act"])
    bound = "asked" if _is_addressed(row) else _BOUND[row["bound"]]
    return [party(row["party"]), bound, *days, act]


def _row(words: Sequence[str], widths: Sequence[int]) -> str:
    padded = [word.ljust(width) for word, width in zip(words, widths, strict=False)]
    return _GAP.join([*padded, *words[len(widths) :]]).rstrip()


def _beside(words: Sequence[str], basis: str, widths: Sequence[int], width: int | None) -> Iterator[str]:
    if width is None:
        yield _row([*words, basis], widths)
        return
    names = textwrap.wrap(words[0], widths[0])
    told = textwrap.wrap(basis, width - sum(widths) - len(_GAP) * len(widths))
    blank = [""] * (len(widths) - 1)
    for place in range(max(len(names), len(told))):
        name, text = (part[place] if place < len(part) else "" for part in (names, told))
        yield _row([name, *(words[1:] if place == 0 else blank), text], widths)


def _below(words: Sequence[str], basis: str, widths: Sequence[int], width: int | None) -> Iterator[str]:
    first, *more = textwrap.wrap(words[0], widths[0])
    yield _row([first, *words[1:]], widths)
    yield from more
    yield from _wrapped(basis, width, _GAP * 2)


def _wrapped(text: str, width: int | None, indent: str) -> list[str]:
    if width is None:
        return [f"{indent}{text}"]
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent)
