"""Files in the form where an idea is given, on the giver's own page and on that of those who handle it: as a browser sends them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sluss.core.ids import uid
from sluss.core.tests.sent_files import docx, pdf, photo, png
from sluss.gates import actions as gates
from sluss.gates.states import Outcome
from sluss.ideas import actions
from sluss.ideas.models import Draft
from sluss.ideas.rules import may_edit
from sluss.ideas.seed import EMPLOYEES, RESIDENTS
from sluss.ideas.views import choosing, files
from sluss.journal import actions as journal
from sluss.journal.models import Attachment, ChosenFile

from . import giving
from .pressing import NEED, code_on, hidden, press

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(cast, tmp_path: Path):
    giving.base(cast.units.care)
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def second_step(client, slug: str = RESIDENTS):
    page = client.get(reverse("ideas:submit", args=[slug]))
    page = press(client, page, slug, "next", need=NEED)
    return client.get(page.url) if page.status_code == 302 else page


def sent(client, page, slug: str, go: str, *uploads, **fields):
    answer = client.post(reverse("ideas:submit", args=[slug]), {**hidden(page), **fields, "go": go, "files": list(uploads)})
    return client.get(answer.url) if answer.status_code == 302 and "utkast" in answer.url else answer


def listed(page) -> list[str]:
    part = page.text[page.text.index('id="files"') :]
    return re.findall(r"<b>([^<]+)</b> <span", part)


# --- In the form ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "slug"), [("", RESIDENTS), ("sara", EMPLOYEES)])
def test_files_are_chosen_described_taken_away_and_sent(cast, who, slug):
    client = cast.client(getattr(cast, who) if who else None)
    page = second_step(client, slug)
    page = sent(client, page, slug, "upload", photo(), pdf(), title="Ljus")
    assert listed(page) == ["brunn.jpg", "plan.pdf"]
    assert 'value="Ljus"' in page.text, "what was typed beside is kept"
    picture, document = ChosenFile.objects.order_by("pk")
    page = sent(client, page, slug, f"drop-{document.pk}", **{f"about_{picture.pk}": "En mörk väg"})
    assert listed(page) == ["brunn.jpg"]
    assert "En mörk väg" in page.text
    page = sent(client, page, slug, "next", png())
    if page.status_code == 302:
        page = client.get(page.url)
    assert "brunn.jpg, skiss.png" in page.text
    assert 'value="files"' in page.text, "they can be said to be secret"
    sent(client, page, slug, "send", visibility="2", terms="on")
    assert list(Attachment.objects.values_list("name", "description", "from_giver")) == [
        ("brunn.jpg", "En mörk väg", True),
        ("skiss.png", "", True),
    ]
    assert not ChosenFile.objects.exists()
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("who", "slug"), [("", RESIDENTS), ("sara", EMPLOYEES)])
def test_what_cannot_be_taken_says_why_beside_the_field_and_the_rest_is_kept(cast, who, slug):
    client = cast.client(getattr(cast, who) if who else None)
    page = sent(
        client, second_step(client, slug), slug, "send_now", photo(), docx("skadlig.exe"), pdf().__class__("brev.txt", b"hej"), title="Ljus"
    )
    assert page.status_code == 422
    assert "brev.txt” är av en sort" in page.text
    assert listed(page) == ["brunn.jpg", "skadlig.exe"], "it is a Word file, whatever it is called"
    assert 'value="Ljus"' in page.text
    assert not Attachment.objects.exists()


def test_send_now_from_the_second_step_takes_the_file_along(cast):
    client = cast.client(cast.sara)
    page = second_step(client, EMPLOYEES)
    answer = sent(client, page, EMPLOYEES, "send_now", photo(), title="Ljus")
    assert answer.status_code == 302
    assert Attachment.objects.get().by == cast.sara


def test_claiming_that_the_files_are_secret(cast):
    client = cast.client()
    page = sent(client, second_step(client), RESIDENTS, "next", pdf(), title="Ljus")
    sent(client, page, RESIDENTS, "send", visibility="2", terms="on", claims="files")
    assert giving.fresh(Attachment.objects.get().subject.idea).subject.masked == "file1"


def test_files_ticked_as_secret_and_then_taken_away_are_in_nobodys_way(cast):
    client = cast.client(cast.sara)
    page = sent(client, second_step(client, EMPLOYEES), EMPLOYEES, "next", pdf(), title="Ljus")
    page = sent(client, page, EMPLOYEES, "back", visibility="2", claims="files")
    page = sent(client, page, EMPLOYEES, f"drop-{ChosenFile.objects.get().pk}", title="Ljus")
    page = sent(client, page, EMPLOYEES, "next", title="Ljus")
    answer = sent(client, page, EMPLOYEES, "send", visibility="2", terms="on", claims="files")
    assert answer.status_code == 302
    assert giving.fresh(giving.Idea.objects.get()).subject.masked == ""


def test_stopping_throws_the_files_away(cast, folder, django_capture_on_commit_callbacks):
    client = cast.client()
    page = sent(client, second_step(client), RESIDENTS, "upload", photo())
    with django_capture_on_commit_callbacks(execute=True):
        sent(client, page, RESIDENTS, "stop")
    assert not ChosenFile.objects.exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_nobody_takes_away_or_describes_what_another_has_chosen(cast):
    theirs = journal.choose(photo(), form_key=uid(), owner=cast.outsider)
    client = cast.client(cast.sara)
    page = second_step(client, EMPLOYEES)
    for go in (f"drop-{theirs.pk}", "drop-", "drop-x", "drop-9999999999999999999", "drop--1"):
        page = sent(client, page, EMPLOYEES, go, title="Ljus", **{f"about_{theirs.pk}": "Min"})
        assert page.status_code == 200
    theirs.refresh_from_db()
    assert theirs.description == ""


def test_many_files_in_a_short_while_are_slowed(cast, monkeypatch):
    monkeypatch.setattr(choosing, "CHOSEN_AN_HOUR", 1)
    client = cast.client()
    page = sent(client, second_step(client), RESIDENTS, "upload", photo(), pdf())
    assert page.status_code == 422
    assert listed(page) == ["brunn.jpg"]
    assert "Många filer" in page.text


# --- Afterwards ------------------------------------------------------------------------------------------------------------------


def given_without_account(cast):
    client = cast.client()
    page = press(client, client.get(reverse("ideas:submit", args=[RESIDENTS])), RESIDENTS, "send_now", need=NEED)
    code_on(page)
    client.post(reverse("ideas:status"), {"code": code_on(page)})
    return client, giving.Idea.objects.get()


def test_one_without_an_account_sends_and_sees_a_file_with_the_code(cast):
    client, idea = given_without_account(cast)
    address = reverse("ideas:status_files")
    assert "Du har inte skickat några filer än" in client.get(address).text
    answer = client.post(address, {"file": photo("vägen.jpg"), "description": ""})
    assert answer.status_code == 302
    page = client.get(address).text
    assert "vägen.jpg" in page
    assert "visas inte för andra" in page
    for kind in ("file", "picture"):
        assert client.get(reverse(f"ideas:status_{kind}", args=[1])).status_code == 200
        assert cast.client().get(reverse(f"ideas:status_{kind}", args=[1])).status_code == 302
        assert client.get(reverse(f"ideas:{kind}", args=[idea.pk, 1])).status_code == 404
    client.post(address, {"do": "describe", "file": "1", "text": "Vägen är mörk"})
    assert Attachment.objects.get().description == "Vägen är mörk"
    assert "Vägen är mörk" in client.get(reverse("ideas:status")).text


@pytest.mark.parametrize("fields", [{}, {"file": "text"}, {"file": [pdf(), pdf()]}, {"do": "describe"}, {"do": "describe", "file": "²"}])
def test_a_form_with_nothing_right_in_it_writes_nothing(cast, fields):
    idea = giving.submitted(cast.sara).idea
    answer = cast.client(cast.sara).post(reverse("ideas:mine_files", args=[idea.pk]), fields)
    assert answer.status_code in {302, 404, 422}
    assert Attachment.objects.count() == (1 if isinstance(fields.get("file"), list) else 0)


def test_a_file_that_is_not_taken_says_why_on_the_givers_page(cast):
    idea = giving.submitted(cast.sara).idea
    answer = cast.client(cast.sara).post(reverse("ideas:mine_files", args=[idea.pk]), {"file": pdf().__class__("brev.txt", b"hej")})
    assert answer.status_code == 422
    assert "brev.txt” är av en sort" in answer.text


def test_the_page_of_files_is_for_the_giver_alone_and_takes_none_when_closed(cast):
    idea = giving.submitted(cast.sara).idea
    address = reverse("ideas:mine_files", args=[idea.pk])
    for other in (cast.amira, cast.outsider, cast.admin):
        assert cast.client(other).get(address).status_code == 404
    gates.close(giving.case_of(idea), by=cast.amira, reason=giving.REASON, outcome=Outcome.NOT)
    page = cast.client(cast.sara).get(address)
    assert 'type="file"' not in page.text
    assert str(may_edit(None).reason) in page.text
    assert cast.client(cast.sara).post(address, {"file": photo()}).status_code == 302
    assert not Attachment.objects.exists()


def test_those_who_handle_it_look_at_it_show_it_and_add_more(cast):
    idea = giving.released(giving.submitted(cast.sara).idea, cast.amira)
    actions.send_file(idea, photo(), by=cast.sara)
    case, client = giving.case_of(idea), cast.client(cast.amira)
    assert "1 bild eller dokument" in client.get(reverse("gates:case", args=[case.pk])).text
    address = reverse("ideas:case_files", args=[case.pk])
    page = client.get(address)
    assert "Visa för alla som hittar idén" in page.text
    assert client.post(address, {"do": "release", "file": "1"}).status_code == 302
    assert cast.client().get(reverse("ideas:picture", args=[idea.pk, 1])).status_code == 200
    again = client.post(address, {"do": "release", "file": "1"}, follow=True)
    assert "visas redan" in again.text
    assert client.post(address, {"do": "add", "file": pdf("besök.pdf")}).status_code == 302
    assert client.post(address, {"do": "describe", "file": "1", "text": "En brunn"}).status_code == 302
    assert list(Attachment.objects.values_list("name", "description", "from_giver")) == [
        ("brunn.jpg", "En brunn", True),
        ("besök.pdf", "", False),
    ]
    for fields in (
        {},
        {"do": "release"},
        {"do": "release", "file": "9"},
        {"do": "add"},
        {"do": "add", "file": "x"},
        {"do": "nej", "file": "1"},
    ):
        assert client.post(address, fields).status_code in {302, 404, 422}
    assert Attachment.objects.count() == 2


def test_who_only_reads_the_case_neither_shows_nor_adds(cast):
    idea = giving.released(giving.submitted(cast.sara).idea, cast.amira)
    actions.send_file(idea, photo(), by=cast.sara)
    address = reverse("ideas:case_files", args=[giving.case_of(idea).pk])
    page = cast.client(cast.assessor).get(address)
    assert page.status_code == 200
    assert "Visa för alla" not in page.text
    assert 'type="file"' not in page.text
    for fields in ({"do": "release", "file": "1"}, {"do": "add", "file": pdf()}, {"do": "describe", "file": "1", "text": "x"}):
        cast.client(cast.assessor).post(address, fields)
    file = Attachment.objects.get()
    assert (file.is_released, file.description) == (False, "")
    for other in (cast.sara, cast.outsider):
        assert cast.client(other).get(address).status_code == 404


def test_what_is_marked_stands_there_by_its_number_for_those_who_do_not_read_it(cast):
    idea = giving.released(giving.submitted(cast.sara).idea, cast.amira)
    actions.send_file(idea, photo("receptet.jpg"), by=cast.sara, secret=True)
    address = reverse("ideas:case_files", args=[giving.case_of(idea).pk])
    page = cast.client(cast.assessor).get(address).text
    assert "Fil 1 är sekretessmarkerad" in page
    assert "receptet" not in page
    page = cast.client(cast.amira).get(address).text
    assert "receptet" in page
    assert "Visa för alla" not in page, "first the mark is lifted"


def test_an_upload_an_hour_too_many(cast, monkeypatch):
    monkeypatch.setattr(files, "FILES_AN_HOUR", 1)
    idea = giving.submitted(cast.sara).idea
    client, address = cast.client(cast.sara), reverse("ideas:mine_files", args=[idea.pk])
    assert [client.post(address, {"file": pdf(words=str(n))}).status_code for n in range(2)] == [302, 429]


# --- What it costs -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", ["", "outsider", "amira"])
def test_a_page_without_files_asks_for_none_and_one_with_ten_asks_once(cast, reader):
    client = cast.client(getattr(cast, reader) if reader else None)
    costs = []
    for number in (0, 1, 10):
        key = uid()
        for n in range(number):
            journal.choose(pdf(words=str(n)), form_key=key, owner=cast.sara)
        idea = giving.released(giving.submitted(cast.sara, form_key=key).idea, cast.amira)
        page = reverse("ideas:idea", args=[idea.pk, idea.subject.address])
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        costs.append(sum("journal_attachment" in query["sql"] for query in asked))
    assert costs == [0, 1, 1]
