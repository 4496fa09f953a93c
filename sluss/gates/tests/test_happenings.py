"""Timelines: each event has an icon of its own, and the stage is named where the event's name does not say it."""

from __future__ import annotations

import pytest

from sluss.core.components.status import ICONS
from sluss.core.events import KINDS
from sluss.gates import actions, happenings
from sluss.gates.queries import stages_of
from sluss.journal.models import Event
from sluss.journal.queries import timeline

from . import walks


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.timeline or kind.handlers_only], ids=lambda kind: kind.name)
def test_what_stands_on_a_timeline_has_an_icon_of_its_own(kind):
    assert kind.icon in ICONS
    if kind.name.split(".")[0] not in {"thing", "paper"}:  # the kinds that tests declare
        assert kind.icon != "info"


@pytest.mark.django_db
def test_stages_are_named_and_what_nobody_declares_is_left_out(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "bedomning")
    actions.take(case, by=cast.amira)
    stages = {stage.pk: stage for stage in stages_of(walks.fresh(case))}
    shown = happenings.items([*timeline(case.subject, cast.amira), Event(kind="thing.forgotten")], stages)
    assert [(item.icon, item.text) for item in shown] == [("person", ""), ("arrow-right", "Bedömning"), ("inbox", "Prövning")]
    page = cast.client(cast.amira).get(f"/arenden/{case.pk}").text
    what_happened = page[page.index('id="timeline"') :]
    assert "Bedömning" in what_happened
    assert what_happened.index("Bedömning") < what_happened.index("Prövning")
