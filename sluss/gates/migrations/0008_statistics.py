from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import migrations, models
from django.db.models import Max
from django.db.models.functions import Coalesce, Greatest

from sluss.core import clock, workdays

BATCH = 1000


def count(apps: Any, schema_editor: Any) -> None:
    """What has happened before is counted as it would have been when it happened."""
    extra = frozenset(apps.get_model("core", "NonWorkingDay").objects.values_list("day", flat=True))
    case = apps.get_model("gates", "Case")
    been = Max("decisions__from_stage__phase")
    cases = case.objects.annotate(most=Greatest("stage__phase", Coalesce(been, "stage__phase")))
    _write(case, _counted(cases.iterator(chunk_size=BATCH), extra), ["reached", "first_answer_days"])
    promise = apps.get_model("gates", "Promise")
    kept = promise.objects.filter(state="kept", ended_at__isnull=False).prefetch_related("pauses")
    _write(promise, _taken(kept.iterator(chunk_size=BATCH), extra), ["took"])


def _counted(cases: Iterable[Any], extra: frozenset[Any]) -> Iterable[Any]:
    for case in cases:
        case.reached = case.most
        if case.first_answer_at is not None:
            days = clock.local_day(case.opened_at), clock.local_day(case.first_answer_at)
            case.first_answer_days = workdays.working_days_between(*days, extra=extra)
        yield case


def _taken(promises: Iterable[Any], extra: frozenset[Any]) -> Iterable[Any]:
    for promise in promises:
        start, end = promise.counted_from, clock.local_day(promise.ended_at)
        pauses = [(pause.from_on, pause.to_on) for pause in promise.pauses.all()]
        if not pauses:
            promise.took = workdays.working_days_between(start, end, extra=extra)
        else:
            days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
            counts = (day for day in days if workdays.is_working_day(day, extra=extra))
            promise.took = sum(not any(first <= day <= (last or day) for first, last in pauses) for day in counts)
        yield promise


def _write(model: Any, rows: Iterable[Any], fields: list[str]) -> None:
    held: list[Any] = []
    for row in rows:
        held.append(row)
        if len(held) == BATCH:
            model.objects.bulk_update(held, fields, batch_size=BATCH)
            held.clear()
    model.objects.bulk_update(held, fields, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("gates", "0007_together"), ("core", "0002_city_days")]

    operations = [
        migrations.AddField("case", "first_answer_days", models.PositiveIntegerField(blank=True, null=True)),
        # With a default in the database: the version before goes on writing rows while this one is put in place.
        migrations.AddField(
            "case",
            "reached",
            models.PositiveSmallIntegerField(
                choices=[(1, "Need"), (2, "Idea"), (3, "Concept"), (4, "Pilot"), (5, "Implementation"), (6, "Spread")],
                db_default=1,
                default=1,
            ),
        ),
        migrations.AddField("promise", "took", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddIndex("case", models.Index(fields=["opened_at", "receiving_unit", "reached"], name="case_counted_in")),
        migrations.AddIndex(
            "case",
            models.Index(
                condition=models.Q(("first_answer_at__isnull", False)),
                fields=["first_answer_at", "receiving_unit", "first_answer_days"],
                name="case_counted_answered",
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                condition=models.Q(("closed_at__isnull", False)),
                fields=["closed_at", "receiving_unit", "outcome", "stage", "state"],
                name="case_counted_closed",
            ),
        ),
        migrations.AddIndex(
            "promise",
            models.Index(
                condition=models.Q(("ended_at__isnull", False)),
                fields=["ended_at", "unit", "state", "took", "days", "kept_by"],
                name="promise_counted",
            ),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
