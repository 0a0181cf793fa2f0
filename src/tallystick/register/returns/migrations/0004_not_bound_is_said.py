from django.db import migrations, models


class Migration(migrations.Migration):
    """Rows that stand keep what they say: with a day they are bound, without one nobody said."""

    dependencies = [("returns", "0003_seizures_and_notes")]

    operations = [
        migrations.AddField(
            model_name="profile", name="att_not_bound", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="profile", name="ecowas_not_bound", field=models.BooleanField(default=False)
        ),
    ]
