from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sluss.core.events import Kind, Tell, declare

declare(
    Kind("register.numbered", _("Got a registry number"), handlers_only=True, icon="archive"),
    Kind("register.added", _("Got an entry in the register, by hand"), handlers_only=True, icon="archive"),
    Kind("register.corrected", _("An entry in the register was put right"), handlers_only=True, icon="archive"),
    Kind("register.downloaded", _("The official register was downloaded"), export=True),
    Kind("secrecy.marked", _("Marked as secret"), handlers_only=True, icon="lock"),
    Kind("secrecy.claimed", _("The giver says that it may be secret"), handlers_only=True, icon="lock"),
    Kind("secrecy.lifted", _("A secrecy mark was lifted"), handlers_only=True, icon="eye"),
    # For the audit log alone: who has read what is marked, in clear.
    Kind("secrecy.read", _("Read what is marked as secret")),
    Kind("audit.downloaded", _("The audit log was downloaded"), export=True),
    Kind("erasure.asked", _("Asked to be de-identified"), tell=frozenset({Tell.OWNER})),
    Kind("erasure.due", _("A request to be de-identified is soon to be answered"), tell=frozenset({Tell.OWNER})),
    Kind("erasure.put_off", _("The answer to a request to be de-identified was put off"), tell=frozenset({Tell.OWNER}), letter=True),
    Kind("erasure.answered", _("A request to be de-identified was answered"), tell=frozenset({Tell.OWNER}), letter=True),
    Kind("personal_data.downloaded", _("Downloaded their own data"), export=True),
)
