"""An open challenge is open longer; a draft is thrown away; and what those who answered are told of the challenge."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.text import clean
from sluss.core.verdict import NotAllowed
from sluss.journal import actions as journal
from sluss.journal.models import Event
from sluss.people.models import Person

from ..models import Challenge, Prolonging
from ..queries_challenges import answers_to
from ..rules_challenges import can_be_open_until, can_be_thrown_away, may_prolong, may_write
from ..states import LONGEST_TEXT
from .challenges import lock_challenge, named

CHUNK = 500


@transaction.atomic
def prolong_challenge(challenge: Challenge, *, by: Person, until: date, reason: str, seen: date | None = None) -> Prolonging:
    """`seen` is the last day that the person saw: of two who prolong at once the second is told what the first has done."""
    now = lock_challenge(challenge)
    may_prolong(by, now).demand()
    if seen is not None and seen != now.closes_on:
        raise NotAllowed(_("Somebody else has just changed the last day. Look at it before you go on."))
    can_be_open_until(now, until).demand()
    before = now.closes_on or clock.today()  # what is open has its days: a constraint
    said = clean(reason)
    if not said:
        raise NotAllowed(_("Write why it is open longer"))
    if len(said) > LONGEST_TEXT:
        raise NotAllowed(_("A text is too long. Shorten it to at most %(n)d characters.") % {"n": LONGEST_TEXT})
    made = Prolonging.objects.create(challenge=now, until_before=before, until=until, reason=said, by=by, by_name=named(by), at=clock.now())
    now.closes_on = until
    now.save(update_fields=["closes_on"])
    journal.record("challenge.prolonged", subject=now.subject, by=by, prolonging=made.pk)
    return made


@transaction.atomic
def throw_away_challenge(challenge: Challenge, *, by: Person) -> None:
    """A draft alone: what has been opened stays. Nothing of what was written is kept."""
    now = lock_challenge(challenge)
    may_write(by, now.need_owner).demand()
    can_be_thrown_away(now).demand()
    subject = now.subject
    now.delete()
    journal.empty(subject, title=_("A challenge that was thrown away"))
    journal.record("challenge.thrown_away", subject=None, by=by, challenge=subject.pk)


ABOUT_ANSWERS = {"challenge.prolonged": "idea.challenge_prolonged", "challenge.closed": "idea.challenge_closed"}


def tell_those_who_answered(event: Event) -> int:
    """Each who has answered the challenge is told what has become of it, on the idea of their own. In the delivery's transaction, so
    once. Returns how many ideas that is."""
    answers = answers_to(event.subject_id).select_related("subject__unit")
    told: dict[str, Any] = {"challenge": event.subject_id}
    told |= {"prolonging": event.data["prolonging"]} if "prolonging" in event.data else {}
    number = 0
    for idea in answers.order_by("pk").iterator(chunk_size=CHUNK):
        journal.record(ABOUT_ANSWERS[event.kind], subject=idea.subject, by=event.actor, **told)
        number += 1
    return number
