"""What happens to any subject, whatever it is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sluss.core.events import Kind, Register, declare

declare(
    Kind("subject.released", _("Shown to others"), register=Register.SHOWN, index=True, timeline=True),
    Kind("subject.narrowed", _("Shown to fewer"), timeline=True),
    Kind("subject.titled", _("Got a new title"), index=True, timeline=True),
)
