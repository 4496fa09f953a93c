"""Who may write, open, answer and close a challenge, and what it has to have before it opens."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.dates import day as in_words
from sluss.core.verdict import YES, Verdict, no
from sluss.people.models import Unit
from sluss.people.rules import acting
from sluss.people.states import Permission, Role

from .models import Challenge
from .queries_challenges import waiting_answers
from .rules import User, is_open
from .states import ChallengeState

LONGEST_OPEN = timedelta(days=3 * 366)
_WRITERS = frozenset({Role.LEAD, Role.OFFICE})
_OPENED = _("It is open, so it stands as it was opened: people may have answered it.")
_IS_CLOSED = _("The challenge is closed.")


def may_write(user: User, need_owner: Unit) -> Verdict:
    """The need owner's innovation lead, with deputy, and the office."""
    if any(grant.role in _WRITERS and grant.covers(need_owner.path) for grant in acting(user).grants):
        return YES
    return no(_("Only the need owner's innovation lead and the innovation office write challenges."))


def may_write_somewhere(user: User) -> bool:
    return bool(acting(user).roles & _WRITERS)


def may_open(user: User, challenge: Challenge) -> Verdict:
    if challenge.receiver is None:
        return no(_("Say first who receives what comes in: a decision-maker there opens the challenge."))
    if acting(user).may_in(Permission.DECIDE, challenge.receiver):
        return YES
    return no(_("Only a decision-maker at the receiver opens the challenge: whoever opens it says that there is mandate, time and budget."))


def may_close(user: User, challenge: Challenge) -> Verdict:
    return may_write(user, challenge.need_owner)


def may_prolong(user: User, challenge: Challenge) -> Verdict:
    """Those who write for the need owner, and the receiver's decision-maker, whose time and money it is."""
    return YES if may_open(user, challenge) else may_write(user, challenge.need_owner)


def lacks(challenge: Challenge) -> list[str]:
    """What it has not got of what it needs to open, in words."""
    wanted = (
        (challenge.receiver_id, _now("a receiver")),
        (challenge.mandate, _now("what mandate the receiver has")),
        (challenge.opens_on and challenge.closes_on, _now("the days it is open")),
        (challenge.budget, _now("a budget")),
    )
    return [words for there, words in wanted if not there]


def can_be_changed(challenge: Challenge) -> Verdict:
    if challenge.state == ChallengeState.DRAFT:
        return YES
    return no(_IS_CLOSED if challenge.state == ChallengeState.CLOSED else _OPENED)


def can_open(challenge: Challenge) -> Verdict:
    if challenge.state != ChallengeState.DRAFT:
        return no(_IS_CLOSED if challenge.state == ChallengeState.CLOSED else _("It is open already."))
    if missing := lacks(challenge):
        return no(_now("It cannot open yet. It lacks: %(what)s.") % {"what": ", ".join(missing)})
    if challenge.closes_on and challenge.closes_on < clock.today():
        return no(_("Its last day has passed. Choose another."))
    return YES


def can_close(challenge: Challenge) -> Verdict:
    """One query, for an open one."""
    if challenge.state != ChallengeState.OPEN:
        return no(_IS_CLOSED if challenge.state == ChallengeState.CLOSED else _("It has not been opened, so there is nothing to close."))
    if waiting_answers(challenge):
        return no(_("Ideas that answer it still wait for an answer of their own. Answer each of them with a reason first."))
    return YES


def can_be_prolonged(challenge: Challenge) -> Verdict:
    if challenge.state == ChallengeState.OPEN:
        return YES
    return no(_IS_CLOSED if challenge.state == ChallengeState.CLOSED else _("It is a draft. Change its days there."))


def can_be_open_until(challenge: Challenge, until: date) -> Verdict:
    """Later than it is now, and not before today: nobody answers a day that has been."""
    verdict = can_be_prolonged(challenge)
    if not verdict:
        return verdict
    if challenge.closes_on and until <= challenge.closes_on:
        return no(_now("Choose a day after %(day)s, which is its last day now.") % {"day": in_words(challenge.closes_on, year=True)})
    if until < clock.today():
        return no(_("Choose today or a later day."))
    if until > clock.today() + LONGEST_OPEN:
        return no(_("Choose a day within three years."))
    return YES


def can_be_thrown_away(challenge: Challenge) -> Verdict:
    if challenge.state == ChallengeState.DRAFT:
        return YES
    return no(_("Only a draft is thrown away. What has been opened stays."))


def may_answer(challenge: Challenge) -> Verdict:
    """Whether ideas can answer it today. Needs its gateway loaded."""
    if challenge.state != ChallengeState.OPEN or challenge.opens_on is None or challenge.closes_on is None:
        return no(_IS_CLOSED if challenge.state == ChallengeState.CLOSED else _("The challenge is not open yet."))
    today = clock.today()
    if today < challenge.opens_on:
        return no(_now("It opens on %(day)s.") % {"day": in_words(challenge.opens_on)})
    if today > challenge.closes_on:
        return no(_now("It closed on %(day)s.") % {"day": in_words(challenge.closes_on)})
    return is_open(challenge.gateway)
