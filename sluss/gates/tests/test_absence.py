"""Somebody is away: all that waits for them waits for the stand-in at once, and comes back by itself."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from sluss.core import clock
from sluss.core.verdict import NotAllowed
from sluss.gates import actions
from sluss.gates.models import Promise, Transfer
from sluss.gates.queries import holding_names
from sluss.gates.waiting import promises, whose
from sluss.journal.models import Event
from sluss.people import actions as people
from sluss.people.models import Absence, RoleHolding
from sluss.people.queries import can_stand_in
from sluss.people.states import Role

from . import walks

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)


@pytest.fixture(autouse=True)
def monday():
    with clock.at(MONDAY):
        yield


def away(cast, days: int = 7, start: int = 0, stand_in=None) -> Absence:
    first = clock.today() + timedelta(days=start)
    return people.be_away(
        person=cast.amira, stand_in=stand_in or cast.lars, from_on=first, to_on=first + timedelta(days=days), by=cast.amira
    )


def mine(cast, person) -> set[int]:
    return set(promises(whose(cast.fresh(person), "mine")).values_list("case_id", flat=True))


def owner(case):
    case = walks.fresh(case)
    return case.owner, Promise.objects.get(case=case, state__in=["open", "paused"]).person


def test_what_names_the_person_goes_over_at_once_and_comes_back_by_itself(cast):
    open_, asked = walks.opened(cast.units.care), walks.asked(cast.units.care, cast.amira)
    for case in (open_, asked):
        actions.take(case, by=cast.amira)
    away(cast)
    assert owner(open_) == owner(asked) == (cast.lars, cast.lars)
    assert mine(cast, cast.lars) == {open_.pk}
    with clock.at(MONDAY + timedelta(days=7)):
        assert people.absences_due() == 0, "the last day is a day away"
    with clock.at(MONDAY + timedelta(days=8)):
        assert people.absences_due() == 1
        assert people.absences_due() == 0
    assert owner(open_) == owner(asked) == (cast.amira, cast.amira)
    assert list(Transfer.objects.filter(case=open_).order_by("pk").values_list("cause", flat=True)) == ["taken", "absence", "back"]


def test_what_has_moved_meanwhile_stays_where_it_is(cast):
    kept, taken, closed = (actions.take(walks.opened(cast.units.care), by=cast.amira) for _n in range(3))
    absence = away(cast)
    actions.take(taken, by=cast.decider)
    actions.close(walks.fresh(closed), by=cast.lars, outcome="not", reason=walks.REASON)
    people.end_absence(absence=absence, by=cast.amira)
    assert owner(kept)[0] == cast.amira
    assert owner(taken)[0] == cast.decider
    assert walks.fresh(closed).owner == cast.lars


def test_what_comes_meanwhile_waits_for_the_stand_in_and_tells_nobody_else(cast):
    before = walks.opened(cast.units.care)
    absence = away(cast)
    new = walks.opened(cast.units.home_care)
    assert Event.objects.filter(kind="case.opened").latest("pk").data["persons"] == [cast.lars.pk]
    assert mine(cast, cast.lars) == {before.pk, new.pk}
    promises = Promise.objects.select_related("unit", "person__details")
    assert set(holding_names(promises).values()) == {cast.lars.name}
    people.end_absence(absence=absence, by=cast.amira)
    walks.opened(cast.units.care)
    assert Event.objects.filter(kind="case.opened").latest("pk").data["persons"] == [cast.amira.pk]
    assert mine(cast, cast.lars) == set()
    assert set(holding_names(promises.all()).values()) == {cast.amira.name}


def test_reminders_go_to_the_stand_in(cast):
    case = walks.opened(cast.units.care)
    away(cast, days=60)
    due = Promise.objects.get(case=case).due_on
    with clock.at(due):
        actions.remind()
    assert Event.objects.filter(kind="promise.reminded").latest("pk").data["persons"] == [cast.lars.pk]


def test_what_is_handed_to_one_who_is_away_goes_to_the_stand_in(cast):
    away(cast)
    case = actions.hand_over(walks.opened(cast.units.care), to=cast.amira, by=cast.decider)
    assert case.owner == cast.lars


@pytest.mark.slow
def test_one_that_begins_later_begins_by_itself(cast):
    case = actions.take(walks.opened(cast.units.care), by=cast.amira)
    away(cast, start=3)
    assert people.absences_due() == 0
    assert owner(case)[0] == cast.amira
    with clock.at(MONDAY + timedelta(days=3)):
        assert people.absences_due() == 1
        assert people.absences_due() == 0
    assert owner(case)[0] == cast.lars


def test_one_that_is_called_off_never_begins(cast):
    absence = away(cast, start=3)
    people.end_absence(absence=absence, by=cast.amira)
    with clock.at(MONDAY + timedelta(days=3)):
        assert people.absences_due() == 0
    assert not Absence.objects.running().exists()


def test_whoever_stands_in_gets_no_more_power(cast):
    """The decision-maker's stand-in is the office, which may not decide on delegation, and still may not."""
    people.grant_role(person=cast.decider, role=Role.LEAD, unit=cast.units.energy, by=None)
    absence = people.be_away(person=cast.decider, stand_in=cast.office, from_on=MONDAY, to_on=MONDAY, by=cast.decider)
    assert absence.began_at
    from sluss.people.rules import acting
    from sluss.people.states import Permission

    assert not acting(cast.fresh(cast.office)).has(Permission.DECIDE)


ABLE = {
    "lars": True,
    "decider": True,
    "office": True,
    "assessor": False,
    "wilma": False,
    "sara": False,
    "amira": False,
    "admin": False,
    "rut": False,
}


@pytest.mark.parametrize("name", ABLE)
def test_only_one_who_may_answer_all_of_it_can_stand_in(cast, name):
    person = cast.people[name]
    assert (person in can_stand_in(cast.amira)) is ABLE[name]
    assert can_stand_in(cast.amira)[0] == cast.lars, "the deputy first"
    if not ABLE[name]:
        with pytest.raises(NotAllowed):
            away(cast, stand_in=person)
        assert not Absence.objects.exists()


def test_nobody_tells_of_anothers_absence_but_who_administers_them(cast):
    for by, allowed in ((cast.lars, False), (cast.office, False), (cast.admin, True)):
        told = {"person": cast.amira, "stand_in": cast.lars, "from_on": MONDAY, "to_on": MONDAY, "by": by}
        if allowed:
            people.be_away(**told)
        else:
            with pytest.raises(NotAllowed):
                people.be_away(**told)


@pytest.mark.parametrize(("start", "days"), [(-1, 3), (0, -1), (0, 400), (5, 1)])
def test_days_that_cannot_be(cast, start, days):
    away(cast, start=5, days=1)
    with pytest.raises(NotAllowed):
        away(cast, start=start, days=days)
    assert Absence.objects.count() == 1


def test_one_who_is_away_does_not_stand_in_and_passes_on_what_they_stood_in_for(cast):
    absence = away(cast)
    with pytest.raises(NotAllowed):
        people.be_away(person=cast.decider, stand_in=cast.amira, from_on=MONDAY, to_on=MONDAY, by=cast.decider)
    people.be_away(person=cast.lars, stand_in=cast.office, from_on=MONDAY, to_on=MONDAY, by=cast.lars)
    absence.refresh_from_db()
    assert absence.stand_in == cast.office


def test_a_stand_in_who_leaves_is_replaced_and_nothing_lies_with_them(cast):
    case = actions.take(walks.opened(cast.units.care), by=cast.amira)
    absence = away(cast)
    people.deactivate(person=cast.lars, by=cast.admin)
    absence.refresh_from_db()
    assert absence.ended_at is None
    assert absence.stand_in == cast.decider
    assert owner(case) == (None, None)
    assert mine(cast, cast.decider) == {case.pk}


def test_a_deputy_who_is_one_no_longer_stands_in_no_longer(cast):
    absence = away(cast)
    people.set_deputy(holding=RoleHolding.objects.get(person=cast.amira), deputy=None, by=cast.admin)
    absence.refresh_from_db()
    assert absence.stand_in == cast.decider


def test_one_who_leaves_while_away_is_stood_in_for_no_longer(cast):
    absence = away(cast)
    people.deactivate(person=cast.amira, by=cast.admin)
    absence.refresh_from_db()
    assert absence.ended_at is not None


# --- The page ------------------------------------------------------------------------------------------------------------

PAGE = "/en/my-page/absence"


def test_the_page_proposes_the_deputy_and_ends_it_again(cast):
    case = actions.take(walks.opened(cast.units.care), by=cast.amira)
    client = cast.client(cast.amira)
    assert PAGE in client.get("/en/my-page").text
    page = client.get(PAGE)
    assert f'value="{cast.lars.pk}" id="id_stand_in_0" checked' in page.text
    told = {"from_on": "2026-03-09", "to_on": "2026-03-13", "stand_in": cast.lars.pk}
    answer = client.post(PAGE, told, follow=True)
    assert "Lars Öberg stands in for you from now on" in answer.text
    assert owner(case)[0] == cast.lars
    assert client.post(PAGE, told).status_code == 422, "once is enough"
    absence = Absence.objects.get()
    assert cast.client(cast.lars).post(f"{PAGE}/{absence.pk}/end").status_code == 404
    assert client.post(f"{PAGE}/{absence.pk}/end").status_code == 302
    assert client.post(f"{PAGE}/{absence.pk}/end").status_code == 404
    assert owner(case)[0] == cast.amira


@pytest.mark.parametrize("name", ["sara", "assessor", "registrar", "auditor", "admin", "rut", "company"])
def test_others_have_no_such_page(cast, name):
    assert cast.client(cast.people[name]).get(PAGE).status_code == 404


def test_where_nobody_can_stand_in_it_says_what_to_do(cast):
    people.deactivate(person=cast.office, by=cast.admin)
    assert "Ask an administrator to give you a deputy." in cast.client(cast.wilma).get(PAGE).text


@pytest.mark.parametrize(
    "bad", [{}, {"from_on": "x"}, {"to_on": "2026-03-01"}, {"stand_in": "999999999999999999999"}, {"from_on": "0001-01-01"}]
)
def test_what_is_wrong_is_asked_again(cast, bad):
    told = {"from_on": "2026-03-09", "to_on": "2026-03-13", "stand_in": cast.lars.pk}
    assert cast.client(cast.amira).post(PAGE, told | bad if bad else {"stand_in": ""}).status_code == 422


def test_an_administrator_tells_of_one_who_fell_ill_and_ends_it(cast):
    case = actions.take(walks.opened(cast.units.care), by=cast.amira)
    admin, page = cast.client(cast.admin), f"/personer/{cast.amira.pk}/franvaro"
    assert f'href="{page}"' in admin.get(f"/personer/{cast.amira.pk}").text
    asked = admin.get(page).text
    assert f"Frånvaro: {cast.amira.name}" in asked
    assert "dig" not in re.sub("<[^>]+>", " ", asked[asked.index("<h1") : asked.index("</form>", asked.index("<h1"))]).split()
    days = {"from_on": MONDAY.isoformat(), "to_on": (MONDAY + timedelta(days=4)).isoformat(), "stand_in": cast.lars.pk}
    assert admin.post(page, days | {"stand_in": cast.sara.pk}).status_code == 422
    assert admin.post(page, days).url == page
    assert owner(case) == (cast.lars, cast.lars)
    assert f"{cast.lars.name} ersätter {cast.amira.name} från och med nu" in admin.get(page).text
    assert "Det finns redan en frånvaro de här dagarna." in admin.post(page, days).text
    absence = Absence.objects.get()
    assert cast.client(cast.lars).post(f"/min-sida/franvaro/{absence.pk}/avsluta").status_code == 404
    assert admin.post(f"/min-sida/franvaro/{absence.pk}/avsluta").url == page
    assert owner(case) == (cast.amira, cast.amira)
    assert f"Det som fortfarande är öppet av det som väntade på {cast.amira.name} väntar där igen." in admin.get(page).text


def test_the_administrators_page_is_there_for_whom_answers_wait_and_for_administrators(cast):
    for name in ("sara", "lars", "amira", "office", "registrar"):
        assert cast.client(cast.people[name]).get(f"/personer/{cast.amira.pk}/franvaro").status_code == 404, name
    admin = cast.client(cast.admin)
    assert admin.get(f"/personer/{cast.sara.pk}/franvaro").status_code == 404
    assert f"/personer/{cast.sara.pk}/franvaro" not in admin.get(f"/personer/{cast.sara.pk}").text
    assert "Ingen kan vara ersättare" in admin.get(f"/personer/{cast.office.pk}/franvaro").text
