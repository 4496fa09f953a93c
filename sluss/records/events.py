from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sluss.core.events import Kind, declare

declare(Kind("register.numbered", _("Got a registry number"), handlers_only=True))
