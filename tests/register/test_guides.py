"""The guides of the register name what its pages show: a label that was changed is changed in them too."""

import re
from pathlib import Path
from typing import Final

import pytest
from babel.messages.pofile import read_po

PROJECT: Final = Path(__file__).resolve().parents[2]
GUIDES: Final = PROJECT / "docs" / "how-to"
LOCALE: Final = PROJECT / "src" / "tallystick" / "register" / "locale"
_LABEL: Final = re.compile(r"(?<![*\w])\*([^*\n]+)\*(?!\*)")
_FEWEST: Final = 8
"""A guide in which fewer are found is not read as it is written."""


def _shown(language: str) -> frozenset[str]:
    """Gather what the pages say in a language; the catalogue of French has the English beside it."""
    catalogue = LOCALE / ("fr" if language == "en" else language) / "LC_MESSAGES" / "django.po"
    with catalogue.open("rb") as file:
        messages = [one for one in read_po(file) if one.id != ""]
    said = (one.id if language == "en" else one.string for one in messages)
    return frozenset(_folded(form) for one in said for form in ([one] if isinstance(one, str) else one or ()))


def _folded(label: str) -> str:
    return label.strip(" .,:;\N{NO-BREAK SPACE}\N{ARABIC COMMA}").casefold()


@pytest.mark.parametrize(
    ("guide", "language"),
    [
        ("register-first-day.md", "en"),
        ("license-a-transfer.md", "en"),
        ("administer-the-register.md", "en"),
        ("register-first-day.fr.md", "fr"),
        ("register-first-day.ar.md", "ar"),
    ],
)
def test_every_label_that_a_guide_names_is_one_that_the_pages_show(guide: str, language: str) -> None:
    labels = {one[1] for one in _LABEL.finditer((GUIDES / guide).read_text("utf-8"))}
    assert len(labels) >= _FEWEST
    shown = _shown(language)
    assert sorted(label for label in labels if _folded(label) not in shown) == []
