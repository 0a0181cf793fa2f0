"""Whatever bytes a file holds, reading it ends in a reading or in one clear error."""

import contextlib
import io
import json
import zipfile
from functools import cache
from importlib import resources
from pathlib import Path

import openpyxl
import pyarrow  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from tallystick.errors import UnreadableError
from tallystick.sources.read import read

HEADER = ("claimant", "role", "from", "to", "category", "period", "quantity", "unit", "act", "line", "basis")
ROW = ("DEU", "exporter", "DEU", "POL", "I", "2014", "91", "items", "", "1", "")
BEGINNINGS = [b"", b"PK\x03\x04", b"PAR1", b"[{", b"\xef\xbb\xbf", b"a;b\n"]
MEMBERS = ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"]
PLACES = st.integers(0, 5000)


def attempt(folder: Path, content: bytes) -> None:
    """Read, and let nothing but the one error through."""
    path = folder / "f"
    path.write_bytes(content)
    with contextlib.suppress(UnreadableError):
        read(path)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give one folder for all examples."""
    return tmp_path_factory.mktemp("fuzz")


@cache
def workbook() -> bytes:
    """Write a small good workbook."""
    book = openpyxl.Workbook()
    for row in (HEADER, ROW):
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@cache
def columnar() -> bytes:
    """Write a small good Parquet file."""
    stream = io.BytesIO()
    parquet.write_table(pyarrow.table({name: [cell] for name, cell in zip(HEADER, ROW, strict=True)}), stream)
    return stream.getvalue()


def damage(data: bytes, place: int, patch: bytes) -> bytes:
    """Write other bytes over some of a file."""
    place %= len(data)
    return data[:place] + patch + data[place + len(patch) :]


@given(st.binary(max_size=300), st.sampled_from(BEGINNINGS))
def test_arbitrary_bytes(folder: Path, content: bytes, beginning: bytes) -> None:
    attempt(folder, beginning + content)


@given(st.lists(st.text(max_size=12), min_size=len(ROW), max_size=len(ROW)), st.sampled_from(",;\t"))
def test_arbitrary_cells_in_a_tally_file(folder: Path, cells: list[str], separator: str) -> None:
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in cells]
    text = separator.join(HEADER) + "\n" + separator.join(quoted) + "\n"
    attempt(folder, text.encode("utf-8", "surrogatepass"))


@given(st.integers(0, len(ROW) - 1), st.text("0123456789-./<>=QHWeEnil ", max_size=25))
def test_almost_right_cells_in_a_tally_file(folder: Path, place: int, cell: str) -> None:
    cells = [*ROW[:place], f'"{cell}"', *ROW[place + 1 :]]
    attempt(folder, f"{','.join(HEADER)}\n{','.join(cells)}\n".encode())


@given(PLACES, st.binary(min_size=1, max_size=4))
def test_damaged_workbooks(folder: Path, place: int, patch: bytes) -> None:
    attempt(folder, damage(workbook(), place, patch))


@settings(max_examples=60)
@given(
    st.sampled_from(MEMBERS),
    PLACES,
    st.binary(max_size=3),
)
def test_damaged_xml_in_whole_workbooks(folder: Path, member: str, place: int, patch: bytes) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, damage(data, place, patch) if name == member else data)
    attempt(folder, stream.getvalue())


@given(PLACES, st.binary(min_size=1, max_size=4))
def test_damaged_parquet(folder: Path, place: int, patch: bytes) -> None:
    attempt(folder, damage(columnar(), place, patch))


@cache
def status_page() -> bytes:
    """Give the page with the most in it."""
    sample = resources.files("tallystick.catalog").joinpath("un_treaty_status", "sample")
    return sample.joinpath("provisional.html").read_bytes()


MARKUP = st.sampled_from(
    [b"<td>", b"</tr>", b"</table>", b"<sup><a href='#1'>", b"&#0;", b"\x01", b"[", b"</html>"]
)


@settings(max_examples=60)
@given(PLACES, st.binary(max_size=3) | MARKUP)
def test_damaged_web_pages(folder: Path, place: int, patch: bytes) -> None:
    attempt(folder, damage(status_page(), place, patch))


KEYS = st.sampled_from(["country", "years", "year"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner),
    max_leaves=8,
)


@given(JSON, st.integers(0, 60))
def test_arbitrary_json(folder: Path, value: object, cut: int) -> None:
    text = json.dumps([value])
    attempt(folder, text.encode())
    attempt(folder, text[: len(text) - cut].encode())
