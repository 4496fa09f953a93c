from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

CHANNELS = [
    ("web", "The form in Sluss"),
    ("paper", "Paper"),
    ("phone", "Telephone"),
    ("workshop", "Workshop or meeting"),
    ("mail", "E-mail or letter"),
    ("list", "An earlier list"),
]


class Migration(migrations.Migration):
    dependencies = [("ideas", "0004_together"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        # With a default in the database: the version before goes on writing rows while this one is put in place.
        migrations.AddField("submission", "channel", models.CharField(choices=CHANNELS, db_default="web", default="web", max_length=10)),
        migrations.AddField("submission", "registered_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "submission",
            "registered_by",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            "submission",
            models.CheckConstraint(condition=Q(channel__in=[key for key, _label in CHANNELS]), name="submission_channel_known"),
        ),
        migrations.AddConstraint(
            "submission",
            models.CheckConstraint(
                condition=Q(channel="web", registered_by=None, registered_at=None)
                | (~Q(channel="web") & Q(registered_by__isnull=False, registered_at__isnull=False)),
                name="submission_written_in_by_somebody",
            ),
        ),
    ]
