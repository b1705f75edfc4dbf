"""A newsletter as a message (RFC 5322, MIME).

Enters: an issue, what is written, and whom it is for. Leaves: bytes with CRLF, lines of 998 bytes at most, all of it ASCII but for addresses
that need SMTPUTF8. The same input gives the same bytes: the day of the edition is the message's date, and the boundary between its
parts is made of what they hold. What is sent has the time of sending instead, for programs sort by it and filters distrust old ones.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from email.errors import HeaderParseError
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote, urlsplit

from generator.newsletter.issue import Issue
from generator.newsletter.layout import Letter, leaving
from generator.newsletter.subscribers import Subscriber
from generator.text.mail_address import MailAddress

_LONGEST_NAME = 70  # characters
# Addresses and ids, which no program reads where they are folded or encoded (RFC 2047, 5); Python's own headers do both.
_WHOLE = ("list-unsubscribe", "list-unsubscribe-post", "list-id", "list-archive", "message-id")


class _WholeHeader:
    """A header whose parts stay as they are, each on a line of its own."""

    max_count = 1
    name: str

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        """Take the value as it stands."""
        UnstructuredHeader.parse(value, kwds)

    def fold(self, *, policy: EmailPolicy[EmailMessage]) -> str:
        """Write the header."""
        ends = f",{policy.linesep} "
        return f"{self.name}: {ends.join(str(self).split(', '))}{policy.linesep}"


def _policy(*, utf8: bool) -> EmailPolicy[EmailMessage]:
    registry = HeaderRegistry()
    for name in _WHOLE:
        registry.map_to_type(name, _WholeHeader)  # type: ignore[arg-type]  # as the registry asks, a class to mix in
    return SMTP.clone(header_factory=registry, utf8=utf8)


def message_bytes(
    issue: Issue,
    letter: Letter,
    reader: Subscriber | None,
    *,
    sent: dt.datetime | None = None,
    message_id: str | None = None,
) -> bytes:
    """Write the message for a reader, or without one for a file.

    `sent` is the time of sending. A `message_id` is for a trial: programs hide a message whose id they know, so one that has the id of the
    edition would hide the edition itself.
    """
    utf8 = reader is not None and reader.address.needs_utf8
    message = EmailMessage(policy=_policy(utf8=utf8))
    settings, site = issue.config.email, issue.config.site
    assert settings.sender is not None
    message["From"] = _mailbox(settings.from_name or site.title, settings.sender)
    if reader is None:
        message["To"] = "undisclosed-recipients:;"
    else:
        message["To"] = _mailbox(reader.name, reader.address)
    if settings.reply_to is not None:
        message["Reply-To"] = _mailbox(None, settings.reply_to)
    message["Subject"] = letter.subject
    moment = sent or dt.datetime.combine(issue.day, dt.time(), dt.UTC)
    message["Date"] = format_datetime(moment)
    message["Message-ID"] = message_id or edition_id(issue)
    _add_list(message, issue, reader)
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    message["Content-Language"] = issue.words.language
    message.set_boundary(f"=_{_digest(letter.text, letter.html)}")
    return message.as_bytes()


def edition_id(issue: Issue) -> str:
    """Give the id of an edition's message: of its name, and of the site's address, so that no two digests on a host have the same."""
    return f"<{issue.name}.{_digest(issue.url)[:12]}.newsletter@{_host(issue)}>"


def _add_list(message: EmailMessage, issue: Issue, reader: Subscriber | None) -> None:
    """Say of which list the message is, and how to leave it (RFC 2369, 2919, 8058, 3834)."""
    site = issue.config.site.title
    way = leaving(issue.config.email, site, reader)
    ways = [f"<{address}>" for address in (way.url, way.mailto) if address is not None]
    message["List-Unsubscribe"] = ", ".join(ways)
    if way.one_click:
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    parts = [issue.topic, *urlsplit(issue.url).path.split("/"), "newsletter", _host(issue)]
    message["List-Id"] = f"<{'.'.join(quote(part, safe='') for part in parts if part)}>"
    message["List-Archive"] = f"<{quote(issue.url, safe='%/:')}dates/>"
    message["Auto-Submitted"] = "auto-generated"
    message["Precedence"] = "bulk"


def _host(issue: Issue) -> str:
    host = urlsplit(issue.url).hostname or "localhost"
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return quote(host, safe="")


def _mailbox(name: str | None, address: MailAddress) -> Address:
    seen = "".join(letter if letter.isprintable() else " " for letter in name or "")
    shown = " ".join(seen.split())[:_LONGEST_NAME].strip()
    try:
        return Address(shown, address.local, address.domain)
    except (HeaderParseError, ValueError):  # nothing that `read_address` takes is refused here
        return Address("", addr_spec=str(address))


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()[:32]
