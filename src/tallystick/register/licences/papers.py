"""The request for exemption as a DOCX file, in the order of Article 5(1) of the ECOWAS Convention."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from docx import Document as Paper
from docx.shared import Pt

from tallystick.register.licences.models import Exemption
from tallystick.register.paper.office import document_bytes, plain

SOURCE: Final = gettext_lazy(
    "ECOWAS Convention on Small Arms and Light Weapons, their Ammunition and Other Related Materials, "
    "Abuja, 14 June 2006, Art. 4, 5"
)


def request_docx(exemption: Exemption, register: str, today: date) -> bytes:
    """Write the request."""
    paper = Paper()
    paper.styles["Normal"].font.size = Pt(11)
    case = exemption.application
    paper.core_properties.title = _("Request for exemption")
    paper.add_heading(_("Request for exemption"), level=1)
    paper.add_paragraph().add_run(str(SOURCE)).italic = True
    paper.add_paragraph(_("To: the Executive Secretary of ECOWAS (now the ECOWAS Commission)"))
    for label, text in ((_("From"), register), (_("Case"), case.number), (_("Day"), today.isoformat())):
        _line(paper, label, text)
    for article, label, text in _contents(exemption):
        paper.add_heading(f"{_('Art. %(number)s') % {'number': article}}  {label}", level=2)
        for row in text.splitlines():
            paper.add_paragraph(plain(row))
    paper.add_heading(_("For the national authority"), level=2)
    paper.add_paragraph(_("Name, office, signature and seal:"))
    return document_bytes(paper, today)


def _contents(exemption: Exemption) -> Iterator[tuple[str, Any, str]]:
    yield "4(1)", _("Ground"), f"{exemption.get_ground_display()}\n{exemption.ground_explained}"
    for article, name in _FIELDS:
        label = Exemption._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        yield article, str(label)[:1].upper() + str(label)[1:], getattr(exemption, name)


_FIELDS: Final = (
    ("5(1)(a)", "arms"),
    ("5(1)(b)", "supplier"),
    ("5(1)(c)", "shipments"),
    ("5(1)(c)", "route"),
    ("5(1)(c)", "handlers"),
    ("5(1)(c)", "storage"),
    ("5(1)(c)", "period"),
    ("5(1)(d)", "end_user"),
    ("5(1)(d)", "end_user_confirmed"),
    ("5(1)(e)", "end_use"),
)


def _line(paper: Any, label: str, text: str) -> None:  # noqa: ANN401  # python-docx types it as a function's result
    paragraph = paper.add_paragraph()
    paragraph.add_run(f"{label}{pgettext('between a label and its value', ':')} ").bold = True
    paragraph.add_run(plain(text))
