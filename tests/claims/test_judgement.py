"""What people decided: appended, named by content, never overwritten."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tallystick.claims.judgement import identity, judge, judgements
from tallystick.claims.store import new_case
from tallystick.errors import UnreadableError, ValueRefusedError
from tallystick.model.judgement import Judgement

CONTEST = Judgement(
    about="transfer.SWE.FIN.battle_tanks.2020.items",
    kind="contest",
    text='Delivered in January, "as agreed", see annex; lines 1,2',
    by="Finland",
    on=date(2026, 3, 2),
)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    new_case(tmp_path / "case", "A case")
    return tmp_path / "case"


def test_a_judgement_is_read_back_as_it_was_written(case: Path) -> None:
    name = judge(case, CONTEST)
    (row,) = judgements(case).to_dicts()
    assert row == {"judgement_id": name} | {field: getattr(CONTEST, field) for field in CONTEST.__slots__}


def test_a_second_judgement_leaves_the_first_as_it_stood(case: Path) -> None:
    first = judge(case, CONTEST)
    before = (case / "hand" / "judgements.csv").read_bytes()
    second = judge(case, replace(CONTEST, kind="reply", text="Noted.", by="Sweden", supersedes=first))
    assert (case / "hand" / "judgements.csv").read_bytes().startswith(before)
    assert set(judgements(case)["judgement_id"]) == {first, second}


def test_every_field_is_part_of_a_judgements_name() -> None:
    changes: dict[str, object] = {"on": date(2026, 3, 3), "kind": "note"}
    others = {name: f"other {name}" for name in CONTEST.__slots__ if name not in changes}
    changed = {identity(replace(CONTEST, **{name: value})) for name, value in (changes | others).items()}  # type: ignore[arg-type]
    assert len(changed | {identity(CONTEST)}) == len(CONTEST.__slots__) + 1


@pytest.mark.parametrize(("field", "value"), [("kind", "verdict"), ("text", " "), ("by", "")])
def test_a_judgement_without_meaning_words_or_author_is_refused(field: str, value: str) -> None:
    with pytest.raises(ValueRefusedError):
        replace(CONTEST, **{field: value})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong", ["a,verdict,b,c,2026-03-02,-,-", "a,note,b,c,yesterday,-,-", "a,note,,c,2026-03-02,-,-"]
)
def test_a_line_by_hand_that_is_no_judgement_is_refused_with_its_line(case: Path, wrong: str) -> None:
    judge(case, CONTEST)
    path = case / "hand" / "judgements.csv"
    path.write_text(path.read_text("utf-8") + wrong + "\n", "utf-8")
    with pytest.raises(UnreadableError, match=r"judgements\.csv, line 3"):
        judgements(case)


def test_a_case_without_judgements_has_an_empty_table(case: Path) -> None:
    (case / "hand" / "judgements.csv").unlink()
    assert judgements(case).height == 0
