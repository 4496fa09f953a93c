"""Challenges: written as a draft, opened by the one who can receive what comes in, closed when each idea has its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sluss.core import clock
from sluss.core.slugs import slug
from sluss.core.text import clean
from sluss.core.verdict import NotAllowed
from sluss.gates.queries import holders, person_ids
from sluss.journal import actions as journal
from sluss.journal.models import Subject
from sluss.journal.states import Visibility
from sluss.people.models import Person, Unit
from sluss.people.states import Role

from ..models import Challenge, Gateway
from ..rules_challenges import can_be_changed, can_close, can_open, lacks, may_close, may_open, may_write
from ..states import CHALLENGE_KIND, LARGEST_BUDGET, LONGEST_TEXT, LONGEST_TITLE, ChallengeState


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a challenge says. The need owner, the title and the text from the first; the rest before it opens."""

    title: str
    text: str
    need_owner: Unit
    gateway: Gateway
    receiver: Unit | None = None
    mandate: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    budget: int | None = None

    def checked(self) -> dict[str, Any]:
        """The fields of models.Challenge and the title, or NotAllowed."""
        title, text, mandate = " ".join(clean(self.title).split()), clean(self.text), clean(self.mandate)
        if not title or not text:
            raise NotAllowed(_("Write a title, and what the challenge is."))
        if len(title) > LONGEST_TITLE or max(len(text), len(mandate)) > LONGEST_TEXT:
            raise NotAllowed(_("A text is too long. Shorten it to at most %(n)d characters.") % {"n": LONGEST_TEXT})
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise NotAllowed(_("The last day cannot come before the first."))
        if self.budget is not None and not 1 <= self.budget <= LARGEST_BUDGET:
            raise NotAllowed(_("Write the budget in whole kronor, and more than none."))
        if any(unit is not None and not unit.is_valid(clock.today()) for unit in (self.need_owner, self.receiver)):
            raise NotAllowed(_("The unit has ended. Choose another."))
        return {
            "title": title,
            "text": text,
            "need_owner": self.need_owner,
            "gateway": self.gateway,
            "receiver": self.receiver,
            "mandate": mandate,
            "opens_on": self.opens_on,
            "closes_on": self.closes_on,
            "budget": self.budget,
        }


@transaction.atomic
def draft_challenge(*, by: Person, facts: Facts) -> Challenge:
    may_write(by, facts.need_owner).demand()
    fields = facts.checked()
    title = fields.pop("title")
    subject = journal.open_subject(
        kind=CHALLENGE_KIND,
        title=title,
        unit=facts.need_owner,
        language=(get_language() or "sv")[:2],
        visibility=Visibility.ALL,
        address=slug(title),
    )
    made = Challenge.objects.create(subject=subject, **fields)
    journal.record("challenge.drafted", subject=subject, by=by)
    _propose(made, by, before=None)
    return made


@transaction.atomic
def change_challenge(challenge: Challenge, *, by: Person, facts: Facts) -> Challenge:
    """While it is a draft. What is open stands as it was opened: people have answered it."""
    now = lock_challenge(challenge)
    may_write(by, now.need_owner).demand()
    may_write(by, facts.need_owner).demand()
    can_be_changed(now).demand()
    fields, before = facts.checked(), None if lacks(now) else now.receiver_id
    journal.retitle(now.subject, title=fields.pop("title"), by=by)
    for name, value in fields.items():
        setattr(now, name, value)
    now.save(update_fields=list(fields))
    Subject.objects.filter(pk=now.pk).update(unit=now.need_owner)
    now.subject = Subject.objects.select_related("unit").get(pk=now.pk)
    journal.record("challenge.changed", subject=now.subject, by=by)
    _propose(now, by, before=before)
    return now


def _propose(challenge: Challenge, by: Person, *, before: int | None) -> None:
    """Now that it is whole, the one who can open it is told; without the subject, which they need not be able to find."""
    if lacks(challenge) or challenge.receiver is None or before == challenge.receiver_id:
        return
    told = person_ids(holders(Role.DECISION_MAKER, challenge.receiver))
    journal.record("challenge.proposed", subject=None, by=by, challenge=challenge.pk, persons=told)


@transaction.atomic
def open_challenge(challenge: Challenge, *, by: Person) -> Challenge:
    """By a decision-maker of the receiver, who thereby says that there is mandate, time and budget."""
    now = lock_challenge(challenge)
    may_open(by, now).demand()
    can_open(now).demand()
    now.state, now.opened_by, now.opened_name, now.opened_at = ChallengeState.OPEN, by, named(by), clock.now()
    now.save(update_fields=["state", "opened_by", "opened_name", "opened_at"])
    now.subject = journal.release(now.subject, by=by)
    journal.record("challenge.opened", subject=now.subject, by=by)
    return now


@transaction.atomic
def close_challenge(challenge: Challenge, *, by: Person, result: str) -> Challenge:
    """With what came out of it. Refused while an idea that answers it waits for its own answer: nobody is left without one."""
    now = lock_challenge(challenge)
    may_close(by, now).demand()
    can_close(now).demand()
    said = clean(result)
    if not said:
        raise NotAllowed(_("Write what came out of it. Everybody who answered reads this."))
    if len(said) > LONGEST_TEXT:
        raise NotAllowed(_("A text is too long. Shorten it to at most %(n)d characters.") % {"n": LONGEST_TEXT})
    now.state, now.result, now.closed_by, now.closed_name, now.closed_at = ChallengeState.CLOSED, said, by, named(by), clock.now()
    now.save(update_fields=["state", "result", "closed_by", "closed_name", "closed_at"])
    journal.record("challenge.closed", subject=now.subject, by=by)
    return now


def lock_challenge(challenge: Challenge) -> Challenge:
    """Raises NotAllowed where it was a draft that somebody has thrown away meanwhile."""
    if not Challenge.objects.select_for_update(no_key=True).filter(pk=challenge.pk).values_list("pk", flat=True):
        raise NotAllowed(_("The draft has been thrown away by somebody else."))
    return Challenge.objects.select_related("subject__unit", "need_owner", "receiver", "gateway").get(pk=challenge.pk)


def named(person: Person) -> str:
    return f"{person.name}, {person.title}" if person.title else person.name
