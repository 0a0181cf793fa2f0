"""`check` says exactly where a database that somebody changed no longer fits."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.forms import ModelForm
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone

from tallystick.register.breaks import found_breaks
from tallystick.register.exchange.checks import breaks as file_breaks
from tallystick.register.files.keeping import keep
from tallystick.register.items.models import Event, EventKind, Item, Mark
from tallystick.register.items.record import Happened, happen
from tallystick.register.ledger import forms_of_values, verify
from tallystick.register.ledger.edited import Seen, edited
from tallystick.register.ledger.guards import lift_guards, put_guards
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import EditedMeanwhileError, Operation, operation
from tallystick.register.stores.models import Service
from tests.register.conftest import SmallState


@contextmanager
def tampering() -> Iterator[None]:
    """Let somebody who has the database open change it."""
    lift_guards()
    yield
    put_guards()


def said() -> list[tuple[int | None, str]]:
    return [(one.entry, one.sentence) for one in verify.breaks()]


@pytest.fixture
def moved(small: SmallState) -> SmallState:
    """Return the small state with three entries: set up, issued, and a service renamed."""
    with operation("keeper", "enter issued") as done:
        happen(done, small.rifle, Happened(EventKind.ISSUED, date(2024, 3, 1), holder="Unit 7"))
    with operation("authority", "change service") as done:
        small.army.contact = "Office 1"
        done.save(small.army)
    return small


def test_a_whole_record_has_no_break(moved: SmallState) -> None:
    assert said() == []
    assert moved is not None


def test_a_row_that_was_changed_is_named_with_the_entry_that_wrote_it(moved: SmallState) -> None:
    Item.objects.filter(pk=moved.rifle.pk).update(model="R9")
    ((number, sentence),) = said()
    assert (number, sentence) == (1, "the row is not what its last entry wrote")


def test_a_row_set_back_to_an_earlier_state_is_found(moved: SmallState) -> None:
    Service.objects.filter(pk=moved.army.pk).update(contact="", entry=1)
    assert (3, "the entry wrote this row last, and the row is older") in said()


def test_a_row_that_no_entry_wrote_is_found(moved: SmallState) -> None:
    stray = Service(name="Stray", kind="other", entry=2)
    Service._base_manager.bulk_create([stray])
    assert said() == [(None, "no entry wrote this row as it stands")]
    assert moved is not None


def test_a_row_whose_entry_was_set_to_one_that_does_not_exist_is_found(moved: SmallState) -> None:
    Item.objects.filter(pk=moved.pistol.pk).update(entry=999, model="R9")
    assert said() == [(None, "no entry wrote this row as it stands")]


def test_a_row_that_was_removed_is_found(moved: SmallState) -> None:
    with tampering():
        Event.objects.filter(kind=EventKind.ISSUED)._raw_delete(using="default")
    assert said() == [(2, "the entry wrote this row, and it is gone")]
    assert moved is not None


def test_an_entry_that_was_changed_is_named(moved: SmallState) -> None:
    with tampering():
        Entry.objects.filter(number=2).update(actor="somebody else")
    assert said() == [(2, "what it says is not what it was sealed with")]
    assert moved is not None


def test_an_entry_sealed_anew_no_longer_fits_the_next(moved: SmallState) -> None:
    with tampering():
        entry = Entry.objects.get(number=2)
        entry.actor = "somebody else"
        Entry.objects.filter(number=2).update(actor=entry.actor, sha256=entry.sealed())
    assert (3, "it does not follow the entry before it") in said()
    assert moved is not None


def test_an_entry_that_was_removed_leaves_a_gap(moved: SmallState) -> None:
    with tampering():
        Entry.objects.filter(number=2).delete()
    assert (3, "entries 2 to 2 of its chain are missing before it") in said()
    assert moved is not None


def test_a_tail_that_was_cut_shows_by_the_head_that_was_written_down(moved: SmallState) -> None:
    head = verify.heads()[0][2]
    with tampering():
        before = json.loads(Entry.objects.get(number=1).rows)
        army = next(row["is"] for row in before if row["id"] == str(moved.army.pk))
        Service.objects.filter(pk=moved.army.pk).update(contact=army["contact"], entry=1)
        Entry.objects.filter(number=3).delete()
    assert said() == []
    assert list(found_breaks(head)) == [
        (
            f"no entry and no reading has the hash {head}: it was written down wrongly, so compare it with the paper "
            "first; or the log was cut or replaced since"
        )
    ]


SPELT = {
    "a date without its nought": (
        "items_event",
        "happened_on = replace(happened_on, '-0', '-')",
        "happened_on",
    ),
    "a text with what ends it in C": ("items_item", "note = 'x' || char(0) || 'y'", "note"),
    "a moment of another form": ("items_event", "entered_at = replace(entered_at, ' ', 'T')", "entered_at"),
}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes no other form")
@pytest.mark.parametrize("how", SPELT)
def test_a_value_that_is_read_as_it_was_and_counted_as_another_is_named(small: SmallState, how: str) -> None:
    """What parses it sees no difference; a range of days and a search for a store do."""
    table, change, column = SPELT[how]
    assert list(forms_of_values.breaks()) == []
    with tampering(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {change}")  # noqa: S608  # of tests
    told = list(forms_of_values.breaks())
    assert any(f"{column} is not written as this program writes it" in one for one in told)
    assert any(one in list(found_breaks()) for one in told)
    assert small is not None


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes no other form")
def test_a_row_that_was_put_in_beside_another_of_one_name_is_found(small: SmallState) -> None:
    """A decision copied onto another loss under the same identifier in capitals would make it count."""
    mark = small.rifle.marks.get()
    names = [field.column for field in Mark._meta.concrete_fields]
    wanted = ", ".join("upper(id)" if name == "id" else f'"{name}"' for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    with tampering(), connection.cursor() as cursor:
        copied = f"INSERT INTO items_mark ({listed}) SELECT {wanted} FROM items_mark WHERE id = %s"  # noqa: S608
        cursor.execute(copied, [mark.pk.hex])
    assert any(f"items.mark {mark.pk.hex.upper()}: id is not" in one for one in found_breaks())


def test_a_file_that_was_swapped_or_taken_away_is_named(small: SmallState) -> None:
    with operation("keeper", "keep file") as done:
        kept = keep(done, SimpleUploadedFile("receipt.txt", b"two rifles\n", "text/plain"))
    assert list(file_breaks()) == []
    good = kept.path.read_bytes()
    kept.path.chmod(0o600)
    kept.path.write_bytes(b"one rifle\n")
    assert [one for one in file_breaks() if "its bytes are not those that were kept" in one]
    kept.path.unlink()
    assert [one for one in file_breaks() if "it is not in the folder" in one]
    kept.path.write_bytes(good)
    assert small is not None


def test_the_database_itself_refuses_to_change_the_log(moved: SmallState) -> None:
    with pytest.raises(Exception, match="append-only"):
        Entry.objects.filter(number=1).update(actor="somebody else")
    assert moved is not None


def test_a_row_of_before_a_column_came_holds_its_default(
    moved: SmallState, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = Service.content_columns()
    known = [one for one in columns if one != "contact"]
    with operation("t", "add service") as done, monkeypatch.context() as earlier:
        earlier.setattr(Service, "content_columns", classmethod(lambda _cls: known))
        row = done.save(Service(name="Old", kind="other"))
    assert said() == []
    Service.objects.filter(pk=row.pk).update(contact="slipped in")
    assert said() == [(4, "the row is not what its last entry wrote")]
    assert moved is not None


def test_who_saves_a_row_that_another_changed_meanwhile_is_told_and_writes_nothing(small: SmallState) -> None:
    mine, theirs = Service.objects.get(pk=small.army.pk), Service.objects.get(pk=small.army.pk)
    with operation("first", "change service") as done:
        theirs.contact = "first"
        done.save(theirs)
    mine.contact = "second"
    with pytest.raises(EditedMeanwhileError), operation("second", "change service") as done:
        done.save(mine)
    small.army.refresh_from_db()
    assert small.army.contact == "first"


class _ServiceForm(Seen, ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    class Meta:
        model = Service
        fields = ("name", "kind", "contact")


def test_the_second_of_two_editors_is_shown_both_versions_and_saves_only_after_seeing_them(
    small: SmallState, rf: RequestFactory
) -> None:
    opened = _ServiceForm(instance=Service.objects.get(pk=small.army.pk))
    given = {"name": "Army", "kind": "army", "contact": "mine", "seen": str(opened["seen"].value())}
    with operation("another", "change service") as done:
        small.army.contact = "theirs"
        done.save(small.army)
    form = _ServiceForm(QueryDict(urlencode(given)), instance=Service.objects.get(pk=small.army.pk))
    assert form.is_valid(), form.errors
    with pytest.raises(EditedMeanwhileError) as error, operation("me", "change service") as done:
        done.save(form.save(commit=False), seen=form.entry_seen)
    request = rf.post("/")
    request.user = AnonymousUser()
    page = edited(request, form, error.value)
    shown = page.content.decode()
    assert page.status_code == 409
    assert "theirs" in shown
    assert "mine" in shown
    assert f'name="seen" value="{Service.objects.get(pk=small.army.pk).entry}"' in shown
    assert Service.objects.get(pk=small.army.pk).contact == "theirs"


def test_an_edit_does_not_write_back_what_was_derived_before(small: SmallState) -> None:
    stale = Item.objects.get(pk=small.rifle.pk)
    with operation("keeper", "enter issued") as done:
        happen(done, small.rifle, Happened(EventKind.ISSUED, date(2024, 3, 1), holder="Unit 7"))
    with operation("authority", "edit item") as done:
        stale.note = "seen"
        done.save(stale)
    assert Item.objects.get(pk=small.rifle.pk).holder == "Unit 7"


def _two(done: Operation, army: Service) -> None:
    done.save(army)
    done.save(Service(name="Dropped", kind="other"))
    raise ValueError("nothing of it")


def test_an_attempt_that_fails_leaves_nothing_in_the_entry(small: SmallState) -> None:
    with operation("keeper", "try") as done:
        done.save(Service(name="Kept", kind="other"))
        small.army.contact = "dropped"
        with pytest.raises(ValueError, match="nothing"), done.attempt():
            _two(done, small.army)
    assert said() == []
    assert sorted(Service.objects.values_list("name", flat=True)) == ["Army", "Kept", "Police"]


def test_a_clock_that_was_set_back_changes_no_order_and_is_noted(
    small: SmallState, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = timezone.now() - timedelta(days=400)
    with monkeypatch.context() as set_back:
        set_back.setattr("tallystick.register.ledger.operation.timezone.now", lambda: before)
        with operation("keeper", "add service") as done:
            done.save(Service(name="Late", kind="other"))
    entry = Entry.objects.order_by("-number")[0]
    assert entry.verb == "add service"
    assert entry.entered_at == before
    assert [row["row"] for row in json.loads(entry.rows)] == ["stores.service", "ledger.clock"]
    assert said() == []
    assert connection.vendor != ""
    assert small is not None
