"""The records of an XML file, one element at a time.

Enters: a `SourceFile` and the shape of a format. Leaves: events, with the lines on which each
record, its title and its abstract stand.

A record is found by its tags, comments and CDATA sections passed over, and parsed by itself with a
parser of its own (expat). So a broken one cannot touch its neighbours, and no declaration reaches
the parser: no entity is ever expanded or fetched. A file that declares one is refused all the same,
as defusedxml would, for the rest of it is not to be trusted.
Elements go by their local names; namespaces are not compared, for files that bind them wrongly exist.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from generator.errors import Location
from generator.models import LineKind, SourceRecord
from generator.sources.events import SourceEvent, SourceFile
from generator.sources.fields import NoPaperError
from generator.sources.text_stream import (
    LONGEST_RECORD,
    NOT_UTF_8,
    TOO_LONG,
    SourceStream,
    is_damaged,
)
from generator.sources.text_window import TextWindow

_LONGEST_TAG = 5000  # characters; an ACL volume's start tag and book title are the longest seen
_MOST_EFFORT = 1 << 28  # characters searched in vain for the ends of comments, in one file
_DEEPEST = 100  # elements inside a record
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)([A-Za-z_][\w.-]*);")
# Feeds hold HTML's named characters, which XML does not know, and control characters, which it bans.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ATTRIBUTES = re.compile(r"""(?<![\w.:-])([\w.:-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")
_TAG = re.compile(r"<[^<>]*>")
_SKIPPED = {"<!--": "-->", "<![CDATA[": "]]>"}
_TOO_BROKEN = "so much of the file before is broken that the rest was not tried"
_ENTITY_REFUSED = (
    "the file declares an entity; expected none, for entities can make a small file endless; "
    "take the declaration out"
)


class XmlElement:
    """An element: its local name, attributes by local name, children, and texts in between."""

    __slots__ = ("attributes", "content", "tag")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.content: list[XmlElement | str] = []

    def all(self, *tags: str) -> Iterator[XmlElement]:
        """Give the children of these names, in order."""
        return (part for part in self.content if isinstance(part, XmlElement) and part.tag in tags)

    def first(self, *path: str) -> XmlElement | None:
        """Give the first child of the first name, its first child of the second, and so on."""
        found: XmlElement | None = self
        for tag in path:
            found = next(found.all(tag), None) if found is not None else None
        return found

    def text(self, *path: str) -> str | None:
        """Give the text under a path, its markup left out; `None` where there is no such element."""
        found = self.first(*path)
        return found.all_text() if found is not None else None

    def all_text(self) -> str:
        """Give the text of this element and all in it."""
        return "".join(part if isinstance(part, str) else part.all_text() for part in self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlShape:
    """What one XML format looks like.

    `make` makes a record of an element, and of what was last met around records: the text of a
    `context` element under its name, its attributes under `name@attribute`; each context element ends
    those after it in `context`. It gives `None` for an element that is rightly no paper.
    """

    records: tuple[str, ...]
    make: Callable[[XmlElement, dict[str, str], Location], SourceRecord | None]
    titles: frozenset[str] = frozenset({"title"})
    abstracts: frozenset[str] = frozenset({"abstract", "summary", "description"})
    context: tuple[str, ...] = field(default=())


def read_xml(source: SourceFile, shape: XmlShape) -> Iterator[SourceEvent]:
    """Read every record of an XML file."""
    return _XmlReader(SourceStream(source), shape).events()


class _XmlReader:
    """One pass over a stream; `events` is called once."""

    def __init__(self, stream: SourceStream, shape: XmlShape) -> None:
        self._window = TextWindow(stream)
        self._shape = shape
        self._context: dict[str, str] = {}
        self._effort = 0
        names = "|".join((*shape.records, *shape.context))
        # Outside records: what may hide tags, and the tags that matter.
        self._next = re.compile(
            rf"<!--|<!\[CDATA\[|<!ENTITY|<(?:[\w.-]+:)?({names})(?=[\s>/])", re.ASCII
        )

    def events(self) -> Iterator[SourceEvent]:
        window = self._window
        while True:
            found = self._next.search(window.text, window.at)
            window.at = found.start() if found else max(window.at, len(window.text) - _LONGEST_TAG)
            window.account.finish(window.line(window.at))
            # What stands at the window's end may be the beginning of a tag.
            if window.size <= _LONGEST_TAG and window.more():
                continue
            if found is None and not window.more():
                break
            if found is not None:
                yield from self._token(found)
        window.note_end()
        yield from window.account.settle()

    def _token(self, found: re.Match[str]) -> Iterator[SourceEvent]:
        window = self._window
        if found[0] == "<!ENTITY" or self._effort > _MOST_EFFORT:
            reason = _ENTITY_REFUSED if found[0] == "<!ENTITY" else _TOO_BROKEN
            window.reject_rest(window.line(window.at), reason)
        elif found[0] in _SKIPPED:
            end = self._find(_SKIPPED[found[0]], len(found[0]))
            if end is None:
                line = window.line(window.at)
                window.reject_rest(line, f"a {found[0]} that is not closed within reason")
            else:
                window.at = end
        elif found[1] in self._shape.records:
            yield from self._record(found[1])
        else:
            self._note_context(found[1])
            window.at += 1

    def _note_context(self, name: str) -> None:
        """Keep the attributes of an element around records, and its text where it is short."""
        window = self._window
        chunk = window.text[window.at : window.at + _LONGEST_TAG]
        start = _TAG.match(chunk)
        if start is None:
            return
        # A new volume takes nothing from the volume before it.
        inner = self._shape.context[self._shape.context.index(name) :]
        for key in [key for key in self._context if key.partition("@")[0] in inner]:
            del self._context[key]
        for key, double, single in _ATTRIBUTES.findall(start[0]):
            self._context[f"{name}@{key.rpartition(':')[2]}"] = html.unescape(double or single)
        closed = re.search(rf"</(?:[\w.-]+:)?{name}\s*>", chunk)
        if closed is not None:
            text = chunk[start.end() : closed.start()]
            self._context[name] = html.unescape(_TAG.sub("", text))

    def _record(self, name: str) -> Iterator[SourceEvent]:
        window, account = self._window, self._window.account
        end, reason = self._end_of(name)
        first = window.line(window.at)
        chunk = window.text[window.at : end]
        last = window.line(max(end - 1, window.at))
        window.at = max(end, window.at + 1)
        yield from account.settle(first)
        used: list[tuple[int, int, LineKind]] = []
        try:
            if reason is not None:
                raise NoPaperError(reason)
            element = _parsed(chunk, self._shape, used)
            record = self._shape.make(
                element, self._context, Location(path=window.path, line=first)
            )
        except NoPaperError as error:
            account.reject(first, last, str(error))
            return
        if record is None:
            return
        account.use(first, last, "metadata")
        for begun, ended, kind in used:
            account.use(first + begun - 1, first + ended - 1, kind)
        if first == last:
            account.use(first, first, "title" if record.abstract is None else "abstract")
        yield record

    def _end_of(self, name: str) -> tuple[int, str | None]:
        """Give the end of the record that begins here, and what is wrong with it if it has none."""
        window = self._window
        closed = re.compile(r"[^<>]*/>").match(window.text, window.at + 1)
        if closed is not None:
            return closed.end(), None
        inside = re.compile(rf"<!--|<!\[CDATA\[|<(/?)(?:[\w.-]+:)?{name}(?=[\s>/])[^<>]*>?")
        offset = 1
        while True:
            found = inside.search(window.text, window.at + offset)
            if found is not None and found[0] in _SKIPPED:
                behind = found.end() - window.at
                end = self._find(_SKIPPED[found[0]], behind)
                if end is not None:
                    offset = end - window.at
                    continue
                self._effort += window.size
                starts = (
                    after.start()
                    for after in inside.finditer(window.text, window.at + behind)
                    if after[1] == ""
                )
                return next(starts, len(window.text)), f"a {found[0]} that is not closed"
            if found is not None and (found[0][-1] == ">" or window.ended):
                if not found[1]:
                    return found.start(), f"<{name}> is not closed before the next <{name}>"
                return found.end(), None
            offset = max(offset, (found.start() if found else len(window.text) - 200) - window.at)
            if window.size > LONGEST_RECORD or self._effort > _MOST_EFFORT:
                return len(window.text), TOO_LONG
            if not window.more(window.size):
                return len(window.text), f"the file ends inside this <{name}>; it may be cut off"

    def _find(self, mark: str, offset: int) -> int | None:
        """Give the place after a mark, reading on for it."""
        window = self._window
        while True:
            place = window.text.find(mark, window.at + offset)
            if place >= 0:
                return place + len(mark)
            offset = max(offset, window.size - len(mark))
            if window.size > LONGEST_RECORD or self._effort > _MOST_EFFORT:
                return None
            if not window.more(window.size):
                return None


def _parsed(chunk: str, shape: XmlShape, used: list[tuple[int, int, LineKind]]) -> XmlElement:
    """Parse one record; notes the lines of title and abstract in `used`, from 1."""
    if is_damaged(chunk):
        raise NoPaperError(NOT_UTF_8)
    try:
        return _Tree(shape, used).parse(chunk)
    except expat.ExpatError as error:
        plain = _ILLEGAL.sub(" ", _ENTITY.sub(_character, chunk))
        if plain != chunk:
            used.clear()
            return _parsed(plain, shape, used)
        place = f"{expat.ErrorString(error.code)} in line {error.lineno} of the record"
        raise NoPaperError(f"not well-formed XML ({place})") from None


def _character(entity: re.Match[str]) -> str:
    known = html.unescape(entity[0])
    return known if known != entity[0] else f"&amp;{entity[1]};"


class _Tree:
    """Builds the tree of one record."""

    def __init__(self, shape: XmlShape, used: list[tuple[int, int, LineKind]]) -> None:
        self._kinds: dict[str, LineKind] = {
            **dict.fromkeys(shape.titles, "title"),
            **dict.fromkeys(shape.abstracts, "abstract"),
        }
        self._used = used
        self._open: list[tuple[XmlElement, int]] = []
        self._root: XmlElement | None = None
        self._expat = expat.ParserCreate("utf-8")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._characters

    def parse(self, chunk: str) -> XmlElement:
        self._expat.Parse(chunk.encode("utf-8"), True)
        assert self._root is not None
        return self._root

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        element = XmlElement(name.rpartition(":")[2], plain)
        if self._open:
            self._open[-1][0].content.append(element)
        else:
            self._root = element
        self._open.append((element, self._expat.CurrentLineNumber))
        if len(self._open) > _DEEPEST:
            raise NoPaperError(f"elements nested deeper than {_DEEPEST} in one record")

    def _characters(self, data: str) -> None:
        self._open[-1][0].content.append(data)

    def _end(self, _: str) -> None:
        element, line = self._open.pop()
        kind = self._kinds.get(element.tag)
        if kind is not None:
            self._used.append((line, self._expat.CurrentLineNumber, kind))
