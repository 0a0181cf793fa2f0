"""What states said in requests and answers becomes claims, as far as each audience may have them."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tallystick.model.document import Addition, Entry
from tallystick.pipeline import cases, order
from tallystick.register.access.models import Role
from tallystick.register.items.models import Item
from tallystick.register.tracing.claims import Claims, claims, requests_with_answers, tally
from tallystick.register.tracing.models import Ground, LineKind, TraceRequest
from tests.register.conftest import SmallState
from tests.register.samples_tracing import answered, asked, asking, drafted, hearing_of, line


def told(audience: str | None = None, today: date | None = None) -> Claims:
    """What is said of all requests."""
    return claims(requests_with_answers(), today or timezone.localdate(), audience)


def test_a_find_and_an_export_are_claims_of_who_said_them(small: SmallState) -> None:
    request = asked(small, country="QPA", make="Invented")
    answered(request, line(), line(LineKind.LOST, to_party="", year=2018, on=None, party="QMA"))
    seized, sent, lost = told().rows
    assert (seized["claimant"], seized["act"], seized["role"], seized["to"]) == (
        "QMO",
        "seizure",
        "observer",
        "QMO",
    )
    assert (sent["claimant"], sent["role"], sent["from"], sent["to"]) == ("QMA", "exporter", "QMA", "QPA")
    assert (sent["period"], sent["origin"], sent["designation"]) == (
        "2019",
        "QPA",
        "Invented R1 7.62 × 39 mm",
    )
    assert (lost["claimant"], lost["act"], lost["to"], lost["period"]) == ("QMA", "loss", "QMA", "2018")


def test_an_answer_that_came_is_the_other_states_claim(small: SmallState) -> None:
    answered(asking(small.rifle), line(party="QPA", to_party="QMO"))
    assert [(row["claimant"], row["role"]) for row in told().rows] == [("QMO", "importer")]
    assert told().left_out == ((TraceRequest.objects.get().number, "when"),)


def test_what_was_kept_back_withdrawn_corrected_or_not_sent_is_no_claim(small: SmallState) -> None:
    request = asked(small)
    first = answered(request, line(), line(is_withheld=True, ground=Ground.SECURITY))
    drafted(request, line())
    assert len(told().rows) == 2
    answered(request, line(LineKind.NOT_FOUND), corrects=first)
    assert [row["act"] for row in told().rows] == ["seizure"]


def test_what_names_others_waits_for_the_right_of_reply_and_marks_close_what_they_close(
    small: SmallState,
) -> None:
    request = asked(small, handling="public")
    answer = answered(request, line())
    named = answer.lines.get()
    assert [row["act"] for row in told("public").rows] == ["seizure"]
    assert told("public").left_out == ((request.number, "not_heard"),)
    due = hearing_of(named, timezone.localdate()).due_on
    after = due + timedelta(days=365)
    assert [row["act"] for row in told("public", after).rows] == ["seizure", "transfer"]
    closed = answered(asked(small, handling="public"), line(to_party="QMO", handling="parties_only"))
    assert closed.request.number not in str([row for row in told("public").rows if row["act"] == "transfer"])
    assert closed.request.number in str(told("parties_only").rows)


@pytest.mark.parametrize(
    ("columns", "why"),
    [({"kind": "part"}, "category"), ({"found_on": None}, "when"), ({"circumstance": "unknown"}, "when")],
)
def test_what_cannot_be_a_claim_is_told_with_its_reason(
    small: SmallState, columns: dict[str, Any], why: str
) -> None:
    request = asked(small, **columns)
    assert (told().rows, told().left_out) == ((), ((request.number, why),))


@pytest.mark.parametrize(
    ("model", "category"), [("Igla", "light_weapons"), ("2B14", "light_weapons"), ("T-55", None), ("", None)]
)
def test_man_portable_missiles_and_light_mortars_are_light_weapons_though_entered_as_larger_systems(
    small: SmallState, model: str, category: str | None
) -> None:
    asked(small, kind="system", model=model)
    assert [row["category"] for row in told().rows] == ([] if category is None else [category])


def test_an_item_of_category_vii_b_is_a_light_weapon_whatever_its_model_is_called(small: SmallState) -> None:
    Item.objects.filter(pk=small.rifle.pk).update(kind="system", category="VII.b", model="of nowhere")
    small.rifle.refresh_from_db()
    asking(small.rifle, found_on=date(2024, 5, 1), circumstance="found")
    assert [row["category"] for row in told().rows] == ["light_weapons"]


def test_the_projects_own_reader_reads_every_line(small: SmallState, tmp_path: Path) -> None:
    answered(asked(small, country="QPA"), line(), line(LineKind.LOST, party="QMA", year=2018))
    (tmp_path / "traces.csv").write_text(tally(told()), "utf-8", newline="")
    case = tmp_path / "case"
    cases.new(case)
    entry = Entry(addition=Addition(added_on=date(2025, 6, 1), added_by="A. Clerk"))
    read = dict(cases.add(case, [tmp_path / "traces.csv"], entry))
    assert [issue.message for reading in read.values() for issue in reading.issues] == []
    rows = {row["act"]: row for row in order.read_case(case)["claim"].to_dicts()}
    assert sorted(rows) == ["loss", "seizure", "transfer"]
    assert (rows["transfer"]["from_party"], rows["transfer"]["origin_party"]) == ("QMA", "QPA")
    assert rows["seizure"]["role"] == "observer"


def test_the_page_of_claims_says_what_gives_none_and_why(
    small: SmallState, signed_in: Callable[[Role], Client]
) -> None:
    request = asked(small, handling="public")
    answered(request, line())
    reader = signed_in(Role.AUDITOR)
    assert "who have not been heard" in reader.get("/traces/claims/public/").content.decode()
    assert len(reader.get("/traces/claims/public/?file=1").content.decode().splitlines()) == 2
    assert len(reader.get("/traces/claims/own/?file=1").content.decode().splitlines()) == 3
    assert reader.get("/traces/claims/restricted/").status_code == 404
