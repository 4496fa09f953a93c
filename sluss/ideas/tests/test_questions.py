"""A way in's own questions: ten at most, each kind checked, and what was answered stays as it was asked."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from sluss.core import clock
from sluss.core.verdict import NotAllowed
from sluss.ideas import actions
from sluss.ideas.actions import Asking, Replies
from sluss.ideas.actions.values import texts_of
from sluss.ideas.models import Gateway, Idea, Question
from sluss.ideas.seed import EMPLOYEES, RESIDENTS
from sluss.ideas.states import Naming
from sluss.journal.models import Event

from . import giving
from .pressing import hidden, press

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)
COLOURS = [{"sv": "Röd", "en": "Red"}, {"sv": "Blå", "en": "Blue"}]


@pytest.fixture
def base(cast):
    giving.base(cast.units.city)
    giving.way(RESIDENTS, unit=cast.units.care)
    return cast


def ask(base, text: str = "Hur många berörs?", *, slug: str = RESIDENTS, **more) -> Question:
    asking = Asking(**({"kind": "text", "label": {"sv": text, "en": "How many?"}} | more))
    return actions.add_question(giving.way(slug), by=base.office, asking=asking)


# --- What the office asks -----------------------------------------------------------------------------------------------------


def test_there_are_ten_at_most(base):
    for number in range(10):
        ask(base, f"Fråga {number}?")
    with pytest.raises(NotAllowed, match="tio"):
        ask(base, "En till?")
    assert giving.way(RESIDENTS).question_count == 10
    with pytest.raises(IntegrityError), transaction.atomic():
        Gateway.objects.filter(slug=RESIDENTS).update(question_count=11)
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(gateway=giving.way(RESIDENTS), order=11, kind="text", label={"sv": "x"})


def test_they_change_places_and_are_taken_away(base):
    first, second, third = (ask(base, label) for label in ("A?", "B?", "C?"))

    def order() -> str:
        return "".join(question.label["sv"][0] for question in giving.way(RESIDENTS).asked)

    actions.move_question(third, by=base.office, up=True)
    assert order() == "ACB"
    actions.move_question(first, by=base.office, up=True)
    actions.move_question(second, by=base.office, up=False)
    assert order() == "ACB", "the first does not go up, nor the last down"
    actions.remove_question(first, by=base.office)
    actions.remove_question(first, by=base.office)
    assert order() == "CB"
    assert list(Question.objects.filter(gateway__slug=RESIDENTS).values_list("order", flat=True)) == [1, 2]
    with pytest.raises(NotAllowed):
        actions.change_question(first, by=base.office, asking=Asking(kind="text", label={"sv": "Ny?"}))
    kinds = Event.objects.filter(kind="gateway.changed").values_list("data__fields", flat=True)
    assert set(map(tuple, kinds)) == {("questions",)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "dream"},
        {"label": {"en": "Only English"}},
        {"label": {"sv": " \x00"}},
        {"label": {"sv": "x" * 201}},
        {"help": {"sv": "x" * 201}},
        {"kind": "choice"},
        {"kind": "choice", "choices": [{"sv": "Bara ett"}]},
        {"kind": "choice", "choices": [{"sv": str(number)} for number in range(13)]},
    ],
)
def test_a_question_is_whole(base, wrong):
    with pytest.raises(NotAllowed):
        ask(base, **wrong)
    assert not Question.objects.filter(gateway__slug=RESIDENTS).exists()


@pytest.mark.parametrize("who", ["sara", "amira", "registrar", "auditor", "rut"])
def test_others_neither_ask_nor_change(base, who):
    question, person = ask(base), getattr(base, who)
    client, address = base.client(person), f"/slussar/{RESIDENTS}/fragor"
    assert [client.get(f"{address}/ny").status_code, client.get(f"{address}/{question.pk}").status_code] == [403, 403]
    for verb in ("flytta", "ta-bort"):
        assert client.post(f"{address}/{question.pk}/{verb}").status_code == 403
    for act in (
        lambda: actions.add_question(question.gateway, by=person, asking=Asking(kind="text", label={"sv": "x"})),
        lambda: actions.change_question(question, by=person, asking=Asking(kind="text", label={"sv": "x"})),
        lambda: actions.remove_question(question, by=person),
        lambda: actions.move_question(question, by=person, up=True),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize("who", ["office", "admin"])
def test_the_office_writes_them_on_the_page_of_the_way_in(base, who):
    client, address = base.client(getattr(base, who)), f"/slussar/{RESIDENTS}/fragor"
    typed = {
        "label_sv": "Vilken färg?",
        "label_en": "Which colour?",
        "kind": "choice",
        "choices_sv": "Röd\r\n\r\nBlå",
        "choices_en": "Red\r\n\r\nBlue",
    }
    assert client.post(f"{address}/ny", typed | {"choices_sv": ""}).status_code == 422
    assert client.post(f"{address}/ny").status_code == 422, "nothing at all is an answer too"
    assert client.post(f"{address}/ny", typed | {"required": "on"}).headers["Location"] == f"/slussar/{RESIDENTS}/andra#questions"
    question = Question.objects.get(gateway__slug=RESIDENTS)
    assert (question.choices, question.required) == (COLOURS, True)
    assert client.post(f"{address}/{question.pk}").status_code == 422
    page = client.get(f"{address}/{question.pk}").text
    assert "Vilken färg?" in page
    assert "Röd\nBlå" in page
    assert "Vilken färg?" in client.get(f"/slussar/{RESIDENTS}/andra").text
    assert client.post(f"{address}/{question.pk}/ta-bort").status_code == 302
    assert not Question.objects.filter(gateway__slug=RESIDENTS).exists()
    assert client.get(f"{address}/{question.pk}").status_code == 404
    assert client.get(f"/slussar/{EMPLOYEES}/fragor/{question.pk}").status_code == 404


# --- What is answered -----------------------------------------------------------------------------------------------------------


def given(question: Question, value: str) -> Idea:
    return giving.submitted(None, RESIDENTS, replies=Replies(answers={str(question.pk): value})).idea


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", " Alla på gatan. ", "Alla på gatan."),
        ("choice", "1", "1"),
        ("number", "12.50", "12.50"),
        ("number", "-3", "-3"),
        ("date", "2026-05-01", "2026-05-01"),
    ],
)
def test_an_answer_of_each_kind_is_kept_with_its_question(base, kind, typed, kept):
    question = ask(base, kind=kind, choices=COLOURS)
    idea = given(question, typed)
    assert [(one["value"], one["label"]["sv"]) for one in idea.answers] == [(kept, "Hur många berörs?")]
    assert idea.versions.get().texts["answers"] == idea.answers


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("text", "x" * 2_001),
        ("choice", "2"),
        ("choice", "-1"),
        ("choice", "Röd"),
        ("number", "tolv"),
        ("number", "NaN"),
        ("number", "Infinity"),
        ("number", "1e999"),
        ("number", "9" * 400),
        ("date", "i morgon"),
        ("date", "2026-02-30"),
    ],
)
def test_what_cannot_be_read_is_refused(base, kind, typed):
    question = ask(base, kind=kind, choices=COLOURS)
    with pytest.raises(NotAllowed):
        given(question, typed)
    assert not Idea.objects.exists()


def test_a_required_question_is_answered_and_one_that_was_not_asked_is_not(base):
    question = ask(base, required=True)
    for answers in ({}, {str(question.pk): " "}, {str(question.pk): "Tio", "999": "x"}):
        with pytest.raises(NotAllowed):
            giving.submitted(None, RESIDENTS, replies=Replies(answers=answers))


def test_what_was_answered_stays_as_it_was_asked(base):
    question = ask(base, kind="choice", choices=COLOURS)
    idea = given(question, "0")
    giving.released(idea, base.amira)
    actions.change_question(question, by=base.office, asking=Asking(kind="number", label={"sv": "Något annat?"}))
    page = base.client().get(f"/ideer/{idea.pk}", follow=True).text
    assert "Hur många berörs?" in page
    assert "Röd" in page
    assert "Något annat?" not in page
    actions.remove_question(question, by=base.office)
    assert "Röd" in base.client(base.amira).get(f"/arenden/{giving.case_of(idea).pk}").text
    assert "How many?" in base.client().get(f"/en/ideas/{idea.pk}", follow=True).text


def test_the_giver_changes_an_answer_and_both_are_kept(base):
    idea = giving.submitted(base.rut, RESIDENTS, replies=Replies(answers={str(ask(base, required=True).pk): "Tio"})).idea
    key = idea.answers[0]["key"]
    client, address = base.client(base.rut), f"/min-ide/{idea.pk}/andra"
    assert f'name="q_{key}"' in client.get(address).text
    fields = {"title": giving.fresh(idea).subject.title, "need": giving.NEED, "seen": "1"}
    assert client.post(address, fields | {f"q_{key}": ""}).status_code == 422
    assert client.post(address, fields | {f"q_{key}": "Tolv"}).status_code == 302
    idea = giving.fresh(idea)
    assert idea.answers[0]["value"] == "Tolv"
    assert [version.texts["answers"][0]["value"] for version in idea.versions.all()] == ["Tio", "Tolv"]
    page = client.get(f"/min-ide/{idea.pk}").text
    assert "Tio" in page
    assert "svaren på frågorna" in page
    assert actions.edit(idea, by=base.rut, texts=texts_of(idea)) is None, "nothing was changed"


# --- The form -------------------------------------------------------------------------------------------------------------------


def test_the_form_asks_and_keeps_what_one_has_typed(base):
    question = ask(base, "Hur många?", kind="number", required=True)
    client = base.client()
    page = client.get(reverse("ideas:submit", args=[RESIDENTS]))
    assert "Hur många?" in page.text
    name = f"q_{question.pk}"
    page = press(client, page, RESIDENTS, "send_now", need=giving.NEED)
    assert page.status_code == 422
    assert "Svara på frågan ”Hur många?”" in page.text
    page = press(client, page, RESIDENTS, "next", need=giving.NEED, **{name: "många"})
    assert page.status_code == 422
    assert 'value="många"' in page.text
    page = press(client, page, RESIDENTS, "next", need=giving.NEED, **{name: "1 200,5"})
    page = press(client, page, RESIDENTS, "next")
    page = press(client, page, RESIDENTS, "send", visibility="2", terms="on")
    assert page.status_code == 200
    assert Idea.objects.get().answers[0]["value"] == "1200.5"
    assert hidden(client.get(reverse("ideas:submit", args=[RESIDENTS])))


def test_a_draft_holds_the_answers_and_knows_the_questions_in_english(base):
    question = ask(base, slug=EMPLOYEES, required=True)
    client = base.client(base.sara)
    page = client.get("/en/give-idea/medarbetaride")
    assert "How many?" in page.text
    key = page.context["key"]
    client.post("/en/give-idea/medarbetaride", {"key": key, "step": "1", "need": giving.NEED, f"q_{question.pk}": "Ten", "go": "save"})
    assert "Ten" in client.get(f"/lamna-ide/{EMPLOYEES}/utkast/{key}?step=1").text
    client.post(f"/lamna-ide/{EMPLOYEES}", {"key": key, "step": "1", "need": giving.NEED, f"q_{question.pk}": "Ten", "go": "send_now"})
    assert Idea.objects.get().answers[0]["value"] == "Ten"


def test_a_way_in_without_questions_asks_the_database_nothing_for_them(base, django_assert_num_queries):
    way = giving.way(RESIDENTS)
    with django_assert_num_queries(0):
        assert way.asked == []
    for number in range(3):
        ask(base, f"Fråga {number}?")
    way = giving.way(RESIDENTS)
    with django_assert_num_queries(1):
        assert len(way.asked) == 3


# --- Whether the name shows -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("naming", "chosen", "shows"),
    [
        (Naming.SHOWN, False, True),
        (Naming.SHOWN, True, True),
        (Naming.CHOSEN, False, False),
        (Naming.CHOSEN, True, True),
        (Naming.HIDDEN, False, False),
        (Naming.HIDDEN, True, False),
    ],
)
def test_the_way_in_decides_whether_a_name_shows(base, naming, chosen, shows):
    way = giving.way(RESIDENTS, naming=naming)
    idea = giving.submitted(base.rut, RESIDENTS, show_name=chosen, gateway=way).idea
    giving.released(idea, base.amira)
    assert (base.rut.name in base.client().get(f"/ideer/{idea.pk}", follow=True).text) == shows
    client = base.client(base.rut)
    page, own = client.get(f"/lamna-ide/{RESIDENTS}"), client.get(f"/min-ide/{idea.pk}").text
    assert page.status_code == 200
    assert (f"/min-ide/{idea.pk}/namn" in own) == (naming == Naming.CHOSEN)
    client.post(f"/min-ide/{idea.pk}/namn", {"shown": "0" if shows else "1"})
    assert giving.fresh(idea).submission.show_name == (shows if naming != Naming.CHOSEN else not shows)


def test_whom_a_way_in_is_for_stands_once_something_has_come_in(base):
    way = giving.way(RESIDENTS)
    actions.change_gateway(way, by=base.office, audience="companies")
    actions.change_gateway(way, by=base.office, audience="residents")
    giving.submitted(None, RESIDENTS)
    with pytest.raises(NotAllowed, match="redan kommit in"):
        actions.change_gateway(way, by=base.office, audience="employees")
    other = giving.way(EMPLOYEES).process
    actions.change_gateway(way, by=base.office, process=other)
    assert giving.case_of(giving.submitted(None, RESIDENTS).idea).version.process == other


@pytest.mark.parametrize(
    ("opens", "closes", "may"),
    [(date(2026, 3, 10), None, False), (date(2026, 3, 9), date(2026, 3, 9), True), (None, date(2026, 3, 8), False)],
)
def test_outside_its_period_nothing_can_be_sent(base, opens, closes, may):
    way = giving.way(RESIDENTS, opens_on=opens, closes_on=closes)
    with clock.at(MONDAY):
        page = base.client().get(f"/lamna-ide/{RESIDENTS}").text
        if may:
            assert giving.submitted(None, RESIDENTS, gateway=way).idea
            return
        assert ("Den öppnar" in page) or ("Den stängde" in page)
        with pytest.raises(NotAllowed):
            giving.submitted(None, RESIDENTS, gateway=way)
