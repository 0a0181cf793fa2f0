"""Nothing is lost: the real process is killed at any moment, the disk is full, and what was acknowledged is there."""

import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from tests.register.databases import new_database, told  # noqa: F401  # a fixture
from tests.register.serving import free_port

pytestmark = pytest.mark.slow
_LEDGER_LINES = 4_000
Start = Callable[..., "subprocess.Popen[str]"]
NewDatabase = Callable[[], str]

PREPARE = """
import sys
from pathlib import Path
from tallystick.register import starting
starting.start(Path(sys.argv[1]))
from tallystick.register.exchange.models import Mapping
from tallystick.register.ledger.operation import operation
from tallystick.register.stores.models import Service, Site, Store
with operation("setter", "set up") as done:
    army = done.save(Service(name="Army", kind="army"))
    site = done.save(Site(name="Barracks", service=army))
    done.save(Store(code="A1", name="Armoury", site=site))
    done.save(Mapping(
        name="cards", ledger="cards", key=["no"], constants={"service": "Army", "category": "SA3"},
        columns={"kind": "kind", "model": "model", "serial": "serial", "store": "store", "happened_on": "day"},
    ))
"""
WRITE = """
import sys
from datetime import date
from pathlib import Path
from tallystick.register import starting
starting.start(Path(sys.argv[1]))
from tallystick.register.items.models import EventKind, Item, Mark
from tallystick.register.items.record import Happened, register
from tallystick.register.ledger.operation import operation
from tallystick.register.stores.models import Service, Store
army, store = Service.objects.get(), Store.objects.get()
print("ready", flush=True)
for number in range(10_000):
    with operation("keeper", "register item") as done:
        item = Item(kind="small_arm", category="SA3", model="R1", service=army)
        marks = [Mark(kind="manufacturer", text=f"K{number}")]
        register(done, item, marks, Happened(EventKind.REGISTERED, date(2024, 1, 2), store=store))
    print(item.number, flush=True)
"""

KEEPER = """
import sys
from pathlib import Path
from tallystick.register import starting
starting.start(Path(sys.argv[1]))
from tallystick.register.access.models import User
from tallystick.register.access.users import MAKE, tell
from tallystick.register.ledger.operation import operation
with operation("setter", MAKE) as done:
    keeper = User.objects.create_user("keeper", "a password of tests", full_name="Keeper", role="authority")
    tell(done, keeper)
"""
BROWSE = """
import re, sys
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, build_opener

class Stay(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None

base = f"http://127.0.0.1:{sys.argv[1]}"
browser = build_opener(HTTPCookieProcessor(CookieJar()), Stay())

def ask(path, data=None):
    body = None if data is None else urlencode(data).encode()
    try:
        answer = browser.open(base + path, body, timeout=300)
    except HTTPError as error:
        answer = error
    return answer.headers.get("Location"), answer.read().decode()

def token(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]

_, page = ask("/sign-in/")
given = {"username": "keeper", "password": "a password of tests", "csrfmiddlewaretoken": token(page)}
ask("/sign-in/", given)
_, page = ask("/items/register/")
first = {name: re.search(rf'<select name="{name}".*?<option value="([0-9a-f-]{{36}})"', page, re.S)[1]
         for name in ("service", "store")}
for number in range(1000):
    given = {"kind": "small_arm",
             "category": "SA3", "make": "Invented", "model": "R2", "calibre": "9 mm",
             "country": "QMA", "quantity": 1,
             "serial": f"{sys.argv[2]}{number}", "reading": "whole", "happened_on": "2024-03-01",
             "reference": "note", "csrfmiddlewaretoken": token(page), **first}
    there, text = ask("/items/register/", given)
    if there is None:
        print(re.findall(r'errorlist[^<]*<li>([^<]*)', text), flush=True)
        break
    print(there, flush=True)
"""
BACK = """
import sys
from pathlib import Path
from tallystick.register import starting
starting.start(Path(sys.argv[1]))
from django.core.management import call_command
call_command("migrate", "exchange", "zero", verbosity=0)
"""
FULL = (
    """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (SELECT count(*) FROM items_item) > 600 THEN
            RAISE EXCEPTION 'could not extend file "base/5/2619": No space left on device' USING ERRCODE = '53100';
        END IF;
        RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER refused AFTER INSERT ON items_item FOR EACH STATEMENT EXECUTE FUNCTION refuse()",
)
LISTED = """
import sys
from pathlib import Path
from tallystick.register import starting
starting.start(Path(sys.argv[1]))
from tallystick.register.items.models import Item
print(*Item.objects.values_list("pk", flat=True))
"""


@pytest.fixture
def elsewhere(new_database: NewDatabase) -> Callable[[], list[str]]:  # noqa: F811  # a fixture
    """Return what names a new PostgreSQL database, where the tests run on PostgreSQL; nothing otherwise."""

    def words() -> list[str]:
        address = new_database()
        return [] if address == "" else ["--database", address]

    return words


@pytest.fixture
def begun(tmp_path: Path, elsewhere: Callable[[], list[str]]) -> Path:
    """Return a register made by the command; on PostgreSQL where the tests are."""
    path = tmp_path / "register"
    done = run("init", path, "--name", "Register of Arms", "--party", "QMA", *elsewhere())
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture
def folder(begun: Path) -> Path:
    """Return a register with a store and a mapping."""
    program(PREPARE, begun)
    return begun


def program(text: str, *words: object) -> None:
    subprocess.run([sys.executable, "-c", text, *map(str, words)], check=True, timeout=300)


def run(*words: object, **how: object) -> subprocess.CompletedProcess[str]:
    asked = [sys.executable, "-m", "tallystick.cli", "register", *map(str, words)]
    return subprocess.run(asked, capture_output=True, text=True, check=False, timeout=300, **how)  # type: ignore[call-overload, no-any-return]


@pytest.fixture
def start() -> Iterator[Start]:
    """Return a way to start a process that is killed at the end whatever happens."""
    started: list[subprocess.Popen[str]] = []

    def begin(*words: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *map(str, words)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def whole(folder: Path) -> str:
    done = run("check", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def ledger_of(folder: Path, lines: int = _LEDGER_LINES) -> Path:
    path = folder.parent / "cards.csv"
    rows = [f"{number},small_arm,R1,S{number},A1,2024-01-02" for number in range(lines)]
    path.write_text("\n".join(["no,kind,model,serial,store,day", *rows]) + "\n", "utf-8")
    return path


def wait_for(stream: "IO[str] | None", words: str) -> None:
    assert stream is not None
    for line in stream:
        if words in line:
            return
    raise AssertionError(f"it ended before it said {words!r}")


@pytest.mark.parametrize("seed", range(2))
def test_every_acknowledged_operation_survives_a_kill_while_writing(
    folder: Path, start: Start, seed: int
) -> None:
    process = start("-c", WRITE, folder)
    wait_for(process.stdout, "ready")
    time.sleep(random.Random(seed).uniform(0.05, 0.8))  # noqa: S311  # any moment
    process.kill()
    acknowledged = (process.communicate()[0] or "").split("\n")[:-1]
    whole(folder)
    out = folder.parent / "items.csv"
    assert run("export", folder, out).returncode == 0
    kept = out.read_text("utf-8-sig")
    assert [number for number in acknowledged if number not in kept] == []


@pytest.mark.parametrize("seed", range(2))
def test_an_import_that_was_killed_goes_on_where_it_was_without_doubles(
    folder: Path, start: Start, seed: int
) -> None:
    words = ["import", folder, ledger_of(folder), "--mapping", "cards"]
    process = start("-m", "tallystick.cli", "register", *words)
    wait_for(process.stderr, "line ")
    time.sleep(random.Random(seed).uniform(0, 1.0))  # noqa: S311  # any moment
    process.kill()
    process.communicate()
    whole(folder)
    done = run(*words)
    assert done.returncode == 0, done.stderr
    new, unchanged = (int(one) for one in re.findall(r"(\d+) new.*?(\d+) unchanged", done.stdout)[0])
    assert new + unchanged == _LEDGER_LINES
    assert unchanged > 0
    again = run(*words)
    assert f"{_LEDGER_LINES} unchanged" in again.stdout
    whole(folder)


def test_a_backup_that_was_killed_leaves_no_backup_and_the_next_is_whole(
    folder: Path, start: Start, elsewhere: Callable[[], list[str]]
) -> None:
    run("import", folder, ledger_of(folder, 3_000), "--mapping", "cards")
    for seconds in (0.5, 0.7, 0.9):
        process = start("-m", "tallystick.cli", "register", "backup", folder)
        time.sleep(seconds)
        process.kill()
        process.communicate()
    whole(folder)
    done = run("backup", folder)
    assert done.returncode == 0, done.stderr
    named = [one for one in (folder / "backups").iterdir() if not one.name.startswith(".")]
    assert [one for one in (folder / "backups").iterdir() if one.name.startswith(".")] == []
    for file in named:
        restored = folder.parent / f"anew-{file.name}"
        assert run("restore", file, restored, *elsewhere()).returncode == 0
        whole(restored)


def test_a_backup_made_while_somebody_writes_is_whole(
    folder: Path, start: Start, elsewhere: Callable[[], list[str]]
) -> None:
    process = start("-c", WRITE, folder)
    wait_for(process.stdout, "ready")
    done = run("backup", folder)
    assert done.returncode == 0, done.stderr
    process.kill()
    file = next(one for one in (folder / "backups").iterdir() if not one.name.startswith("."))
    assert run("restore", file, folder.parent / "anew", *elsewhere()).returncode == 0
    whole(folder.parent / "anew")


@pytest.fixture
def earlier(begun: Path) -> Path:
    """Return a register whose database has a form that lacks the tables of the exchange."""
    # what the chain tells of mappings must not be missed afterwards: this register has none
    program(PREPARE.split("    done.save(Mapping(", maxsplit=1)[0], begun)
    program(BACK, begun)
    return begun


@pytest.mark.parametrize("seconds", [0.05, 0.3])
def test_an_upgrade_that_was_killed_is_finished_by_the_next(
    earlier: Path, start: Start, seconds: float
) -> None:
    process = start("-m", "tallystick.cli", "register", "upgrade", earlier)
    wait_for(process.stdout, "backup")
    time.sleep(seconds)
    process.kill()
    process.communicate()
    done = run("upgrade", earlier)
    assert done.returncode == 0, done.stderr
    whole(earlier)


def test_a_register_of_an_earlier_form_is_not_served_and_is_backed_up_before_it_is_changed(
    earlier: Path, elsewhere: Callable[[], list[str]]
) -> None:
    done = run("check", earlier)
    assert done.returncode == 2
    assert "tallystick register upgrade" in done.stderr
    done = run("upgrade", earlier)
    assert done.returncode == 0, done.stderr
    (backup,) = (earlier / "backups").iterdir()
    assert "before-upgrade" in backup.name
    whole(made_anew(backup, earlier, elsewhere()))


def made_anew(backup: Path, register: Path, words: list[str]) -> Path:
    """Make a register of what an upgrade put away first: by `restore`, or by PostgreSQL's own program."""
    anew = register.parent / "anew"
    if len(words) == 0:
        done = run("restore", backup, anew)
        assert done.returncode == 0, done.stderr
        return anew
    shutil.copytree(register, anew)
    said = (anew / "register.toml").read_text("utf-8")
    (anew / "register.toml").write_text(re.sub('database = ".*"', f'database = "{words[1]}"', said), "utf-8")
    put = ["pg_restore", "--exit-on-error", f"--dbname={words[1]}", str(backup)]
    subprocess.run(put, check=True, timeout=300)
    assert run("check", anew).returncode == 2, "it has the earlier form"
    done = run("upgrade", anew)
    assert done.returncode == 0, done.stderr
    return anew


def test_a_full_disk_is_said_in_a_sentence_and_loses_nothing(folder: Path) -> None:
    before = whole(folder)
    with disk_full(folder) as limited:
        done = run("import", folder, ledger_of(folder), "--mapping", "cards", **limited)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "the disk" in done.stderr
    after = whole(folder)
    assert before != ""
    assert after != ""
    done = run("import", folder, ledger_of(folder), "--mapping", "cards")
    assert done.returncode == 0, done.stderr
    whole(folder)


@contextmanager
def disk_full(folder: Path) -> Iterator[dict[str, Any]]:
    """Let the database grow by little: its file is limited, or its server says what it says of a full disk."""
    database = folder / "register.sqlite3"
    if database.is_file():
        most = database.stat().st_size + 400_000

        def small() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

        yield {"preexec_fn": small}
        return
    address = tomllib.loads((folder / "register.toml").read_text("utf-8"))["database"]
    told(*FULL, at=address)
    yield {}
    told("DROP TRIGGER refused ON items_item", at=address)


def test_what_the_server_showed_people_survives_its_kill(folder: Path, start: Start) -> None:
    with (folder / "register.toml").open("a", encoding="utf-8") as settings:
        settings.write("second_factor = []\n")
    program(KEEPER, folder)
    port = free_port()
    server = start("-m", "tallystick.cli", "register", "serve", folder, "--port", port)
    wait_for(server.stderr, "http://")
    people = [start("-c", BROWSE, port, serial) for serial in ("X", "Y")]
    for person in people:
        wait_for(person.stdout, "/items/")
    time.sleep(1)
    server.kill()
    shown = [
        line for person in people for line in (person.communicate()[0] or "").split("\n") if "/items/" in line
    ]
    whole(folder)
    kept = subprocess.run(
        [sys.executable, "-c", LISTED, str(folder)], check=True, capture_output=True, text=True
    )
    assert len(shown) > 0
    assert [address for address in shown if address.split("/items/")[1].strip("/") not in kept.stdout] == []
