"""A request for exemption under the ECOWAS Convention, under way: Murvale is played as if it were a Member State."""

from datetime import date, timedelta
from typing import Final

from tallystick.register.demo.permits import OFFICER, name_parties, paper_case
from tallystick.register.demo.scene import Scene
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.exempting import Happening, draft_request, put_step
from tallystick.register.licences.models import (
    Application,
    CaseLine,
    Exemption,
    Kind,
    Stage,
    Unit,
)
from tallystick.register.licences.standing import settle

_BEGUN_BEFORE: Final = timedelta(days=45)
"""Paper cases are dated from a transfer: one that lies ahead, so that this one was taken up ten days ago."""
_SAID: Final = {
    "ground_explained": "The patrols of the harbour towns carry pistols that are worn out; none are made here.",
    "shipments": "One shipment, in the second quarter of next year.",
    "storage": "Under guard in the customs yard for one night, then in the armoury of Police Headquarters.",
    "period": "six months from the day of the certificate",
    "end_user_confirmed": "The National Authority confirms that the National Police may import these pistols.",
}
_WAY: Final = (
    (Stage.SENT, 8, "", "By note, in two languages."),
    (Stage.ACKNOWLEDGED, 4, "", ""),
    (Stage.OPINION, 1, "QOR", "No objection; the marks are to be sent once the pistols are there."),
)
"""What happened to the request, how many days ago, which state said so, and its words. No certificate yet."""


def make_exemption(scene: Scene) -> Exemption:
    """Enter an import of pistols for the police that needs an exemption, and the request as far as it went."""
    case = _case(scene)
    request = draft_request(case)
    for name, text in _SAID.items():
        setattr(request, name, text)
    with operation(OFFICER, "prepare exemption request") as done:
        done.save(request)
    for stage, days, party, note in _WAY:
        _happened(request, stage, scene.today - timedelta(days=days), party, note)
    return request


def _case(scene: Scene) -> Application:
    case = Application(
        kind=Kind.IMPORT, applicant=scene.services["National Police"], from_party="QOL", to_party="QMU",
        end_use="Patrols of the harbour towns", route="By sea to the port, then by road under escort",
        needs_exemption=True,
    )  # fmt: skip
    line = CaseLine(
        application=case, place=1, category="SA1", description="pistols, new", make="Glock", model="17",
        calibre="9 × 19 mm", quantity=120, unit=Unit.ITEMS,
    )  # fmt: skip
    with operation(OFFICER, "enter application", document="letter of the police") as done:
        paper_case(done, case, scene.today + _BEGUN_BEFORE, 2)
        done.save(line)
        name_parties(done, case)
        settle(case)
    return case


def _happened(request: Exemption, stage: Stage, day: date, party: str, note: str) -> None:
    with operation(OFFICER, "exemption request goes on") as done:
        objects = False if stage == Stage.OPINION else None
        put_step(done, request, Happening(stage, day, party=party, note=note, is_objection=objects))
