"""What happens to any subject, whatever it is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sluss.core.events import Kind, Register, declare

declare(
    Kind("subject.released", _("Shown to others"), register=Register.SHOWN, index=True, timeline=True, icon="eye"),
    Kind("subject.narrowed", _("Shown to fewer"), timeline=True, icon="lock"),
    Kind("subject.titled", _("Got a new title"), index=True, timeline=True, icon="edit"),
    Kind("subject.file_released", _("A file is shown to others"), handlers_only=True, icon="eye"),
    Kind("subject.file_described", _("A picture got a description"), handlers_only=True, icon="edit"),
)
