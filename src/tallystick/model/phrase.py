"""A sentence as a template and what stands in it, so that it can be said in English here and in any language elsewhere.

A template is English with places for values, `%(party)s says %(figure)s`; it is what a translation is looked up by.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Protocol, Self

from tallystick.model.category import category_label
from tallystick.model.claim import Act
from tallystick.model.stated import possessive
from tallystick.model.words import capitalised, exact, number, party, span

Given = str | float | None


class Word(StrEnum):
    """What kind of thing stands in a template, which is how a language knows to write it."""

    TEXT = "text"
    """As it stands: the name of a filing, a period, a day."""
    SAID = "said"
    """A text of ours that is translated as it is: see `marked`."""
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


@dataclass(frozen=True, slots=True)
class Several:
    """Things that stand in one place of a template, joined."""

    parts: "tuple[Part, ...]"
    joint: Joint = Joint.COMMA


Part = Value | Phrase | Several


def says(template: str, **values: Part) -> Phrase:
    """Make a phrase."""
    return Phrase(template, MappingProxyType(values))


def counts(one: str, many: str, count: int, **values: Part) -> Phrase:
    """Make a phrase that counts something, which stands in it as `%(count)s`."""
    told = {"count": Value(Word.FIGURE, (count,)), **values}
    return Phrase(one, MappingProxyType(told), many, count)


def marked(text: str) -> str:
    """Mark a text that stands in phrases as one that is translated; it is given back as it is."""
    return text


class Tongue(Protocol):
    """A language: how it says templates and writes what stands in them."""

    def template(self, phrase: Phrase) -> str:
        """Give the template in this language."""

    def value(self, value: Value) -> str:
        """Write one thing."""

    def joined(self, parts: Sequence[str], joint: Joint) -> str:
        """Join several things."""


def spoken_in(phrases: Iterable[Phrase], tongue: Tongue) -> str:
    """Say phrases one after another, each as a sentence."""
    return " ".join(capitalised(_written(one, tongue)) for one in phrases)


def _written(part: Part, tongue: Tongue) -> str:
    match part:
        case Value():
            return tongue.value(part)
        case Several():
            return tongue.joined([_written(one, tongue) for one in part.parts], part.joint)
        case Phrase():
            values = {name: _written(one, tongue) for name, one in part.values.items()}
            return tongue.template(part) % values


class _English:
    def template(self, phrase: Phrase) -> str:
        return phrase.template if phrase.count == 1 else phrase.many

    def value(self, value: Value) -> str:
        return _ENGLISH[value.word](*value.given)

    def joined(self, parts: Sequence[str], joint: Joint) -> str:
        return (" and " if joint is Joint.AND else ", ").join(parts)


ENGLISH: Final[Tongue] = _English()
"""The language of this package."""

_DIGITS: Final = 1e15


def about(value: float) -> str:
    """Write a computed figure; of more than fifteen digits only its size is known."""
    return f"{value:.1e}" if value >= _DIGITS else number(value)


def _goods(category: str, act: str) -> str:
    return category_label(category).lower() + ("" if act == Act.TRANSFER else f", {act}")


_ENGLISH: Final[Mapping[Word, Callable[..., str]]] = MappingProxyType(
    {
        Word.TEXT: str,
        Word.SAID: str,
        Word.PARTY: party,
        Word.OWNER: lambda code: possessive(party(code)),
        Word.GOODS: _goods,
        Word.UNIT: str,
        Word.BASIS: str,
        Word.FIGURE: exact,
        Word.ROUNDED: number,
        Word.SPAN: lambda low, high: "no figure" if low is None else span(low, high, exact),
        Word.RANGE: lambda low, high: span(low, high, about),
    }
)


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
