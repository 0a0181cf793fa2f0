"""A copy of the database gives nobody a second factor: devices are sealed, and of backup codes digests are kept."""

import base64
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp

from tallystick.errors import NotWholeError
from tallystick.register.access import second_factor
from tallystick.register.access.models import Role, SealedDevice, User
from tallystick.register.access.sealing import sealed, unsealed
from tallystick.register.access.users import CHANGE_OWN, forget_unopened, tell
from tallystick.register.breaks import found_breaks
from tallystick.register.folder import SESSIONS, own_folder
from tallystick.register.ledger.operation import operation
from tests.register.databases import new_database  # noqa: F401  # a fixture
from tests.register.test_exchange_killed import elsewhere, run  # noqa: F401  # a fixture

SECRET = "00112233445566778899aabbccddeeff00112233"  # noqa: S105  # of tests
Elsewhere = Callable[[], list[str]]
STARTED = """
import sys
from pathlib import Path
from tallystick.register import starting
starting.start(Path(sys.argv[1]))
"""
ENROL = f"""{STARTED}
from tallystick.register.access.models import SealedDevice, User
from tallystick.register.access.second_factor import new_codes
from tallystick.register.access.sealing import sealed
from tallystick.register.access.users import CHANGE_OWN, tell
from tallystick.register.ledger.operation import operation
user = User.objects.get()
with operation(user, CHANGE_OWN) as done:
    SealedDevice.objects.create(user=user, name="device", key=sealed("{SECRET}", user.username))
    user.has_second_factor = True
    user.save()
    tell(done, user)
    print(*new_codes(user))
"""
EARLIER = f"""{STARTED}
from django.core.management import call_command
from django.db import connection
call_command("migrate", "access", "0001", verbosity=0)
with connection.cursor() as cursor:
    cursor.execute(
        "INSERT INTO otp_static_statictoken (device_id, token) SELECT id, 'abcdefgh' FROM otp_static_staticdevice"
    )
    for subject in ("items.item b", "items.item a"):
        cursor.execute(
            "INSERT INTO access_reading (user_id, at, subject, handling) "
            "SELECT id, '2024-05-06 07:08:09.123456', %s, 'restricted' FROM access_user", [subject]
        )
    cursor.execute("SELECT key FROM otp_totp_totpdevice")
    print(cursor.fetchone()[0])
"""  # noqa: S608  # a script of tests
SHOWN = f"""{STARTED}
from django_otp.plugins.otp_static.models import StaticToken
from tallystick.register.access.models import Reading, SealedDevice, User
from tallystick.register.access.sealing import code_digest
print([device.secret for device in SealedDevice.objects.all()])
print(User.objects.get().has_second_factor)
print(StaticToken.objects.filter(token=code_digest("abcdefgh", "admin")).exists())
print(list(Reading.objects.order_by("place").values_list("subject", flat=True)))
"""


@pytest.fixture
def operator(people: dict[Role, User]) -> User:
    """Return an operator with a device."""
    found = people[Role.OPERATOR]
    with operation(found, CHANGE_OWN) as done:
        SealedDevice.objects.create(user=found, name="device", key=sealed(SECRET, found.username))
        found.has_second_factor = True
        found.save()
        tell(done, found)
    return found


@pytest.fixture
def another_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what puts the register into a folder with another key."""

    def put() -> None:
        (tmp_path / "keys").mkdir()
        (tmp_path / "keys" / SESSIONS).write_text("another", "ascii")
        monkeypatch.setattr(settings, "FOLDER", replace(own_folder(), path=tmp_path))

    return put


def broken() -> list[str]:
    return [one for one in found_breaks() if "operator" in one]


def test_a_sealed_secret_opens_for_its_user_and_is_sealed_differently_each_time() -> None:
    first, second = sealed(SECRET, "operator"), sealed(SECRET, "operator")
    assert first != second
    assert max(len(first), len(second)) <= 80
    assert unsealed(first, "operator") == unsealed(second, "operator") == SECRET


def test_a_secret_put_on_another_user_or_changed_does_not_open() -> None:
    text = sealed(SECRET, "operator")
    flipped = text[:-3] + ("A" if text[-3] != "A" else "B") + text[-2:]
    for given, username in ((text, "approver"), (flipped, "operator"), (SECRET, "operator"), ("", "x")):
        with pytest.raises(NotWholeError, match=f"device of {username} was sealed with another key"):
            unsealed(given, username)


def test_neither_the_tables_nor_the_session_hold_the_secret_or_a_code(
    signed_in: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = own_folder()
    asked = replace(folder, settings=replace(folder.settings, second_factor=None))
    monkeypatch.setattr(settings, "FOLDER", asked)
    browser = signed_in(Role.OPERATOR)
    browser.get(reverse("second_factor"))
    secret = unsealed(browser.session[second_factor.ENROLLING], "operator")
    before = everything()
    code = f"{totp(bytes.fromhex(secret)):06d}"
    codes = browser.post(reverse("second_factor"), {"code": code}).context["codes"]
    letters = base64.b32encode(bytes.fromhex(secret)).decode("ascii")
    after = everything()
    assert SealedDevice.objects.get().key in after
    assert [one for one in (secret, letters, *codes) if one in (before + after).lower()] == []


def everything() -> str:
    """Give all that the database holds, sessions decoded, as text."""
    found = [str(one.get_decoded()) for one in Session.objects.all()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  # a name of its own
            found.append(str(cursor.fetchall()))
    return "\n".join(found)


def test_with_another_key_no_code_opens_and_check_says_whose_device_it_is(
    operator: User, another_key: Callable[[], None], rf: object
) -> None:
    assert rf is not None
    code = f"{totp(bytes.fromhex(SECRET)):06d}"
    assert second_factor.device_for(operator, code) == SealedDevice.objects.get()
    assert broken() == []
    another_key()
    assert second_factor.device_for(operator, code) is None
    assert [one for one in broken() if "the key of this folder does not open the second factor" in one] != []


def test_a_device_of_another_key_is_forgotten_and_told(
    operator: User, another_key: Callable[[], None]
) -> None:
    assert forget_unopened("restore") == []
    another_key()
    assert forget_unopened("restore") == ["operator"]
    assert not SealedDevice.objects.exists()
    assert not User.objects.get(pk=operator.pk).has_second_factor
    assert broken() == []


def test_a_device_sealed_anew_is_the_one_that_was_told_and_another_is_not(operator: User) -> None:
    device = SealedDevice.objects.filter(user=operator)
    device.update(key=sealed(SECRET, "operator"))
    assert broken() == []
    device.update(key=sealed(SECRET[::-1], "operator"))
    assert broken() == [
        "access.user operator: devices_sha256 is not what the last entry about this user says"
    ]


# On real folders.


def scripted(script: str, folder: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", script, folder], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def folder(tmp_path: Path, elsewhere: Elsewhere) -> Path:  # noqa: F811  # a fixture
    """Return a register whose administrator has a device."""
    path = tmp_path / "register"
    done = run("init", path, "--name", "Register of Arms", "--party", "QMA", *elsewhere())
    assert done.returncode == 0, done.stderr
    scripted(ENROL, path)
    return path


def plainly(folder: Path) -> bool:
    """Whether the bare file of the database holds the secret or a code."""
    data = b"".join(one.read_bytes() for one in folder.glob("register.sqlite3*"))
    return any(one in data for one in (SECRET.encode(), bytes.fromhex(SECRET), b"abcdefgh"))


@pytest.mark.slow
def test_an_upgrade_seals_what_lay_open_and_chains_the_readings(folder: Path) -> None:
    assert scripted(EARLIER, folder) == [SECRET]
    if connection.vendor == "sqlite":
        assert plainly(folder)
    done = run("upgrade", folder)
    assert done.returncode == 0, done.stderr
    assert scripted(SHOWN, folder) == [str([SECRET]), "True", "True", "['items.item b', 'items.item a']"]
    if connection.vendor == "sqlite":
        assert not plainly(folder)
        with closing(sqlite3.connect(folder / "register.sqlite3")) as there:
            assert there.execute("SELECT count(*) FROM access_reading").fetchone() == (2,)
    done = run("check", folder)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_on_another_computer_an_encrypted_backup_keeps_second_factors_and_an_open_one_needs_the_keys(
    folder: Path,
    tmp_path: Path,
    elsewhere: Elsewhere,  # noqa: F811  # a fixture
) -> None:
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "secret").write_text(f"{identity}\n", "ascii")
    recipient = ("--recipient", identity.to_public())
    (tmp_path / "stick").mkdir()
    assert run("backup", folder, "--to", tmp_path / "stick", *recipient).returncode == 0
    assert run("backup", folder).returncode == 0
    (closed,), (opened,) = ((tmp_path / "stick").iterdir(), (folder / "backups").iterdir())
    for file, words, has in (
        (closed, ["--identity", tmp_path / "secret"], True),
        (opened, ["--keys", folder / "keys"], True),
        (opened, [], False),
    ):
        anew = tmp_path / f"anew{file.suffix}{len(words)}"
        done = run("restore", file, anew, *words, *elsewhere())
        assert done.returncode == 0, done.stderr
        assert scripted(SHOWN, anew)[:2] == [str([SECRET] if has else []), str(has)]
        assert ("The second factor of admin was sealed with keys" in done.stderr) == (not has)
        assert run("check", anew).returncode == 0
    done = run("restore", opened, tmp_path / "never", "--keys", tmp_path)
    assert done.returncode == 2
    assert "holds no sessions" in done.stderr
