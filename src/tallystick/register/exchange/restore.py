"""Make a register anew from a backup or a whole bundle: all of it, in a new folder, or nothing."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tallystick.errors import NotWholeError, UnreadableError, UsageError
from tallystick.register.aside import filled_aside
from tallystick.register.breaks import found_breaks
from tallystick.register.exchange.verify_bundle import BrokenBundleError, Bundle, fingerprint, opened
from tallystick.register.folder import DATABASE, SESSIONS, SETTINGS, SIGNING, Settings, made
from tallystick.register.starting import migrate, own_key_stands, start, stop

_AGE: Final = b"age-encryption.org/"
_SETTINGS_LINE: Final = "settings.jsonl"
_NEW_KEY: Final = (
    "It held no keys. This register has a new one; tell the other sites its fingerprint: "
    "tallystick register key card DIR"
)
_NEW_DEVICES: Final = (
    "The second factor of {names} was sealed with keys that are not here, and was reset: a device is enrolled anew at "
    "the next sign-in."
)
_UNCOMPARED: Final = (
    "It is signed by the key {key}. Compare that with the fingerprint on paper, and look through register.toml: "
    "whoever signs a backup sets who opens later ones. --fingerprint does the comparing."
)
_MOST_SAID: Final = 5
"""Breaks that an error lists; `check` prints all."""


def restore(
    source: Path,
    target: Path,
    *,
    identity: str | None = None,
    database: str | None = None,
    keys: Path | None = None,
    signed_by: str | None = None,
) -> list[str]:
    """Make a register in a new folder; it is checked whole before it stands there.

    Args:
        source: a backup, encrypted or not, or a whole bundle.
        target: a folder that is not there, or is empty.
        identity: the secret key that opens an encrypted backup.
        database: where the tables go instead of a file in the folder: an empty PostgreSQL database.
        keys: the folder `keys` of the register that it was made of, where the backup holds none.
        signed_by: the fingerprint of the key of the register that it was made of, as it stands on paper.

    Returns:
        sentences for the person who restores it.

    Raises:
        UsageError: the folder is not empty, a key is needed, or `keys` does not hold the keys of a register.
        UnreadableError: the file is damaged, is no backup, or is signed by another key than `signed_by`.
        NotWholeError: it does not fit together, or is signed by another key than that of the register in it.
    """
    with (
        filled_aside(target, SETTINGS) as stage,
        _archive(source, identity, stage.parent) as archive,
    ):
        bundle = opened(archive)
        told = _signature(bundle, source, signed_by)
        return [*told, *_into(bundle, stage, source, database, keys)]


def _signature(bundle: Bundle, source: Path, signed_by: str | None) -> list[str]:
    """Hold the key that signed a bundle against the fingerprint on paper; without that, say what to compare."""
    own = fingerprint(bundle.manifest["register"]["public_key"])
    if signed_by is None:
        return [_UNCOMPARED.format(key=own)]
    if signed_by.replace(" ", "").lower() != own.replace(" ", ""):
        raise UnreadableError(
            source,
            f"it is signed by the key {own}",
            remedy="Whoever made it is not the register whose fingerprint you gave. Take another backup.",
        )
    return []


@contextmanager
def _archive(source: Path, identity: str | None, near: Path) -> Iterator[zipfile.ZipFile]:
    with source.open("rb") as file:
        is_encrypted = file.read(len(_AGE)) == _AGE
    try:
        if not is_encrypted:
            with zipfile.ZipFile(source) as archive:
                yield archive
            return
        with tempfile.NamedTemporaryFile(dir=near, prefix=".opened-") as plain:
            _decrypt(source, plain.name, identity)
            with zipfile.ZipFile(plain.name) as archive:
                yield archive
    except (zipfile.BadZipFile, BrokenBundleError) as error:
        raise UnreadableError(
            source, str(error), remedy="Take an earlier backup; this one was not used."
        ) from error


def _decrypt(source: Path, plain: str, identity: str | None) -> None:
    import pyrage  # noqa: PLC0415  # an extra, and only for encrypted backups

    if identity is None:
        raise UsageError(f"{source.name} is encrypted. Name the file of its secret key with --identity.")
    try:
        key = pyrage.x25519.Identity.from_str(identity)
        pyrage.decrypt_file(str(source), plain, [key])
    except pyrage.IdentityError as error:
        raise UsageError(
            "the file of --identity holds no secret key: it begins with AGE-SECRET-KEY-1"
        ) from error
    except pyrage.DecryptError as error:
        raise UnreadableError(
            source, f"that key does not open it ({error})", remedy="Take the key it was encrypted to."
        ) from error


def _into(bundle: Bundle, stage: Path, source: Path, database: str | None, keys: Path | None) -> list[str]:
    content = bundle.manifest["content"]
    if content not in {"backup", "whole"}:
        raise UnreadableError(
            source, f"it is a bundle of {content}", remedy="Take it in with: receive DIR FILE"
        )
    folder = made(stage, _settings(bundle, database))
    said = _keys(bundle, folder.keys, keys)
    _files(bundle, folder.files)
    if DATABASE in bundle.manifest["files"]:
        _copy(bundle, DATABASE, stage / DATABASE)
    elif folder.settings.database == "":
        (stage / DATABASE).touch(mode=0o600)
    return [*said, *_start_and_check(bundle, stage)]


def _settings(bundle: Bundle, database: str | None) -> Settings:
    said = next(bundle.lines(_SETTINGS_LINE))
    known = Settings.__dataclass_fields__
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in said.items()
        if name in known
    }
    if database is not None:
        given["database"] = database
    return Settings(**given)


def _keys(bundle: Bundle, to: Path, kept: Path | None) -> list[str]:
    held = [name for name in bundle.manifest["files"] if name.startswith("keys/")]
    for name in held:
        _copy(bundle, name, to.parent / name)
    if len(held) > 0:
        return []
    if kept is None:
        return [_NEW_KEY]
    for key in (SESSIONS, SIGNING):
        if not (kept / key).is_file():
            raise UsageError(f"{kept} holds no {key}: name the folder `keys` of the register it was made of")
        shutil.copyfile(kept / key, to / key)
        (to / key).chmod(0o600)
    return []


def _files(bundle: Bundle, files: Path) -> None:
    for name in bundle.manifest["files"]:
        if name.startswith("files/"):
            _, first, digest = name.split("/")
            _copy(bundle, name, files / first / digest)


def _copy(bundle: Bundle, name: str, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    to.unlink(missing_ok=True)
    to.touch(mode=0o600)
    with bundle.archive.open(name) as source, to.open("wb") as target:
        shutil.copyfileobj(source, target)


def _start_and_check(bundle: Bundle, stage: Path) -> list[str]:
    folder = start(stage)
    # a backup of an earlier version of the program comes to the form of this one
    migrate()
    if DATABASE not in bundle.manifest["files"]:
        _put_tables(bundle)
    _own_signature(bundle)
    own_key_stands(folder)
    forgotten = _forgotten()
    found = list(found_breaks())
    stop()
    if len(found) > 0:
        listed = "; ".join(found[:_MOST_SAID])
        raise NotWholeError(f"what was restored does not fit together, and was not kept: {listed}")
    return forgotten


def _own_signature(bundle: Bundle) -> None:
    """Refuse what another register signed than the one that is in it: its settings may be anybody's."""
    from tallystick.register.ledger.models import Origin  # noqa: PLC0415  # after the start

    own = Origin.objects.filter(is_own=True).first()
    if own is not None and own.public_key != bundle.manifest["register"]["public_key"]:
        stop()
        raise NotWholeError("it is signed by another key than that of the register in it, and was not kept")


def _forgotten() -> list[str]:
    from tallystick.register.access.users import forget_unopened  # noqa: PLC0415  # after the start

    names = forget_unopened("tallystick register restore")
    if len(names) == 0:
        return []
    return [_NEW_DEVICES.format(names=", ".join(names))]


def _put_tables(bundle: Bundle) -> None:
    from django.db import connection, transaction  # noqa: PLC0415  # after the start

    from tallystick.register.exchange.rows import numbered_on, put, tables  # noqa: PLC0415
    from tallystick.register.ledger.models import Entry, Origin  # noqa: PLC0415

    held = bundle.manifest["tables"]
    models = [model for model in tables(with_secrets=True) if model._meta.label_lower in held]
    if Origin.objects.exists():
        raise UsageError("the database already holds a register. Name an empty one.")
    with transaction.atomic():
        for model in models:
            put(model, bundle.lines(held[model._meta.label_lower]["file"]))
        entries = ({**said, "origin_id": said["origin"]} for said in bundle.entries())
        put(Entry, ({name: said[name] for name in said if name != "origin"} for said in entries))
        numbered_on(models)
    connection.close()
