"""What stands in a text letter by letter: code, addresses, e-mail addresses and file names.

Enters: a cleaned text. Leaves: the same with a mark in place of each (see `generator.text.marks`), so that no later
step reads TeX or emphasis into it.
"""

from __future__ import annotations

import re

from generator.text.latex import linked
from generator.text.marks import Shelf
from generator.text.spans import Emphasis, Span, Text

_CODE = re.compile(r"`(?<!``)([^`\s](?:[^`']{0,118}[^`'\s])?)`(?!`)")
_URL_END = r"[^\s<>\"`{}$*\u201c\u201d\ufdd0]{1,2000}"
_DOMAINS = ("com", "org", "net", "io", "ai", "edu", "gov", "dev", "co")
# Addresses by a sign that each of them has. Where a pattern can begin with a sign, it does, here and in the
# other readers of text: `re` looks for signs many times as fast as for what may stand before one.
_ADDRESSES = (
    ("//", re.compile(rf"(?:https?://|/(?<![\w:/]/)/){_URL_END}")),
    ("www.", re.compile(rf"(?<![\w.])www\.{_URL_END}")),
    ("@", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}")),
    ("10.", re.compile(rf"(?<![\w.])10\.[0-9]{{4,9}}/{_URL_END}")),
    (
        "/",
        re.compile(
            rf"(?<![\w./-])[\w-]{{1,64}}(?:\.[\w-]{{1,64}}){{0,4}}\.(?:{'|'.join(_DOMAINS)})/(?:{_URL_END})?"
        ),
    ),
)
_AFTER_DOMAIN = re.compile("/(?:" + "|".join(rf"(?<=\.{name}/)" for name in _DOMAINS) + ")")
# From the beginning of a run, so that a run of many addresses is read once.
_ADDRESS_GROUP = re.compile(r"(?<![^\s{}])([^\s{}]++)\{([^{}]*)\}")
_BEGINS_ADDRESS = re.compile(r"https?://(?=.)")


def take_literals(text: str, shelf: Shelf[Span]) -> str:
    """Put what is not to be read any further on the shelf."""

    def code(match: re.Match[str]) -> str:
        return shelf.put(Emphasis(kind="code", spans=(Text(text=match[1]),)))

    def address(match: re.Match[str]) -> str:
        return shelf.put(Text(text=_unescaped(match[0])))

    if "`" in text:
        text = _CODE.sub(code, text)
    if "{" in text and "http" in text:
        text = _ADDRESS_GROUP.sub(_address_group, text)
    for sign, pattern in _ADDRESSES:
        if sign in text and (sign != "/" or _AFTER_DOMAIN.search(text)):
            text = pattern.sub(address, text)
    return text


def _address_group(match: re.Match[str]) -> str:
    r"""Read what is left of `\href{address}{words}`."""
    run, words = match[1], match[2].strip()
    begins = _BEGINS_ADDRESS.search(run)
    if begins is None:
        return match[0]
    return run[: begins.start()] + linked(run[begins.start() :], words)


def _unescaped(address: str) -> str:
    return re.sub(r"\\([_%#&~])", r"\1", address) if "\\" in address else address
