"""What one may not see answers as what is not there: same status, same way on, same words – whoever asks, and however."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.urls import get_resolver, reverse

from sluss.core import clock
from sluss.gates import actions as gates
from sluss.gates.models import Case
from sluss.gates.states import BarrierKind, ProblemKind
from sluss.ideas import actions as ideas
from sluss.ideas.models import Idea
from sluss.ideas.tests import giving
from sluss.journal.states import Visibility

from . import rooms
from . import town as towns
from .test_routes import client_of, named, parameters, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOT_THERE = 987_654_321
OTHERS = (None, "outsider", "wilma")  # a visitor, an employee, and one who handles what others have given
SPACES = ("gates", "ideas", "journal", "records")
ABOUT = ("case_id", "subject_id", "idea_id")


def hidden(cast: Any) -> Idea:
    """An idea that is not released, with something of each kind around it."""
    giver = cast.people["assessor2"]
    idea = giving.submitted(giver, visibility=Visibility.HANDLERS).idea
    case, by = giving.case_of(idea), cast.amira
    gates.sort_problem(case, kind=ProblemKind.COMPLICATED, reason=rooms.WHY, by=by)
    gates.plan_step(case, what="Ring.", who="Lars", due_on=clock.today() + timedelta(days=3), by=by)
    gates.note_barrier(kind=BarrierKind.TIME, words="Ingen hinner.", case=case, unit=cast.units.care, owner=cast.lars, by=by)
    gates.ask_receiver(case, by=by, unit=cast.units.care, question=rooms.WHY)
    gates.ask(case, by=by, reason=rooms.WHY)
    ideas.complete(idea, by=giver, texts=ideas.Texts(need="Det är mörkt."), answer="Sju.", seen=1)
    return giving.fresh(idea)


def numbers_of(idea: Idea) -> list[int]:
    """Those of all rows that are about it, each of a table of its own."""
    cases = list(Case.objects.filter(subject_id=idea.pk).values_list("pk", flat=True))
    found = {idea.pk, *cases}
    for model in apps.get_models():
        for name in ABOUT:
            if any(field.attname == name for field in model._meta.concrete_fields) and model._meta.pk.get_internal_type() == "BigAutoField":  # type: ignore[union-attr]  # each has one
                about = cases if name == "case_id" else [idea.pk]
                found |= set(model._base_manager.filter(**{f"{name}__in": about}).values_list("pk", flat=True)[:1])
    return sorted(found)


def told(client: Any, how: str, url: str, number: int) -> tuple[int, str, str]:
    """The answer, without the number that was asked for and what is drawn anew each time."""
    cache.clear()
    with transaction.atomic():
        answer = getattr(client, how)(url)
        transaction.set_rollback(True)
    page = re.sub(r'(name="csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", answer.content.decode())
    return answer.status_code, answer.headers.get("Location", "").replace(str(number), "#"), page.replace(str(number), "#")


def test_nobody_learns_from_an_answer_that_there_is_something_hidden(cast: Any) -> None:
    rooms.number_apart()
    town, idea = towns.build(cast), hidden(cast)
    numbers = numbers_of(idea)
    assert len(numbers) >= 10, "little is about it, so little is asked for"
    sessions = signed_in(cast)
    differs = []
    for name, wanted in sorted({(name, tuple(wanted)) for name, wanted in named(get_resolver())}):
        key = next((key for key in ("pk", "subject_id") if key in wanted), None)
        if key is None or name.split(":")[0] not in SPACES:
            continue
        base = parameters(name, list(wanted), cast, town) | ({"slug": "x"} if "slug" in wanted else {})
        urls = [(number, reverse(name, kwargs=base | {key: number})) for number in (NOT_THERE, *numbers)]
        for who in OTHERS:
            for how in ("get", "post"):
                nothing, *asked = (told(client_of(sessions[who]), how, url, number) for number, url in urls)
                differs += [(who, how, url) for (_n, url), one in zip(urls[1:], asked, strict=True) if one != nothing]
    assert not differs, "\n".join(map(str, differs))
