"""Readings of sensitive records are a chain: `check` says where one was changed, removed or put elsewhere."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Reading, Role, User
from tallystick.register.access.readings import head
from tallystick.register.breaks import found_breaks
from tallystick.register.ledger.guards import lift_guards, put_guards
from tests.register.databases import new_database  # noqa: F401  # a fixture
from tests.register.test_exchange_killed import elsewhere, run  # noqa: F401  # a fixture

READ = """
import sys
from pathlib import Path
from tallystick.register import starting
starting.start(Path(sys.argv[1]))
from tallystick.register.access.models import Reading, User
user = User.objects.get()
print("ready", flush=True)
sys.stdin.readline()
for number in range(50):
    Reading.objects.create(user=user, subject=f"items.item {sys.argv[2]}{number}", handling="restricted")
"""
PLACES = """
import sys
from pathlib import Path
from tallystick.register import breaks, starting
starting.start(Path(sys.argv[1]))
from tallystick.register.access.models import Reading
print(list(Reading.objects.order_by("place").values_list("place", flat=True)) == list(range(1, 101)))
print(list(breaks.found_breaks()))
"""


@pytest.fixture
def four_readings(people: dict[Role, User]) -> list[Reading]:
    """Return four readings of one person."""
    auditor = people[Role.AUDITOR]
    return [
        Reading.objects.create(user=auditor, subject=f"items.item {letter}", handling="restricted")
        for letter in "abcd"
    ]


def tampered(change: Callable[[], object]) -> list[str]:
    """Say what `check` finds of readings after somebody who has the database open changed it."""
    lift_guards()
    change()
    put_guards()
    return [one for one in found_breaks() if one.startswith("reading")]


@pytest.mark.usefixtures("four_readings")
def test_readings_that_nobody_touched_have_no_break() -> None:
    assert tampered(lambda: None) == []


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "items.item z"},
        {"handling": "public"},
        {"at": "2020-01-01T00:00:00Z"},
        {"user": Role.OPERATOR},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_reading_that_was_changed_is_named(
    four_readings: list[Reading], people: dict[Role, User], change: dict[str, object]
) -> None:
    given = {name: people[value] if isinstance(value, Role) else value for name, value in change.items()}
    second = Reading.objects.filter(pk=four_readings[1].pk)
    assert tampered(lambda: second.update(**given)) == [
        "reading 2: what it says is not what it was sealed with"
    ]


def test_a_reading_changed_and_sealed_anew_no_longer_fits_the_next(four_readings: list[Reading]) -> None:
    second = four_readings[1]
    second.subject = "items.item z"
    rows = Reading.objects.filter(pk=second.pk)
    assert tampered(lambda: rows.update(subject=second.subject, sha256=second.sealed())) == [
        "reading 3: it does not follow the reading before it"
    ]


def test_the_next_reading_cannot_be_made_to_fit_without_being_sealed_anew_itself(
    four_readings: list[Reading],
) -> None:
    second, third = (Reading.objects.filter(pk=four_readings[number].pk) for number in (1, 2))
    four_readings[1].subject = "items.item z"
    seal = four_readings[1].sealed()

    def changed() -> None:
        second.update(subject="items.item z", sha256=seal)
        third.update(previous=seal)

    assert tampered(changed) == ["reading 3: what it says is not what it was sealed with"]


def test_a_reading_that_was_removed_leaves_a_gap(four_readings: list[Reading]) -> None:
    second = Reading.objects.filter(pk=four_readings[1].pk)
    assert tampered(second.delete) == ["reading 3: readings 2 to 2 are missing before it"]


def test_the_first_readings_cannot_be_removed_unseen(four_readings: list[Reading]) -> None:
    first = Reading.objects.filter(pk=four_readings[0].pk)
    assert tampered(first.delete) == ["reading 2: readings 1 to 1 are missing before it"]


def test_readings_that_changed_places_are_named(four_readings: list[Reading]) -> None:
    def exchanged() -> None:
        for row, place in ((2, 99), (1, 3), (2, 2)):
            Reading.objects.filter(pk=four_readings[row].pk).update(place=place)

    found = tampered(exchanged)
    assert "reading 2: what it says is not what it was sealed with" in found
    assert "reading 3: what it says is not what it was sealed with" in found


def test_a_tail_of_readings_that_was_cut_shows_by_the_head_that_was_written_down(
    four_readings: list[Reading],
) -> None:
    last = head()
    assert last is not None
    assert not [one for one in found_breaks(last[1]) if last[1] in one]
    assert tampered(Reading.objects.filter(pk=four_readings[3].pk).delete) == []
    assert [one for one in found_breaks(last[1]) if last[1] in one] == [
        (
            f"no entry and no reading has the hash {last[1]}: it was written down wrongly, so compare it with the "
            "paper first; or the log was cut or replaced since"
        )
    ]


@pytest.mark.usefixtures("four_readings")
def test_an_auditor_copies_the_last_hash_from_the_page(signed_in: Callable[[Role], Client]) -> None:
    last = head()
    assert last is not None
    assert last[1] in signed_in(Role.AUDITOR).get(reverse("readings")).content.decode()


@pytest.mark.slow
def test_two_processes_that_read_at_once_make_one_chain(
    tmp_path: Path,
    elsewhere: Callable[[], list[str]],  # noqa: F811  # a fixture
) -> None:
    folder = tmp_path / "register"
    done = run("init", folder, "--name", "Register of Arms", "--party", "QMA", *elsewhere())
    assert done.returncode == 0, done.stderr
    both = [_reading(folder, letter) for letter in "ab"]
    for one in both:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in both:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in both:
        one.communicate(timeout=60)
        assert one.returncode == 0
    said = subprocess.run([sys.executable, "-c", PLACES, folder], capture_output=True, text=True, check=False)
    assert said.stdout == "True\n[]\n", said.stderr


def _reading(folder: Path, letter: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", READ, folder, letter],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
