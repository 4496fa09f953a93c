"""De-identification as a reasoned act: somebody asks, the authority answers within a month, which can be put off once with a reason, and
what is granted is done at once.

What can be erased is who it was: name, addresses, sign-in, receipts, drafts. What was sent to the city is an official document and stays
as it was received (tryckfrihetsförordningen 2 kap., arkivlagen; GDPR art. 17.3 b and d), and so do the names of officials in what they
have decided. A refusal can be appealed to the administrative court (lagen 2018:218, 7 kap. 2 §).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.dates import day
from sluss.core.hooks import GIVER_ERASED, GiverErased
from sluss.core.locks import lock_row
from sluss.core.providers import Giver, Kind, collect
from sluss.core.text import clean
from sluss.core.verdict import Conflict, NotAllowed
from sluss.journal.actions import queue_mail, record
from sluss.journal.models import Subject
from sluss.journal.states import Urgency
from sluss.people.actions import erase_person
from sluss.people.models import Person, Unit
from sluss.people.queries import city

from .. import queries
from ..letters import answer_letter, put_off_letter
from ..models import ErasureRequest
from ..rules import answer_by, latest_day, may_answer_for, may_answer_request, may_grant_erasure, may_put_off
from ..states import ANSWERS, LONGEST_REASON, Answer, Came

REMIND_DAYS = 7
BATCH = 100


@transaction.atomic
def ask_erasure(*, by: Person, words: str = "") -> ErasureRequest:
    """Somebody with an account asks. Asking twice is one request."""
    person = _locked(by)
    waiting = ErasureRequest.objects.filter(person=person, answer="").first()
    if waiting is not None:
        return waiting
    return _made(person=person, subject=None, authority=_controller(person), came=Came.WEB, by=by, received_on=clock.today(), words=words)


@transaction.atomic
def enter_erasure(
    *, by: Person, received_on: date, person: Person | None = None, number: int | None = None, words: str = ""
) -> ErasureRequest:
    """A registrar or administrator writes in what came beside Sluss: about an account, or about what one without an account has given.

    Whoever writes it in has seen to it that the one who asks is the one it is about.
    """
    if (person is None) == (number is None):
        raise NotAllowed(_("Write either the person or the number of the idea, not both."))
    if received_on > clock.today():
        raise NotAllowed(_("The day lies in the future."))
    subject = None
    if person is not None:
        locked = _locked(person)
        authority = _controller(locked)
        if locked.erased_at is not None:
            raise NotAllowed(_("The person is de-identified already."))
    else:
        with suppress(Subject.DoesNotExist):
            subject = lock_row(Subject.objects.select_for_update(of=("self",), no_key=True).select_related("unit__answers_to"), number or 0)
        giver = _giver(subject) if subject else None
        if subject is None or giver is None or giver.person_id is not None:
            raise NotAllowed(_("Nobody without an account has given an idea with that number."))
        authority = subject.unit.authority
    may_answer_for(by, authority).demand()
    try:
        with transaction.atomic():
            return _made(person=person, subject=subject, authority=authority, came=Came.PAPER, by=by, received_on=received_on, words=words)
    except IntegrityError:
        raise NotAllowed(_("There is such a request already, and it waits for its answer.")) from None


def _made(
    *, person: Person | None, subject: Subject | None, authority: Unit, came: Came, by: Person, received_on: date, words: str
) -> ErasureRequest:
    asked = ErasureRequest.objects.create(
        person=person,
        subject=subject,
        authority=authority,
        came=came,
        entered_by=by if came is Came.PAPER else None,
        received_on=received_on,
        due_on=answer_by(received_on),
        words=_text(words),
    )
    if asked.due_on <= _running_out():  # it came some time ago, and one notice is enough
        ErasureRequest.objects.filter(pk=asked.pk).update(reminded_at=clock.now())
    record("erasure.asked", subject=None, by=by, request=asked.pk, due=asked.due_on.isoformat(), persons=_answerers(asked))
    return asked


def _answerers(asked: ErasureRequest) -> list[int]:
    """Nobody answers their own request."""
    return [pk for pk in queries.who_answers(asked.authority) if pk != asked.person_id]


def _asker(asked: ErasureRequest) -> list[int]:
    """Nobody where it was asked without an account."""
    return [asked.person_id] if asked.person_id is not None else []


def _running_out() -> date:
    return clock.today() + timedelta(days=REMIND_DAYS)


@transaction.atomic
def put_off_erasure(asked: ErasureRequest, *, by: Person, until: date, reason: str) -> ErasureRequest:
    """The answer takes longer than the month: once, by at most two months more, and whoever asked is told why (GDPR art. 12.3)."""
    locked = _locked_request(asked)
    may_put_off(by, locked).demand()
    said = _text(reason)
    if not said:
        raise NotAllowed(_("Write why. Whoever asked reads it."))
    if not locked.due_on < until <= latest_day(locked):
        raise NotAllowed(
            _("Choose a day after %(first)s, and no later than %(last)s.") % {"first": day(locked.due_on), "last": day(latest_day(locked))}
        )
    locked.first_due_on, locked.due_on, locked.reminded_at = locked.due_on, until, None
    locked.put_off_reason, locked.put_off_by, locked.put_off_at = said, by, clock.now()
    locked.save()
    record("erasure.put_off", subject=None, by=by, request=locked.pk, due=until.isoformat(), persons=_asker(locked))
    to, name, language = _reached_at(locked)
    if to:
        with translation.override(language):
            subject_line, text = put_off_letter(locked, name=name)
        queue_mail(to=to, subject=subject_line, text=text, key=f"erasure-put-off:{locked.pk}", urgency=Urgency.CODE)
    return locked


def remind_erasures() -> int:
    """A week is left: those who answer are reminded, once for each day to answer by. Returns how many requests."""
    return sum(_remind_one(asked) for asked in queries.requests_running_out(_running_out())[:BATCH])


@transaction.atomic
def _remind_one(asked: ErasureRequest) -> bool:
    waiting = ErasureRequest.objects.filter(pk=asked.pk, answer="", reminded_at=None, due_on=asked.due_on)
    if not waiting.update(reminded_at=clock.now()):
        return False  # another worker reminded, or it has just been answered
    record("erasure.due", subject=None, by=None, request=asked.pk, due=asked.due_on.isoformat(), persons=_answerers(asked))
    return True


@transaction.atomic
def answer_erasure(asked: ErasureRequest, *, by: Person, answer: Answer, reason: str) -> ErasureRequest:
    """Grant or refuse. What has to stay is the same for all, by law: where it tells who it was, the reason says what it is.

    What is granted is done in the same transaction, so that nobody is half erased. Of two who answer the second is told so. Whoever keeps
    the account is told in Sluss too; one whose request is granted has none any more.
    """
    if answer not in ANSWERS:
        raise NotAllowed(_("Choose an answer"))
    locked = _locked_request(asked)
    if not locked.is_open:
        raise Conflict(_("Somebody has answered the request already. The answer stands below."))
    may_answer_request(by, locked).demand()
    said = _text(reason)
    if not said:
        raise NotAllowed(_("Write why. Whoever asked reads it."))
    granted = answer is not Answer.REFUSED
    if granted:
        may_grant_erasure(locked.person).demand()
    to, name, language = _reached_at(locked)
    locked.answer, locked.reason, locked.answered_by, locked.answered_at = answer, said, by, clock.now()
    locked.answered_name = f"{by.name}, {by.title}" if by.title else by.name
    if granted:
        locked.words = ""
    locked.save()
    if granted and locked.person is not None:
        erase_person(person=locked.person, by=by)
    elif granted and locked.subject_id is not None:
        GIVER_ERASED.announce(GiverErased(subject_id=locked.subject_id))
    record("erasure.answered", subject=None, by=by, request=locked.pk, answer=str(answer), persons=[] if granted else _asker(locked))
    if to:
        with translation.override(language):
            subject_line, text = answer_letter(locked, name=name)
        # As a code: no copy of it is kept for more than a day after it has left.
        queue_mail(to=to, subject=subject_line, text=text, key=f"erasure:{locked.pk}", urgency=Urgency.CODE)
    return locked


def _locked(person: Person) -> Person:
    return lock_row(Person.objects.select_for_update(of=("self",), no_key=True).select_related("unit__answers_to"), person.pk)


def _locked_request(asked: ErasureRequest) -> ErasureRequest:
    return lock_row(
        ErasureRequest.objects.select_for_update(of=("self",), no_key=True).select_related("authority", "subject", "person"), asked.pk
    )


def _controller(person: Person) -> Unit:
    """Who answers for the person's data: the authority one works at; the city for those outside it."""
    return person.unit.authority if person.unit is not None else city()


def _giver(subject: Subject) -> Giver | None:
    return next((giver for giver in collect(Kind.GIVERS, [subject.pk])), None)


def _reached_at(asked: ErasureRequest) -> tuple[str, str, str]:
    """Address, name and language, as they are before anything is erased. No address where none is known to be theirs."""
    if asked.person is not None:
        person = Person.objects.select_related("details").get(pk=asked.person.pk)
        return person.email, "" if person.protected else person.name, person.language
    giver = _giver(asked.subject) if asked.subject else None
    return (giver.email, giver.name, giver.language) if giver else ("", "", "sv")


def _text(words: str) -> str:
    said = clean(words)
    if len(said) > LONGEST_REASON:
        raise NotAllowed(_("A text is too long. Shorten it to at most %(n)d characters.") % {"n": LONGEST_REASON})
    return said
