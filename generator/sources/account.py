"""The account of a source's lines: each under exactly one kind, settled in the order of the file.

Enters: the text in pieces, the ranges of lines that records use, and rejects. Leaves: `Counted`
and `Rejected` events whose lines add up to those of the text.
A line in which two records meet belongs to the better use: title or abstract, then metadata, then
rejected, then boilerplate; so a reject inside a line that also gave a paper counts 0 lines. A blank
line is blank, except inside a reject.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Location
from generator.models import LineKind, Rejected
from generator.sources.events import Counted, SourceEvent

# One byte for each unsettled line; the better use is the greater.
_BOILERPLATE, _REJECTED, _BLANK = 0, 1, 6
_KINDS: tuple[LineKind, ...] = (
    "boilerplate",
    "rejected",
    "metadata",
    "date",
    "title",
    "abstract",
    "blank",
)
_MOST_TOGETHER = 1000  # rejects of one line that are named
_USE = {kind: bytes(max(old, new) for old in range(256)) for new, kind in enumerate(_KINDS)}
_REJECT = bytes(_REJECTED if old in {_BOILERPLATE, _BLANK} else old for old in range(256))


class LineAccount:
    """The lines of one source that are read and not yet settled."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.lines = 0  # whole or begun
        self._kinds = bytearray()  # of the lines from `_settled + 1` on
        self._settled = 0
        self._is_open = False  # the last line has no end yet
        self._rejects: list[tuple[int, int, str]] = []
        self._rest: tuple[int, str] | None = None
        self._unnamed = 0
        self._ready: list[SourceEvent] = []
        self._counts = dict.fromkeys(_KINDS, 0)

    def add_text(self, piece: str) -> None:
        """Take note of the lines in the next piece of text, whose line ends are LF."""
        *ended, last = piece.split("\n")
        for part in ended:
            self._add_part(part)
            self._is_open = False
        if last:
            self._add_part(last)

    def _add_part(self, part: str) -> None:
        is_blank = not part or part.isspace()
        if not self._is_open:
            self.lines += 1
            self._is_open = True
            if self._rest is None:
                self._kinds.append(_BLANK if is_blank else _BOILERPLATE)
        elif not is_blank and self._kinds and self._kinds[-1] == _BLANK:
            self._kinds[-1] = _BOILERPLATE

    def add_line(self, line: str) -> int:
        """Take note of one whole line, and give its number."""
        self._add_part(line)
        self._is_open = False
        return self.lines

    def use(self, first: int, last: int, kind: LineKind) -> None:
        """Say that a record uses the lines from `first` to `last`."""
        self._translate(first, last, _USE[kind])

    def reject(self, first: int, last: int, reason: str) -> None:
        """Say that no paper could be made of the lines from `first` to `last`."""
        last = min(last, self.lines)
        while last > max(first, self._settled + 1) and self._kind(last) == _BLANK:
            last -= 1
        self._translate(first, last, _REJECT)
        self._remember(first, last, reason)

    def reject_rest(self, first: int, reason: str) -> None:
        """Reject the lines from `first` to the end of the source, which is still to be added."""
        if self._rest is None:
            self._rest = (first, reason)

    def note(self, line: int, reason: str) -> None:
        """Name something that is wrong and takes no line of its own, unless the rest is rejected."""
        if self._rest is None:
            self._remember(line, line - 1, reason)

    def _remember(self, first: int, last: int, reason: str) -> None:
        if len(self._rejects) < _MOST_TOGETHER or last > self._rejects[-1][1]:
            self._rejects.append((first, last, reason))
        else:
            self._unnamed += 1

    def finish(self, before: int) -> None:
        """Say that nothing more will be said of the lines before `before`."""
        if before - 1 <= self._settled:
            return
        last = min(before - 1, self.lines)
        if self._rest is not None:
            last = min(last, self._rest[0] - 1)
        # A reject is one event, so it waits until all of its lines are final.
        for first, end, _ in sorted(self._rejects, reverse=True):
            if end > last:
                last = min(last, first - 1)
        self._finish(last)

    def settle(self, before: int | None = None) -> Iterator[SourceEvent]:
        """Give the events of the lines before `before` (all, without it); they are then final."""
        if before is not None:
            self.finish(before)
        else:
            if self._rest is not None:
                self._reject_what_came()
            self._finish(self.lines)
        yield from self._ready
        self._ready = []
        for kind, lines in self._counts.items():
            if lines:
                yield Counted(kind=kind, lines=lines)
                self._counts[kind] = 0

    def _finish(self, last: int) -> None:
        due = sorted(reject for reject in self._rejects if reject[1] <= last)
        if due:
            self._rejects = [reject for reject in self._rejects if reject[1] > last]
        taken = self._settled
        for first, end, reason in due:
            start = max(first, taken + 1) - self._settled - 1
            lines = self._kinds.count(_REJECTED, start, max(start, end - self._settled))
            taken = max(taken, end)
            location = Location(path=self.path, line=max(min(first, self.lines), 1))
            self._ready.append(Rejected(location=location, reason=reason, lines=lines))
        if due and self._unnamed:
            location = Location(path=self.path, line=max(due[-1][0], 1))
            reason = f"{self._unnamed:,} more in this line that are no papers"
            self._ready.append(Rejected(location=location, reason=reason, lines=0))
            self._unnamed = 0
        size = last - self._settled
        if size <= 0:
            return
        for code, kind in enumerate(_KINDS):
            if code != _REJECTED:
                self._counts[kind] += self._kinds.count(code, 0, size)
        del self._kinds[:size]
        self._settled = last

    def _reject_what_came(self) -> None:
        assert self._rest is not None
        first, reason = self._rest
        unmarked = self.lines - self._settled - len(self._kinds)
        self._kinds.extend(bytes([_BOILERPLATE]) * unmarked)
        self._rest = None
        self.reject(first, self.lines, reason)

    def _kind(self, line: int) -> int:
        return self._kinds[line - self._settled - 1]

    def _translate(self, first: int, last: int, table: bytes) -> None:
        start, end = max(first - self._settled - 1, 0), last - self._settled
        if start < end:
            self._kinds[start:end] = self._kinds[start:end].translate(table)
