"""How the journal reacts to events by their traits, and the work it gives the job worker."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from sluss.core import clock, events, files, hooks, jobs, post
from sluss.core.recounts import recount

from . import actions
from .actions.indexing import stale_entries
from .models import Attachment, Delivery, Event
from .queries import failed_mails
from .states import DeliveryState

MAIL_LANE = "mail"


@events.inside(lambda kind: kind.index)
def index(event: Event) -> None:
    actions.index_event(event)


@events.after("journal.tell", lambda kind: bool(kind.tell))
def tell(event: Event) -> None:
    actions.tell(event)


@jobs.queue("journal.deliveries")
def deliver() -> int:
    return actions.deliver()


@jobs.queue("journal.mails", lane=MAIL_LANE)
def send_mails() -> int:
    return actions.send_mails()


@jobs.every(seconds=3600, name="journal.codes")
def forget_codes() -> int:
    return actions.forget_codes()


@jobs.every(seconds=3600, name="journal.sweep_files")
def sweep_files() -> None:
    """One shelf of the store an hour: each has been looked at within eleven days."""
    actions.sweep(f"{int(clock.now().timestamp()) // 3600 % 256:02x}")


@hooks.PERSON_ERASED.register
def person_erased(news: hooks.PersonErased) -> None:
    actions.forget_person(news.person, addresses=news.addresses)


@post.register
def queue_mail(*, to: str, subject: str, text: str, html: str, key: str, person: object | None) -> None:
    actions.queue_mail(to=to, subject=subject, text=text, html=html, key=key, person=person)  # type: ignore[arg-type]  # core knows no Person


def _failed_deliveries() -> Iterator[str]:
    for delivery in Delivery.objects.filter(state=DeliveryState.FAILED).select_related("event").order_by("-id")[:200]:
        yield f"{delivery.pk}: {delivery.event.kind} (event {delivery.event_id}) to {delivery.receiver}: {delivery.error}"


def _failed_mails() -> Iterator[str]:
    """Without addresses: a terminal's output goes further than the database does."""
    for mail in failed_mails()[:200]:
        yield f"{mail.pk}: {mail.key.split(':')[0]} (event {mail.event_id or '–'}), {mail.created_at:%Y-%m-%d %H:%M}: {mail.error}"


jobs.failures(jobs.Failures("deliveries", _failed_deliveries, actions.retry_failed_deliveries))
jobs.failures(jobs.Failures("mails", _failed_mails, actions.retry_failed_mails))


@recount("journal.files", _("Files"), mends=False)
def lost_files(fix: bool) -> Iterator[str]:
    """A row is there, and its file is not: only a backup has it."""
    for file in Attachment.objects.order_by("pk").only("number", "subject_id", "stored", "shown").iterator(chunk_size=500):
        for stored in filter(None, [file.stored, file.shown]):
            if not files.there(stored):
                yield _("file %(number)d of subject %(subject)d is not in the store (%(stored)s)") % {
                    "number": file.number,
                    "subject": file.subject_id,
                    "stored": stored,
                }


@recount("journal.search", _("Search rows"))
def search_rows(fix: bool) -> Iterator[str]:
    return stale_entries(fix=fix)
