"""What is marked as secret: who reads it, where it never comes, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from sluss.core import jobs
from sluss.core.tests.sent_files import photo
from sluss.core.verdict import NotAllowed
from sluss.gates import actions as gates
from sluss.ideas import actions
from sluss.ideas.actions import Texts
from sluss.ideas.actions.values import texts_of
from sluss.ideas.hidden import AROUND, LABELS
from sluss.ideas.models import IdeaVersion
from sluss.ideas.personal import parts_of
from sluss.ideas.seed import EMPLOYEES, RESIDENTS
from sluss.journal.actions import choose, follow
from sluss.journal.models import Event, Notice, OutgoingMail, SearchEntry
from sluss.records import actions as records
from sluss.records.models import SecrecyMark

from . import busy, giving

pytestmark = pytest.mark.django_db
READERS = {"amira", "lars", "decider", "office", "registrar"}
WORD = "Kanarieblandning"
TEXTS = Texts(need=f"{WORD} ett gör golvet halkfritt.", title=f"{WORD} två", solution=f"{WORD} tre av sand.", benefit=f"{WORD} fyra.")
ALL = tuple(name for name in LABELS if name != "answers")


@pytest.fixture(autouse=True)
def _ways(cast):
    giving.base(cast.units.care)


def shown(cast, *, texts: Texts = TEXTS, **changes):
    idea = giving.submitted(cast.sara, texts=texts, **changes).idea
    gates.release(giving.case_of(idea), by=cast.amira)
    return giving.fresh(idea)


def mark(cast, idea, *fields: str, by=None):
    records.mark(idea.subject, by=by or cast.amira, fields=fields or ALL, ground="31 kap. 16 § OSL", reason="Receptet är företagets.")
    return giving.fresh(idea)


def pages(idea) -> list[str]:
    subject, case = idea.subject, giving.case_of(idea)
    return [
        reverse("ideas:idea", args=[idea.pk, subject.address]),
        reverse("ideas:versions", args=[idea.pk, subject.address]),
        reverse("gates:case", args=[case.pk]),
        reverse("ideas:list"),
        f"{reverse('ideas:list')}?q={WORD.lower()}",
        reverse("core:home"),
        f"{reverse('gates:queue')}?tab=all",
        reverse("people:unit", args=[idea.unit_id]),
        reverse("journal:notices"),
        reverse("people:me"),
        reverse("records:register"),
        reverse("records:download"),
        reverse("records:audit"),
    ]


def read(client: Client, url: str) -> str:
    answer = client.post(url) if url == reverse("records:download") else client.get(url, follow=True)
    return (
        b"".join(answer).decode().replace(f'value="{WORD.lower()}"', "").replace(f"q={WORD.lower()}", "").replace(f"”{WORD.lower()}”", "")
    )


@pytest.mark.slow
@pytest.mark.parametrize("how", ["marked", "claimed"])
def test_nobody_but_those_who_handle_it_is_sent_what_is_marked(cast, how) -> None:
    idea = shown(cast, claims=ALL) if how == "claimed" else mark(cast, shown(cast))
    for name, person in {**cast.people, "visitor": None}.items():
        client = cast.client(cast.fresh(person)) if person else Client()
        found = [url for url in pages(idea) if WORD.lower() in read(client, url).lower()]
        if name in READERS | {"sara"}:
            assert found, f"{name} handles it or gave it, and reads it nowhere"
            assert {url.split("/")[1].split("?")[0] for url in found} <= {"ideer", "arenden"}, (name, found)
            assert reverse("ideas:list") not in found
        else:
            assert not found, name


@pytest.mark.slow
def test_each_reading_in_clear_is_logged_and_nothing_else_is(cast) -> None:
    idea = mark(cast, shown(cast), "solution")
    page, case = pages(idea)[0], pages(idea)[2]
    for person in (cast.outsider, cast.assessor, cast.auditor, cast.sara):
        cast.client(person).get(page)
    assert not Event.objects.filter(kind="secrecy.read").exists(), "of these nobody was shown it, but for the giver her own words"
    cast.client(cast.amira).get(page)
    cast.client(cast.registrar).get(case)
    noted = Event.objects.filter(kind="secrecy.read").order_by("pk")
    assert [(event.actor, event.subject_id, event.data["fields"], event.data["place"]) for event in noted] == [
        (cast.amira, idea.pk, ["solution"], "ideas:idea"),
        (cast.registrar, idea.pk, ["solution"], "gates:case"),
    ]
    log = cast.client(cast.auditor).get("/logg", {"kind": "reads"}).text
    assert "Amira Haddad" in log
    assert "Rebecka Holm" in log


@pytest.mark.parametrize("page", ["ideas:idea", "ideas:versions", "gates:case", "ideas:case_files", "ideas:file"])
def test_whoever_asks_for_the_head_of_a_page_alone_has_read_nothing(cast, page) -> None:
    key = giving.uid()
    choose(photo(), form_key=key, owner=cast.sara)
    idea = mark(cast, shown(cast, form_key=key), "solution", "file1")
    args = {
        "ideas:file": [idea.pk, 1],
        "gates:case": [(case := giving.case_of(idea)).pk],
        "ideas:case_files": [case.pk],
    }
    url = reverse(page, args=args.get(page, [idea.pk, idea.subject.address]))
    client = cast.client(cast.amira)
    assert client.head(url).status_code == 200
    assert not Event.objects.filter(kind="secrecy.read").exists()
    assert client.get(url).status_code == 200
    assert Event.objects.get(kind="secrecy.read").data["place"] == page


@pytest.mark.slow
def test_no_mail_notice_or_search_row_says_it(cast) -> None:
    idea = shown(cast)
    actions.support(idea, by=cast.outsider)
    follow(idea.subject, by=cast.outsider)
    idea = mark(cast, idea)
    gates.advance(giving.case_of(idea), by=cast.amira, reason="Vi går vidare.")
    jobs.run_due(regardless=True)
    assert OutgoingMail.objects.filter(text__contains="Vi går vidare").exists(), "nobody was told, so nothing was tested"
    for mail in OutgoingMail.objects.exclude(urgency=0):
        assert WORD not in mail.subject_line + mail.text + mail.html
    assert Notice.objects.filter(person=cast.outsider).exists()
    entry = SearchEntry.objects.get(pk=idea.pk)
    assert "kanarie" not in entry.title_words + entry.body_words


def test_a_mail_that_has_not_left_is_written_anew(cast) -> None:
    idea = shown(cast)
    jobs.run_due(regardless=True)
    OutgoingMail.objects.filter(event__subject_id=idea.pk).update(state="waiting", sent_at=None)
    assert OutgoingMail.objects.filter(subject_line__contains=WORD).exists()
    mark(cast, idea, "title")
    jobs.run_due(regardless=True)
    assert not OutgoingMail.objects.filter(subject_line__contains=WORD).exists()


def test_what_was_received_stays_and_comes_back_when_the_mark_is_lifted(cast) -> None:
    idea = mark(cast, shown(cast))
    assert WORD not in idea.need + idea.solution + idea.benefit + idea.excerpt + idea.subject.title + idea.subject.address
    assert IdeaVersion.objects.get(idea=idea).texts["solution"] == TEXTS.solution
    records.lift(idea.subject, by=cast.registrar, fields=ALL, reason="Företaget har själv visat det.")
    idea = giving.fresh(idea)
    assert (idea.need, idea.solution, idea.subject.title) == (TEXTS.need, TEXTS.solution, TEXTS.title)
    assert "kanarieblandning" in SearchEntry.objects.get(pk=idea.pk).title_words
    assert [row.act for row in SecrecyMark.objects.filter(subject=idea.subject, field="need")] == ["mark", "lift"]


def test_an_edit_does_not_show_what_is_marked_and_the_giver_edits_it_in_clear(cast) -> None:
    idea = mark(cast, shown(cast), "title", "solution")
    assert texts_of(idea) == TEXTS.checked()
    form = cast.client(cast.sara).get(reverse("ideas:mine_edit", args=[idea.pk])).text
    assert TEXTS.solution in form
    actions.edit(idea, by=cast.sara, texts=replace(texts_of(idea), solution=f"{WORD} fem av grus.", title=f"{WORD} sex", spot="Hallen"))
    idea = giving.fresh(idea)
    assert (idea.solution, idea.spot) == ("Sekretessmarkerat", "Hallen")
    assert idea.subject.title == "Rubriken är sekretessmarkerad"
    assert "kanarie" not in SearchEntry.objects.get(pk=idea.pk).title_words.lower()
    records.lift(idea.subject, by=cast.amira, fields=["title", "solution"], reason="Det är känt.")
    assert giving.fresh(idea).solution == f"{WORD} fem av grus."


def test_the_giver_claims_when_sending_and_when_changing(cast) -> None:
    client = cast.client(cast.sara)
    url = reverse("ideas:submit", args=[EMPLOYEES])
    draft = client.get(url, follow=True)
    key = draft.text.partition('name="key" value="')[2][:36]
    client.post(url, {"key": key, "step": "1", "need": TEXTS.need, "go": "next"})
    client.post(url, {"key": key, "step": "2", "title": TEXTS.title, "solution": TEXTS.solution, "go": "next"})
    sent = client.post(url, {"key": key, "step": "3", "visibility": "2", "claims": ["title", "solution"], "terms": "on", "go": "send"})
    assert sent.status_code == 302
    mark_rows = SecrecyMark.objects.order_by("number")
    assert [(row.field, row.act, row.by) for row in mark_rows] == [("title", "claim", cast.sara), ("solution", "claim", cast.sara)]
    idea = giving.fresh(mark_rows[0].subject.idea)
    assert idea.subject.masked == "title solution"
    assert (idea.need, idea.solution) == (TEXTS.need, "Sekretessmarkerat")
    form = client.get(reverse("ideas:mine_edit", args=[idea.pk]))
    assert 'value="solution"' not in form.text, "what is hidden already is not asked for again"
    fields = {name: value or "" for name, value in form.context["form"].initial.items() if name != "beneficiaries"}
    client.post(reverse("ideas:mine_edit", args=[idea.pk]), fields | {"claims": ["need"]})
    assert giving.fresh(idea).need == "Sekretessmarkerat"
    # A claim is judged: marked with a ground, or lifted.
    records.mark(idea.subject, by=cast.amira, fields=["solution"], ground="31 kap. 16 §", reason="Recept.")
    records.lift(idea.subject, by=cast.amira, fields=["need", "title"], reason="Allmänt känt.")
    assert giving.fresh(idea).subject.masked == "solution"


def test_one_without_an_account_claims_too(cast) -> None:
    idea = giving.submitted(None, RESIDENTS, texts=TEXTS, claims=("solution", "unknowns")).idea
    assert list(SecrecyMark.objects.values_list("field", "by")) == [("solution", None)], "nothing was written in the other"
    assert giving.fresh(idea).solution == "Sekretessmarkerat"


@pytest.mark.slow
def test_who_may_mark_lift_and_open_the_page(cast) -> None:
    idea = shown(cast)
    for name, kept in cast.people.items():
        person, may = cast.fresh(kept), name in READERS
        assert cast.client(person).get(f"/sekretess/{idea.pk}").status_code == (200 if may else 404), name
        if may:
            mark(cast, idea, "need", by=person)
            records.lift(idea.subject, by=person, fields=["need"], reason="Prov.")
        else:
            with pytest.raises(NotAllowed):
                mark(cast, idea, "need", by=person)
    assert Client().get(f"/sekretess/{idea.pk}").status_code == 302


@pytest.mark.parametrize(
    ("fields", "ground", "reason"),
    [([], "31:16", "Varför"), (["need"], " ", "Varför"), (["need"], "31:16", ""), (["spot"], "31:16", "x"), (["need"], "x" * 201, "x")],
)
def test_a_mark_needs_fields_a_ground_and_a_reason(cast, fields, ground, reason) -> None:
    with pytest.raises(NotAllowed):
        records.mark(shown(cast).subject, by=cast.amira, fields=fields, ground=ground, reason=reason)
    assert not SecrecyMark.objects.exists()


def test_marking_on_the_page_and_on_a_stale_one(cast) -> None:
    idea = shown(cast)
    client, url = cast.client(cast.amira), f"/sekretess/{idea.pk}"
    sent = {"do": "mark", "mark-fields_marked": ["solution"], "mark-ground": "31 kap. 16 §", "mark-reason": "Recept."}
    assert client.post(url, {**sent, "mark-reason": ""}).status_code == 422
    assert client.post(url, sent).status_code == 302
    assert giving.fresh(idea).subject.masked == "solution"
    assert "31 kap. 16 §" in client.get(url).text
    lift = {"do": "lift", "lift-fields_marked": ["solution"], "lift-reason": "Känt."}
    assert client.post(url, lift).status_code == 302
    assert client.post(url, lift).status_code == 422, "another window lifted it first"
    assert giving.fresh(idea).subject.masked == ""


def test_the_answers_to_the_citys_questions_can_be_marked(cast) -> None:
    idea = shown(cast)
    gates.ask(giving.case_of(idea), by=cast.amira, reason="Vad är det i?")
    actions.complete(giving.fresh(idea), by=cast.sara, texts=texts_of(giving.fresh(idea)), answer="Kanariesvaret är salt.")
    mark(cast, idea, "answers")
    url = reverse("gates:case", args=[giving.case_of(idea).pk])
    assert "Kanariesvaret" not in cast.client(cast.auditor).get(url).text
    assert "Kanariesvaret" in cast.client(cast.amira).get(url).text


def test_the_giver_gets_ones_own_words_home_and_a_supporter_does_not(cast) -> None:
    idea = shown(cast)
    actions.support(idea, by=cast.outsider)
    mark(cast, idea)

    def taken_home(person) -> str:
        return str([(part.key, list(part.rows)) for part in parts_of(person)])

    assert WORD in taken_home(cast.sara)
    assert WORD not in taken_home(cast.outsider)
    assert "Rubriken är sekretessmarkerad" in taken_home(cast.outsider)


# --- What is written around it ---------------------------------------------------------------------------------------------------


def around(cast) -> dict[str, str]:
    """Everything around an idea marked: each word that may not be read, with where it stood."""
    idea = busy.worked_on(cast).idea
    follow(idea.subject, by=cast.outsider)
    records.mark(idea.subject, by=cast.amira, fields=list(AROUND), ground="31 kap. 16 § OSL", reason="Det rör ett företag.")
    case = giving.case_of(idea)
    return {
        "case": reverse("gates:case", args=[case.pk]),
        "idea": reverse("ideas:idea", args=[idea.pk, idea.subject.address]),
        "own": reverse("ideas:mine", args=[idea.pk]),
        "secrecy": reverse("records:secrecy", args=[idea.pk]),
    }


WORDS = (busy.COACHING, busy.TEST, busy.LEARNT, busy.BENEFIT)


def words_read(cast, who: str, urls: dict[str, str]) -> set[str]:
    client = cast.client(cast.fresh(cast.people[who]))
    text = "".join(client.get(url, follow=True).text for url in urls.values())
    return {word for word in WORDS if word in text}


@pytest.mark.slow
def test_marked_notes_tests_and_benefits_are_read_by_those_who_handle_it_alone(cast) -> None:
    urls = around(cast)
    for who in cast.people:
        # The advice that was given to the giver is the giver's.
        expected = set(WORDS) if who in READERS else {busy.COACHING} if who == "sara" else set()
        assert words_read(cast, who, urls) == expected, who
    for mail in OutgoingMail.objects.exclude(person=cast.sara):
        assert not any(word in mail.text + mail.html for word in WORDS)


@pytest.mark.slow
def test_each_reading_of_what_is_around_it_is_logged(cast) -> None:
    urls = around(cast)
    cast.client(cast.assessor).get(urls["case"])
    cast.client(cast.outsider).get(urls["idea"])
    assert not Event.objects.filter(kind="secrecy.read").exists()
    cast.client(cast.amira).get(urls["case"])
    cast.client(cast.decider).get(urls["idea"])
    noted = Event.objects.filter(kind="secrecy.read").order_by("pk")
    assert [(event.actor, event.data["fields"]) for event in noted] == [
        (cast.amira, sorted(AROUND)),
        (cast.decider, sorted(AROUND)),
    ]


@pytest.mark.slow
def test_a_mail_about_a_test_that_has_not_left_says_nothing_of_it(cast) -> None:
    idea = busy.worked_on(cast).idea
    follow(idea.subject, by=cast.outsider)
    jobs.run_due(regardless=True)
    mails = OutgoingMail.objects.filter(event__kind="case.learnt")
    assert all(busy.LEARNT in mail.text for mail in mails)
    assert mails.count() == 2, "the giver and the follower would have been told"
    mails.update(state="waiting", sent_at=None, next_at=F("created_at"))
    records.mark(idea.subject, by=cast.amira, fields=["experiments"], ground="31 kap. 16 § OSL", reason="Det rör ett företag.")
    jobs.run_due(regardless=True)
    for mail in mails.all():
        assert mail.state == "sent"
        assert busy.LEARNT not in mail.text + mail.html


@pytest.mark.slow
def test_a_mark_is_lifted_and_all_read_it_again(cast) -> None:
    urls = around(cast)
    idea = giving.fresh(IdeaVersion.objects.earliest("pk").idea)
    records.lift(idea.subject, by=cast.amira, fields=list(AROUND), reason="Företaget har sagt ja.")
    assert words_read(cast, "outsider", {"idea": urls["idea"]}) == {busy.TEST, busy.LEARNT, busy.BENEFIT}
