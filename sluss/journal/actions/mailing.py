"""Outgoing mail: queued in the transaction of its cause, sent by the worker, tried again with the same Message-ID.

A crash between the server's yes and our own note of it sends the mail twice; nothing is ever dropped.
"""

from __future__ import annotations

import logging
import smtplib
import time
from collections.abc import Iterable
from datetime import timedelta
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import translation

from sluss.core import clock, jobs
from sluss.core.events import KINDS, Tell
from sluss.core.ids import uid
from sluss.core.messages import Recipient, absolute, build, load_facts
from sluss.core.providers import Giver, collect
from sluss.core.providers import Kind as Lent
from sluss.people.models import Person

from ..models import Event, OutgoingMail
from ..queries import seers
from ..states import MailState, Urgency
from . import claims
from .letters import letter, one_line

log = logging.getLogger("sluss.mail")

BATCH = 20
CLAIM_SECONDS = 240  # far more than a batch takes, even while the server is slow
BATCH_SECONDS = 60  # then the rest is let go: what is more urgent may have come
CODES_KEPT = timedelta(days=1)
PERMANENT = 500  # SMTP codes from here on


def message_id(number: UUID) -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{number.hex}@{domain}>"


def queue_mail(
    *, to: str, subject: str, text: str, key: str, html: str = "", person: Person | None = None, urgency: Urgency = Urgency.CODE
) -> None:
    """Queue a mail with a text of its own, in the running transaction. The same key again is the same mail. One query."""
    validate_email(to)
    if not text.strip():
        raise ValueError("a mail without words")
    now = clock.now()
    mail = OutgoingMail(
        key=f"own:{key}",
        message_id=message_id(uid()),
        urgency=urgency,
        person=person,
        to=to,
        subject_line=one_line(subject),
        text=text,
        html=html,
        next_at=now,
        created_at=now,
    )
    OutgoingMail.objects.bulk_create([mail], ignore_conflicts=True)
    jobs.nudge_on_commit()


# --- Sending --------------------------------------------------------------------------------------------------------


def send_mails() -> int:
    """Send a batch over one connection, the most urgent first and of equals the one that was asked for first, whatever has been tried
    before. Returns how many were tried."""
    mails = claims.claim(OutgoingMail, order=("urgency", "id"), batch=BATCH, seconds=CLAIM_SECONDS)
    if not mails:
        return 0
    begun = time.monotonic()
    post = _Connection()
    try:
        for number, mail in enumerate(mails):
            if jobs.stopping() or time.monotonic() - begun > BATCH_SECONDS:
                claims.let_go(mails[number:])
                break
            _send_one(mail, post)
    except Unreachable as problem:
        log.warning("the mail server does not answer: %s", problem)
        for mail in mails[number:]:
            claims.fail(mail, str(problem))
    finally:
        post.close()
    return len(mails)


class Unreachable(Exception):
    """No connection, so no mail of the batch can be sent now: asked once, not once for each."""


class _Connection:
    """One connection for the mails of a batch; made anew after each error, since nobody knows what the server made of it."""

    def __init__(self) -> None:
        self._backend: Any = None

    def send(self, message: EmailMultiAlternatives) -> None:
        if self._backend is None:
            try:
                backend = get_connection(fail_silently=False)
                backend.open()
            except Exception as problem:
                raise Unreachable(_said(problem)) from problem
            self._backend = backend
        try:
            self._backend.send_messages([message])
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        backend, self._backend = self._backend, None
        if backend is not None:
            try:
                backend.close()
            except Exception as problem:  # noqa: BLE001 - the mails are sent or will be tried again; a bad goodbye changes nothing
                log.info("the mail server ended the connection badly: %s", type(problem).__name__)


def _send_one(mail: OutgoingMail, post: _Connection) -> None:
    if mail.attempts > claims.MOST_ATTEMPTS:
        claims.fail(mail, mail.error or "the worker died with it", for_good=True)
        return
    written = False
    try:
        written = bool(mail.text) or _write(mail)
        if written:
            post.send(_message(mail))
            claims.keep(mail, state=MailState.SENT, sent_at=clock.now(), error="")
    except Unreachable:
        raise
    except claims.LostClaim:
        log.warning("mail overtaken id=%s", mail.pk)
    except Exception as problem:  # noqa: BLE001 - whatever goes wrong is this mail's; the next one is not held up by it
        gave_up = claims.fail(mail, _said(problem), for_good=written and _is_permanent(problem))
        # The server's words may hold the address, so they stand in the row and not in the log.
        log.warning("mail failed id=%s attempt=%s gave_up=%s problem=%s", mail.pk, mail.attempts, gave_up, type(problem).__name__)


def _message(mail: OutgoingMail) -> EmailMultiAlternatives:
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    if mail.role and mail.role != Tell.GIVER:
        headers["List-Unsubscribe"] = f"<{absolute(reverse('journal:settings'))}>"
    message = EmailMultiAlternatives(mail.subject_line, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.to], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _is_permanent(problem: Exception) -> bool:
    """Whether trying again cannot help: the server refuses the recipient or the text for good, or it cannot be a mail at all.

    A server that refuses us as a sender is a fault that somebody mends, so that is tried again.
    """
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPDataError):
        return problem.smtp_code >= PERMANENT
    return isinstance(problem, (ValueError, smtplib.SMTPNotSupportedError))


def _said(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        refused = ((code, said if isinstance(said, str) else said.decode("utf-8", "replace")) for code, said in problem.recipients.values())
        return "; ".join(f"{code} {said}" for code, said in refused)
    if isinstance(problem, smtplib.SMTPResponseException):
        said = problem.smtp_error
        return f"{problem.smtp_code} {said if isinstance(said, str) else said.decode('utf-8', 'replace')}"
    return f"{type(problem).__name__}: {problem}"


# --- Writing --------------------------------------------------------------------------------------------------------


def _write(mail: OutgoingMail) -> bool:
    """Write the mail's text, for who the recipient is and may see now. False when it is not to be sent any more."""
    event = Event.objects.select_related("subject__unit").get(mails=mail)
    recipient = _recipient(mail, event)
    if recipient is None:
        claims.keep(mail, state=MailState.DROPPED)
        return False
    load_facts([event])
    with translation.override(recipient.language):
        mail.subject_line, mail.text, mail.html = letter(build(event, event.subject, recipient), recipient)
    claims.keep(mail, subject_line=mail.subject_line, text=mail.text, html=mail.html)
    return True


def _recipient(mail: OutgoingMail, event: Event) -> Recipient | None:
    """Whom the mail is for; None for one who has left, or may no longer see what it is about."""
    role = Tell(mail.role)
    giver = _giver(mail, event) if role is Tell.GIVER else None
    if mail.person_id is None:
        if giver is None:
            return None
        return Recipient(role, giver.language, None, giver.name, mail.to, giver.status_url, own_act=KINDS[event.kind].receipt)
    person = Person.objects.select_related("details").filter(pk=mail.person_id, is_active=True).first()
    if person is None or (role is not Tell.GIVER and event.subject is not None and not seers(event.subject, [person])):
        return None
    name = "" if person.protected else person.name
    return Recipient(role, person.language, person.pk, name, mail.to, own_act=event.actor_id == person.pk)


def _giver(mail: OutgoingMail, event: Event) -> Giver | None:
    givers: Iterable[Giver] = collect(Lent.GIVERS, [event.subject_id])
    return next((giver for giver in givers if giver.person_id == mail.person_id and (mail.person_id or giver.email == mail.to)), None)


# --- Afterwards -----------------------------------------------------------------------------------------------------


def retry_failed_mails() -> int:
    return claims.retry_failed(OutgoingMail)


def forget_codes() -> int:
    """Codes are not kept: a mail with one is deleted a day after it was sent or given up. Returns how many."""
    done = OutgoingMail.objects.filter(urgency=Urgency.CODE, created_at__lt=clock.now() - CODES_KEPT).exclude(state=MailState.WAITING)
    return done.filter(pk__in=list(done.values_list("pk", flat=True)[:1000])).delete()[0]
