"""A file is opened by who may see what it is attached to: every role, every kind of row that names files."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tallystick.register.access.models import Role, User
from tallystick.register.access.page import Asked
from tallystick.register.access.permissions import Reach, permissions, reach
from tallystick.register.exchange.models import ImportedRow
from tallystick.register.files.attached import may_open, page_of, references
from tallystick.register.files.keeping import keep
from tallystick.register.files.models import Document
from tallystick.register.items.models import Event
from tallystick.register.ledger.guards import lift_guards
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.models.exemption import Exemption, ExemptionStep, Stage
from tallystick.register.returns.models import PartnerFile
from tallystick.register.tracing.models import RequestPaper, TraceRequest
from tests.register.conftest import SmallState
from tests.register.walk import samples

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

Browser = Callable[[Role], Client]
People = dict[Role, User]
Reference = tuple[type[models.Model], str]


def paper(name: str = "note.txt", by: str = "keeper") -> Document:
    with operation(by, "keep file") as done:
        return keep(done, SimpleUploadedFile(name, name.encode()), title=name)


def asked(user: User) -> Asked:
    """Give as much of a request as the rule looks at."""
    return cast("Asked", SimpleNamespace(user=user, reach=reach(user.role, "files", "view")))


def test_every_kind_of_row_that_names_files_has_a_page_on_which_it_is_seen() -> None:
    assert {page_of(kind)[1] for kind, _ in references()} == {"view"}
    assert len(references()) > 15


@pytest.fixture
def others(small: SmallState) -> People:
    """Return one person of each role whose service is the police."""
    found = {}
    for role in Role:
        found[role] = User.objects.create_user(f"police-{role.value}", role=role)
        found[role].services.add(small.police)
    return found


def with_papers(small: SmallState) -> dict[str, object]:
    """Make the two kinds of rows that no sample makes: a paper of a tracing request, a line of a ledger."""
    samples()["trace"](small)
    shown = paper("paper.txt")
    with operation("setter", "attach") as done:
        done.save(RequestPaper(request=TraceRequest.objects.all()[0], document=shown))
        done.save(ImportedRow(ledger="cards", key="1", sha256="0" * 64, item=small.rifle))
    return {}


def with_step(small: SmallState) -> dict[str, object]:
    """Make one step of a request for an exemption."""
    samples()["exemption"](small)
    request, today = Exemption.objects.all()[0], timezone.localdate()
    step = ExemptionStep(exemption=request, stage=Stage.SENT, happened_on=today, entered_by="setter")
    with operation("setter", "attach") as done:
        step.entered_at = done.at
        done.save(step)
    return {}


NAMES = (
    "add_answer_line", "add_own_line", "answer_download", "answer_enquiry", "answer_informing", "answer_query",
    "ask_issuer", "decide_mending", "document", "enter_comment", "ledger", "partner_withdraw",
    "receive_verification", "try_again",
)  # fmt: skip
"""Addresses whose samples make the rows; each is made alone, since some cannot stand beside others."""
FEW = ("ledger",)
"""One that takes a hundredth of the time of all; the others are made where there is time."""


def told(small: SmallState, reference: Reference, inside: People, outside: People) -> list[str]:
    """Attach a file to the army's rows of a kind; say who opens it otherwise than the table has it."""
    kind, name = reference
    document, far = paper(f"{kind._meta.label}.txt"), permissions()[page_of(kind)]
    rows = kind._base_manager.filter(item=small.rifle) if kind is Event else kind._base_manager.all()
    rows.update(**{name: document})
    # a ledger tells of every service
    own = Reach.ANY if kind._meta.app_label == "exchange" else Reach.OWN
    return [
        f"{kind._meta.label}: {role}"
        for role in Role
        if may_open(asked(inside[role]), document) is not (far[role] in {own, Reach.ANY})
        or may_open(asked(outside[role]), document) is not (far[role] is Reach.ANY)
    ]


@pytest.mark.parametrize(
    "names", [FEW, pytest.param(NAMES, marks=pytest.mark.slow)], ids=("a few kinds", "every kind")
)
def test_each_role_opens_what_is_attached_to_what_it_may_see(
    small: SmallState, people: People, others: People, names: tuple[str, ...]
) -> None:
    left, wrong = dict(references()), []
    for sample in (*(samples()[name] for name in names), with_papers, with_step):
        with transaction.atomic():
            sample(small)
            lift_guards()
            for kind in [each for each in left if each._base_manager.exists()]:
                wrong += told(small, (kind, left.pop(kind)), people, others)
            transaction.set_rollback(True)
    assert wrong == []
    assert len(left) == 0 if names is NAMES else len(left) < len(references()) - len(FEW)


def test_what_is_attached_to_nothing_is_opened_by_who_put_it_here_and_by_the_authority(
    people: People,
) -> None:
    document = paper(by="store-keeper")
    opens = {role for role, user in people.items() if may_open(asked(user), document)}
    assert opens == {Role.STORE_KEEPER, Role.AUTHORITY}


def test_a_partners_declaration_is_not_there_for_an_operator(small: SmallState, signed_in: Browser) -> None:
    assert small is not None
    document = paper("declaration.csv")
    with operation("authority", "keep file") as done:
        done.save(PartnerFile(title="Orveth", document=document))
    address = reverse("document", args=[document.pk])
    assert signed_in(Role.OPERATOR).get(address).status_code == 404
    answer = signed_in(Role.AUDITOR).get(address)
    assert b"".join(answer.streaming_content) == document.path.read_bytes()  # type: ignore[attr-defined]  # it streams
