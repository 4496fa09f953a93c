"""Who may see and follow a subject. What a page shows is fetched through queries.visible_to; these answer for one subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sluss.core.verdict import YES, Verdict, no
from sluss.people.models import Person
from sluss.people.rules import standing
from sluss.people.states import Standing

from .models import Subject
from .queries import gives, handles
from .states import Visibility

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def may_see(user: Person | AnonymousUser | None, subject: Subject) -> Verdict:
    """As queries.visible_to, for one subject. The subject's unit must be loaded, or it costs a query."""
    reach = Visibility.EMPLOYEES if standing(user) == Standing.EMPLOYEE else Visibility.ALL
    if subject.reach >= reach or handles(user, subject):
        return YES
    return no(_("It is not shown to you."))


def may_follow(user: Person | AnonymousUser | None, subject: Subject) -> Verdict:
    """Whoever sees it, and its giver before others do. One query more for those who do not see it."""
    if standing(user) == Standing.VISITOR:
        return no(_("Sign in to follow."))
    seen = may_see(user, subject)
    return seen if seen or not gives(user, subject) else YES
