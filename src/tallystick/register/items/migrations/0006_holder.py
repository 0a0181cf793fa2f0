from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("items", "0005_moved")]

    operations = [
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                fields=["holder", "number"],
                condition=models.Q(("holder", ""), _negated=True),
                name="items_holder",
            ),
        ),
    ]
