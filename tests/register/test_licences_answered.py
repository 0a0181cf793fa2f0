"""What a case officer is offered, told and shown of a case: nothing preset, no day to come, each in their language."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tallystick.register.access.models import Role, User
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.assessing import keep_assessment
from tallystick.register.licences.exempting import draft_request
from tallystick.register.licences.forms.licences import CustomsForm, ReceivedForm, UseForm
from tallystick.register.licences.forms.review import AskedForm, IssuerAnswerForm, RefusalForm, StageForm
from tallystick.register.licences.gaps import open_gaps, waive, waivers
from tallystick.register.licences.licensing import Terms, grant
from tallystick.register.licences.models import (
    Application,
    CaseParty,
    Confirmation,
    Exemption,
    Kind,
    LicenceEvent,
    LicenceVerb,
    Refusal,
    State,
    Verb,
    Verification,
)
from tests.register.conftest import SmallState
from tests.register.licence_case import APPLICANT, OFFICER, does, drafted, issued, reviewed

Browser = Callable[[Role], Client]
TODAY = timezone.localdate
pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("small")
def test_a_refusal_told_of_is_marked_only_so_that_its_author_may_read_it(signed_in: Browser) -> None:
    browser = signed_in(Role.AUTHORITY)
    form = browser.get(reverse("add_refusal")).context["form"]
    assert [mark for mark, _label in form.fields["handling"].choices] == ["parties_only"]
    assert form["handling"].value() == "parties_only"
    given = {"told_by": "QMO", "told_on": TODAY(), "end_user": "Shell Trading", "grounds": "diverted"}
    assert browser.post(reverse("add_refusal"), given | {"handling": "restricted"}).status_code == 200
    assert browser.post(reverse("add_refusal"), given | {"handling": "parties_only"}).status_code == 302
    assert Refusal.objects.get().end_user in browser.get(reverse("refusals")).content.decode()
    assert RefusalForm(["public", "parties_only", "restricted"])["handling"].value() == "restricted"


def test_no_answer_no_stage_and_no_ground_stands_chosen_before_somebody_chooses(small: SmallState) -> None:
    form = IssuerAnswerForm(instance=Confirmation(asked_on=TODAY()))
    assert "checked" not in str(form["answer"])
    assert form["answer"].field.widget.input_type == "radio"
    assert StageForm(Exemption())["stage"].value() is None
    assert 'value="" selected' in str(StageForm(Exemption())["stage"])
    assert draft_request(drafted(small)).ground == ""


def test_a_day_to_come_is_no_day_of_a_question_an_answer_or_what_customs_saw(small: SmallState) -> None:
    tomorrow, licence = TODAY() + timedelta(days=1), issued(small)
    asked = Confirmation(asked_on=TODAY())
    verification = Verification(asked_on=TODAY())
    for form, name in (
        (AskedForm({"asked_on": tomorrow}), "asked_on"),
        (IssuerAnswerForm({"answered_on": tomorrow}, instance=asked), "answered_on"),
        (RefusalForm(["parties_only"], {"told_on": tomorrow}), "told_on"),
        (CustomsForm(licence, {"passed_on": tomorrow}), "passed_on"),
        (ReceivedForm(verification, {"received_on": tomorrow}), "received_on"),
    ):
        assert "has not come yet" in str(form.errors.get(name)), name


def test_an_answer_from_before_its_question_is_refused() -> None:
    before = TODAY() - timedelta(days=1)
    for form, name in (
        (
            IssuerAnswerForm({"answered_on": before}, instance=Confirmation(asked_on=TODAY())),
            "answered_on",
        ),
        (ReceivedForm(Verification(asked_on=TODAY()), {"received_on": before}), "received_on"),
    ):
        assert "between that of the question and today" in str(form.errors.get(name)), name


def test_a_unit_stands_chosen_only_where_all_lines_share_it(small: SmallState) -> None:
    licence = issued(small)
    licence.lines.update(unit="rounds")
    assert UseForm(licence)["unit"].value() == "rounds"


def test_a_point_gone_on_without_is_said_in_the_readers_language_and_its_row_stays(small: SmallState) -> None:
    case = reviewed(small)
    CaseParty.objects.filter(application=case).update(verified_how="")
    points = [gap.point for gap in open_gaps(case)]
    with translation.override("fr"), operation(OFFICER, "go on without") as done:
        said = waive(done, case, points, "-")[0].said
    with translation.override("en"):
        stands = waivers(case)
        assert all("Nobody verified" in str(one) for one in stands if one.point.startswith("party"))
    assert said in {one.said for one in stands}


def test_the_page_says_who_takes_a_case_on_and_where_nobody_else_may(
    small: SmallState, signed_in: Browser
) -> None:
    browser = signed_in(Role.AUTHORITY)
    officer = User.objects.get(role=Role.AUTHORITY)
    case = drafted(small)
    does(case, APPLICANT, Verb.SUBMIT)
    type(case).objects.filter(pk=case.pk).update(made_by=officer.username)
    page = browser.get(reverse("case", args=[case.pk])).content.decode()
    assert f"other than {officer.username}, who entered the case." in page
    assert "Nobody else who has an account here may do this" in page
    assert "Cases to take up" not in browser.get(reverse("home")).content.decode()
    assert case.number not in browser.get(reverse("licences") + "?state=submitted&waits=me").content.decode()
    type(case).objects.filter(pk=case.pk).update(made_by="somebody")
    assert "Next:" not in browser.get(reverse("case", args=[case.pk])).content.decode()
    assert "Cases to take up" in browser.get(reverse("home")).content.decode()
    assert case.number in browser.get(reverse("licences") + "?state=submitted&waits=me").content.decode()


def test_the_articles_on_exports_are_named_of_exports_alone(small: SmallState) -> None:
    yesterday = TODAY() - timedelta(days=1)
    for kind, is_named in ((Kind.EXPORT, True), (Kind.IMPORT, False)):
        case = drafted(small, kind)
        with pytest.raises(ValidationError) as early, operation(OFFICER, "grant") as done:
            grant(done, case, Terms(yesterday, TODAY()))
        Application.objects.filter(pk=case.pk).update(state=State.GRANTED)
        with pytest.raises(ValidationError) as anew, operation(OFFICER, "assess") as done:
            keep_assessment(done, case, [])
        for caught in (early, anew):
            assert ("Arms Trade Treaty" in str(caught.value)) is is_named, kind


def test_that_a_licence_was_replaced_is_said_in_the_language_of_who_reads_it(small: SmallState) -> None:
    earlier, later = issued(small), issued(small)
    Application.objects.filter(pk=later.application_id).update(amends=earlier.application_id)
    given = {"licence": earlier, "verb": LicenceVerb.SURRENDER, "happened_on": TODAY()}
    replaced = LicenceEvent(reason=later.number, **given)
    assert replaced.reason_said == f"Replaced by {later.number}."
    with translation.override("fr"):
        assert replaced.reason_said != f"Replaced by {later.number}."
    assert LicenceEvent(reason="lost", **given).reason_said == "lost"


def test_nothing_is_offered_to_go_on_without_where_every_point_was(
    small: SmallState, signed_in: Browser
) -> None:
    case = reviewed(small)
    officer = User.objects.get(role=Role.AUTHORITY)
    Application.objects.filter(pk=case.pk).update(officer=officer.username)
    CaseParty.objects.filter(application=case).update(verified_how="")
    browser, address = signed_in(Role.AUTHORITY), reverse("case_waive", args=[case.pk])
    assert address in browser.get(reverse("case", args=[case.pk])).content.decode()
    case.refresh_from_db()
    with operation(officer.username, "go on without") as done:
        waive(done, case, [gap.point for gap in open_gaps(case)], "-")
    assert address not in browser.get(reverse("case", args=[case.pk])).content.decode()
