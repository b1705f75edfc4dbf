"""JSON values one after the other, out of a list or an object of any size.

Enters: a stream of text, and a function that makes a record of one value. Leaves: events, with the
lines on which each value begins and ends.

Elements are decoded one by one from a buffer with the standard decoder, which is several times as
fast as a streaming parser and tells where a value ends. After a broken element, reading goes on at
the next place where a paper can be read; how much is tried for that is bounded for the whole file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from generator.errors import Location, quoted
from generator.models import SourceRecord
from generator.sources.events import SourceEvent
from generator.sources.fields import NoPaperError
from generator.sources.text_stream import (
    LONGEST_RECORD,
    NOT_UTF_8,
    PIECE,
    TOO_LONG,
    SourceStream,
    is_damaged,
)
from generator.sources.text_window import TextWindow

# Makes a record of a decoded value; raises `NoPaperError`.
Make = Callable[[object, Location], SourceRecord]

_DECODER = json.JSONDecoder(strict=False)
_SPACE = re.compile(r"[\s,]*")
# The keys under which exports put their list of papers.
_LIST_KEYS = "papers|data|notes|items|results|records|entries|articles|documents|publications|rows|references"
_SCALAR = r'(?:"(?:[^"\\]|\\.)*"|[-+.\deE]+|true|false|null)'
_CONTAINER = re.compile(
    rf'\s*\{{\s*(?:"(?:[^"\\]|\\.)*"\s*:\s*{_SCALAR}\s*,\s*){{0,50}}"(?:{_LIST_KEYS})"\s*:\s*\[\s*[\]{{]'
)
_MAPPING = re.compile(r'\{\s*"(?!paper"|content")(?:[^"\\]|\\.)*"\s*:\s*(?=\{)')
_IS_LIST_KEY = re.compile(_LIST_KEYS)
# Where the next element may begin, after a comma or at the start of a line.
_CANDIDATE = re.compile(r',\s*(\{)|\n[ \t]*([{"])')
# Characters looked at in vain after broken elements, for a whole file: about a second.
_MOST_EFFORT = 1 << 28
CUT_OFF = "the file ends inside this record; it may be cut off"
CUT_OFF_LIST = "the file ends inside a list; it may be cut off"
_WORTH_OF_A_FAILURE = 1000
_LONGEST_GAP = 64  # characters between a comma and the element after it


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The keys whose lines count as title and as abstract where a record has several lines."""

    title: tuple[str, ...] = ("title",)
    abstract: tuple[str, ...] = ("abstract", "summary")


class TruncatedError(Exception):
    """A value that the buffer holds only the beginning of, and how it fails if that is all."""

    def __init__(self, error: json.JSONDecodeError) -> None:
        super().__init__(str(error))
        self.error = error


def is_container(text: str) -> bool:
    """Tell whether a text begins with an object that holds the list of papers.

    >>> is_container('{"count": 2, "notes": [{"id": "a"}'), is_container('{"authors": [{"name": ')
    (True, False)
    """
    return _CONTAINER.match(text) is not None


def reason_of(error: Exception, text: str) -> str:
    """Say in words why a text could not be read as JSON or as a paper."""
    if isinstance(error, json.JSONDecodeError):
        said = f"{error.msg[:1].lower()}{error.msg[1:]}"
        near = error.doc[max(0, error.pos - 30) : error.pos + 30]
        return f"not JSON, {said} near {quoted(near or text[:60])}"
    if isinstance(error, RecursionError):
        return "JSON nested too deeply for a paper"
    if isinstance(error, NoPaperError):
        return str(error)
    return "a number of thousands of digits; expected a paper"


class JsonStream:
    """One pass over a stream; `events` is called once."""

    def __init__(self, stream: SourceStream, make: Make, keys: Keys) -> None:
        self._window = TextWindow(stream)
        self._account = self._window.account
        self._make = make
        self._effort = 0
        names = "|".join(map(re.escape, (*keys.title, *keys.abstract)))
        self._key = re.compile(rf'(?<!\\)"({names})"\s*:')
        self._abstract_keys = frozenset(keys.abstract)

    def events(self) -> Iterator[SourceEvent]:
        """Read everything."""
        while mark := self._peek():
            if mark == "[":
                self._window.at += 1
                yield from self._list()
            elif mark == "{" and self._has_members():
                self._window.at += 1
                yield from self._members()
            elif mark in "]}":
                self._window.at += 1
            else:
                yield from self._element()
        self._window.note_end()
        yield from self._account.settle()

    def _list(self) -> Iterator[SourceEvent]:
        while mark := self._peek():
            if mark == "]":
                self._window.at += 1
                return
            yield from self._element()
        if not self._window.is_broken:
            self._account.note(self._account.lines, CUT_OFF_LIST)

    def _has_members(self) -> bool:
        """Tell whether the object that begins here holds papers, rather than being one."""
        window = self._window
        while window.size < PIECE and window.more():
            pass
        if _CONTAINER.match(window.text, window.at):
            return True
        first = _MAPPING.match(window.text, window.at)
        if first is None:
            return False
        try:
            value, _ = self._decoded(first.end())
            self._make(value, Location(path=window.path, line=1))
        except (TruncatedError, ValueError, RecursionError):
            return False
        return True

    def _members(self) -> Iterator[SourceEvent]:
        window = self._window
        while (mark := self._peek()) and mark != "}":
            if mark != '"':
                return
            try:
                key, window.at = self._complete()
            except (ValueError, RecursionError) as error:
                self._recover(reason_of(error, window.text[window.at : window.at + 60]))
                return
            if self._peek() == ":":
                window.at += 1
            if self._peek() == "[" and _IS_LIST_KEY.fullmatch(str(key)):
                window.at += 1
                yield from self._list()
            else:
                yield from self._element(key=str(key))
        window.at = min(window.at + 1, len(window.text))

    def _element(self, key: str | None = None) -> Iterator[SourceEvent]:
        """Read the value that begins here; `key` is its key where it is a member of an object."""
        window = self._window
        try:
            value, end = self._complete()
        except (ValueError, RecursionError) as error:
            yield from self._account.settle(window.line(window.at))
            self._recover(reason_of(error, window.text[window.at : window.at + 60]))
            return
        first, last = window.line(window.at), window.line(end)
        raw, window.at = window.text[window.at : end], end
        yield from self._account.settle(first)
        if key is not None:
            if not isinstance(value, dict):
                return
            value = {"id": key, **value}
        try:
            if is_damaged(raw):
                raise NoPaperError(NOT_UTF_8)
            record = self._make(value, Location(path=window.path, line=first))
        except NoPaperError as error:
            self._account.reject(first, last, str(error))
            return
        self._use_lines(record, raw, first, last)
        yield record

    def _use_lines(self, record: SourceRecord, raw: str, first: int, last: int) -> None:
        self._account.use(first, last, "metadata")
        if first == last:
            self._account.use(first, first, "title" if record.abstract is None else "abstract")
            return
        for number, line in enumerate(raw.split("\n"), start=first):
            for found in self._key.finditer(line):
                is_abstract = found[1] in self._abstract_keys
                self._account.use(number, number, "abstract" if is_abstract else "title")

    def _complete(self) -> tuple[object, int]:
        """Decode the value at the current place, reading on until it is whole."""
        window = self._window
        while True:
            try:
                return self._decoded(window.at)
            except TruncatedError as truncated:
                if window.size > LONGEST_RECORD:
                    raise NoPaperError(TOO_LONG) from None
                if not window.more(window.size):
                    if truncated.error.pos >= len(window.text) - 8:
                        raise NoPaperError(CUT_OFF) from None
                    raise truncated.error from None

    def _decoded(self, at: int) -> tuple[object, int]:
        text = self._window.text
        try:
            return _DECODER.raw_decode(text, at)
        except json.JSONDecodeError as error:
            if error.msg.startswith("Unterminated") or error.pos >= len(text) - 8:
                raise TruncatedError(error) from None
            raise

    def _recover(self, reason: str) -> None:
        """Reject what begins here, and go on where the next paper can be read."""
        window = self._window
        first = window.line(window.at)
        search = window.at + 1
        while self._effort < _MOST_EFFORT:
            found, search = self._next_paper(search)
            if found is not None:
                window.at = found
                self._account.reject(first, max(first, window.line(found) - 1), reason)
                return
            window.at = min(search, len(window.text))
            self._effort += window.size
            search = 0
            if not window.more(window.size):
                break
        else:
            reason = f"{reason}; so much of the file is broken that the rest was not tried"
        window.reject_rest(first, reason)

    def _next_paper(self, search: int) -> tuple[int | None, int]:
        """Give the place of the next paper, or the place from which to search when there is more."""
        text = self._window.text
        for candidate in _CANDIDATE.finditer(text, search):
            place = candidate.start(candidate.lastindex or 1)
            try:
                value, end = self._decoded(place)
                self._effort += end - place
                self._make(value, Location(path=self._window.path, line=1))
            except TruncatedError:
                size = len(text) - place
                self._effort += size
                if size <= LONGEST_RECORD and not self._window.ended:
                    return None, candidate.start()
            except json.JSONDecodeError as error:
                # An error counts the line ends before it, so it costs more the later it comes.
                self._effort += _WORTH_OF_A_FAILURE + error.pos // 16
            except (ValueError, RecursionError):
                self._effort += _WORTH_OF_A_FAILURE
            else:
                return place, place
            if self._effort >= _MOST_EFFORT:
                break
        return None, max(search, len(text) - _LONGEST_GAP)

    def _peek(self) -> str:
        """Give the next character that is no space and no comma, and go there; "" at the end."""
        window = self._window
        while True:
            space = _SPACE.match(window.text, window.at)
            assert space is not None
            window.at = space.end()
            if window.size:
                return window.text[window.at]
            self._account.finish(window.line(window.at))
            if not window.more():
                return ""
