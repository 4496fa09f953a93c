"""What is registered, when and as what; and who keeps the register.

Tryckfrihetsförordningen 2 kap. and offentlighets- och sekretesslagen 5 kap.: what comes from outside the authority is an
official document on arrival and is registered at once. What its own staff writes is internal until it is sent, until others
can read it, or until the case is finished; then it has been drawn up (upprättad) and is registered as such. That a text which
another board can read counts as handed over is general knowledge, not tried in court for systems of this kind.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.events import Register
from sluss.core.verdict import YES, Verdict, no
from sluss.core.workdays import is_working_day
from sluss.journal.models import Subject
from sluss.journal.queries import visible_to as visible_subjects
from sluss.people.models import Person, Unit
from sluss.people.rules import acting, can_be_erased
from sluss.people.states import Permission

from .models import ErasureRequest
from .queries import held_by
from .states import Direction, Origin

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def entries_for(register: Register, *, origin: Origin, finishes: bool, shown: bool, registered: bool) -> tuple[Direction, ...]:
    """The entries an event makes in one authority's register. Pure.

    `register` is the event kind's trait and `finishes` whether the case ends by it; `shown` says whether others than the
    authority can read the subject now, `registered` whether it stands in the authority's register already.
    """
    if register is Register.NO:
        return ()
    own = origin is Origin.OWN
    if own and not (registered or finishes or shown):
        return ()
    # What was there before the register knew of it: it came in, or it was drawn up by having become readable or finished.
    first = () if registered else (Direction.MADE if own else Direction.IN,)
    if register is Register.SHOWN:
        return first
    if register is Register.IN:
        return first or (Direction.MADE if own else Direction.IN,)
    if register is Register.OUT and own:
        # What is said to one's own staff is not sent to anybody.
        return first
    return (*first, Direction.OUT if register is Register.OUT else Direction.DECISION)


def may_keep_register(user: Person | AnonymousUser | None, authority: Unit) -> Verdict:
    """Read an authority's register and give its entries their numbers. The authority's path must be loaded."""
    if acting(user).may_in(Permission.READ_REGISTER, authority):
        return YES
    return no(_("Only a registrar of the authority keeps its register."))


def may_be_registered(user: Person | AnonymousUser | None, subject: Subject) -> Verdict:
    """Whether a registrar may write an entry about it: one cannot register what one is not shown."""
    if visible_subjects(user).filter(pk=subject.pk).exists():
        return YES
    return no(_("You cannot see this, so you cannot register anything about it."))


def may_mark(user: Person | AnonymousUser | None, subject: Subject) -> Verdict:
    """Mark a field as secret, lift a mark, read what is marked: those who handle the subject, the registrar, the innovation office.

    The subject's unit must be loaded, and the authority it answers to. Assessors and auditors are not among them: a lead lets an
    assessor know what the assessment needs.
    """
    me, unit = acting(user), subject.unit
    if me.may_in(Permission.HANDLE, unit) or me.may_in(Permission.READ_REGISTER, unit):
        return YES
    if me.has(Permission.READ_REGISTER) and me.may_in(Permission.READ_REGISTER, unit.authority):
        return YES
    return no(_("Only those who handle it and the registrar can do this."))


def reads_marked(user: Person | AnonymousUser | None, subject: Subject) -> bool:
    """Whether the user is shown in clear what is marked. Each such read is noted: views.note_shown."""
    return bool(may_mark(user, subject))


def may_read_audit(user: Person | AnonymousUser | None) -> Verdict:
    """The log is of the whole city, so the role must be too."""
    if acting(user).everywhere(Permission.READ_AUDIT):
        return YES
    return no(_("Only auditors and administrators of the whole city read the audit log."))


# --- De-identification --------------------------------------------------------------------------------------------------


def may_answer_requests(user: Person | AnonymousUser | None) -> Verdict:
    """Somewhere: whether the pages are there at all."""
    me = acting(user)
    if me.has(Permission.READ_REGISTER) or me.has(Permission.MANAGE_PEOPLE):
        return YES
    return no(_("Only registrars and administrators answer requests to be de-identified."))


def may_answer_for(user: Person | AnonymousUser | None, authority: Unit) -> Verdict:
    """Each board and company is the controller of its own. The authority's path must be loaded."""
    me = acting(user)
    if me.may_in(Permission.READ_REGISTER, authority) or me.may_in(Permission.MANAGE_PEOPLE, authority):
        return YES
    return no(_("Only the authority's registrar or administrator answers this request."))


def may_answer_request(user: Person | AnonymousUser | None, asked: ErasureRequest) -> Verdict:
    if not asked.is_open:
        return no(_("The request is answered already."))
    if asked.person_id is not None and asked.person_id == getattr(user, "pk", None):
        return no(_("Nobody answers their own request. Let a colleague do it."))
    return may_answer_for(user, asked.authority)


MOST_MONTHS = 3  # the month, and two further ones


def may_put_off(user: Person | AnonymousUser | None, asked: ErasureRequest) -> Verdict:
    """Once, and while the first month runs: whoever asked has to be told within it (GDPR art. 12.3)."""
    may = may_answer_request(user, asked)
    if not may:
        return may
    if asked.first_due_on is not None:
        return no(_("The answer has been put off already. It can be put off once."))
    if asked.due_on < clock.today():
        return no(_("The month has passed. Whoever asked has to be told within it that the answer takes longer."))
    return YES


def may_grant_erasure(person: Person | None) -> Verdict:
    """Whether the name can go now. What somebody holds is handed over first, so that nothing is left without an owner."""
    if person is None:
        return YES
    verdict = can_be_erased(person)
    if not verdict:
        return verdict
    held = held_by(person)
    return no(" ".join(held)) if held else YES


def answer_by(received: date, *, months: int = 1) -> date:
    """Within one month of the day it came (GDPR art. 12.3): the same day of the next month, or its last; when that is no working day, the
    next one that is (regulation 1182/71 art. 3). Put off: within three."""
    year, month = divmod(received.year * 12 + received.month - 1 + months, 12)
    due = date(year, month + 1, min(received.day, monthrange(year, month + 1)[1]))
    while not is_working_day(due):
        due += timedelta(days=1)
    return due


def latest_day(asked: ErasureRequest) -> date:
    """The last day to which the answer can be put off."""
    return answer_by(asked.received_on, months=MOST_MONTHS)
