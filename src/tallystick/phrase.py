"""A sentence as a template and what stands in it, so that it can be said in English here and in any language elsewhere.

A template is English with places for values, `%(party)s says %(figure)s`; it is what a translation is looked up by.
What is said of files and calls needs no more than is here; how parties, goods and quantities are written in English is
known to `tallystick.model.spoken`.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Protocol, Self

Given = str | float | None


class Word(StrEnum):
    """What kind of thing stands in a template, which is how a language knows to write it."""

    TEXT = "text"
    """As it stands: the name of a filing, a period, a day."""
    SAID = "said"
    """A text of ours that is translated as it is: see `marked`."""
    QUOTED = "quoted"
    """A text of somebody else's, as it was written."""
    FILE = "file"
    """The name of a file, without its folders."""
    NUMBER = "number"
    """A whole number: of bytes, of rows."""
    PARTY = "party"
    OWNER = "owner"
    """A party to whom something belongs: Sweden's."""
    GOODS = "goods"
    """A category, and the act where it is no transfer."""
    UNIT = "unit"
    BASIS = "basis"
    FIGURE = "figure"
    """A declared figure, with every digit."""
    ROUNDED = "rounded"
    """A computed figure."""
    SPAN = "span"
    """A declared quantity by its bounds, of which the upper may be open; without the lower there is no figure."""
    RANGE = "range"
    """A computed range by its bounds."""


class Joint(StrEnum):
    """By what several things are joined."""

    COMMA = "comma"
    AND = "and"
    SEMICOLON = "semicolon"
    SPACE = "space"
    """Between sentences."""


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that stands in a template."""

    word: Word
    given: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A template with its values; where it counts something, with the template for other numbers than one."""

    template: str
    values: "Mapping[str, Part]" = field(default_factory=lambda: MappingProxyType({}))
    many: str = ""
    count: int = 1

    def __str__(self) -> str:
        """Say it in plain English."""
        return written(self, PLAIN)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        """Survive pickling to a worker."""
        return (_phrase, (_plain(self),))


@dataclass(frozen=True, slots=True)
class Several:
    """Things that stand in one place of a template, joined."""

    parts: "tuple[Part, ...]"
    joint: Joint = Joint.COMMA

    def __str__(self) -> str:
        """Say them in plain English."""
        return written(self, PLAIN)


Part = Value | Phrase | Several
Said = str | Phrase | Several
"""What is said of a file or a call; what is a text is said in English alone."""


def says(template: str, **values: Part | str | int) -> Phrase:
    """Make a phrase; a text stands in it as it is, and a whole number as one."""
    return Phrase(template, MappingProxyType({name: _value(one) for name, one in values.items()}))


def counts(one: str, many: str, count: int, **values: Part | str | int) -> Phrase:
    """Make a phrase that counts something, which stands in it as `%(count)s`."""
    told = {"count": Value(Word.FIGURE, (count,)), **{name: _value(part) for name, part in values.items()}}
    return Phrase(one, MappingProxyType(told), many, count)


def marked(text: str) -> str:
    """Mark a text that stands in phrases as one that is translated; it is given back as it is."""
    return text


def quoted(text: str) -> Value:
    """Give a text that somebody wrote."""
    return Value(Word.QUOTED, (text,))


def listed(texts: Iterable[str | Part], joint: Joint = Joint.COMMA) -> Several:
    """Give several things, one after another; none is a word less, so see that there are some."""
    return Several(tuple(_value(one) for one in texts), joint)


def _value(part: Part | str | int) -> Part:
    if isinstance(part, str):
        return Value(Word.TEXT, (part,))
    return Value(Word.NUMBER, (part,)) if isinstance(part, int) else part


class Tongue(Protocol):
    """A language: how it says templates and writes what stands in them."""

    def template(self, phrase: Phrase) -> str:
        """Give the template in this language."""

    def value(self, value: Value) -> str:
        """Write one thing."""

    def joined(self, parts: Sequence[str], joint: Joint) -> str:
        """Join several things."""


def written(part: Part, tongue: Tongue) -> str:
    """Write a phrase, or what stands in one, in a language."""
    match part:
        case Value():
            return tongue.value(part)
        case Several():
            return tongue.joined([written(one, tongue) for one in part.parts], part.joint)
        case Phrase():
            values = {name: written(one, tongue) for name, one in part.values.items()}
            return tongue.template(part) % values


JOINTS: Final[Mapping[Joint, str]] = MappingProxyType(
    {Joint.COMMA: ", ", Joint.AND: " and ", Joint.SEMICOLON: "; ", Joint.SPACE: " "}
)
"""How English joins things."""


class English:
    """English, as far as it is told how to write."""

    def __init__(self, words: Mapping[Word, Callable[..., str]]) -> None:
        """Take how things are written, by the kind of word."""
        self._words = words

    def template(self, phrase: Phrase) -> str:
        """Give the template for this count."""
        return phrase.template if phrase.many == "" or phrase.count == 1 else phrase.many

    def value(self, value: Value) -> str:
        """Write one thing."""
        return self._words[value.word](*value.given)

    def joined(self, parts: Sequence[str], joint: Joint) -> str:
        """Join several things."""
        return JOINTS[joint].join(parts)


WORDS: Final[Mapping[Word, Callable[..., str]]] = MappingProxyType(
    {
        Word.TEXT: str,
        Word.SAID: str,
        Word.QUOTED: repr,
        Word.FILE: str,
        Word.NUMBER: "{:,}".format,
        Word.FIGURE: "{:,}".format,
    }
)
"""How English writes what needs no vocabulary."""

PLAIN: Final[Tongue] = English(WORDS)
"""English without a vocabulary: what is said of files and calls."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of one remark."""

    said: tuple[Phrase, ...]

    def to_json(self) -> str:
        """Write them as one column of a table keeps them."""
        return json.dumps([_plain(one) for one in self.said], ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        return cls(tuple(_phrase(one) for one in json.loads(text)))


def _plain(part: Part) -> dict[str, Any]:
    match part:
        case Value():
            return {"word": part.word.value, "given": list(part.given)}
        case Several():
            return {"parts": [_plain(one) for one in part.parts], "joint": part.joint.value}
        case Phrase():
            values = {name: _plain(one) for name, one in part.values.items()}
            counted = {} if part.many == "" else {"many": part.many, "count": part.count}
            return {"template": part.template, "values": values, **counted}


def _part(plain: Mapping[str, Any]) -> Part:
    if "word" in plain:
        return Value(Word(plain["word"]), tuple(plain["given"]))
    if "parts" in plain:
        return Several(tuple(_part(one) for one in plain["parts"]), Joint(plain["joint"]))
    return _phrase(plain)


def _phrase(plain: Mapping[str, Any]) -> Phrase:
    values = MappingProxyType({name: _part(one) for name, one in plain["values"].items()})
    return Phrase(plain["template"], values, plain.get("many", ""), plain.get("count", 1))
