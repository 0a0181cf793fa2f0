"""The command says breaks in one document, sums up what drowns the rest, and keeps a new register to its owner."""

import errno
import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from django.utils.timezone import localtime

from tallystick.cli.register import moving, safe, users
from tallystick.cli.register.group import _trouble
from tallystick.errors import UsageError
from tallystick.register import breaks, management, starting
from tallystick.register.access.models import Role, User
from tallystick.register.breaks import summed_up
from tallystick.register.folder import DATABASE, Settings, postgresql
from tallystick.register.ledger.checks import breaks as guard_breaks
from tallystick.register.ledger.guards import lift_guards, put_guards
from tests.register.conftest import SmallState


def checked(monkeypatch: pytest.MonkeyPatch, broken: list[str], *words: str) -> Result:
    monkeypatch.setattr(safe, "ready", lambda _directory: None)
    monkeypatch.setattr(breaks, "found_breaks", lambda _head: iter(broken))
    monkeypatch.setattr(breaks, "heads", lambda: [("Register of Arms", 3, "ab" * 32)])
    return CliRunner().invoke(safe.check, ["here", *words])


@pytest.mark.parametrize("broken", [[], ["entry 1: one", "entry 2: two"]])
def test_as_json_a_check_is_one_document_whatever_it_finds(
    monkeypatch: pytest.MonkeyPatch, broken: list[str]
) -> None:
    done = checked(monkeypatch, broken, "--json")
    assert json.loads(done.stdout) == {
        "breaks": broken,
        "heads": [{"origin": "Register of Arms", "place": 3, "sha256": "ab" * 32}],
    }
    assert done.exit_code == min(len(broken), 1)


def test_a_check_that_finds_nothing_labels_the_last_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    done = checked(monkeypatch, [])
    assert done.stdout == f"origin Register of Arms  last number 3  last hash {'ab' * 32}\n"


def test_many_guards_that_are_gone_are_one_line_after_what_else_is_broken(small: SmallState) -> None:
    assert small is not None
    lift_guards()
    gone = list(guard_breaks())
    put_guards()
    told = list(summed_up([*gone, "entry 2: its row was changed"]))
    assert told[0] == "entry 2: its row was changed"
    assert told[1].startswith(f"the database lacks {len(gone)} guards, ")
    assert len(told) == 2
    assert list(summed_up(gone[:3])) == gone[:3]


@pytest.mark.parametrize(("party", "code"), [("Senegal", "SEN"), ("QMA", "QMA"), ("SEN", "SEN")])
def test_a_register_is_made_for_a_party_by_name_or_code_and_its_database_is_its_owners(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, party: str, code: str
) -> None:
    def made_so_far(stage: Path) -> None:
        assert (stage / DATABASE).stat().st_mode & 0o777 == 0o600
        assert f'party = "{code}"' in (stage / "register.toml").read_text("utf-8")
        raise UsageError("so far")

    monkeypatch.setattr(management, "start", made_so_far)
    with pytest.raises(UsageError, match="so far"):
        management.initialise(tmp_path / "new", Settings(name="R", party=party), "admin")


def test_an_unknown_party_is_refused_with_what_is_near(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"known by 'Senegall'\. Nearest: .*Senegal"):
        management.initialise(tmp_path / "new", Settings(name="R", party="Senegall"), "admin")
    assert not (tmp_path / "new").exists()


def test_what_is_served_is_the_application_that_spares_the_collector(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import waitress  # noqa: PLC0415  # as `serve` loads it

    from tallystick.register import wsgi  # noqa: PLC0415  # freezes what is loaded now

    served = SimpleNamespace(application=None, run=lambda: None)

    def made(application: object, **_: object) -> SimpleNamespace:
        served.application = application
        return served

    monkeypatch.setattr(waitress, "create_server", made)
    starting.serve(tmp_path, "127.0.0.1", 0)
    assert served.application is wsgi.application


def test_a_second_server_of_one_folder_is_told_where_the_first_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import waitress  # noqa: PLC0415  # as `serve` loads it

    said: list[str] = []

    def run() -> None:
        with pytest.raises(UsageError, match=r"served already, at http://127\.0\.0\.1:8001/"):
            starting.serve(tmp_path, "127.0.0.1", 8002, lambda: said.append("second"))

    monkeypatch.setattr(waitress, "create_server", lambda _application, **_: SimpleNamespace(run=run))
    starting.serve(tmp_path, "127.0.0.1", 8001, lambda: said.append("first"))
    monkeypatch.setattr(waitress, "create_server", lambda *_, **__: SimpleNamespace(run=lambda: None))
    starting.serve(tmp_path, "127.0.0.1", 8003, lambda: said.append("third"))
    assert said == ["first", "third"]


def test_a_port_that_is_taken_is_said_before_any_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import waitress  # noqa: PLC0415  # as `serve` loads it

    def taken(*_: object, **__: object) -> None:
        raise OSError(errno.EADDRINUSE, "Address already in use")

    said: list[str] = []
    monkeypatch.setattr(waitress, "create_server", taken)
    with pytest.raises(UsageError, match=r"port 8001 of 127\.0\.0\.1 is taken .* --port"):
        starting.serve(tmp_path, "127.0.0.1", 8001, lambda: said.append("begun"))
    assert said == []


AT = 'connection failed: connection to server at "127.0.0.1", port 5432 failed: '


@pytest.mark.parametrize(
    ("driver", "said"),
    [
        (
            f'{AT}FATAL:  password authentication failed for user "register"',
            "refuses the user register or the p",
        ),
        (f'{AT}FATAL:  role "register" does not exist', "knows no user register"),
        (f'{AT}FATAL:  database "arms" does not exist', "createdb arms"),
        (
            f"{AT}Connection refused\n\tIs the server running there?",
            "no PostgreSQL answers at 127.0.0.1, port 5432",
        ),
        ("failed to resolve host 'nowhere': [Errno -2]", "no computer is called nowhere"),
    ],
)
def test_a_database_that_cannot_be_reached_is_said_with_what_to_do(driver: str, said: str) -> None:
    told = _trouble(driver)
    assert said in told
    assert "acknowledged" not in told
    assert "register.toml" in told


@pytest.mark.parametrize("address", ["postgres", "mysql://a:secret@b/c", "postgresql://a:secret@b"])
def test_an_address_of_no_database_is_refused_without_saying_its_password(address: str) -> None:
    with pytest.raises(UsageError, match=r"has no .* Write it as postgresql://") as refused:
        postgresql(address)
    assert "secret" not in str(refused.value)


def test_an_export_never_writes_over_what_is_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(moving, "ready", lambda _directory: None)
    out = tmp_path / "all.zip"
    out.write_bytes(b"the only one")
    done = CliRunner().invoke(moving.export, ["here", str(out)])
    assert "all.zip is there already" in str(done.exception)
    assert out.read_bytes() == b"the only one"


def test_users_are_listed_below_headings_in_plain_words(
    monkeypatch: pytest.MonkeyPatch, people: dict[Role, User]
) -> None:
    seen = datetime(2026, 11, 22, 18, 4, 5, 123456, tzinfo=UTC)
    User.objects.filter(pk=people[Role.APPROVER].pk).update(last_login=seen, is_active=False)
    monkeypatch.setattr(users, "ready", lambda _directory: None)
    lines = CliRunner().invoke(users.list_users, ["here"]).stdout.splitlines()
    assert lines[0].split("  ")[0] == "user name"
    assert "may sign in" in lines[0]
    assert lines[2].split() == [
        "approver",
        "approver",
        "approver",
        "no",
        f"{localtime(seen):%Y-%m-%d}",
        f"{localtime(seen):%H:%M}",
    ]
    assert [line.split()[-1] for line in lines[3:]] == ["never"] * 5
    rows = json.loads(CliRunner().invoke(users.list_users, ["here", "--json"]).stdout)
    assert [row["is_active"] for row in rows].count(False) == 1


def test_a_user_is_added_with_reach_and_language_and_a_name_that_is_not_there_gives_the_nearest(
    monkeypatch: pytest.MonkeyPatch, small: SmallState
) -> None:
    monkeypatch.setattr(users, "ready", lambda _directory: None)

    def added(name: str, *options: str) -> Result:
        return CliRunner().invoke(users.add, ["here", name, "--role", "operator", *options])

    given = ("--service", "Army", "--site", "Barracks", "--site", "Station", "--language", "fr")
    assert added("awa", *given).exit_code == 0
    awa = User.objects.get(username="awa")
    assert (awa.language, [*awa.services.all()]) == ("fr", [small.army])
    assert [*awa.sites.all()] == [small.barracks, small.station]
    for wrong, near in (("--service Armee", "Army"), ("--site Baracks", "Barracks"), ("--language fn", "fr")):
        refused = added("omar", *wrong.split())
        assert near in str(refused.exception)
    assert not User.objects.filter(username="omar").exists()
