"""What people does by itself, at intervals, and what it notes when somebody signs in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.sessions.models import Session
from django.dispatch import receiver

from sluss.core import clock, jobs
from sluss.people import actions
from sluss.people.models import Person, SignIn
from sluss.people.states import SignInKind

KEEP_SIGN_IN_LOG = timedelta(days=180)  # long enough to look into an intrusion, and no longer: it says who was here when
AT_ONCE = 1_000


@jobs.every(seconds=3600, name="people.units_end")
def units_end() -> int:
    return actions.hand_on_due()


@jobs.every(seconds=900, name="people.absences")
def absences() -> int:
    return actions.absences_due()


@jobs.every(seconds=3600, name="people.sign_ups")
def sign_ups() -> int:
    return actions.forget_sign_ups() + actions.forget_import_files()


@jobs.every(seconds=86_400, name="people.sign_in_log")
def sign_in_log() -> int:
    """Old sessions and the log of sign-ins, in bounded steps."""
    now = clock.now()
    old = [
        Session.objects.filter(expire_date__lt=now),
        AccessAttempt.objects.filter(attempt_time__lt=now - KEEP_SIGN_IN_LOG),
        SignIn.objects.filter(at__lt=now - KEEP_SIGN_IN_LOG),
    ]
    return sum(rows.model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True)[:AT_ONCE])).delete()[0] for rows in old)


@receiver(user_logged_in)
def signed_in(user: Any, **_sent: Any) -> None:
    actions.note_sign_in(user, kind=SignInKind.IN)


@receiver(user_logged_out)
def signed_out(user: Any, **_sent: Any) -> None:
    if isinstance(user, Person):
        actions.note_sign_in(user, kind=SignInKind.OUT)


@receiver(user_login_failed)
def sign_in_failed(credentials: Any, request: Any = None, **_sent: Any) -> None:
    given = credentials or {}
    typed = given.get("email") or given.get("username") or (request.POST.get("login", "") if request is not None else "")
    actions.note_failed_sign_in(str(typed))
