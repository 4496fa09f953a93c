"""What is registered, when and as what; and who keeps the register.

Tryckfrihetsförordningen 2 kap. and offentlighets- och sekretesslagen 5 kap.: what comes from outside the authority is an
official document on arrival and is registered at once. What its own staff writes is internal until it is sent, until others
can read it, or until the case is finished; then it has been drawn up (upprättad) and is registered as such. That a text which
another board can read counts as handed over is general knowledge, not tried in court for systems of this kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sluss.core.events import Register
from sluss.core.verdict import YES, Verdict, no
from sluss.journal.models import Subject
from sluss.people.models import Person, Unit
from sluss.people.rules import acting
from sluss.people.states import Permission

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
    """Whether the user is shown in clear what is marked. Each such read is noted: actions.note_read."""
    return bool(may_mark(user, subject))


def may_read_audit(user: Person | AnonymousUser | None) -> Verdict:
    """The log is of the whole city, so the role must be too."""
    if acting(user).everywhere(Permission.READ_AUDIT):
        return YES
    return no(_("Only auditors and administrators of the whole city read the audit log."))
