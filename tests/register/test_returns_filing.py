"""A return is worked on, submitted and locked; later versions supplement it; nil is a person's statement."""

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Reading, Role, User
from tallystick.register.items.models import EventKind
from tallystick.register.ledger.operation import EditedMeanwhileError, operation
from tallystick.register.ledger.verify import breaks
from tallystick.register.returns import versions
from tallystick.register.returns.differences import (
    since_submission,
    since_the_version_before,
)
from tallystick.register.returns.figures import rows
from tallystick.register.returns.instruments import PARTS, Instrument, part_of
from tallystick.register.returns.lines import Line, line_of, table
from tallystick.register.returns.models import Filing, Profile, Reason, State, Visibility
from tests.register.conftest import SmallState
from tests.register.samples_returns import CLEARED as OPEN
from tests.register.samples_returns import begun, exported, moved, submitted, weapon

Browser = Callable[[Role], Client]


def nil(filing: Filing, part: str) -> Filing:
    with operation("authority", "declare nil") as done:
        return versions.declare(done, filing, part, "nil")


def imported(small: SmallState) -> None:
    moved(weapon(small.army), EventKind.IMPORTED, date(2024, 3, 1), party="QMO", store=small.armoury)


def lines_of(filing: Filing, part_name: str) -> tuple[Line, ...]:
    part = part_of(filing.instrument, part_name)
    assert part is not None
    return table(filing, part).lines


def test_a_return_in_which_nothing_was_found_is_not_submitted_until_a_person_says_what_that_means(
    small: SmallState,
) -> None:
    exported(small.army, 1)
    filing = begun()
    with pytest.raises(ValidationError, match="Imports: nothing was found"):
        submitted(filing)
    assert submitted(nil(filing, "imports")).state == State.SUBMITTED
    assert list(breaks()) == []


def test_a_part_with_lines_is_never_nil(small: SmallState) -> None:
    filing = nil(begun(), "exports")
    exported(small.army, 1)
    with pytest.raises(ValidationError, match="There are lines in this part"):
        nil(filing, "exports")
    with pytest.raises(ValidationError, match="Exports: nil was declared, and now there are lines"):
        submitted(filing)


def test_a_submitted_return_is_locked_and_what_changes_later_is_shown_beside_it(small: SmallState) -> None:
    exported(small.army, 2)
    filing = submitted(nil(begun(), "imports"))
    exported(small.army, 1)
    assert [line.figure.quantity for line in lines_of(filing, "exports")] == [2]
    assert [(one.before.figure.quantity, one.after.figure.quantity) for one in since_submission(filing)] == [  # type: ignore[union-attr]
        (2, 3)
    ]
    with pytest.raises(ValidationError, match="was submitted and is locked"), operation("a", "mark") as done:
        versions.mark(done, filing, {}, {}, filing.entry)


def test_figures_of_a_submitted_return_open_to_the_rows_it_knew_of(small: SmallState) -> None:
    items = exported(small.army, 2)
    imported(small)
    filing = submitted(begun())
    exported(small.army, 1)
    imported(small)
    moved(items[0], EventKind.STRUCK, date(2024, 8, 1), circumstances="keyed twice")
    [sent] = lines_of(filing, "exports")
    assert {row.item_id for row in rows(filing, sent.figure)} == {item.pk for item in items}
    [got] = lines_of(filing, "imports")
    assert len(rows(filing, got.figure)) == got.figure.quantity == 1


def test_a_submitted_line_stays_as_it_was_when_its_items_are_described_anew(small: SmallState) -> None:
    [item] = exported(small.army, 1)
    filing = submitted(nil(begun(), "imports"))
    item.refresh_from_db()
    item.model = "R2"
    with operation("clerk", "change item") as done:
        done.save(item)
    [line] = lines_of(filing, "exports")
    assert line.figure.designation == "Invented R1 7.62 × 39 mm"
    assert [one.figure.designation for one in since_submission(filing)] == [
        "Invented R2 7.62 × 39 mm",
        "Invented R1 7.62 × 39 mm",
    ]


def test_a_later_version_supplements_the_first_and_shows_what_differs(small: SmallState) -> None:
    exported(small.army, 2)
    first = submitted(nil(begun(), "imports"))
    exported(small.army, 1, "QMU")
    with operation("authority", "make new version of return") as done:
        second = versions.revise(done, first, Reason.CORRECTION, "one export was entered late")
    assert (second.version, second.supersedes) == (2, first)
    assert [(one.before, one.figure.party) for one in since_the_version_before(second)] == [(None, "QMU")]
    with pytest.raises(ValidationError, match="later version already"), operation("a", "revise") as done:
        versions.revise(done, first, Reason.AMENDMENT, "again")
    assert Filing.objects.get(pk=first.pk).frozen == first.frozen


def test_lines_of_restricted_records_are_withheld_until_a_person_opens_them(small: SmallState) -> None:
    exported(small.army, 1, handling="restricted")
    filing = begun()
    [line] = lines_of(filing, "exports")
    assert line.mark == "withheld"
    with operation("authority", "mark lines of return") as done:
        filing = versions.mark(done, filing, {line.key: "public"}, {line.key: "gift"}, filing.entry)
    found = line_of(filing, "exports", line.key)
    assert found is not None
    # the whole return is for parties only, so nothing in it is public
    assert (found.mark, found.remark) == ("parties_only", "gift")


def test_nobody_submits_lines_that_they_may_not_see(small: SmallState) -> None:
    exported(small.army, 1, handling="restricted")
    filing = nil(begun(), "imports")
    with pytest.raises(ValidationError, match="you are not cleared for"):
        submitted(filing)
    assert submitted(filing, handlings=[*OPEN, "restricted"]).state == State.SUBMITTED


def test_two_people_marking_lines_do_not_overwrite_each_other(small: SmallState) -> None:
    exported(small.army, 1)
    filing = begun()
    seen = filing.entry
    with operation("one", "mark lines of return") as done:
        versions.mark(done, filing, {}, {"k": "first"}, seen)
    with pytest.raises(EditedMeanwhileError), operation("two", "mark lines of return") as done:
        versions.mark(done, Filing.objects.get(pk=filing.pk), {}, {"k": "second"}, seen)


def test_the_second_of_two_who_mark_lines_is_shown_what_the_first_marked_and_may_write_over_it(
    small: SmallState, signed_in: Browser
) -> None:
    exported(small.army, 1)
    filing, browser = begun(), signed_in(Role.AUTHORITY)
    address = reverse("return_lines", args=[filing.pk])
    [line] = browser.get(address).context["form"].lines
    mine = {"seen": filing.entry, f"mark-{line.key}": line.mark, f"remark-{line.key}": "mine"}
    assert browser.post(address, mine | {f"remark-{line.key}": "theirs"}).status_code == 302
    late = browser.post(address, mine)
    assert late.status_code == 409
    [stands] = late.context["versions"]
    assert (stands.stands, stands.yours) == ("theirs", "mine")
    filing.refresh_from_db()
    assert filing.line_remarks == {line.key: "theirs"}
    assert browser.post(address, mine | {"seen": late.context["form"]["seen"].value()}).status_code == 302
    filing.refresh_from_db()
    assert filing.line_remarks == {line.key: "mine"}


@pytest.mark.parametrize(
    ("address", "field"), [("return_change", "remarks"), ("returns_profile", "authority")]
)
def test_of_two_people_who_edit_at_once_the_second_is_shown_both_versions(
    signed_in: Browser, address: str, field: str
) -> None:
    filing, browser = begun(), signed_in(Role.AUTHORITY)
    with operation("authority", "edit profile") as done:
        profile = done.save(Profile())
    row: Filing | Profile = filing if address == "return_change" else profile
    place = reverse(address, args=[filing.pk] if row is filing else [])
    seen = {"seen": row.entry, "visibility": "public", "basis": "actual"}
    assert browser.post(place, seen | {field: "the first"}).status_code == 302
    second = browser.post(place, seen | {field: "the second"})
    assert second.status_code == 409
    for version in ("the first", "the second"):
        assert version in second.content.decode()
    row.refresh_from_db()
    assert getattr(row, field) == "the first"
    assert browser.post(place, seen | {field: "the second", "seen": row.entry}).status_code == 302


def test_counting_by_category_names_the_categories_and_nothing_else_does(
    small: SmallState, signed_in: Browser
) -> None:
    exported(small.army, 1)
    filing = begun()
    browser = signed_in(Role.AUTHORITY)
    given = {"seen": filing.entry, "visibility": "public", "basis": "by_category"}
    address = reverse("return_change", args=[filing.pk])
    assert "only then" in browser.post(address, given).content.decode()
    given |= {
        "authorised_for": ["exports:VIII"],
        "export_means": ["physical", "title"],
        "cut_off_on": "2025-03-31",
    }
    assert browser.post(address, given).status_code == 302
    filing.refresh_from_db()
    assert (filing.authorised_for, filing.export_means) == (["exports:VIII"], ["physical", "title"])
    assert browser.get(reverse("return_change", args=[filing.pk])).status_code == 200


def test_the_annual_report_is_filed_from_the_first_page_to_the_last(
    small: SmallState, signed_in: Browser
) -> None:
    exported(small.army, 2)
    browser = signed_in(Role.AUTHORITY)
    answer = browser.post(reverse("begin_return"), {"instrument": "att_annual", "year": 2024})
    pk = Filing.objects.get().pk
    assert answer["Location"] == reverse("return", args=[pk])
    shown = browser.get(answer["Location"]).content.decode()
    key = lines_of(Filing.objects.get(), "exports")[0].key
    assert reverse("figure", args=[pk, "exports", key]) in shown
    assert (
        "The rows below add up to 2"
        in browser.get(reverse("figure", args=[pk, "exports", key])).content.decode()
    )
    seen = {"seen": Filing.objects.get().entry}
    browser.post(reverse("return_change", args=[pk]), {**seen, "visibility": "public", "basis": "actual"})
    marks = {f"mark-{key}": "public", f"remark-{key}": "training aid", "everything": ""}
    kept = browser.post(reverse("return_lines", args=[pk]), {"seen": Filing.objects.get().entry, **marks})
    assert kept.status_code == 302
    refused = browser.post(reverse("return_submit", args=[pk]), {"filed_on": "2025-05-30"})
    assert "Declare nil, or leave this part out" in refused.content.decode()
    browser.post(reverse("return_nil", args=[pk, "imports"]), {"what": "nil"})
    browser.post(reverse("return_submit", args=[pk]), {"filed_on": "2025-05-30"})
    filing = Filing.objects.get()
    assert (filing.state, filing.visibility, filing.filed_by) == (
        State.SUBMITTED,
        Visibility.PUBLIC,
        "authority",
    )
    assert [(one["quantity"], one["mark"], one["remark"]) for one in filing.frozen or [] if "key" in one] == [
        (2, "public", "training aid")
    ]
    assert filing.frozen_sha256 == versions.frozen_hash(filing)
    browser.post(
        reverse("return_acknowledge", args=[pk]), {"acknowledged_on": "2025-06-02", "reference": "A7"}
    )
    assert Filing.objects.get().state == State.ACKNOWLEDGED
    assert "acknowledged" in browser.get(reverse("returns")).content.decode()


def test_a_reader_sees_no_line_of_records_they_are_not_cleared_for(
    small: SmallState, signed_in: Browser, people: dict[Role, User]
) -> None:
    exported(small.army, 1, "QMU", handling="restricted")
    filing = begun()
    [line] = lines_of(filing, "exports")
    browser = signed_in(Role.AUDITOR)
    shown = browser.get(reverse("return", args=[filing.pk])).content.decode()
    assert line.key not in shown
    assert "not cleared for" in shown
    figure = reverse("figure", args=[filing.pk, "exports", line.key])
    assert browser.get(figure).status_code == 404
    person = people[Role.AUDITOR]
    person.clearances = ["restricted"]
    person.save()
    assert browser.get(figure).status_code == 200
    assert Reading.objects.filter(subject__contains=str(filing.pk)).count() == 1


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "instrument",
    [
        one if one is Instrument.ATT_ANNUAL else pytest.param(one, marks=pytest.mark.slow)
        for one in Instrument
    ],
)
def test_every_part_of_every_return_has_a_page_and_files(signed_in: Browser, instrument: Instrument) -> None:
    filing = begun(instrument)
    browser = signed_in(Role.AUTHORITY)
    for part in PARTS[instrument]:
        assert browser.get(reverse("return", args=[filing.pk]), {"part": part.name}).status_code == 200
    for name in ("return_lines", "return_differences", "return_before"):
        assert browser.get(reverse(name, args=[filing.pk])).status_code == 200
    for form, needed in (
        ("tally", {"claimant", "quantity", "period"}),
        ("filing", {"claimant", "instrument", "period"}),
    ):
        file = browser.get(reverse("return_file", args=[filing.pk, form, "public"])).content.decode()
        assert needed <= set(next(csv.reader(io.StringIO(file))))
