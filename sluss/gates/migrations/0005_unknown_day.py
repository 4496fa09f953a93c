from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Q

import sluss.core.clock


def forget_false_days(apps: Any, schema_editor: Any) -> None:
    """What was imported before carries the last day to collect support as the day of the decision, which it is not."""
    apps.get_model("gates", "Decision").objects.filter(origin="import").update(decided_on=None)


class Migration(migrations.Migration):
    dependencies = [("gates", "0004_recusal")]

    operations = [
        migrations.AlterField(
            "decision", "decided_on", models.DateField(blank=True, default=sluss.core.clock.today, null=True)
        ),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(condition=Q(decided_on__isnull=False) | Q(origin="import"), name="decision_has_day"),
        ),
        migrations.RunPython(forget_false_days, migrations.RunPython.noop),
    ]
