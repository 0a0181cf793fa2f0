from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("items", "0004_surrendered")]

    operations = [
        migrations.AddIndex(
            model_name="item", index=models.Index(fields=["happened_on"], name="items_moved")
        ),
    ]
