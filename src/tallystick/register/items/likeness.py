"""Models, calibres and lot numbers as they are compared."""

import re
import unicodedata
from typing import Final

from tallystick.register.items.models import Item

_WORDS: Final = re.compile(r"[^0-9A-Z؀-ۿЀ-ӿ]+")
_METRIC: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:MM)?\s*(?:[X×*]\s*(\d+(?:[.,]\d+)?))?")


def key(text: str, longest: int = 80) -> str:
    """Write a name as it is compared: capitals and figures only: `AK-47` and `ak 47` are `AK47`."""
    plain = unicodedata.normalize("NFKD", text).upper()
    return _WORDS.sub("", "".join(sign for sign in plain if not unicodedata.combining(sign)))[:longest]


def calibre_key(text: str) -> str:
    """Write a calibre as it is compared: `7,62x39`, `7.62 × 39 mm` and `7.62X39MM` are `7.62X39`.

    A calibre in other units stays as it is written, in capitals: `.45 ACP` is `45ACP`.
    """
    plain = unicodedata.normalize("NFKC", text).upper().strip()
    found = _METRIC.match(plain)
    if plain.startswith(".") or found is None or not _is_metric(plain, found):
        return key(text, 40)
    bore, length = found.group(1), found.group(2)
    parts = [_number(bore)] if length is None else [_number(bore), _number(length)]
    rest = key(plain[found.end() :].removeprefix("MM").strip().removeprefix("MM"), 20)
    return "X".join(parts) + rest


def _is_metric(plain: str, found: re.Match[str]) -> bool:
    return "MM" in plain or found.group(2) is not None or re.search("[.,]", found.group(1)) is not None


def _number(text: str) -> str:
    whole = text.replace(",", ".")
    return whole.rstrip("0").rstrip(".") if "." in whole else whole


def put_keys(item: Item) -> None:
    """Put the keys of an item on its derived columns."""
    item.model_key = key(item.model)
    item.calibre_key = calibre_key(item.calibre)
    item.lot_key = key(item.lot_number, 60)
