"""What the journal lends upward: the bell beside one's initials."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sluss.core.events import KINDS, Tell
from sluss.core.providers import Kind, PersonalPart, UserLink, provide
from sluss.core.routes import address
from sluss.people.models import Person

from .models import Attachment, ChosenFile, Event, Follow, Notice, NoticeSetting, OutgoingMail, Subject
from .queries import names_somebody_protected, unread_count
from .states import MailChoice, Urgency, Visibility


@provide(Kind.USER_LINKS, order=10)
def notices(request: HttpRequest) -> Iterator[UserLink]:
    yield UserLink(_("Notices"), address("journal:notices"), "bell", order=10, count=unread_count(request.user))  # type: ignore[arg-type]  # asked for the signed in only


BATCH = 500


@provide(Kind.PERSONAL_DATA, order=20)
def personal_data(person: Person) -> Iterator[PersonalPart]:
    """What one follows, was told and has done. A title stands there as far as one may find it now."""
    about = (("at", _("When")), ("number", _("Number")), ("title", _("What it is called")))
    reach = Visibility.EMPLOYEES if person.is_employee else Visibility.ALL
    follows = Follow.objects.filter(person=person).order_by("-pk")
    found = follows.values_list("at", "subject_id", "subject__title", "subject__reach").iterator(chunk_size=BATCH)
    yield PersonalPart("follows", _("What you follow"), about, ((at, pk, title if seen >= reach else "") for at, pk, title, seen in found))
    notices = Notice.objects.filter(person=person).order_by("-pk").values_list("at", "event__kind", "event__subject_id", "read_at")
    yield PersonalPart(
        "notices",
        _("What you have been told in Sluss"),
        (("at", _("When")), ("what", _("What")), ("number", _("Number")), ("read", _("Read"))),
        ((at, _named(kind), pk, read) for at, kind, pk, read in notices.iterator(chunk_size=BATCH)),
    )
    mails = OutgoingMail.objects.filter(person=person).exclude(urgency=Urgency.CODE).order_by("-pk")
    sent = mails.values_list("sent_at", "to", "subject_line", "text", "role", "event__subject__masked").iterator(chunk_size=BATCH)
    heads = (("at", _("When")), ("to", _("To")), ("subject", _("Subject of the mail")), ("text", _("Text")))
    # What was marked as secret after the mail had left is not handed out a second time, but to who wrote it; nor is a name that is
    # protected since.
    names = names_somebody_protected(but=person.pk)
    rows = (
        (at, to, *((line, text) if (role == Tell.GIVER or not masked) and not names(f"{line}\n{text}") else ("", "")))
        for at, to, line, text, role, masked in sent
    )
    yield PersonalPart("mails", _("Mails to you"), heads, rows)
    yield PersonalPart("mail_choice", _("How you want to be told"), (("mail", _("Mail")),), _choice(person))
    shown = Subject.objects.filter(released_by=person).order_by("-pk").values_list("released_at", "pk").iterator(chunk_size=BATCH)
    yield PersonalPart("released", _("What you have shown to others"), (("at", _("When")), ("number", _("Number"))), shown)
    yield from _files(person)
    done = Event.objects.filter(actor=person).order_by("-pk").values_list("at", "kind", "subject_id").iterator(chunk_size=BATCH)
    heads = (("at", _("When")), ("what", _("What")), ("number", _("Number")))
    yield PersonalPart("events", _("What you have done"), heads, ((at, _named(kind), pk) for at, kind, pk in done))


def _files(person: Person) -> Iterator[PersonalPart]:
    """What they are called and are; the files themselves are read on the page of what they belong to."""
    heads = (("at", _("When")), ("number", _("Number")), ("file", _("File")), ("name", _("Name")), ("description", _("Description")))
    sent = Attachment.objects.filter(by=person).order_by("-pk")
    rows = sent.values_list("at", "subject_id", "number", "name", "description").iterator(chunk_size=BATCH)
    yield PersonalPart("files", _("Files you have sent or added"), heads, rows)
    chosen = ChosenFile.objects.filter(owner=person).order_by("-pk").values_list("at", "name", "description").iterator(chunk_size=BATCH)
    yield PersonalPart("chosen_files", _("Files chosen in your drafts"), (heads[0], *heads[3:]), chosen)
    shown = Attachment.objects.filter(released_by=person).order_by("-pk")
    rows_of = shown.values_list("released_at", "subject_id", "number").iterator(chunk_size=BATCH)
    yield PersonalPart("files_shown", _("Files you have shown to others"), heads[:3], rows_of)


def _choice(person: Person) -> Iterator[tuple[str]]:
    for mail in NoticeSetting.objects.filter(person=person).values_list("mail", flat=True):
        yield (str(MailChoice(mail).label),)


def _named(kind: str) -> str:
    return str(KINDS[kind].label) if kind in KINDS else kind
