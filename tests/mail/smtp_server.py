"""Real SMTP servers on loopback: TLS with an authority of their own, login, and faults on request."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER = "apikey"
NO_SUCH_USER = "550 5.1.1 no such user"
PASSWORD = "correct horse"  # noqa: S105 - of a server that lives as long as a test
Moment = Literal["EHLO", "AUTH", "MAIL", "354", "content", "QUIT"]
"""The last thing that a server answers to: it says 354 when it is ready for the content of a message."""


@dataclass
class Inbox:
    """What arrived; ``refused`` are senders and recipients that it does not take."""

    refused: tuple[str, ...] = ()
    refuses_content: bool = False
    gone_after: Moment | None = None
    """When it closes the connection: after this answer, or when it has all of the content and says nothing to it."""
    envelopes: list[Envelope] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)

    async def handle_MAIL(self, *asked: Any) -> str:  # noqa: N802 - a name of aiosmtpd
        """Take or refuse a sender: aiosmtpd tells server, session, envelope, address and options."""
        _, _, envelope, address, options = asked
        if address in self.refused:
            return NO_SUCH_USER
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, *asked: Any) -> str:  # noqa: N802 - a name of aiosmtpd
        """Take or refuse a recipient: aiosmtpd tells server, session, envelope, address and options."""
        _, _, envelope, address, _ = asked
        if address in self.refused:
            return NO_SUCH_USER
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002
        if self.refuses_content:
            return "554 5.6.0 not this one"
        if self.gone_after == "content":
            server.transport.close()
        else:
            self.envelopes.append(envelope)
        return "250 OK"

    def authenticate(self, *asked: Any) -> AuthResult:
        """Answer aiosmtpd, whose last argument is what was sent."""
        sent = asked[-1]
        right = isinstance(sent, LoginPassword) and (sent.login, sent.password) == (USER.encode(), PASSWORD.encode())
        self.logins.append(sent.login.decode())
        return AuthResult(success=right, handled=False)

    def arrived(self) -> EmailMessage:
        """The only message that arrived."""
        (envelope,) = self.envelopes
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        return message


class Leaving(SMTP):
    """A server that may go in the middle, as its inbox says."""

    def gone(self, after: Moment) -> bool:
        """Close the connection if this is the moment, and return whether it is."""
        now = self.event_handler.gone_after == after
        if now:
            self.transport.close()
        return now

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - a name of aiosmtpd, as those below
        await super().smtp_EHLO(hostname)
        if self.session.ssl is not None:
            self.gone("EHLO")

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        await super().smtp_AUTH(arg)
        self.gone("AUTH")

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        await super().smtp_MAIL(arg)
        self.gone("MAIL")

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.event_handler.gone_after == "354":
            await self.push("354 End data with <CR><LF>.<CR><LF>")
        if not self.gone("354"):
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802
        if not self.gone("QUIT"):
            await super().smtp_QUIT(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return Leaving(self.handler, **self.SMTP_kwargs)


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(inbox: Inbox, context: ssl.SSLContext | None, security: str, size: int | None = None) -> Iterator[int]:
    """Serve until the block ends and give the port: ``security`` is starttls, tls or none."""
    ways: dict[str, Any] = {
        "starttls": {"tls_context": context, "require_starttls": True, "auth_required": True},
        "tls": {"ssl_context": context, "auth_require_tls": False},
        "none": {},
    }[security]
    login = {"authenticator": inbox.authenticate} if security != "none" else {}
    port = free_port()
    server = _Controller(inbox, hostname="127.0.0.1", port=port, data_size_limit=size, **ways, **login)
    server.start()
    try:
        yield port
    finally:
        server.stop()
