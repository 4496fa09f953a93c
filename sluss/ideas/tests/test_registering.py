"""What came in on paper, by telephone or at a workshop: written in for the giver, with the day it came in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sluss.core import clock, workdays
from sluss.core.ids import uid
from sluss.core.verdict import NotAllowed
from sluss.gates.models import Promise
from sluss.ideas import actions
from sluss.ideas.actions import Contact, Receipt, Texts
from sluss.ideas.models import Idea, Submission
from sluss.ideas.rules import may_be_given_for, may_register
from sluss.ideas.seed import EMPLOYEES, RESIDENTS
from sluss.ideas.states import Channel
from sluss.journal.models import Notice, OutgoingMail
from sluss.journal.states import Visibility
from sluss.people import actions as people
from sluss.people.models import Person
from sluss.records.models import RegisterEntry

from . import giving

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 20)  # a Monday
APRIL_7 = date(2026, 4, 7)
MAY = {"amira", "lars", "decider", "wilma", "office"}
PAGE = "/lamna-at-annan"


@pytest.fixture(autouse=True)
def _today(cast):
    with clock.at(TODAY):
        giving.base(cast.units.city)
        yield


def written_in(by: Person, slug: str = RESIDENTS, **changes: Any) -> Receipt:
    way = giving.way(slug)
    given: dict[str, Any] = {
        "gateway": way,
        "by": by,
        "channel": Channel.PAPER,
        "received_on": APRIL_7,
        "texts": Texts(need=giving.NEED),
        "visibility": Visibility.ALL,
        "terms": way.terms,
        "form_key": uid(),
    }
    return actions.register(**(given | changes))


def posted(**changes: str) -> dict[str, str]:
    return {
        "gateway": RESIDENTS,
        "channel": "paper",
        "received_on": "2026-04-17",
        "who": "named",
        "name": "Gunvor Ek",
        "need": giving.NEED,
        "visibility": str(Visibility.ALL.value),
        "told": "on",
        "key": str(uid()),
    } | changes


def test_the_promise_counts_from_the_day_it_came_in(cast):
    made = written_in(cast.amira)
    promise = Promise.objects.get(case=made.case)
    assert promise.counted_from == promise.made_on == APRIL_7
    assert promise.due_on == workdays.add_working_days(APRIL_7, promise.days)
    assert clock.local_day(made.case.opened_at) == clock.local_day(made.idea.submitted_at) == APRIL_7
    submission = Submission.objects.get(pk=made.idea.pk)
    assert (submission.channel, submission.registered_by, clock.local_day(submission.registered_at)) == ("paper", cast.amira, TODAY)
    assert clock.local_day(submission.received_at) == APRIL_7


def test_what_is_late_at_once_stands_as_late(cast):
    made = written_in(cast.amira, received_on=TODAY - timedelta(days=700))
    assert Promise.objects.get(case=made.case).due_on < TODAY


def test_the_register_notes_the_day_it_came_in_and_that_nobody_of_the_city_gave_it(cast):
    entry = RegisterEntry.objects.get(subject=written_in(cast.amira).idea.pk)
    assert (entry.registered_on, entry.counterpart) == (APRIL_7, "Någon utan konto")


def test_an_employee_it_was_written_in_for_has_it_as_ones_own(cast):
    made = written_in(cast.amira, EMPLOYEES, giver=cast.sara)
    assert made.case.receiving_unit == cast.units.care
    assert made.code == ""
    giving.worker()
    assert Notice.objects.filter(person=cast.sara).count() == 1
    page = cast.client(cast.sara).get(f"/min-ide/{made.idea.pk}").content.decode()
    assert "av Amira Haddad den 20\xa0april 2026 (papper)" in page


def test_of_nobody_known_it_goes_to_the_unit_of_the_one_who_wrote_it_in(cast):
    assert written_in(cast.amira, EMPLOYEES).case.receiving_unit == cast.units.care
    assert written_in(cast.wilma, EMPLOYEES).case.receiving_unit == cast.units.works


def test_a_giver_with_an_address_gets_the_receipt_with_the_code_once(cast):
    made = written_in(cast.amira, contact=Contact(name="Gunvor Ek", email="Gunvor@Post.example"))
    giving.worker()
    giving.worker()
    mail = OutgoingMail.objects.get(to="gunvor@post.example")
    assert made.code in mail.text
    assert "kom in den 7\xa0april 2026 (papper)" in mail.text
    assert cast.client().post("/folj-ide", {"code": made.code}).status_code == 302


def test_without_an_address_nobody_is_mailed(cast):
    written_in(cast.amira, contact=Contact(name="Gunvor Ek"))
    giving.worker()
    assert not OutgoingMail.objects.filter(to__contains="post.example").exists()


def test_the_name_never_shows_to_others(cast):
    made = written_in(cast.amira, contact=Contact(name="Gunvor Ek"))
    giving.released(made.idea, cast.office)
    for person in (None, cast.sara, cast.wilma):
        assert "Gunvor" not in cast.client(person).get(f"/ideer/{made.idea.pk}-x", follow=True).content.decode()


def test_sent_twice_it_is_written_in_once(cast):
    key = uid()
    first, second = written_in(cast.amira, form_key=key), written_in(cast.amira, form_key=key)
    assert (first.idea.pk, first.code) == (second.idea.pk, second.code)
    assert second.again
    with pytest.raises(NotAllowed):
        written_in(cast.lars, form_key=key)
    with pytest.raises(NotAllowed):
        giving.submitted(cast.sara, form_key=key)
    assert Idea.objects.count() == 1


def test_who_may_write_in(cast):
    way = giving.way(RESIDENTS)
    for name, person in cast.people.items():
        assert bool(may_register(way, person, TODAY)) is (name in MAY), name
        if name not in MAY:
            with pytest.raises(NotAllowed):
                written_in(person)
            assert cast.client(person).get(PAGE).status_code == 403
    assert not may_register(way, None, TODAY)
    assert cast.client().get(PAGE).status_code == 302


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True), (730, True), (731, False)])
def test_how_long_ago_it_may_have_come_in(cast, days, may):
    assert bool(may_register(giving.way(RESIDENTS), cast.amira, TODAY - timedelta(days=days))) is may


def test_it_came_in_while_the_way_was_open_or_not_at_all(cast):
    way = giving.way(RESIDENTS, opens_on=date(2026, 4, 1), closes_on=date(2026, 4, 10))
    assert may_register(way, cast.amira, APRIL_7)
    assert not may_register(way, cast.amira, TODAY)
    assert not may_register(way, cast.amira, date(2026, 3, 31))


def test_for_whom_it_may_be_given(cast):
    employees, residents = giving.way(EMPLOYEES), giving.way(RESIDENTS)
    assert may_be_given_for(employees, None, cast.amira)
    assert may_be_given_for(employees, cast.sara, cast.amira)
    assert not may_be_given_for(employees, cast.rut, cast.amira)
    assert not may_be_given_for(residents, cast.amira, cast.amira)
    people.deactivate(person=cast.sara, by=None)
    assert not may_be_given_for(employees, cast.fresh(cast.sara), cast.amira)


def test_the_database_wants_to_know_who_wrote_it_in(cast):
    submission = Submission.objects.get(pk=written_in(cast.amira).idea.pk)
    for change in ({"registered_by": None}, {"channel": "web"}, {"channel": "fax"}, {"registered_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Submission.objects.filter(pk=submission.pk).update(**change)


# --- The page -------------------------------------------------------------------------------------------------------------


def test_the_page_writes_it_in_and_shows_the_receipt_to_hand_over(cast):
    client = cast.client(cast.amira)
    answer = client.post(PAGE, posted(), follow=True)
    text = answer.content.decode()
    submission = Submission.objects.get()
    assert actions.receipt_code_of(submission) in text
    assert "Gunvor Ek" in text
    assert answer.redirect_chain[-1][0] == f"{PAGE}/kvitto/{submission.pk}"
    assert cast.client(cast.lars).get(f"{PAGE}/kvitto/{submission.pk}").status_code == 404
    assert client.get(f"{PAGE}/kvitto/{10**17}").status_code == 404


def test_what_is_late_at_once_is_said_before_it_is_sent(cast):
    client = cast.client(cast.amira)
    values = posted(received_on="2025-11-03")
    answer = client.post(PAGE, values)
    assert "Det är redan försenat" in answer.content.decode()
    assert 'name="late_known" value="on"' in answer.content.decode()
    assert not Idea.objects.exists()
    assert client.post(PAGE, values | {"late_known": "on"}).status_code == 302
    assert Idea.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"received_on": "2026-04-21"}, "ligger i framtiden"),
        ({"received_on": "2020-01-01"}, "mer än två år sedan"),
        ({"received_on": "9999-12-31"}, "ligger i framtiden"),
        ({"received_on": "x"}, "Skriv datumet så här"),
        ({"channel": "web"}, "Välj"),
        ({"gateway": "ingen"}, "Välj"),
        ({"name": ""}, "Skriv idégivarens namn"),
        ({"who": "employee"}, "Skriv vilken medarbetare"),
        ({"who": "employee", "employee": "Ingen Alls"}, "Vi hittar ingen medarbetare"),
        ({"who": "employee", "employee": "amira@alvsund.example"}, "Lämna din egen idé"),
        ({"need": ""}, "Skriv vad idégivaren har sagt"),
        ({"need": "x" * 10_001}, "Korta texten"),
        ({"told": ""}, "Berätta om villkoren"),
        ({"email": "inget"}, "Skriv en e-postadress"),
        ({"key": "x"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(cast, changes, told):
    answer = cast.client(cast.amira).post(PAGE, posted(**changes))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Idea.objects.exists()


def test_an_employee_is_found_by_name_and_of_several_the_right_one_is_asked_for(cast):
    client = cast.client(cast.amira)
    people.create_person(
        by=None,
        kind="employee",
        username="sara2",
        given_name="Sara",
        family_name="Lind",
        email="sara2@alvsund.example",
        unit=cast.units.care,
    )
    answer = client.post(PAGE, posted(gateway=EMPLOYEES, who="employee", employee="sara"))
    assert answer.status_code == 302, "an id is exact"
    answer = client.post(PAGE, posted(gateway=EMPLOYEES, who="employee", employee="sara lind"))
    assert "Sara Lindqvist, Hemtjänsten Norr (sara@alvsund.example)" in answer.content.decode()
    answer = client.post(PAGE, posted(gateway=EMPLOYEES, who="employee", employee="Lindqvist", name="", email=""))
    assert answer.status_code == 302
    assert Submission.objects.filter(person=cast.sara).count() == 2


def test_it_is_shown_where_it_is_answered_who_wrote_it_in(cast):
    made = written_in(cast.amira)
    assert "av Amira Haddad den 20\xa0april 2026 (papper)" in cast.client(cast.office).get(f"/arenden/{made.case.pk}").content.decode()


def test_the_receipt_leads_to_the_case_only_where_one_may_see_it(cast):
    """What goes to another unit is answered there."""
    elsewhere, own = written_in(cast.amira), written_in(cast.amira, EMPLOYEES)
    client = cast.client(cast.amira)
    assert f"/arenden/{elsewhere.case.pk}" not in client.get(f"{PAGE}/kvitto/{elsewhere.idea.pk}").content.decode()
    assert f"/arenden/{own.case.pk}" in client.get(f"{PAGE}/kvitto/{own.idea.pk}").content.decode()
