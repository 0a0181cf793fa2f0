"""What the rooms beside the register say, in the language of the reader.

Remarks and errors come as phrases and are translated template by template; of an issue its kind and its value are said
anew. What no phrase was made of is shown in English, and marked as such.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import get_format
from django.utils.translation import get_language, get_language_bidi, gettext, gettext_lazy, ngettext
from django.utils.translation import gettext_noop as _

from tallystick.errors import TallystickError
from tallystick.model.category import published_category
from tallystick.model.claim import Act
from tallystick.model.spoken import about, spoken_in
from tallystick.model.words import capitalised, exact, number, span
from tallystick.phrase import JOINTS, Joint, Phrase, Phrases, Said, Several, Value, Word, listed, written
from tallystick.register.direction import left_to_right
from tallystick.register.states import nearest_states, state_name

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Shown:
    """What a page shows of something that a room says."""

    text: str
    english: str = ""
    """What is said in English alone, to stand behind it, marked as English."""


CATEGORIES: Final[Mapping[str, Any]] = {
    "attack_helicopters": gettext_lazy("Attack helicopters"),
    "battle_tanks": gettext_lazy("Battle tanks"),
    "armoured_combat_vehicles": gettext_lazy("Armoured combat vehicles"),
    "large_calibre_artillery": gettext_lazy("Large-calibre artillery systems"),
    "combat_aircraft": gettext_lazy("Combat aircraft"),
    "unmanned_combat_aircraft": gettext_lazy("Unmanned combat aircraft"),
    "unmanned_attack_helicopters": gettext_lazy("Unmanned attack helicopters"),
    "warships": gettext_lazy("Warships"),
    "missiles": gettext_lazy("Missiles and missile launchers"),
    "manpads": gettext_lazy("Man-portable air-defence systems"),
    "small_arms": gettext_lazy("Small arms"),
    "light_weapons": gettext_lazy("Light weapons"),
}
"""The vocabulary of categories."""

PUBLISHED: Final[Mapping[str, Any]] = {
    "sipri": gettext_lazy("%(code)s (category of SIPRI)"),
    "hs": gettext_lazy("Goods of HS %(code)s"),
}
"""How publishers' own categories are named, by their scheme."""

WORDS: Final[Mapping[str, Any]] = {
    "re export": gettext_lazy("re-export"),
    "re import": gettext_lazy("re-import"),
    "authorisation": gettext_lazy("authorised"),
    "refusal": gettext_lazy("refusal"),
    "holding": gettext_lazy("held"),
    "production": gettext_lazy("produced"),
    "destruction": gettext_lazy("destroyed"),
    "loss": gettext_lazy("lost"),
    "seizure": gettext_lazy("seized"),
    "inspection": gettext_lazy("inspection"),
    "delivered": gettext_lazy("delivered"),
    "shipped": gettext_lazy("shipped"),
    "customs": gettext_lazy("customs"),
    "licensed": gettext_lazy("licensed"),
    "ordered": gettext_lazy("ordered"),
    "items": gettext_lazy("items"),
    "rounds": gettext_lazy("rounds"),
    "lots": gettext_lazy("lots"),
    "tonnes": "t",
    "m3": "m³",
    "usd": "USD",
    "eur": "EUR",
    "gbp": "GBP",
}
"""Acts, bases, units and parts of trade of the rooms, where they differ from how they are written there."""

ISSUES: Final[Mapping[str, str]] = {
    "brackets_differ": _(
        "%(party)s: the brackets round the row and the notes on its withdrawal do not agree. Look at the page."
    ),
    "count_differs": _("The page gives another number of “%(field)s” than its table shows: %(value)s."),
    "declarations_unread": _("Declarations, reservations and objections that were not read: %(value)s."),
    "note_missing": _("A row refers to note %(value)s, and the page has none. It may be cut short."),
    "note_names_another": _(
        "A note tells of an act by another than the state of its row: %(value)s. It was not taken."
    ),
    "protocols_unsettled": _("To which protocols a state consented is not settled: %(value)s."),
    "territories_unread": _("Notifications about territories that were not read: %(value)s."),
    "undated_act": _(
        "The page does not say when this state made its declaration: %(value)s. It was not taken."
    ),
    "unread_leaving": _("A note has a word of leaving and was not read as a withdrawal: %(value)s."),
    "unused_note": _("A note is about nothing that is known here: %(value)s."),
    "edition_not_stated": _("This file does not say on which day it was made."),
    "estimate_not_stated": _(
        "The column “%(field)s” is blank in some rows; what it speaks of is read as an estimate."
    ),
    "filing_of_several": _("Several states give their returns one name: %(name)s. Each needs its own."),
    "filing_stated_twice": _(
        "Different things are said of one return: %(name)s. Where lines are given, they are taken."
    ),
    "filings_side_by_side": _("Which of several returns replaces the others is not said: %(value)s."),
    "nothing_to_take": _("This list of states does not say who filed: nothing of it is taken."),
    "one_day_period": _("“%(value)s” is read as one day. If a month is meant, write it as text: 2014-03."),
    "order_after_delivery": _("An order is dated later than its delivery: %(value)s. It is kept as written."),
    "replaces_nothing": _("A file was given to replace another, and speaks of no return that stands there."),
    "same_party": _("%(party)s stands at both ends of a line. It is kept as written."),
    "speaks_for_other": _(
        "%(party)s speaks in a line that is another state’s to give. It is kept as written."
    ),
    "sums_left_out": _("Rows that are sums of other rows are left out."),
    "supersedes_nothing": _("The return that another is said to replace is not here: %(value)s."),
    "unknown_category": _("No category is called “%(value)s”. Its lines are laid beside nothing."),
    "unknown_party": _("No state is known by “%(name)s”. Nearest: %(near)s."),
    "unknown_place": _("“%(value)s” is no state that is known. It is kept as written."),
    "unknown_unit": _("Quantities in “%(value)s” are left out."),
    "unread_instrument": _("No agreement that is known here asks for returns of the name “%(value)s”."),
    "unread_sheet": _("The sheet “%(value)s” was not read: only the first is."),
    "unsettled_reporter": _("This file does not say who reported: its lines are laid beside nothing."),
    "unused_field": _("Nothing uses the column “%(field)s”."),
    "zero_beside_item": _(
        "A 0 beside described goods is taken as withheld, not as nil. Write nil where none is meant."
    ),
}
"""What each kind of issue says."""


def category_words(category: str) -> str:
    """Name a category of the vocabulary or of a known publisher; any other is itself."""
    published = published_category(category)
    if published is None:
        return str(CATEGORIES.get(category, category))
    scheme, code, parts = published
    named = PUBLISHED[scheme] % {"code": code}
    return _READER.joined([named, *(_word(part) for part in parts)], Joint.COMMA)


def remark_shown(row: Row) -> Shown:
    """Say a row of table `remark`."""
    if row["phrases"] is None or (get_language() or "en").startswith("en"):
        return Shown("", row["sentence"])
    return Shown(spoken_in(Phrases.from_json(row["phrases"]).said, _READER))


def issue_shown(row: Row) -> Shown:
    """Say a row of table `issue`."""
    if row["rule"] not in ISSUES:
        return Shown("", row["message"])
    value = str(row["value"])
    told = {"field": row["field"], "value": value, "name": row["locator"], "party": _party(value)}
    if row["rule"] == "unknown_party":
        near = nearest_states(value)
        told |= {"name": value, "near": near if near != "" else "–"}
    return Shown(gettext(ISSUES[row["rule"]]) % told)


def error_shown(error: TallystickError) -> Shown:
    """Say what is wrong with a file, or with what was asked; a sentence that is no phrase stands in English."""
    return Shown(
        " ".join(_sentence(one) for one in error.said if not isinstance(one, str)),
        " ".join(one for one in error.said if isinstance(one, str)),
    )


def error_told(error: TallystickError) -> list[str]:
    """Say an error as the sentences of a form's field: the reader's language first, then what is English alone."""
    shown = error_shown(error)
    return [one for one in (shown.text, shown.english) if one != ""]


def error_kept(error: TallystickError) -> str:
    """Write an error as a column keeps it, to be said later in the language of whoever reads it."""
    return json.dumps([_kept(one) for one in error.said], ensure_ascii=False)


def kept_shown(kept: str) -> Shown:
    """Say what `error_kept` wrote; an older plain text is shown in English."""
    try:
        sentences = json.loads(kept)
    except ValueError:
        return Shown("", kept)
    if not isinstance(sentences, list):
        return Shown("", kept)
    told = [one if isinstance(one, str) else _unkept(one) for one in sentences]
    return error_shown(TallystickError(*told))


def _kept(said: Said) -> Any:  # noqa: ANN401  # as JSON has it
    parts = said.parts if isinstance(said, Several) else (said,)
    phrases = tuple(one for one in parts if isinstance(one, Phrase))
    # what is no row of sentences is kept in English rather than in part
    return json.loads(Phrases(phrases).to_json()) if len(phrases) == len(parts) else str(said)


def _unkept(kept: Any) -> Several:  # noqa: ANN401  # as above
    return listed(Phrases.from_json(json.dumps(kept)).said, Joint.SPACE)


def _sentence(said: Said) -> str:
    return capitalised(said if isinstance(said, str) else written(said, _READER))


class _Reader:
    """The language that is active."""

    def template(self, phrase: Phrase) -> str:
        if phrase.many == "":
            return gettext(phrase.template)
        return ngettext(phrase.template, phrase.many, phrase.count)

    def value(self, value: Value) -> str:
        return _WRITTEN[value.word](*value.given)

    def joined(self, parts: Sequence[str], joint: Joint) -> str:
        # "and" bends words in some languages
        by = JOINTS[Joint.COMMA if joint is Joint.AND else joint]
        return by.translate(_SIGNS.get((get_language() or "en").partition("-")[0], {})).join(parts)


_READER: Final = _Reader()
_ISOLATED: Final = "\u2068{}\u2069"
"""A text written in the direction of its first letter, whatever stands round it."""
_SIGNS: Final[Mapping[str, Mapping[int, str]]] = {
    "ar": {ord(","): "،", ord(";"): "؛"},
    "fr": {ord(";"): "\N{NO-BREAK SPACE};"},
}
"""How what stands between things is written, where English writes it otherwise."""


def _party(code: str) -> str:
    return "–" if code == "-" else state_name(code)


def _quoted(text: str) -> str:
    """Write what somebody else wrote; what does not print is written as it is in a program."""
    shown = text if text.isprintable() else repr(text)[1:-1]
    return gettext("“%(text)s”") % {"text": _ISOLATED.format(shown) if get_language_bidi() else shown}


def _goods(category: str, act: str) -> str:
    said = category_words(category)
    return said if act == Act.TRANSFER else f"{said} ({_word(act)})"


def _word(word: str) -> str:
    return str(WORDS.get(word, word))


def _figure(value: float) -> str:
    return _number(exact(value))


def _number(written: str) -> str:
    """Write a number as the language does; its thousands, and the ends of a span, are not to change places."""
    told = written.replace(".", get_format("DECIMAL_SEPARATOR"))
    return left_to_right(told) if get_language_bidi() else told


def _span(low: float | None, high: float | None) -> str:
    if low is None:
        return gettext("no figure")
    if high is None:
        return gettext("at least %(figure)s") % {"figure": _figure(low)}
    return _number(span(low, high, exact))


_WRITTEN: Final[Mapping[Word, Callable[..., str]]] = {
    Word.TEXT: str,
    Word.SAID: gettext,
    Word.QUOTED: _quoted,
    Word.FILE: _quoted,
    Word.NUMBER: _figure,
    Word.PARTY: _party,
    Word.OWNER: _party,
    Word.GOODS: _goods,
    Word.UNIT: _word,
    Word.BASIS: _word,
    Word.FIGURE: _figure,
    Word.ROUNDED: lambda value: _number(number(value)),
    Word.SPAN: _span,
    Word.RANGE: lambda low, high: _number(span(low, high, about)),
}
