"""A page links to a file, or to an item, only where the link opens it; a picture goes with its item."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role, User
from tallystick.register.exchange.models import ImportedRow
from tallystick.register.files.keeping import keep
from tallystick.register.files.models import Document
from tallystick.register.items.models import Event, EventKind, Item, Likely, Picture
from tallystick.register.items.record import Happened, describe
from tallystick.register.ledger.guards import lift_guards
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.leaving import leave
from tallystick.register.licences.models import Licence
from tallystick.register.tracing.models import AnswerLine
from tests.register.conftest import SmallState
from tests.register.licence_case import issued
from tests.register.test_files import picture
from tests.register.test_files_attached import paper
from tests.register.walk import put_away, samples

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

Browser = Callable[[Role], Client]
_LINK = re.compile(r'(?:href|src)="(/(?:files|items)/[^"#]+)')


def read(client: Client, name: str, pk: object) -> str:
    """Give a page that this person may see."""
    answer = client.get(reverse(name, args=[pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def dead(client: Client, page: str) -> list[str]:
    """Name the links of a page to files and items that lead this person nowhere."""
    found = []
    for address in sorted(set(_LINK.findall(page))):
        answer = client.get(address)
        put_away(answer)
        if answer.status_code >= 400:
            found.append(address)
    return found


def registered_on(item: Item, document: Document) -> None:
    """Let the registration of an item rest on a document."""
    lift_guards()
    Event.objects.filter(item=item).update(document=document)


def to_police(small: SmallState) -> None:
    """Let the rifle of the army become one of the police, and lie in no store of the army."""
    with operation("setter", "describe item") as done:
        item = Item.objects.get(pk=small.rifle.pk)
        item.service = small.police
        describe(done, item, seen=item.entry)
    Item.objects.filter(pk=small.rifle.pk).update(store=small.locker)


@pytest.fixture
def photographed(small: SmallState) -> Picture:
    """Return a picture of the rifle, kept as the army's."""
    with operation("setter", "add picture") as done:
        kept = keep(done, paper_of_picture(), title="left side", service=small.army)
        return done.save(Picture(item=small.rifle, document=kept, caption="left side"))


def paper_of_picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.png", picture())


@pytest.fixture
def of_police(small: SmallState) -> Client:
    """Return the browser of a store keeper of the police."""
    user = User.objects.create_user("police-keeper", role=Role.STORE_KEEPER)
    user.services.add(small.police)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_ledger_of_every_service_is_named_without_a_link_for_who_sees_their_own(
    small: SmallState, signed_in: Browser
) -> None:
    ledger = paper("every-service.csv")
    registered_on(small.rifle, ledger)
    with operation("setter", "attach") as done:
        done.save(ImportedRow(ledger="cards", key="1", sha256="0" * 64, item=small.pistol, document=ledger))
    address = reverse("document", args=[ledger.pk])
    for role, is_link in ((Role.STORE_KEEPER, False), (Role.AUDITOR, True)):
        client = signed_in(role)
        page = read(client, "item", small.rifle.pk)
        assert ("every-service.csv" in page, address in page) == (True, is_link)
        assert dead(client, page) == []


def test_a_file_whose_mark_the_reader_is_not_cleared_for_is_not_named(
    small: SmallState, signed_in: Browser, people: dict[Role, User]
) -> None:
    closed = paper("source.txt")
    registered_on(small.rifle, closed)
    Document.objects.filter(pk=closed.pk).update(handling="restricted")
    keeper = signed_in(Role.STORE_KEEPER)
    assert "source.txt" not in read(keeper, "item", small.rifle.pk)
    people[Role.STORE_KEEPER].clearances = ["restricted"]
    people[Role.STORE_KEEPER].save()
    page = read(keeper, "item", small.rifle.pk)
    assert reverse("document", args=[closed.pk]) in page
    assert dead(keeper, page) == []


def test_a_picture_is_seen_by_who_sees_the_item_now_and_no_longer_by_who_does_not(
    small: SmallState, signed_in: Browser, of_police: Client, photographed: Picture
) -> None:
    address = reverse("thumbnail", args=[photographed.document_id])
    army = signed_in(Role.STORE_KEEPER)
    assert address in read(army, "item", small.rifle.pk)
    assert of_police.get(address).status_code == 404
    to_police(small)
    page = read(of_police, "item", small.rifle.pk)
    assert address in page
    assert dead(of_police, page) == []
    assert (
        army.get(address).status_code == army.get(reverse("item", args=[small.rifle.pk])).status_code == 404
    )


def test_a_picture_of_a_lost_item_is_still_seen_where_the_item_last_lay(
    small: SmallState, photographed: Picture
) -> None:
    user = User.objects.create_user("of-the-barracks", role=Role.STORE_KEEPER)
    user.sites.add(small.barracks)
    Item.objects.filter(pk=small.rifle.pk).update(service=small.police, state="lost", store=None)
    Document.objects.filter(pk=photographed.document_id).update(service=small.police)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = read(client, "item", small.rifle.pk)
    assert reverse("thumbnail", args=[photographed.document_id]) in page
    assert dead(client, page) == []


def test_a_closed_picture_is_withheld_and_not_said_to_be_missing(
    small: SmallState, signed_in: Browser, photographed: Picture
) -> None:
    Document.objects.filter(pk=photographed.document_id).update(handling="restricted")
    first, second = sorted((small.rifle, small.pistol), key=lambda item: item.pk)
    pair = Likely.objects.create(first=first, second=second, why="mark")
    page = read(signed_in(Role.STORE_KEEPER), "item", small.rifle.pk)
    assert "withheld from you" in page
    assert "No picture was added." not in page
    auditor = signed_in(Role.AUDITOR)
    assert dead(auditor, read(auditor, "duplicate", pair.pk)) == []


def used(small: SmallState) -> Licence:
    """Give a licence of the army under which its rifle left."""
    licence = issued(small)
    happened = Happened(
        EventKind.EXPORTED, licence.valid_from, party="QMO", details={"licence": licence.number}
    )
    with operation("keeper", "enter exported") as done:
        leave(done, [Item.objects.get(pk=small.rifle.pk)], happened)
    return licence


def test_a_licence_names_the_items_used_under_it_that_the_reader_sees(
    small: SmallState, signed_in: Browser
) -> None:
    licence, keeper = used(small), signed_in(Role.STORE_KEEPER)
    assert reverse("item", args=[small.rifle.pk]) in read(keeper, "licence", licence.pk)
    Item.objects.filter(pk=small.rifle.pk).update(service=small.police, store=None, category="SA1")
    assert f"does not cover {small.rifle.number}" in read(signed_in(Role.AUDITOR), "licence", licence.pk)
    page = read(keeper, "licence", licence.pk)
    assert (small.rifle.number in page, "withheld from you" in page) == (False, True)
    assert dead(keeper, page) == []


def test_an_answer_to_a_trace_names_its_item_only_to_who_sees_it(
    small: SmallState, signed_in: Browser
) -> None:
    named = samples()["trace_answer"](small)
    AnswerLine.objects.update(item=small.pistol)
    keeper, auditor = signed_in(Role.STORE_KEEPER), signed_in(Role.AUDITOR)
    assert small.pistol.number in read(auditor, "trace_answer", named["pk"])
    assert small.pistol.number not in read(keeper, "trace_answer", named["pk"])
