"""De-identification: who asks, who answers and by when, what hinders it, what goes and what stays."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sluss.core import clock, hooks
from sluss.core.verdict import NotAllowed
from sluss.gates import actions as gates
from sluss.gates.models import Decision
from sluss.ideas import actions as ideas
from sluss.ideas.actions import Contact, Texts
from sluss.ideas.models import Draft, EmailCode, IdeaVersion, Submission, Support
from sluss.ideas.seed import RESIDENTS
from sluss.journal.actions import follow, forget_codes
from sluss.journal.models import Event, Follow, Notice, OutgoingMail
from sluss.people import actions as people
from sluss.people.models import PeopleChange, Person, PersonDetails, RoleHolding, SignIn
from sluss.people.states import Role
from sluss.records import actions, rules
from sluss.records.models import ErasureRequest
from sluss.records.states import Answer, Came

from . import busy, giving

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 14)
ANSWERERS = {"registrar", "admin"}


@pytest.fixture(autouse=True)
def _ways(cast):
    with clock.at(TODAY):
        giving.base(cast.units.care)
        yield


def asked(cast, person=None) -> ErasureRequest:
    return actions.ask_erasure(by=cast.fresh(person or cast.sara), words="Jag har slutat.")


def answer(
    request: ErasureRequest, by: Person, answer: Answer = Answer.GRANTED, reason: str = "Arkivlagen hindrar det inte."
) -> ErasureRequest:
    return actions.answer_erasure(request, by=by, answer=answer, reason=reason)


# --- Asking -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 4, 14), date(2026, 5, 15)),  # 14 May is Ascension Day
        (date(2026, 1, 30), date(2026, 3, 2)),  # the last of February is a Saturday
        (date(2026, 12, 3), date(2027, 1, 4)),  # 3 January is a Sunday
        (date(2028, 1, 31), date(2028, 2, 29)),
    ],
)
def test_it_is_answered_within_a_month_and_on_a_working_day(received, due) -> None:
    assert rules.answer_by(received) == due


def test_a_person_asks_once_and_is_told_when_the_answer_comes(cast) -> None:
    client = cast.client(cast.sara)
    url = "/mina-uppgifter/avidentifiera"
    assert "går inte att ångra" in client.get(url).text
    assert client.post(url, {"words": "Jag har slutat."}).url == "/mina-uppgifter"
    assert client.post(url, {"words": "Igen."}).url == "/mina-uppgifter", "sent twice it is one request"
    found = ErasureRequest.objects.get()
    assert (found.person, found.authority, found.due_on, found.came) == (cast.sara, cast.units.care_board, date(2026, 5, 15), Came.WEB)
    assert Event.objects.get(kind="erasure.asked").actor == cast.sara
    page = client.get("/mina-uppgifter").text
    assert "15\xa0maj" in page
    assert f'href="{url}"' not in page
    assert client.get(url).status_code == 302
    assert Client().get(url).status_code == 302


def test_what_came_on_paper_is_written_in_for_a_person_or_a_giver_without_an_account(cast) -> None:
    made = giving.submitted(None, RESIDENTS, contact=Contact(name="Bo Ek", email="bo@post.example")).idea
    client = cast.client(cast.registrar)
    form = {"person": "", "number": "", "received_on": "2026-04-10", "words": ""}
    url = "/avidentifiera/ny"
    assert client.post(url, form).status_code == 422, "about nobody"
    assert client.post(url, form | {"person": cast.sara.email, "number": str(made.pk)}).status_code == 422, "about two"
    assert client.post(url, form | {"number": "999999"}).status_code == 422
    assert client.post(url, form | {"person": cast.sara.email, "received_on": "2026-04-15"}).status_code == 422, "tomorrow"
    assert client.post(url, form | {"person": cast.outsider.email}).status_code == 422, "another authority's"
    assert client.post(url, form | {"person": cast.sara.email, "received_on": "0026-04-10"}).status_code == 422, (
        "no year that anybody means"
    )
    assert "Skriv in begäran</" in client.get(url).text, "and not what the page that writes in ideas says"
    assert client.post(url, form | {"person": cast.sara.email}).status_code == 302
    assert client.post(url, form | {"person": cast.sara.email}).status_code == 422, "it waits already"
    assert client.post(url, form | {"number": str(made.pk)}).status_code == 302
    first, second = ErasureRequest.objects.order_by("pk")
    assert (first.person, first.entered_by, first.due_on) == (cast.sara, cast.registrar, date(2026, 5, 11))
    assert (second.person, second.subject_id, second.authority) == (None, made.pk, made.subject.unit.authority)
    own = giving.submitted(cast.sara).idea
    assert client.post(url, form | {"number": str(own.pk)}).status_code == 422, "the giver has an account"


def test_a_request_is_about_one_and_waits_once(cast) -> None:
    asked(cast)
    like = {"authority": cast.units.care_board, "came": Came.WEB, "received_on": TODAY, "due_on": TODAY}
    for broken in ({"person": cast.sara}, {}, {"person": cast.rut, "answer": "granted"}, {"person": cast.rut, "answer": "perhaps"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ErasureRequest.objects.create(**(like | broken))


# --- Answering ----------------------------------------------------------------------------------------------------------


def test_of_two_who_answer_the_second_is_told_and_keeps_what_was_written(cast) -> None:
    request = asked(cast)
    answer(request, cast.fresh(cast.admin), Answer.REFUSED)
    page = cast.client(cast.registrar).post(f"/avidentifiera/{request.pk}", {"answer": "granted", "reason": "Inget hindrar."})
    assert page.status_code == 409
    assert "Någon har redan svarat" in page.text
    assert "Inget hindrar." in page.text
    assert ErasureRequest.objects.get().answer == Answer.REFUSED


@pytest.mark.slow
def test_the_authoritys_registrar_and_administrator_answer_and_nobody_their_own(cast) -> None:
    request = asked(cast)
    for name, person in cast.people.items():
        client = cast.client(cast.fresh(person))
        codes = [client.get(url).status_code for url in ("/avidentifiera", f"/avidentifiera/{request.pk}", "/avidentifiera/ny")]
        assert codes == ([200] * 3 if name in ANSWERERS else [404] * 3), name
        if name not in ANSWERERS:
            with pytest.raises(NotAllowed):
                answer(request, cast.fresh(person))
    mine = asked(cast, cast.registrar)
    with pytest.raises(NotAllowed, match="sin egen"):
        answer(mine, cast.fresh(cast.registrar), Answer.REFUSED)
    elsewhere = asked(cast, cast.outsider)
    assert cast.client(cast.registrar).get(f"/avidentifiera/{elsewhere.pk}").status_code == 404
    with pytest.raises(NotAllowed):
        answer(elsewhere, cast.fresh(cast.registrar))


@pytest.mark.slow
def test_those_who_answer_see_on_the_start_page_that_somebody_waits(cast) -> None:
    word = "Begäranden om avidentifiering"
    assert word not in cast.client(cast.registrar).get("/").text
    asked(cast)
    for name, person in cast.people.items():
        assert (word in cast.client(cast.fresh(person)).get("/").text) == (name in ANSWERERS), name


def test_a_refusal_says_why_and_how_to_appeal_and_erases_nothing(cast) -> None:
    request = asked(cast)
    client = cast.client(cast.registrar)
    url = f"/avidentifiera/{request.pk}"
    assert client.post(url, {"answer": "refused", "reason": " "}).status_code == 422
    assert client.post(url, {"answer": "no", "reason": "Nej."}).status_code == 422
    assert client.post(url, {"answer": "refused", "reason": "Vi utreder ett ärende om bidrag."}).status_code == 302
    assert client.post(url, {"answer": "granted", "reason": "Jo."}).status_code == 409, "it is answered"
    page = cast.client(cast.sara).get("/mina-uppgifter").text
    for part in ("Vi utreder ett ärende om bidrag.", "förvaltningsrätten", "Rebecka Holm", "Du är inte avidentifierad"):
        assert part in page
        assert part in client.get(url).text
    giving.worker()
    mail = OutgoingMail.objects.get(key=f"own:erasure:{request.pk}")
    assert (mail.to, mail.state) == (cast.sara.email, "sent")
    assert "tre veckor" in mail.text
    assert cast.fresh(cast.sara).name == "Sara Lindqvist"
    assert "/mina-uppgifter/avidentifiera" in page, "one may ask anew"
    assert asked(cast).pk != request.pk


@pytest.mark.slow
def test_whoever_holds_something_hands_it_over_first(cast) -> None:
    request = asked(cast, cast.amira)
    with pytest.raises(NotAllowed, match="roll"):
        answer(request, cast.fresh(cast.admin))
    assert "roll" in cast.client(cast.admin).get(f"/avidentifiera/{request.pk}").text
    assert "roll" in cast.client(cast.fresh(cast.lars)).get("/mina-uppgifter/avidentifiera").text, "a deputy too"
    busy.worked_on(cast)
    for holding in cast.amira.holdings.all():
        # Ended without letting go of anything, as a fault might.
        RoleHolding.objects.filter(pk=holding.pk).update(ended_at=clock.now(), valid_to=TODAY)
    with pytest.raises(NotAllowed, match=r"väntar på personen|öppna ärenden"):
        answer(request, cast.fresh(cast.admin))
    hooks.PERSON_LEFT.announce(hooks.PersonLeft(person=cast.amira, by=None))
    answer(request, cast.fresh(cast.admin))
    assert not PersonDetails.objects.filter(person=cast.amira).exists()


def test_the_last_one_is_not_left_half_erased(cast, monkeypatch) -> None:
    """What an app above refuses, or fails at, undoes all of it."""
    request = asked(cast)

    def fails(news: hooks.PersonErased) -> None:
        raise NotAllowed("Inte nu.")

    monkeypatch.setattr(hooks.PERSON_ERASED, "_receivers", [*hooks.PERSON_ERASED._receivers, fails])
    with pytest.raises(NotAllowed, match="Inte nu"):
        answer(request, cast.fresh(cast.admin))
    request.refresh_from_db()
    assert request.is_open
    sara = cast.fresh(cast.sara)
    assert (sara.is_active, sara.name, sara.erased_at) == (True, "Sara Lindqvist", None)
    assert not Event.objects.filter(kind="erasure.answered").exists()


# --- What goes and what stays -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_was_given_stays_as_nobodys(cast) -> None:
    idea = giving.released(
        giving.submitted(cast.sara, texts=Texts(need="Nycklarna ligger fel.", title="Nyckeln"), show_name=True).idea, cast.amira
    )
    theirs = giving.released(giving.submitted(cast.lars, texts=Texts(need="Bänken.", title="Bänken")).idea, cast.amira)
    back = giving.submitted(cast.sara, texts=Texts(need="Ångrad.")).idea
    ideas.withdraw(back, by=cast.sara)
    ideas.support(theirs, by=cast.sara)
    follow(theirs.subject, by=cast.sara)
    ideas.save_draft(owner=cast.sara, gateway=giving.way(), key=giving.uid(), data={"need": "Halvskrivet."})
    gates.ask(giving.case_of(idea), by=cast.amira, reason="Vilken nyckel?")
    client = cast.client(cast.sara)
    assert client.get("/min-sida").status_code == 200
    assert "Sara Lindqvist" in Client().get(reverse("ideas:idea", args=[idea.pk, idea.subject.address])).text
    answer(asked(cast), cast.fresh(cast.admin))
    sara = Person.objects.get(pk=cast.sara.pk)
    assert (sara.name, sara.email, sara.is_active, sara.unit) == ("En person", "", False, cast.units.care_board)
    assert sara.username == sara.uid.hex
    assert not sara.has_usable_password()
    page = Client().get(reverse("ideas:idea", args=[idea.pk, idea.subject.address])).text
    assert "Nycklarna ligger fel." in page, "the text stays as it was received"
    assert "Lindqvist" not in page
    assert client.get("/min-sida").status_code == 302, "signed out everywhere"
    assert giving.fresh(theirs).support_count == 1
    assert Support.objects.filter(idea=theirs).count() == 1
    assert not Draft.objects.filter(owner=sara).exists()
    assert not Follow.objects.filter(person=sara).exists()
    assert not Notice.objects.filter(person=sara).exists()
    assert not SignIn.objects.filter(person=sara).exists()
    assert not OutgoingMail.objects.filter(person=sara).exists()
    withdrawn = Decision.objects.get(case__subject=back.subject, kind="withdraw")
    assert (withdrawn.recorded_name, withdrawn.decided_by) == ("", "")
    assert "Amira Haddad" in Decision.objects.filter(recorded_by=cast.amira).latest("pk").recorded_name, "in office"
    assert IdeaVersion.objects.filter(idea=idea).exists()
    assert PeopleChange.objects.get(kind="person_erased").by == cast.admin
    with pytest.raises(NotAllowed, match="går inte att ångra"):
        people.activate(person=sara, by=None)
    assert cast.client(cast.admin).get(f"/personer/{sara.pk}").status_code == 404


def test_the_case_goes_on_and_nobody_is_told_who_is_not_there(cast) -> None:
    idea = giving.released(giving.submitted(cast.sara).idea, cast.amira)
    gates.ask(giving.case_of(idea), by=cast.amira, reason="Vilken nyckel?")
    request = asked(cast)
    answer(request, cast.fresh(cast.admin))
    gates.close(giving.case_of(idea), by=cast.amira, outcome="not", reason="Vi fick inget svar.")
    giving.worker()
    mails = OutgoingMail.objects.filter(to=cast.sara.email)
    assert [mail.key for mail in mails] == [f"own:erasure:{request.pk}"], "the answer to the request alone, of all that waited"
    assert "Du är avidentifierad" in mails.get().text
    with clock.at(TODAY + timedelta(days=2)):
        forget_codes()
    assert not OutgoingMail.objects.filter(to=cast.sara.email).exists(), "and no copy of it is kept"
    assert not Notice.objects.filter(person=cast.sara).exists()


def test_what_was_given_without_an_account_from_the_same_address(cast) -> None:
    bo = Contact(name="Bo Ek", email="bo@post.example")
    receipt = giving.submitted(None, RESIDENTS, contact=bo)
    again = giving.submitted(None, RESIDENTS, contact=bo, texts=Texts(need="Lampan är trasig."))
    other = giving.submitted(None, RESIDENTS, contact=Contact(name="Eva Ek", email="eva@post.example")).idea
    Submission.objects.filter(pk=receipt.idea.pk).update(email_verified_at=clock.now(), show_name=True)
    giving.released(receipt.idea, cast.office)
    request = actions.enter_erasure(by=cast.admin, received_on=TODAY, number=receipt.idea.pk)
    answer(request, cast.fresh(cast.admin), Answer.GRANTED, "Texten är en allmän handling och står kvar.")
    for idea in (receipt.idea, again.idea):
        kept = Submission.objects.get(pk=idea.pk)
        assert (kept.name, kept.email, kept.show_name, kept.receipt_hash, kept.email_verified_at) == ("", "", False, None, None)
        assert not EmailCode.objects.filter(purpose=f"submission:{idea.pk}").exists()
    assert Submission.objects.get(pk=other.pk).name == "Eva Ek"
    client = Client()
    client.post(reverse("ideas:status"), {"code": receipt.code})
    assert "Bänken" not in client.get(reverse("ideas:status")).text, "the receipt's code opens nothing"
    mail = OutgoingMail.objects.get(to="bo@post.example")
    assert "Texten är en allmän handling" in mail.text
    assert "förvaltningsrätten" in mail.text, "what stays can be appealed against"


@pytest.mark.slow
def test_one_who_was_protected_stays_a_role_where_the_name_was_frozen(cast) -> None:
    made = busy.worked_on(cast)
    people.mark_protected(person=cast.wilma, protected=True, by=None)
    for holding in cast.wilma.holdings.all():
        people.end_role(holding=holding, by=None)
    answer(asked(cast, cast.wilma), cast.fresh(cast.admin))
    page = cast.client(cast.office).get(reverse("ideas:idea", args=[made.idea.pk, made.idea.subject.address])).text
    assert "Ek," not in page


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_does(cast) -> None:
    request, start, said = asked(cast), Barrier(2), []

    def answers(who: str, given: Answer) -> None:
        start.wait()
        try:
            with clock.at(TODAY):
                answer(request, cast.fresh(cast.people[who]), given)
            said.append("done")
        except NotAllowed as refused:
            said.append(str(refused))
        finally:
            connection.close()

    threads = [Thread(target=answers, args=args) for args in (("registrar", Answer.REFUSED), ("admin", Answer.GRANTED))]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(word == "done" for word in said) == [False, True], said
    request.refresh_from_db()
    assert (request.answer == "granted") != PersonDetails.objects.filter(person=cast.sara).exists()


# --- The list -----------------------------------------------------------------------------------------------------------


def many(cast, number: int, **more) -> None:
    made = Person.objects.bulk_create(Person(username=f"p{n}-{Person.objects.count()}", kind="resident") for n in range(number))
    PersonDetails.objects.bulk_create(PersonDetails(person=person, given_name=f"Namn{person.pk}") for person in made)
    ErasureRequest.objects.bulk_create(
        ErasureRequest(
            person=person, authority=cast.units.city, came=Came.WEB, received_on=TODAY, due_on=TODAY + timedelta(days=n % 30), **more
        )
        for n, person in enumerate(made)
    )


@pytest.mark.slow
def test_the_list_costs_the_same_at_1_3_and_1000(cast) -> None:
    client = cast.client(cast.admin)
    done = {"answer": "refused", "reason": "Nej.", "answered_by": cast.registrar, "answered_at": clock.now()}
    client.get("/avidentifiera")
    counts = set()
    for number in (1, 2, 997):
        many(cast, number)
        many(cast, number, **done)
        for url in ("/avidentifiera", "/avidentifiera?show=answered"):
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.add(len(queries))
    assert counts == {5}


def test_the_list_is_walked_to_its_end_without_a_gap(cast) -> None:
    many(cast, 45)
    many(cast, 23, answer="refused", reason="Nej.", answered_by=cast.registrar, answered_at=clock.now())
    client = cast.client(cast.admin)
    for url, number in (("/avidentifiera", 45), ("/avidentifiera?show=answered", 23)):
        seen: list[str] = []
        at = url
        while at:
            page = client.get(at)
            seen += [str(asked.pk) for asked, _who in page.context["rows"]]
            at = page.context["next"]
        assert len(seen) == len(set(seen)) == number
    for made_up in ("after=x", "after=2026-99-01.5", "after=.1", "before=9" * 1, "before=" + "9" * 30):
        assert client.get(f"/avidentifiera?{made_up}").status_code == 200


def test_a_role_that_ends_later_is_still_held(cast) -> None:
    people.end_role(holding=cast.communicator.holdings.get(role=Role.COMMUNICATOR), by=None, on=TODAY + timedelta(days=9))
    with pytest.raises(NotAllowed, match="roll"):
        answer(asked(cast, cast.communicator), cast.fresh(cast.admin))
