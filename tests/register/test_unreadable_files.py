"""What is wrong with a file that somebody adds is said in the reader's language, whichever guard refuses it."""

from pathlib import Path
from typing import Final

import pytest
from django.utils.translation import override

from tallystick.errors import TallystickError, UsageError
from tallystick.phrase import Phrase, Several, Value, Word
from tallystick.register import core_words
from tallystick.register.core_words import error_shown
from tallystick.sources.read import read

HEADER: Final = "claimant,role,from,to,category,period,quantity,unit,line,handling"
LINE: Final = "DEU,exporter,DEU,POL,battle_tanks,2014,91,items,,"


def tally(**changes: str) -> str:
    """Give one line of a tally file, with some cells written otherwise."""
    cells = dict(zip(HEADER.split(","), LINE.split(","), strict=True))
    return ",".join((cells | changes).values())


FILES: Final[dict[str, str]] = {
    "blank cell": f"{HEADER}\n{tally(quantity='')}\n",
    "unknown word": f"{HEADER}\n{tally(role='seller')}\n",
    "unknown handling": f"{HEADER}\n{tally(handling='secret')}\n",
    "no line": f"{HEADER}\n{tally(line='0')}\n",
    "nobody": f"{HEADER}\n{tally(claimant='-')}\n",
    "long word": f"{HEADER}\n{tally(claimant='D' * 201)}\n",
    "long figure": f"{HEADER}\n{tally(quantity='1' * 16)}\n",
    "three problems": f"{HEADER}\n" + f"{tally(quantity='', period='')}\n{tally(role='x')}\n",
    "very many problems": f"{HEADER}\n" + f"{tally(quantity='')}\n" * 20,
    "formula": f"{HEADER}\n{tally(quantity='=A1')}\n",
    "ragged": f"{HEADER}\n{LINE},\n",
    "open quotation mark": f'{HEADER}\n"{LINE}\n',
    "almost": f"{HEADER}\n{LINE}\n".replace("quantity", "qty").replace("period", "when"),
    "strange": "name;colour\nx;y\n",
    "strange, of many columns": ",".join(f"c{number}" for number in range(40)) + "\n" + "x," * 39 + "x\n",
}
"""Files that people send, each of which is refused."""


def error_of(folder: Path, text: str, source: str | None = None, **defaults: str) -> TallystickError:
    """Read a file that is refused, and give the error."""
    path = folder / "sent.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(TallystickError) as caught:
        read(path, source, defaults=defaults)
    return caught.value


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("what", FILES)
def test_a_file_that_cannot_be_taken_is_told_in_the_language_of_the_reader(
    tmp_path: Path, what: str, language: str
) -> None:
    error = error_of(tmp_path, FILES[what])
    with override(language):
        shown = error_shown(error)
    assert shown.english == ""
    assert shown.text != ""


def test_a_call_that_no_reader_knows_is_told_in_the_language_of_the_reader(tmp_path: Path) -> None:
    errors = [
        error_of(tmp_path, f"{HEADER}\n{LINE}\n", "tallly"),
        error_of(tmp_path, f"{HEADER}\n{LINE}\n", "tally", colour="red"),
    ]
    with override("ar"):
        assert [(type(error), error_shown(error).english) for error in errors] == [(UsageError, "")] * 2


def sentences_within(said: object) -> list[str]:
    """Give the plain texts in a phrase that have a blank, which are sentences nobody can translate."""
    match said:
        case Phrase():
            return [text for one in said.values.values() for text in sentences_within(one)]
        case Several():
            return [text for one in said.parts for text in sentences_within(one)]
        case Value(word=Word.TEXT):
            return [str(one) for one in said.given if " " in str(one)]
    return [said] if isinstance(said, str) else []


@pytest.mark.parametrize("what", FILES)
def test_no_sentence_stands_untranslated_within_another(tmp_path: Path, what: str) -> None:
    error = error_of(tmp_path, FILES[what])
    assert [text for said in error.said for text in sentences_within(said)] == []


def test_every_problem_of_a_list_is_translated_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = error_of(tmp_path, FILES["three problems"])
    monkeypatch.setattr(core_words, "gettext", lambda text: text.replace("the cell is blank", "VIDE"))
    with override("fr"):
        text = error_shown(error).text
    assert text.count("VIDE") == 2
    assert "is blank" not in text
