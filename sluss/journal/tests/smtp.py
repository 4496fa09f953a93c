"""A mail server on this machine that does what a test asks: takes the mail, refuses it, or hangs up in the middle."""

from __future__ import annotations

import email
import email.policy
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


@dataclass
class Post:
    """`rcpt` and `data` may answer with a line of SMTP; `hang_up` ends the connection after DATA, the mail taken or not."""

    taken: list[EmailMessage] = field(default_factory=list)
    connections: int = 0
    rcpt: Callable[[str], str] = lambda address: ""
    data: Callable[[EmailMessage], str] = lambda message: ""
    hang_up: Callable[[EmailMessage], bool] = lambda message: False

    async def handle_EHLO(self, server: SMTP, session: Any, envelope: Any, hostname: str, responses: list[str]) -> list[str]:  # noqa: N802 - aiosmtpd's name
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802 - aiosmtpd's name
        refused = self.rcpt(address)
        if refused:
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        refused = self.data(message)
        if refused:
            return refused
        self.taken.append(message)
        if self.hang_up(message):
            server.transport.abort()
        return "250 OK"

    @property
    def ids(self) -> Counter[str]:
        return Counter(str(message["Message-ID"]) for message in self.taken)

    @property
    def to(self) -> Counter[str]:
        return Counter(str(message["To"]) for message in self.taken)


class Server(Controller):
    """`with Server() as post`: listens on a free port of 127.0.0.1, in `post.port`."""

    def __init__(self, post: Post) -> None:
        super().__init__(post, hostname="127.0.0.1", port=0)
        self.post = post

    def _trigger_server(self) -> None:
        # The port was chosen by the system; ask it once the server listens.
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def body(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())
