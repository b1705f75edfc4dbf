"""E-mail addresses: which texts are some, and how each is written once.

Enters: a text as an owner or a list has it. Leaves: a `MailAddress`, or the reason why it is none. Follows RFC 5321 and RFC 6531
(letters outside ASCII), without what nobody's mailbox has: quoted local parts and addresses of numbers.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# What stands between the dots of a local part; letters outside ASCII need a server with SMTPUTF8.
_ATOM = (
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-\u00a1-\u1fff\u2c00-\ud7ff\uf900-\ufffd\U00010000-\U000effff]+"
)
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST_LOCAL, _LONGEST = 64, 254  # bytes, RFC 5321 4.5.3.1
# Python's codec follows IDNA 2003, in which these letters lead to another domain than in IDNA 2008.
_OTHER_DOMAIN = frozenset("\u00df\u03c2\u200c\u200d")


class MailAddress(NamedTuple):
    """An address as it is sent to: the local part as written, the domain in small letters of ASCII."""

    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def needs_utf8(self) -> bool:
        """Tell whether only servers with SMTPUTF8 (RFC 6531) can take it."""
        return not self.local.isascii()


def read_address(text: str) -> MailAddress | str:
    """Read an address; gives the reason, for the middle of a sentence, where it is none.

    >>> str(read_address("Ada.L@Example.ORG")), str(read_address("a@bücher.example"))
    ('Ada.L@example.org', 'a@xn--bcher-kva.example')
    >>> read_address("ada"), read_address("ada@example")
    ('has no @', 'has a domain without a dot')
    """
    local, at, domain = text.strip().rpartition("@")
    if not at:
        return "has no @"
    if not _LOCAL.fullmatch(local):
        return "has signs before the @ that no address has"
    if len(local.encode()) > _LONGEST_LOCAL:
        return f"has more than {_LONGEST_LOCAL} characters before the @"
    ascii_domain = _domain(domain)
    if ascii_domain is None:
        return "has a domain that is none"
    if "." not in ascii_domain and ascii_domain != "localhost":
        return "has a domain without a dot"
    address = MailAddress(local, ascii_domain)
    return address if len(str(address).encode()) <= _LONGEST else "is too long"


def _domain(text: str) -> str | None:
    if _OTHER_DOMAIN & set(text):
        return None
    try:
        name = text.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    return name if all(map(_LABEL.fullmatch, name.split("."))) else None
