"""Regular expressions of the rules, all tried in one pass and none able to hang a build.

Enters: patterns in RE2's syntax, then texts. Leaves: where each matches. RE2 is linear in the text
whatever the pattern (https://github.com/google/re2); it has no look-around and no back-references.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import re2

_MOST_MEMORY = 8 << 20
CharacterSpan = tuple[int, int]


class PatternError(ValueError):
    """A pattern that RE2 does not take; the message is a sentence for the owner."""


def _options() -> re2.Options:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MOST_MEMORY
    return options


def check_pattern(pattern: str) -> None:
    """Raise `PatternError` when RE2 cannot read a pattern, or when it matches nothing at all."""
    try:
        compiled = re2.compile(pattern, _options())
    except re2.error as error:
        reason = error.args[0]
        text = reason.decode() if isinstance(reason, bytes) else str(reason)
        raise PatternError(
            f"is no regular expression ({text}); expected the syntax of RE2, which has no "
            "look-around and no back-references; correct it"
        ) from None
    if compiled.search("") is not None:
        raise PatternError(
            "matches where there is no text at all; expected an expression that needs a character; "
            "write + in place of *, for instance"
        )


class RegexSet:
    """Patterns by number, ready to be found together."""

    def __init__(self, patterns: Mapping[int, str]) -> None:
        self._numbers: Sequence[int] = tuple(patterns)
        self._patterns = [re2.compile(pattern, _options()) for pattern in patterns.values()]
        self._set = re2.Set.SearchSet(_options())
        for pattern in patterns.values():
            self._set.Add(pattern)
        self._set.Compile()

    def find(self, text: str) -> Iterator[tuple[int, list[CharacterSpan]]]:
        """Give each pattern's number with its places in a text, in characters."""
        for place in sorted(self._set.Match(text) or ()):
            spans = [match.span() for match in self._patterns[place].finditer(text) if match[0]]
            if spans:
                yield self._numbers[place], spans
