"""Seal the secrets of devices, and keep digests of backup codes, where both lay readable."""

from collections.abc import Callable
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tallystick.register.access.sealing import SEALED, code_digest, sealed, unsealed


def seal(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Seal what is not sealed yet; what SQLite had in its place is overwritten, not only given up."""
    if editor.connection.vendor == "sqlite":
        editor.execute("PRAGMA secure_delete=ON")
    _devices(apps, editor, sealed, is_sealed=False)
    for token in _rows(apps, editor, "otp_static", "StaticToken").select_related("device__user"):
        token.token = code_digest(token.token, token.device.user.username)
        token.save(update_fields=["token"])


def unseal(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the devices readable again; backup codes cannot be, and go."""
    _devices(apps, editor, unsealed, is_sealed=True)
    _rows(apps, editor, "otp_static", "StaticToken").delete()


def _devices(
    apps: Apps, editor: BaseDatabaseSchemaEditor, turned: Callable[[str, str], str], *, is_sealed: bool
) -> None:
    for device in _rows(apps, editor, "otp_totp", "TOTPDevice").select_related("user"):
        if device.key.startswith(SEALED) == is_sealed:
            device.key = turned(device.key, device.user.username)
            device.save(update_fields=["key"])


def _rows(apps: Apps, editor: BaseDatabaseSchemaEditor, app: str, name: str) -> Any:  # noqa: ANN401  # as Django has it
    return apps.get_model(app, name)._base_manager.using(editor.connection.alias).order_by("pk")


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_chained_readings"),
        ("otp_static", "0003_add_timestamps"),
        ("otp_totp", "0003_add_timestamps"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealedDevice",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("otp_totp.totpdevice",),
        ),
        migrations.RunPython(seal, unseal),
    ]
