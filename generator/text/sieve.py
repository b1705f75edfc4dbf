"""Many patterns looked for in one pass over a text: the first, cheap look that most texts need no second of.

Enters: patterns in RE2's syntax, then texts in UTF-8. Leaves: which patterns may stand in a text. RE2 reads each
byte once, however many patterns there are, and has no look-around; so a pattern here stands for more
than what is sought, and whoever asks looks again where it was found. A character beyond ASCII is two to four
bytes that `BEYOND_ASCII` matches.
"""

from __future__ import annotations

from collections.abc import Sequence

import re2

BEYOND_ASCII = r"[\x80-\xff]"
# A hundred times what the patterns of this package take.
_MOST_MEMORY = 8 << 20


class Sieve:
    """Patterns that are looked for together, known by their numbers."""

    def __init__(self, *patterns: str) -> None:
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.max_mem = _MOST_MEMORY
        options.log_errors = False
        self._everything = range(len(patterns))
        self._set = re2.Set.SearchSet(options)
        # The last is at the end of every text: where not even that is found, the search ran out of memory.
        for pattern in (*patterns, r"\z"):
            self._set.Add(pattern)
        self._set.Compile()
        self._nothing = [len(patterns)]
        self._match = self._set.Match

    def misses(self, text: bytes) -> bool:
        """Tell whether surely none of the patterns is in a text.

        >>> Sieve("a+", "b").misses(b"xyz"), Sieve("a+", "b").misses(b"xby")
        (True, False)
        """
        return bool(self._match(text) == self._nothing)

    def find(self, text: bytes) -> Sequence[int]:
        """Give the numbers of the patterns that may be in a text, in no order.

        >>> Sieve("a+", "b").find(b"xby")
        [1]
        """
        found = self._match(text)
        if found is None:
            return self._everything
        return [number for number in found if number in self._everything]
