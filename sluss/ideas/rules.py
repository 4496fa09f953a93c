"""Who may give, change and support an idea, and who sees a giver's name. What the thing permits and what the user may are apart."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sluss.core import clock
from sluss.core.dates import day as in_words
from sluss.core.verdict import YES, Verdict, no
from sluss.gates.models import Case
from sluss.gates.rules import sees_names
from sluss.gates.states import CaseState, StageKind
from sluss.journal.models import Subject
from sluss.journal.states import Visibility
from sluss.people.models import Person, Unit
from sluss.people.rules import acting, standing
from sluss.people.states import Permission, Standing

from .models import Gateway, Idea, Submission
from .states import RECEIVED_DAYS_AGO, Audience, Naming

User = Person | AnonymousUser | None


# --- Giving -----------------------------------------------------------------------------------------------------------


def is_open(gateway: Gateway, day: date | None = None) -> Verdict:
    """Whether the way in is open on a day; a no says when it opens, or that it has closed."""
    day = day or clock.today()
    if gateway.opens_on and day < gateway.opens_on:
        return no(_now("It opens on %(day)s.") % {"day": in_words(gateway.opens_on)})
    if gateway.closes_on and day > gateway.closes_on:
        return no(_now("It closed on %(day)s.") % {"day": in_words(gateway.closes_on)})
    return YES


def may_use(gateway: Gateway, user: User) -> Verdict:
    """Whether the user belongs to those the gateway is for, open or not. Residents and companies need no account."""
    if gateway.audience == Audience.EMPLOYEES and standing(user) != Standing.EMPLOYEE:
        return no(_("This way in is for employees of the city. Sign in with your work account."))
    return YES


def may_give(gateway: Gateway, user: User) -> Verdict:
    return may_use(gateway, user) and is_open(gateway)


def may_write_in(user: User) -> Verdict:
    """Whether the user may write in what others have given at all: whoever answers somewhere."""
    return YES if acting(user).has(Permission.HANDLE) else no(_("Only those who answer ideas may write in ideas for others."))


def may_register(gateway: Gateway, user: User, received_on: date) -> Verdict:
    """Whether the user may write in what came in on that day: not later than today, not too long ago, and while this way was open."""
    today = clock.today()
    if received_on > today:
        return no(_("The day it came in lies in the future."))
    if (today - received_on).days > RECEIVED_DAYS_AGO:
        return no(_("It came in more than two years ago. Bring it in as history instead, with the import."))
    return may_write_in(user) and is_open(gateway, received_on)


def may_import(user: User, unit: Unit) -> Verdict:
    """Whether the user may bring an earlier list in to a unit: where one answers oneself."""
    if acting(user).may_in(Permission.HANDLE, unit):
        return YES
    return no(_("Choose a unit where you answer ideas."))


def may_be_given_for(gateway: Gateway, giver: Person | None, user: User) -> Verdict:
    """`giver` is empty where it is not one with an account."""
    if giver is None:
        return YES
    if giver.pk == getattr(user, "pk", None):
        return no(_("Give your own idea in the form for that, and let a colleague answer it."))
    if not giver.is_active:
        return no(_("That account is closed. Write the name instead."))
    if gateway.audience == Audience.EMPLOYEES and not giver.is_employee:
        return no(_("This way in is for employees of the city. Choose another way in."))
    return YES


def may_manage_gateways(user: User) -> Verdict:
    """The innovation office and administrators of the whole city: what is chosen here meets everybody who gives an idea."""
    power = acting(user)
    if power.everywhere(Permission.MANAGE_PROCESSES) or power.everywhere(Permission.MANAGE_PEOPLE):
        return YES
    return no(_("Only the innovation office and administrators of the whole city may do this."))


def may_change_audience(gateway: Gateway) -> Verdict:
    """What has come in is told as given by those the way in was for, so that stands from the first idea on. One query."""
    if Idea.objects.filter(gateway=gateway).exists():
        return no(_("Ideas have come in already, so whom it is for cannot be changed."))
    return YES


# --- One's own idea -----------------------------------------------------------------------------------------------------


def is_giver(submission: Submission | None, user: User) -> bool:
    """By account. One without an account proves it with the receipt code, and the view says `by=None` then."""
    return submission is not None and submission.person_id is not None and submission.person_id == getattr(user, "pk", None)


def may_act_as_giver(submission: Submission | None, by: Person | None) -> Verdict:
    """The first question of every action of a giver: an account's own idea, or one given without an account."""
    if submission is None or submission.terms_id is None:
        return no(_("This idea was brought from another system. Nobody can change it here."))
    if submission.person_id != (by.pk if by else None):
        return no(_("Only the one who gave the idea can do this."))
    return YES


def may_edit(case: Case | None) -> Verdict:
    """`case` is the open one; None when all are closed."""
    return YES if case and case.is_open else no(_("The case is closed, so the text stands as it was when it was decided."))


def may_complete(case: Case | None) -> Verdict:
    if case is None or not case.is_open:
        return no(_("The case is closed. Nothing more is needed from you."))
    return YES if case.state == CaseState.ASKED else no(_("The city has not asked for anything more right now."))


def may_withdraw(case: Case | None) -> Verdict:
    return YES if case and case.is_open else no(_("The case is closed and can no longer be withdrawn."))


def may_choose_name(idea: Idea) -> Verdict:
    """As the way in says. Needs idea.gateway loaded."""
    if idea.gateway.naming == Naming.CHOSEN:
        return YES
    return no(
        _("In this way in the names of givers always show.")
        if idea.gateway.naming == Naming.SHOWN
        else _("In this way in the names of givers never show.")
    )


# --- Support ------------------------------------------------------------------------------------------------------------


def can_be_supported(idea: Idea, subject: Subject, case: Case | None) -> Verdict:
    """What the idea permits, whoever asks. `case` is the newest, open before closed, with its stage."""
    if not subject.is_released or subject.reach == Visibility.HANDLERS:
        return no(_("The idea is not open for support."))
    if case is None or not case.is_open:
        return no(_("The case is closed, so support is no longer counted."))
    if case.stage.kind == StageKind.SUPPORT and (case.stage_ends_on is None or case.stage_ends_on < clock.today()):
        return no(_("The time to collect support is over."))
    return YES


def may_support(idea: Idea, subject: Subject, case: Case | None, user: User) -> Verdict:
    """Needs idea.gateway and idea.submission loaded. One without an account may, with a verified address, where all find the idea."""
    who = standing(user)
    if who != Standing.EMPLOYEE and (idea.gateway.audience == Audience.EMPLOYEES or subject.reach < Visibility.ALL):
        return no(_("Only employees of the city can support this idea."))
    if is_giver(getattr(idea, "submission", None), user):
        return no(_("This is your own idea. It is the support of others that counts."))
    return can_be_supported(idea, subject, case)


def may_support_by_email(idea: Idea, subject: Subject, case: Case | None) -> Verdict:
    return may_support(idea, subject, case, None)


def may_withdraw_support(subject: Subject, case: Case | None) -> Verdict:
    if case is None or not case.is_open:
        return no(_("The case is closed: the support was part of what was decided."))
    return YES


# --- The giver's name -----------------------------------------------------------------------------------------------------

_ROLE = {
    Audience.EMPLOYEES: _("An employee"),
    Audience.RESIDENTS: _("A resident"),
    Audience.COMPANIES: _("A company or an organisation"),
}


def giver_role(idea: Idea) -> str:
    """What is said instead of a name. Needs idea.gateway and idea.submission loaded."""
    submission = getattr(idea, "submission", None)
    company = submission is not None and submission.for_company
    return str(_ROLE[Audience.COMPANIES if company else Audience(idea.gateway.audience)])


def sees_giver(idea: Idea, case: Case | None, viewer: User) -> bool:
    """Whether the viewer may know who gave the idea.

    While the stage is blind: the giver, the case's owner and the office. Else those who handle the case, and all who see the idea
    when the giver has chosen to show the name.
    """
    submission = getattr(idea, "submission", None)
    if submission is None:
        return False
    if is_giver(submission, viewer):
        return True
    handles = case is not None and viewer is not None and viewer.is_authenticated and sees_names(case, viewer)
    if case is not None and case.is_blind:
        return handles
    return handles or submission.show_name


def giver_shown(idea: Idea, case: Case | None, viewer: User) -> str:
    """The giver's name as the viewer may see it: the only way to it. Never empty; a role where the name is hidden or unknown.

    `case` is the newest, open before closed (gates.queries.newest_case). Load idea with `gateway` and `submission__person__details`.
    """
    if not sees_giver(idea, case, viewer):
        return giver_role(idea)
    person = idea.submission.person
    if person is None:
        return idea.submission.name or giver_role(idea)
    if person.protected or not hasattr(person, "details"):
        return giver_role(idea)
    return person.name
