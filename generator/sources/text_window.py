"""A sliding window over a source's text, for readers that look for the end of a record.

Enters: a stream. Leaves: a text that grows at its end and is dropped at its beginning, the number of
the line of any place in it, and the account of the lines that came.
"""

from __future__ import annotations

from generator.sources.account import LineAccount
from generator.sources.text_stream import BROKEN_OFF, SourceStream


class TextWindow:
    """`text` from `at` on is what is still to be read."""

    def __init__(self, stream: SourceStream) -> None:
        self._stream = stream
        self._pieces = stream.pieces()
        self._mark, self._mark_line = 0, 1
        self.path = stream.path
        self.account = LineAccount(stream.path)
        self.text = ""
        self.at = 0  # everything before is done with
        self.ended = False

    @property
    def size(self) -> int:
        """How many characters are still to be read in the window."""
        return len(self.text) - self.at

    def more(self, size: int = 0) -> bool:
        """Read more than `size` characters more, so that retrying costs linear time in all.

        Places before `at` are dropped, and all others move down by it.
        """
        self.line(self.at)
        gathered = [self.text[self.at :]]
        self._mark -= self.at
        self.at = 0
        got = 0
        while got <= size and (piece := next(self._pieces, "")):
            self.account.add_text(piece)
            gathered.append(piece)
            got += len(piece)
        self.text = "".join(gathered)
        self.ended = got <= size
        return got > 0

    def line(self, place: int) -> int:
        """Give the number of the line in which a place of the window lies."""
        if place >= self._mark:
            self._mark_line += self.text.count("\n", self._mark, place)
            self._mark = place
            return self._mark_line
        return self._mark_line - self.text.count("\n", place, self._mark)

    def reject_rest(self, line: int, reason: str) -> None:
        """Reject everything from a line on, to the end of the source."""
        self.account.reject_rest(line, reason)
        self.at = len(self.text)
        while self.more():
            self.at = len(self.text)

    def note_end(self) -> None:
        """Name why the text ended early, if it did."""
        if self._stream.broken is not None:
            self.account.note(self.account.lines, f"{BROKEN_OFF}: {self._stream.broken}")

    @property
    def is_broken(self) -> bool:
        """Whether the text ended early."""
        return self._stream.broken is not None
