"""Put the readings that are there into a chain, in the order in which they were kept."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tallystick.register.ledger.canonical import canonical, sha256
from tallystick.register.ledger.guards import lift_guards, put_guards

_AT_ONCE = 2_000


def lift(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the guards away: written rows are filled in."""
    lift_guards(editor.connection.alias)


def put(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put them back within the same transaction."""
    put_guards(using=editor.connection.alias)


def chain(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Seal each reading with the hash of the one before it, in the form of `access.readings` at its first version."""
    reading = apps.get_model("access", "Reading")
    rows = reading._base_manager.using(editor.connection.alias)
    previous, batch = "0" * 64, []
    for place, row in enumerate(rows.select_related("user").order_by("id").iterator(_AT_ONCE), 1):
        framed = {
            "format": "tallystick-reading-1",
            "place": place,
            "at": row.at,
            "user": row.user.username,
            "subject": row.subject,
            "handling": row.handling,
            "previous": previous,
        }
        row.place, row.previous, row.sha256 = place, previous, sha256(canonical(framed))
        previous = row.sha256
        batch.append(row)
        if len(batch) == _AT_ONCE:
            rows.bulk_update(batch, ["place", "previous", "sha256"], batch_size=_AT_ONCE)
            batch = []
    rows.bulk_update(batch, ["place", "previous", "sha256"], batch_size=_AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("access", "0001_first"), ("ledger", "0001_first")]

    operations = [
        migrations.AlterModelOptions(name="reading", options={"ordering": ("-place",)}),
        migrations.RunPython(lift, put),
        migrations.AddField("reading", "place", models.BigIntegerField(null=True)),
        migrations.AddField("reading", "previous", models.CharField(max_length=64, default="")),
        migrations.AddField("reading", "sha256", models.CharField(max_length=64, default="")),
        migrations.RunPython(chain, migrations.RunPython.noop),
        migrations.AlterField("reading", "place", models.BigIntegerField(unique=True)),
        migrations.AlterField("reading", "previous", models.CharField(max_length=64)),
        migrations.AlterField("reading", "sha256", models.CharField(max_length=64)),
        migrations.AlterField("reading", "at", models.DateTimeField()),
        migrations.RunPython(put, lift),
    ]
