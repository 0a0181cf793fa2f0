"""An import that names a licence is checked against it and counted as its use, as an export is."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tallystick.register.access.models import Role
from tallystick.register.items.leaving import let_happen
from tallystick.register.items.models import Event, EventKind, Item
from tallystick.register.items.record import Happened, decide, happen
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.destined import origins
from tallystick.register.licences.left import left_of
from tallystick.register.licences.licensing import act_on
from tallystick.register.licences.models import CaseParty, Kind, Licence, LicenceVerb, PartyRole, Use
from tallystick.register.licences.use import UseRefusedError
from tests.register.conftest import SmallState
from tests.register.licence_case import OFFICER, Goods, issued

Browser = Callable[[Role], Client]


def today() -> date:
    return timezone.localdate()


def left(licence: Licence) -> int:
    return left_of(licence)[0].left


def arrives(
    small: SmallState, licence: str, party: str = "QMA", corrects: Event | None = None, **said: object
) -> Event:
    given: dict[str, Any] = {
        "store": small.armoury,
        "party": party,
        "details": {"licence": licence} if licence != "" else {},
    } | said
    item = Item.objects.get(pk=small.rifle.pk)
    with operation("keeper", "enter imported") as done:
        return let_happen(done, [(item, Happened(EventKind.IMPORTED, today(), corrects=corrects, **given))])[
            0
        ]


def withdrawn(event: Event) -> Event:
    with operation("keeper", "correct event") as done:
        said = Happened(EventKind.WITHDRAWN, today(), details={"circumstances": "slip"}, corrects=event)
        return happen(done, Item.objects.get(pk=event.item_id), said)


def test_an_import_uses_the_licence_that_it_names_at_once(small: SmallState) -> None:
    licence = issued(small, Kind.IMPORT)
    event = arrives(small, licence.number.lower())
    assert event.details == {"licence": licence.number}
    assert left(licence) == 9
    assert [(use.quantity, use.items.get().event) for use in licence.uses.all()] == [(1, event)]


def test_an_import_may_name_no_licence(small: SmallState) -> None:
    """Article 8(2) of the Arms Trade Treaty: to regulate imports where necessary."""
    arrives(small, "")
    assert Use.objects.count() == 0


def test_an_import_is_refused_under_a_licence_that_does_not_allow_it(small: SmallState) -> None:
    with pytest.raises(UseRefusedError, match="This is no licence to import"):
        arrives(small, issued(small).number)
    with pytest.raises(UseRefusedError, match="No licence has the number X-1"):
        arrives(small, "X-1")
    other = issued(small, Kind.IMPORT, Goods(category="SA1"))
    with pytest.raises(UseRefusedError, match="No line"):
        arrives(small, other.number)
    revoked = issued(small, Kind.IMPORT)
    with operation(OFFICER, "revoke licence") as done:
        act_on(done, revoked, LicenceVerb.REVOKE, on=today(), reason="-")
    with pytest.raises(UseRefusedError, match="was revoked"):
        arrives(small, revoked.number)


def test_an_import_comes_from_the_state_that_the_licence_names(small: SmallState) -> None:
    licence = issued(small, Kind.IMPORT)
    with operation(OFFICER, "change licence") as done:
        licence.via = ["QMU"]
        done.save(licence)
        done.save(CaseParty(application=licence.application, role=PartyRole.EXPORTER, name="-", party="QNA"))
        done.save(CaseParty(application=licence.application, role=PartyRole.BROKER, name="-", party="QSI"))
    assert origins(licence) == ["QMA", "QNA"]
    with pytest.raises(
        UseRefusedError, match=r"a transfer from Maldren \(QMA\), Nalvoria \(QNA\), not from Silvarn"
    ):
        arrives(small, licence.number, "QSI")
    with pytest.raises(UseRefusedError, match=r"names Murvale \(QMU\) for transit alone"):
        arrives(small, licence.number, "QMU")
    arrives(small, licence.number, "QMU", note="Bought there from bond.")


def test_an_import_that_is_withdrawn_or_moved_to_another_licence_gives_back_what_it_used(
    small: SmallState,
) -> None:
    first, second = issued(small, Kind.IMPORT), issued(small, Kind.IMPORT)
    event = arrives(small, first.number)
    corrected = arrives(small, second.number, corrects=event)
    assert (left(first), left(second)) == (10, 9)
    again = arrives(small, second.number, corrects=corrected)
    assert (left(first), left(second)) == (10, 9), "a correction under the same licence uses it once"
    withdrawn(again)
    assert (left(first), left(second)) == (10, 10)


def test_what_comes_back_of_what_was_sent_abroad_is_counted_as_many_as_came(small: SmallState) -> None:
    out, back = issued(small), issued(small, Kind.IMPORT)
    with operation("keeper", "enter exported") as done:
        said = Happened(EventKind.EXPORTED, today(), party="QMO", details={"licence": out.number})
        [export] = let_happen(done, [(Item.objects.get(pk=small.rifle.pk), said)])
    with operation("approver", "decide") as done:
        decide(done, export, accepts=True, reason="-")
    assert Item.objects.get(pk=small.rifle.pk).remaining == 0
    arrives(small, back.number)
    assert (left(out), left(back)) == (9, 9)


def test_a_loss_that_waits_is_not_taken_for_an_export_that_waits(small: SmallState) -> None:
    arrives(small, issued(small, Kind.IMPORT).number)
    item = Item.objects.get(pk=small.rifle.pk)
    with operation("keeper", "enter lost") as done:
        happen(done, item, Happened(EventKind.LOST, today(), details={"circumstances": "-"}))
    item.refresh_from_db()
    assert item.pending == 1
    licence = issued(small)
    said = Happened(EventKind.EXPORTED, today(), party="QMO", details={"licence": licence.number})
    with operation("keeper", "enter exported") as done:
        let_happen(done, [(item, said)])


def test_a_consignment_is_registered_under_its_import_licence_or_not_at_all(
    small: SmallState, signed_in: Browser
) -> None:
    licence = issued(small, Kind.IMPORT, Goods(quantity=2))
    given = {
        "kind": "small_arm", "category": "SA3", "make": "Invented", "model": "R1", "calibre": "7.62 × 39 mm",
        "service": small.army.pk, "serials": "N1\nN2\nN3", "store": small.armoury.pk, "happened_on": today(),
        "party": "QMA", "licence": licence.number, "reference": "B/L 1", "keep": "1", "handling": "public",
        "condition": "good", "origin": "unknown",
    }  # fmt: skip
    browser, address, before = (
        signed_in(Role.AUTHORITY),
        reverse("register_consignment"),
        Item.objects.count(),
    )
    del given["keep"]
    for number, told in (("L-77", "No licence has the number L-77"), (licence.number, "has 2 left; 3 were")):
        early = browser.post(address, given | {"licence": number})
        assert told in early.context["form"].errors["licence"][0], "before the preview, at its field"
        assert "preview" not in early.context
    assert not Use.objects.exists(), "nothing was tried yet"
    given["keep"] = "1"
    page = browser.post(address, given).content.decode()
    assert "has 2 left; 3 were to be used" in page
    assert "Nothing is kept yet" not in page, "the attempt was"
    assert Item.objects.count() == before
    [attempt] = Use.objects.all()
    assert (attempt.is_refused, attempt.quantity, attempt.reference) == (True, 3, "B/L 1")
    assert browser.post(address, given | {"serials": "N1\nN2"}).status_code == 302
    assert left(licence) == 0
    told = browser.post(address, given | {"party": "", "serials": "N4"}).context["form"].errors
    assert "party" in told, "a licence is about a state"


def test_the_page_of_an_event_keeps_a_refused_import(small: SmallState, signed_in: Browser) -> None:
    licence = issued(small, Kind.IMPORT)
    given = {
        "happened_on": today() - timedelta(days=1),
        "party": "QMA",
        "licence": licence.number,
        "store": small.armoury.pk,
    }
    answer = signed_in(Role.AUTHORITY).post(reverse("happened", args=[small.rifle.pk, "imported"]), given)
    page = answer.content.decode()
    assert "is valid from" in page
    assert "The attempt is kept with the licence." in page
    assert "Nothing was saved" not in page, "the attempt was"
    assert Use.objects.get().is_refused


def test_an_import_under_a_licence_of_another_state_is_told_where_its_number_goes(
    small: SmallState, signed_in: Browser
) -> None:
    licence = issued(small, Kind.IMPORT)
    browser, address = signed_in(Role.AUTHORITY), reverse("happened", args=[small.rifle.pk, "imported"])
    assert "another state&#x27;s licence goes under" in browser.get(address).content.decode()
    consignment = browser.get(reverse("register_consignment")).content.decode()
    assert "another state&#x27;s licence goes under" in consignment
    given = {"happened_on": today(), "party": "QMA", "store": small.armoury.pk}
    page = browser.post(address, given | {"licence": "EXP/77/2024"}).content.decode()
    assert "No licence has the number EXP/77/2024" in page
    assert "Nothing was saved" in page, "no licence is known, so no attempt is kept"
    slip = licence.number[:-3] + licence.number[-1]
    assert f"Nearest: {licence.number}." in browser.post(address, given | {"licence": slip}).content.decode()
