"""A real mail server on this machine, which keeps what it gets and misbehaves as it is told."""

# ruff: noqa: ARG001, ARG002, N802 - arguments and names are those with which aiosmtpd calls

from __future__ import annotations

import asyncio
import email
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER, PASSWORD = "digest", "correct horse: battery"


@dataclass
class Mailbox:
    """What a server got, and what it answers: a reply by address, or what it does when an address is at a stage."""

    replies: dict[str, str] = field(default_factory=dict)
    hang_up: dict[str, str] = field(default_factory=dict)  # the stage by address: RCPT, DATA, END
    sender_reply: str | None = None
    at: Callable[[str, str], None] | None = None
    got: list[tuple[str, bytes]] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    connections: int = 0

    @property
    def addresses(self) -> list[str]:
        """Give who got a message, in order."""
        return [address for address, _ in self.got]

    def message(self, address: str) -> EmailMessage:
        """Give the one message that an address got."""
        (data,) = [data for to, data in self.got if to == address]
        message = email.message_from_bytes(data, policy=default)
        assert isinstance(message, EmailMessage)
        return message

    # What aiosmtpd calls.

    async def handle_EHLO(
        self, server: SMTP, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.sender_reply is not None:
            return self.sender_reply
        envelope.mail_from = address
        self.senders.append(address)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        await self._stage("RCPT", address)
        if self.hang_up.get(address) == "RCPT":
            del self.hang_up[address]
            server.transport.close()
            return "250 OK"
        if address in self.replies:
            return self.replies[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        (address,) = envelope.rcpt_tos
        if self.hang_up.pop(address, None) == "END":
            server.transport.close()
            return "250 OK"
        self.got.append((address, envelope.original_content))
        await self._stage("END", address)
        return "250 OK"

    async def _stage(self, stage: str, address: str) -> None:
        if self.at is not None:
            await asyncio.get_running_loop().run_in_executor(None, self.at, stage, address)


class Certificates:
    """An authority of our own, and a server's certificate of it."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.file = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self.file))
        self._issued = authority.issue_cert("localhost")

    def context(self) -> ssl.SSLContext:
        """Give what a server encrypts with."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._issued.configure_cert(context)
        return context


def free_port() -> int:
    """Give a port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def serving(
    box: Mailbox,
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    login: bool = False,
    utf8: bool = True,
) -> Iterator[int]:
    """Serve a mailbox; gives the port."""

    def authenticate(
        server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any
    ) -> AuthResult:
        right = isinstance(data, LoginPassword) and (
            (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        )
        return AuthResult(success=right, handled=right)

    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=tls,
        tls_context=starttls,
        require_starttls=starttls is not None,
        authenticator=authenticate if login else None,
        auth_required=login,
        auth_require_tls=starttls is not None,
        enable_SMTPUTF8=utf8,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


class Gate:
    """Stops the server at a stage of an address until it is opened, and tells when it stands there."""

    def __init__(self, stage: str, address: str) -> None:
        self._place = (stage, address)
        self.reached, self.opened = threading.Event(), threading.Event()

    def __call__(self, stage: str, address: str) -> None:
        if (stage, address) == self._place:
            self.reached.set()
            assert self.opened.wait(60)
