from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_newest_first")]

    operations = [
        migrations.RemoveIndex(
            model_name="outgoingmail",
            name="mail_waiting",
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(condition=models.Q(("state", "waiting")), fields=["urgency", "id"], name="mail_waiting"),
        ),
    ]
