from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sluss.core.events import Kind, declare

declare(
    Kind("register.numbered", _("Got a registry number"), handlers_only=True, icon="archive"),
    Kind("register.downloaded", _("The official register was downloaded"), export=True),
    Kind("secrecy.marked", _("Marked as secret"), handlers_only=True, icon="lock"),
    Kind("secrecy.claimed", _("The giver says that it may be secret"), handlers_only=True, icon="lock"),
    Kind("secrecy.lifted", _("A secrecy mark was lifted"), handlers_only=True, icon="eye"),
    # For the audit log alone: who has read what is marked, in clear.
    Kind("secrecy.read", _("Read what is marked as secret")),
    Kind("audit.downloaded", _("The audit log was downloaded"), export=True),
    Kind("personal_data.downloaded", _("Downloaded their own data"), export=True),
)
