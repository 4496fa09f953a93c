from __future__ import annotations

from typing import Any

from django.db import migrations

from sluss.core import clock, workdays

DAYS = 20  # working days from now, where the day that was written has passed: nobody was reminded of it


def promise(apps: Any, schema_editor: Any) -> None:
    """Units that have been asked to take up an idea and have not answered owe an answer from now on. Of closed cases nobody waits."""
    extra = frozenset(apps.get_model("core", "NonWorkingDay").objects.values_list("day", flat=True))
    model, today = apps.get_model("gates", "Promise"), clock.today()
    known = model.objects.filter(kind="adopt").values("question")
    requests = apps.get_model("ideas", "AdoptionRequest").objects.filter(answers_made=0).exclude(case__state="closed")
    for row in requests.exclude(pk__in=known).select_related("case").order_by("pk"):
        due = row.answer_by if row.answer_by >= today else workdays.add_working_days(today, DAYS, extra=extra)
        model.objects.create(
            subject_id=row.case.subject_id,
            case_id=row.case_id,
            kind="adopt",
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
        ("ideas", "0007_prolonging"),
        ("gates", "0013_promises_of_the_asked"),
        ("core", "0002_city_days"),
    ]

    operations = [
        migrations.RunPython(promise, migrations.RunPython.noop),
    ]
