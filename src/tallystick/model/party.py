"""Who is meant by a name: parties, areas and actors by their codes (DESIGN §2)."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from itertools import chain
from types import MappingProxyType
from typing import Final

from tallystick.errors import ValueRefusedError
from tallystick.phrase import Phrase, listed, quoted, says

LANGUAGES: Final = ("ar", "es", "fr", "pt")
"""Besides English, the languages that states are named in."""


class PartyKind(StrEnum):
    """How a code is listed; it takes no position on status."""

    STATE = "state"
    """A Member or observer State of the United Nations, or a State in its treaty practice."""
    FORMER_STATE = "former_state"
    TERRITORY = "territory"
    """Everything else that ISO 3166 lists, and Kosovo."""
    UNION = "union"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Party:
    """One party, with the dates between which it existed as such (null: older, or still there)."""

    code: str
    name: str
    formal_name: str
    kind: PartyKind
    valid_from: date | None
    valid_until: date | None
    successor: str | None
    """The one party that goes on from here; null also where several do, see `note`."""
    note: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """One code that a name stands for, and from when to when (null: older, or still)."""

    code: str
    valid_from: date | None
    valid_until: date | None

    def is_in_use(self, on: date | None) -> bool:
        """Whether it is meant on that day; without a day, whether it still is."""
        if on is None:
            return self.valid_until is None
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_until is None or on <= self.valid_until)


_ACTOR = re.compile(r"actor:[a-z0-9_]+")

# Letters that Unicode does not take apart, and the marks people leave out; "?" stays, because doubt matters.
_PLAIN = {
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    "\N{LATIN SMALL LETTER L WITH STROKE}": "l",
    "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
    "\N{LATIN SMALL LETTER D WITH STROKE}": "d",
    "\N{LATIN SMALL LETTER AE}": "ae",
    "\N{LATIN SMALL LIGATURE OE}": "oe",
    "&": " and ",
} | dict.fromkeys(".,*'\"", "")
_DROPPED = frozenset({"Mn", "Lm", "Sk", "Pi", "Pf"})
"""Unicode's categories of accents and of apostrophes and quotation marks of every shape."""
_AS_SPACE = frozenset({"Pc", "Pd", "Ps", "Pe"})
"""Underscores, dashes, brackets."""

_SHORTEST_SUGGESTED = 4
"""Codes and abbreviations look like almost anything short, so they suggest nothing."""

_LEAST_LIKENESS = 0.4
"""Below that a suggestion misleads: a bare number would look like a name with a year in it."""


@lru_cache(maxsize=8192)
def normalise(name: str) -> str:
    """Reduce a name to its look-up key: no case, accents, punctuation, brackets or outer "the"."""
    # The first round catches marks that Unicode would take apart into a space and an accent, the second
    # those that come out of compatibility forms.
    marked = "".join(_plain(letter) for letter in name)
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", marked).casefold())
    words = "".join(_plain(letter) for letter in folded).split()
    while len(words) > 1 and words[0] == "the":
        words.pop(0)
    while len(words) > 1 and words[-1] == "the":
        words.pop()
    return " ".join(words)


@cache
def _plain(letter: str) -> str:
    if letter in _PLAIN:
        return _PLAIN[letter]
    category = unicodedata.category(letter)
    if category in _DROPPED:
        return ""
    return " " if category in _AS_SPACE else letter


@cache
def parties() -> Mapping[str, Party]:
    """Every party there is or was, by code; source: `vocabulary/parties.csv`."""
    return MappingProxyType({row["party"]: _party(row) for row in read_vocabulary("parties.csv")})


@cache
def areas() -> Mapping[str, str]:
    """Name of every area, by code (`area:africa`); source: `vocabulary/areas.csv`."""
    rows = read_vocabulary("areas.csv")
    return MappingProxyType({row["area"]: row["name"] for row in rows if row["kind"] == "display"})


@cache
def actors() -> Mapping[str, str]:
    """Name of armed groups and organisations that are no parties, by code (`actor:nato`); `vocabulary/actors.csv`."""
    return MappingProxyType({row["actor"]: row["name"] for row in read_vocabulary("actors.csv")})


@cache
def invented_states() -> Mapping[str, str]:
    """Name of every invented state of exercises and simulated worlds, by code; source: `vocabulary/invented.csv`.

    They are no parties: no list of states holds them, no agreement of the shelf asks anything of them, and no
    misspelt name is ever said to be near one.
    """
    return MappingProxyType({row["code"]: row["name"] for row in read_vocabulary("invented.csv")})


def read_vocabulary(file: str) -> list[dict[str, str]]:
    """Read the rows of one CSV file of the vocabulary."""
    text = resources.files("tallystick.vocabulary").joinpath(file).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def find_party(name: str, *, on: date | None = None, extra: Mapping[str, str] | None = None) -> str | None:
    """Look a name or code up, exactly but for case, accents and punctuation; never guess.

    Dates choose between parties that bore one name ("Yugoslavia"); they never refuse a name that has
    only ever meant one party.

    Args:
        name: as written in the source; a name, a code, `area:africa` or `actor:some_group`.
        on: the day the name was used for; without it, a name that means nothing today is null if it
            has meant several parties.
        extra: names settled by hand, as written -> code; they win.

    Returns:
        The code, or null where the name is not known or stays ambiguous.

    Raises:
        ValueRefusedError: if a hand name points to a code that does not exist.
    """
    if extra is not None and (code := _settled_by_hand(name, extra)) is not None:
        return code
    if _ACTOR.fullmatch(written := name.strip().casefold()) is not None:
        return written
    key = normalise(name)
    return _choose(_meanings().get(key, ()), on) if key in _meanings() else _invented_names().get(key)


def meanings_of(name: str) -> tuple[Meaning, ...]:
    """Everything that a name has stood for, the oldest first: "Yugoslavia" is `YUG`, and from 2003 to 2006 `SCG`.

    Args:
        name: as written in the source.

    Returns:
        nothing where the name is not known; invented states and actors are not among it.
    """
    found = _meanings().get(normalise(name), ())
    return tuple(sorted(found, key=lambda one: (one.valid_from or date.min, one.code)))


def is_code(code: str) -> bool:
    """Whether this is exactly the code of a party, area or invented state, or written as an actor's is."""
    known = code in parties() or code in areas() or code in invented_states()
    return known or _ACTOR.fullmatch(code) is not None


def nearest_names(name: str, n: int = 3) -> list[str]:
    """List the `n` parties and areas with the names most like this one, as "Niger (NER)"; only to suggest."""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(normalise(name))
    likeness: dict[str, float] = {}
    for key, meanings in _meanings().items():
        if len(key) >= _SHORTEST_SUGGESTED:
            matcher.set_seq1(key)
            for meaning in meanings:
                likeness[meaning.code] = max(likeness.get(meaning.code, 0.0), matcher.ratio())
    ranked = sorted(
        (-ratio, party_name(code), code) for code, ratio in likeness.items() if ratio >= _LEAST_LIKENESS
    )
    return [f"{shown} ({code})" for _, shown, code in ranked[:n]]


def party_name(code: str) -> str:
    """Name a party, area, actor or invented state for people to read; an unknown code is returned as it is."""
    if code in parties():
        return parties()[code].name
    return next((names[code] for names in (areas(), actors(), invented_states()) if code in names), code)


@cache
def names_in(language: str) -> Mapping[str, str]:
    """Name states in Arabic, Spanish, French or Portuguese by code (`ar`, `es`, `fr`, `pt`); in others none.

    As the Unicode Common Locale Data Repository has them, and by the short names of the United Nations where states
    set store by theirs.
    """
    rows = read_vocabulary("state_names.csv")
    return MappingProxyType({row["party"]: row[language] for row in rows if language in row})


@cache
def spoken_names() -> Mapping[str, str]:
    """Shorter names for sentences and tables, where the UN short name fills a line."""
    return MappingProxyType({row["party"]: row["name"] for row in read_vocabulary("spoken.csv")})


def _party(row: dict[str, str]) -> Party:
    return Party(
        code=row["party"],
        name=row["name"],
        formal_name=row["formal_name"],
        kind=PartyKind(row["kind"]),
        valid_from=_date(row["valid_from"]),
        valid_until=_date(row["valid_until"]),
        successor=row["successor"] if row["successor"] != "" else None,
        note=row["note"],
    )


def _date(text: str) -> date | None:
    return None if text == "" else date.fromisoformat(text)


@cache
def _meanings() -> Mapping[str, tuple[Meaning, ...]]:
    """Everything each key stands for."""
    found: dict[str, list[Meaning]] = {}
    for name, meaning in _spellings():
        found.setdefault(normalise(name), []).append(meaning)
    for code, name in chain.from_iterable(names_in(language).items() for language in LANGUAGES):
        # a name that stands with its dates has said already whom it means, and when
        found.setdefault(normalise(name), [Meaning(code, None, None)])
    return MappingProxyType({key: tuple(meanings) for key, meanings in found.items()})


def _spellings() -> Iterable[tuple[str, Meaning]]:
    for code in (*parties(), *areas()):
        yield code, Meaning(code, None, None)
    for row in read_vocabulary("areas.csv"):
        yield row["name"], Meaning(row["area"], None, None)
    for row in read_vocabulary("names.csv"):
        yield row["name"], Meaning(row["party"], _date(row["valid_from"]), _date(row["valid_until"]))


@cache
def _invented_names() -> Mapping[str, str]:
    """Code of every invented state, by look-up key."""
    return MappingProxyType(
        {normalise(text): code for code, name in invented_states().items() for text in (code, name)}
    )


def _choose(meanings: Sequence[Meaning], on: date | None) -> str | None:
    meant = {meaning.code for meaning in meanings}
    if len(meant) > 1:
        meant = {meaning.code for meaning in meanings if meaning.is_in_use(on)}
    return meant.pop() if len(meant) == 1 else None


def _settled_by_hand(name: str, extra: Mapping[str, str]) -> str | None:
    key = normalise(name)
    code = extra.get(name)
    if code is None:
        code = next((extra[written] for written in extra if normalise(written) == key), None)
    if code is not None and not is_code(code):
        raise ValueRefusedError(_points_nowhere(name, code))
    return code


def _points_nowhere(name: str, code: str) -> Phrase:
    near = nearest_names(code)
    told = {"name": quoted(name), "code": quoted(code)}
    if len(near) == 0:
        return says(
            "the hand name %(name)s points to %(code)s, which is no party, area or actor;"
            " write a code of three capitals, area:... or actor:...",
            **told,
        )
    return says(
        "the hand name %(name)s points to %(code)s, which is no party, area or actor;"
        " write a code of three capitals, area:... or actor:... Nearest: %(near)s",
        **told,
        near=listed(near),
    )
