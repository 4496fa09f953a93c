from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import migrations
from django.db.models import Q

from sluss.core import clock, workdays

# Working days from now for what has no day of its own, or one that has passed: nobody was reminded of it.
DAYS = {"match": 10, "receive": 20, "take_part": 10}


def promise(apps: Any, schema_editor: Any) -> None:
    """Units that have been asked and have not answered owe an answer from now on, held by the lead. Of closed cases nobody waits."""
    extra = frozenset(apps.get_model("core", "NonWorkingDay").objects.values_list("day", flat=True))
    waits = ~Q(case__state="closed")
    for kind, model, asked in (("match", "Match", Q(answer="")), ("receive", "Receiver", Q(state="asked")), ("take_part", "CaseParticipant", Q(state="asked"))):
        rows = apps.get_model("gates", model).objects.filter(asked, waits).select_related("case").order_by("pk")
        made = list(promises_of(apps.get_model("gates", "Promise"), kind, rows, DAYS[kind], extra))
        if kind != "match":
            for one in made:
                apps.get_model("gates", model).objects.filter(pk=one.question).update(answer_by=one.due_on)


def promises_of(model: Any, kind: str, rows: Iterable[Any], days: int, extra: frozenset[date]) -> Iterable[Any]:
    today = clock.today()
    known = set(model.objects.filter(kind=kind).values_list("question", flat=True))
    for row in rows:
        if row.pk in known:
            continue
        due = row.answer_by if row.answer_by and row.answer_by >= today else workdays.add_working_days(today, days, extra=extra)
        yield model.objects.create(
            subject_id=row.case.subject_id,
            case_id=row.case_id,
            kind=kind,
            question=row.pk,
            owner_role="lead",
            unit_id=row.unit_id,
            made_on=today,
            counted_from=today,
            days=workdays.working_days_between(today, due, extra=extra),
            half_on=workdays.half_way(today, due, extra=extra),
            due_on=due,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("gates", "0012_asking"),
        ("core", "0002_city_days"),
    ]

    operations = [
        migrations.RunPython(promise, migrations.RunPython.noop),
    ]
