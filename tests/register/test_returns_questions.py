"""Questionnaires are answered from the profile, from the register, and by people."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.ledger.operation import operation
from tallystick.register.returns import versions
from tallystick.register.returns.differences import (
    answers_since_the_version_before,
)
from tallystick.register.returns.instruments import Instrument
from tallystick.register.returns.models import Filing, Profile, Reason
from tallystick.register.returns.profiles import profile_of
from tallystick.register.returns.questions import Answer, answers, contact_of
from tallystick.register.tracing.models import OUR_CONTACT, PointOfContact
from tests.register.conftest import SmallState
from tests.register.samples_returns import begun, submitted
from tests.register.samples_tracing import answered, asked, asking, line

Browser = Callable[[Role], Client]


@pytest.mark.usefixtures("small")
def test_what_the_profile_does_not_say_is_left_to_be_answered() -> None:
    with operation("authority", "edit profile") as done:
        done.save(Profile(authority="Ministry", export_record_years=0))
    said = told(begun(Instrument.ATT_INITIAL))
    assert said["5(5)"].answer == "Ministry"
    assert said["12(1), 12(4)"].answer == "0"
    assert said["6"].answer == "to be answered"
    assert not said["12(2), 12(4)"].is_answered


@pytest.mark.usefixtures("small")
def test_records_kept_for_less_than_the_treaty_asks_are_pointed_at() -> None:
    with operation("authority", "edit profile") as done:
        done.save(Profile(export_record_years=9, import_record_years=10))
    said = told(begun(Instrument.ATT_INITIAL))
    assert said["12(1), 12(4)"].note == "Article 12(4) asks for 10 years at the least."
    assert said["12(2), 12(4)"].note == ""


@pytest.mark.usefixtures("small")
def test_the_initial_report_asks_about_every_article_that_binds_and_tells_it_from_what_is_encouraged() -> (
    None
):
    said = [(one.section, one.article) for one in answers(begun(Instrument.ATT_INITIAL))]
    binding = {article for section, article in said if section == "A"}
    assert {"2(1)", "3", "4", "5(4)", "7(5)", "7(6)", "13(1)", "13(3)"} <= binding
    assert [section for section, _article in said] == sorted(section for section, _article in said)
    assert ("B", "7(7)") in said


def test_the_register_itself_answers_how_many_requests_to_trace_there_were(small: SmallState) -> None:
    filing = begun(Instrument.POA)
    day = date(2024, 5, 1)
    asking(small.rifle, on=day)
    asking(small.pistol, on=day, sent=False)
    answered(asked(small, on=day), line())
    asked(small, on=day)
    asked(small, on=date(2023, 5, 1))
    names = ("ITI sent", "ITI received", "ITI answered")
    assert [told(filing)[name].answer for name in names] == ["1", "2", "1"]
    sent = submitted(filing)
    asked(small, on=day)
    assert told(sent)["ITI received"].answer == "2", "as it was when it was submitted"


@pytest.mark.usefixtures("small")
def test_the_programme_of_action_is_told_the_point_of_contact_for_tracing_and_the_profiles_where_there_is_none() -> (
    None
):
    with operation("authority", "edit profile") as done:
        done.save(Profile(contact="General desk"))
    filing = begun(Instrument.POA)
    assert (told(filing)["II.5"].answer, told(filing)["ITI 25"].is_answered) == ("General desk", False)
    assert contact_of(filing, profile_of(filing)) == "General desk"
    with operation("authority", "change national point of contact") as done:
        contact = done.save(PointOfContact(pk=OUR_CONTACT, office="Tracing Desk"))
    assert (told(filing)["II.5"].answer, told(filing)["ITI 25"].answer) == ("Tracing Desk", "Tracing Desk")
    assert contact_of(filing, profile_of(filing)) == "Tracing Desk"
    assert told(begun(Instrument.ATT_INITIAL))["5(6)"].answer == "General desk", (
        "the Treaty asks for no tracing desk"
    )
    sent = submitted(filing)
    with operation("authority", "change national point of contact") as done:
        contact.office = "Another desk"
        done.save(contact)
    assert (told(sent)["II.5"].answer, told(sent)["ITI 25"].answer) == ("Tracing Desk", "Tracing Desk"), (
        "as it was when it was submitted"
    )


@pytest.mark.usefixtures("small")
def test_a_return_submitted_before_the_register_answered_keeps_the_answer_of_the_profile() -> None:
    with operation("authority", "edit profile") as done:
        done.save(Profile(contact="General desk"))
        done.save(PointOfContact(pk=OUR_CONTACT, office="Tracing Desk"))
    sent = submitted(begun(Instrument.POA))
    for kept in sent.frozen or ():
        kept.get("counts", {}).pop("contact", None)
    assert told(sent)["II.5"].answer == "General desk"


def test_a_person_answers_the_other_questions_and_the_next_return_begins_with_the_answers(
    signed_in: Browser,
) -> None:
    filing = begun(Instrument.ECOWAS)
    browser = signed_in(Role.AUTHORITY)
    address = reverse("return_answers", args=[filing.pk])
    shown = browser.get(address).content.decode()
    assert "Which arms and ammunition were taken to peace operations?" in shown
    kept = browser.post(address, {"seen": filing.entry, "answer-1": "Twelve rifles"})
    assert kept.status_code == 302
    late = browser.post(address, {"seen": filing.entry, "answer-1": "Eleven rifles"})
    assert late.status_code == 409
    assert "after you opened it" in late.content.decode()
    [stands] = [line for line in late.context["versions"] if line.differs]
    assert (stands.stands, stands.yours) == ("Twelve rifles", "Eleven rifles")
    filing.refresh_from_db()
    assert filing.answers == {"operations out": "Twelve rifles"}
    assert told(begun(Instrument.ECOWAS, 2025))["operations out"].answer == "Twelve rifles"
    assert (
        "Twelve rifles"
        in browser.get(reverse("return", args=[filing.pk]), {"part": "answers"}).content.decode()
    )


@pytest.mark.usefixtures("small")
def test_a_submitted_questionnaire_keeps_its_answers_when_the_profile_changes() -> None:
    with operation("authority", "edit profile") as done:
        profile = done.save(Profile(authority="Ministry"))
    first = submitted(begun(Instrument.ATT_INITIAL))
    with operation("authority", "edit profile") as done:
        profile.authority = "Commission"
        done.save(profile)
    assert (profile_of(first) or Profile()).authority == "Ministry"
    with operation("authority", "make new version of return") as done:
        second = versions.revise(done, first, Reason.AMENDMENT, "the authority moved")
    [(before, after)] = answers_since_the_version_before(second)
    assert (before.answer, after.answer) == ("Ministry", "Commission")


def told(filing: Filing) -> dict[str, Answer]:
    return {one.name: one for one in answers(filing)}
