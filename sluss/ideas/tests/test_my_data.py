"""What is kept about a person, as a file of one's own: all of it, and nothing about anybody else."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from sluss.core import jobs
from sluss.gates import actions as gates
from sluss.ideas import actions
from sluss.ideas.actions import Contact, Texts
from sluss.ideas.hidden import AROUND
from sluss.ideas.seed import RESIDENTS
from sluss.journal.actions import follow
from sluss.journal.models import Event
from sluss.people.models import SignIn
from sluss.records import actions as records

from . import busy, giving

pytestmark = pytest.mark.django_db
URL = "/mina-uppgifter/hamta"


@pytest.fixture(autouse=True)
def _ways(cast):
    giving.base(cast.units.care)


def taken(answer) -> tuple[dict, str]:
    """The data for a program, and the page to read."""
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as folder:
        assert folder.namelist() == ["mina-uppgifter.json", "mina-uppgifter.html"]
        return json.loads(folder.read("mina-uppgifter.json")), folder.read("mina-uppgifter.html").decode()


@pytest.mark.slow
def test_a_person_takes_home_what_is_kept_and_nobody_elses(cast) -> None:
    own = giving.submitted(cast.sara, texts=Texts(need="Min egen <b>nyckel</b> & lås.", title="Nyckeln")).idea
    theirs = giving.submitted(cast.lars, texts=Texts(need="Kanarieförslag om bänkar.", title="Bänken")).idea
    for idea in (own, theirs):
        gates.release(giving.case_of(idea), by=cast.amira)
    gates.ask(giving.case_of(own), by=cast.amira, reason="Vilken nyckel?")
    actions.complete(giving.fresh(own), by=cast.sara, texts=actions.Texts(need="Min egen nyckel igen.", title="Nyckeln"), answer="Den blå.")
    actions.support(giving.fresh(theirs), by=cast.sara)
    follow(giving.fresh(theirs).subject, by=cast.sara)
    actions.save_draft(owner=cast.sara, gateway=giving.way(), key=giving.uid(), data={"need": "Halvskrivet."})
    jobs.run_due(regardless=True)
    client = cast.client(cast.sara)
    data, page = taken(client.post(URL))
    assert [row["value"] for row in data["account"]][:2] == ["Sara", "Lindqvist"]
    assert [row["need"] for row in data["texts"]] == ["Min egen nyckel igen.", "Min egen <b>nyckel</b> & lås."]
    assert data["texts"][0]["answer"] == "Den blå."
    assert [row["title"] for row in data["supports"]] == ["Bänken"]
    assert {row["title"] for row in data["follows"]} == {"Bänken", "Nyckeln"}
    assert data["drafts"][0]["text"] == "Halvskrivet."
    assert len(data["sign_ins"]) == SignIn.objects.filter(person=cast.sara).count() == 1
    assert data["mails"]
    assert data["notices"]
    assert "Min egen &lt;b&gt;nyckel&lt;/b&gt; &amp; lås." in page
    assert "Kanarieförslag" not in json.dumps(data, ensure_ascii=False) + page
    assert "Haddad" not in json.dumps([data["changes"], data["events"], data["supports"]], ensure_ascii=False)
    assert Event.objects.get(kind="personal_data.downloaded").actor == cast.sara


def test_one_who_answers_takes_home_what_was_decided(cast) -> None:
    idea = giving.submitted(cast.sara).idea
    gates.release(giving.case_of(idea), by=cast.amira)
    gates.advance(giving.case_of(idea), by=cast.amira, reason="Mina egna ord.")
    data, _page = taken(cast.client(cast.amira).post(URL))
    assert "Mina egna ord." in [row["reason"] for row in data["decisions"]]
    assert ("Innovationsansvarig", "Vård- och omsorgsförvaltningen") in [(row["role"], row["unit"]) for row in data["roles"]]
    assert "Lindqvist" not in json.dumps(data, ensure_ascii=False)


def test_the_page_leads_there_and_only_the_signed_in_come(cast, client: Client) -> None:
    assert client.get("/mina-uppgifter").status_code == 302
    assert client.post(URL).status_code == 302
    signed = cast.client(cast.rut)
    assert "/mina-uppgifter" in signed.get("/min-sida").text
    assert URL in signed.get("/mina-uppgifter").text
    assert signed.get(URL).status_code == 405


@pytest.mark.slow
def test_it_is_not_made_endlessly(cast) -> None:
    client = cast.client(cast.rut)
    assert [client.post(URL).status_code for _try in range(11)][-2:] == [200, 429]


def test_one_without_an_account_needs_the_code_and_a_confirmed_address(cast, client: Client) -> None:
    made = giving.submitted(None, RESIDENTS, texts=Texts(need="Bänken är trasig."), contact=Contact(name="Bo Ek", email="bo@post.example"))
    url = reverse("ideas:status_data")
    assert client.post(url).url == reverse("ideas:status"), "without the code nothing"
    client.post(reverse("ideas:status"), {"code": made.code})
    assert client.post(url).status_code == 302, "the address is not confirmed"
    assert url not in client.get(reverse("ideas:status")).text
    made.idea.submission.__class__.objects.filter(pk=made.idea.pk).update(email_verified_at=made.idea.submitted_at)
    assert url in client.get(reverse("ideas:status")).text
    data, _page = taken(client.post(url))
    assert (data["given"][0]["name"], data["given"][0]["email"]) == ("Bo Ek", "bo@post.example")
    assert data["texts"][0]["need"] == "Bänken är trasig."
    assert Event.objects.get(kind="personal_data.downloaded").actor is None


def test_what_one_supported_in_secret_places_stays_unnamed(cast) -> None:
    """What was shown and is no longer: its title is not handed out with the support."""
    from sluss.journal.actions import narrow
    from sluss.journal.states import Visibility

    idea = giving.submitted(cast.sara, texts=Texts(need="Bänken är trasig.", title="Bänken")).idea
    gates.release(giving.case_of(idea), by=cast.amira)
    actions.support(giving.fresh(idea), by=cast.outsider)
    narrow(giving.fresh(idea).subject, by=cast.amira, visibility=Visibility.HANDLERS)
    data, _page = taken(cast.client(cast.outsider).post(URL))
    assert [(row["number"], row["title"]) for row in data["supports"]] == [(idea.pk, "")]


@pytest.mark.slow
def test_one_who_works_with_ideas_takes_home_what_was_written_and_handed_over(cast) -> None:
    made = busy.worked_on(cast)
    data, page = taken(cast.client(cast.amira).post(URL))
    one_each = {
        "coaching": 2, "advice": 0, "barriers": 1, "barriers_noted": 2, "sorted": 2, "plan": 1, "experiments": 1, "participants": 2,
        "receivers": 1, "matches": 1, "trials": 1, "transfers": 1, "benefits": 1, "adoption_asked": 1, "adoptions": 0, "absences": 1,
        "reply_texts": 1,
    }  # fmt: skip
    assert {key: len(data[key]) for key in one_each} == one_each
    assert data["experiments"][0]["learnt"] == f"{busy.LEARNT} ett."
    assert {row["text"] for row in data["coaching"]} == {f"{busy.COACHING} till givaren.", f"{busy.COACHING} internt."}
    assert "Vi gör på vårt sätt." not in page, "Wilma's words are Wilma's"
    hers, _page = taken(cast.client(cast.wilma).post(URL))
    assert [row["reason"] for row in hers["adoptions"]] == ["Vi gör på vårt sätt."]
    assert [(row["asked"], row["answered"]) for row in hers["participants"]] == [("", "")], "what was asked is Amira's"
    givers, _page = taken(cast.client(cast.sara).post(URL))
    assert [row["text"] for row in givers["advice"]] == [f"{busy.COACHING} till givaren."]
    assert made.idea.pk in {row["number"] for row in givers["given"]}


@pytest.mark.slow
def test_what_is_marked_as_secret_is_not_taken_home_by_who_wrote_it_for_the_city(cast) -> None:
    idea = busy.worked_on(cast).idea
    records.mark(idea.subject, by=cast.amira, fields=list(AROUND), ground="31 kap. 16 § OSL", reason="Det rör ett företag.")
    data, page = taken(cast.client(cast.amira).post(URL))
    assert [row["text"] for row in data["coaching"]] == ["", ""]
    for word in (busy.COACHING, busy.TEST, busy.LEARNT, busy.BENEFIT):
        assert word not in json.dumps(data, ensure_ascii=False) + page
    assert [row["ground"] for row in data["marks"]] == ["31 kap. 16 § OSL"] * 3
