"""Documents of a case: kept byte for byte, and refused once they are no longer what was added."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tallystick.claims.ledger import digest, documents, find_document, keep, read_rows, write_bytes
from tallystick.claims.store import new_case
from tallystick.errors import CaseError, UnreadableError
from tallystick.model.document import Addition, Entry
from tallystick.pipeline import cases

ENTRY = Entry(
    addition=Addition(added_on=date(2026, 3, 1), added_by="post"), source="tally", origin="a letter"
)
GOOD = """\
claimant,role,from,to,category,period,quantity,unit
SWE,exporter,SWE,FIN,battle_tanks,2020,12,items
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    new_case(tmp_path / "case", "A case")
    return tmp_path / "case"


def written(folder: Path, name: str, content: str = GOOD) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(content, "utf-8")
    return path


def every_file(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_document_is_kept_byte_for_byte_with_how_it_came(case: Path, tmp_path: Path) -> None:
    path = written(tmp_path, "sweden.csv", GOOD.replace("\n", "\r\n"))
    sha256 = keep(case, path, replace(ENTRY, handling="restricted"), has_claims=True)
    (document,) = documents(case)
    assert document.path == case / "claims" / "sweden.csv"
    assert document.path.read_bytes() == path.read_bytes()
    assert document.sha256 == sha256 == digest(path)
    assert (document.name, document.size, document.source) == ("sweden.csv", path.stat().st_size, "tally")
    assert (document.handling, document.origin, document.replaces) == ("restricted", "a letter", "-")
    assert document.additions == (ENTRY.addition,)


def test_a_document_without_claims_lies_with_the_filings(case: Path, tmp_path: Path) -> None:
    keep(case, written(tmp_path, "who.csv"), ENTRY, has_claims=False)
    assert documents(case)[0].path == case / "filings" / "who.csv"


def test_two_documents_of_one_name_lie_side_by_side(case: Path, tmp_path: Path) -> None:
    keep(case, written(tmp_path / "a", "r.csv"), ENTRY, has_claims=True)
    keep(case, written(tmp_path / "b", "r.csv", GOOD.replace("12", "13")), ENTRY, has_claims=True)
    assert len({document.path for document in documents(case)}) == 2
    assert {document.name for document in documents(case)} == {"r.csv"}
    with pytest.raises(CaseError, match=r"2 documents .* answer to 'r\.csv'"):
        find_document(case, "r.csv")


def test_a_document_added_twice_is_one_document_added_twice(case: Path, tmp_path: Path) -> None:
    path = written(tmp_path, "sweden.csv")
    later = replace(ENTRY, addition=Addition(added_on=date(2026, 3, 9), added_by="courier"))
    keep(case, path, later, has_claims=True)
    keep(case, path, ENTRY, has_claims=True)
    (document,) = documents(case)
    assert document.additions == (ENTRY.addition, later.addition)
    assert [one.name for one in (case / "claims").iterdir()] == ["sweden.csv"]


def test_a_document_is_found_by_name_or_by_the_beginning_of_its_hash(case: Path, tmp_path: Path) -> None:
    sha256 = keep(case, written(tmp_path, "sweden.csv"), ENTRY, has_claims=True)
    assert find_document(case, "sweden.csv") == find_document(case, sha256[:10]) == sha256
    with pytest.raises(CaseError, match=r"0 documents .* there are: sweden.csv"):
        find_document(case, "norway.csv")


def test_a_document_that_was_changed_is_refused(case: Path, tmp_path: Path) -> None:
    keep(case, written(tmp_path, "sweden.csv"), ENTRY, has_claims=True)
    written(case / "claims", "sweden.csv", GOOD.replace("12", "13"))
    with pytest.raises(CaseError, match=r"sweden.csv is no longer the file .* 2026-03-01.*--replaces"):
        documents(case)


def test_a_document_that_is_gone_is_missed(case: Path, tmp_path: Path) -> None:
    keep(case, written(tmp_path, "sweden.csv"), ENTRY, has_claims=True)
    (case / "claims" / "sweden.csv").unlink()
    with pytest.raises(CaseError, match=r"sweden\.csv was added on 2026-03-01 and is gone"):
        documents(case)


@pytest.mark.parametrize("shelf", ["claims", "filings"])
def test_a_file_nobody_added_is_not_passed_over(case: Path, shelf: str) -> None:
    written(case / shelf, "stray.csv")
    with pytest.raises(CaseError, match=r"stray\.csv lies in the case but was never added"):
        documents(case)


def test_a_register_may_not_name_files_outside_the_case(case: Path, tmp_path: Path) -> None:
    keep(case, written(tmp_path, "sweden.csv"), ENTRY, has_claims=True)
    ledger = case / "documents.csv"
    ledger.write_text(ledger.read_text("utf-8").replace("claims/sweden.csv", "../sweden.csv"), "utf-8")
    with pytest.raises(CaseError, match="outside claims and filings"):
        documents(case)


def test_nothing_is_kept_when_one_of_several_files_cannot_be_read(case: Path, tmp_path: Path) -> None:
    good = written(tmp_path, "good.csv")
    bad = written(tmp_path, "bad.csv", GOOD.replace("12", "a dozen"))
    before = every_file(case)
    with pytest.raises(UnreadableError, match=r"bad\.csv, line 2, column 'quantity'"):
        cases.add(case, [good, bad], ENTRY)
    assert every_file(case) == before


def test_nothing_is_kept_when_nothing_answers_to_what_is_replaced(case: Path, tmp_path: Path) -> None:
    before = every_file(case)
    with pytest.raises(CaseError, match=r"answer to 'norway\.csv'"):
        cases.add(case, [written(tmp_path, "good.csv")], replace(ENTRY, replaces="norway.csv"))
    assert every_file(case) == before


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = written(tmp_path, "documents.csv")

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as opened:
            opened.write(content[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_bytes(target, b"new content")
    assert target.read_text("utf-8") == GOOD
    assert list(tmp_path.iterdir()) == [target]


def test_a_document_that_cannot_be_entered_does_not_stay(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = every_file(case)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tallystick.claims.ledger.write_rows", full)
    with pytest.raises(OSError, match="No space"):
        keep(case, written(tmp_path, "sweden.csv"), ENTRY, has_claims=True)
    assert every_file(case) == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("name\nRuritania\n", "lacks the columns party"),
        ("name,party\nRuritania\n", "line 2: this line has more or fewer cells"),
        ("name,party\nRuritania,FIN,x\n", "line 2: this line has more or fewer cells"),
        ('name,party\n"Ruritania,FIN\n', "cannot be read as CSV"),
    ],
)
def test_a_list_kept_by_hand_that_is_malformed_is_refused_with_its_place(
    tmp_path: Path, content: str, words: str
) -> None:
    path = written(tmp_path, "names.csv", content)
    with pytest.raises(UnreadableError, match=r"names\.csv") as caught:
        read_rows(path, ("name", "party"))
    assert words in str(caught.value)


def test_a_list_that_must_be_there_is_missed_and_one_that_may_is_empty(tmp_path: Path) -> None:
    assert read_rows(tmp_path / "names.csv", ("name",), optional=True) == []
    with pytest.raises(CaseError, match="tallystick new"):
        read_rows(tmp_path / "documents.csv", ("sha256",))
