"""Undo what a hand scanner writes through the wrong keyboard.

A scanner sends keys, not characters. For `QMA1-0000021-3` one that is set to an American keyboard writes
`A?Q&)àààààé&)"` into a French computer, and one that is set to a French keyboard `A:Q!6)))))@!6#` into an American one.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

# The keys of each keyboard in one order, without and with Shift, as Windows has them (`kbdus`, `kbdfr`, `kbdbe`,
# `kbdgr`, `kbdsg`, `kbdsp`, `kbdpo`, `kbda1`). Keys that no label uses are left out.
_AMERICAN: Final = (
    "1234567890-=qwertyuiopasdfghjkl;zxcvbnm,./",
    "!@#$%^&*()_+QWERTYUIOPASDFGHJKL:ZXCVBNM<>?",
)
# as escapes: marks of vowels stand on nothing, and right-to-left letters hide their order
_ARABIC_PLAIN: Final = (
    "1234567890-="
    "\u0636\u0635\u062b\u0642\u0641\u063a\u0639\u0647\u062e\u062d"
    "\u0634\u0633\u064a\u0628\u0644\u0627\u062a\u0646\u0645\u0643"
    "\u0626\u0621\u0624\u0631 \u0649\u0629\u0648\u0632\u0638"
)
_ARABIC_SHIFT: Final = (
    "!@#$%^&*)(_+"
    "\u064e\u064b\u064f\u064c \u0625\u2018\u00f7\u00d7\u061b"
    "\u0650\u064d][ \u0623\u0640\u060c/:"
    "~\u0652}{ \u0622\u2019,.\u061f"
)


@dataclass(frozen=True, slots=True)
class Keyboard:
    """What each American key writes on another keyboard; a space where it writes more than one character."""

    name: str
    plain: str
    shift: str
    joined: tuple[tuple[str, str], ...] = ()
    """American keys that write several characters at once, with these."""


KEYBOARDS: Final = (
    Keyboard(
        "French", "&é\"'(-è_çà)=azertyuiopqsdfghjklmwxcvbn,;:!", "1234567890°+AZERTYUIOPQSDFGHJKLMWXCVBN?./§"
    ),
    Keyboard(
        "Belgian", "&é\"'(§è!çà)-azertyuiopqsdfghjklmwxcvbn,;:=", "1234567890°_AZERTYUIOPQSDFGHJKLMWXCVBN?./+"
    ),
    Keyboard(
        "German",
        "1234567890ß\u00b4qwertzuiopasdfghjklöyxcvbnm,.-",
        '!"§$%&/()=?`QWERTZUIOPASDFGHJKLÖYXCVBNM;:_',
    ),
    Keyboard(
        "Swiss", "1234567890'^qwertzuiopasdfghjklöyxcvbnm,.-", '+"*ç%&/()=?`QWERTZUIOPASDFGHJKLéYXCVBNM;:_'
    ),
    Keyboard(
        "Spanish", "1234567890'¡qwertyuiopasdfghjklñzxcvbnm,.-", '!"·$%&/()=?¿QWERTYUIOPASDFGHJKLÑZXCVBNM;:_'
    ),
    Keyboard(
        "Portuguese",
        "1234567890'«qwertyuiopasdfghjklçzxcvbnm,.-",
        '!"#$%&/()=?»QWERTYUIOPASDFGHJKLÇZXCVBNM;:_',
    ),
    Keyboard(
        "Arabic",
        _ARABIC_PLAIN,
        _ARABIC_SHIFT,
        (("b", "\u0644\u0627"), ("T", "\u0644\u0625"), ("G", "\u0644\u0623"), ("B", "\u0644\u0622")),
    ),
)

_FIGURES: Final = tuple(keyboard.plain[:10] for keyboard in KEYBOARDS[:2])
"""What the keys from 1 to 0 write without Shift, in France and in Belgium."""
_UNSHIFTED: Final = re.compile(
    r"(?P<party>[A-Z]{3})?(?P<figures>[&é\"'(\-§è_!çà]+)-(?P<check>[&é\"'(\-§è_!çà])", re.IGNORECASE
)


def ungarbled(text: str) -> list[str]:
    """Give what a scanner may have read where `text` arrived, in capitals, in order; `text` itself is not among it.

    One candidate for each keyboard on which every character of `text` can have come about: the caller keeps one that is
    a number, with its check digit, of something that is there.
    """
    arrived = text.strip()
    meant = [undo(arrived) for keyboard in KEYBOARDS for undo in _undoings(keyboard)]
    found = {*(one for one in meant if one is not None), *_unshifted(arrived)}
    return sorted({one.upper() for one in found} - {arrived.upper()})


def _unshifted(text: str) -> list[str]:
    """Give what a number is whose figures were keyed without Shift on a French or Belgian keyboard: `QMA&-àààààé&-"`.

    The dash is then both itself and the figure 6; which one is a dash the caller finds by the check digit.
    """
    found = _UNSHIFTED.fullmatch(text)
    if found is None:
        return []
    party, figures, check = found["party"] or "", found["figures"], _figure(found["check"])
    dashes = [at for at, sign in enumerate(figures) if sign == "-"]
    parts = [(figures[:at], figures[at + 1 :]) for at in dashes]
    whole = [f"{party}{_figures(code)}-{_figures(count)}-{check}" for code, count in parts]
    return whole if party != "" else [f"{_figures(figures)}-{check}", *whole]


def _figures(signs: str) -> str:
    return "".join(_figure(sign) for sign in signs)


def _figure(sign: str) -> str:
    return str((max(row.find(sign.lower()) for row in _FIGURES) + 1) % 10)


@cache
def _undoings(keyboard: Keyboard) -> tuple[Callable[[str], str | None], ...]:
    american = "".join(_AMERICAN)
    there = {
        key: sign for key, sign in zip(american, keyboard.plain + keyboard.shift, strict=True) if sign != " "
    }
    there |= dict(keyboard.joined)
    back = {sign: key for key, sign in there.items()}
    shifted = dict(zip(american, "".join(reversed(_AMERICAN)), strict=True))
    # with Caps Lock down some computers shift every key, figures too
    locked = {sign: shifted[key] for sign, key in back.items()}
    return tuple(_undoing(signs) for signs in (back, locked, there))


def _undoing(signs: Mapping[str, str]) -> Callable[[str], str | None]:
    longest = sorted(signs, key=lambda sign: (-len(sign), sign))
    written = re.compile("|".join(re.escape(sign) for sign in longest) + "|.", re.DOTALL)

    def undo(text: str) -> str | None:
        """Put each character back; None where one cannot have come about on this keyboard."""
        # with Caps Lock down others shift letters alone, and É is the key of é
        found = [signs.get(sign, signs.get(sign.lower())) for sign in written.findall(text)]
        keys = [one for one in found if one is not None]
        return "".join(keys) if len(keys) == len(found) else None

    return undo
