"""The command says breaks in one document, sums up what drowns the rest, and keeps a new register to its owner."""

import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from django.utils.timezone import localtime

from tallystick.cli.register import safe, users
from tallystick.errors import UsageError
from tallystick.register import breaks, management, starting
from tallystick.register.access.models import Role, User
from tallystick.register.breaks import summed_up
from tallystick.register.folder import DATABASE, Settings
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


def test_what_is_served_is_the_application_that_spares_the_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    import waitress  # noqa: PLC0415  # as `serve` loads it

    from tallystick.register import wsgi  # noqa: PLC0415  # freezes what is loaded now

    served = SimpleNamespace(application=None)
    monkeypatch.setattr(
        waitress, "serve", lambda application, **_: setattr(served, "application", application)
    )
    starting.serve("127.0.0.1", 0)
    assert served.application is wsgi.application


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
