"""Cases as they stand today: a draft, one overdue, one with a question, some granted, one in part, one refused."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from tallystick.register.demo.exemption import make_exemption
from tallystick.register.demo.permits import (
    CLERK,
    FIRST,
    OFFICER,
    SECOND,
    VALID_DAYS,
    name_parties,
    paper_case,
)
from tallystick.register.demo.scene import Scene
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.assessing import Answered, keep_assessment
from tallystick.register.licences.entering import enter_case, put_end_use, put_line, put_question
from tallystick.register.licences.gaps import open_gaps, waive
from tallystick.register.licences.licensing import Terms, grant, refuse
from tallystick.register.licences.models import (
    Answer,
    Application,
    CaseLine,
    Check,
    CheckPoint,
    Confirmation,
    Confirmed,
    EndUseDocument,
    EndUseKind,
    Kind,
    Recommendation,
    Refusal,
    Unit,
    Verb,
    Verification,
)
from tallystick.register.licences.questions import asked_of
from tallystick.register.licences.reducing import Part, recommend
from tallystick.register.licences.standing import fold_names, settle
from tallystick.register.licences.steps import make_move
from tallystick.register.licences.use import Said, UseRefusedError, Wanted, keep_attempt, record_use

_LONG_AGO: Final = 40
"""Days by which the overdue case lies behind: beyond any clock of a first step."""
_ASKED_AFTER: Final = timedelta(days=30)
_DUE_AFTER: Final = timedelta(days=90)


def make_cases(scene: Scene) -> None:
    """Enter the cases that people find when they sign in."""
    _granted_and_used(scene)
    waiting = _ready(scene, "QNA", "Posts on the northern road")
    _does(waiting, OFFICER, Verb.RECOMMEND, reason="Everything is there.", recommends=Recommendation.GRANT)
    # after the others: a refusal, of a line too, that is like a case has to be consulted first
    _granted_in_part(scene)
    _refused(scene)
    _overdue(scene)
    make_exemption(scene)
    _draft(scene, "QNA", "Spare rifles of the reserve")
    case = _submitted(scene, "QRE", "Harbour patrols")
    _does(case, OFFICER, Verb.TAKE_UP)
    with operation(OFFICER, "ask applicant") as done:
        put_question(done, case, "Through which port does the consignment leave?")
    _verified(scene)
    _told_of(scene)


def _draft(
    scene: Scene, to: str, end_use: str, quantity: int = 50, more: CaseLine | None = None
) -> Application:
    with operation(CLERK, "enter application") as done:
        case = enter_case(
            done,
            Application(
                kind=Kind.EXPORT, applicant=scene.services["Army"], from_party="QMU", to_party=to, end_use=end_use,
                route="By road to the port, then by sea",
            ),
        )  # fmt: skip
        line = CaseLine(
            category="SA4", description="rifles, used", make="Heckler & Koch", model="G3", calibre="7.62 × 51 mm",
            quantity=quantity, unit=Unit.ITEMS,
        )  # fmt: skip
        for one in (line, *([] if more is None else [more])):
            put_line(done, case, one, seen=None)
        name_parties(done, case)
        settle(case)
    return case


def _does(case: Application, actor: str, verb: Verb, *, reason: str = "", recommends: str = "") -> None:
    with operation(actor, f"{verb} case") as done:
        make_move(done, case, verb, reason=reason, recommends=recommends)


def _submitted(scene: Scene, to: str, end_use: str, more: CaseLine | None = None) -> Application:
    case = _draft(scene, to, end_use, more=more)
    _does(case, CLERK, Verb.SUBMIT)
    return case


def _assessed(case: Application, **told: Answer) -> None:
    said = {name[1:].replace("_", "."): answer for name, answer in told.items()}
    answers = [
        Answered(one.code, said.get(one.code, Answer.NO), "Nothing known speaks for it.", "own files")
        for one in asked_of(case)
    ]  # fmt: skip
    with operation(OFFICER, "assess risk") as done:
        keep_assessment(done, case, answers)


def _ready(scene: Scene, to: str, end_use: str, more: CaseLine | None = None) -> Application:
    """Bring a case to where a grant can be recommended."""
    case = _submitted(scene, to, end_use, more)
    _does(case, OFFICER, Verb.TAKE_UP)
    _verified_parties(case)
    _assessed(case)
    today = timezone.localdate()
    document = EndUseDocument(
        application=case, kind=EndUseKind.END_USER_CERTIFICATE, number=f"EUC-{to}-{case.number[-8:-2]}",
        issuer="Ministry of Defence", issuer_party=to, names_end_user=case.end_user, issued_on=today - _ASKED_AFTER,
    )  # fmt: skip
    with operation(OFFICER, "enter end-user document") as done:
        put_end_use(done, document, None, seen=None)
    _checked(document)
    with operation(OFFICER, "issuing authority answers") as done:
        done.save(
            Confirmation(
                end_use=document, asked_on=today, asked_by=OFFICER, channel="embassy, by note", is_independent=True,
                answer=Confirmed.CONFIRMED, answered_on=today, answered_by="Export control desk",
            )
        )  # fmt: skip
    return case


def _verified_parties(case: Application) -> None:
    with operation(OFFICER, "verify party in case") as done:
        for party in case.parties.all():
            party.verified_how = "own files, and the embassy"
            done.save(party)


def _checked(document: EndUseDocument) -> None:
    """Check a document at every point but the signature, of which there is no specimen: the officer goes on without."""
    case = document.application
    with operation(OFFICER, "check end-user document") as done:
        for point in CheckPoint:
            if point != CheckPoint.SIGNATURE:
                done.save(
                    Check(
                        end_use=document, point=point, answer=Answer.YES, reason="as on the others",
                        checked_by=OFFICER, checked_at=done.at,
                    )
                )  # fmt: skip
    with operation(OFFICER, "go on without") as done:
        reason = "No specimen is held; the issuing authority confirmed the document by note."
        waive(done, case, [gap.point for gap in open_gaps(case)], reason)


def _signed(case: Application, recommends: Recommendation, reason: str) -> None:
    _does(case, OFFICER, Verb.RECOMMEND, reason=reason, recommends=recommends)
    _does(case, FIRST, Verb.COUNTERSIGN_1)
    _does(case, SECOND, Verb.COUNTERSIGN_2)


def _granted_and_used(scene: Scene) -> None:
    case = _ready(scene, "QNA", "Border posts")
    _signed(case, Recommendation.GRANT, "Everything is there.")
    today = timezone.localdate()
    with operation(OFFICER, "grant licence") as done:
        terms = Terms(today, today + timedelta(days=VALID_DAYS), "Not to be re-exported without consent.")
        licence = grant(done, case, terms)
    said = Said(today, reference="waybill 7")
    with operation(OFFICER, "use licence", document=licence.number) as done:
        record_use(done, licence, Wanted(20, Unit.ITEMS, line=1), said)
    too_many = Wanted(31, Unit.ITEMS, line=1)
    try:
        with operation(OFFICER, "use licence", document=licence.number) as done:
            record_use(done, licence, too_many, said)
    except UseRefusedError as error:
        with operation(OFFICER, "keep refused use", document=licence.number) as done:
            keep_attempt(done, error, too_many, said)


def _granted_in_part(scene: Scene) -> None:
    """Grant fewer rifles than were applied for, and none of the machine guns: that line is a refusal of its own."""
    guns = CaseLine(
        category="SA5", description="machine guns, used", make="FN Herstal", model="MAG", calibre="7.62 × 51 mm",
        quantity=6, unit=Unit.ITEMS,
    )  # fmt: skip
    case = _ready(scene, "QOR", "Posts in the hills", guns)
    rifles = case.lines.get(place=1)
    wanted = [
        Part(rifles, 30, "The posts named in the application hold thirty guards."),
        Part(guns, 0, "Nothing in the application says what posts of thirty guards need them for."),
    ]
    with operation(OFFICER, "recommend") as done:
        recommend(done, case, wanted, "The need for rifles is shown, for thirty guards.")
    _does(case, FIRST, Verb.COUNTERSIGN_1)
    _does(case, SECOND, Verb.COUNTERSIGN_2)
    today = timezone.localdate()
    with operation(OFFICER, "grant licence") as done:
        grant(done, case, Terms(today, today + timedelta(days=VALID_DAYS), "To the posts named alone."))


def _refused(scene: Scene) -> None:
    case = _submitted(scene, "QSI", "Resale; the buyers are not named")
    _does(case, OFFICER, Verb.TAKE_UP)
    _assessed(case, q7_4=Answer.YES)
    reason = "The end user is not known, and no measure makes it known."
    _signed(case, Recommendation.REFUSE, reason)
    with operation(OFFICER, "refuse case") as done:
        refuse(done, case, reason)


def _overdue(scene: Scene) -> None:
    """Enter a case that was submitted long ago, and that nobody took up."""
    case = Application(
        kind=Kind.TRANSIT, applicant=scene.services["Example Arms Brokers"], from_party="QOL", to_party="QOR",
        end_use="Army of Orveth", route="By rail through Murvale",
    )  # fmt: skip
    with operation(CLERK, "enter application", document="letter") as done:
        paper_case(done, case, scene.today - timedelta(days=_LONG_AGO), 1)
        done.save(
            CaseLine(
                application=case, place=1, category="LW6", description="mortars", quantity=12, unit=Unit.ITEMS
            )
        )
        name_parties(done, case)
        settle(case)


def _verified(scene: Scene) -> None:
    """Ask for the deliveries of the years to be confirmed; the last answer is awaited, one said fewer."""
    sent = [one for one in scene.licences if one.kind == Kind.EXPORT]
    for place, licence in enumerate(sent):
        line = licence.lines.get()
        delivered = sum(licence.uses.values_list("quantity", flat=True))
        row = Verification(
            licence=licence, line=line, asked_on=min(licence.issued_on + 2 * _ASKED_AFTER, scene.today),
            asked_of="Army Depot of Orveth", due_on=licence.issued_on + _DUE_AFTER + _ASKED_AFTER, delivered=delivered,
        )  # fmt: skip
        if place < len(sent) - 1:
            row.received_on = min(row.due_on, scene.today)
            row.confirmed = delivered - (2 if place == 0 else 0)
            row.confirmed_by = "Ministry of Defence of Orveth"
        with operation(OFFICER, "ask for delivery verification", document=licence.number) as done:
            done.save(row)


def _told_of(scene: Scene) -> None:
    refusal = Refusal(
        told_by="QOL",
        told_on=scene.today - _ASKED_AFTER,
        reference="OL-17",
        end_user="Harbour Police of Reldoth",
        party="QRE",
        category="SA4",
        goods="rifles",
        grounds="Weapons sent earlier were not found at a visit.",
    )
    fold_names(refusal)
    with operation(OFFICER, "enter refusal told of", document="note verbale") as done:
        done.save(refusal)
