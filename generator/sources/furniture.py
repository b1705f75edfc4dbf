"""The furniture of a papers site: banners, buttons, days, credits, votes, comments and authors.

Enters: the lines of a page copied as text. Leaves: the lines that are not blank, each told from the
content by what it says, with its white space folded and what no reader sees taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.models import LineKind
from generator.text.clean import clean, fold_white_space
from generator.text.dates import WrittenDay, parse_day
from generator.text.rich import join_lines

_BANNER = re.compile(r"Get trending papers in your email inbox(?: once a day)?!?")
_BUTTON = "Subscribe"
_GLUED_BUTTON = re.compile(r"Subscribe(?=[^\s])")
_SURELY_GLUED = re.compile(r"Subscribe(?=[^\sa-z])")
_NEXT_PAGE = 20  # lines
# What the site shows beside a title: votes, comments, the number of authors, who posted it and when.
_COUNT = r"[+\-\u2212]?\d+(?:[.,]\d+)*\s?[km]?"
_MARKS = r"[\s\u00b7\u2022|\u25b2\u25b3\u2191+\-\u2013\u2014*]*"
_WHO = r"(?:submitted|upvoted|posted|shared)\s+by\s*\S.*"
_WHEN = (
    r"(?:published|submitted|posted|updated)(?:\s+on)?:?\s+(?P<when>\S.*)"
    r"|(?:about\s+)?(?:\d+|an?)\s+(?:second|minute|hour|day|week|month|year)s?\s+ago|yesterday"
)
_NOUN = r"(?:authors?|comments?|up-?votes?|votes?|likes?|points?|replies|reply|stars?|views?)"
_BESIDE = re.compile(
    rf"{_MARKS}(?:{_COUNT}|(?:{_COUNT}|no|an?)\s*{_NOUN}|(?:up-?vote|votes?|likes?|comments?|authors?):?"
    rf"(?:\s*{_COUNT})?|view all comments|{_WHO}|{_WHEN})?{_MARKS}",
    re.IGNORECASE,
)
_LONGEST_BESIDE = 80  # characters
_POSTER_FOLLOWS = re.compile(r"\W*(?:submitted|upvoted|posted|shared) by\W*", re.IGNORECASE)
_CREDIT = re.compile(r"by\s*(?P<credit>\S.* and the research community)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """A line that is not blank, after its white space is folded and a glued button is cut off."""

    number: int
    text: str  # what a reader sees of it
    as_read: str
    kind: LineKind | None  # None: content, a title or an abstract
    day: WrittenDay | None = None
    credit: str | None = None


def visible(raw: str) -> str:
    r"""Fold a line's white space, and take out what has no width.

    >>> visible("\u200b\ufeff Mar\u00a014\f")
    'Mar 14'
    """
    text = fold_white_space(raw)
    return text if text.isascii() or text.isprintable() else clean(text)


def page_lines(lines: Sequence[str]) -> Iterator[PageLine]:
    """Tell the furniture of a page from its content."""
    after_banner = poster_follows = False
    for number, raw in enumerate(lines, start=1):
        text = visible(raw)
        if not text:
            continue
        line = _page_line(number, raw, text, after_banner=after_banner, page=lines)
        if poster_follows and line.kind is None and " " not in text:
            line = _furniture(number, text, "metadata")
        poster_follows = line.kind == "metadata" and _POSTER_FOLLOWS.fullmatch(text) is not None
        after_banner = line.kind == "boilerplate" and (
            after_banner or _BANNER.fullmatch(text) is not None
        )
        yield line


def _page_line(
    number: int, raw: str, text: str, *, after_banner: bool, page: Sequence[str]
) -> PageLine:
    if _BANNER.fullmatch(text) or text == _BUTTON:
        return _furniture(number, text, "boilerplate")
    if text == "new" and _banner_follows(page, number):
        return _furniture(number, text, "boilerplate")
    if credit := _CREDIT.fullmatch(text):
        return _furniture(number, text, "metadata", credit=credit["credit"])
    if len(text) <= _LONGEST_BESIDE:
        if day := parse_day(text):
            return _furniture(number, text, "date", day=day)
        if _stands_beside(text):
            return _furniture(number, text, "metadata")
    if glued := (_GLUED_BUTTON if after_banner else _SURELY_GLUED).match(text):
        content = text[glued.end() :]
        return PageLine(number=number, text=content, as_read=content, kind=None)
    return PageLine(number=number, text=text, as_read=fold_white_space(raw), kind=None)


def _furniture(
    number: int,
    text: str,
    kind: LineKind,
    *,
    day: WrittenDay | None = None,
    credit: str | None = None,
) -> PageLine:
    return PageLine(number=number, text=text, as_read=text, kind=kind, day=day, credit=credit)


def _stands_beside(text: str) -> bool:
    """Say whether a line is what the site shows beside a title.

    >>> [_stands_beside(line) for line in ("42", "\u00b7 7 authors", "Published on Mar 14", "-")]
    [True, True, True, True]
    >>> [_stands_beside(line) for line in ("Published on Paper", "3 Views of a Comment")]
    [False, False]
    """
    if _POSTER_FOLLOWS.fullmatch(text):
        return True
    beside = _BESIDE.fullmatch(text)
    if beside is None:
        return False
    when = beside["when"]
    return when is None or parse_day(when.strip(" .\u00b7|")) is not None


def _banner_follows(lines: Sequence[str], number: int) -> bool:
    for raw in lines[number : number + _NEXT_PAGE]:
        if text := visible(raw):
            return _BANNER.fullmatch(text) is not None
    return False


def joined(lines: Sequence[PageLine]) -> str:
    """Join the lines of a paragraph, and a word that was broken at its hyphen."""
    if len(lines) == 1:
        return lines[0].as_read
    return fold_white_space(join_lines("\n".join(line.as_read for line in lines)))
