"""The port for outgoing mail. The queue lies in the journal; apps below it send through here."""

from __future__ import annotations

from typing import Any, Protocol


class Sender(Protocol):
    def __call__(self, *, to: str, subject: str, text: str, html: str, key: str, person: Any | None) -> None: ...


_sender: Sender | None = None


def register(sender: Sender) -> Sender:
    """Called once, by the app that owns the queue, in AppConfig.ready."""
    global _sender  # noqa: PLW0603 - one port, set once at start
    _sender = sender
    return sender


def send(*, to: str, subject: str, text: str, key: str, html: str = "", person: Any | None = None) -> None:
    """Queue a mail in the running transaction. A second mail with the same key is the same mail and is not sent again."""
    if _sender is None:
        raise RuntimeError("no app has registered how mail is sent")
    _sender(to=to, subject=subject, text=text, html=html, key=key, person=person)
