"""Who reads and adds files of an idea. A file is found by those who find the idea, but not before somebody has looked at it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sluss.core.verdict import Verdict, no
from sluss.gates.models import Case
from sluss.gates.rules_together import may_work, reads, still_open
from sluss.records.rules import reads_marked

from .attached import GIVER, Reader
from .models import Idea
from .rules import User, may_edit, sees_giver


def reader(idea: Idea, case: Case | None, user: User, *, own: bool) -> Reader:
    """`case` is the newest. The idea's subject has its unit loaded. At most two queries; none for a visitor."""
    if user is None or not user.is_authenticated:
        return GIVER if own else Reader(own=False, handles=False, clear=False, names=sees_giver(idea, case, user))
    handles = case is not None and reads(case, user)
    clear = bool(idea.subject.masked) and reads_marked(user, idea.subject)
    return Reader(own=own, handles=handles, clear=clear, names=own or sees_giver(idea, case, user))


def giver_may_add(case: Case | None) -> Verdict:
    """`case` is the open one; None when all are closed. As long as the text can be changed."""
    return may_edit(case)


def may_add(case: Case, user: User) -> Verdict:
    """One who handles the case: a scanned paper, a picture from a visit."""
    return still_open(case) and _may_look_after(case, user)


def may_release(case: Case, user: User) -> Verdict:
    """Show a file to all who find the idea, or describe a picture. Closed cases too: what was learnt may be shown later."""
    return _may_look_after(case, user)


def _may_look_after(case: Case, user: User) -> Verdict:
    """A unit that has taken the idea up reads what all read: what the giver sent was sent to those who handle the idea itself."""
    if case.adopts_id is not None:
        return no(_("Those who handle the idea itself look after its files."))
    return may_work(case, user)
