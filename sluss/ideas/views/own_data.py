"""What is kept about one without an account, for whoever has both the receipt's code and the address that was given."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sluss.core import rates
from sluss.core.errors import too_many
from sluss.core.pressing import post_only
from sluss.records.actions import note_export
from sluss.records.views import data_file

from ..personal import parts_without_account
from . import access

FILES_AN_HOUR = 10


@post_only
def data(request: HttpRequest) -> HttpResponseBase:
    """A code alone may have been seen over a shoulder: the address must have been shown to be the giver's too."""
    own = access.by_receipt(request)
    if own is None:
        return redirect("ideas:status")
    if own.by is not None:
        raise Http404
    if not own.submission.email_verified_at:
        messages.warning(request, _("Confirm your e-mail address first. Then we know that the data are yours."))
        return redirect("ideas:status")
    hit = rates.hit("ideas.my-data", str(own.idea.pk), FILES_AN_HOUR, 3600)
    if not hit:
        return too_many(request, hit.retry_after)
    note_export("personal_data.downloaded", by=None, subject=own.idea.subject)
    submission = own.submission
    return data_file(lambda: parts_without_account(submission))
