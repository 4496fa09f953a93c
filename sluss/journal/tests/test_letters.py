"""The mails that tell what has happened: what they say, to whom, in which language, and what they never say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sluss.core import clock, jobs, messages
from sluss.core.events import Tell
from sluss.core.messages import Message, Recipient, message
from sluss.journal import actions
from sluss.journal.models import OutgoingMail
from sluss.journal.states import MailState, Visibility
from sluss.people import actions as people_actions

from .conftest import NOON, Things
from .smtp import Post, body
from .test_telling import follow

AFTER = NOON + timedelta(minutes=1)


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "_BUILDERS", {})
    monkeypatch.setattr(messages, "_LOADERS", {})


def test_a_receipt_says_what_happened_what_happens_now_and_whom_to_ask(things: Things, mailbox: Post, texts: None) -> None:
    @message("thing.given", to=Tell.GIVER)
    def given(event: Any, subject: Any, recipient: Recipient) -> Message:
        assert recipient.own_act
        return Message(
            subject_line=f"Vi har tagit emot {subject.title}",
            happened="Tack! Den är <inskickad>.",
            quoted=("Du skrev", "Rad ett\nRad & två"),
            now="Amira läser den och svarar senast 11 april.",
            links=[("Öppna idén", f"/sak/{subject.pk}"), ("Läs mer", "https://example.org/x")],
        )

    things.make("Smarta brunnar", giver=things.cast.sara, released=False)
    jobs.run_due()
    (taken,) = mailbox.taken
    assert taken["Subject"] == "Vi har tagit emot Smarta brunnar"
    assert taken["List-Unsubscribe"] is None
    assert body(taken).splitlines() == [
        "Hej Sara Lindqvist,",
        "",
        "Tack! Den är <inskickad>.",
        "",
        "Du skrev:",
        "Rad ett",
        "Rad & två",
        "",
        "Det här händer nu: Amira läser den och svarar senast 11 april.",
        "",
        f"Öppna idén: http://localhost:8000/sak/{things.givers[0].subject_id}",
        "Läs mer: https://example.org/x",
        "",
        "Undrar du något? Skriv till innovation@example.org.",
        "",
        "Sluss, Din kommun",
        "http://localhost:8000",
        "Välj hur du vill höra av oss: http://localhost:8000/notiser/installningar",
    ]
    html = body(taken, "html")
    assert 'lang="sv"' in html
    assert "Tack! Den är &lt;inskickad&gt;." in html
    assert "Rad &amp; två" in html
    assert f'href="http://localhost:8000/sak/{things.givers[0].subject_id}"' in html
    assert "style=" not in html


def test_a_mail_speaks_its_readers_language(things: Things, mailbox: Post, texts: None) -> None:
    cast = things.cast
    cast.rut.language = "en"
    cast.rut.save()
    subject = things.make()
    follow(subject, cast.rut, cast.company)
    things.record("thing.moved", subject)
    jobs.run_due()
    texts_of = {str(mail["To"]): body(mail) for mail in mailbox.taken}
    assert "Hello Rut Ängström," in texts_of["rut@post.example"]
    assert "/en/notices/settings" in texts_of["rut@post.example"]
    assert "Hej Pelle Bolagsson," in texts_of["company@post.example"]
    assert {mail["List-Unsubscribe"] for mail in mailbox.taken} == {"<http://localhost:8000/notiser/installningar>"}


def test_one_without_account_gets_the_page_to_read_the_answer_on(things: Things, mailbox: Post, texts: None) -> None:
    subject = things.make(email="gunnar@post.example")
    things.record("thing.moved", subject)
    jobs.run_due()
    assert mailbox.to == {"gunnar@post.example": 2}
    for mail in mailbox.taken:
        assert "http://localhost:8000/folj/KOD" in body(mail)
        assert "Hej Gunnar Givare," in body(mail)
        assert "installningar" not in body(mail)


def test_who_may_no_longer_see_it_when_the_mail_leaves_gets_none(things: Things, mailbox: Post, texts: None) -> None:
    cast = things.cast
    subject = things.make(giver=cast.sara)
    follow(subject, cast.rut, cast.amira, cast.company)
    people_actions.deactivate(person=cast.company, by=None)
    things.record("thing.moved", subject)
    actions.deliver()
    assert OutgoingMail.objects.filter(event__kind="thing.moved").count() == 3
    actions.narrow(subject, by=cast.amira, visibility=Visibility.HANDLERS)
    people_actions.deactivate(person=cast.amira, by=None)
    OutgoingMail.objects.exclude(event__kind="thing.moved").delete()
    jobs.run_due()
    assert mailbox.to == {"sara@alvsund.example": 1}
    dropped = OutgoingMail.objects.filter(state=MailState.DROPPED)
    assert set(dropped.values_list("to", "text")) == {("rut@post.example", ""), ("amira@alvsund.example", "")}


def test_no_name_but_the_readers_own_stands_in_a_mail(things: Things, mailbox: Post, texts: None) -> None:
    cast = things.cast
    subject = things.make(giver=cast.sara)
    follow(subject, cast.rut, cast.outsider)
    things.record("thing.moved", subject, by=cast.sara, persons=[cast.amira.pk])
    jobs.run_due()
    for mail in mailbox.taken:
        if not str(mail["To"]).startswith("sara"):
            assert "Sara" not in mail.as_string()
            assert "Lindqvist" not in mail.as_string()


def test_a_protected_giver_is_not_named_even_to_herself(things: Things, mailbox: Post, texts: None) -> None:
    """A mail is read over shoulders: one with a protected identity is greeted without a name."""
    people_actions.mark_protected(person=things.cast.sara, protected=True, by=None)
    things.make(giver=things.cast.fresh(things.cast.sara))
    jobs.run_due()
    assert "Sara" not in mailbox.taken[0].as_string()
    assert body(mailbox.taken[0]).splitlines()[0] == "Hej,"


def test_a_text_that_cannot_be_written_holds_up_no_other_mail(things: Things, mailbox: Post, texts: None, noon: None) -> None:
    broken = [True]

    @message("thing.moved", to=Tell.FOLLOWERS)
    def moved(event: Any, subject: Any, recipient: Recipient) -> Message:
        if recipient.person_id == things.cast.rut.pk and broken[0]:
            raise KeyError("outcome")
        return Message("Nytt", "Något har hänt.")

    subject = things.make()
    follow(subject, things.cast.rut, things.cast.company)
    things.record("thing.moved", subject)
    jobs.run_due()
    assert mailbox.to == {"company@post.example": 1}
    waiting = OutgoingMail.objects.get(state=MailState.WAITING)
    assert waiting.error == "KeyError: 'outcome'"
    broken.clear()
    broken.append(False)
    with clock.at(AFTER):
        jobs.run_due()
    assert mailbox.to == {"company@post.example": 1, "rut@post.example": 1}


def test_a_title_with_markup_or_new_lines_does_no_harm(things: Things, mailbox: Post, texts: None) -> None:
    things.make('<script>alert("x")</script>\nBcc: x@post.example', giver=things.cast.sara)
    jobs.run_due()
    (taken,) = mailbox.taken
    assert taken["Bcc"] is None
    assert "<script>" not in body(taken, "html")
