"""An assessor with a conflict of interest steps aside, with a reason."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from sluss.core import jobs
from sluss.core.verdict import NotAllowed
from sluss.gates import actions
from sluss.gates.models import Recusal
from sluss.gates.states import Part
from sluss.gates.waiting import promises, whose
from sluss.journal.models import OutgoingMail

from . import walks

pytestmark = pytest.mark.django_db
WHY = "Min syster har lämnat förslaget."


@pytest.fixture
def case(cast):
    return walks.at_stage(cast.units.care, cast.amira, "bedomning")


def test_it_leaves_ones_queue_and_can_no_longer_be_assessed(cast, case):
    assert case.pk in promises(whose(cast.assessor, "assess")).values_list("case", flat=True)
    actions.recuse(case, by=cast.assessor, reason=WHY)
    assert case.pk not in promises(whose(cast.assessor, "assess")).values_list("case", flat=True)
    assert case.pk in promises(whose(cast.assessor2, "assess")).values_list("case", flat=True)
    with translation.override("en"), pytest.raises(NotAllowed, match="stepped aside"):
        walks.do("assess", case, cast.assessor)
    with translation.override("en"), pytest.raises(NotAllowed, match="already"):
        actions.recuse(case, by=cast.assessor, reason=WHY)


def test_an_assessment_that_is_in_is_counted_no_longer(cast, case):
    for assessor in (cast.assessor, cast.assessor2):
        walks.do("assess", case, assessor)
    client, path = cast.client(cast.amira), reverse("gates:case", args=[case.pk])
    assert client.get(path).context["rounds"][0].assessments[1:]
    actions.recuse(case, by=cast.assessor, reason=WHY)
    (shown,) = client.get(path).context["rounds"]
    assert [one.name for one in shown.assessments] == [cast.assessor2.name]
    assert [(one.name, one.reason) for one in shown.recused] == [(cast.assessor.name, WHY)]


def test_ones_own_page_says_so_and_offers_no_form(cast, case):
    client, path = cast.client(cast.assessor), reverse("gates:case", args=[case.pk])
    assert client.get(path).context["assess_form"]
    aside = reverse("gates:recuse", args=[case.pk])
    assert client.get(aside).status_code == 200
    answer = client.post(aside, {"reason": "", "seen": str(case.decisions_made)})
    assert answer.status_code == 422
    assert client.post(aside, {"reason": WHY, "seen": str(case.decisions_made)}).status_code == 302
    page = client.get(path)
    assert page.context["assess_form"] is None
    assert "Du har klivit åt sidan" in page.content.decode()
    assert Recusal.objects.get().reason == WHY
    for form in ("assess", "recuse"):
        answer = client.get(reverse(f"gates:{form}", args=[case.pk]))
        assert answer.status_code == 409
        assert "Du har klivit åt sidan här." in answer.text
        assert 'name="seen"' not in answer.text


@pytest.mark.parametrize("state", ["open", "closed", "parked"])
def test_only_where_it_is_assessed(cast, state):
    case = walks.STATES[state](cast.units.care, cast.amira)
    with pytest.raises(NotAllowed):
        actions.recuse(case, by=cast.assessor, reason=WHY)


def test_the_reason_is_read_by_those_who_handle_it_alone(cast, case):
    """As one is told who steps aside: it may say who gave it, while those who judge must not know."""
    actions.release(case, by=cast.amira)
    actions.ask_unit(walks.fresh(case), unit=cast.units.works, part=Part.TAKES, reason=WHY[::-1], by=cast.amira)
    actions.recuse(walks.fresh(case), by=cast.assessor, reason=WHY)
    path = reverse("gates:case", args=[case.pk])
    read = {name for name, person in cast.people.items() if WHY in cast.client(cast.fresh(person)).get(path).text}
    assert read == {"amira", "lars", "decider", "office", "auditor", "assessor"}
    for person in (cast.assessor2, cast.wilma, cast.registrar):
        assert f"{cast.assessor.name} har klivit åt sidan på grund av jäv." in cast.client(cast.fresh(person)).get(path).text


def test_who_answers_is_told_that_one_has_stepped_aside_and_how_many_are_left(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "bedomning")
    actions.recuse(case, by=cast.assessor, reason=WHY)
    jobs.run_due(regardless=True)
    page = cast.client(cast.amira).get("/notiser").text
    mail = OutgoingMail.objects.get(event__kind="case.recused").text
    assert "1 annan kan bedöma det." in mail
    actions.recuse(walks.fresh(case), by=cast.assessor2, reason=WHY)
    jobs.run_due(regardless=True)
    mail += OutgoingMail.objects.latest("pk").text
    assert f"{cast.assessor.name} har klivit åt sidan och bedömer inte" in page
    assert "Ingen annan kan bedöma det." in mail
    assert WHY not in page + mail, "it may say who gave it"
    assert "Ingen har bedömt det än." in cast.client(cast.amira).get(f"/arenden/{case.pk}/ga-vidare").text


def test_an_assessment_of_one_who_stepped_aside_is_none(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "bedomning")
    walks.do("assess", case, cast.assessor)
    page = f"/arenden/{case.pk}/ga-vidare"
    assert "Ingen har bedömt det än." not in cast.client(cast.amira).get(page).text
    actions.recuse(walks.fresh(case), by=cast.assessor, reason=WHY)
    assert "Ingen har bedömt det än." in cast.client(cast.amira).get(page).text
