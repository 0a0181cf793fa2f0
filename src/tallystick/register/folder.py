"""A register's folder: `register.toml`, the database, `files/`, `keys/`, `backups/`."""

import os
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tallystick.errors import UnreadableError, UsageError, near_misses

VARIABLE: Final = "TALLYSTICK_REGISTER"
"""The environment variable that names the folder to the settings."""
SETTINGS: Final = "register.toml"
DATABASE: Final = "register.sqlite3"
SESSIONS: Final = "sessions"
"""The file of the secret that signs sessions and seals second factors."""
SIGNING: Final = "signing"
"""The file of the key that signs bundles."""
_WAIT_SECONDS: Final = 20
"""How long one writer waits for another: an import holds the database for some seconds at a time."""
LANGUAGES: Final = ("en", "fr", "pt", "es", "ar")


@dataclass(frozen=True, slots=True)
class Settings:
    """What `register.toml` says."""

    name: str
    """What the register calls itself on every page and sheet."""
    party: str
    """Whose register it is: the party's code, ISO 3166-1 alpha-3."""
    code: str = "1"
    """Digits that set the numbers of this register apart from those of the party's other registers."""
    language: str = ""
    """Of the sign-in page and of new users; empty where each browser says its own."""
    time_zone: str = "UTC"
    database: str = ""
    """`postgresql://user:password@host/name`; empty for the one file in the folder."""
    hosts: tuple[str, ...] = ()
    """Further names under which browsers on the local network call it."""
    https: bool = False
    """Whether a server before it speaks HTTPS, so that cookies are kept to it."""
    second_factor: tuple[str, ...] | None = None
    """Roles that must give a one-time code; None is all of them."""
    decides_after_hours: int = 24
    """Hours that nobody decides as second person after somebody else made, changed or reset their account."""
    backup_recipients: tuple[str, ...] = ()
    """Public age keys that backups are encrypted to."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One register's folder and what its settings say."""

    path: Path
    settings: Settings

    @property
    def files(self) -> Path:
        """Where documents and pictures are kept, by their hash."""
        return self.path / "files"

    @property
    def keys(self) -> Path:
        """Where this register's own keys are kept."""
        return self.path / "keys"

    @property
    def backups(self) -> Path:
        """Where backups are written unless another place is named."""
        return self.path / "backups"

    def secret(self) -> str:
        """Give the secret that sessions are signed with, and second factors sealed."""
        return (self.keys / SESSIONS).read_text("ascii").strip()

    def database(self) -> dict[str, Any]:
        """Give Django's setting of the database."""
        if self.settings.database == "":
            return sqlite(self.path / DATABASE)
        return postgresql(self.settings.database)


def sqlite(file: Path | str) -> dict[str, Any]:
    """Give Django's setting of a SQLite file.

    The write-ahead log lets people read while one writes; `synchronous=FULL` keeps what was acknowledged when the power
    fails; a transaction takes its lock at its beginning, so that two writers wait for each other and never fail.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "timeout": _WAIT_SECONDS,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA cache_size=-32000"
            ),
        },
    }


def postgresql(address: str) -> dict[str, Any]:
    """Give Django's setting of a PostgreSQL database.

    Raises:
        UsageError: the address is not one, or names no database.
    """
    parts = urlsplit(address)
    name = unquote(parts.path.lstrip("/"))
    is_known = parts.scheme in {"postgresql", "postgres"}
    if not is_known or name == "":
        # the address itself is not said: a password may stand in it
        lacks = "no name of a database at its end" if is_known else "no postgresql:// at its beginning"
        raise UsageError(
            f"the address of the database has {lacks}. Write it as postgresql://user:password@host:5432/name."
        )
    host = unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        # queries here are many and short: compiling each takes longer than answering it
        "OPTIONS": {"options": "-c jit=off"},
        "CONN_MAX_AGE": 60,
    }


def named_folder() -> Folder | None:
    """Open the folder that the environment names; None where it names none."""
    named = os.environ.get(VARIABLE, "")
    return None if named == "" else opened(Path(named))


def own_folder() -> Folder:
    """Give the folder of the register that is running.

    Raises:
        UsageError: the settings were loaded without one.
    """
    from django.conf import settings  # noqa: PLC0415  # a folder can be read without Django

    if not isinstance(settings.FOLDER, Folder):
        raise UsageError(f"no register is open: {VARIABLE} named no folder when the settings were loaded")
    return settings.FOLDER


def opened(path: Path) -> Folder:
    """Open a register's folder.

    Raises:
        UsageError: there is no register in it.
        UnreadableError: its settings cannot be read.
    """
    file = path / SETTINGS
    if not file.is_file():
        raise UsageError(
            f"{path} holds no {SETTINGS}, so it is no register. Make one with `tallystick register init {path}`."
        )
    try:
        said = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableError(
            file, str(error), remedy="Mend the line, or restore the file from a backup."
        ) from error
    return Folder(path, _settings(said, file))


def _settings(said: dict[str, Any], file: Path) -> Settings:
    known = set(Settings.__dataclass_fields__)
    unknown = sorted(set(said) - known)
    if len(unknown) > 0:
        hint = f"{near_misses(unknown[0], known)} Known: {', '.join(sorted(known))}.".lstrip()
        raise UnreadableError(file, f"nothing is called {unknown[0]!r} here", remedy=hint)
    missing = sorted({"name", "party"} - set(said))
    if len(missing) > 0:
        raise UnreadableError(
            file, f"{missing[0]!r} is missing", remedy="A register says its name and whose it is."
        )
    lists = {key: tuple(value) for key, value in said.items() if isinstance(value, list)}
    settings = Settings(**(said | lists))
    _check(settings, file)
    return settings


def _check(settings: Settings, file: Path) -> None:
    if settings.language not in {"", *LANGUAGES}:
        raise UnreadableError(file, f"language {settings.language!r} is none of {', '.join(LANGUAGES)}")
    hours = settings.decides_after_hours
    if type(hours) is not int or hours < 0:
        raise UnreadableError(
            file,
            f"decides_after_hours {hours!r} is no number of hours",
            remedy="Write decides_after_hours = 24.",
        )
    if not settings.code.isdecimal():
        raise UnreadableError(
            file, f"code {settings.code!r} is not made of digits", remedy='Write code = "1".'
        )
    try:
        ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        problem = f"no time zone is called {settings.time_zone!r}"
        raise UnreadableError(file, problem, remedy="Names are like 'Africa/Dakar', or 'UTC'.") from error


def made(path: Path, settings: Settings) -> Folder:
    """Make a new register's folder, readable by its owner alone.

    Raises:
        UsageError: there is something in that folder already.
    """
    if path.exists() and any(path.iterdir()):
        raise UsageError(
            f"{path} is not empty. Name a new folder, or `tallystick register serve {path}` if it is a register."
        )
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    _check(settings, path / SETTINGS)
    folder = Folder(path, settings)
    for part in (folder.files, folder.keys, folder.backups):
        part.mkdir(mode=0o700)
    secret = folder.keys / SESSIONS
    secret.touch(mode=0o600)
    secret.write_text(secrets.token_urlsafe(48) + "\n", "ascii")
    written = path / SETTINGS
    written.touch(mode=0o600)
    written.write_text(_as_toml(settings), "utf-8")
    return folder


def _as_toml(settings: Settings) -> str:
    lines = ["# The settings of this register. `tallystick register --help` says what reads them."]
    for name in Settings.__dataclass_fields__:
        value = getattr(settings, name)
        if value is None:
            continue
        lines.append(f"{name} = {_value(value)}")
    return "\n".join(lines) + "\n"


def _value(value: str | bool | int | tuple[str, ...]) -> str:  # noqa: FBT001  # a value of a file, whatever its type
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
