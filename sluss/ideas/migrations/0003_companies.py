from __future__ import annotations

from typing import Any

from django.db import migrations, models


def mark(apps: Any, schema_editor: Any) -> None:
    apps.get_model("ideas", "Submission").objects.filter(person__kind="company").update(for_company=True)


class Migration(migrations.Migration):
    dependencies = [("ideas", "0002_referral"), ("people", "0001_initial")]

    operations = [
        # With a default in the database: the version before goes on writing rows while this one is put in place.
        migrations.AddField("submission", "for_company", models.BooleanField(db_default=False, default=False)),
        migrations.AlterField(
            "gateway",
            "audience",
            models.CharField(
                choices=[
                    ("employees", "Employees"),
                    ("residents", "Residents, associations and companies"),
                    ("companies", "Companies"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
