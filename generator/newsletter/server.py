"""A mail server, as far as one message after the other is given to it (RFC 5321).

Enters: the settings and messages. Leaves: what the server said. Certificates are always checked against the system's authorities. Login and password
come from the environment and go nowhere else. Refuses, as `DeliveryError`, what holds for every message: no connection, no encryption, no login,
no sender.
"""

from __future__ import annotations

import os
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from generator.config.settings import SmtpSettings
from generator.errors import BroadsheetError, quoted
from generator.text.mail_address import MailAddress

USER, PASSWORD = "BROADSHEET_SMTP_USER", "BROADSHEET_SMTP_PASSWORD"
_TIMEOUT = 60.0  # seconds
# A server may think for as long about a message that it has whole (RFC 5321, 4.5.3.2.6); to hang up sooner doubles messages.
_LAST_TIMEOUT = 600.0
_AT_LINE_START = re.compile(rb"^\.", re.MULTILINE)
_PORTS = {"starttls": 587, "tls": 465, "none": 25}

Outcome = Literal["sent", "refused", "deferred"]


class DeliveryError(BroadsheetError):
    """Nothing can be sent to anyone for now."""


class ConnectionLostError(Exception):
    """The connection broke; `certain` says that the server cannot have taken the message."""

    def __init__(self, *, certain: bool) -> None:
        super().__init__(certain)
        self.certain = certain


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A name and a password, which is never shown."""

    user: str
    password: str

    def __repr__(self) -> str:
        return "Login(...)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of a message, and the words of the server."""

    outcome: Outcome
    reply: str


def login_from(environment: Mapping[str, str] = os.environ) -> Login | None:
    """Give the login that the environment has; raises `BroadsheetError` for half of one."""
    user, password = environment.get(USER, ""), environment.get(PASSWORD, "")
    if bool(user) != bool(password):
        there, missing = (USER, PASSWORD) if user else (PASSWORD, USER)
        raise BroadsheetError(
            f"{missing} is not set, but {there} is; expected both in the environment, or none; set {missing}"
        )
    return Login(user=user, password=password) if user else None


class Server:
    """A connection, which is opened when it is needed."""

    def __init__(self, settings: SmtpSettings, sender: MailAddress, login: Login | None) -> None:
        self._settings = settings
        self._sender = sender
        self._login = login
        self._port = settings.port or _PORTS[settings.tls]
        self._name = f"{settings.host}:{self._port}"
        self._smtp: smtplib.SMTP | None = None

    def deliver(
        self, address: MailAddress, message: bytes, before_end: Callable[[], None]
    ) -> Answer:
        """Give a message to the server; `before_end` is called when all but its end was sent, on which the server takes it.

        Raises `ConnectionLostError`, and `DeliveryError` for what holds for everyone.
        """
        smtp = self._open()
        sure = True

        def last() -> None:
            nonlocal sure
            before_end()
            sure = False

        try:
            return self._transaction(smtp, address, message, last)
        except (smtplib.SMTPServerDisconnected, OSError):
            self.close()
            raise ConnectionLostError(certain=sure) from None

    def close(self) -> None:
        """End the connection, whatever state it is in."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def quit(self) -> None:
        """Take leave of the server."""
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self.close()

    def _transaction(
        self, smtp: smtplib.SMTP, address: MailAddress, message: bytes, last: Callable[[], None]
    ) -> Answer:
        options = [f"size={len(message)}"] if smtp.has_extn("size") else []
        smtp.command_encoding = "utf-8" if address.needs_utf8 else "ascii"
        if address.needs_utf8:
            if not smtp.has_extn("smtputf8"):
                return Answer(
                    outcome="refused", reply="the server knows no addresses outside ASCII"
                )
            options += ["SMTPUTF8", "BODY=8BITMIME"]
        code, reply = smtp.mail(str(self._sender), options)
        self._expect_sender(code, reply)
        code, reply = smtp.rcpt(str(address))
        if code not in {250, 251}:
            return self._declined(smtp, code, reply)
        code, reply = smtp.docmd("DATA")
        if code != 354:
            return self._declined(smtp, code, reply)
        smtp.send(_AT_LINE_START.sub(b"..", message))
        last()
        assert smtp.sock is not None
        smtp.sock.settimeout(_LAST_TIMEOUT)
        smtp.send(b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n")
        code, reply = smtp.getreply()
        smtp.sock.settimeout(_TIMEOUT)
        if code // 100 == 2:
            return Answer(outcome="sent", reply=_said(code, reply))
        return self._declined(smtp, code, reply)

    def _expect_sender(self, code: int, reply: bytes) -> None:
        if code == 250:
            return
        if code == 421:
            raise smtplib.SMTPServerDisconnected("421")
        raise DeliveryError(
            f"{self._name} takes no message from {self._sender} ({_said(code, reply)}); expected a server that sends for this "
            f"address; correct email.from or email.smtp in site.yaml{self._hint()}, then send again"
        )

    def _hint(self) -> str:
        return "" if self._login else f", or set {USER} and {PASSWORD} if it asks for a login"

    def _declined(self, smtp: smtplib.SMTP, code: int, reply: bytes) -> Answer:
        if code in {530, 535}:
            raise DeliveryError(
                f"{self._name} asks for a login ({_said(code, reply)}); expected one in the environment; set {USER} and {PASSWORD}"
            )
        if code in {421, -1}:
            raise smtplib.SMTPServerDisconnected(str(code))
        with suppress(smtplib.SMTPException, OSError):
            smtp.rset()
        outcome: Outcome = "refused" if code // 100 == 5 else "deferred"
        return Answer(outcome=outcome, reply=_said(code, reply))

    def _open(self) -> smtplib.SMTP:
        if self._smtp is None:
            try:
                self._smtp = self._connected()
            except ssl.SSLError as error:
                reason = getattr(error, "verify_message", "") or error.reason or str(error)
                raise DeliveryError(
                    f"{self._name}: the connection cannot be encrypted ({reason}); expected a certificate for "
                    f"{self._settings.host} that this system trusts, and the right email.smtp.tls; correct site.yaml, or "
                    "name the certificates of your authority in SSL_CERT_FILE"
                ) from None
            except (OSError, smtplib.SMTPException) as error:
                raise self._failure(error) from None
        return self._smtp

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
        # Named after the sender's domain: to ask for this machine's name may take seconds, and tells it to everyone.
        own = self._sender.domain
        context = ssl.create_default_context()
        if settings.tls == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host, self._port, own, timeout=_TIMEOUT, context=context
            )
        else:
            smtp = smtplib.SMTP(settings.host, self._port, own, timeout=_TIMEOUT)
        try:
            smtp.ehlo_or_helo_if_needed()
            if settings.tls == "starttls":
                smtp.starttls(context=context)
                smtp.ehlo_or_helo_if_needed()
            if self._login is not None:
                smtp.login(self._login.user, self._login.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _failure(self, error: OSError | smtplib.SMTPException) -> DeliveryError:
        match error:
            case smtplib.SMTPAuthenticationError():
                found = f"refuses the login ({_said(error.smtp_code, error.smtp_error)})"
                expected, do = f"the name in {USER} and its password in {PASSWORD}", "correct them"
            case smtplib.SMTPNotSupportedError() if "STARTTLS" in str(error):
                found, expected = "offers no STARTTLS", "an encrypted connection"
                do = "write tls: tls under email.smtp in site.yaml if it is encrypted from the first byte on"
            case smtplib.SMTPNotSupportedError():
                found, expected = "takes no login", "a server that does"
                do = f"correct email.smtp in site.yaml, or unset {USER} and {PASSWORD}"
            case smtplib.SMTPResponseException():
                found = f"refuses the connection ({_said(error.smtp_code, error.smtp_error)})"
                expected, do = (
                    "a server that takes mail",
                    "try again later, or correct email.smtp in site.yaml",
                )
            case _:
                found = f"cannot be reached ({_reason(error)})"
                expected, do = (
                    "a mail server",
                    "correct email.smtp in site.yaml, or try again later",
                )
        return DeliveryError(f"{self._name} {found}; expected {expected}; {do}")


def _reason(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "no such host"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "it hung up"
    return getattr(error, "strerror", None) or type(error).__name__


def _said(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return quoted(f"{code} {' '.join(text.split())}", 200)[1:-1]
