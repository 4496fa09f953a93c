from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sluss.core import clock, jobs, post
from sluss.journal import actions
from sluss.journal.actions import mailing
from sluss.journal.actions.letters import one_line
from sluss.journal.models import OutgoingMail
from sluss.journal.states import RETRY_MINUTES, MailState, Urgency

from .conftest import NOON, Things
from .smtp import Post, body

AFTER = NOON + timedelta(minutes=1)


def send(key: str = "1", to: str = "rut@post.example", **changed: Any) -> OutgoingMail:
    post.send(**{"to": to, "subject": "Din kod", "text": "Koden är 123456.", "key": key, **changed})
    return OutgoingMail.objects.get(key=f"own:{key}")


def test_a_mail_arrives_with_its_headers(things: Things, mailbox: Post) -> None:
    mail = send(html="<p>Koden är <b>123456</b>.</p>")
    assert actions.send_mails() == 1
    (taken,) = mailbox.taken
    assert (taken["To"], taken["Subject"], taken["From"]) == ("rut@post.example", "Din kod", "Sluss <sluss@example.org>")
    assert taken["Message-ID"] == mail.message_id
    assert taken["Message-ID"].endswith("@example.org>")
    assert (taken["Auto-Submitted"], taken["List-Unsubscribe"]) == ("auto-generated", None)
    assert body(taken).strip() == "Koden är 123456."
    assert "<b>123456</b>" in body(taken, "html")
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.error) == (MailState.SENT, 1, "")
    assert mail.sent_at is not None
    assert actions.send_mails() == 0


def test_the_same_key_is_the_same_mail(things: Things, mailbox: Post) -> None:
    send("1")
    send("1", text="En annan text.")
    send("2")
    jobs.run_due()
    assert len(mailbox.taken) == 2


def test_a_mail_is_queued_with_its_cause_or_not_at_all(things: Things, mailbox: Post) -> None:
    with transaction.atomic():
        send()
        transaction.set_rollback(True)
    assert actions.send_mails() == 0


def test_a_batch_goes_over_one_connection(things: Things, mailbox: Post) -> None:
    for number in range(mailing.BATCH):
        send(str(number))
    actions.send_mails()
    assert (len(mailbox.taken), mailbox.connections) == (mailing.BATCH, 1)


def test_the_most_urgent_leave_first(things: Things, mailbox: Post) -> None:
    for key, urgency in (("news", Urgency.NEWS), ("answer", Urgency.ANSWER), ("code", Urgency.CODE)):
        actions.queue_mail(to="rut@post.example", subject=key, text="x", key=key, urgency=urgency)
    actions.send_mails()
    assert [str(mail["Subject"]) for mail in mailbox.taken] == ["code", "answer", "news"]


def test_of_equals_the_one_asked_for_first_leaves_first_though_it_had_to_wait(things: Things, mailbox: Post, noon: None) -> None:
    mailbox.data = lambda asked: "451 4.3.0 Try again later"
    send("first", subject="first")
    actions.send_mails()
    mailbox.data = lambda asked: ""
    send("second", subject="second")
    with clock.at(AFTER):
        actions.send_mails()
    assert [str(mail["Subject"]) for mail in mailbox.taken] == ["first", "second"]


@pytest.mark.parametrize("answer", ["550 5.1.1 No such user", "553 5.1.3 Bad address"])
def test_an_address_that_is_refused_for_good_is_given_up_at_once(things: Things, mailbox: Post, answer: str) -> None:
    mailbox.rcpt = lambda address: answer if address.startswith("nobody") else ""
    refused, well = send("1", to="nobody@post.example"), send("2")
    actions.send_mails()
    refused.refresh_from_db()
    well.refresh_from_db()
    assert (refused.state, refused.attempts) == (MailState.FAILED, 1)
    assert answer[:3] in refused.error
    assert well.state == MailState.SENT


@pytest.mark.parametrize("where", ["rcpt", "data"])
def test_what_is_refused_for_now_is_tried_again_with_the_same_id(things: Things, mailbox: Post, noon: None, where: str) -> None:
    setattr(mailbox, where, lambda asked: "451 4.3.0 Try again later")
    mail = send()
    actions.send_mails()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.next_at) == (MailState.WAITING, 1, NOON + timedelta(minutes=RETRY_MINUTES[0]))
    assert mail.error.startswith("451")
    setattr(mailbox, where, lambda asked: "")
    assert actions.send_mails() == 0
    with clock.at(AFTER):
        assert actions.send_mails() == 1
    assert mailbox.ids == {mail.message_id: 1}


def test_a_text_that_is_refused_for_good_is_given_up(things: Things, mailbox: Post) -> None:
    mailbox.data = lambda taken: "554 5.7.1 Spam"
    mail = send()
    actions.send_mails()
    mail.refresh_from_db()
    assert (mail.state, mail.error) == (MailState.FAILED, "554 5.7.1 Spam")


def test_a_server_that_hangs_up_after_the_text_gets_it_again_with_the_same_id(things: Things, mailbox: Post, noon: None) -> None:
    first = [True]
    mailbox.hang_up = lambda taken: bool(first and first.pop())
    mail, other = send("1"), send("2", to="ali@post.example")
    actions.send_mails()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.WAITING, 1)
    with clock.at(AFTER):
        actions.send_mails()
    # Nobody can know whether the server took it: twice under one id, and a reader sees it once.
    assert mailbox.ids == {mail.message_id: 2, other.message_id: 1}
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {MailState.SENT}


def test_a_crash_between_the_servers_yes_and_our_note_sends_the_same_mail_again(
    things: Things, mailbox: Post, noon: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = send()

    def crash(*args: Any, **values: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(mailing.claims, "keep", crash)
        with pytest.raises(KeyboardInterrupt):
            actions.send_mails()
    assert len(mailbox.taken) == 1
    assert actions.send_mails() == 0
    with clock.at(NOON + timedelta(seconds=mailing.CLAIM_SECONDS)):
        assert actions.send_mails() == 1
    assert mailbox.ids == {mail.message_id: 2}


def test_a_server_that_is_not_there_is_asked_once_for_a_batch(
    things: Things, settings: Any, noon: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    opened: list[int] = []
    original = mailing.get_connection
    monkeypatch.setattr(mailing, "get_connection", lambda **options: opened.append(1) or original(**options))
    for number in range(3):
        send(str(number))
    actions.send_mails()
    assert opened == [1]
    assert set(OutgoingMail.objects.values_list("state", "attempts", "next_at")) == {(MailState.WAITING, 1, AFTER)}
    assert "refused" in OutgoingMail.objects.all()[0].error.lower()


def test_what_never_gets_through_is_given_up_after_two_days(things: Things, mailbox: Post) -> None:
    mailbox.rcpt = lambda address: "450 4.2.1 Mailbox full"
    now = NOON
    with clock.at(now):
        mail = send()
        actions.send_mails()
    for minutes in RETRY_MINUTES:
        now += timedelta(minutes=minutes)
        with clock.at(now):
            assert actions.send_mails() == 1
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.FAILED, len(RETRY_MINUTES) + 1)
    assert now - NOON > timedelta(days=1)
    (line,) = next(found for found in jobs.all_failures() if found.name == "mails").listed()
    assert "450 4.2.1 Mailbox full" in line
    assert "post.example" not in line
    assert actions.retry_failed_mails() == 1


@pytest.mark.slow
@pytest.mark.parametrize("line", ["Hej\nBcc: all@post.example", "Hej\r\n\r\n<b>x</b>", "Hej\0du", "Hej\u2028du", "a" * 1000, "  "])
def test_a_header_holds_one_line(things: Things, mailbox: Post, line: str) -> None:
    send(subject=line)
    jobs.run_due()
    (taken,) = mailbox.taken
    assert taken["Bcc"] is None
    assert len(str(taken["Subject"]).strip()) <= 200
    assert "\n" not in one_line(line)
    assert body(taken).strip() == "Koden är 123456."


@pytest.mark.parametrize(
    "to", ["", "rut", "a@b@c", "rut@post.example\nBcc: x@post.example", "Rut <rut@post.example>", "rut@post.example,x@post.example"]
)
def test_an_address_that_is_none_is_refused_when_it_is_queued(things: Things, to: str) -> None:
    with pytest.raises(ValidationError):
        send(to=to)
    assert not OutgoingMail.objects.exists()


def test_an_empty_mail_cannot_be_queued(things: Things) -> None:
    with pytest.raises(ValueError, match="without words"):
        send(text=" ")


def test_looking_in_vain_costs_one_query(things: Things) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert actions.send_mails() == 0
    assert len(queries) == 1


def test_codes_are_forgotten_after_a_day_and_nothing_else(things: Things, mailbox: Post) -> None:
    with clock.at(NOON):
        send("code")
        actions.queue_mail(to="rut@post.example", subject="Svar", text="x", key="answer", urgency=Urgency.ANSWER)
        actions.send_mails()
        send("waiting")
    with clock.at(NOON + timedelta(hours=23)):
        assert actions.forget_codes() == 0
    with clock.at(NOON + timedelta(hours=25)):
        assert actions.forget_codes() == 1
    assert set(OutgoingMail.objects.values_list("key", flat=True)) == {"own:answer", "own:waiting"}


def test_files_are_written_where_there_is_no_mail_server(things: Things, settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", tmp_path
    send()
    jobs.run_due()
    (file,) = tmp_path.iterdir()
    assert "Din kod" in file.read_text(encoding="utf-8")
