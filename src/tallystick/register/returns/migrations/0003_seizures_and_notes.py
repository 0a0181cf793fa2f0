from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("returns", "0002_parts_and_answers")]

    operations = [
        migrations.AddField(
            model_name="filing",
            name="seizures",
            field=models.CharField(
                blank=True,
                choices=[("criminal", "for criminal offences alone"), ("all", "for any offence")],
                max_length=10,
                verbose_name="which seizures this return covers",
            ),
        ),
        migrations.AddField(
            model_name="filing",
            name="notes_for",
            field=models.CharField(
                blank=True,
                choices=[("public", "public"), ("parties_only", "parties only")],
                max_length=20,
                verbose_name="who may read the notes beside the figures",
            ),
        ),
    ]
