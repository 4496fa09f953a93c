"""Who is signed in stands in the database, as Django keeps it; each page reads it, so the read is prepared."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from .prepared import Prepared

_session = Prepared(lambda key: Session.objects.filter(session_key=key, expire_date__gt=Now()), takes=[str])


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str | None) -> bool:
        """A cookie can say anything. What is no key of ours is not asked about: PostgreSQL takes no text with a zero byte in it."""
        return bool(key) and str(key).isascii() and str(key).isalnum() and super()._validate_session_key(key)

    def _get_session_from_db(self) -> Session | None:
        found = _session.first(self.session_key or "")
        if found is None:
            self._session_key = None
        return found
