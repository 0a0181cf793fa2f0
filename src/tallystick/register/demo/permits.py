"""Licences of the three years, entered from their paper files: each with its case, so that it can be read back."""

from datetime import date, timedelta
from typing import Final

from tallystick.register.demo.scene import Scene
from tallystick.register.ledger.operation import Operation, operation
from tallystick.register.licences.licensing import act_on
from tallystick.register.licences.models import (
    Application,
    CaseLine,
    CaseParty,
    Kind,
    Licence,
    LicenceLine,
    LicenceVerb,
    Move,
    PartyRole,
    Recommendation,
    Unit,
    Verb,
)
from tallystick.register.licences.numbers import next_case_number, next_licence_number
from tallystick.register.licences.standing import fold_names, settle, settle_licence
from tallystick.register.licences.steps import STEPS

CLERK, OFFICER, FIRST, SECOND = "operator", "authority", "approver-2", "approver"
"""Who does what about a case: four persons, since two levels sign what two others prepared."""
_WAY: Final = (
    (Verb.SUBMIT, CLERK, 60),
    (Verb.TAKE_UP, OFFICER, 55),
    (Verb.RECOMMEND, OFFICER, 40),
    (Verb.COUNTERSIGN_1, FIRST, 35),
    (Verb.COUNTERSIGN_2, SECOND, 32),
    (Verb.GRANT, OFFICER, 30),
)
"""Each step of a case, by whom, and how many days before the transfer."""
VALID_DAYS: Final = 330


def paper_licence(scene: Scene, case: Application, line: CaseLine, day: date) -> Licence:
    """Enter a licence of an earlier year with its case, valid from thirty days before a transfer.

    Args:
        scene: the state; the licence is added to it.
        case: unsaved, with its kind, applicant, states and end use.
        line: unsaved, the goods.
        day: of the transfer.
    """
    with operation(OFFICER, "enter licence from paper file", document=f"file {day.year}") as done:
        paper_case(done, case, day, len(_WAY))
        line.application, line.place = case, 1
        done.save(line)
        name_parties(done, case)
        settle(case)
        licence = _licence(done, case, line, day - timedelta(days=_WAY[-1][2]))
    scene.licences.append(licence)
    return licence


def paper_case(done: Operation, case: Application, day: date, steps: int) -> Application:
    """Enter a case that was begun on paper, and the first so many steps that were taken about it."""
    case.number, case.made_by = next_case_number(), CLERK
    case.made_on = day - timedelta(days=_WAY[0][2])
    done.save(case)
    for place, (verb, actor, before) in enumerate(_WAY[:steps]):
        done.save(
            Move(
                application=case,
                verb=verb,
                leads_to=STEPS[verb].leads_to,
                recommends=Recommendation.GRANT if verb == Verb.RECOMMEND else "",
                made_by=actor,
                # the order of what was entered together: moves are read by their moment
                made_at=done.at + timedelta(microseconds=place),
                made_on=day - timedelta(days=before),
                reason="as the paper file has it" if STEPS[verb].asks_reason else "",
            )
        )
    settle(case)
    return case


def name_parties(done: Operation, case: Application) -> None:
    """Name an exporter and an importer, a consignee, and an end user, all invented."""
    sends, gets = _side(case.from_party), _side(case.to_party)
    named = ((PartyRole.EXPORTER, sends), (PartyRole.CONSIGNEE, gets), (PartyRole.END_USER, gets))
    for role, (name, party) in named + (((PartyRole.IMPORTER, gets),) if case.kind == Kind.IMPORT else ()):
        row = CaseParty(application=case, role=role, name=name, party=party)
        fold_names(row)
        done.save(row)


_NAMES: Final = {
    "QMU": "Defence Procurement Office of Murvale",
    "QOL": "State Arms Trading of Olvarra",
    "QOR": "Army Depot of Orveth",
    "QNA": "Border Guard of Nalvoria",
    "QRE": "Harbour Police of Reldoth",
    "QSI": "Invented Trading House, Silvarn",
}


def _side(party: str) -> tuple[str, str]:
    return _NAMES[party], party


def _licence(done: Operation, case: Application, line: CaseLine, day: date) -> Licence:
    licence = done.save(
        Licence(
            application=case,
            number=next_licence_number(),
            kind=case.kind,
            holder=_NAMES[case.from_party if case.kind == Kind.EXPORT else case.to_party],
            from_party=case.from_party,
            to_party=case.to_party,
            issued_on=day,
            valid_from=day,
            valid_until=day + timedelta(days=VALID_DAYS),
            provisos="Not to be re-exported without consent. Delivery to be confirmed.",
        )
    )
    columns = ("category", "description", "make", "model", "calibre", "quantity", "unit")
    goods = {name: getattr(line, name) for name in columns}
    done.save(LicenceLine(licence=licence, place=1, case_line=line, **goods))
    act_on(done, licence, LicenceVerb.ISSUE, on=day)
    settle_licence(licence)
    return licence


def export_of_rifles(scene: Scene, day: date, quantity: int) -> Licence:
    """Enter the licence for an export of the army's old rifles to Orveth."""
    army = scene.services["Army"]
    case = Application(
        kind=Kind.EXPORT, applicant=army, from_party="QMU", to_party="QOR", end_use="Training units", route="By sea"
    )  # fmt: skip
    line = CaseLine(
        category="SA4", description="rifles, used", make="FN Herstal", model="FAL", calibre="7.62 × 51 mm",
        quantity=quantity, unit=Unit.ITEMS,
    )  # fmt: skip
    return paper_licence(scene, case, line, day)


def import_of_pistols(scene: Scene, day: date, quantity: int) -> Licence:
    """Enter the licence for an import of pistols for the police from Olvarra."""
    police = scene.services["National Police"]
    case = Application(
        kind=Kind.IMPORT, applicant=police, from_party="QOL", to_party="QMU", end_use="Police patrols", route="By road"
    )  # fmt: skip
    line = CaseLine(
        category="SA1", description="pistols, new", make="Glock", model="17", calibre="9 × 19 mm",
        quantity=quantity, unit=Unit.ITEMS,
    )  # fmt: skip
    return paper_licence(scene, case, line, day)
