"""The request for exemption as a DOCX file, in the order of Article 5(1) of the ECOWAS Convention."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from docx import Document as Paper
from docx.shared import Pt

from tallystick.register.licences.models import Exemption

SOURCE: Final = (
    "ECOWAS Convention on Small Arms and Light Weapons, their Ammunition and Other Related Materials, "
    "Abuja, 14 June 2006"
)
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that no XML file may hold; somebody pasted them."""
_STAMP: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest day a ZIP file can name: the same request gives the same bytes."""


def request_docx(exemption: Exemption, register: str, today: date) -> bytes:
    """Write the request."""
    paper = Paper()
    paper.styles["Normal"].font.size = Pt(11)
    case = exemption.application
    paper.core_properties.title = _("Request for exemption")
    paper.core_properties.author = _clean(register)
    paper.core_properties.comments = ""
    paper.add_heading(_("Request for exemption"), level=1)
    paper.add_paragraph().add_run(SOURCE + ", Art. 4, 5").italic = True
    paper.add_paragraph(_("To: the Executive Secretary of ECOWAS (now the ECOWAS Commission)"))
    for label, text in ((_("From"), register), (_("Case"), case.number), (_("Day"), today.isoformat())):
        _line(paper, label, text)
    for article, label, text in _contents(exemption):
        paper.add_heading(f"{article}  {label}", level=2)
        for row in text.splitlines():
            paper.add_paragraph(_clean(row))
    paper.add_heading(_("For the national authority"), level=2)
    paper.add_paragraph(_("Name, office, signature and seal:"))
    kept = io.BytesIO()
    paper.save(kept)
    return _stamped(kept.getvalue())


def _contents(exemption: Exemption) -> Iterator[tuple[str, Any, str]]:
    yield "Art. 4(1)", _("Ground"), f"{exemption.get_ground_display()}\n{exemption.ground_explained}"
    for article, name in _FIELDS:
        label = Exemption._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        yield article, str(label)[:1].upper() + str(label)[1:], getattr(exemption, name)


_FIELDS: Final = (
    ("Art. 5(1)(a)", "arms"),
    ("Art. 5(1)(b)", "supplier"),
    ("Art. 5(1)(c)", "shipments"),
    ("Art. 5(1)(c)", "route"),
    ("Art. 5(1)(c)", "handlers"),
    ("Art. 5(1)(c)", "storage"),
    ("Art. 5(1)(c)", "period"),
    ("Art. 5(1)(d)", "end_user"),
    ("Art. 5(1)(d)", "end_user_confirmed"),
    ("Art. 5(1)(e)", "end_use"),
)


def _line(paper: Any, label: str, text: str) -> None:  # noqa: ANN401  # python-docx types it as a function's result
    paragraph = paper.add_paragraph()
    paragraph.add_run(f"{label}: ").bold = True
    paragraph.add_run(_clean(text))


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _stamped(given: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(given)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            new.writestr(zipfile.ZipInfo(name, _STAMP), old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
