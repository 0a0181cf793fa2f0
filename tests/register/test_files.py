"""Files are kept by their content, once, and given back as what can do no harm."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tallystick.register.access.models import Role
from tallystick.register.files import content, keeping
from tallystick.register.files.keeping import keep, safe_name
from tallystick.register.files.models import Document
from tallystick.register.folder import own_folder
from tallystick.register.items.models import Picture
from tallystick.register.ledger.operation import operation
from tests.register.conftest import SmallState

Browser = Callable[[Role], Client]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def picture(kind: str = "PNG", size: tuple[int, int] = (30, 20)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "brown").save(made, kind)
    return made.getvalue()


def packed(parts: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


SHEET = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def kept(data: bytes, name: str = "note.pdf", **how: str) -> Document:
    with operation("keeper", "keep file") as done:
        return keep(done, SimpleUploadedFile(name, data), **how)  # type: ignore[arg-type]  # words alone


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("data", "name", "kind", "called"),
    [
        (PDF, "a.pdf", "application/pdf", "a.pdf"),
        (picture("JPEG"), "a.exe", "image/jpeg", "a.exe.jpg"),
        (picture("WEBP"), "a.webp", "image/webp", "a.webp"),
        (picture("TIFF"), "scan", "image/tiff", "scan.tif"),
        (packed(SHEET), "../../etc/list.xlsx", content._OOXML["xl/workbook.xml"], "list.xlsx"),
        ("number;mark\n1;٣٤\n".encode(), "list.csv", "text/csv", "list.csv"),
        (b"plain words\n", "words.txt", "text/plain", "words.txt"),
    ],
)
def test_a_file_is_what_its_bytes_say_and_is_named_so(data: bytes, name: str, kind: str, called: str) -> None:
    document = kept(data, name)
    assert (document.media_type, document.name) == (kind, called)
    assert document.path.read_bytes() == data


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00program", "This is no PDF"),
        (b"\n <!DOCTYPE html><script>alert(1)</script>", "This is no PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "This is no PDF"),
        (picture()[:60], "broken"),
        (b"PK\x03\x04 and nothing", "broken"),
        (packed({"readme": b"any zip"}), "This is no PDF"),
        (packed(SHEET | {"../../outside": b"x"}), "point outside"),
        (packed(SHEET | {"/etc/passwd": b"x"}), "point outside"),
        (packed(SHEET | {"xl/vbaProject.bin": b"x"}), "macros"),
        (packed(SHEET | {"xl/bomb.xml": b"0" * 9_000_000}), "unpack to too much"),
    ],
)
def test_what_is_of_no_kept_kind_or_would_do_harm_is_refused(data: bytes, said: str) -> None:
    before = sorted(own_folder().files.rglob("*"))
    with pytest.raises(ValidationError, match=said):
        kept(data)
    assert sorted(own_folder().files.rglob("*")) == before


@pytest.mark.usefixtures("small")
def test_a_picture_that_would_unpack_to_too_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "PIXELS", 500)
    with pytest.raises(ValidationError, match="pixels"):
        kept(picture(size=(30, 20)))


@pytest.mark.usefixtures("small")
def test_a_file_beyond_the_limit_is_refused_before_it_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_BYTES", 10)
    with pytest.raises(ValidationError, match="larger than"):
        kept(PDF)


@pytest.mark.usefixtures("small")
def test_the_same_bytes_are_kept_once_and_spoilt_ones_are_mended() -> None:
    first = kept(PDF, title="Transfer note")
    assert kept(PDF, title="Transfer note").pk == first.pk
    second = kept(PDF, title="Another title")
    assert (second.pk != first.pk, second.path) == (True, first.path)
    first.path.write_bytes(b"spoilt")
    kept(PDF, title="Once more")
    assert first.path.read_bytes() == PDF


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/passwd", "passwd"),
        ("...", "file"),
        ("bill\u202efdp.exe", "billfdp.exe"),
        ("a\r\nX: y.pdf", "aX_ y.pdf"),
        ("é\u0301tat.pdf", "é\u0301tat.pdf"),
    ],
)
def test_a_name_loses_what_is_taken_for_something_else(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_file_is_given_back_as_what_can_do_nothing(small: SmallState, signed_in: Browser) -> None:
    with operation("keeper", "keep file") as done:
        document = keep(done, SimpleUploadedFile("ünit.png", picture()), service=small.army)
        done.save(Picture(item=small.rifle, document=document))
    browser = signed_in(Role.STORE_KEEPER)
    answer = browser.get(reverse("document", args=[document.pk]), {"show": "1"})
    assert answer["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    small_one = browser.get(reverse("thumbnail", args=[document.pk]))
    assert b"".join(small_one.streaming_content)[:3] == b"\xff\xd8\xff"  # type: ignore[attr-defined]  # it streams
    assert b"".join(answer.streaming_content) == picture()  # type: ignore[attr-defined]  # as above
    saved = browser.get(reverse("document", args=[document.pk]))
    assert saved["Content-Disposition"].startswith("attachment")
    assert b"".join(saved.streaming_content) == picture()  # type: ignore[attr-defined]  # as above


def test_a_file_of_another_service_or_mark_is_not_there(small: SmallState, signed_in: Browser) -> None:
    with operation("keeper", "keep file") as done:
        theirs = keep(done, SimpleUploadedFile("a.pdf", PDF), service=small.police)
        closed = keep(done, SimpleUploadedFile("b.pdf", PDF), handling="restricted")
    assert signed_in(Role.STORE_KEEPER).get(reverse("document", args=[theirs.pk])).status_code == 404
    assert signed_in(Role.AUDITOR).get(reverse("document", args=[closed.pk])).status_code == 404


@pytest.mark.usefixtures("small")
def test_a_kept_file_is_readable_by_its_owner_alone() -> None:
    path: Path = kept(PDF).path
    assert path.stat().st_mode & 0o077 == 0
