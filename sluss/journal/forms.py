from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sluss.core.forms import Radios, SlussForm

from .models import Subject
from .states import MailChoice


class MailChoiceForm(SlussForm):
    mail = forms.ChoiceField(
        choices=MailChoice.choices,
        widget=Radios,
        label=_("How do you want to hear of what you follow and handle?"),
        error_messages={"required": _("Choose how you want to hear"), "invalid_choice": _("Choose how you want to hear")},
    )


def follow_toggle(request: HttpRequest, subject: Subject, *, following: bool) -> dict[str, Any]:
    """What journal/_follow.html needs: the form with one button."""
    key = f"follow-{subject.pk}"
    # When the button alone is fetched, the page it stands on is what the form says, and never the form's own address.
    here = request.POST.get("next") or request.get_full_path()
    return {
        "key": key,
        "target": f"#{key}",
        "label": gettext("Follow"),
        "label_on": gettext("You follow"),
        "about": subject.title,
        "action": reverse("journal:follow", args=[subject.pk]),
        "following": following,
        "hidden": [("on", "" if following else "1"), ("next", here)],
        "sign_in": "" if request.user.is_authenticated else f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': here})}",
    }
