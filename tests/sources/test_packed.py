"""Files packed with gzip: read as what they hold, and never unpacked further than a file may be long."""

import gzip
from pathlib import Path

import pytest

from tallystick.errors import UnreadableError
from tallystick.sources.open import open_document

TABLE = b"a,b\n1,2\n"


def refused(folder: Path, content: bytes) -> UnreadableError:
    path = folder / "table.csv.gz"
    path.write_bytes(content)
    with pytest.raises(UnreadableError) as caught:
        open_document(path)
    assert not isinstance(caught.value.whole, str), "it can be said in English alone"
    return caught.value


@pytest.mark.parametrize("content", [TABLE, b'[{"a": "1", "b": "2"}]'])
def test_a_packed_file_is_opened_as_what_it_holds(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "named.anyhow"
    path.write_bytes(gzip.compress(content))
    assert open_document(path).rows[0].fields == {"a": "1", "b": "2"}


def test_a_file_packed_in_pieces_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(TABLE) + gzip.compress(b"3,4\n"))
    assert [row.fields["a"] for row in open_document(path).rows] == ["1", "3"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(gzip.compress(TABLE)[:-4], id="cut short"),
        pytest.param(gzip.compress(TABLE)[:-8] + b"\0" * 8, id="wrong sum"),
        pytest.param(gzip.compress(TABLE)[:10] + b"\xff" * 20, id="no data"),
        pytest.param(gzip.compress(TABLE) + b"rest", id="rest behind it"),
    ],
)
def test_a_damaged_packed_file_is_refused_whole(tmp_path: Path, content: bytes) -> None:
    assert "gzip and damaged" in refused(tmp_path, content).problem


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = 10_000
    monkeypatch.setattr("tallystick.sources.open.FILE_BYTES", limit)
    full = b"a\n" + b"1\n" * (limit // 2 - 1)
    path = tmp_path / "full.csv.gz"
    path.write_bytes(gzip.compress(full))
    assert len(open_document(path).rows) == limit // 2 - 1
    packed = gzip.compress(full + b"1")
    assert len(packed) < limit
    assert "unpacks to more than" in refused(tmp_path, packed).problem


def test_a_file_packed_twice_is_refused(tmp_path: Path) -> None:
    assert "twice" in refused(tmp_path, gzip.compress(gzip.compress(TABLE))).problem


def test_a_packed_nothing_is_empty(tmp_path: Path) -> None:
    assert "is empty" in refused(tmp_path, gzip.compress(b"")).problem
