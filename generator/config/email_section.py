"""The section `email`: from whom the newsletter comes, who gets it, how it is left, and which server sends it.

Enters: the top level of site.yaml. Leaves: `EmailSettings`. Refuses addresses that are none, and a server that would get a password
without encryption. What only `broadsheet email` needs, such as the address it comes from, is asked for there.
"""

from __future__ import annotations

import re
from typing import cast, get_args

from generator.config.document import Scalar
from generator.config.key import names
from generator.config.keys import EMAIL, HOST_FORM, SMTP, UNSUBSCRIBE_FORM
from generator.config.reader import Problems, Section
from generator.config.settings import EmailSettings, SmtpSettings, Tls
from generator.errors import quoted
from generator.text.mail_address import MailAddress, read_address

_UNSUBSCRIBE = re.compile(UNSUBSCRIBE_FORM)
_HOST = re.compile(HOST_FORM)
_ADDRESSES = ("from", "reply_to", "unsubscribe_address")
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


def read_email(top: Section, problems: Problems) -> EmailSettings:
    """Read the settings of the newsletter."""
    section = top.section("email", names(EMAIL))
    usual = EmailSettings()
    if section is None:
        return usual
    sender, reply_to, leave = (_address(section, key, problems) for key in _ADDRESSES)
    section.check_form(
        "unsubscribe_url",
        _UNSUBSCRIBE,
        "an https address, in which {address} or {token} may stand for the subscriber's",
    )
    subscribers = section.node.get("subscribers")
    return EmailSettings(
        sender=sender,
        from_name=section.text("from_name"),
        reply_to=reply_to,
        subscribers=section.text("subscribers", "subscribers: subscribers.csv"),
        unsubscribe_url=section.text("unsubscribe_url"),
        unsubscribe_address=leave,
        imprint=section.text("imprint"),
        per_minute=section.integer("per_minute", 1, 100_000, example=60),
        smtp=_smtp(section, problems),
        location=section.node.location,
        subscribers_location=None if subscribers is None else subscribers.location,
    )


def _address(section: Section, key: str, problems: Problems) -> MailAddress | None:
    text = section.text(key, f"{key}: digest@example.org")
    if text is None:
        return None
    found = read_address(text)
    if isinstance(found, MailAddress) and found.local.isascii():
        return found
    reason = found if isinstance(found, str) else "has letters outside ASCII before the @"
    problems.add(
        section.node.get(key).location,  # type: ignore[union-attr]  # the text was there
        f"{quoted(key)} in {section.name} is {quoted(text)}, which {reason}; expected an e-mail address; "
        "write, for instance, digest@example.org",
    )
    return None


def _smtp(section: Section, problems: Problems) -> SmtpSettings:
    smtp = section.section("smtp", names(SMTP))
    usual = SmtpSettings()
    if smtp is None:
        return usual
    smtp.check_form("host", _HOST, "the name of a server such as smtp.example.org")
    host = smtp.text("host", "host: smtp.example.org") or usual.host
    tls = cast("Tls", smtp.choice("tls", get_args(Tls)) or usual.tls)
    node = smtp.node.get("tls")
    if tls == "none" and host not in LOCAL_HOSTS and isinstance(node, Scalar):
        problems.add(
            node.location,
            f'"tls" in {smtp.name} is "none" for the server {quoted(host)}; expected starttls or tls, for anyone on the '
            "way could read addresses and the password; write tls: starttls",
        )
    return SmtpSettings(host=host, port=smtp.integer("port", 1, 65_535, example=587), tls=tls)
