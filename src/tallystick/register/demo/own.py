"""Certificates that Murvale issued for its imports, what others asked about them, and what one asked of a licence."""

from datetime import date, timedelta
from typing import Final

from django.core.files.base import ContentFile

from tallystick.register.demo.permits import OFFICER, SECOND
from tallystick.register.demo.scene import Scene
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.certifying import Reply, issue, put_certificate, put_own_line, reply
from tallystick.register.licences.informing import keep_question
from tallystick.register.licences.models import Enquiry, Informing, Kind, Ours, OwnCertificate, OwnLine
from tallystick.register.paper.paper import Paper

_VALID: Final = timedelta(days=180)
_ASKED_AGO: Final = timedelta(days=6)
_SIGNATORY: Final = "Permanent Secretary, Ministry of the Interior"
_PAGE: Final = (210.0, 297.0)
_LEFT, _TOP, _WIDTH = 20.0, 25.0, 170.0


def make_own(scene: Scene) -> None:
    """Issue a certificate and prepare another; answer one enquiry, leave one and one question open."""
    day = scene.today - 3 * _ASKED_AGO
    row = _prepared(scene, "pistols", 120, day)
    with operation(SECOND, "issue own certificate", document=row.number) as done:
        issue(done, row, day, _scan(row, day))
    _prepared(scene, "pistols, with holsters", 60, day)
    asked_on = scene.today - _ASKED_AGO
    true = _enquired(row.number, asked_on, _SIGNATORY, "120 pistols")
    _enquired(row.number, asked_on, "Minister of Trade", "1200 pistols and 40 machine guns")
    with operation(OFFICER, "answer enquiry", document=true.number) as done:
        reply(done, true, Reply(Ours.OURS, asked_on + timedelta(days=1)))
    sent = [one for one in scene.licences if one.kind == Kind.EXPORT and one.issued_on <= asked_on]
    if len(sent) > 0:
        question = "For which units is the delivery, and which carrier brings it?"
        with operation(OFFICER, "asked about authorization", document=sent[-1].number) as done:
            said = {"asked_on": asked_on, "asked_by": "Ministry of Defence of Orveth", "question": question}
            keep_question(done, Informing(licence=sent[-1], party="QOR", **said))


def _prepared(scene: Scene, goods: str, quantity: int, day: date) -> OwnCertificate:
    row = OwnCertificate(
        service=scene.services["National Police"], signatory=_SIGNATORY, exporter="State Arms Trading of Olvarra",
        exporter_party="QOL", end_use="Police patrols; not to be re-exported without consent", valid_until=day + _VALID,
    )  # fmt: skip
    with operation(OFFICER, "prepare own certificate") as done:
        put_certificate(done, row)
        put_own_line(done, row, OwnLine(category="SA1", description=goods, quantity=quantity))
    return row


def _scan(row: OwnCertificate, day: date) -> "ContentFile[bytes]":
    paper = Paper(size=_PAGE, language="en", title=row.number, day=day)
    paper.page()
    top = _TOP
    for line in (f"End-user certificate {row.number}", f"Signed: {_SIGNATORY}. All of it is invented."):
        top = paper.text(_LEFT, top, _WIDTH, line, size=10) + 1
    return ContentFile(paper.finished(), name=f"{row.number}.pdf")


def _enquired(number: str, day: date, signatory: str, goods: str) -> Enquiry:
    row = Enquiry(
        asked_by="Export control desk of Olvarra", asked_by_party="QOL", asked_on=day, channel="embassy, by note",
        is_independent=True, number=number, signatory=signatory, exporter="State Arms Trading of Olvarra", goods=goods,
        entered_by=OFFICER,
    )  # fmt: skip
    with operation(OFFICER, "enter enquiry", document=number) as done:
        return done.save(row)
