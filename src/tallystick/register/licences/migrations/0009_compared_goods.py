from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("licences", "0008_keepers_and_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="check",
            name="after_goods",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="endusedocument",
            name="goods_changed_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="goods or end user changed at"
            ),
        ),
    ]
