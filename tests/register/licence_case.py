"""A case of an invented exporter, brought to any state by the people who do so; and a licence from it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from tallystick.register.ledger.operation import operation
from tallystick.register.licences.assessing import Answered, keep_assessment
from tallystick.register.licences.entering import enter_case, put_end_use, put_line, put_party
from tallystick.register.licences.licensing import Terms, act_on, grant
from tallystick.register.licences.models import (
    Answer,
    Application,
    Assessment,
    CaseLine,
    CaseParty,
    Check,
    CheckPoint,
    Confirmation,
    Confirmed,
    EndUseDocument,
    EndUseKind,
    Kind,
    Licence,
    LicenceLine,
    LicenceVerb,
    PaperLicence,
    PartyRole,
    State,
    Unit,
    Verb,
)
from tallystick.register.licences.needs import ROLES
from tallystick.register.licences.numbers import next_licence_number
from tallystick.register.licences.on_paper import put_paper
from tallystick.register.licences.questions import asked_of
from tallystick.register.licences.steps import make_move
from tallystick.register.returns.models import Profile
from tests.register.conftest import SmallState

APPLICANT, OFFICER, FIRST, SECOND = "applicant", "officer", "first-signer", "second-signer"
NAMES = {
    PartyRole.EXPORTER: ("Invented Arms Works", "QMA"),
    PartyRole.IMPORTER: ("Depot of Morvane", "QMO"),
    PartyRole.CONSIGNEE: ("Depot of Morvane", "QMO"),
    PartyRole.END_USER: ("Army of Morvane", "QMO"),
    PartyRole.CARRIER: ("Invented Carriers", "QMU"),
    PartyRole.BROKER: ("Invented Brokers", "QMU"),
}


@dataclass(frozen=True, slots=True)
class Goods:
    """What is applied for."""

    quantity: int = 10
    unit: str = Unit.ITEMS
    category: str = "SA3"
    make: str = "Invented"
    model: str = "R1"


def drafted(
    small: SmallState, kind: Kind = Kind.EXPORT, goods: Goods | None = None, **columns: object
) -> Application:
    """Enter a draft of the army's with everything an application needs."""
    given = {"from_party": "QMA", "to_party": "QMO", "end_use": "Border posts", "route": "By sea"} | columns
    goods = Goods() if goods is None else goods
    if not Profile.objects.exists():
        bound()
    with operation(APPLICANT, "enter application") as done:
        case = enter_case(done, Application(kind=kind, applicant=small.army, **given))
        line = CaseLine(
            category=goods.category, description="rifles", make=goods.make, model=goods.model,
            quantity=goods.quantity, unit=goods.unit,
        )  # fmt: skip
        put_line(done, case, line, seen=None)
        for role in ROLES[kind]:
            name, party = NAMES[role]
            put_party(done, case, CaseParty(role=role, name=name, party=party), seen=None)
    return case


def does(case: Application, actor: str, verb: Verb, **given: str) -> None:
    """Let somebody do one thing about a case."""
    with operation(actor, f"{verb} case") as done:
        make_move(done, case, verb, **given)


def reviewed(small: SmallState, kind: Kind = Kind.EXPORT, **given: object) -> Application:
    """Bring a case under review, with everybody in it verified."""
    case = drafted(small, kind, **given)  # type: ignore[arg-type]  # goods and columns alike
    does(case, APPLICANT, Verb.SUBMIT)
    return taken_up(case)


def taken_up(case: Application) -> Application:
    """Take up a case that was submitted, and verify everybody in it."""
    does(case, OFFICER, Verb.TAKE_UP)
    with operation(OFFICER, "verify party in case") as done:
        for party in case.parties.all():
            party.verified_how = "trade register"
            done.save(party)
    return case


def bound(since: date | None = None, **columns: object) -> Profile:
    """Enter that the state is bound by the ECOWAS Convention since a day; by none, where none is given."""
    profile = Profile.objects.first() or Profile()
    for name, value in {"ecowas_since": since, "ecowas_not_bound": since is None, **columns}.items():
        setattr(profile, name, value)
    with operation(OFFICER, "change profile") as done:
        return done.save(profile)


def assess(case: Application, actor: str = OFFICER, **said: str) -> Assessment:
    """Assess a case: no to everything but what is said, as `q7_4="yes"`."""
    told = {name[1:].replace("_", "."): answer for name, answer in said.items() if name != "occasion"}
    answers = [
        Answered(one.code, told.get(one.code, Answer.NO), "looked into", "panel report, page 3")
        for one in asked_of(case)
    ]
    with operation(actor, "assess risk") as done:
        return keep_assessment(done, case, answers, said.get("occasion", ""))


def documented(case: Application, number: str = "EUC-77/2024", **columns: object) -> EndUseDocument:
    """Add a certificate of the end user, checked at every point, not yet confirmed."""
    given: Mapping[str, object] = {
        "kind": EndUseKind.END_USER_CERTIFICATE, "number": number, "issuer": "Ministry", "issuer_party": "QMO",
        "names_end_user": "Army of Morvane", "issued_on": date(2024, 1, 5),
    }  # fmt: skip
    document = EndUseDocument(application=case, **(dict(given) | columns))
    with operation(OFFICER, "enter end-user document") as done:
        put_end_use(done, document, None, seen=None)
        if document.is_held:
            done.save_all(
                [
                    Check(
                        end_use=document, point=point, answer=Answer.YES, reason="looked at", checked_by=OFFICER,
                        checked_at=done.at,
                    )
                    for point in CheckPoint
                ]
            )  # fmt: skip
    return document


def confirmed(
    document: EndUseDocument, *, is_independent: bool = True, answer: str = Confirmed.CONFIRMED
) -> None:
    """Let the issuing authority answer."""
    day = timezone.localdate()
    with operation(OFFICER, "issuing authority answers") as done:
        done.save(
            Confirmation(
                end_use=document, asked_on=day, asked_by=OFFICER, channel="embassy, by note",
                is_independent=is_independent, answer=answer, answered_on=day,
            )
        )  # fmt: skip


def ready(small: SmallState, kind: Kind = Kind.EXPORT, **given: object) -> Application:
    """Bring a case to where a grant can be recommended."""
    case = reviewed(small, kind, **given)
    assess(case)
    if kind in {Kind.EXPORT, Kind.BROKERING}:
        confirmed(documented(case))
    return case


def signed(case: Application, recommends: str = "grant") -> Application:
    """Recommend and countersign twice."""
    does(case, OFFICER, Verb.RECOMMEND, reason="all is there", recommends=recommends)
    does(case, FIRST, Verb.COUNTERSIGN_1)
    does(case, SECOND, Verb.COUNTERSIGN_2)
    return case


def licensed(small: SmallState, kind: Kind = Kind.EXPORT, days: int = 365, **given: object) -> Licence:
    """Grant a licence that is valid from today."""
    case = signed(ready(small, kind, **given))
    today = timezone.localdate()
    with operation(OFFICER, "grant licence") as done:
        return grant(done, case, Terms(today, today + timedelta(days=days), "Not to be re-exported."))


def issued(small: SmallState, kind: Kind = Kind.EXPORT, goods: Goods | None = None) -> Licence:
    """Make a licence without the case that leads to it, which is another test's: ten times as quick."""
    goods, today = Goods() if goods is None else goods, timezone.localdate()
    with operation(OFFICER, "grant licence") as done:
        case = Application(
            kind=kind, applicant=small.army, from_party="QMA", to_party="QMO", end_use="Border posts"
        )
        enter_case(done, case)
        licence = Licence(
            application=case,
            number=next_licence_number(),
            kind=kind,
            holder="Invented Arms Works",
            from_party="QMA",
            to_party="QMO",
            issued_on=today,
            valid_from=today,
            valid_until=today + timedelta(days=365),
        )
        done.save(licence)
        line = LicenceLine(
            licence=licence,
            place=1,
            category=goods.category,
            description="rifles",
            make=goods.make,
            model=goods.model,
            quantity=goods.quantity,
            unit=goods.unit,
        )
        done.save(line)
        act_on(done, licence, LicenceVerb.ISSUE, on=today)
    return licence


def on_paper(small: SmallState, number: str = "12/2019", **columns: object) -> Application:
    """Enter the draft record of a licence of the army's that was granted on paper, valid in 2019."""
    given: Mapping[str, object] = {
        "issued_on": date(2019, 1, 10), "valid_from": date(2019, 1, 10), "valid_until": date(2019, 12, 31),
    }  # fmt: skip
    case = drafted(small)
    paper = PaperLicence(application=case, number=number, **(dict(given) | columns))
    with operation(APPLICANT, "enter paper licence") as done:
        put_paper(done, paper, ContentFile(b"%PDF-1.4\n%%EOF\n", name="licence.pdf"), seen=None)
    return case


def seen_on(browser: Client, address: str) -> dict[str, str]:
    """Open a page and give what it sends back to say which version of a thing was looked at."""
    found = re.search(r'name="seen" value="([^"]*)"', browser.get(address).content.decode())
    assert found is not None, f"{address} says of no version that it was looked at"
    return {"seen": found[1]}


def state_of(case: Application) -> State:
    """Read the state that stands."""
    return State(Application.objects.values_list("state", flat=True).get(pk=case.pk))
