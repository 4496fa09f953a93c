"""What is in Älvsund, that it holds together as what people make does, and that one can be there."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Any

import pytest
from django.db.models import Count, F, Q
from django.test import Client
from django.urls import reverse

from sluss.core import clock, workdays
from sluss.core.recounts import all_recounts
from sluss.demo.city.cast import CAST, Member
from sluss.demo.city.load import is_demo, is_empty
from sluss.demo.city.stories import STORIES
from sluss.demo.views import PAGE
from sluss.gates.models import (
    Assessment,
    Case,
    CaseParticipant,
    CheckAnswer,
    Decision,
    Match,
    Promise,
    Receiver,
    ReplyTemplate,
    Stage,
    Transfer,
    Trial,
)
from sluss.gates.queries import let_go_cases, responsible
from sluss.gates.states import Capacity, CaseState, DecisionKind, Origin, Outcome, PromiseKind, PromiseState, StageKind, TrialResult
from sluss.gates.waiting import promises, whose
from sluss.ideas.models import AdoptionRequest, Challenge, Draft, Idea, IdeaVersion, Submission, Support
from sluss.ideas.seed import RESIDENTS
from sluss.ideas.states import Channel
from sluss.journal.models import Delivery, Event, Notice, OutgoingMail, Subject
from sluss.journal.states import DeliveryState, MailState, Visibility
from sluss.people.models import Absence, Person, PersonDetails, Unit
from sluss.people.states import Role
from sluss.records.models import SecrecyMark
from sluss.records.states import MarkAct

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("alvsund")]


def test_ideas_over_all_stages() -> None:
    assert Idea.objects.count() == len(STORIES) >= 70
    waiting = set(Case.objects.exclude(state=CaseState.CLOSED).values_list("version__process__key", "stage__key"))
    everywhere = set(Stage.objects.values_list("version__process__key", "key"))
    assert waiting == everywhere
    assert set(Case.objects.filter(state=CaseState.CLOSED).values_list("outcome", flat=True)) == set(Outcome.values)
    assert set(Case.objects.values_list("state", flat=True)) == set(CaseState.values)


def test_something_of_everything() -> None:
    assert 3 <= Promise.objects.filter(state=PromiseState.OPEN, due_on__lt=clock.today()).count() <= 8
    assert Subject.objects.filter(released_at=None).count() >= 3
    for reach in Visibility:
        assert Subject.objects.filter(visibility=reach, released_at__isnull=False).exists()
    assert set(DecisionKind.values) == set(Decision.objects.values_list("kind", flat=True))
    assert set(Capacity.values) == set(Decision.objects.values_list("capacity", flat=True))
    assert Case.objects.filter(state=CaseState.PARKED, parked_until__gt=clock.today()).exists()
    assert Promise.objects.filter(state=PromiseState.PAUSED).count() >= 2
    assert Idea.objects.filter(total_support__gt=200, status="in_progress").exists()
    assert Decision.objects.filter(kind=DecisionKind.ADVANCE, recorded_by=None, from_stage__kind=StageKind.SUPPORT).count() >= 3
    assert Subject.objects.filter(language="en").exists()
    assert Submission.objects.filter(person=None, email_verified_at__isnull=False).count() >= 3
    assert IdeaVersion.objects.filter(number__gt=1).exists()
    assert IdeaVersion.objects.exclude(answer="").exists()
    assert Case.objects.filter(owner__isnull=False).count() >= 10
    assert set(SecrecyMark.objects.values_list("act", flat=True)) == set(MarkAct.values)
    assert Subject.objects.exclude(masked="").exists(), "something is marked as secret now"
    assert set(Challenge.objects.values_list("state", flat=True)) == {"open", "closed"}
    assert Idea.objects.exclude(challenge=None).count() >= 2
    assert set(Match.objects.values_list("answer", flat=True)) == {"", "yes", "no"}
    assert CheckAnswer.objects.filter(from_giver=True, answer="no").exists()
    assert Idea.objects.exclude(answers=[]).count() >= 5
    assert {Channel.WEB, Channel.PAPER, Channel.PHONE, Channel.WORKSHOP} <= set(Submission.objects.values_list("channel", flat=True))
    assert {TrialResult.WORKED, TrialResult.PARTLY, TrialResult.DID_NOT} <= set(Trial.objects.values_list("result", flat=True))
    assert Case.objects.filter(outcome=Outcome.TESTED, trials__result=TrialResult.DID_NOT).exists(), "a company’s test that did not work"
    assert Draft.objects.get().owner.username == "demo-sara"
    assert Unit.objects.filter(kind="company").count() >= 2
    assert set(Idea.objects.values_list("unit__code", flat=True)) >= {"vof", "ubf", "tpf", "kof", "klk", "energi"}


def test_what_is_arranged_among_those_who_answer() -> None:
    assert set(ReplyTemplate.objects.values_list("language", flat=True)) == {"sv", "en"}
    away = Absence.objects.running().get()
    assert away.stand_in.username == "demo-vera"
    let_go = let_go_cases(Person.objects.get(username="demo-oskar"))
    assert let_go.count() == 1
    causes = set(Transfer.objects.values_list("cause", flat=True))
    assert causes >= {"taken", "handed_over", "left"}


def test_stored_totals_are_right() -> None:
    assert not [line for _label, check in all_recounts().values() for line in check(False)]


def test_every_wait_has_an_owner_and_a_date() -> None:
    waiting = Q(promises__kind=PromiseKind.ANSWER, promises__state__in=[PromiseState.OPEN, PromiseState.PAUSED])
    for case in Case.objects.annotate(waiting=Count("promises", filter=waiting)):
        assert case.waiting == (1 if case.state in {CaseState.OPEN, CaseState.ASKED} else 0), case
    for promise in Promise.objects.filter(state=PromiseState.OPEN).select_related("unit", "person"):
        assert promise.person or responsible(promise)
    asked = {(kind, number) for kind, number in Promise.objects.filter(state=PromiseState.OPEN).values_list("kind", "question") if number}
    still = Q(case__state=CaseState.CLOSED)
    questions = {("match", pk) for pk in Match.objects.filter(answer="", dropped_at=None).exclude(still).values_list("pk", flat=True)}
    questions |= {("receive", pk) for pk in Receiver.objects.filter(state="asked").exclude(still).values_list("pk", flat=True)}
    questions |= {("take_part", pk) for pk in CaseParticipant.objects.filter(state="asked").exclude(still).values_list("pk", flat=True)}
    questions |= {
        ("adopt", pk) for pk in AdoptionRequest.objects.filter(answers_made=0, dropped_at=None).exclude(still).values_list("pk", flat=True)
    }
    assert asked == questions
    assert {kind for kind, _number in asked} >= {"match", "take_part", "adopt"}, "somebody has something to answer for a unit"


def test_every_answer_has_a_reason_and_every_idea_a_receipt() -> None:
    needs = Decision.objects.exclude(kind__in=[DecisionKind.RELEASE, DecisionKind.WAKE])
    assert not needs.filter(reason="").exists()
    assert not Decision.objects.filter(origin=Origin.IMPORT).exists()
    reached = Submission.objects.exclude(person=None, email="")
    for submission in reached:
        assert OutgoingMail.objects.filter(event__subject_id=submission.pk, role="giver", state=MailState.SENT).exists(), submission


def test_nobody_decided_on_an_idea_of_their_own() -> None:
    own = F("case__subject__idea__submission__person")
    assert not Decision.objects.exclude(kind=DecisionKind.WITHDRAW).filter(recorded_by=own).exists()
    assert not Assessment.objects.filter(assessor=own).exists()
    assert not Support.objects.filter(person=F("idea__submission__person")).exists()


def test_history_is_in_order() -> None:
    moments = list(Event.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[0] < clock.now() - timedelta(days=380)
    for model, name in ((Event, "at"), (Decision, "recorded_at"), (Idea, "submitted_at"), (OutgoingMail, "sent_at"), (Support, "at")):
        assert not model._default_manager.filter(**{f"{name}__gt": clock.now()}).exists()
    for decision in Decision.objects.exclude(recorded_by=None).exclude(kind=DecisionKind.WITHDRAW):
        assert workdays.is_working_day(decision.decided_on), decision
        assert time(6) <= decision.recorded_at.astimezone(clock.CITY).time() <= time(19), decision


def test_all_is_delivered_and_told() -> None:
    assert not Delivery.objects.exclude(state=DeliveryState.DONE).exists()
    assert not OutgoingMail.objects.exclude(state=MailState.SENT).exists()
    assert not OutgoingMail.objects.filter(text="").exists()
    for key in ("sara", "amira", "lars", "nadja", "oskar", "rut"):
        assert Notice.objects.filter(person__username=f"demo-{key}").exists(), key
    new = Notice.objects.filter(read_at=None, person__username="demo-amira").count()
    assert 1 <= new <= 15, "some, and not a heap"
    doubled = OutgoingMail.objects.values("to", "subject_line", "text").annotate(n=Count("pk")).filter(n__gt=1)
    assert not doubled, "nobody is told the same twice"


def test_the_cast_has_something_to_do() -> None:
    people = {key: Person.objects.get(username=f"demo-{key}") for key in ("amira", "lars", "nadja", "berit", "carim", "disa", "oskar")}
    for key in ("amira", "nadja"):
        assert promises(whose(people[key], "mine")).count() >= 3
        assert promises(whose(people[key], "mine")).filter(subject__released_at=None).exists(), "something to read first"
    assert promises(whose(people["lars"], "units")).count() >= 3
    assert promises(whose(people["disa"], "units")).count() >= 3
    assert promises(whose(people["oskar"], "all")).count() == Promise.objects.filter(state=PromiseState.OPEN).count()
    assert promises(whose(people["berit"], "assess")).exists()
    assert promises(whose(people["carim"], "assess")).exists()
    petra = Submission.objects.get(person__username="demo-petra", idea__gateway__slug=RESIDENTS)
    assert Case.objects.get(subject_id=petra.pk).state == CaseState.ASKED
    assert {role for member in CAST for role, _unit in member.roles} == set(Role)


def test_nobody_in_it_exists() -> None:
    addresses = [*PersonDetails.objects.values_list("email", flat=True), *OutgoingMail.objects.values_list("to", flat=True)]
    assert all(address.endswith(".example") for address in addresses)
    assert not Person.objects.exclude(username__startswith="demo-").exists()
    assert not [person for person in Person.objects.all() if person.has_usable_password()]
    assert is_demo()
    assert not is_empty()


def test_it_is_loaded_in_time(alvsund: float) -> None:
    assert alvsund < 50, "a third of it on a machine that does nothing else"


# --- Being somebody ------------------------------------------------------------------------------------------------------


def be(browser: Client, key: str) -> Any:
    return browser.post("/demo/logga-in", {"person": key})


@pytest.mark.parametrize("member", CAST, ids=[member.key for member in CAST])
def test_one_click_signs_in_and_there_is_a_page_to_begin_at(browser: Client, member: Member) -> None:
    response = be(browser, member.key)
    path, _, query = response.url.partition("?")
    assert (response.status_code, path, query) == (302, reverse(member.start), member.start_query)
    assert browser.session["_auth_user_id"] == str(Person.objects.get(username=member.username).pk)
    page = browser.get(response.url, follow=True)
    assert page.status_code == 200
    assert member.name in page.content.decode()
    if member.start == "gates:queue":
        assert page.context["rows"], "nobody begins at an empty queue"


def test_the_page_shows_everybody_and_who_one_is(browser: Client) -> None:
    page = browser.get("/en/demo").content.decode()
    for member in CAST:
        assert member.name in page
        assert f'name="person" value="{member.key}"' in page
    be(browser, "rut")
    page = browser.get("/en/demo").content.decode()
    assert 'value="rut"' not in page
    assert 'value="sara"' in page


def test_one_can_be_another_at_once(browser: Client) -> None:
    be(browser, "sara")
    first = browser.session.session_key
    be(browser, "amira")
    assert browser.session.session_key != first
    assert browser.session["_auth_user_id"] == str(Person.objects.get(username="demo-amira").pk)


@pytest.mark.parametrize("key", ["", "demo-amira", "wilma", "0", "admin", "sara\0", "AMIRA", "'; --"])
def test_only_the_cast_can_be_chosen(browser: Client, key: str) -> None:
    assert be(browser, key).status_code == 404
    assert "_auth_user_id" not in browser.session


def test_a_closed_account_is_not_opened_by_a_click(browser: Client) -> None:
    Person.objects.filter(username="demo-kim").update(is_active=False)
    assert be(browser, "kim").status_code == 404


def test_a_click_on_another_sites_page_signs_nobody_in(demo: None) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost:8000", "origin": "https://alvsund.example"})
    assert be(strict, "amira").status_code == 403
    assert Client(headers={"host": "localhost"}).get("/demo/logga-in", {"person": "amira"}).status_code == 405


def test_the_receipt_code_opens_the_status_page(browser: Client) -> None:
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", browser.get("/demo").content.decode())
    assert code is not None
    response = browser.post(reverse("ideas:status"), {"code": code.group()}, follow=True)
    assert response.status_code == 200
    assert "hundrastgård i lövåsen" in response.content.decode()


def test_every_idea_and_the_lists_can_be_opened(browser: Client) -> None:
    be(browser, "oskar")
    for idea in Idea.objects.select_related("subject"):
        page = browser.get(reverse("ideas:idea", args=[idea.pk, idea.subject.address]))
        assert page.status_code == 200, idea
    for path in ("/", "/ideer", "/att-hantera", "/notiser", "/en/ideas"):
        assert browser.get(path).status_code == 200, path


# --- Mail -----------------------------------------------------------------------------------------------------------------


def test_all_mail_is_listed_once_page_by_page_and_back(browser: Client) -> None:
    seen: list[int] = []
    path, pages = "/demo/mejl", 0
    while path:
        page = browser.get(path)
        ids = [mail.pk for mail in page.context["mails"]]
        assert 1 <= len(ids) <= PAGE
        seen += ids
        path, pages = page.context["older"], pages + 1
        last = page
    assert len(seen) == len(set(seen)) == OutgoingMail.objects.count()
    assert pages == -(-len(seen) // PAGE)
    back, path = [mail.pk for mail in last.context["mails"]], last.context["newer"]
    while path:
        page = browser.get(path)
        back = [mail.pk for mail in page.context["mails"]] + back
        path = page.context["newer"]
    assert back == seen


def test_a_page_of_mail_costs_the_same_wherever_it_is(browser: Client, django_assert_max_num_queries: Any) -> None:
    oldest = OutgoingMail.objects.order_by("sent_at", "pk")[30]
    for query in ("", f"?before={oldest.pk}", f"?after={oldest.pk}"):
        with django_assert_max_num_queries(3):
            assert browser.get(f"/demo/mejl{query}").status_code == 200


def test_a_mail_shows_both_its_texts(browser: Client) -> None:
    mail = OutgoingMail.objects.filter(to="sara@alvsund.example").exclude(html="").latest("sent_at")
    page = browser.get(f"/demo/mejl/{mail.pk}")
    text = page.content.decode()
    assert mail.subject_line in text
    assert text.count("Hej Sara Lindqvist") == 2
    assert "bgcolor" not in text
    assert "<h1" in text
    assert text.count("<h1") == 1
