from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracing", "0002_signed_files")]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="also_corrects",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
    ]
