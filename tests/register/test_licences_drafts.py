"""An assessment may be kept half made: it is shown as a draft, and nothing rests on it."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role, User
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.assessing import Answered, keep_assessment
from tallystick.register.licences.drafting import draft_of, finish, keep_draft, lacking_in
from tallystick.register.licences.models import Answer, Application, Assessment, AssessmentDraft, Kind
from tallystick.register.licences.needs import for_grant
from tallystick.register.licences.questions import asked_of
from tallystick.register.licences.steps import handled_by
from tests.register.conftest import SmallState
from tests.register.licence_case import OFFICER, drafted, reviewed

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

Browser = Callable[[Role], Client]


def answered(case: Application, count: int | None = None) -> list[Answered]:
    """Answer the first questions of a case; all of them where no number is given."""
    return [Answered(one.code, Answer.NO, "looked into", "panel report") for one in asked_of(case)][:count]


def drafts(
    case: Application, actor: str, count: int | None = None, seen: int | None = None
) -> AssessmentDraft:
    """Let somebody keep a draft."""
    with operation(actor, "keep draft of assessment") as done:
        return keep_draft(done, case, answered(case, count), "", seen=seen)


def test_a_draft_says_what_it_lacks_and_counts_as_no_assessment(small: SmallState) -> None:
    case = reviewed(small)
    draft = drafts(case, OFFICER, 2)
    assert (draft.kept_by, draft.assessment) == (OFFICER, None)
    assert lacking_in(draft)[0] == "Art. 6(3) was not answered."
    assert len(lacking_in(draft)) == len(asked_of(case)) - 2
    assert "No risk was assessed." in for_grant(case)
    assert not Assessment.objects.exists()


def test_the_whole_assessment_takes_the_place_of_its_draft(small: SmallState) -> None:
    case = reviewed(small)
    draft = drafts(case, "first-worker", 2)
    with pytest.raises(ValidationError, match="was not answered"), operation(OFFICER, "assess risk") as done:
        finish(done, case, answered(case, 5), "", seen=draft.entry)
    with operation(OFFICER, "assess risk") as done:
        made = finish(done, case, answered(case), "", seen=draft.entry)
    assert draft_of(case) is None
    assert AssessmentDraft.objects.get().assessment == made
    assert {"first-worker", OFFICER} <= handled_by(case), "who worked on it does not countersign"


def test_two_who_work_on_one_draft_are_told_of_each_other(small: SmallState) -> None:
    case = reviewed(small)
    first = drafts(case, "first-worker", 2)
    with pytest.raises(ValidationError, match="first-worker kept a draft meanwhile"):
        drafts(case, "second-worker", 1)
    second = drafts(case, "second-worker", 3, first.entry)
    assert second.pk == first.pk
    assert second.keepers == ["first-worker", "second-worker"]
    with (
        pytest.raises(ValidationError, match="second-worker kept a draft meanwhile"),
        operation(OFFICER, "assess risk") as done,
    ):
        finish(done, case, answered(case), "", seen=first.entry)


def test_a_draft_is_kept_only_of_a_case_that_is_assessed(small: SmallState) -> None:
    with pytest.raises(ValidationError, match="assessed under review"):
        drafts(drafted(small), OFFICER)


def test_what_is_not_known_has_no_sources_and_every_other_answer_has(small: SmallState) -> None:
    case = reviewed(small, Kind.IMPORT)
    codes = [one.code for one in asked_of(case)]
    without = [Answered(code, Answer.NOT_KNOWN, "nobody has looked yet", "") for code in codes]
    told = [*without[:-1], Answered(codes[-1], Answer.NO, "looked into", "")]
    with pytest.raises(ValidationError) as refused, operation(OFFICER, "assess risk") as done:
        keep_assessment(done, case, told)
    assert len(refused.value.messages) == 1
    with operation(OFFICER, "assess risk") as done:
        keep_assessment(done, case, without)


def test_the_page_keeps_a_draft_half_filled_shows_it_on_the_case_and_goes_on_from_it(
    small: SmallState, signed_in: Browser, people: dict[Role, User]
) -> None:
    case = reviewed(small)
    browser, address = signed_in(Role.AUTHORITY), reverse("assess", args=[case.pk])
    shown = browser.get(address).content.decode()
    assert "formnovalidate" in shown
    assert '<a href="#6-1">Art. 6(1)</a>' in shown
    some = {"6-1-answer": "no", "6-1-reason": "no embargo", "6-2-reason": "still asking"}
    assert "This field is required." in browser.post(address, some).content.decode()
    assert not AssessmentDraft.objects.exists()
    assert browser.post(address, some | {"draft": "1"}).status_code == 302
    draft = AssessmentDraft.objects.get()
    assert draft.answers == {
        "6.1": {"answer": "no", "reason": "no embargo", "sources": ""},
        "6.2": {"answer": "", "reason": "still asking", "sources": ""},
    }
    page = browser.get(reverse("case", args=[case.pk])).content.decode()
    assert "It counts as no assessment until it is whole." in page
    assert people[Role.AUTHORITY].username in page
    assert "Art. 6(1): an answer needs its reasons and its sources." in page
    again = browser.get(address).content.decode()
    assert "still asking" in again
    whole = {"seen": str(draft.entry)}
    for one in asked_of(case):
        prefix = one.code.replace(".", "-")
        whole |= {f"{prefix}-answer": "not_known", f"{prefix}-reason": "nobody has looked yet"}
    assert browser.post(address, whole | {"seen": ""}).status_code == 200, "the draft was not seen"
    told = browser.post(address, whole | {"6-1-answer": "no"}).context["page"].parts[0].errors
    assert told == {"sources": ["This is needed here."]}
    assert browser.post(address, whole).status_code == 302
    assert Assessment.objects.get().findings.count() == len(asked_of(case))
    assert "It counts as no assessment" not in browser.get(reverse("case", args=[case.pk])).content.decode()


def test_sent_again_after_being_told_a_page_stands_in_the_place_of_the_other_draft(
    small: SmallState, signed_in: Browser
) -> None:
    case = reviewed(small)
    browser, address = signed_in(Role.AUTHORITY), reverse("assess", args=[case.pk])
    drafts(case, "first-worker", 2)
    given = {"6-3-answer": "no", "draft": "1"}
    answer = browser.post(address, given)
    assert "first-worker kept a draft meanwhile" in answer.content.decode()
    seen = answer.context["form"]["seen"].value()
    assert browser.post(address, given | {"seen": seen}).status_code == 302
    assert sorted(AssessmentDraft.objects.get().answers) == ["6.3"]
