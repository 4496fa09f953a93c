"""What people does by itself, at intervals."""

from __future__ import annotations

from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session

from sluss.core import clock, jobs
from sluss.people import actions

KEEP_SIGN_IN_LOG = timedelta(days=180)  # long enough to look into an intrusion, and no longer: it says who was here when
AT_ONCE = 1_000


@jobs.every(seconds=3600, name="people.units_end")
def units_end() -> int:
    return actions.hand_on_due()


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
        AccessLog.objects.filter(attempt_time__lt=now - KEEP_SIGN_IN_LOG),
        AccessFailureLog.objects.filter(attempt_time__lt=now - KEEP_SIGN_IN_LOG),
    ]
    return sum(rows.model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True)[:AT_ONCE])).delete()[0] for rows in old)
