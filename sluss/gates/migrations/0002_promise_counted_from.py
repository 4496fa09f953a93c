"""The day a promise counts from gets a column of its own: where support is collected it is later than the day the promise was made."""

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery

import sluss.core.clock


def fill(apps, schema_editor):
    promises = apps.get_model("gates", "Promise").objects
    promises.update(counted_from=F("made_on"))
    cases = apps.get_model("gates", "Case").objects.filter(pk=OuterRef("case"))
    collecting = promises.filter(state__in=("open", "paused"), case__stage__kind="support", case__stage_ends_on__isnull=False)
    collecting.update(counted_from=Subquery(cases.values("stage_ends_on")[:1]))


class Migration(migrations.Migration):
    dependencies = [("gates", "0001_initial")]

    operations = [
        migrations.AddField("promise", "counted_from", models.DateField(default=sluss.core.clock.today)),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
