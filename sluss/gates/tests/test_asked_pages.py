"""What a unit that is asked is told, and where it finds the question: the queue, the board, the start page. Where the day is chosen."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from sluss.core import clock, jobs, workdays
from sluss.gates import actions, queries
from sluss.gates.counting import Asked as Counted
from sluss.gates.counting import waiting
from sluss.gates.models import Promise
from sluss.gates.questions import page_of
from sluss.gates.states import PromiseKind, ReminderLevel
from sluss.journal.models import Event, Notice, OutgoingMail, Subject
from sluss.journal.states import Visibility
from sluss.people.actions import grant_role
from sluss.people.states import Role

from . import walks
from .asking import KINDS, MONDAY, answer, ask, askable, promise_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


@pytest.fixture
def case(cast):
    return askable(cast)


# --- Reminded -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_half_time_due_day_then_deputy_then_office(cast, case, kind):
    """Of a unit whose lead has a deputy."""
    grant_role(person=cast.outsider, role=Role.LEAD, unit=cast.units.energy, by=cast.admin, deputy=cast.lars)
    promise = promise_of(kind, ask(kind, case, cast, cast.units.energy))
    days = [promise.half_on, promise.due_on, *(workdays.add_working_days(promise.due_on, n) for n in (1, 3))]
    for day in days:
        with clock.at(day):
            actions.remind()
            actions.remind()
    told = Event.objects.filter(kind="question.reminded").order_by("pk")
    assert [(ReminderLevel(event.data["level"]).name, event.data["persons"]) for event in told] == [
        ("HALF", [cast.outsider.pk]),
        ("DUE", [cast.outsider.pk]),
        ("DEPUTY", [cast.lars.pk]),
        ("OFFICE", [cast.office.pk]),
    ]
    answers = Event.objects.filter(kind="promise.reminded").values_list("data__promise", flat=True)
    assert promise.pk not in answers, "nobody is told that an idea lacks its answer"


@pytest.mark.parametrize("kind", KINDS)
def test_the_reminder_says_what_is_asked_and_leads_to_where_one_answers(cast, case, kind):
    promise = promise_of(kind, ask(kind, case, cast))
    with clock.at(promise.half_on):
        jobs.run_due(regardless=True)
        assert Notice.objects.filter(person=cast.wilma, event__kind="question.reminded").exists()
        page = cast.client(cast.wilma).get("/notiser").text
        mail = OutgoingMail.objects.get(event__kind="question.reminded")
    with override("sv"):
        link = page_of(promise)
    assert "ska svara senast" in page
    assert link in mail.text
    assert "Teknik- och parkförvaltningen" in mail.text
    assert "Sensorer i brunnar" in mail.subject_line
    assert cast.client(cast.wilma).get(link).status_code == 200


def test_the_words_of_each_level(cast, case):
    promise = promise_of(PromiseKind.RECEIVE, ask(PromiseKind.RECEIVE, case, cast))
    pages = {}
    for passed in (0, 1, 3):
        with clock.at(workdays.add_working_days(promise.due_on, passed) if passed else promise.due_on):
            jobs.run_due(regardless=True)
            pages[passed] = OutgoingMail.objects.filter(event__kind="question.reminded").latest("pk")
    assert "idag" in pages[0].text.lower().replace("i dag", "idag")
    assert "för länge" in pages[1].subject_line
    assert pages[3].person == cast.office


# --- Nothing is asked any more --------------------------------------------------------------------------------------------


def ended(person) -> list[str]:
    jobs.run_due(regardless=True)
    told = OutgoingMail.objects.filter(event__kind="question.ended", person=person).order_by("pk")
    assert told.count() == Notice.objects.filter(person=person, event__kind="question.ended").count()
    return [mail.text for mail in told]


@pytest.mark.parametrize(("how", "says"), [("close", "avslutat"), ("refer", "hänvisat"), ("withdraw", "avslutat")])
@pytest.mark.parametrize("kind", KINDS)
def test_a_unit_that_has_not_answered_is_told_when_the_case_is_closed(cast, case, kind, how, says):
    ask(kind, case, cast)
    walks.do(how, walks.fresh(case), cast.amira)
    (text,) = ended(cast.wilma)
    assert says in text
    assert "Teknik- och parkförvaltningen" in text
    assert "Du behöver inte göra något." in text
    assert "behöver inte längre svara" in cast.client(cast.wilma).get("/notiser").text


@pytest.mark.slow
def test_a_unit_is_told_once_whatever_it_was_asked_and_not_about_what_it_has_answered(cast, case):
    for kind in KINDS:
        ask(kind, case, cast)
    answer(PromiseKind.MATCH, ask(PromiseKind.MATCH, case, cast, cast.units.energy), cast.office)
    walks.do("close", walks.fresh(case), cast.amira)
    assert len(ended(cast.wilma)) == 1
    assert ended(cast.office) == []
    assert ended(cast.amira) == []


def test_who_closes_it_is_not_told_of_what_they_did(cast, case):
    ask(PromiseKind.MATCH, case, cast, cast.units.care)
    walks.do("close", walks.fresh(case), cast.amira)
    assert ended(cast.amira) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_unit_whose_question_is_taken_back_is_told_why_also_where_it_does_not_find_the_case(cast, case, kind):
    row = ask(kind, case, cast)
    Subject.objects.update(visibility=Visibility.HANDLERS, reach=Visibility.HANDLERS)
    if kind == PromiseKind.RECEIVE:
        actions.take_back(walks.fresh(case), by=cast.amira, reason="Vi frågar någon annan.")
    elif kind == PromiseKind.MATCH:
        actions.take_back_match(row, by=cast.amira, reason="Vi frågar någon annan.")
    else:
        actions.leave(row, by=cast.amira, reason="Vi frågar någon annan.")
    (text,) = ended(cast.wilma)
    assert "Vi frågar någon annan." in text
    assert "är tillbakatagen" in text
    told = Notice.objects.filter(person=cast.wilma).values_list("event__kind", flat=True)
    assert not {"case.receiver_answered", "case.unit_left"} & set(told), "told twice"


def test_a_unit_that_leaves_what_it_has_said_yes_to_is_told_as_before(cast, case):
    row = ask(PromiseKind.TAKE_PART, case, cast)
    answer(PromiseKind.TAKE_PART, row, cast.wilma)
    actions.leave(row, by=cast.amira, reason="Det är klart.")
    assert ended(cast.wilma) == []
    assert Notice.objects.filter(person=cast.wilma, event__kind="case.unit_left").exists()


# --- The pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_queue_the_board_the_next_and_the_start_page_lead_to_where_one_answers(cast, case, kind):
    link = page_of(promise_of(kind, ask(kind, case, cast)))
    wilma = cast.client(cast.wilma)
    page = wilma.get("/att-hantera").text
    assert f'href="{link}"' in page
    assert "1 väntar på svar." in page
    assert 'name="case"' not in page, "a question is not answered together with others"
    board = wilma.get("/att-hantera?view=board").text
    assert f'href="{link}"' in board
    assert "data-to" not in board, "a card that is answered is not moved"
    assert wilma.get("/att-hantera/nasta").url == link
    assert link in wilma.get("/").text
    with clock.at(MONDAY + timedelta(days=60)):
        assert "1 är försenat." in wilma.get("/att-hantera").text


def test_next_passes_by_the_case_that_was_answered_and_not_what_is_asked_about_it(cast, case):
    row = ask(PromiseKind.MATCH, case, cast, cast.units.care, answer_by=MONDAY)
    amira = cast.client(cast.amira)
    assert amira.get("/att-hantera/nasta").url == f"/behov/{row.pk}"
    assert amira.get(f"/att-hantera/nasta?but={case.pk}").url == f"/behov/{row.pk}"
    answer(PromiseKind.MATCH, row, cast.amira)
    assert amira.get(f"/att-hantera/nasta?but={case.pk}").url.startswith("/att-hantera")


def test_to_hand_over_all_of_mine_leaves_what_the_unit_is_asked_with_the_unit(cast, case):
    ask(PromiseKind.MATCH, case, cast)
    wilma = cast.client(cast.wilma)
    answer = wilma.get("/att-hantera/flera?verb=hand_over&all=1")
    assert answer.status_code == 302, "there is no case of hers"


@pytest.mark.slow
@pytest.mark.parametrize(("address", "queries"), [("/att-hantera", 10), ("/att-hantera?view=board", 10)])
def test_a_queue_of_questions_costs_the_same_at_1_3_and_many(cast, case, django_assert_num_queries, address, queries):
    wilma = cast.client(cast.wilma)
    ask(PromiseKind.MATCH, case, cast)
    like = Promise.objects.get(kind="match", state="open")
    for more in (0, 2, 200):
        first = 1_000 * (more + 1)
        rows = []
        for n in range(more):
            values = {f.attname: getattr(like, f.attname) for f in Promise._meta.concrete_fields if f.name != "id"}
            rows.append(Promise(**values | {"question": first + n}))
        Promise.objects.bulk_create(rows)
        wilma.get(address)
        with django_assert_num_queries(queries):
            wilma.get(address)


@pytest.mark.slow
def test_the_statistics_count_what_units_are_asked_apart_from_answers_to_givers(cast, case):
    asked = Counted(MONDAY, MONDAY + timedelta(days=30))
    before = waiting(asked)
    ask(PromiseKind.TAKE_PART, case, cast, answer_by=MONDAY + timedelta(days=1))
    row = ask(PromiseKind.MATCH, case, cast, answer_by=MONDAY + timedelta(days=1))
    ask(PromiseKind.RECEIVE, case, cast, answer_by=MONDAY + timedelta(days=90))
    answers = [one for one in waiting(asked) if not one.question]
    assert answers == before
    with clock.at(MONDAY + timedelta(days=2)):
        questions = {(one.unit_id, one.late): one.number for one in waiting(asked) if one.question}
        assert questions == {(cast.units.works.pk, True): 2, (cast.units.works.pk, False): 1}
        page = re.sub(r"\s+", " ", cast.client(cast.office).get("/statistik").text)
        book = load_workbook(BytesIO(cast.client(cast.office).get("/statistik/hamta").content))
        amira = cast.client(cast.amira).get("/statistik").text
    assert "3 frågor till enheter är obesvarade. 2 av dem är försenade." in page
    assert "2 är försenade, 2 av dem hos Innovationsansvarig, Teknik- och parkförvaltningen. 2 är frågor till enheter." in page
    rows = {sheet: [row for row in book[sheet].iter_rows(values_only=True) if row[0]] for sheet in book.sheetnames}
    assert rows["Obesvarade frågor, per enhet"][-1] == ("Teknik- och parkförvaltningen", 1, 2, 3)
    late = next(rows[name] for name in rows if name.startswith("Försenade"))
    assert late[1:] == [
        ("Vem som har dem", "Försenade svar", "Försenade frågor"),
        ("Innovationsansvarig, Teknik- och parkförvaltningen", 0, 2),
    ]
    assert rows["Väntar nu, per enhet"][-1][0] == "Vård- och omsorgsförvaltningen"
    assert any("frågor till enheter räknas för sig" in str(row[1]).lower() for row in rows["Definitioner"])
    assert "Ingen fråga till en enhet saknar svar." in amira, "one sees what the own unit is asked, not what it asks"
    answer(PromiseKind.MATCH, row, cast.wilma)
    assert sum(one.number for one in waiting(asked) if one.question) == 2


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("matcha", {"need": "Brunnarna svämmar över."}),
        ("fraga-mottagare", {"question": "Driften från januari."}),
        ("deltagare", {"part": "takes", "reason": "Ni har gatorna."}),
    ],
)
def test_the_day_is_chosen_on_the_page_and_a_wrong_one_is_said_beside_its_field(cast, case, address, data):
    amira, page = cast.client(cast.amira), f"/arenden/{case.pk}/{address}"
    given = data | {"unit": cast.units.works.pk, "seen": walks.fresh(case).decisions_made}
    assert "arbetsdagar" in amira.get(page).text
    for wrong in ("igår", "2026-03-08", "2027-12-31", "\x00"):
        answer = amira.post(page, given | {"answer_by": wrong})
        assert answer.status_code == 422, wrong
        assert set(answer.context["form"].errors) == {"answer_by"}, wrong
    assert amira.post(page, given | {"answer_by": "2026-03-20"}).status_code == 302
    assert Promise.objects.exclude(kind="answer").get().due_on == date(2026, 3, 20)


def test_a_case_page_shows_the_case_own_promise_and_not_the_question(cast, case):
    ask(PromiseKind.MATCH, case, cast, answer_by=MONDAY)
    own = Promise.objects.get(case=case, kind="answer", state="open")
    assert queries.open_promise(walks.fresh(case)) == own
